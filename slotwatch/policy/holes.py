"""When is a time without looks a hole?  Pure.

A chronology with silent gaps proves nothing: whoever reads it must see where nobody looked, and for how long.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from slotwatch.model import Pace

_LEAST = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """No look from ``since`` to ``until``; ``days`` are the local days wholly inside."""

    since: datetime
    until: datetime
    days: tuple[date, ...]


def allowance(pace: Pace) -> timedelta:
    """How long a motive may go without a look before that is a hole: three paces, an hour at least."""
    every = max(pace.every, pace.night_every) if pace.night else pace.every
    return max(timedelta(seconds=3 * every), _LEAST)


def find_holes(
    looks: Iterable[datetime], since: datetime, until: datetime, pace: Pace, zone: ZoneInfo
) -> list[Gap]:
    """The holes of [since, until), at its edges too: longer than the allowance, or a whole local day.

    ``looks`` are the instants of the looks in order.
    """
    gaps = (Gap(begin, end, _whole_days(begin, end, zone)) for begin, end in pairwise([since, *looks, until]))
    return [gap for gap in gaps if gap.until - gap.since > allowance(pace) or gap.days]


def _whole_days(begin: datetime, end: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    days = []
    day = begin.astimezone(zone).date()
    while (following := _midnight(day + _DAY, zone)) <= end:
        if _midnight(day, zone) >= begin:
            days.append(day)
        day = following.astimezone(zone).date()
    return tuple(days)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a local day begins; a zone that changes its clock at midnight begins it when the clock allows."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
