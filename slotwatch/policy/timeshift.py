"""When the wall clock jumps, what we remember by it must move along.  Pure.

A clock set a year ahead would make every answer a year old, and raise an alarm that nothing has answered since;
one set back would leave memories in the future.  Durations belong to the monotonic clock, and this keeps
the wall clock's side of them true.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slotwatch.policy.episodes import MotiveState

#: Seconds that the wall clock may move against the monotonic one before that is a jump: backwards, forwards.
BACKWARDS, FORWARDS = 1.0, 120.0


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment; ``ticks`` are monotonic seconds."""

    now: datetime
    ticks: float


def jump(before: Reading, after: Reading) -> float:
    """Seconds by which the wall clock jumped between two readings; 0 for what is no jump.

    Suspend is none: the monotonic clock counts it.
    """
    moved = (after.now - before.now).total_seconds() - (after.ticks - before.ticks)
    return moved if moved < -BACKWARDS or moved > FORWARDS else 0.0


def shifted(state: MotiveState, seconds: float) -> MotiveState:
    """The state on a wall clock that jumped by so much: ages and durations stay what they were.

    When slots were first seen stays as it was written down: it is a record, not the start of a wait.
    """
    trouble, drought = state.trouble, state.drought
    return replace(
        state,
        watched_since=_moved(state.watched_since, seconds),
        last_look=_moved(state.last_look, seconds),
        last_answer=_moved(state.last_answer, seconds),
        trouble=trouble and replace(trouble, since=_at(trouble.since, seconds), began=_at(trouble.began, seconds)),
        drought=replace(drought, began=_moved(drought.began, seconds)),
    )


def _moved(at: datetime | None, seconds: float) -> datetime | None:
    return None if at is None else _at(at, seconds)


def _at(at: datetime, seconds: float) -> datetime:
    try:
        return at + timedelta(seconds=seconds)
    except OverflowError:  # beyond what a calendar knows: leave it, an alarm too many is better than none
        return at
