"""The period of a dossier: whole local days, nothing of the future."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from slotwatch.evidence.dossier.order import PackError


def period(first: date, last: date, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """From the midnight before ``first`` to the one after ``last``, or to ``now``; aware UTC.

    Raises `PackError`: turned round, or not begun.
    """
    if first > last:
        raise PackError(f"--from {first} lies after --to {last}: turn them round")
    since = _midnight(first, zone)
    if since >= now:
        raise PackError(f"--from {first} lies in the future: begin with a day that has been watched")
    return since, min(_midnight(last + timedelta(days=1), zone), now)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
