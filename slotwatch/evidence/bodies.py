"""The bodies: every page and every attached file once, under its SHA-256, in files of their own.

Files rather than a table: each is written whole or not at all (flushed, then renamed), never changes afterwards,
and a damaged one harms no other.  A backup copies the new ones and nothing else, and `gzip -dc FILE | sha256sum`
must print the file's own name (with its folder's), without any program of ours.  In the database, 500 MB of
pages would be read at each start (it proves itself sound), copied by each backup and lost together.
"""

import errno
import fcntl
import gzip
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from slotwatch.store import Failure, StoreError

FOLDER = "evidence"

_SUFFIX = ".gz"
_HASH = re.compile(r"[0-9a-f]{64}")

#: What compresses no further is kept as it is, in the same clothes.
_PACKED = (b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"PK\x03\x04", b"\x1f\x8b")


class DamagedBodyError(Exception):
    """A body is there but is not what its name says.  One line."""


class Bodies:
    """The folder ``evidence`` of a state folder.  Synchronous; made (0700) when first written to.

    Raises `StoreError` where the disk fails.
    """

    def __init__(self, state: Path) -> None:
        """Nothing is read or made yet."""
        self.folder = state / FOLDER

    def put(self, body: bytes) -> str:
        """Keep a body; its hash.  Once this returns it survives a power cut.  One that is damaged is mended."""
        name = sha256(body).hexdigest()
        path = self.path(name)
        with suppress(DamagedBodyError):
            if self.get(name) is not None:
                return name
        try:
            _make(path.parent, self.folder)
            _write(path, gzip.compress(body, 1 if body.startswith(_PACKED) else 6, mtime=0))
        except OSError as error:
            raise self._failed(error) from error
        return name

    def get(self, name: str) -> bytes | None:
        """The body of this hash, None when it is not there.  Raises `DamagedBodyError` when it is another."""
        try:
            packed = self.path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(error) from error
        try:
            body = gzip.decompress(packed)
        except (OSError, EOFError, zlib.error) as error:
            raise DamagedBodyError(f"{self.path(name)}: cannot be unpacked: {error}") from None
        if sha256(body).hexdigest() != name:
            raise DamagedBodyError(f"{self.path(name)}: its content is not what was kept")
        return body

    def path(self, name: str) -> Path:
        """Where the body of this hash lies, if it is there."""
        if not _HASH.fullmatch(name):
            raise ValueError(f"not a SHA-256: {name!r}")
        return self.folder / name[:2] / f"{name[2:]}{_SUFFIX}"

    def has(self, name: str) -> bool:
        """Whether there is a file of this hash; it is not read."""
        return self.path(name).is_file()

    def size(self, name: str) -> int:
        """Bytes on disk, 0 when it is not there."""
        try:
            return self.path(name).stat().st_size
        except OSError:
            return 0

    def delete(self, name: str) -> None:
        """Delete a body; one that is not there is no mistake."""
        try:
            self.path(name).unlink(missing_ok=True)
        except OSError as error:
            raise self._failed(error) from error

    def names(self) -> Iterator[str]:
        """The hashes of all that is there."""
        for path in sorted(self.folder.glob(f"??/*{_SUFFIX}")):
            yield path.parent.name + path.name.removesuffix(_SUFFIX)

    def free(self) -> int:
        """Bytes left on the disk for us."""
        folder = self.folder if self.folder.is_dir() else self.folder.parent
        try:
            found = os.statvfs(folder)
        except OSError as error:
            raise self._failed(error) from error
        return found.f_bavail * found.f_frsize

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other processes from adding or deleting meanwhile.

        Between keeping a body and sealing the entry that names it, nobody may clear away what no entry names.
        """
        try:
            _make(self.folder, self.folder)
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._failed(error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def clear(self, names: Iterable[str]) -> None:
        """Delete these bodies, and what a process that died left half written.  Inside `hold`."""
        for name in names:
            self.delete(name)
        for path in self.folder.glob("??/.*.new"):
            path.unlink(missing_ok=True)

    def _failed(self, error: OSError) -> StoreError:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        advice = "free some space" if full else "let slotwatch read and write there"
        return StoreError(
            f"evidence {error.filename or self.folder}: {error.strerror}: {advice}",
            Failure.FULL if full else Failure.DENIED,
        )


def _make(folder: Path, top: Path) -> None:
    if not folder.is_dir():
        if folder != top:
            _make(top, top)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # mkdir's mode is cut by the umask
        _sync(folder.parent)


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(
            os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600), "wb"
        ) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
