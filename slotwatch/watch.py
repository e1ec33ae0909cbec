"""One motive's life: wait, look, decide, tell, write down, and again.

A check flows one way.  The alert is handed to the outbox *before* the transaction is awaited, in
the same breath: a slow disk must not delay it, and a crash in between can only make it come twice.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn, Protocol
from uuid import uuid4

from slotwatch.clock import Clock, Random
from slotwatch.contract import LookFailed
from slotwatch.model import (
    Check,
    Delivery,
    Event,
    Happening,
    Motive,
    Noticed,
    Outcome,
    Slot,
    SlotsGone,
    Unrecognised,
)
from slotwatch.policy import cadence, episodes
from slotwatch.policy.cadence import Strain, Wait
from slotwatch.policy.episodes import MotiveState
from slotwatch.policy.routing import Route, route
from slotwatch.store import Memory, Record, StoreError

#: Longest single sleep (seconds): a suspended machine or a clock that jumped is noticed within it.
LONGEST_SLEEP = 60.0

Look = Callable[[Motive], Awaitable[Outcome]]


class Journal(Protocol):
    """What a watcher needs of the store."""

    async def record(self, record: Record) -> int | None:
        """Write one look down, whole."""
        ...


class Outbox(Protocol):
    """What a watcher needs of `notify`."""

    def offer(self, deliveries: Sequence[Delivery]) -> None:
        """Take messages on, at once."""
        ...

    def gone(self, motive: str, slots: Sequence[Slot], at: datetime) -> None:
        """Learn that slots are gone, for messages still on their way."""
        ...


class HostRests:
    """Until when each host is left alone, by all motives.  Monotonic seconds of the given clock."""

    def __init__(self, clock: Clock, stored: dict[str, datetime] | None = None) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        for host, until in (stored or {}).items():
            left = (until - clock.now()).total_seconds()
            if left > 0:
                self.rest(host, min(left, cadence.LONGEST_RETRY_AFTER))

    def rest(self, host: str, seconds: float) -> None:
        """Leave this host alone for at least so long."""
        until = self._clock.monotonic() + seconds
        self._until[host] = max(until, self._until.get(host, until))

    def until(self, host: str) -> float:
        """The monotonic instant at which the host may be asked again (may be past)."""
        return self._until.get(host, float("-inf"))

    def instant(self, host: str) -> datetime:
        """The same as a wall-clock instant, for the store."""
        return self._clock.now() + timedelta(seconds=self.until(host) - self._clock.monotonic())


@dataclass(slots=True)
class Surroundings:
    """What all watchers share."""

    clock: Clock
    random: Random
    journal: Journal
    outbox: Outbox
    rests: HostRests
    routes: Sequence[Route]
    log: Any
    store_failing: bool = field(default=False)

    def event(self, motive: str, what: Happening, at: datetime) -> Event:
        """A new event with an identity of its own."""
        return Event(uuid4().hex, motive, at, what)

    def tell(self, events: Sequence[Event]) -> tuple[Delivery, ...]:
        """Route events and hand the messages over."""
        deliveries = tuple(d for event in events for d in route(event, self.routes))
        if deliveries:
            self.outbox.offer(deliveries)
        return deliveries

    async def write(self, record: Record) -> int | None:
        """Write to the journal; a store that fails is told once and never stops the watch."""
        try:
            number = await self.journal.record(record)
        except StoreError as error:
            self.log.error("store failing", reason=str(error), motive=record.motive)
            if not self.store_failing:
                self.store_failing = True
                self.tell([self.event("", Noticed("store-failing", str(error)), self.clock.now())])
            return None
        if self.store_failing:
            self.store_failing = False
            self.log.info("store works again")
        return number


class Watcher:
    """Watches one motive for ever."""

    def __init__(self, motive: Motive, look: Look, around: Surroundings, memory: Memory | None = None) -> None:
        self.motive = motive
        self.state = memory.state if memory else MotiveState()
        self.strain = memory.strain if memory else Strain()
        self._look = look
        self._around = around
        first = cadence.first_look(
            motive.pace,
            self.state.last_look,
            memory.due if memory else None,
            self.strain,
            around.clock.now(),
        )
        self.due = around.clock.monotonic() + first

    async def run(self) -> None:
        """Wait and look, for ever; ends only by cancellation."""
        while True:
            await self._sleep()
            await self.look_once()

    async def look_once(self) -> Outcome:
        """One check, from the question to the record of the answer."""
        around, clock = self._around, self._around.clock
        at, started = clock.now(), clock.monotonic()
        outcome = await self._outcome()
        took = clock.monotonic() - started
        check = Check(self.motive.name, at, took, outcome)
        step = episodes.advance(self.state, check, self.motive.filter)
        self.state, self.strain = step.state, cadence.climb(self.strain, outcome)
        wait = cadence.next_look(self.motive.pace, self.strain, outcome, clock.now(), around.random)
        # the pace counts from look to look, the floor from the end of one to the start of the next
        self.due = max(started + wait.seconds, clock.monotonic() + min(wait.seconds, self.motive.pace.floor))
        rest = cadence.host_rest(self.strain, outcome, wait)
        if rest:
            self.due = clock.monotonic() + wait.seconds
            around.rests.rest(self.motive.host, rest)
        await self._conclude(check, step.happenings, wait, rest)
        return outcome

    async def _outcome(self) -> Outcome:
        try:
            return await self._look(self.motive)
        except LookFailed as failed:
            return failed.outcome
        except Exception as error:  # a mistake in one provider must not blind the other motives
            self._around.log.exception("provider failed", motive=self.motive.name, provider=self.motive.provider)
            return Unrecognised(f"slotwatch could not read the page ({type(error).__name__}); please report it")

    async def _conclude(self, check: Check, happenings: Sequence[Happening], wait: Wait, rest: float) -> None:
        around = self._around
        now = around.clock.now()
        events = tuple(around.event(self.motive.name, what, check.at) for what in happenings)
        deliveries = around.tell(events)
        for event in events:
            if isinstance(event.what, SlotsGone):
                around.outbox.gone(self.motive.name, event.what.slots, event.at)
        number = await around.write(
            Record(
                motive=self.motive.name,
                check=check,
                state=self.state,
                strain=self.strain,
                due=now + timedelta(seconds=self.due - around.clock.monotonic()),
                timezone=self.motive.timezone,
                host=self.motive.host,
                host_until=around.rests.instant(self.motive.host) if rest else None,
                events=events,
                deliveries=deliveries,
            )
        )
        outcome = check.outcome
        around.log.info(
            "look",
            motive=self.motive.name,
            check=number,
            outcome=outcome.kind,
            detail=episodes.describe(outcome),
            status=outcome.evidence.status,
            took_s=round(check.took, 3),
            next_s=round(self.due - around.clock.monotonic(), 1),
            why=wait.why,
            told=[event.what.kind for event in events],
        )

    async def _sleep(self) -> None:
        """Wait for the motive's due time and its host's rest, in pieces, minding the age alarm in between."""
        clock = self._around.clock
        while True:
            left = max(self.due, self._around.rests.until(self.motive.host)) - clock.monotonic()
            if left <= 0:
                return
            await clock.sleep(min(left, LONGEST_SLEEP))
            if left > LONGEST_SLEEP:
                await self._mind_age()

    async def _mind_age(self) -> None:
        clock = self._around.clock
        step = episodes.age(self.state, clock.now())
        if not step.happenings:
            return
        self.state = step.state
        events = tuple(self._around.event(self.motive.name, what, clock.now()) for what in step.happenings)
        deliveries = self._around.tell(events)
        await self._around.write(
            Record(
                motive=self.motive.name,
                check=None,
                state=self.state,
                strain=self.strain,
                due=clock.now() + timedelta(seconds=self.due - clock.monotonic()),
                events=events,
                deliveries=deliveries,
            )
        )
        self._around.log.warning("no answer for hours", motive=self.motive.name)


async def mind_clock(around: Surroundings, every: float = LONGEST_SLEEP) -> None:
    """Notice when the wall clock jumps against the monotonic one, and write it down (design: Time).

    Backwards by more than a second, or forwards by more than two minutes.  Suspend is not a jump:
    the monotonic clock counts it.
    """
    clock = around.clock
    wall, mono = clock.now(), clock.monotonic()
    while True:
        await clock.sleep(every)
        now, ticks = clock.now(), clock.monotonic()
        jump = (now - wall).total_seconds() - (ticks - mono)
        wall, mono = now, ticks
        if jump < -1 or jump > 120:
            around.log.warning("clock jumped", seconds=round(jump, 1))
            event = around.event("", Noticed("clock-jump", f"{jump:+.0f} s"), now)
            await around.write(Record.of_installation(events=(event,)))


def guard(name: str, forever: Awaitable[None]) -> Coroutine[None, None, NoReturn]:
    """Make the end of an eternal task an error: a watch that stops silently is the worst failure."""

    async def run() -> NoReturn:
        await forever
        raise RuntimeError(f"the task {name!r} ended although it never should")

    return run()


__all__ = ["HostRests", "Journal", "Look", "Outbox", "Surroundings", "Watcher", "guard", "mind_clock"]
