"""Everything that is known of one motive in a period, for whoever prints it.  Nothing can be left out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from slotwatch import __version__
from slotwatch.evidence import entries
from slotwatch.evidence.bodies import Bodies, DamagedBodyError
from slotwatch.evidence.chain_lines import chain_lines
from slotwatch.evidence.data import (
    Capture,
    CheckLine,
    DossierData,
    Hole,
    Run,
    Sighting,
    Stamp,
    Totals,
)
from slotwatch.evidence.tokens import Tokens
from slotwatch.model import Available, Motive, NoSlot
from slotwatch.policy.episodes import describe
from slotwatch.policy.holes import find_holes
from slotwatch.store import Recorded, Sealed, Store


def gather(store: Store, motive: Motive, since: datetime, until: datetime) -> DossierData:
    """The evidence of a motive in [since, until), aware instants; ``until`` should not lie in the future.

    Reads bodies only when asked for them.  Raises `StoreError`.
    """
    bodies = Bodies(store.path.parent)
    recorded = list(store.checks(motive.name, since, until))
    sealed = store.entries()
    of_kind = {kind: [s for s in sealed if s.entry.kind == kind] for kind in {s.entry.kind for s in sealed}}
    deletions = [entries.read_deletion(s) for s in of_kind.get(entries.DELETED, ())]
    deleted = frozenset(number for each in deletions for number in each.entries)
    captures = tuple(
        entries.read_capture(s, motive.timezone, deleted)
        for s in _within(of_kind.get(entries.CAPTURE, ()), since, until, motive.name)
    )
    by_hand = tuple(
        sorted(
            (
                attempt
                for s in of_kind.get(entries.BY_HAND, ())
                if s.entry.motive == motive.name
                for attempt in (entries.read_by_hand(s, deleted),)
                if since <= attempt.at < until
            ),
            key=lambda attempt: (attempt.at, attempt.number),
        )
    )
    runs = entries.read_runs(s for s in sealed if s.entry.kind in {entries.START, entries.STOP})
    seals = (
        store.seals_of_checks(min(r.number for r in recorded), max(r.number for r in recorded)) if recorded else {}
    )
    holes = _holes(recorded, since, until, motive, runs)
    lines = _lines(recorded, captures, seals)
    first_entry = sealed[0].number if sealed else None
    ours = {each.number for each in captures} | {each.number for each in by_hand}
    seen = ours | {line.entry for line in lines if line.entry}
    return DossierData(
        motive=motive,
        since=since,
        until=until,
        generated=__version__,
        checks=lines,
        captures=captures,
        holes=holes,
        sightings=tuple(_sightings(recorded, motive)),
        by_hand=by_hand,
        jumps=tuple(entries.read_jump(s) for s in of_kind.get(entries.JUMP, ()) if since <= s.entry.at < until),
        runs=tuple(run for run in runs if run.since < until and (run.until is None or run.until >= since)),
        deletions=tuple(each for each in deletions if ours.intersection(each.entries)),
        stamps=_stamps(of_kind.get(entries.STAMP, ()), lines, Tokens(store.path.parent)),
        head=store.head(),
        totals=_totals(lines, captures, len(by_hand), holes),
        late=sum(1 for line in lines if line.entry and (first_entry is None or line.entry < first_entry)),
        body=lambda name: _body(bodies, name),
        chain=lambda: chain_lines(store, motive.name, min(seen, default=0)),
    )


def _holes(
    recorded: Sequence[Recorded], since: datetime, until: datetime, motive: Motive, runs: Sequence[Run]
) -> tuple[Hole, ...]:
    changes = [at for run in runs for at in (run.since, run.until) if at is not None]
    return tuple(
        Hole(
            gap.since,
            gap.until,
            gap.days,
            stopped=any(gap.since <= at <= gap.until for at in changes),
            edge=gap.since == since or gap.until == until,
        )
        for gap in find_holes([r.check.at for r in recorded], since, until, motive.pace, motive.timezone)
    )


def _within(sealed: Iterable[Sealed], since: datetime, until: datetime, motive: str) -> Iterable[Sealed]:
    return (s for s in sealed if s.entry.motive == motive and since <= s.entry.at < until)


def _lines(
    recorded: Iterable[Recorded], captures: Iterable[Capture], seals: dict[int, tuple[int, str]]
) -> tuple[CheckLine, ...]:
    captured = {capture.check: capture.number for capture in captures}
    lines = []
    for each in recorded:
        outcome, proof = each.check.outcome, each.check.outcome.evidence
        entry, seal = seals.get(each.number, (None, ""))
        lines.append(
            CheckLine(
                number=each.number,
                at=each.check.at,
                local=each.local,
                took=each.check.took,
                outcome=outcome.kind,
                sentence=describe(outcome),
                marker=proof.marker,
                url=proof.url,
                status=proof.status,
                digest=proof.digest,
                slots=outcome.slots if isinstance(outcome, Available) else (),
                capture=captured.get(each.number),
                synchronised=each.clock.synchronised,
                gap=each.clock.gap,
                entry=entry,
                seal=seal,
            )
        )
    return tuple(lines)


def _sightings(recorded: Iterable[Recorded], motive: Motive) -> Iterable[Sighting]:
    """Runs of answers with a slot; a look that got no answer ends none."""
    run: list[Recorded] = []
    for each in recorded:
        if isinstance(each.check.outcome, Available):
            run.append(each)
        elif isinstance(each.check.outcome, NoSlot) and run:
            yield _sighting(run, motive)
            run = []
    if run:
        yield _sighting(run, motive)


def _sighting(run: Sequence[Recorded], motive: Motive) -> Sighting:
    slots = {
        slot for each in run if isinstance(each.check.outcome, Available) for slot in each.check.outcome.slots
    }
    return Sighting(
        first=run[0].number,
        last=run[-1].number,
        since=run[0].check.at,
        until=run[-1].check.at,
        slots=tuple(sorted(slots, key=lambda slot: slot.order)),
        wanted=any(motive.filter.wants(slot) for slot in slots),
    )


def _stamps(sealed: Iterable[Sealed], lines: Sequence[CheckLine], tokens: Tokens) -> tuple[Stamp, ...]:
    """Those that prove something of the period: from its first entry to the first stamp that covers its last."""
    numbers = [line.entry for line in lines if line.entry]
    if not numbers:
        return ()
    found = []
    for each in sealed:
        facts = each.entry.facts
        if facts["of"] < numbers[0]:
            continue
        stamped = datetime.fromisoformat(facts["stamped"])
        path = tokens.path(facts["of"], stamped)
        found.append(Stamp(facts["of"], facts["head"], stamped, facts["authority"], path))
        if facts["of"] >= numbers[-1]:
            break
    return tuple(found)


def _totals(
    lines: Sequence[CheckLine], captures: Sequence[Capture], by_hand: int, holes: Sequence[Hole]
) -> Totals:
    kinds = Counter(line.outcome for line in lines)
    weeks = Counter("{}-W{:02d}".format(*line.local.isocalendar()[:2]) for line in lines)
    hours = Counter(line.local.hour for line in lines)
    return Totals(
        checks=len(lines),
        answered=sum(1 for line in lines if line.answered),
        available=kinds.get(Available.kind, 0),
        kinds=dict(sorted(kinds.items())),
        days=len({line.local.date() for line in lines}),
        weeks=len(weeks),
        hours=len(hours),
        captures=len(captures),
        by_hand=by_hand,
        longest_hole=max((hole.length for hole in holes), default=None),
        per_week=dict(sorted(weeks.items())),
        per_hour=dict(sorted(hours.items())),
    )


def _body(bodies: Bodies, name: str) -> bytes | None:
    try:
        return bodies.get(name)
    except DamagedBodyError:
        return None
