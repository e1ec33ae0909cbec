"""What is written, inside a transaction of the caller's.  Functions of a connection."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from slotwatch.model import Available, Check, Delivery, DeliveryState, Event
from slotwatch.policy.budget import Spending
from slotwatch.policy.episodes import MotiveState
from slotwatch.store.chain import append, append_check
from slotwatch.store.codec import dump, maybe_ms, storable, to_ms
from slotwatch.store.episodes_table import keep_episodes
from slotwatch.store.numbers import Numbers
from slotwatch.store.outcomes import to_columns
from slotwatch.store.rows import Memory, Record

_CHECK = """
    INSERT INTO checks (motive, at_ms, offset_min, took_ms, kind, detail, url, status, marker, digest,
                        first_day, second_day, slots, retry_after, released_ms, synchronised, gap_s)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_LOOK = """
    INSERT INTO looks (motive, last_check, last_look_ms, last_answer_ms, due_ms, strain_kind, strain_count)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (motive) DO UPDATE SET
        last_check = coalesce(excluded.last_check, last_check),
        last_look_ms = excluded.last_look_ms, last_answer_ms = excluded.last_answer_ms,
        due_ms = excluded.due_ms, strain_kind = excluded.strain_kind, strain_count = excluded.strain_count
"""

_EVENT = """
    INSERT INTO events (id, motive, at_ms, kind, what, check_id) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET check_id = excluded.check_id
    WHERE check_id IS NULL AND excluded.check_id IS NOT NULL
"""

_DELIVERY = """
    INSERT INTO deliveries (id, event, channel, state, due_ms, expires_ms, tries, gone_at_ms, sent_at_ms, error)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO
"""

_QUEUE = f"{_DELIVERY} NOTHING"

_PROGRESS = f"""{_DELIVERY} UPDATE SET
    state = excluded.state, due_ms = excluded.due_ms, expires_ms = excluded.expires_ms, tries = excluded.tries,
    gone_at_ms = excluded.gone_at_ms, sent_at_ms = coalesce(sent_at_ms, excluded.sent_at_ms),
    error = excluded.error
"""


def write_record(
    connection: sqlite3.Connection, numbers: Numbers, before: Mapping[str, Memory], record: Record
) -> int | None:
    """Write one record; the number of its check, None without one.  ``before`` was remembered until now."""
    check_id = None
    if record.entries:
        append(connection, record.entries)
    if record.motive:
        known = before.get(record.motive)
        motive = numbers.motive(record.motive)
        if record.check is not None:
            check_id = _write_check(connection, numbers, motive, record, record.check)
        _write_memory(connection, motive, known, record, check_id)
        keep_episodes(connection, motive, known.state.open if known else (), record.state.open, record.check)
    if record.host and record.host_until is not None:
        connection.execute(
            "INSERT INTO hosts VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET until_ms = excluded.until_ms",
            (record.host, to_ms(record.host_until)),
        )
    for event in record.events:
        _write_event(connection, event, check_id)
    # one that is known has been on its way since, and its later state stands
    _write_deliveries(connection, _QUEUE, record.deliveries, None)
    return check_id


def write_progress(connection: sqlite3.Connection, deliveries: Iterable[Delivery], at: datetime | None) -> None:
    """Write where deliveries stand, with those unknown so far.  ``at`` is when those that are sent were sent."""
    _write_deliveries(connection, _PROGRESS, deliveries, at)


def write_budgets(connection: sqlite3.Connection, budgets: Mapping[str, Spending]) -> None:
    """Write what hosts were sent."""
    connection.executemany(
        "INSERT INTO budgets VALUES (?, ?, ?) "
        "ON CONFLICT (host) DO UPDATE SET day = excluded.day, requests = excluded.requests",
        [(host, spending.day.isoformat(), spending.requests) for host, spending in budgets.items()],
    )


def _write_deliveries(
    connection: sqlite3.Connection, statement: str, deliveries: Iterable[Delivery], at: datetime | None
) -> None:
    for d in deliveries:
        _write_event(connection, d.event, None)
        sent = maybe_ms(at) if d.state is DeliveryState.SENT else None
        due, expires, gone = to_ms(d.due), to_ms(d.expires), maybe_ms(d.gone_at)
        connection.execute(
            statement,
            (d.id, d.event.id, d.channel, d.state.value, due, expires, d.tries, gone, sent, storable(d.error)),
        )


def _write_check(
    connection: sqlite3.Connection, numbers: Numbers, motive: int, record: Record, check: Check
) -> int | None:
    outcome, evidence = check.outcome, check.outcome.evidence
    columns = to_columns(outcome)
    first, second = (outcome.first, outcome.second) if isinstance(outcome, Available) else (None, None)
    offset = check.at.astimezone(record.timezone).utcoffset()
    assert offset is not None  # an aware instant has one
    cursor = connection.execute(
        _CHECK,
        (
            motive,
            to_ms(check.at),
            round(offset.total_seconds() / 60),
            round(check.took * 1000),
            outcome.kind,
            numbers.text(columns.detail),
            numbers.text(evidence.url),
            evidence.status,
            numbers.text(evidence.marker),
            bytes.fromhex(evidence.digest) or None,
            first and first.isoformat(),
            second and second.isoformat(),
            numbers.text(columns.slots),
            columns.retry_after,
            maybe_ms(columns.released),
            record.clock.synchronised,
            record.clock.gap,
        ),
    )
    assert cursor.lastrowid is not None
    append_check(connection, cursor.lastrowid)
    return cursor.lastrowid


def _write_memory(
    connection: sqlite3.Connection, motive: int, known: Memory | None, record: Record, check_id: int | None
) -> None:
    state = record.state
    if known is None or _lasting(known.state) != _lasting(state):
        connection.execute("UPDATE motives SET state = ? WHERE id = ?", (dump(_lasting(state)), motive))
    connection.execute(
        _LOOK,
        (
            motive,
            check_id,
            maybe_ms(state.last_look),
            maybe_ms(state.last_answer),
            maybe_ms(record.due),
            record.strain.kind,
            record.strain.count,
        ),
    )


def _lasting(state: MotiveState) -> MotiveState:
    """The state without what every look changes: instants that have columns of their own, a running count."""
    return replace(state, last_look=None, last_answer=None, drought=state.drought.lasting)


def _write_event(connection: sqlite3.Connection, event: Event, check_id: int | None) -> None:
    connection.execute(
        _EVENT, (event.id, event.motive, to_ms(event.at), event.what.kind, dump(event.what), check_id)
    )
