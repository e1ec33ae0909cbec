"""From checks to events: when is something news?

An *episode* is the time during which one slot is on offer.  It begins at the first look that shows
the slot and ends at the first *answer* that does not; looks that fail in between end nothing.  Each
episode is told once.  *Trouble* is told once when it has lasted long enough to matter and once when
it ends; the *age alarm* goes off when there was no answer for hours, whatever the reasons.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from slotwatch.model import (
    Available,
    Blocked,
    Check,
    Filter,
    Happening,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Slot,
    SlotsGone,
    SlotsOpened,
    TroubleEntered,
    TroubleLeft,
    Unreachable,
    Unrecognised,
    WentBlind,
)
from slotwatch.policy.cadence import retry_after
from slotwatch.policy.canaries import Drought, change_of
from slotwatch.policy.standing import is_standing

#: No answer for this long is an alarm of its own.
BLIND_AFTER = timedelta(hours=6)

#: Told at once, whatever the count: the next look is too far away to wait for a second opinion.
LONG_ABSENCE = 3600.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """Trouble matters after this many looks in a row *and* this long."""

    looks: int
    lasting: timedelta


#: One 502 wakes nobody; a captcha needs its owner now.
THRESHOLDS = {
    "needs_human": Threshold(1, timedelta(0)),
    "not_open": Threshold(2, timedelta(0)),
    "blocked": Threshold(2, timedelta(0)),
    "unrecognised": Threshold(3, timedelta(0)),
    "maintenance": Threshold(5, timedelta(minutes=30)),
    "unreachable": Threshold(5, timedelta(minutes=30)),
}


@dataclass(frozen=True, slots=True)
class Episode:
    """A slot on offer: since when, and whether its owner has been told."""

    slot: Slot
    since: datetime
    told: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """The current run of looks without an answer.

    ``kind`` and ``count`` are of the latest run of one kind, begun at ``since``; ``began`` is when the answers
    stopped; ``told`` holds the kinds already told since then, so that two troubles taking turns
    are two messages and no more.
    """

    kind: str
    since: datetime
    began: datetime
    count: int = 1
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MotiveState:
    """What must be remembered of a motive from one look to the next, and across restarts."""

    watched_since: datetime | None = None
    last_look: datetime | None = None
    last_answer: datetime | None = None
    open: tuple[Episode, ...] = ()
    trouble: Trouble | None = None
    blind_told: bool = False
    drought: Drought = field(default_factory=Drought)


@dataclass(frozen=True, slots=True)
class Step:
    """The state after a look, and what happened."""

    state: MotiveState
    happenings: tuple[Happening, ...] = ()


def advance(state: MotiveState, check: Check, wanted: Filter) -> Step:
    """Take one check into account.  Pure: the same arguments give the same step."""
    state = replace(state, watched_since=state.watched_since or check.at, last_look=check.at)
    match check.outcome:
        case Available(slots=slots):
            return _answered(state, check.at, slots, wanted)
        case NoSlot():
            return _answered(state, check.at, (), wanted)
        case outcome:
            return _troubled(state, check.at, outcome)


def age(state: MotiveState, now: datetime) -> Step:
    """Raise the age alarm when it is due.  Called between looks too: a look may be hours away."""
    since = state.last_answer or state.watched_since
    if state.blind_told or since is None or now - since < BLIND_AFTER:
        return Step(state)
    return Step(replace(state, blind_told=True), (WentBlind(since),))


def describe(outcome: Outcome) -> str:
    """The reason of an outcome in the site's or the network's own words, for logs and messages."""
    match outcome:
        case NoSlot(sentence=words) | NotOpen(sentence=words) | Unrecognised(why=words):
            return words
        case NeedsHuman(want=want):
            return want.value
        case Unreachable(cause=cause, detail=detail):
            return f"{cause.value}: {detail}" if detail else cause.value
        case Available(slots=slots):
            return f"{len(slots)} on offer"
        case _:
            return f"HTTP {outcome.status}" if outcome.status else outcome.evidence.marker


def _answered(state: MotiveState, at: datetime, slots: tuple[Slot, ...], wanted: Filter) -> Step:
    known = {episode.slot: episode for episode in state.open}
    now_open = [known.get(slot, Episode(slot, at)) for slot in slots]
    # not "new", but "wanted and untold": a filter made wider while a slot is open counts as well
    news = tuple(e.slot for e in now_open if not e.told and wanted.wants(e.slot))
    gone = tuple(e.slot for e in state.open if e.slot not in slots)
    happenings: list[Happening] = []
    if news:
        happenings.append(SlotsOpened(news, total=len(slots)))
    if gone:
        happenings.append(SlotsGone(gone))
    trouble = state.trouble
    if trouble is not None and trouble.told:
        happenings.append(TroubleLeft(trouble.told[-1], trouble.began))
    elif state.blind_told:
        happenings.append(TroubleLeft("blind", state.last_answer or state.watched_since or at))
    return Step(
        replace(
            state,
            last_answer=at,
            open=tuple(replace(e, told=True) if e.slot in news else e for e in now_open),
            trouble=None,
            blind_told=False,
        ),
        tuple(happenings),
    )


def _troubled(state: MotiveState, at: datetime, outcome: Outcome) -> Step:
    before = state.trouble
    if before is None:
        trouble = Trouble(outcome.kind, at, at)
    elif before.kind == outcome.kind:
        trouble = replace(before, count=before.count + 1)
    else:
        trouble = replace(before, kind=outcome.kind, since=at, count=1)
    happenings: tuple[Happening, ...] = ()
    if outcome.kind not in trouble.told and _matters(trouble, at, outcome):
        trouble = replace(trouble, told=(*trouble.told, outcome.kind))
        happenings = (
            TroubleEntered(
                outcome.kind,
                describe(outcome),
                trouble.since,
                trouble.count,
                retry_after=retry_after(outcome),
                change=change_of(outcome),
            ),
        )
    aged = age(replace(state, trouble=trouble), at)
    return Step(aged.state, happenings + aged.happenings)


def _matters(trouble: Trouble, at: datetime, outcome: Outcome) -> bool:
    asked = retry_after(outcome)
    if is_standing(outcome):
        return True
    if isinstance(outcome, Blocked) and asked is not None and asked >= LONG_ABSENCE:
        return True
    threshold = THRESHOLDS[outcome.kind]
    return trouble.count >= threshold.looks and at - trouble.since >= threshold.lasting
