"""The table of episodes, kept in step with the difference between two states of a motive."""

import sqlite3
from datetime import datetime

from slotwatch.model import Check, Slot
from slotwatch.policy.episodes import Episode
from slotwatch.store.codec import maybe_ms, storable, to_ms

_SAME_SLOT = "motive = ? AND closed_ms IS NULL AND day IS ? AND at IS ? AND place = ?"


def keep_episodes(
    connection: sqlite3.Connection,
    motive: int,
    before: tuple[Episode, ...],
    after: tuple[Episode, ...],
    check: Check | None,
) -> None:
    """Open, close and tell episodes, inside the caller's transaction.

    An episode that goes without a look (its motive was reset) ends when it was last seen.
    """
    shown = check is not None and check.outcome.kind == "available"
    if before != after:
        _difference(connection, motive, before, after, None if check is None else check.at)
    if shown and check is not None and after:
        # whatever is open after an answer was in it
        connection.execute(
            "UPDATE episodes SET last_seen_ms = ? WHERE motive = ? AND closed_ms IS NULL",
            (to_ms(check.at), motive),
        )


def _difference(
    connection: sqlite3.Connection,
    motive: int,
    before: tuple[Episode, ...],
    after: tuple[Episode, ...],
    at: datetime | None,
) -> None:
    known = {(e.slot, e.since): e for e in before}
    still = {(e.slot, e.since): e for e in after}
    connection.executemany(
        f"UPDATE episodes SET closed_ms = coalesce(?, last_seen_ms) WHERE {_SAME_SLOT}",  # noqa: S608 - a constant
        [(maybe_ms(at), motive, *_columns(e.slot)) for key, e in known.items() if key not in still],
    )
    connection.executemany(
        "INSERT INTO episodes (motive, day, at, place, opened_ms, last_seen_ms, told)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (motive, *_columns(e.slot), to_ms(e.since), to_ms(at or e.since), int(e.told))
            for key, e in still.items()
            if key not in known
        ],
    )
    connection.executemany(
        f"UPDATE episodes SET told = ? WHERE {_SAME_SLOT}",  # noqa: S608 - a constant
        [
            (int(e.told), motive, *_columns(e.slot))
            for key, e in still.items()
            if key in known and e.told != known[key].told
        ],
    )


def _columns(slot: Slot) -> tuple[str | None, str | None, str]:
    return (
        slot.day.isoformat() if slot.day is not None else None,
        slot.at.isoformat() if slot.at is not None else None,
        storable(slot.place),
    )
