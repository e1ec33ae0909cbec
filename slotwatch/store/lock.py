"""One daemon per state folder."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.files import create_private, prepare_folder

LOCK = "slotwatch.lock"

_ATTEMPTS, _PAUSE = 15, 0.02


class StoreLock:
    """Held by the process that writes; the kernel drops it when that process dies, however it dies.

    The file stays, and holds the number of the process.  Readers need no lock.
    """

    def __init__(self, folder: Path) -> None:
        """Name the state folder; nothing is touched until the lock is entered."""
        self._path = folder / LOCK
        self._descriptor: int | None = None

    @staticmethod
    def held(folder: Path) -> bool:
        """Whether a process holds the lock of this folder now.  Raises `StoreError` when we may not ask."""
        try:
            descriptor = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise StoreError(
                f"lock {folder / LOCK}: {error.strerror}: run this as the user that slotwatch runs as",
                Failure.DENIED,
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def __enter__(self) -> Self:
        """Take the lock at once, or raise `StoreError` (kind RUNNING) with the holder's number."""
        prepare_folder(self._path.parent)
        create_private(self._path)
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise StoreError(
                f"lock {self._path}: {error.strerror}: let slotwatch write it", Failure.DENIED
            ) from error
        try:
            _lock(descriptor)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise self._refusal(error, holder) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back.  The file stays: deleting it would let two processes lock two files."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def _refusal(self, error: OSError, holder: str) -> StoreError:
        folder = self._path.parent
        if isinstance(error, BlockingIOError):
            who = f"process {holder}" if holder else "another process"
            return StoreError(
                f"state folder {folder}: slotwatch already runs here ({who}): stop it, or name another folder",
                Failure.RUNNING,
            )
        return StoreError(
            f"lock {self._path}: {error.strerror}: name a state folder on a disk of this machine", Failure.OTHER
        )


def _lock(descriptor: int) -> None:
    """Take the lock, past the instant for which a `held` of another process may have it."""
    for _ in range(_ATTEMPTS - 1):
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_PAUSE)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
