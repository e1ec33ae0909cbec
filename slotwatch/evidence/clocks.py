"""The gap between our clock and a server's, from the Date header of its answer.  Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def gap(at: datetime, headers: Mapping[str, str]) -> int | None:
    """Our clock minus the server's, whole seconds; None when the answer does not say.

    ``at`` is when the answer came.  The header counts seconds and the answer took its time to travel, so a second
    or two mean nothing.  An answer from a cache is as old as its Age header says.
    """
    try:
        theirs = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
    if theirs.tzinfo is None:  # "-0000": UTC, of an unknown zone
        theirs = theirs.replace(tzinfo=UTC)
    age = headers.get("age", "").strip()
    kept = int(age) if age.isascii() and age.isdigit() and len(age) <= 8 else 0
    return round((at - theirs).total_seconds()) - kept
