"""An outcome as columns, and back without loss."""

from datetime import datetime
from typing import NamedTuple

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Evidence,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Unreachable,
    Unrecognised,
)
from slotwatch.store.codec import dump_slots, load_slots
from slotwatch.store.errors import Failure, StoreError


class OutcomeColumns(NamedTuple):
    """What a kind says beside its evidence: its reason in words, its slots as JSON, the seconds it asked for.

    ``released``: when the site last published slots.
    """

    detail: str | None = None
    slots: str | None = None
    retry_after: float | None = None
    released: datetime | None = None


def to_columns(outcome: Outcome) -> OutcomeColumns:
    """Spread an outcome over the columns of `checks`."""
    match outcome:
        case Available(slots=slots, released=released):
            return OutcomeColumns(slots=dump_slots(slots), released=released)
        case NoSlot(sentence=words, released=released):
            return OutcomeColumns(words, released=released)
        case NotOpen(sentence=words) | Unrecognised(why=words):
            return OutcomeColumns(words)
        case NeedsHuman(want=want):
            return OutcomeColumns(want.value)
        case Unreachable(cause=cause, detail=detail):
            return OutcomeColumns(f"{cause.value}: {detail}" if detail else cause.value)
        case Blocked(status=status, retry_after=asked) | Maintenance(status=status, retry_after=asked):
            return OutcomeColumns(None if status is None else f"HTTP {status}", retry_after=asked)


def from_columns(kind: str, columns: OutcomeColumns, evidence: Evidence) -> Outcome:
    """Undo `to_columns`.  `StoreError` names a kind that this version does not know."""
    detail = columns.detail or ""
    try:
        match kind:
            case "available":
                return Available(load_slots(columns.slots or "[]"), evidence, columns.released)
            case "no_slot":
                return NoSlot(detail, evidence, columns.released)
            case "needs_human":
                return NeedsHuman(Human(detail), evidence)
            case "unreachable":
                cause, _, words = detail.partition(": ")
                return Unreachable(Cause(cause), words, evidence)
            case "blocked" | "maintenance":
                status = int(detail.removeprefix("HTTP ")) if detail else None
                refused = Blocked if kind == "blocked" else Maintenance
                return refused(status, columns.retry_after, evidence)
    except (ValueError, TypeError) as error:
        raise StoreError(f"stored check of kind {kind!r} cannot be read back: {error}", Failure.DAMAGED) from None
    if kind in _WORDED:
        return _WORDED[kind](detail, evidence)
    raise StoreError(
        f"stored check of unknown kind {kind!r}: it was written by a newer slotwatch; install that", Failure.NEWER
    )


_WORDED: dict[str, type[NotOpen] | type[Unrecognised]] = {cls.kind: cls for cls in (NotOpen, Unrecognised)}
