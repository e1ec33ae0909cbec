"""One motive's life: wait, look, decide, tell, write down, and again.

A check flows one way.  The alert is handed to the outbox *before* the transaction is awaited, in
the same breath: a slow disk must not delay it, and a crash in between can only make it come twice.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn, Protocol
from uuid import uuid4

from slotwatch.clock import Clock, Random
from slotwatch.contract import LookFailed
from slotwatch.door import GLANCE, Door
from slotwatch.evidence.entries import clock_jump, hole
from slotwatch.model import (
    Capture,
    Check,
    Delivery,
    Event,
    Happening,
    Motive,
    NeedsHuman,
    Noticed,
    Outcome,
    Slot,
    SlotsGone,
    Unreachable,
    Unrecognised,
)
from slotwatch.notify import waiting
from slotwatch.own_network import OwnNetwork
from slotwatch.policy import cadence, canaries, circuit, episodes, network, timeshift
from slotwatch.policy.cadence import Strain, Wait
from slotwatch.policy.circuit import Circuit
from slotwatch.policy.episodes import MotiveState
from slotwatch.policy.holes import allowance
from slotwatch.policy.rhythm import Rhythm
from slotwatch.policy.routing import Route, route
from slotwatch.store import ClockProof, Entry, Memory, Record, StoreError

#: Longest single sleep (seconds): a suspended machine or a clock that jumped is noticed within it.
LONGEST_SLEEP = 60.0

_CLOSED = Circuit()

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


class Captures(Protocol):
    """What a watcher needs to show its owner what it saw."""

    async def keep(self, motive: str, at: datetime) -> Capture | None:
        """Keep the page of the motive's last look.  Never raises."""
        ...


class Witness(Protocol):
    """What a watcher needs of the evidence.  Nothing of it raises or waits."""

    def clock_proof(self, motive: str) -> ClockProof:
        """How right the clock was at the look just made."""
        ...

    def keep(self, check: Check, number: int | None) -> None:
        """Take on a look that was written down under this number (None: it could not be)."""
        ...


class HostRests:
    """Until when each host is left alone, by all motives, and who asks first afterwards (`policy.circuit`).

    Monotonic seconds of the given clock.  ``stored`` rests, over or not, leave the circuit open: after a restart
    nobody knows whether the host lets us in again.
    """

    def __init__(self, clock: Clock, stored: dict[str, datetime] | None = None) -> None:
        self._clock = clock
        self._circuits: dict[str, Circuit] = {}
        for host, until in (stored or {}).items():
            left = (until - clock.now()).total_seconds()
            self.rest(host, min(left, cadence.LONGEST_RETRY_AFTER))

    def rest(self, host: str, seconds: float) -> None:
        """Leave this host alone for at least so long."""
        self._circuits[host] = circuit.trip(self._of(host), self._clock.monotonic() + seconds)

    def until(self, host: str) -> float:
        """The monotonic instant at which the host may be asked again (may be past)."""
        return self._of(host).until

    def left(self, host: str, motive: str) -> float:
        """Seconds for which this motive must wait before it asks whether it may look; 0 = it may."""
        return circuit.wait(self._of(host), host, motive, self._clock.monotonic())

    def begin(self, host: str, motive: str) -> None:
        """Take note that this motive looks now."""
        self._circuits[host] = circuit.begin(self._of(host), motive, self._clock.monotonic())

    def judge(self, host: str, motive: str, outcome: Outcome) -> None:
        """What came of its look, a rest that it began included."""
        self._circuits[host] = circuit.judge(self._of(host), host, motive, outcome, self._clock.monotonic())

    def instant(self, host: str) -> datetime:
        """The same as a wall-clock instant, for the store."""
        return self._clock.now() + timedelta(seconds=self.until(host) - self._clock.monotonic())

    def _of(self, host: str) -> Circuit:
        return self._circuits.get(host, _CLOSED)


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
    captures: Captures | None = None
    witness: Witness | None = None
    store_failing: bool = field(default=False)
    network: OwnNetwork = field(init=False)

    def __post_init__(self) -> None:
        """Judge the network by the looks alone, until somebody sets another judge."""
        self.network = OwnNetwork(self.clock)

    def event(self, motive: str, what: Happening, at: datetime) -> Event:
        """A new event with an identity of its own."""
        return Event(uuid4().hex, motive, at, what)

    def tell(self, events: Sequence[Event]) -> tuple[Delivery, ...]:
        """Route events and hand the messages over."""
        deliveries = tuple(d for event in events for d in route(event, self.routes))
        if deliveries:
            self.outbox.offer(deliveries)
        return deliveries

    async def notice(self, what: Noticed) -> None:
        """Tell something about the installation itself, and write it down."""
        event = self.event("", what, self.clock.now())
        await self.write(Record.of_installation(events=(event,), deliveries=self.tell([event])))

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

    def __init__(
        self,
        motive: Motive,
        look: Look,
        around: Surroundings,
        memory: Memory | None = None,
        door: Door | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self.motive = motive
        self.rhythm = rhythm or Rhythm(motive.pace, motive.timezone)
        self.state = memory.state if memory else MotiveState()
        self.strain = memory.strain if memory else Strain()
        self._look = look
        self._around = around
        self._door = door
        self._before: datetime | None = None
        #: when its loop last turned (monotonic): proof that it lives
        self.ticked = around.clock.monotonic()
        self._cut = False
        self._returns = around.network.returns
        self._clocks = timeshift.Reading(around.clock.now(), around.clock.monotonic())
        now, ticks = around.clock.now(), around.clock.monotonic()
        last, due = self.state.last_look, memory.due if memory else None
        self.due = ticks + cadence.first_look(motive.pace, last, due, self.strain, now)
        #: the floor: from here on an owner who has opened a session is not kept waiting
        self._earliest = ticks + cadence.first_look(motive.pace, last, None, Strain(), now)

    async def run(self) -> None:
        """Wait and look, for ever; ends only by cancellation."""
        while True:
            await self._sleep()
            await self.look_once()

    async def look_once(self) -> Outcome:
        """One check, from the question to the record of the answer."""
        around, clock = self._around, self._around.clock
        if self._door is not None:
            await self._door.before_look()
        self._mind_jump()
        at, started = clock.now(), clock.monotonic()
        self._before = self.state.last_look
        outcome = await self._outcome()
        took = clock.monotonic() - started
        check = Check(self.motive.name, at, took, outcome)
        known = self.state
        verdict, local = around.network.judge(self.motive.host, outcome)
        self._cut, self._returns = verdict.sign is not network.Sign.REACHED, around.network.returns
        happenings = self._advance(check, ours=verdict.ours)
        self.rhythm.saw(check, known, self.state)
        self.strain = network.not_climbed(self.strain) if verdict.ours else cadence.climb(self.strain, outcome)
        now = clock.now()
        tempo = self.rhythm.tempo(now)
        wait = cadence.next_look(self.motive.pace, self.strain, outcome, now, around.random, tempo)
        if verdict.ours:
            wait = network.wait(wait, self.motive.pace.floor, harmless=network.is_harmless(outcome, local))
        # the pace counts from look to look, the floor from the end of one to the start of the next
        self._earliest = clock.monotonic() + min(wait.seconds, self.motive.pace.floor)
        self.due = max(started + wait.seconds, self._earliest)
        rest = cadence.host_rest(self.strain, outcome, wait)
        if rest:
            self.due = clock.monotonic() + wait.seconds
            around.rests.rest(self.motive.host, rest)
        around.rests.judge(self.motive.host, self.motive.name, outcome)
        if self._door is None:
            await self._conclude(check, happenings, wait, rest)
        else:
            happenings = self._door.judge(check, happenings)
            await self._conclude(check, happenings, wait, rest)
            await self._door.after_look(check, happenings)
        for notice in verdict.notices:
            around.log.warning("own network", what=notice.what, detail=notice.detail)
            await around.notice(notice)
        return outcome

    async def _outcome(self) -> Outcome:
        try:
            return await self._look(self.motive)
        except LookFailed as failed:
            return failed.outcome
        except Exception as error:  # a mistake in one provider must not blind the other motives
            self._around.log.exception("provider failed", motive=self.motive.name, provider=self.motive.provider)
            return Unrecognised(f"slotwatch could not read the page ({type(error).__name__}); please report it")

    def _advance(self, check: Check, *, ours: bool = False) -> tuple[Happening, ...]:
        """Take the look into account: what happened, and what the canaries make of it."""
        outage = self._around.network.state.since
        if ours and outage is not None:
            step = network.not_counted(self.state, check, outage)
        else:
            step = episodes.advance(self.state, check, self.motive.filter)
        drought, suspicion = canaries.advance(step.state.drought, check)
        self.state = replace(step.state, drought=drought)
        return step.happenings if suspicion is None else (*step.happenings, suspicion)

    async def _captured(self, happenings: Sequence[Happening], at: datetime) -> Sequence[Happening]:
        """The same, with the page that shows a change of the site.  No slot ever waits for this."""
        captures = self._around.captures
        if captures is None or not any(canaries.is_about_the_site(what) for what in happenings):
            return happenings
        capture = await captures.keep(self.motive.name, at)
        if capture is None:
            return happenings
        if capture.error:
            self._around.log.warning("page not kept", motive=self.motive.name, reason=capture.error)
        return canaries.with_capture(happenings, capture)

    async def _conclude(self, check: Check, happenings: Sequence[Happening], wait: Wait, rest: float) -> None:
        around = self._around
        happenings = await self._captured(happenings, check.at)
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
                clock=around.witness.clock_proof(self.motive.name) if around.witness else ClockProof(),
                entries=self._hole(check.at),
            )
        )
        if around.witness:
            around.witness.keep(check, number)
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

    def _hole(self, at: datetime) -> tuple[Entry, ...]:
        """The entry that says for how long nobody looked, when that was too long."""
        before = self._before
        if before is None or at - before <= allowance(self.motive.pace):
            return ()
        return (hole(self.motive.name, before, at),)

    async def _sleep(self) -> None:
        """Wait for the motive's due time and its host's rest, in pieces, minding the age alarm in between."""
        clock, rests, motive = self._around.clock, self._around.rests, self.motive
        while True:
            self.ticked = clock.monotonic()
            left = max(self.due - clock.monotonic(), rests.until(motive.host) - clock.monotonic())
            if left <= 0:
                # due: but somebody else may be asking whether the host lets us in again
                left = rests.left(motive.host, motive.name)
            if left <= 0:
                rests.begin(motive.host, motive.name)
                return
            await self._nap(min(left, LONGEST_SLEEP))
            if left > LONGEST_SLEEP:
                await self._mind_age()

    async def _nap(self, seconds: float) -> None:
        """Sleep; less long, and with an eye on the door, while the motive waits for its owner."""
        if self._door is None or self.strain.kind != NeedsHuman.kind:
            if self._cut:
                await waiting.until(self._around.network.back, seconds, self._around.clock)
                self._recall()
            else:
                await self._around.clock.sleep(seconds)
            return
        await self._around.clock.sleep(min(seconds, GLANCE))
        if await self._door.opened():
            self.due = min(self.due, self._earliest)

    def _recall(self) -> None:
        """Look again soon when the network is back that spoilt the last look; motives take turns."""
        own = self._around.network
        if own.returns == self._returns:
            return
        self._cut = False
        if self.strain.kind in ("", Unreachable.kind):
            self.due = min(self.due, max(self._earliest, own.turn()))

    def _mind_jump(self) -> None:
        """Move what is remembered by the wall clock along with it."""
        read = timeshift.Reading(self._around.clock.now(), self._around.clock.monotonic())
        moved = timeshift.jump(self._clocks, read)
        self._clocks = read
        if moved:
            self.state = timeshift.shifted(self.state, moved)

    async def _mind_age(self) -> None:
        clock = self._around.clock
        self._mind_jump()
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
            await around.write(Record.of_installation(events=(event,), entries=(clock_jump(now, jump),)))


def guard(name: str, forever: Awaitable[None]) -> Coroutine[None, None, NoReturn]:
    """Make the end of an eternal task an error: a watch that stops silently is the worst failure."""

    async def run() -> NoReturn:
        await forever
        raise RuntimeError(f"the task {name!r} ended although it never should")

    return run()


__all__ = ["HostRests", "Journal", "Look", "Outbox", "Surroundings", "Watcher", "guard", "mind_clock"]
