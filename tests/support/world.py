"""A small world in virtual time: real watchers on a real store, a site that answers what it is told to."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import structlog
from virtual import InlineExecutor, VirtualClock, run_virtually

from slotwatch.contract import LookFailed
from slotwatch.model import Event, Motive, Outcome, Pace, Unreachable
from slotwatch.own_network import OwnNetwork
from slotwatch.policy.network import Local
from slotwatch.policy.routing import Route
from slotwatch.store import Record, Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher, mind_clock


def motives(count: int, **pace: Any) -> list[Motive]:
    """Motives m0, m1… each on a host of its own."""
    return [
        Motive(
            f"m{n}", "booking", f"https://www{n}.example.org/booking/create/{n}", Pace(**({"every": 300} | pace))
        )
        for n in range(count)
    ]


class Post:
    """An outbox that only remembers."""

    def __init__(self) -> None:
        self.deliveries: list[Any] = []

    def offer(self, deliveries: Any) -> None:
        self.deliveries += deliveries

    def gone(self, motive: str, slots: Any, at: datetime) -> None:
        """Nothing is on its way."""


class World:
    """``answer`` gives the outcome of a look at a motive at an instant; ``meanwhile`` runs beside the watch."""

    def __init__(
        self,
        folder: Path,
        answer: Callable[[Motive, datetime], Outcome],
        start: datetime | None = None,
        hold: Callable[["World", Motive], Any] | None = None,
    ) -> None:
        self.hold = hold
        #: makes one task more, of the watchers and what they share
        self.beside: Callable[[list[Watcher], Surroundings], Any] | None = None
        self.clock = VirtualClock(start) if start else VirtualClock()
        self.folder = folder
        self.answer = answer
        self.looks: list[tuple[str, float]] = []
        self.post = Post()
        self.logs: list[dict[str, Any]] = []
        self.local = Local()

    async def look(self, motive: Motive) -> Outcome:
        self.looks.append((motive.name, self.clock.monotonic()))
        if self.hold:
            await self.hold(self, motive)
        outcome = self.answer(motive, self.clock.now())
        await self.clock.sleep(0.5)
        if isinstance(outcome, Unreachable):
            raise LookFailed(outcome)
        return outcome

    def watch(self, *watched: Motive, seconds: float, meanwhile: Callable[["World"], Any] | None = None) -> None:
        """Watch for so long, then stop as if the process had ended."""

        async def main() -> None:
            thread = StoreThread(Store.open(self.folder, now=self.clock.now()).store, InlineExecutor())
            around = Surroundings(
                clock=self.clock,
                random=Random(1),
                journal=thread,
                outbox=self.post,
                rests=HostRests(self.clock, await thread.host_rests()),
                routes=[Route("mail")],
                log=structlog.wrap_logger(None, processors=[self._keep]),
            )
            around.network = OwnNetwork(self.clock, lambda: self.local)
            memories = await thread.memories()
            watchers = [Watcher(m, self.look, around, memories.get(m.name)) for m in watched]
            tasks = [asyncio.create_task(job) for job in [*(w.run() for w in watchers), mind_clock(around)]]
            if self.beside:
                tasks.append(asyncio.create_task(self.beside(watchers, around)))
            if meanwhile:
                tasks.append(asyncio.create_task(meanwhile(self)))
            await self.clock.sleep(seconds)
            for task in tasks:
                task.cancel()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, Exception):
                    raise result
            await thread.close()

        run_virtually(self.clock, main())

    def record_of(self, event: Event, deliveries: Any) -> Record:
        return Record.of_installation(events=(event,), deliveries=deliveries)

    def told(self) -> list[Any]:
        return [d.event.what for d in self.post.deliveries]

    def reading(self) -> Store:
        return Store.open_readonly(self.folder)

    def _keep(self, _logger: Any, level: str, entry: Any) -> Any:
        self.logs.append({"level": level, **entry})
        raise structlog.DropEvent
