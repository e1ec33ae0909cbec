"""Captures: pages kept as private files beside the database, so that their owner sees what slotwatch saw.

Only bodies are kept, never headers: cookies and tokens travel in those.  A file is named after its motive and its
instant; the oldest go when there are too many.
"""

import errno
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.files import prepare_folder

FOLDER = "captures"

#: Captures kept of one motive.
EACH = 5
#: Bytes kept in all.
ROOM = 20 * 1024 * 1024

#: A name of a motive holds no dot, and a file's name at most 255 bytes.
_LONGEST_NAME = 160
_NAME = re.compile(r"(?P<motive>[^.]+)\.(?P<at>\d{8}T\d{6}Z)\.[a-z]{1,4}")


@dataclass(frozen=True, slots=True)
class _Kept:
    path: Path
    motive: str
    at: str
    size: int


class Captures:
    """The folder of captures in a state folder.  Synchronous; made when it is first needed."""

    def __init__(self, state: Path) -> None:
        """Nothing is read or made yet."""
        self.folder = state / FOLDER

    def keep(self, motive: str, at: datetime, body: bytes, suffix: str) -> Path:
        """Write a page down (mode 0600); its file.  ``suffix`` is the kind of file, such as "html".

        Raises `StoreError` when it cannot be written; nothing half written is left then.
        """
        prepare_folder(self.folder)
        name = motive.encode()[:_LONGEST_NAME].decode("utf-8", "ignore")
        path = self.folder / f"{name}.{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.{suffix}"
        try:
            self._make_room(name, len(body))
            _write(path, body)
        except OSError as error:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            raise StoreError(f"{path}: {error.strerror}", Failure.FULL if full else Failure.DENIED) from error
        return path

    def _make_room(self, motive: str, size: int) -> None:
        """Let the oldest go, so that one more of this motive and size fits."""
        kept = sorted(self._kept(), key=lambda capture: capture.at)
        of_motive = [capture for capture in kept if capture.motive == motive]
        leaving = of_motive[: max(0, len(of_motive) - EACH + 1)]
        staying = [capture for capture in kept if capture not in leaving]
        while staying and sum(capture.size for capture in staying) + size > ROOM:
            leaving.append(staying.pop(0))
        for capture in leaving:
            capture.path.unlink(missing_ok=True)

    def _kept(self) -> list[_Kept]:
        """Our own files; what else lies there is left alone."""
        return [
            _Kept(path, match["motive"], match["at"], path.stat().st_size)
            for path in self.folder.iterdir()
            if (match := _NAME.fullmatch(path.name)) and path.is_file()
        ]


def _write(path: Path, body: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)  # open's mode is cut by the umask
        file.write(body)
