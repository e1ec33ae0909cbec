"""Putting a new file in the place of an old one, whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class Replaced(Exception):  # noqa: N818 - nothing failed: somebody else was there first
    """The file is no longer what it was when it was read."""


def replace_file(path: Path, before: bytes | None, after: bytes) -> None:
    """Write ``after`` where ``before`` stood (None: where nothing stood), keeping mode and owner.

    A link is followed: what it leads to is replaced.  A new file can be read by its owner alone, for it may
    hold secrets.  Raises `Replaced` when the content is another by now, OSError when it cannot be written.
    """
    target = path.resolve()
    if before is None:
        target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        if before is None:
            # a link, unlike a rename, fails where somebody else has made the file meanwhile
            _link(name, target)
            return
        state = target.stat()
        _like(name, state)
        if target.read_bytes() != before:
            raise Replaced
        Path(name).replace(target)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        _sync(target.parent)


def _link(name: str, target: Path) -> None:
    try:
        target.hardlink_to(name)
    except FileExistsError:
        raise Replaced from None


def _like(name: str, state: os.stat_result) -> None:
    """Give the new file the old one's owner and mode; the owner first, for a change of owner may clear bits."""
    own = Path(name).stat()
    if (own.st_uid, own.st_gid) != (state.st_uid, state.st_gid):
        os.chown(name, state.st_uid, state.st_gid)
    Path(name).chmod(state.st_mode & 0o7777)


def _sync(folder: Path) -> None:
    """Make the rename itself last; where a folder cannot be opened for that, it lasts in its own time."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
