"""One transaction, whole or not at all, with SQLite's errors told in one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slotwatch.store.errors import explain


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Errors of SQLite's inside are raised as `StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, *, durable: bool) -> Iterator[None]:
    """Commit what is done inside, or nothing of it.  ``durable``: once it is left, it survives a power cut."""
    with translated(path):
        try:
            if durable:  # must be set outside the transaction
                connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite may have rolled back on its own; the cause is raised, not this
                connection.execute("ROLLBACK")
            raise
        finally:
            if durable:
                with suppress(sqlite3.Error):  # stays FULL then: slower, not wrong
                    connection.execute("PRAGMA synchronous=NORMAL")
