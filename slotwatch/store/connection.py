"""A connection set up as slotwatch wants it, and the check that its file is sound.

Why WAL: readers (`slotwatch status`, a backup) never wait for the daemon, nor it for them.

Why 512-byte pages: a look changes about three pages, and each is written whole, first to the log.
With SQLite's usual 4096 bytes that is 13 KB a look, with 512 it is 2.4 KB, on memory cards that
wear by what is written; reading a year of checks is hardly slower.

Why ``synchronous`` NORMAL, FULL for a transaction that carries deliveries: in WAL mode NORMAL
never corrupts; a power cut may take the last few transactions, that is some looks without a
slot, which nobody misses.  A slot seen is different: with FULL the log is flushed to the disk before the
commit returns, so the alert survives a power cut at any later instant.  Marking it as sent is NORMAL again: to
lose that costs a second message, and a flush takes a memory card tens of milliseconds.
"""

import sqlite3
from pathlib import Path

from slotwatch.store.errors import Failure, StoreError, explain

#: Applies to a new file only; an existing one keeps its own.
PAGE_SIZE = 512

#: Pages in the log before they are copied into the database: 2 MB, so that a page changed at every
#: look is copied once in about 900 looks.
CHECKPOINT = 4000


def connect(path: Path, patience: float, *, read_only: bool = False) -> sqlite3.Connection:
    """Open an existing file in autocommit mode; ``patience`` is seconds to wait for another's lock.

    Raises `StoreError` when it may not be opened.  SQLite reads nothing until the first statement, so a bad
    file shows itself only then.  The connection may change threads; its users see to it that one uses
    it at a time.
    """
    mode = "ro" if read_only else "rw"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    try:
        return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise explain(error, path) from error


def set_up(connection: sqlite3.Connection, path: Path) -> None:
    """Set the pragmas of the writer.  Raises `StoreError` where the disk cannot hold a shared log."""
    connection.execute(f"PRAGMA page_size={PAGE_SIZE:d}")
    (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    # what SQLite may not write it opens for reading, without a word until the first write
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("PRAGMA user_version=0")
    connection.execute("ROLLBACK")
    if mode != "wal":
        raise StoreError(
            f"database {path}: this disk cannot hold it (a network folder?): "
            "name a state folder on a disk of this machine",
            Failure.OTHER,
        )
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT:d}")
    connection.execute("PRAGMA synchronous=NORMAL")


def prove_sound(connection: sqlite3.Connection, path: Path) -> None:
    """Read every page.  Raises `StoreError` (or `sqlite3.Error`) of kind DAMAGED at the first that is wrong."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise StoreError(f"database {path}: damaged: {' '.join(verdict.split())}", Failure.DAMAGED)
