"""The person's own attempts and steps: written down once, sealed, never changed.

Whoever made a mistake adds another entry that says so: an evidence file in which things vanish proves nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from slotwatch.evidence import entries
from slotwatch.evidence.attachments import Taken
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.data import ByHand
from slotwatch.store import ChainBook

ATTEMPT, STEP = "attempt", "step"

#: What an attempt may have come to, and what a step may be.
RESULTS = {
    ATTEMPT: ("none", "slot", "captcha", "error", "blocked", "other"),
    STEP: ("letter", "email", "visit", "call", "witness", "other"),
}

#: Characters of a note.
LONGEST_NOTE = 4000
_LONGEST_TRACKING = 40

#: A clock that is a little behind must not make the present the future.
_AHEAD = timedelta(minutes=5)

_FRENCH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\s+(\d{1,2})\s*[h:]\s*(\d{2})?", re.IGNORECASE | re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)


class BadAttemptError(Exception):
    """What was entered cannot be right.  One line."""


def instant(written: str, zone: ZoneInfo, now: datetime) -> datetime:
    """When it happened, aware: ``2026-11-25 09:30`` or ``25/11/2026 9h30``, local to the office.

    Raises `BadAttemptError` for what is no time, lies ahead of ``now``, or was skipped by a clock change.
    """
    text = written.strip()
    if match := _FRENCH.fullmatch(text):
        day, month, year, hour, minute = match.groups()
        text = f"{year}-{month:0>2}-{day:0>2} {hour:0>2}:{minute or '00'}"
    if not _ISO.fullmatch(text):
        raise BadAttemptError(f"--at {written!r}: is no time: write 2026-11-25 09:30 or 25/11/2026 9h30")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadAttemptError(f"--at {written!r}: there is no such day or hour: look at a calendar") from None
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
    if at.astimezone(UTC).astimezone(zone).replace(fold=0) != at.replace(fold=0):
        raise BadAttemptError(f"--at {written!r}: the clocks skipped this hour: write the one before or after")
    if at > now + _AHEAD:
        raise BadAttemptError(f"--at {written!r}: has not happened yet: write when it did")
    return at


def make(kind: str, result: str, local: datetime, note: str = "", tracking: str = "") -> ByHand:
    """An attempt or a step, not yet sealed.  ``local`` has the office's offset.  Raises `BadAttemptError`."""
    if result not in RESULTS[kind]:
        a_kind = f"an {kind}" if kind == ATTEMPT else f"a {kind}"
        raise BadAttemptError(f"--result {result}: is nothing that {a_kind} comes to: {', '.join(RESULTS[kind])}")
    if len(note) > LONGEST_NOTE:
        raise BadAttemptError(f"--note: {len(note)} characters are more than {LONGEST_NOTE}: attach a .txt file")
    if not re.fullmatch(rf"[\w .-]{{0,{_LONGEST_TRACKING}}}", tracking):
        raise BadAttemptError(f"--tracking {tracking!r}: is no tracking number: letters and digits, at most 40")
    at = local.astimezone(UTC)
    return ByHand(0, "", kind, result, at, local, at, _printable(note), tracking.strip())


def attest(
    book: ChainBook, bodies: Bodies, motive: str, attempt: ByHand, files: Sequence[Taken], now: datetime
) -> int:
    """Keep the files, then seal the entry that names them; its number.  Raises `StoreError`: nothing is sealed."""
    with bodies.hold():
        for taken in files:
            bodies.put(taken.content)
        whole = replace(attempt, recorded=now, files=tuple(taken.attachment for taken in files))
        (number,) = book.seal([entries.by_hand(motive, now, whole)])
    return number


def _printable(text: str) -> str:
    """Without control characters but line breaks."""
    return "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
