"""A copy of a live database: whole, private, and in place at once or not at all."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from slotwatch.store.errors import Failure, StoreError, explain
from slotwatch.store.files import create_private, sync_folder


def back_up(source: sqlite3.Connection, path: Path, target: Path, *, force: bool) -> None:
    """Copy the database behind ``source`` (its file is ``path``) to ``target``, mode 0600, as one file.

    It is written beside the target, flushed to the disk, and renamed.  The daemon may go on writing
    meanwhile.  Raises `StoreError`: the target exists (and not ``force``), is the database itself,
    or cannot be written.
    """
    _refuse(path, target, force=force)
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.unlink(missing_ok=True)  # of a process killed in the middle, long ago
        create_private(partial)
        with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # else opening the copy would make two more files
        _flush(partial)
        partial.replace(target)
        sync_folder(target.parent)
    except sqlite3.Error as error:
        raise explain(error, target) from error
    except OSError as error:
        raise StoreError(
            f"backup {target}: {error.strerror}: name a file that slotwatch may write", Failure.DENIED
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _refuse(path: Path, target: Path, *, force: bool) -> None:
    if target.is_dir():
        raise StoreError(f"backup {target}: is a folder: name a file in it", Failure.EXISTS)
    if not target.parent.is_dir():
        raise StoreError(f"backup {target}: no such folder: make {target.parent} first", Failure.MISSING)
    if not target.exists():
        return
    if target.samefile(path):
        raise StoreError(f"backup {target}: is the database itself: name another file", Failure.EXISTS)
    if not force:
        raise StoreError(f"backup {target}: exists already: name another file, or use --force", Failure.EXISTS)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
