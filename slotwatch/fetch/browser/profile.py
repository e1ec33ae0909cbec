"""The browser's folder: new for each start, for our eyes only, gone afterwards."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "slotwatch-chromium-"
_LOCK = "in-use"
#: A Unix socket's path holds 107 bytes; Chromium's adds 74 to its folder's parent.
_LONGEST = 33


@contextmanager
def temporary_profile(parent: Path | None = None) -> Iterator[Path]:
    """A folder of mode 0700 below ``parent`` (default: the system's place), removed at the end.

    Folders left behind by a slotwatch that was killed are removed first: nobody holds their lock.
    """
    parent = parent or _place()
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    lock = _take(folder / _LOCK, os.O_CREAT)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _place() -> Path:
    """The system's place for such folders, or /tmp where its path is too long for Chromium's socket."""
    usual, short = Path(tempfile.gettempdir()), Path("/tmp")  # noqa: S108 - the folder below it is new and ours
    return short if len(str(usual)) > _LONGEST and os.access(short, os.W_OK | os.X_OK) else usual


def _sweep(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        lock = _take(folder / _LOCK, 0)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _take(path: Path, flags: int) -> int | None:
    """The lock, None when somebody holds it or it is not ours to take."""
    with suppress(OSError):
        # another account's folder, or a link laid out for us, is left alone
        lock = os.open(path, os.O_RDWR | os.O_NOFOLLOW | flags, 0o600)
        try:
            if os.fstat(lock).st_uid == os.geteuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
        except OSError:
            os.close(lock)
            return None
        os.close(lock)
    return None
