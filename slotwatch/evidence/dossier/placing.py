"""Where a pack comes to lie: made beside its place, then moved there whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from slotwatch.evidence.dossier.order import PackError
from slotwatch.evidence.dossier.readme import INVENTORY, SUMS


def refuse(target: Path, *, force: bool) -> None:
    """Say at once, before minutes of work, that the place will not do.  Raises `PackError`."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise PackError(f"{target}: is not a folder: name another place with --out")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not (target / SUMS).is_file() or not (target / INVENTORY).is_file():
        raise PackError(f"{target}: holds other files: name an empty or new folder with --out")
    if not force:
        raise PackError(f"{target}: holds a dossier already: name another folder with --out, or use --force")


@contextmanager
def workshop(target: Path, *, force: bool) -> Iterator[Path]:
    """A folder to make the pack in; it becomes ``target`` when all went well, and goes when it did not.

    Private (0700): the cover names a person.  Raises `PackError`.
    """
    refuse(target, force=force)
    made: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        yield made
        _seal(made)
        _put(made, target)
    except OSError as error:
        raise PackError(
            f"{error.filename or target}: {error.strerror}: name a folder that can be written with --out"
        ) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def digests(folder: Path) -> list[tuple[str, str]]:
    """Name and SHA-256 of every file so far, in the order of their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), _digest(path)) for path in files]


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _seal(folder: Path) -> None:
    lines = [f"{digest}  {name}\n" for name, digest in digests(folder)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _put(made: Path, target: Path) -> None:
    """Move it into place.  Of an older pack only its own files go: what else was put there stays."""
    if not target.is_dir():
        made.rename(target)
        return
    for name in _of_older(target):
        (target / name).unlink(missing_ok=True)
    for path in sorted(made.rglob("*")):
        place = target / path.relative_to(made)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            path.rename(place)


def _of_older(target: Path) -> Iterator[Path]:
    """The files that its list names, and the list; never one outside the folder."""
    if not (target / SUMS).is_file():
        return
    for line in (target / SUMS).read_text("utf-8", "replace").splitlines():
        name = Path(line[66:])
        if line[66:] and not name.is_absolute() and ".." not in name.parts:
            yield name
    yield Path(SUMS)
