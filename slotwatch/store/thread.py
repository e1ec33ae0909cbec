"""The store's async face: one thread of its own, so that a slow disk never stops the event loop."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from slotwatch.model import Delivery, WeekOf
from slotwatch.policy.budget import Spending
from slotwatch.policy.sessions import Lifetime
from slotwatch.store.chain import Entry, Sealed
from slotwatch.store.database import Store
from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.rows import DeliveryRow, EventState, Memory, MotiveStatus, Record
from slotwatch.store.sessions import How, OwnerSession

T = TypeVar("T")


class StoreThread:
    """The methods of `Store`, awaited, in the order in which they were called.

    A caller that is cancelled does not take its write back: what was handed in is written.  An
    executor handed in must run one job at a time; it stays its owner's to shut down.
    """

    def __init__(self, store: Store, executor: Executor | None = None) -> None:
        """Take over the store: nobody else may use it from now on."""
        self._store = store
        self._executor = executor or ThreadPoolExecutor(1, thread_name_prefix="store")
        self._owned = executor is None
        self._closing: asyncio.Future[None] | None = None

    async def record(self, record: Record) -> int | None:
        """See `Store.record`."""
        return await self._run(lambda: self._store.record(record))

    async def update(self, deliveries: Iterable[Delivery], *, at: datetime | None = None) -> None:
        """See `Store.update`."""
        known = tuple(deliveries)
        await self._run(lambda: self._store.update(known, at=at))

    async def memories(self) -> dict[str, Memory]:
        """See `Store.memories`."""
        return await self._run(self._store.memories)

    async def host_rests(self) -> dict[str, datetime]:
        """See `Store.host_rests`."""
        return await self._run(self._store.host_rests)

    async def budgets(self) -> dict[str, Spending]:
        """See `Store.budgets`."""
        return await self._run(self._store.budgets)

    async def keep_budgets(self, budgets: Mapping[str, Spending]) -> None:
        """See `Store.keep_budgets`."""
        known = dict(budgets)
        await self._run(lambda: self._store.keep_budgets(known))

    async def pending(self) -> tuple[Delivery, ...]:
        """See `Store.pending`."""
        return await self._run(self._store.pending)

    async def event_state(self, event_id: str) -> EventState:
        """See `Store.event_state`."""
        return await self._run(lambda: self._store.event_state(event_id))

    async def statuses(self, now: datetime) -> list[MotiveStatus]:
        """See `Store.statuses`."""
        return await self._run(lambda: self._store.statuses(now))

    async def last_event(self, kind: str) -> datetime | None:
        """See `Store.last_event`."""
        return await self._run(lambda: self._store.last_event(kind))

    async def week(self, motive: str, since: datetime, until: datetime) -> WeekOf:
        """See `Store.week`."""
        return await self._run(lambda: self._store.week(motive, since, until))

    async def deliveries(self, limit: int) -> list[DeliveryRow]:
        """See `Store.deliveries`."""
        return await self._run(lambda: self._store.deliveries(limit))

    async def releases(self, motive: str, since: datetime) -> tuple[datetime, ...]:
        """See `Store.releases`."""
        return await self._run(lambda: self._store.releases(motive, since))

    async def session(self, motive: str) -> OwnerSession | None:
        """See `Store.session`."""
        return await self._run(lambda: self._store.session(motive))

    async def sessions(self) -> list[OwnerSession]:
        """See `Store.sessions`."""
        return await self._run(self._store.sessions)

    async def lifetimes(self, host: str, how: How) -> list[Lifetime]:
        """See `Store.lifetimes`."""
        return await self._run(lambda: self._store.lifetimes(host, how))

    async def save_session(self, motive: str, host: str, cookies: str, *, opened: datetime, how: How) -> int:
        """See `Store.save_session`."""
        return await self._run(lambda: self._store.save_session(motive, host, cookies, opened=opened, how=how))

    async def keep_cookies(self, number: int, cookies: str) -> None:
        """See `Store.keep_cookies`."""
        await self._run(lambda: self._store.keep_cookies(number, cookies))

    async def note_told(self, number: int, at: datetime) -> None:
        """See `Store.note_told`."""
        await self._run(lambda: self._store.note_told(number, at))

    async def end_session(self, number: int, at: datetime, *, refused: bool) -> None:
        """See `Store.end_session`."""
        await self._run(lambda: self._store.end_session(number, at, refused=refused))

    async def seal(self, entries: Iterable[Entry]) -> list[int]:
        """See `Store.seal`."""
        known = tuple(entries)
        return await self._run(lambda: self._store.seal(known))

    async def entries(self, *kinds: str, motive: str | None = None) -> list[Sealed]:
        """See `Store.entries`."""
        return await self._run(lambda: self._store.entries(*kinds, motive=motive))

    async def last_instants(self, kind: str) -> dict[str, datetime]:
        """See `Store.last_instants`."""
        return await self._run(lambda: self._store.last_instants(kind))

    async def backup(self, target: Path, *, force: bool = False) -> None:
        """See `Store.backup`."""
        await self._run(lambda: self._store.backup(target, force=force))

    async def close(self, within: float = 5.0) -> bool:
        """Write what was handed in, then close.  False when that took more than ``within`` seconds.

        What is still to be written then is written while the process lasts.  Twice is once.
        """
        if self._closing is None:
            self._closing = asyncio.wrap_future(self._executor.submit(self._store.close))
            if self._owned:
                self._executor.shutdown(wait=False)  # takes nothing new, finishes what it has
        done, _ = await asyncio.wait({self._closing}, timeout=within)
        return bool(done)

    async def _run(self, job: Callable[[], T]) -> T:
        try:
            future = self._executor.submit(job)
        except RuntimeError as error:  # shut down
            raise StoreError("the store was closed already", Failure.CLOSED) from error
        # shielded: cancelling the caller must not cancel a write that still waits for its turn
        return await asyncio.shield(asyncio.wrap_future(future))
