"""When to remind the owner to try by hand: attempts of their own, in other weeks and at other hours.  Pure.

A judge asks for several attempts "not made in the same week" and gives more weight to a person's own (CE 10
June 2020, n° 435594): so one a week, each time at another hour than the last ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)

#: Local hours from which the reminder comes, one week after the other.
HOURS = (9, 14, 18, 11, 20, 8, 16, 12)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Tell the owner now; ``hours`` are the local hours of the day at which they have tried before."""

    attempts: int
    hours: tuple[int, ...]


def due(
    now: datetime,
    zone: ZoneInfo,
    attempts: Sequence[datetime],
    reminded: datetime | None,
    watched_since: datetime,
) -> Reminder | None:
    """A reminder, when it is time for one.

    None while the last attempt or reminder is less than a week old, in the first week of the watch, and outside
    this week's hour (the proposed hours vary from week to week; a machine that was off then reminds later the
    same day).
    """
    lately = max(filter(None, (max(attempts, default=None), reminded, watched_since)))
    if now - lately < WEEK:
        return None
    local = now.astimezone(zone)
    if not _hour(local) <= local.hour < 22:  # nobody is told at night
        return None
    return Reminder(len(attempts), _hours(attempts, zone))


def _hour(local: datetime) -> int:
    return HOURS[local.isocalendar().week % len(HOURS)]


def _hours(attempts: Iterable[datetime], zone: ZoneInfo) -> tuple[int, ...]:
    return tuple(sorted({at.astimezone(zone).hour for at in attempts}))
