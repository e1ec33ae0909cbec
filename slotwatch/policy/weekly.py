"""When the weekly all-clear is due: it comes although nothing happened, so that silence means something.

Pure.  An hour is local wall-clock time; one that summer time skips or doubles is told once all the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slotwatch.model import PARIS

WEEK = timedelta(days=7)
#: A machine that was off at the hour tells later, but not the next day.
LATEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (0 = Monday) and a local hour."""

    weekday: int
    at: time


def scheduled(weekly: Weekly, now: datetime, zone: ZoneInfo = PARIS) -> datetime:
    """The latest such instant that is not after ``now`` (UTC)."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - weekly.weekday) % 7)
    found = datetime.combine(day, weekly.at, tzinfo=zone).astimezone(UTC)
    if found > now:
        found = datetime.combine(day - WEEK, weekly.at, tzinfo=zone).astimezone(UTC)
    return found


def due(
    weekly: Weekly, now: datetime, told: datetime | None, watched_since: datetime | None, zone: ZoneInfo = PARIS
) -> datetime | None:
    """The instant up to which a week is to be told now, None when there is nothing to tell.

    ``told`` is when it was last told.  Nothing is told of a week in which nothing was watched yet, nor long after
    its hour.
    """
    at = scheduled(weekly, now, zone)
    if now - at > LATEST or watched_since is None or watched_since >= at:
        return None
    return None if told is not None and told >= at else at
