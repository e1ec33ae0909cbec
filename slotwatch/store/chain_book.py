"""The chain through one connection: sealing, and reading for whoever proves or prints it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from slotwatch.store import chain
from slotwatch.store.chain import BEGINNING, Entry, Link, Sealed
from slotwatch.store.codec import from_ms
from slotwatch.store.transaction import translated


class ChainBook:
    """What `Store` and `open_beside` know of the chain.  Every method raises `StoreError`."""

    path: Path
    _connection: sqlite3.Connection

    def _transaction(self, *, durable: bool) -> AbstractContextManager[None]:
        raise NotImplementedError

    def seal(self, entries: Iterable[Entry]) -> list[int]:
        """Add entries to the chain, all or none; their numbers.  They survive a power cut once this returns."""
        with self._transaction(durable=True):
            return chain.append(self._connection, entries)

    def head(self) -> tuple[int, str] | None:
        """Number and hash of the last entry."""
        with translated(self.path):
            return chain.head(self._connection)

    def links(self, first: int = 1) -> Iterator[Link]:
        """The chain from entry ``first`` on, read as it is asked for."""
        with translated(self.path):
            yield from chain.walk(self._connection, first)

    def line(self, number: int) -> bytes | None:
        """The canonical form of one entry; None when it, or what it seals, is not there."""
        with translated(self.path):
            links = list(chain.walk(self._connection, number - 1, number))
        before = BEGINNING if number == 1 else links[0].hash
        return links[-1].line(before) if links and links[-1].number == number else None

    def entries(self, *kinds: str, motive: str | None = None) -> list[Sealed]:
        """The entries that are no checks, in order; of these kinds and this motive alone, where given."""
        with translated(self.path):
            return list(chain.entries(self._connection, kinds, motive))

    def seals_of_checks(self, first: int, last: int) -> dict[int, tuple[int, str]]:
        """Entry number and hash of each check from number ``first`` to ``last``."""
        with translated(self.path):
            return chain.seals_of_checks(self._connection, first, last)

    def chain_length(self) -> int:
        """How many entries there are."""
        with translated(self.path):
            return chain.length(self._connection)

    def outside_the_chain(self) -> tuple[list[int], list[int]]:
        """Numbers of checks that no entry seals, and of contents that belong to no entry."""
        with translated(self.path):
            return chain.unsealed(self._connection), chain.loose(self._connection)

    def last_check_before(self, motive: str, at: datetime) -> datetime | None:
        """When the last look at a motive before this instant began."""
        with translated(self.path):
            return chain.last_check_before(self._connection, motive, at)

    def last_instants(self, kind: str) -> dict[str, datetime]:
        """When each motive's latest entry of a kind was made ("" for the installation)."""
        with translated(self.path):
            rows = self._connection.execute(
                "SELECT motive, max(at_ms) FROM entries WHERE kind = ? GROUP BY motive", (kind,)
            )
            return {motive: from_ms(at) for motive, at in rows}
