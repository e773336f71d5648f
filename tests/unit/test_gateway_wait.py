"""Opening hours: told in the desk's time zone, wrong ones refused with a sentence."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.wait import next_opening, parse_hours

SEOUL = ZoneInfo("Asia/Seoul")
WEEKDAYS = parse_hours("mon-fri 09:00-12:00, mon-fri 13:00-18:00", "Asia/Seoul")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SEOUL).timestamp() * 1000)


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


def test_an_opening_holds_in_the_desks_zone_through_a_clock_change() -> None:
    hours = parse_hours("sun 09:00-10:00", "Europe/Berlin")
    saturday = int(datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1000)
    opening = next_opening(hours, saturday)
    assert opening is not None
    told = datetime.fromtimestamp(opening / 1000, ZoneInfo("Europe/Berlin"))
    assert (told.day, told.hour) == (29, 9)


@given(st.integers(min_value=0, max_value=4_000_000_000_000))
def test_the_next_opening_is_in_the_future_and_is_open(now: int) -> None:
    opens = next_opening(WEEKDAYS, now)
    if opens is not None:
        assert opens > now
        assert next_opening(WEEKDAYS, opens) is None


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        ("weekdays 9-18", "Asia/Seoul", "expected a span like"),
        ("mon-fri 18:00-09:00", "Asia/Seoul", "end comes before"),
        ("mon 09:00-25:00", "Asia/Seoul", "expected 00:00 to 23:59"),
        ("mon 09:00-18:00", "Mars/Olympus", "unknown time zone"),
    ],
)
def test_wrong_hours_are_refused_with_what_was_expected(text: str, zone: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_hours(text, zone)
