"""The chain as a dossier shows it: the lines of one motive, the bare hashes of everything else."""

from collections.abc import Iterator

from slotwatch.evidence import entries
from slotwatch.evidence.data import ChainLine
from slotwatch.store import BEGINNING, ChainBook

#: Entries that hold nothing of the person and no other motive.  `entries.START` names all motives.
_OF_MOTIVE = frozenset({"check", entries.CAPTURE, entries.HOLE})
_OF_ALL = frozenset({entries.STOP, entries.JUMP, entries.STAMP})


def chain_lines(book: ChainBook, motive: str, first: int) -> Iterator[ChainLine]:
    """From entry ``first`` to the end; nothing when ``first`` is 0.  Raises `StoreError`."""
    if not first:
        return
    previous = BEGINNING
    for link in book.links(max(1, first - 1)):
        if link.number >= first:
            shown = (link.kind in _OF_MOTIVE and link.motive == motive) or link.kind in _OF_ALL
            yield ChainLine(link.number, link.hash, link.line(previous) if shown else None)
        previous = link.hash
