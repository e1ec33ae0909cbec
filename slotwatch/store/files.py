"""The files of the store: a private folder, private files, damaged ones moved aside and never deleted."""

import errno
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from slotwatch.store.errors import Failure, StoreError

DATABASE = "slotwatch.db"

#: What SQLite keeps beside a database; a database is whole only together with them.
COMPANIONS = ("", "-wal", "-shm", "-journal")


def prepare_folder(folder: Path) -> None:
    """Make the state folder, for its owner only (0700).  A folder that exists keeps its mode.

    Raises `StoreError` when it cannot be made, or is not a folder.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            folder.chmod(0o700)  # mkdir's mode is cut by the umask
    except OSError as error:
        reason = "is not a folder" if isinstance(error, FileExistsError | NotADirectoryError) else error.strerror
        raise StoreError(
            f"state folder {folder}: {reason}: name a folder that slotwatch may make and write to", Failure.DENIED
        ) from error


def create_private(path: Path) -> None:
    """Make an empty file of mode 0600, whatever the umask.  One that exists is left as it is.

    SQLite gives a database's -wal and -shm the mode of the database.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        kind = Failure.FULL if error.errno in {errno.ENOSPC, errno.EDQUOT} else Failure.DENIED
        raise StoreError(f"{path}: {error.strerror}: let slotwatch write to {path.parent}", kind) from error
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def move_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged database and its companions; the new name of the database.

    The name says when; a second one within a second gets a number.  Nothing is ever overwritten.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while any(_beside(aside, companion).exists() for companion in COMPANIONS):
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    try:
        for companion in COMPANIONS:
            if _beside(path, companion).exists():
                _beside(path, companion).rename(_beside(aside, companion))
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"database {path}: damaged, and cannot be moved aside ({error.strerror}): move it yourself",
            Failure.DENIED,
        ) from error
    return aside


def lost_its_pages(path: Path) -> bool:
    """Whether a log waits for a database that is empty: opened as it is, SQLite would delete the log."""
    return size(path) == 0 and bool(size(_beside(path, "-wal")))


def size(path: Path) -> int | None:
    """Bytes of a file, None where there is none.  Raises `StoreError` when we may not look, or it is no file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(
            f"{path}: {error.strerror}: run slotwatch as the user that this folder belongs to", Failure.DENIED
        ) from error
    if not stat.S_ISREG(found.st_mode):
        raise StoreError(f"{path}: is not a file: move it away, or name another state folder", Failure.DENIED)
    return found.st_size


def sync_folder(folder: Path) -> None:
    """Make renames in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(path: Path, companion: str) -> Path:
    return path.with_name(path.name + companion)
