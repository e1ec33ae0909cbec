"""What can go wrong with the store, told in one line, and told apart by kind."""

import sqlite3
from enum import StrEnum
from pathlib import Path


class Failure(StrEnum):
    """Why the store could not do as asked.  Only `DAMAGED` is cured by moving the file aside."""

    RUNNING = "another daemon runs here"
    LOCKED = "locked"
    DENIED = "no permission"
    FULL = "disk full"
    DISK = "disk failure"
    DAMAGED = "damaged"
    NEWER = "from a newer version"
    OLDER = "from an older version"
    MISSING = "missing"
    EXISTS = "exists already"
    CLOSED = "closed"
    OTHER = "other"


class StoreError(Exception):
    """One line for the owner: what is wrong, where, what to do.  ``kind`` is for the caller's decisions."""

    def __init__(self, message: str, kind: Failure = Failure.OTHER) -> None:
        """Carry the kind beside the line."""
        super().__init__(message)
        self.kind = kind

    @property
    def is_lock(self) -> bool:
        """Whether a daemon holds the folder's `StoreLock`; a database locked by anything else is not meant."""
        return self.kind is Failure.RUNNING


#: SQLite's primary result codes.
_KINDS = {
    sqlite3.SQLITE_BUSY: Failure.LOCKED,
    sqlite3.SQLITE_LOCKED: Failure.LOCKED,
    sqlite3.SQLITE_PERM: Failure.DENIED,
    sqlite3.SQLITE_AUTH: Failure.DENIED,
    sqlite3.SQLITE_READONLY: Failure.DENIED,
    sqlite3.SQLITE_CANTOPEN: Failure.DENIED,
    sqlite3.SQLITE_FULL: Failure.FULL,
    sqlite3.SQLITE_IOERR: Failure.DISK,
    sqlite3.SQLITE_CORRUPT: Failure.DAMAGED,
    sqlite3.SQLITE_NOTADB: Failure.DAMAGED,
}

_ADVICE = {
    Failure.LOCKED: "another program holds it; close that program and try again",
    Failure.DENIED: "let the user that runs slotwatch read and write this file and its folder",
    Failure.FULL: "the disk is full; free some space",
    Failure.DISK: "the disk does not work as it should; look at the system's log, and at the space left",
    Failure.DAMAGED: "the file is damaged; the next start of slotwatch moves it aside and begins a new one",
    Failure.CLOSED: "the store was closed already",
    Failure.OTHER: "please report this line",
}


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """Translate an error of SQLite's.  Its own words stay in the line: they never hold stored data."""
    kind = _kind(error)
    return StoreError(f"database {path}: {error}: {_ADVICE[kind]}", kind)


def _kind(error: sqlite3.Error) -> Failure:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _KINDS.get(code & 0xFF, Failure.OTHER)  # the upper bits only say which sub-case
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return Failure.CLOSED
    # Python's own complaint about a text column that is not UTF-8: nothing of ours writes that
    return Failure.DAMAGED if "decode to UTF-8" in str(error) else Failure.OTHER
