"""Canaries: has the site changed under a watch?

Two ways of it.  The page is not the one that was configured: a counter has another name, a motive is no longer
on the list, the link is dead.  Or the site still answers, but its answers no longer fit its past: a host that
is tired of a visitor may give it empty lists instead of refusing (a *soft ban*), which reads as "no slot".

That second one is a suspicion and no more: it is told, and changes neither an outcome nor the statistics.  It is
measured against the motive's own past, its *dry spells*: the times between two openings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from slotwatch.model import (
    Available,
    Capture,
    Change,
    Check,
    Happening,
    NoSlot,
    NotOpen,
    Outcome,
    SiteChanged,
    TroubleEntered,
    Unrecognised,
)

SOFT_BAN = "suspected-soft-ban"

#: Fewer openings than this explain nothing.
OPENINGS = 20
#: A dry spell is beyond its past when it outlasts the usual one so many times, in hours and in answers alike…
TIMES_USUAL = 10
#: …the longest one so many times…
TIMES_LONGEST = 3
#: …and this.
AT_LEAST = timedelta(days=14)
#: Slots that are back so soon flicker: someone let go of theirs.  It is still the same opening.
FLICKER = timedelta(hours=1)
#: Only the latest dry spells are remembered: sites change their habits.
REMEMBERED = 40
#: The count of answers is written down once in so many; a restart forgets the rest.
WRITTEN_EVERY = 50

_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class DrySpell:
    """A time without slots between two openings: its seconds, and how many answers said so."""

    seconds: float
    answers: int


@dataclass(frozen=True, slots=True)
class Drought:
    """Where a motive stands between two openings, and how long it used to be between them.

    ``offered``: the last answer held slots.  ``began`` is the first answer without them after an opening, None
    while they are offered and before any were ever seen; ``answers`` counts from there.  ``told``:
    the suspicion is.
    """

    offered: bool = False
    began: datetime | None = None
    answers: int = 0
    past: tuple[DrySpell, ...] = ()
    told: bool = False

    @property
    def lasting(self) -> "Drought":
        """What of it is worth writing down: not every answer."""
        written = self.answers - self.answers % WRITTEN_EVERY
        return self if written == self.answers else replace(self, answers=written)

    @property
    def usual(self) -> float:
        """Seconds between two openings, as a rule; 0 without a past."""
        return median(spell.seconds for spell in self.past) if self.past else 0.0


def advance(drought: Drought, check: Check) -> tuple[Drought, SiteChanged | None]:
    """Take one check into account: where the motive stands now, and the suspicion when it is due.  Pure."""
    match check.outcome:
        case Available():
            return _opened(drought, check.at), None
        case NoSlot():
            return _dry(drought, check.at)
        case _:
            return drought, None


def change_of(outcome: Outcome) -> Change | None:
    """How the page is not the one that was configured, where more is known than that it is another."""
    if not isinstance(outcome, Unrecognised | NotOpen):
        return None
    if isinstance(outcome, NotOpen) and outcome.evidence.status in _GONE:
        return Change.DEAD_LINK
    return outcome.evidence.change


def is_about_the_site(what: Happening) -> bool:
    """Whether this tells of a change of the site, so that the page it was seen on is worth keeping."""
    if isinstance(what, TroubleEntered):
        return what.trouble in {Unrecognised.kind, NotOpen.kind}
    return isinstance(what, SiteChanged)


def with_capture(happenings: Sequence[Happening], capture: Capture) -> tuple[Happening, ...]:
    """The same, those about the site with the page that they were seen on."""
    return tuple(
        replace(what, capture=capture)
        if isinstance(what, TroubleEntered | SiteChanged) and is_about_the_site(what)
        else what
        for what in happenings
    )


def _opened(drought: Drought, at: datetime) -> Drought:
    if drought.began is None:
        return drought if drought.offered else replace(drought, offered=True)
    lasted = at - drought.began
    past = drought.past
    # one that was suspected says nothing of the site's own habits
    if lasted >= FLICKER and not drought.told:
        past = (*past, DrySpell(lasted.total_seconds(), drought.answers))[-REMEMBERED:]
    return Drought(offered=True, past=past)


def _dry(drought: Drought, at: datetime) -> tuple[Drought, SiteChanged | None]:
    if drought.offered:
        return Drought(began=at, answers=1, past=drought.past), None
    began = drought.began
    if began is None:
        return drought, None
    drought = replace(drought, answers=drought.answers + 1)
    if drought.told or not _is_beyond_its_past(drought, at - began):
        return drought, None
    return replace(drought, told=True), SiteChanged(SOFT_BAN, began, drought.answers, drought.usual)


def _is_beyond_its_past(drought: Drought, lasted: timedelta) -> bool:
    if lasted <= AT_LEAST or len(drought.past) + 1 < OPENINGS:
        return False
    longest = max(spell.seconds for spell in drought.past)
    usual_answers = median(spell.answers for spell in drought.past)
    return (
        lasted.total_seconds() > max(TIMES_USUAL * drought.usual, TIMES_LONGEST * longest)
        # by the hour alone, three weeks with the machine switched off would be a dry spell
        and drought.answers > TIMES_USUAL * usual_answers
    )
