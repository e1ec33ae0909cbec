"""The owner's sessions: the cookies that let a motive in, and how long those before them lasted.

They belong to no record of a look.  A session is opened by another process (`slotwatch session open`) while
the daemon writes, so every change is a short transaction of its own on this table alone; see `open_beside`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from slotwatch.policy.sessions import Lifetime
from slotwatch.store.chain_book import ChainBook
from slotwatch.store.codec import from_ms, maybe_from_ms, storable, to_ms
from slotwatch.store.connection import connect
from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.files import DATABASE, size
from slotwatch.store.migrations import MIGRATIONS, refuse_other_version
from slotwatch.store.transaction import transaction, translated

#: Seconds that a writer beside the daemon waits for its turn; the daemon's own transactions take milliseconds.
PATIENCE = 10.0

# the last answer is not kept here while a session lasts: every look would be one more write
_OPEN = """
    SELECT s.id, s.motive, s.host, s.how, s.opened_ms, s.cookies, s.told_ms,
           CASE WHEN l.last_answer_ms >= s.opened_ms THEN l.last_answer_ms END
    FROM sessions s LEFT JOIN motives m ON m.name = s.motive LEFT JOIN looks l ON l.motive = m.id
    WHERE s.ended_ms IS NULL
"""

_END = """
    UPDATE sessions SET cookies = NULL, ended_ms = ?, refused = ?, last_good_ms = (
        SELECT l.last_answer_ms FROM looks l JOIN motives m ON m.id = l.motive
        WHERE m.name = sessions.motive AND l.last_answer_ms >= sessions.opened_ms
    ) WHERE ended_ms IS NULL AND
"""


class How(StrEnum):
    """Where a session came from: the owner answered the captcha here, or brought the browser's cookies."""

    OPENED = "opened"
    IMPORTED = "imported"


@dataclass(frozen=True)
class OwnerSession:
    """A session that lasts.

    ``cookies`` is the text that `fetch` made, secret; ``told_at`` is when its owner was told that it usually
    ends soon; ``last_good`` the last answer it let in.
    """

    number: int
    motive: str
    host: str
    how: How
    opened: datetime
    cookies: str = field(repr=False)
    told_at: datetime | None = None
    last_good: datetime | None = None


class SessionBook:
    """The owner's sessions through one connection.  Every method raises `StoreError`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Use `Store.open` or `open_beside` instead."""
        self.path = path
        self._connection = connection

    def session(self, motive: str) -> OwnerSession | None:
        """The session that a motive has, None when it has none."""
        with translated(self.path):
            row = self._connection.execute(f"{_OPEN} AND s.motive = ?", (motive,)).fetchone()
        return None if row is None else _session(*row)

    def sessions(self) -> list[OwnerSession]:
        """Every session that lasts, the oldest first."""
        with translated(self.path):
            return [_session(*row) for row in self._connection.execute(f"{_OPEN} ORDER BY s.opened_ms, s.id")]

    def lifetimes(self, host: str, how: How) -> list[Lifetime]:
        """The sessions of this host that are over and came about in this way, in the order of their ends."""
        with translated(self.path):
            rows = self._connection.execute(
                "SELECT opened_ms, ended_ms, last_good_ms, refused FROM sessions"
                " WHERE host = ? AND how = ? AND ended_ms IS NOT NULL ORDER BY ended_ms, id",
                (host, how.value),
            ).fetchall()
        return [
            Lifetime(from_ms(opened), from_ms(ended), maybe_from_ms(good), bool(refused))
            for opened, ended, good, refused in rows
        ]

    def save_session(self, motive: str, host: str, cookies: str, *, opened: datetime, how: How) -> int:
        """Keep a new session, in the place of the one that the motive had; its number."""
        with self._transaction(durable=True):  # a person has taken trouble over it
            self._connection.execute(f"{_END} motive = ?", (to_ms(opened), 0, motive))
            cursor = self._connection.execute(
                "INSERT INTO sessions (motive, host, how, opened_ms, cookies) VALUES (?, ?, ?, ?, ?)",
                (motive, host, how.value, to_ms(opened), storable(cookies)),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def keep_cookies(self, number: int, cookies: str) -> None:
        """Replace a session's cookies: the site has set new ones.  Nothing happens to one that is over."""
        with self._transaction(durable=False):
            self._connection.execute(
                "UPDATE sessions SET cookies = ? WHERE id = ? AND ended_ms IS NULL", (storable(cookies), number)
            )

    def note_told(self, number: int, at: datetime) -> None:
        """Remember that its owner was told that the session usually ends soon."""
        with self._transaction(durable=False):
            self._connection.execute("UPDATE sessions SET told_ms = ? WHERE id = ?", (to_ms(at), number))

    def end_session(self, number: int, at: datetime, *, refused: bool) -> None:
        """Close a session, forget its cookies, keep how long it lasted.  Nothing happens to one that is over.

        ``refused``: the site ended it; otherwise its owner did.
        """
        with self._transaction(durable=False):
            self._connection.execute(f"{_END} id = ?", (to_ms(at), int(refused), number))

    @contextmanager
    def _transaction(self, *, durable: bool) -> Iterator[None]:
        with transaction(self._connection, self.path, durable=durable):
            yield


class Beside(SessionBook, ChainBook):
    """What may be written while a daemon runs: it remembers nothing of it from one write to the next."""


@contextmanager
def open_beside(folder: Path, *, patience: float = PATIENCE) -> Iterator["Beside"]:
    """Write to the table of sessions and to the chain's end while a daemon holds the folder's `StoreLock`.

    The one exception to the rule of one writer, so that an owner can open a session, or add to the evidence,
    without stopping the watch.  SQLite lets two processes write in turns; everything else in the store also lives
    in the daemon's memory, where a second writer would not be noticed.  Raises `StoreError`: no database,
    another version than this program's, locked for longer than ``patience`` seconds.
    """
    path = folder / DATABASE
    if not size(path):
        raise StoreError(
            f"state folder {folder}: no database yet: start `slotwatch run` first, or name another folder",
            Failure.MISSING,
        )
    connection = connect(path, patience)
    try:
        with translated(path):
            refuse_other_version(connection, path, MIGRATIONS[-1].number)
            connection.execute("PRAGMA foreign_keys=ON")
        yield Beside(connection, path)
    finally:
        connection.close()


def _session(
    number: int, motive: str, host: str, how: str, opened: int, cookies: str, told: int | None, good: int | None
) -> OwnerSession:
    return OwnerSession(
        number, motive, host, How(how), from_ms(opened), cookies, maybe_from_ms(told), maybe_from_ms(good)
    )
