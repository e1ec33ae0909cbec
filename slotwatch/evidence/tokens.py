"""The authority's answers (RFC 3161), one DER file each, apart from the chain that they vouch for.

A chain that was cut short is found out by the stamps of its missing heads, so these must not be cut with it:
they are files, named after the instant and the entry, readable by `openssl ts -reply -in FILE -text`.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from slotwatch.evidence.bodies import FOLDER
from slotwatch.store import Failure, StoreError

_NAME = re.compile(r"\d{8}T\d{6}Z-(?P<number>\d{1,19})\.tsr")


class Tokens:
    """The folder ``evidence/stamps`` of a state folder."""

    def __init__(self, state: Path) -> None:
        """Nothing is read or made yet."""
        self.folder = state / FOLDER / "stamps"

    def path(self, number: int, stamped: datetime) -> Path:
        """Where the token of the head ``number`` stamped then lies."""
        return self.folder / f"{stamped.astimezone(UTC):%Y%m%dT%H%M%SZ}-{number:09d}.tsr"

    def keep(self, number: int, stamped: datetime, token: bytes) -> Path:
        """Write a token (0600); it survives a power cut once this returns.  Raises `StoreError`."""
        path = self.path(number, stamped)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            with os.fdopen(
                os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb"
            ) as file:
                file.write(token)
                file.flush()
                os.fsync(file.fileno())
            new.rename(path)
        except OSError as error:
            raise StoreError(
                f"stamp {path}: {error.strerror}: let slotwatch write there", Failure.DENIED
            ) from error
        return path

    def all(self) -> Iterator[tuple[int, Path]]:
        """Number of the head and file of each token, in the order of stamping."""
        for path in sorted(self.folder.glob("*.tsr")):
            if match := _NAME.fullmatch(path.name):
                yield int(match["number"]), path
