"""Which looks are worth keeping whole, page and all.  Pure.

The scale runs from nothing to everything: ``none`` < ``changes`` < ``3/day`` (every change, and three a day at
hours that vary) < ``all``.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from slotwatch.model import Available, NoSlot, NotOpen, Outcome

#: The daily captures lie between this hour and midnight, local: at night nobody books.
FROM = time(6)
_WAKING = timedelta(hours=18)

#: More a day than this is `EVERY`.
MOST = 288


@dataclass(frozen=True, slots=True)
class Plan:
    """What to keep of a motive.  ``daily`` counts captures a day beyond the changes; ``every`` keeps each look."""

    changes: bool = True
    daily: int = 3
    every: bool = False

    def __str__(self) -> str:
        """As it is written in the configuration."""
        if self.every:
            return "all"
        if not self.changes:
            return "none"
        return f"{self.daily}/day" if self.daily else "changes"


NONE = Plan(changes=False, daily=0)
CHANGES = Plan(daily=0)
EVERY = Plan(every=True)
USUAL = Plan()


def reason(
    plan: Plan,
    motive: str,
    at: datetime,
    zone: ZoneInfo,
    before: Outcome | None,
    now: Outcome,
    last: datetime | None,
) -> str:
    """Why this look is kept: ``all``, ``change``, ``daily``; "" when it is not.

    ``before`` is the outcome of the look before (None: unknown, which counts as a change); ``last`` is when the
    latest capture of the motive was made, None when there is none.
    """
    if plan.every:
        return "all"
    if not plan.changes:
        return ""
    if before is None or essence(before) != essence(now):
        return "change"
    if any((last is None or last < moment) and moment <= at for moment in moments(plan, motive, at, zone)):
        return "daily"
    return ""


def moments(plan: Plan, motive: str, at: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants of the local day of ``at`` after which the next look is kept: one in each equal part of the
    day.

    They differ from day to day and from motive to motive, and follow from the two alone: a restart changes
    nothing.
    """
    day = at.astimezone(zone).date()
    begin = datetime.combine(day, FROM, zone)
    part = _WAKING / plan.daily if plan.daily else _WAKING
    return [begin + part * (n + _chance(motive, day, n)) for n in range(plan.daily)]


def essence(outcome: Outcome) -> object:
    """What must differ for a change: the kind, and what the site said of it."""
    match outcome:
        case Available(slots=slots):
            return outcome.kind, slots
        case NoSlot(sentence=words) | NotOpen(sentence=words):
            return outcome.kind, words
        case _:
            return outcome.kind, outcome.evidence.status


def _chance(motive: str, day: date, number: int) -> float:
    """A number in [0, 1) that anybody can work out again."""
    digest = sha256(f"{motive}\n{day.isoformat()}\n{number}".encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
