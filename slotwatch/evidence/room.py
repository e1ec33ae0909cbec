"""How much may be kept, and what goes first when it is too much.  Decides; deletes nothing.

Captures go, the oldest first: their hashes, addresses and outcomes stay in the chain.  What the owner added by
hand only goes on their own command.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slotwatch.evidence import entries
from slotwatch.store import Sealed

#: Once over the budget, room is made down to this share of it, so that not every capture costs another.
_DOWN_TO = 0.9


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes for all bodies; bytes left free on the disk; days that captures are kept (None: while they fit)."""

    max_size: int = 500_000_000
    keep_free: int = 200_000_000
    keep_days: int | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """Entries that lose their bodies, and why: retention, budget, owner."""

    why: str
    numbers: tuple[int, ...]


def bodies_of(sealed: Sealed) -> tuple[str, ...]:
    """The hashes that an entry names."""
    facts = sealed.entry.facts
    holders = facts.get("exchanges", ()) if sealed.entry.kind == entries.CAPTURE else facts.get("files", ())
    return tuple(holder["sha256"] for holder in holders if holder.get("sha256"))


def deleted(known: Iterable[Sealed]) -> frozenset[int]:
    """The numbers of the entries that have a tombstone."""
    return frozenset(
        number for each in known if each.entry.kind == entries.DELETED for number in each.entry.facts["entries"]
    )


def unneeded(known: Sequence[Sealed], leaving: Iterable[int] = ()) -> frozenset[str]:
    """The hashes that entries with a tombstone, or ``leaving``, name and no entry that stays.

    What no entry names at all is not among them: it may belong to a database that was moved aside.
    """
    gone = deleted(known) | frozenset(leaving)
    going = {name for each in known if each.number in gone for name in bodies_of(each)}
    return frozenset(going.difference(*(bodies_of(each) for each in known if each.number not in gone)))


def over_limits(
    size: Callable[[str], int], known: Sequence[Sealed], limits: Limits, now: datetime
) -> list[Leaving]:
    """The captures that must leave.

    ``size`` gives the bytes of a body; ``known`` are all captures, attempts by hand and deletions.
    """
    gone = deleted(known)
    staying = [each for each in known if each.number not in gone and bodies_of(each)]
    captures = sorted((e for e in staying if e.entry.kind == entries.CAPTURE), key=lambda e: e.entry.at)
    leaving = []
    if limits.keep_days is not None:
        oldest = now - timedelta(days=limits.keep_days)
        past = [each for each in captures if each.entry.at < oldest]
        if past:
            leaving.append(Leaving("retention", tuple(each.number for each in past)))
            captures = captures[len(past) :]
            staying = [each for each in staying if each not in past]
    uses = Counter(name for each in staying for name in set(bodies_of(each)))
    total = sum(size(name) for name in uses)
    if total > limits.max_size:
        numbers = []
        while captures and total > limits.max_size * _DOWN_TO:
            each = captures.pop(0)
            numbers.append(each.number)
            for name in set(bodies_of(each)):
                uses[name] -= 1
                total -= 0 if uses[name] else size(name)
        if numbers:
            leaving.append(Leaving("budget", tuple(numbers)))
    return leaving
