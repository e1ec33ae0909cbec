"""Deleting on the owner's command: the bodies go, the chain keeps a tombstone."""

from collections.abc import Sequence
from datetime import datetime

from slotwatch.evidence import entries
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.room import bodies_of, deleted, unneeded
from slotwatch.store import ChainBook

_WITH_BODIES = (entries.CAPTURE, entries.BY_HAND, entries.DELETED)


def older(book: ChainBook, motive: str, before: datetime, *, by_hand: bool) -> list[int]:
    """The entries of a motive that still have bodies and are older; captures, and attempts by hand if wanted."""
    known = book.entries(*_WITH_BODIES)
    gone = deleted(known)
    kinds = {entries.CAPTURE, entries.BY_HAND} if by_hand else {entries.CAPTURE}
    return [
        each.number
        for each in known
        if each.entry.kind in kinds
        and each.entry.motive == motive
        and each.entry.at < before
        and each.number not in gone
        and bodies_of(each)
    ]


def delete(book: ChainBook, bodies: Bodies, motive: str, numbers: Sequence[int], now: datetime) -> int:
    """Seal the tombstone of these entries, then delete what no other entry needs; the tombstone's number."""
    with bodies.hold():
        (tombstone,) = book.seal([entries.deletion(now, "owner", numbers, motive)])
        bodies.clear(unneeded(book.entries(*_WITH_BODIES)))
    return tombstone
