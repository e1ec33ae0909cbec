"""How long a Retry-After header asks us to stay away.  Pure."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: RFC 9110 §10.2.3: whole seconds.  Ten digits are three centuries; more is no number of seconds.
_SECONDS = re.compile(r"[0-9]{1,10}")


def seconds(value: str | None, date: str | None, now: datetime) -> float | None:
    """Seconds from the answer on; None when absent, unreadable, zero or past.

    ``date`` is the answer's own Date header: a moment is measured against the clock that wrote it,
    and against ``now`` only where that is missing or unreadable.
    """
    if value is None:
        return None
    value = value.strip()
    if _SECONDS.fullmatch(value):
        wait = float(value)
    else:
        until = _moment(value)
        if until is None:
            return None
        wait = (until - (_moment(date) or now)).total_seconds()
    return wait if wait > 0 else None


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = parsedate_to_datetime(value)
        # a date without a zone is meant in UTC: HTTP knows no other
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
