"""Opening hours: told in the desk's zone, over clock changes; wrong ones refused in a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.hours import (
    ALWAYS,
    DAY_MINUTES,
    Hours,
    answer_by,
    is_open,
    next_opening,
    parse_days,
    parse_span,
    time_zone,
)

SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
WEEKDAYS = Hours(SEOUL, (OFFICE,) * 5 + ((),) * 2)
HOUR_MS = 3_600_000

ZONES = ("Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1)).map(
    lambda at: int(at.timestamp()) // 60 * 60_000
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.sets(st.integers(0, DAY_MINUTES), max_size=6)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    week = tuple(draw(st.lists(spans(), min_size=7, max_size=7)))
    days = st.dates(date(2011, 1, 1), date(2030, 1, 1))
    holidays = draw(st.dictionaries(days, spans(), max_size=3))
    return Hours(ZoneInfo(draw(st.sampled_from(ZONES))), week, holidays)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SEOUL).timestamp() * 1000)


def open_by_the_wall(of: Hours, moment: int) -> bool:
    """What somebody who looks at the clock and the notice on the door would say."""
    wall = datetime.fromtimestamp(moment / 1000, of.zone)
    spans_of_day = of.holidays.get(wall.date(), of.week[wall.weekday()])
    minute = wall.hour * 60 + wall.minute
    return any(opens <= minute < closes for opens, closes in spans_of_day)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-20T10:00", None),  # a Friday
        ("2026-11-20T09:00", None),
        ("2026-11-20T12:00", "2026-11-20T13:00"),
        ("2026-11-20T08:59", "2026-11-20T09:00"),
        ("2026-11-20T18:00", "2026-11-23T09:00"),  # over the weekend
        ("2026-11-22T23:00", "2026-11-23T09:00"),
    ],
)
def test_the_next_opening(now: str, opens: str | None) -> None:
    assert next_opening(WEEKDAYS, at(now)) == (at(opens) if opens else None)


def test_a_holiday_has_its_own_spans_or_none() -> None:
    closed, short = date(2026, 12, 25), date(2026, 12, 28)
    of = Hours(SEOUL, WEEKDAYS.week, {closed: (), short: ((600, 660),)})
    assert next_opening(of, at("2026-12-25T10:00")) == at("2026-12-28T10:00")
    assert next_opening(of, at("2026-12-28T11:00")) == at("2026-12-29T09:00")


def test_an_answer_is_promised_in_open_time() -> None:
    promised = answer_by(WEEKDAYS, at("2026-11-20T17:00"), 4 * HOUR_MS)
    assert promised == at("2026-11-23T12:00")
    assert answer_by(ALWAYS, at("2026-11-20T17:00"), HOUR_MS) == at("2026-11-20T18:00")


def test_hours_that_never_open_promise_no_opening_and_answer_by_the_clock() -> None:
    never = Hours(SEOUL, ((),) * 7)
    now = at("2026-11-20T17:00")
    assert (is_open(never, now), next_opening(never, now)) == (False, None)
    assert answer_by(never, now, HOUR_MS) == now + HOUR_MS


def test_an_opening_holds_in_the_desks_zone_through_a_clock_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sundays = Hours(berlin, ((),) * 6 + (((9 * 60, 10 * 60),),))
    saturday = int(datetime(2026, 3, 28, 12, tzinfo=berlin).timestamp() * 1000)
    opening = next_opening(sundays, saturday)
    assert opening is not None
    told = datetime.fromtimestamp(opening / 1000, berlin)
    assert (told.day, told.hour) == (29, 9)


@given(hours(), MOMENTS)
def test_the_next_opening_is_to_come_and_open_and_nothing_is_open_before_it(
    of: Hours, now: int
) -> None:
    opens = next_opening(of, now)
    if opens is None:
        assert is_open(of, now) or not any(of.week)
        return
    assert opens > now
    assert not is_open(of, now)
    assert is_open(of, opens)
    assert next_opening(of, opens) is None
    assert not is_open(of, opens - 1)


@given(hours(), st.sampled_from(ZONES), st.integers(0, 2 * 1440))
def test_open_is_what_the_clock_on_the_wall_says_also_when_it_is_changed(
    of: Hours, zone: str, minutes: int
) -> None:
    of = Hours(ZoneInfo(zone), of.week, of.holidays)
    now = _change_of(of.zone) + (minutes - 1440) * 60_000
    told = datetime.fromtimestamp(now / 1000, of.zone)
    if told.replace(fold=0).utcoffset() == told.replace(fold=1).utcoffset():  # it comes once
        assert is_open(of, now) == open_by_the_wall(of, now)


def _change_of(zone: ZoneInfo) -> int:
    """A moment at which the zone's clock is put forward or back; any for a zone without."""
    moment = datetime(2011, 9, 1, tzinfo=ZoneInfo("UTC"))
    before = moment.astimezone(zone).utcoffset()
    for _ in range(24 * 250):
        moment += timedelta(hours=1)
        if moment.astimezone(zone).utcoffset() != before:
            break
    return int(moment.timestamp() * 1000)


@given(hours(), MOMENTS, st.integers(1, 48 * 60), st.integers(1, 48 * 60))
def test_a_promise_counts_open_time_only_and_in_two_parts_is_the_same_promise(
    of: Hours, now: int, first: int, then: int
) -> None:
    part = answer_by(of, now, first * 60_000)
    weekly = sum(closes - opens for day in of.week for opens, closes in day)
    # What is open at least within the year for which hours are looked at.
    if 50 * weekly - DAY_MINUTES * len(of.holidays) < first + then:
        return
    assert is_open(of, part - 1)
    assert answer_by(of, part, then * 60_000) == answer_by(of, now, (first + then) * 60_000)
    opens = next_opening(of, now)
    assert opens is None or answer_by(of, opens, first * 60_000) == part


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (parse_span, "9-18", "expected a span as 09:00-18:00, found '9-18'"),
        (
            parse_span,
            "18:00-02:00",
            "is written as two: 18:00-24:00 here and 00:00-02:00 on the next",
        ),
        (parse_span, "09:00-25:00", "expected times from 00:00 to 24:00"),
        (parse_days, "weekdays", "expected days as mon or mon-fri"),
        (parse_days, "sat-mon", "write sat-sun and mon-mon instead"),
        (time_zone, "Mars/Olympus", "no time zone 'Mars/Olympus', expected one as Asia/Seoul"),
    ],
)
def test_wrong_hours_are_refused_with_what_was_expected(read: object, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(text)  # type: ignore[operator]


def test_hours_are_written_as_people_write_them() -> None:
    assert list(parse_days("mon-wed")) == [0, 1, 2]
    assert list(parse_days("Sun")) == [6]
    assert parse_span("09:30-24:00") == (570, 1440)
