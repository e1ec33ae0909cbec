"""What is read back: memories, the outbox, checks, how things stand.  Functions of a connection."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from slotwatch.model import Check, Delivery, DeliveryState, Event, Evidence, WeekOf
from slotwatch.policy.budget import Spending
from slotwatch.policy.cadence import Strain
from slotwatch.policy.windows import SEEN_WITHIN
from slotwatch.store.codec import from_ms, load_happening, load_state, maybe_from_ms, to_ms
from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.outcomes import OutcomeColumns, from_columns
from slotwatch.store.rows import ClockProof, DeliveryRow, EventState, Memory, MotiveStatus, Recorded

_DAY = timedelta(hours=24)

_CHECKS = """
    SELECT c.id, m.name, c.at_ms, c.offset_min, c.took_ms, c.kind, c.status, c.digest, c.retry_after,
           c.released_ms, c.synchronised, c.gap_s, d.text, u.text, k.text, s.text
    FROM checks c JOIN motives m ON m.id = c.motive
    LEFT JOIN texts d ON d.id = c.detail LEFT JOIN texts u ON u.id = c.url
    LEFT JOIN texts k ON k.id = c.marker LEFT JOIN texts s ON s.id = c.slots
"""

#: An episode counts when an answer shortly before it did not show its slot; the first look proves nothing.
_RELEASES = """
    SELECT e.opened_ms AS ms FROM episodes e JOIN motives m ON m.id = e.motive
    WHERE m.name = :motive AND e.opened_ms >= :since AND EXISTS (
        SELECT 1 FROM checks c WHERE c.motive = e.motive AND c.kind IN ('available', 'no_slot')
        AND c.at_ms >= e.opened_ms - :within AND c.at_ms < e.opened_ms
    )
    UNION
    SELECT c.released_ms FROM checks c JOIN motives m ON m.id = c.motive
    WHERE m.name = :motive AND c.at_ms >= :since AND c.released_ms >= :since
    ORDER BY ms
"""

_SEEN_WITHIN_MS = SEEN_WITHIN // timedelta(milliseconds=1)

_DELIVERIES = """
    SELECT d.id, d.channel, d.due_ms, d.expires_ms, d.state, d.tries, d.gone_at_ms, d.error, d.sent_at_ms,
           e.id, e.motive, e.at_ms, e.kind, e.what
    FROM deliveries d JOIN events e ON e.id = d.event
"""

_MEMORIES = """
    SELECT m.name, m.state, l.last_look_ms, l.last_answer_ms, l.strain_kind, l.strain_count, l.due_ms, l.last_check
    FROM motives m JOIN looks l ON l.motive = m.id ORDER BY m.id
"""


_MINE = "motive = (SELECT id FROM motives WHERE name = ?)"
_KINDS = f"SELECT kind, count(*) FROM checks WHERE {_MINE} AND at_ms >= ? AND at_ms < ? GROUP BY kind"  # noqa: S608 - our own constants
_INSTANTS = f"SELECT at_ms FROM checks WHERE {_MINE} AND at_ms >= ? AND at_ms < ? ORDER BY at_ms"  # noqa: S608 - same
_SLOTS_SEEN = f"SELECT count(*) FROM episodes WHERE {_MINE} AND opened_ms >= ? AND opened_ms < ?"  # noqa: S608 - same


def memories(connection: sqlite3.Connection) -> dict[str, Memory]:
    """What is remembered of each motive, by its name."""
    return {name: memory for name, memory, _ in _memories(connection)}


def host_rests(connection: sqlite3.Connection) -> dict[str, datetime]:
    """Until when each host rests; may be past."""
    return {host: from_ms(ms) for host, ms in connection.execute("SELECT host, until_ms FROM hosts")}


def budgets(connection: sqlite3.Connection) -> dict[str, Spending]:
    """What each host was sent on its last day."""
    rows = connection.execute("SELECT host, day, requests FROM budgets")
    return {host: Spending(date.fromisoformat(day), requests) for host, day, requests in rows}


def pending(connection: sqlite3.Connection) -> tuple[Delivery, ...]:
    """The outbox: neither sent nor expired, oldest event first."""
    rows = connection.execute(f"{_DELIVERIES} WHERE d.state IN ('queued', 'retrying') ORDER BY e.at_ms, d.rowid")
    return tuple(map(_delivery, rows))


def deliveries(connection: sqlite3.Connection, limit: int) -> list[DeliveryRow]:
    """The latest deliveries in any state, latest event first."""
    rows = connection.execute(f"{_DELIVERIES} ORDER BY e.at_ms DESC, d.rowid DESC LIMIT ?", (limit,))
    return [
        DeliveryRow(
            id=id_,
            at=from_ms(at),
            motive=motive,
            event=kind,
            channel=channel,
            state=_delivery_state(state),
            tries=tries,
            due=from_ms(due),
            expires=from_ms(expires),
            gone_at=maybe_from_ms(gone),
            sent_at=maybe_from_ms(sent),
            error=error,
        )
        for id_, channel, due, expires, state, tries, gone, error, sent, _, motive, at, kind, _ in rows
    ]


def event_state(connection: sqlite3.Connection, event_id: str) -> EventState:
    """How far the telling of an event has come; `SILENT` when nobody is to be told, or it is unknown."""
    rows = connection.execute("SELECT DISTINCT state FROM deliveries WHERE event = ?", (event_id,))
    states = {state for (state,) in rows}
    if not states:
        return EventState.SILENT
    if DeliveryState.SENT in states:
        return EventState.SENT if len(states) == 1 else EventState.PARTIAL
    return EventState.FAILED if states == {DeliveryState.EXPIRED} else EventState.QUEUED


def checks(connection: sqlite3.Connection, motive: str, since: datetime, until: datetime) -> Iterator[Recorded]:
    """The checks of a motive that began in [since, until), earliest first, read as they are asked for."""
    rows = connection.execute(
        f"{_CHECKS} WHERE m.name = ? AND c.at_ms >= ? AND c.at_ms < ? ORDER BY c.at_ms, c.id",
        (motive, to_ms(since), to_ms(until)),
    )
    return map(_check, rows)


def releases(connection: sqlite3.Connection, motive: str, since: datetime) -> tuple[datetime, ...]:
    """When slots of a motive were released, in order, each instant once.  See `Store.releases`."""
    rows = connection.execute(_RELEASES, {"motive": motive, "since": to_ms(since), "within": _SEEN_WITHIN_MS})
    return tuple(from_ms(ms) for (ms,) in rows)


def statuses(connection: sqlite3.Connection, now: datetime) -> list[MotiveStatus]:
    """How each motive stands, in the order in which they were first seen."""
    return [
        MotiveStatus(name, _numbered(connection, last), memory, _counts(connection, name, now))
        for name, memory, last in _memories(connection)
    ]


def last_event(connection: sqlite3.Connection, kind: str) -> datetime | None:
    """When an event of this kind last happened, None when none did."""
    (found,) = connection.execute("SELECT max(at_ms) FROM events WHERE kind = ?", (kind,)).fetchone()
    return maybe_from_ms(found)


def week(connection: sqlite3.Connection, motive: str, since: datetime, until: datetime) -> WeekOf:
    """A motive's figures in [since, until)."""
    span = (motive, to_ms(since), to_ms(until))
    counts = dict(connection.execute(_KINDS, span).fetchall())
    (slots,) = connection.execute(_SLOTS_SEEN, span).fetchone()
    instants = [ms for (ms,) in connection.execute(_INSTANTS, span)]
    edges = [to_ms(since), *instants, to_ms(until)]
    longest = max(after - before for before, after in pairwise(edges))
    with_slot = counts.get("available", 0)
    answered = with_slot + counts.get("no_slot", 0)
    return WeekOf(motive, sum(counts.values()), answered, with_slot, slots, max(0, longest) / 1000)


def _memories(connection: sqlite3.Connection) -> Iterator[tuple[str, Memory, int | None]]:
    for name, state, look, answer, kind, count, due, last in connection.execute(_MEMORIES).fetchall():
        full = replace(load_state(state), last_look=maybe_from_ms(look), last_answer=maybe_from_ms(answer))
        yield name, Memory(full, Strain(kind, count), maybe_from_ms(due)), last


def _numbered(connection: sqlite3.Connection, number: int | None) -> Recorded | None:
    row = connection.execute(f"{_CHECKS} WHERE c.id = ?", (number,)).fetchone()
    return None if row is None else _check(row)


def _counts(connection: sqlite3.Connection, motive: str, now: datetime) -> dict[str, int]:
    rows = connection.execute(
        "SELECT kind, count(*) FROM checks WHERE motive = (SELECT id FROM motives WHERE name = ?)"
        " AND at_ms > ? AND at_ms <= ? GROUP BY kind ORDER BY kind",
        (motive, to_ms(now - _DAY), to_ms(now)),
    )
    return dict(rows.fetchall())


def _check(row: tuple[Any, ...]) -> Recorded:
    number, motive, at, offset, took, kind, status, digest, asked, released, synced, gap, *texts = row
    detail, url, marker, slots = texts
    evidence = Evidence(url or "", status, marker or "", digest.hex() if digest else "")
    outcome = from_columns(kind, OutcomeColumns(detail, slots, asked, maybe_from_ms(released)), evidence)
    check = Check(motive, from_ms(at), took / 1000, outcome)
    clock = ClockProof(None if synced is None else bool(synced), gap)
    return Recorded(number, check, timedelta(minutes=offset), clock)


def _delivery(row: tuple[Any, ...]) -> Delivery:
    id_, channel, due, expires, state, tries, gone, error, _, event, motive, at, kind, what = row
    return Delivery(
        id=id_,
        event=Event(event, motive, from_ms(at), load_happening(kind, what)),
        channel=channel,
        due=from_ms(due),
        expires=from_ms(expires),
        state=_delivery_state(state),
        tries=tries,
        gone_at=maybe_from_ms(gone),
        error=error,
    )


def _delivery_state(state: str) -> DeliveryState:
    try:
        return DeliveryState(state)
    except ValueError:
        raise StoreError(
            f"stored delivery in unknown state {state!r}: it was written by a newer slotwatch; install that",
            Failure.NEWER,
        ) from None
