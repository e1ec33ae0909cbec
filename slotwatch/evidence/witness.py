"""The daemon's witness: films each look, proves its clock, and keeps what the plan says is worth keeping.

No alert and no look ever waits for it: what is to be kept goes into a queue once the check is written down, and
one task works it off, its files in a thread.  What fails is told once, until it works again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from slotwatch.clock import Clock
from slotwatch.contract import Fetch
from slotwatch.evidence import entries, ntp
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.clocks import gap
from slotwatch.evidence.data import Exchange
from slotwatch.evidence.developing import develop
from slotwatch.evidence.film import Film, Shot
from slotwatch.evidence.room import Limits, over_limits, unneeded
from slotwatch.model import Check, Noticed, Outcome
from slotwatch.policy.captures import USUAL, Plan, reason
from slotwatch.store import ClockProof, Entry, Sealed, StoreError

#: Looks that may wait to be kept.  More of them means that the disk hangs; the oldest then go.
QUEUE = 20

#: Captures between two looks at the budget.
_OFTEN = 50


class Chain(Protocol):
    """What a witness needs of the store."""

    async def seal(self, entries: tuple[Entry, ...]) -> list[int]:
        """Add to the chain."""
        ...

    async def entries(self, *kinds: str, motive: str | None = None) -> list[Sealed]:
        """What the chain holds."""
        ...

    async def last_instants(self, kind: str) -> dict[str, datetime]:
        """When each motive's latest entry of a kind was made."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A motive as its witness knows it.  ``private``: its pages are opened by the owner's own session."""

    zone: ZoneInfo
    plan: Plan = USUAL
    private: bool = False


@dataclass(frozen=True, slots=True)
class _Roll:
    """One look on its way to the disk."""

    motive: str
    check: int
    at: datetime
    why: str
    shots: tuple[Shot, ...]
    private: bool


class Witness:
    """See the module.  ``tell`` brings a notice to the owner; ``secrets`` are the configuration's."""

    def __init__(
        self,
        bodies: Bodies,
        chain: Chain,
        clock: Clock,
        subjects: Mapping[str, Subject],
        *,
        limits: Limits,
        secrets: tuple[str, ...],
        tell: Callable[[Noticed], Awaitable[None]],
        log: Any,
        synchronised: Callable[[], bool | None] = ntp.synchronised,
    ) -> None:
        """Nothing is read or written yet."""
        self._bodies = bodies
        self._chain = chain
        self._clock = clock
        self._subjects = subjects
        self._limits = limits
        self._secrets = secrets
        self._tell = tell
        self._log = log
        self._synchronised = synchronised
        self._films: dict[str, Film] = {}
        self._before: dict[str, Outcome] = {}
        self._last: dict[str, datetime] = {}
        self._queue: asyncio.Queue[_Roll] = asyncio.Queue(QUEUE)
        self._told = ""
        self._since_budget = _OFTEN

    def watching(self, motive: str, fetch: Fetch) -> Fetch:
        """The same way to the network, for one look, on film."""
        film = self._films[motive] = Film(fetch, self._clock)
        return film

    def clock_proof(self, motive: str) -> ClockProof:
        """How right the clock was at the motive's look just made."""
        film = self._films.get(motive)
        dated = None if film is None else film.date
        return ClockProof(self._synchronised(), None if dated is None else gap(*dated))

    def keep(self, check: Check, number: int | None) -> None:
        """Take on a look that was written down as check ``number`` (None: it could not be).  Returns at once."""
        film = self._films.pop(check.motive, None)
        subject = self._subjects.get(check.motive)
        before = self._before.get(check.motive)
        self._before[check.motive] = check.outcome
        if film is None or subject is None or number is None or not film.shots:
            return
        last = self._last.get(check.motive)
        why = reason(subject.plan, check.motive, check.at, subject.zone, before, check.outcome, last)
        if not why:
            return
        if self._queue.full():
            lost = self._queue.get_nowait()
            self._queue.task_done()
            self._log.error("capture given up: the disk does not keep up", motive=lost.motive, check=lost.check)
        self._last[check.motive] = check.at
        self._queue.put_nowait(_Roll(check.motive, number, check.at, why, tuple(film.shots), subject.private))

    async def recall(self) -> None:
        """Learn when each motive's latest capture was made."""
        try:
            self._last = await self._chain.last_instants(entries.CAPTURE) | self._last
        except StoreError as error:
            await self._trouble("captures-failing", str(error))

    async def run(self) -> None:
        """Work the queue off, for ever."""
        await self.recall()
        while True:
            roll = await self._queue.get()
            try:
                await self._keep(roll)
            finally:
                self._queue.task_done()

    async def drain(self, within: float) -> None:
        """Wait until `run` has kept what it was given, for at most so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._queue.join()
        except TimeoutError:
            self._log.warning("captures given up at the stop", looks=self._queue.qsize())

    async def _keep(self, roll: _Roll) -> None:
        try:
            await self._make_room()
            free = await asyncio.to_thread(self._bodies.free)
            if free < self._limits.keep_free:
                await self._trouble("captures-stopped", f"{free / 1e6:.0f} MB")
                return
            async with self._turn():
                exchanges = await asyncio.to_thread(self._put, roll)
                (number,) = await self._chain.seal(
                    (entries.capture(roll.motive, roll.check, roll.at, roll.why, exchanges),)
                )
        except StoreError as error:
            await self._trouble("captures-failing", str(error))
            return
        except Exception as error:  # noqa: BLE001 - a page that cannot be developed must not stop the watch
            self._log.exception("capture failed", motive=roll.motive, check=roll.check)
            await self._trouble("captures-failing", type(error).__name__)
            return
        if self._told:
            self._told = ""
            self._log.info("captures are kept again")
        self._log.info("captured", motive=roll.motive, check=roll.check, entry=number, why=roll.why)

    def _put(self, roll: _Roll) -> list[Exchange]:
        exchanges = []
        for shot in roll.shots:
            exchange, body = develop(shot, self._secrets, private=roll.private)
            if body:
                self._bodies.put(body)
            exchanges.append(exchange)
        return exchanges

    async def _make_room(self) -> None:
        """At the start and now and then: let go what is past the limits, and what was on its way out."""
        self._since_budget += 1
        if self._since_budget < _OFTEN:
            return
        self._since_budget = 0
        now = self._clock.now()
        async with self._turn():
            known = await self._chain.entries(entries.CAPTURE, entries.DELETED, entries.BY_HAND)
            leaving = await asyncio.to_thread(over_limits, self._bodies.size, known, self._limits, now)
            if leaving:
                # told before it is done: a body without its tombstone would look like tampering
                await self._chain.seal(tuple(entries.deletion(now, each.why, each.numbers) for each in leaving))
                self._log.info("captures deleted", why={each.why: len(each.numbers) for each in leaving})
            gone = [number for each in leaving for number in each.numbers]
            await asyncio.to_thread(self._bodies.clear, unneeded(known, gone))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One at a time, other processes too: nobody clears away what is not sealed yet."""
        turn = self._bodies.hold()
        await asyncio.to_thread(turn.__enter__)
        try:
            yield
        finally:
            turn.__exit__(None, None, None)

    async def _trouble(self, what: str, detail: str) -> None:
        self._log.error("capture not kept", why=what, detail=detail)
        if self._told != what:
            self._told = what
            await self._tell(Noticed(what, detail))
