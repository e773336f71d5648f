"""Opening hours, pure: is somebody due now, if not, when, and by when a message is answered.

Everything goes by the moments at which spans really begin and end, so it holds over clock changes:
an hour that a day skips is not open, one that a day has twice is counted as it passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES: Final = 24 * 60
_DAYS: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?")
_SPAN: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_SEARCHED_DAYS: Final = 400  # a desk closed for longer has no next opening

Span = tuple[int, int]
"""Opens and closes, in minutes after midnight (up to 1,440, which is the end of the day)."""


@dataclass(frozen=True, slots=True)
class Hours:
    """For each weekday (0 is Monday) its spans, in one time zone.

    `holidays` are days with other spans than their weekday's; a day with none is closed.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)


ALWAYS: Final = Hours(ZoneInfo("UTC"), (((0, DAY_MINUTES),),) * 7)


def time_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as `Asia/Seoul`.

    Raises:
        ValueError: says what was found and what was expected.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}, expected one as Asia/Seoul") from error


def parse_days(text: str) -> range:
    """The weekdays (0 is Monday) in `mon` or `mon-fri`.

    Raises:
        ValueError: says what was found and what was expected.
    """
    match = _DAYS.fullmatch(text.strip().lower())
    if not match or match[1] not in DAYS or (match[2] or match[1]) not in DAYS:
        raise ValueError(f"expected days as mon or mon-fri ({', '.join(DAYS)}), found {text!r}")
    first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
    if first > last:
        raise ValueError(
            f"{text!r} ends before it begins: write {DAYS[first]}-sun and mon-{DAYS[last]} instead"
        )
    return range(first, last + 1)


def parse_span(text: str) -> Span:
    """The span in `09:00-18:00`; 24:00 is the end of the day.

    Raises:
        ValueError: says what was found and what was expected.
    """
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"expected a span as 09:00-18:00, found {text!r}")
    opens, closes = (int(match[n]) * 60 + int(match[n + 1]) for n in (1, 3))
    if int(match[2]) > 59 or int(match[4]) > 59 or max(opens, closes) > DAY_MINUTES:
        raise ValueError(f"expected times from 00:00 to 24:00, found {text!r}")
    if opens >= closes:
        raise ValueError(
            f"{text!r} ends before it begins; a span past midnight is written as two: "
            f"{text[:5]}-24:00 here and 00:00-{text[-5:]} on the next day"
        )
    return opens, closes


def is_open(hours: Hours, now_ms: int) -> bool:
    """Whether somebody is due at this moment (ms since the epoch)."""
    return next((begin == now_ms for begin, _ in _open_times(hours, now_ms)), False)


def next_opening(hours: Hours, now_ms: int) -> int | None:
    """When the desk opens next (ms since the epoch); None while it is open, and
    when it does not within a year."""
    begin = next((begin for begin, _ in _open_times(hours, now_ms)), now_ms)
    return None if begin == now_ms else begin


def answer_by(hours: Hours, now_ms: int, within_ms: int) -> int:
    """When `within_ms` of open time have passed from now on (ms since the epoch).

    Where that is not to be within a year, that much time from now.
    """
    left = within_ms
    for begin, end in _open_times(hours, now_ms):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return now_ms + within_ms


def _open_times(hours: Hours, now_ms: int) -> Iterator[tuple[int, int]]:
    """The times (ms) at which it is open from now on, in order; one may begin as another ends."""
    today = datetime.fromtimestamp(now_ms / 1000, hours.zone).date()
    passed = now_ms
    for ahead in range(-1, _SEARCHED_DAYS):  # a day skipped by the zone may have been yesterday
        day = today + timedelta(days=ahead)
        for opens, closes in hours.holidays.get(day, hours.week[day.weekday()]):
            closed = _moment(hours.zone, day, closes)
            if closed > passed:
                opened = max(_moment(hours.zone, day, opens), passed)
                if opened < closed:
                    yield opened, closed
                passed = closed


def _moment(zone: ZoneInfo, day: date, minute: int) -> int:
    """A time on the wall, in ms since the epoch: of two the first, of none the end of the gap."""
    at = datetime.combine(
        day + timedelta(days=minute // DAY_MINUTES), time(minute % DAY_MINUTES // 60, minute % 60)
    )
    moment = int(at.replace(tzinfo=zone).timestamp() * 1000)
    if _wall(zone, moment) == at:
        return moment
    earlier = int(at.replace(tzinfo=zone, fold=1).timestamp() * 1000)
    return next(m for m in range(earlier, moment + 1, 60_000) if _wall(zone, m) > at)


def _wall(zone: ZoneInfo, moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, zone).replace(tzinfo=None)
