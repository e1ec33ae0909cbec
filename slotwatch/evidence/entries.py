"""What the chain holds beside checks, as entries and back: one place for the words of each kind.

Facts are plain JSON.  What is absent is left out, so that a fact added later changes no old line.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from slotwatch.evidence.data import Attachment, ByHand, Capture, ClockJump, Deletion, Exchange, Run
from slotwatch.store import Entry, Sealed

CAPTURE, BY_HAND, DELETED, START, STOP = "capture", "by_hand", "deleted", "start", "stop"
JUMP, HOLE, STAMP, REMINDED = "clock_jump", "hole", "stamp", "reminded"


def capture(motive: str, check: int, at: datetime, why: str, exchanges: Iterable[Exchange]) -> Entry:
    """What was kept of a look."""
    return Entry(
        CAPTURE, at, motive, {"check": check, "why": why, "exchanges": [_exchange_facts(e) for e in exchanges]}
    )


def read_capture(sealed: Sealed, zone: ZoneInfo, deleted: frozenset[int]) -> Capture:
    """Undo `capture`."""
    facts = sealed.entry.facts
    return Capture(
        number=sealed.number,
        seal=sealed.hash,
        check=int(facts["check"]),
        at=sealed.entry.at,
        local=sealed.entry.at.astimezone(zone),
        why=str(facts["why"]),
        exchanges=tuple(_exchange(e) for e in facts["exchanges"]),
        deleted=sealed.number in deleted,
    )


def by_hand(motive: str, recorded: datetime, attempt: ByHand) -> Entry:
    """An attempt or a step of the person's own; its number and seal come with the sealing."""
    facts = {
        "kind": attempt.kind,
        "result": attempt.result,
        "happened": attempt.local.isoformat(),
        "note": attempt.note,
        "tracking": attempt.tracking,
        "files": [{"name": f.name, "kind": f.kind, "sha256": f.sha256, "length": f.length} for f in attempt.files],
    }
    return Entry(BY_HAND, recorded, motive, {name: fact for name, fact in facts.items() if fact})


def read_by_hand(sealed: Sealed, deleted: frozenset[int]) -> ByHand:
    """Undo `by_hand`."""
    facts = sealed.entry.facts
    local = datetime.fromisoformat(facts["happened"])
    return ByHand(
        number=sealed.number,
        seal=sealed.hash,
        kind=facts["kind"],
        result=facts.get("result", ""),
        at=local.astimezone(UTC),
        local=local,
        recorded=sealed.entry.at,
        note=facts.get("note", ""),
        tracking=facts.get("tracking", ""),
        files=tuple(Attachment(**f) for f in facts.get("files", ())),
        deleted=sealed.number in deleted,
    )


def deletion(at: datetime, why: str, numbers: Iterable[int], motive: str = "") -> Entry:
    """The tombstone of entries whose bodies are deleted from now on."""
    return Entry(DELETED, at, motive, {"why": why, "entries": sorted(numbers)})


def read_deletion(sealed: Sealed) -> Deletion:
    """Undo `deletion`."""
    facts = sealed.entry.facts
    return Deletion(sealed.number, sealed.entry.at, facts["why"], tuple(facts["entries"]))


def start(at: datetime, facts: Mapping[str, Any]) -> Entry:
    """Slotwatch begins to watch; ``facts`` are what a method note needs: version, motives, pace."""
    return Entry(START, at, "", facts)


def stop(at: datetime) -> Entry:
    """Slotwatch was stopped in order."""
    return Entry(STOP, at)


def read_runs(sealed: Iterable[Sealed]) -> tuple[Run, ...]:
    """Starts and stops in pairs; a start after a start means that the former run was cut off."""
    runs: list[Run] = []
    begun: Entry | None = None
    for each in sealed:
        entry = each.entry
        if begun is not None:
            runs.append(Run(begun.at, entry.at if entry.kind == STOP else None, begun.facts))
        begun = entry if entry.kind == START else None
    if begun is not None:
        runs.append(Run(begun.at, None, begun.facts))
    return tuple(runs)


def clock_jump(at: datetime, seconds: float) -> Entry:
    """The wall clock moved against the steady one."""
    return Entry(JUMP, at, "", {"seconds": round(seconds, 1)})


def read_jump(sealed: Sealed) -> ClockJump:
    """Undo `clock_jump`."""
    return ClockJump(sealed.number, sealed.entry.at, float(sealed.entry.facts["seconds"]))


def hole(motive: str, last: datetime, at: datetime) -> Entry:
    """No look at this motive from ``last`` to ``at``: told by the look that ends it."""
    return Entry(HOLE, at, motive, {"since": _instant(last), "seconds": round((at - last).total_seconds())})


def stamp(at: datetime, of: int, head: str, authority: str, token: str, stamped: datetime) -> Entry:
    """An authority stamped the head ``of`` at ``stamped``; ``token`` is the hash of its answer's file."""
    facts = {"of": of, "head": head, "authority": authority, "token": token, "stamped": _instant(stamped)}
    return Entry(STAMP, at, "", facts)


def reminded(at: datetime, motive: str) -> Entry:
    """The owner was reminded to try by hand."""
    return Entry(REMINDED, at, motive)


def _exchange_facts(exchange: Exchange) -> dict[str, Any]:
    facts = {
        "at": _instant(exchange.at),
        "method": exchange.method,
        "url": exchange.url,
        "final": exchange.final if exchange.final != exchange.url else "",
        "status": exchange.status,
        "chain": [list(hop) for hop in exchange.chain],
        "headers": dict(exchange.headers),
        "sha256": exchange.sha256,
        "answered": exchange.answered if exchange.answered != exchange.sha256 else "",
        "length": exchange.length,
        "blotted": exchange.blotted,
        "truncated": exchange.truncated,
        "failure": exchange.failure,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _exchange(facts: Mapping[str, Any]) -> Exchange:
    return Exchange(
        at=datetime.fromisoformat(facts["at"]),
        method=facts["method"],
        url=facts["url"],
        final=facts.get("final") or facts["url"],
        status=facts.get("status"),
        chain=tuple((url, status) for url, status in facts.get("chain", ())),
        headers=facts.get("headers", {}),
        sha256=facts.get("sha256", ""),
        answered=facts.get("answered") or facts.get("sha256", ""),
        length=facts.get("length", 0),
        blotted=facts.get("blotted", 0),
        truncated=facts.get("truncated", False),
        failure=facts.get("failure", ""),
    )


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
