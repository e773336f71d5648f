"""The opening hours of the desk, pure: is somebody due now, and if not, when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"^([a-z]{3})(?:-([a-z]{3}))? (\d\d:\d\d)-(\d\d:\d\d)$")


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly spans in one time zone: for each weekday (0 is Monday) its (opens, closes) times."""

    zone: ZoneInfo
    spans: tuple[tuple[int, time, time], ...]


def parse_hours(text: str, zone: str) -> Hours:
    """Read hours such as `mon-fri 09:00-18:00, sat 10:00-14:00` in an IANA time zone such as
    `Asia/Seoul`.

    Raises:
        ValueError: a sentence that says what was found and what was expected.
    """
    try:
        tz = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {zone!r}; expected one like 'Asia/Seoul'") from error
    spans: list[tuple[int, time, time]] = []
    for part in text.lower().split(","):
        match = _SPAN.match(part.strip())
        if not match or match[1] not in DAYS or (match[2] or match[1]) not in DAYS:
            raise ValueError(f"hours {part.strip()!r}; expected a span like 'mon-fri 09:00-18:00'")
        first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
        try:
            opens, closes = time.fromisoformat(match[3]), time.fromisoformat(match[4])
        except ValueError as error:
            raise ValueError(f"hours {part.strip()!r}: {error}; expected 00:00 to 23:59") from error
        if first > last or opens >= closes:
            raise ValueError(f"hours {part.strip()!r}: the end comes before the beginning")
        spans.extend((day, opens, closes) for day in range(first, last + 1))
    return Hours(tz, tuple(sorted(spans)))


ALWAYS: Final = Hours(
    ZoneInfo("UTC"), tuple((day, time(0), time(23, 59, 59, 999999)) for day in range(7))
)
PROMISE: Final = timedelta(hours=4)  # of open hours, in which a message is answered


def answer_by(hours: Hours, now_ms: int) -> int:
    """When a message left now is answered at the latest (ms): `PROMISE` of open hours from now.

    With no hours at all, that much time from now.
    """
    now = datetime.fromtimestamp(now_ms / 1000, hours.zone)
    left = PROMISE
    for ahead in range(64):
        day = (now + timedelta(days=ahead)).date()
        for weekday, opens, closes in hours.spans:
            if weekday != day.weekday():
                continue
            begin = max(now, datetime.combine(day, opens, hours.zone))
            end = datetime.combine(day, closes, hours.zone)
            if begin >= end:
                continue
            if end - begin >= left:
                return int((begin + left).timestamp() * 1000)
            left -= end - begin
    return now_ms + int(PROMISE.total_seconds() * 1000)


def next_opening(hours: Hours, now_ms: int) -> int | None:
    """When the desk opens next (ms since the epoch); None while it is open."""
    now = datetime.fromtimestamp(now_ms / 1000, hours.zone)
    openings: list[datetime] = []
    for ahead in range(8):
        day = (now + timedelta(days=ahead)).date()
        for weekday, opens, closes in hours.spans:
            if weekday != day.weekday():
                continue
            opening = datetime.combine(day, opens, hours.zone)
            if opening <= now < datetime.combine(day, closes, hours.zone):
                return None
            if opening > now:
                openings.append(opening)
    return int(min(openings).timestamp() * 1000)
