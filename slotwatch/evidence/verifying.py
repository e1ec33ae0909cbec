"""Proving the evidence: the chain entry by entry, each body by its hash, each stamp by what it stamped.

A problem says which entry and what of it.  A hash cannot say what stood there before, so a changed entry is
named, not healed; where another entry's content stands in its place, that is said.
"""

from collections.abc import Callable, Iterable

from slotwatch.evidence.bodies import Bodies, DamagedBodyError
from slotwatch.evidence.room import bodies_of, deleted
from slotwatch.evidence.stamps_proof import ProveToken, prove_stamps
from slotwatch.evidence.tokens import Tokens
from slotwatch.evidence.verdict import Problem, Verdict
from slotwatch.evidence.walk import Walk
from slotwatch.store import ChainBook, Failure, Sealed, StoreError


def verify(
    book: ChainBook,
    bodies: Bodies,
    tokens: Tokens,
    *,
    motive: str | None = None,
    heads: Iterable[str] = (),
    prove: ProveToken | None = None,
    step: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Prove the whole chain, and the bodies of ``motive`` (all, where None).

    ``heads`` are hashes noted elsewhere (an e-mail, a dossier) that the chain must hold.  ``prove`` proves
    tokens; without it their signatures are not looked at.  ``step`` is told of progress, in entries.  Raises
    `StoreError`.
    """
    verdict = Verdict()
    # before the walk: a stamp that a daemon gets meanwhile must not look like one of a chain that was cut
    files = {path: number for number, path in tokens.all()}
    wanted = set(files.values())
    stamped: dict[int, str] = {}
    sought = {head.lower() for head in heads}
    walk = Walk(verdict)
    for link in book.links():
        walk.take(link)
        if link.number in wanted:
            stamped[link.number] = link.hash
        sought.discard(link.hash)
        step(1)
    walk.finish()
    for head in sorted(sought):
        verdict.problems.append(Problem(None, f"head {head}", "is not in the chain: it was cut, or is another"))
    unsealed, loose = book.outside_the_chain()
    verdict.problems += [
        Problem(None, f"check {n}", "stands in the table, but no entry seals it") for n in unsealed
    ]
    verdict.problems += [Problem(n, f"entry {n}", "has a content of which no seal knows") for n in loose]
    try:
        known = _entries(book, verdict)
        faults = _prove_bodies(known, bodies, motive, verdict)
        # read anew: what a daemon lets go meanwhile has its tombstone by now
        gone = deleted(_entries(book, verdict)) if faults else frozenset()
        verdict.problems += [fault for fault in faults if fault.number not in gone]
        prove_stamps(known, stamped, tokens, files, prove, verdict)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        # somebody wrote another content; the walk has named the entry
        verdict.problems.append(
            Problem(None, "bodies and stamps", f"not all proved: an entry makes no sense ({error})")
        )
    return verdict


def _entries(book: ChainBook, verdict: Verdict) -> list[Sealed]:
    try:
        return book.entries()
    except StoreError as error:
        if error.kind is not Failure.DAMAGED:
            raise
        verdict.problems.append(Problem(None, "bodies and stamps", f"not proved: {error}"))
        return []


def _prove_bodies(known: list[Sealed], bodies: Bodies, motive: str | None, verdict: Verdict) -> list[Problem]:
    faults = []
    gone = deleted(known)
    proved: dict[str, str] = {}
    for each in known:
        if motive is not None and each.entry.motive != motive:
            continue
        for name in bodies_of(each):
            if each.number in gone:
                continue
            if name not in proved:
                proved[name] = _body_fault(bodies, name)
            if proved[name]:
                where = f"entry {each.number} ({each.entry.kind}, {each.entry.motive})"
                faults.append(Problem(each.number, where, proved[name]))
    verdict.bodies = len(proved)
    if gone:
        verdict.notes.append(f"{len(gone)} entries lost their bodies by a deletion that the chain tells of.")
    return faults


def _body_fault(bodies: Bodies, name: str) -> str:
    try:
        return "" if bodies.get(name) is not None else f"its body {bodies.path(name)} is missing"
    except DamagedBodyError as error:
        return f"its body was changed: {error}"
    except ValueError as error:
        return str(error)
