"""Numbered steps from an empty file to the schema of today.

Each step runs in one transaction together with its number (``PRAGMA user_version``): a step that
fails or is cut short leaves the version before, whole.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from slotwatch.store import schema
from slotwatch.store.chain import seal_earlier
from slotwatch.store.errors import Failure, StoreError


@dataclass(frozen=True)
class Migration:
    """One step.  ``change`` is SQL statements, or a function where SQL does not suffice."""

    number: int
    title: str
    change: Sequence[str] | Callable[[sqlite3.Connection], None]

    def apply(self, connection: sqlite3.Connection) -> None:
        """Do it.  Statements run one by one: `executescript` would commit before the first."""
        if callable(self.change):
            self.change(connection)
            return
        for statement in self.change:
            connection.execute(statement)


MIGRATIONS = (
    Migration(1, "checks, episodes, events, outbox", schema.FIRST),
    Migration(2, "release instants", schema.RELEASES),
    Migration(3, "owner's sessions", schema.SESSIONS),
    Migration(4, "the sealed chain", schema.CHAIN),
    Migration(5, "earlier checks sealed", seal_earlier),
    Migration(6, "daily budgets of the hosts", schema.BUDGETS),
)


def version(connection: sqlite3.Connection) -> int:
    """The number of the last migration that this file has seen; 0 for an empty one."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def refuse_newer(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    """Raise `StoreError` when the file is from a newer program: an old one could only spoil it."""
    found = version(connection)
    if found > newest:
        raise StoreError(
            f"database {path}: made by a newer slotwatch (format {found}, this one knows up to {newest}): "
            "install that version again, or name another state folder",
            Failure.NEWER,
        )


def refuse_other_version(connection: sqlite3.Connection, path: Path, expected: int) -> None:
    """For readers, who may change nothing: raise `StoreError` unless the file is exactly of this version."""
    refuse_newer(connection, path, expected)
    if version(connection) < expected:
        raise StoreError(
            f"database {path}: made by an older slotwatch: start `slotwatch run` once, it brings it up to date",
            Failure.OLDER,
        )


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring a file to the newest version.  Raises `StoreError` or `sqlite3.Error`; the version before then stays.

    Foreign keys are not enforced while a step runs (a table may have to be rebuilt); they are
    checked before it is committed.
    """
    connection.execute("PRAGMA foreign_keys=OFF")
    for migration in migrations:
        if migration.number > version(connection):
            _step(connection, path, migration)
    connection.execute("PRAGMA foreign_keys=ON")


def _step(connection: sqlite3.Connection, path: Path, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        migration.apply(connection)
        _refuse_loose_ends(connection, path, migration)
        connection.execute(f"PRAGMA user_version={migration.number:d}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # SQLite may have rolled back on its own; the cause is raised, not this
            connection.execute("ROLLBACK")
        raise


def _refuse_loose_ends(connection: sqlite3.Connection, path: Path, migration: Migration) -> None:
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StoreError(
            f"database {path}: migration {migration.number} ({migration.title}) "
            "would leave rows that point nowhere: please report this line",
            Failure.OTHER,
        )
