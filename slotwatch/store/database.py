"""The store: one SQLite file, one writer.  Synchronous; `StoreThread` gives it an async face.

See `connection` for how durable what is, `schema` for the tables, `migrations` for how they came.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from slotwatch.model import Delivery, WeekOf
from slotwatch.policy.budget import Spending
from slotwatch.store import reading, writing
from slotwatch.store.backup import back_up
from slotwatch.store.chain_book import ChainBook
from slotwatch.store.connection import connect, prove_sound, set_up
from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.files import DATABASE, create_private, lost_its_pages, move_aside, prepare_folder, size
from slotwatch.store.migrations import MIGRATIONS, Migration, migrate, refuse_newer, refuse_other_version
from slotwatch.store.numbers import Numbers
from slotwatch.store.rows import DeliveryRow, EventState, Memory, MotiveStatus, Record, Recorded
from slotwatch.store.sessions import SessionBook
from slotwatch.store.transaction import translated

#: Seconds to wait for another program's lock.
PATIENCE = 5.0


@dataclass(frozen=True)
class Opened:
    """A store, and where the damaged file that it replaces was moved (None when there was none)."""

    store: "Store"
    moved_aside: Path | None


class Store(SessionBook, ChainBook):
    """Checks, episodes, events and outbox.  Every method raises `StoreError`, and leaves the store usable.

    Instants are kept to the millisecond.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, memories: dict[str, Memory]) -> None:
        """Use `open` or `open_readonly` instead."""
        super().__init__(connection, path)
        self._numbers = Numbers(connection)
        self._memories = memories

    # ── opening and closing ────────────────────────────────────────────────────────────────────

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        now: datetime,
        patience: float = PATIENCE,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> Opened:
        """Open ``folder/slotwatch.db`` for writing, made if need be.  Hold the folder's `StoreLock` meanwhile.

        A damaged file is moved aside, named after ``now``, and replaced by an empty one.  Raises
        `StoreError` for everything else: no folder, no permission, locked, disk full, newer version.
        """
        prepare_folder(folder)
        path = folder / DATABASE
        aside = move_aside(path, now) if lost_its_pages(path) else None
        create_private(path)
        connection = connect(path, patience)
        try:
            return Opened(cls._prepared(connection, path, migrations), aside)
        except BaseException as error:
            damaged = isinstance(error, StoreError) and error.kind is Failure.DAMAGED
            if damaged:
                # moved before it is closed: SQLite then leaves the files of a moved database as they are
                aside = move_aside(path, now)
            connection.close()
            if not damaged:
                raise
        create_private(path)
        connection = connect(path, patience)
        try:
            return Opened(cls._prepared(connection, path, migrations), aside)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def open_readonly(cls, folder: Path, *, patience: float = PATIENCE) -> Self:
        """Open for reading beside a running daemon, without a lock.  Raises `StoreError` when there is none."""
        path = folder / DATABASE
        if not size(path):
            raise StoreError(
                f"state folder {folder}: no database yet: start `slotwatch run` first, or name another folder",
                Failure.MISSING,
            )
        connection = connect(path, patience, read_only=True)
        try:
            with translated(path):
                refuse_other_version(connection, path, MIGRATIONS[-1].number)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path, {})

    @classmethod
    def _prepared(cls, connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> Self:
        with translated(path):
            refuse_newer(connection, path, migrations[-1].number)  # before anything is written to it
            set_up(connection, path)
            prove_sound(connection, path)
            migrate(connection, path, migrations)
            try:
                memories = reading.memories(connection)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                    raise
                # the statements are right, so the tables are not, although the version says that they are there
                raise StoreError(f"database {path}: damaged: {error}", Failure.DAMAGED) from error
            return cls(connection, path, memories)

    def close(self) -> None:
        """Copy the log into the database and let go of both.  Twice is once."""
        self._connection.close()

    # ── writing ────────────────────────────────────────────────────────────────────────────────

    def record(self, record: Record) -> int | None:
        """Store all that one look changed, or nothing of it; the check's number, None without a check.

        Numbers grow and are never given twice.  Once this returns, a record with deliveries survives
        a power cut; one without survives the death of the process.  A delivery that is known
        already keeps its state: it may have been sent while this record waited for its turn.
        """
        with self._transaction(durable=bool(record.deliveries)):
            number = writing.write_record(self._connection, self._numbers, self._memories, record)
        if record.motive:
            self._memories[record.motive] = Memory(record.state, record.strain, record.due)
        return number

    def update(self, deliveries: Iterable[Delivery], *, at: datetime | None = None) -> None:
        """Store what became of deliveries, all or none.  ``at`` is when those that are sent were sent.

        One that is unknown is stored with its event: its record failed, or still waits for its turn.
        """
        with self._transaction(durable=False):
            writing.write_progress(self._connection, deliveries, at)

    def keep_budgets(self, budgets: Mapping[str, Spending]) -> None:
        """Store what hosts were sent; the others stay as they are."""
        with self._transaction(durable=False):
            writing.write_budgets(self._connection, budgets)

    # ── reading ────────────────────────────────────────────────────────────────────────────────

    def memories(self) -> dict[str, Memory]:
        """What is remembered of each motive, by name."""
        with translated(self.path):
            return reading.memories(self._connection)

    def host_rests(self) -> dict[str, datetime]:
        """Until when each host rests; may be past."""
        with translated(self.path):
            return reading.host_rests(self._connection)

    def budgets(self) -> dict[str, Spending]:
        """What each host was sent on its last day; may be long ago."""
        with translated(self.path):
            return reading.budgets(self._connection)

    def pending(self) -> tuple[Delivery, ...]:
        """Deliveries neither sent nor expired, oldest event first."""
        with translated(self.path):
            return reading.pending(self._connection)

    def event_state(self, event_id: str) -> EventState:
        """How far the telling of an event has come, from its deliveries."""
        with translated(self.path):
            return reading.event_state(self._connection, event_id)

    def statuses(self, now: datetime) -> list[MotiveStatus]:
        """How each motive stands; the counts are of the 24 hours up to ``now``."""
        with translated(self.path):
            return reading.statuses(self._connection, now)

    def deliveries(self, limit: int) -> list[DeliveryRow]:
        """The latest deliveries in any state, latest first."""
        with translated(self.path):
            return reading.deliveries(self._connection, limit)

    def last_event(self, kind: str) -> datetime | None:
        """When an event of this kind last happened."""
        with translated(self.path):
            return reading.last_event(self._connection, kind)

    def week(self, motive: str, since: datetime, until: datetime) -> WeekOf:
        """A motive's figures in [since, until)."""
        with translated(self.path):
            return reading.week(self._connection, motive, since, until)

    def checks(self, motive: str, since: datetime, until: datetime) -> Iterator[Recorded]:
        """The checks of a motive that began in [since, until), earliest first.

        Rows are read as they are asked for: a year of checks needs no memory.
        """
        with translated(self.path):
            yield from reading.checks(self._connection, motive, since, until)

    def releases(self, motive: str, since: datetime) -> tuple[datetime, ...]:
        """When slots of a motive were released from ``since`` on, in order, each instant once.

        The site's own word where it gives one (midnight where it is a day alone), and the looks that first showed
        a slot, unless the answer before them was too long ago to say when it came.
        """
        with translated(self.path):
            return reading.releases(self._connection, motive, since)

    def backup(self, target: Path, *, force: bool = False) -> None:
        """Copy the whole store into one file, mode 0600.  Refuses to overwrite unless ``force``."""
        back_up(self._connection, self.path, target, force=force)

    @contextmanager
    def _transaction(self, *, durable: bool) -> Iterator[None]:
        try:
            with super()._transaction(durable=durable):
                yield
        except BaseException:
            self._numbers.forget()
            raise
