"""Months of watching in virtual time, under a seeded season of faults, against a truth that is kept beside it.

The watchers, the outbox, the store and its file are the real ones; the sites, the two channels, the clock and the
disk's moods are not.  A kill drops everything in memory, with whatever the disk had not done yet.
"""

import asyncio
import gc
import resource
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from soak_faults import BEFALLS, DAY, OFFLINE, TROUBLES, Blow, Site, blows, restless_zone, troubles
from virtual import VirtualClock, run_virtually

from slotwatch.contract import LookFailed
from slotwatch.model import (
    PARIS,
    Available,
    Delivery,
    DeliveryState,
    Motive,
    NoSlot,
    Outcome,
    Pace,
    Slot,
    SlotsOpened,
    Unreachable,
    Window,
)
from slotwatch.notify.message import Message, Result
from slotwatch.notify.outbox import Outbox
from slotwatch.notify.waiting import until
from slotwatch.policy.routing import Route
from slotwatch.store import Failure, Record, Store, StoreError, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher, mind_clock

START = datetime(2026, 10, 10, 6, 0, tzinfo=UTC)  # 180 days hold the end and the beginning of summer time
CHANNELS = {"mail": 0.3, "phone": 0.0}  # and how often each fails of itself
#: No channel is worse off than this: the watch stops looking so long before the end, and everything gets through.
TAIL = 6 * 3600.0
MONTH = 30 * DAY


# ── the truth ──────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Seen:
    """One slot while it was on offer, as the looks saw it; ``told`` is (channel, life) of each message."""

    motive: str
    slot: Slot
    certain: bool = False
    told: list[tuple[str, int]] = field(default_factory=list)


class Truth:
    """What the looks were answered, and what reached the owner."""

    def __init__(self) -> None:
        self.life = 0
        self.episodes: list[Seen] = []
        self.looks: Counter[tuple[str, str]] = Counter()
        self.written: Counter[tuple[str, str]] = Counter()
        self.lost: Counter[str] = Counter()
        self._now: dict[str, dict[Slot, Seen]] = {}
        self._before: dict[str, dict[Slot, Seen]] = {}
        self._events: dict[str, list[Seen]] = {}

    def looked(self, motive: str, outcome: Outcome) -> None:
        """A look got this answer."""
        self.looks[motive, outcome.kind] += 1
        self._before[motive] = before = self._now.get(motive, {})
        if isinstance(outcome, Available | NoSlot):
            slots = outcome.slots if isinstance(outcome, Available) else ()
            self._now[motive] = {slot: before.get(slot) or self._new(motive, slot) for slot in slots}

    def _new(self, motive: str, slot: Slot) -> Seen:
        self.episodes.append(Seen(motive, slot))
        return self.episodes[-1]

    def offered(self, delivery: Delivery) -> bool:
        """A message is on its way; whether it is news of slots."""
        what = delivery.event.what
        if not isinstance(what, SlotsOpened) or delivery.event.id in self._events:
            return False
        now = self._now[delivery.event.motive]
        self._events[delivery.event.id] = [now[slot] for slot in what.slots]
        return True

    def taken(self, delivery: Delivery, channel: str) -> None:
        """A channel's server took the message."""
        for seen in self._events.get(delivery.event.id, ()):
            seen.told.append((channel, self.life))

    def concluded(self, record: Record, how: str) -> None:
        """A look's record was written, was refused by the disk, or went down with the process."""
        if record.check is None:
            return
        kind = record.check.outcome.kind
        if how == "written":
            self.written[record.motive, kind] += 1
        else:
            self.lost[how] += 1
        if how == "killed":
            # as if nobody had looked: the next life knows nothing of it
            self._now[record.motive] = self._before.get(record.motive, {})
        elif isinstance(record.check.outcome, Available):
            for slot in record.check.outcome.slots:
                self._now[record.motive][slot].certain = True


# ── the machine ────────────────────────────────────────────────────────────────────────────────


class Disk(Executor):
    """Does the store's work, at once or ``delay`` seconds later; it may be ``failing`` or ``dead``."""

    def __init__(self, clock: VirtualClock) -> None:
        self.delay = 0.0
        self.failing = False
        self.dead = False
        self.refused = 0
        self.slowed = 0
        self._clock = clock
        self._queue: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._busy = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if not (self.delay or self._busy):
            self._do(fn, future)
            return future
        self._queue.append((fn, future))
        if not self._busy:
            self._busy = True
            self._worker = asyncio.get_running_loop().create_task(self._work())
        return future

    async def _work(self) -> None:
        while self._queue and not self.dead:
            self.slowed += 1
            await self._clock.sleep(self.delay)
            self._do(*self._queue.popleft())
        self._busy = False

    def _do(self, job: Callable[[], Any], future: Future[Any]) -> None:
        if self.dead:
            return
        if self.failing:
            self.refused += 1
            future.set_exception(StoreError("database: disk full (simulated)", Failure.FULL))
            return
        try:
            future.set_result(job())
        except StoreError as error:
            future.set_exception(error)


class Journal(StoreThread):
    """The store's real face; tells the truth how each record ended."""

    def __init__(self, store: Store, disk: Disk, truth: Truth) -> None:
        super().__init__(store, disk)
        self._truth = truth

    async def record(self, record: Record) -> int | None:
        try:
            number = await super().record(record)
        except StoreError:
            self._truth.concluded(record, "refused")
            raise
        except asyncio.CancelledError:
            self._truth.concluded(record, "killed")
            raise
        self._truth.concluded(record, "written")
        return number


class Telltale(Outbox):
    """The real outbox; says which delivery a message is made from, and what was offered."""

    truth: Truth
    alert: asyncio.Event
    sending: Delivery

    def offer(self, deliveries: Any) -> None:
        known = tuple(deliveries)
        if any(self.truth.offered(delivery) for delivery in known):
            self.alert.set()
        super().offer(known)

    def _message(self, entry: Any, shape: Any) -> Message:
        self.sending = entry.delivery
        return super()._message(entry, shape)


class Channel:
    """A way to the owner that fails now and then of itself, and always without network."""

    shape = "text"

    def __init__(self, name: str, fails: float, season: "Season") -> None:
        self.name = name
        self._fails = fails
        self._season = season
        self._random = Random(name)

    async def send(self, _message: Message) -> Result:
        season, delivery = self._season, self._season.outbox.sending
        await season.clock.sleep(0.3)
        if season.offline or self._random.random() < self._fails:
            return Result(ok=False, error="connection refused")
        season.truth.taken(delivery, self.name)
        season.accepted += 1
        await season.clock.sleep(0.2)  # taken, but we do not know it yet
        return Result(ok=True)


class Log:
    """Counts what was logged."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.mistakes: list[str] = []

    def __getattr__(self, level: str) -> Callable[..., None]:
        def write(event: str, **fields: Any) -> None:
            self.counts[event] += 1
            if level in {"exception", "critical"}:
                self.mistakes.append(f"{event} {fields}")

        return write


# ── the season ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory at one moment: the process's resident MB, and Python's allocated blocks."""

    day: int
    rss: float
    blocks: int


class Season:
    """So many days of five motives on three hosts, with every fault so many times."""

    def __init__(
        self, folder: Path, *, days: float, each: int, seed: int = 20261010, quiet_days: float = 0.0
    ) -> None:
        self.folder = folder
        self.days = days
        self.clock = VirtualClock(START)
        self.truth = Truth()
        self.log = Log()
        self.offline = False
        self.accepted = 0
        self.counts: Counter[str] = Counter()
        self.samples: list[Sample] = []
        self.took = self.worked = 0.0
        night = Window(datetime(2026, 1, 1, 23).time(), datetime(2026, 1, 1, 6).time())
        restless = restless_zone(START, days, each + each // 4)
        self.motives = [
            Motive(
                f"m{n}",
                "booking",
                f"https://www{n % 3}.example.org/booking/create/{n}",
                Pace(600, 0.2, 60, night, 1200),
                timezone=restless if n == 4 else PARIS,
            )
            for n in range(5)
        ]
        windows = troubles(seed, days, len(self.motives), each + each // 2 + 2)
        self.sites = {m.name: Site(seed + n, days, windows[n]) for n, m in enumerate(self.motives)}
        self.blows = blows(seed, days, each + each // 10 + 1, quiet_days)
        self.outbox: Telltale
        self._random = Random(seed)
        self._tasks: list[asyncio.Task[Any]] = []
        self._store: Store
        self._disk: Disk
        self._alert = asyncio.Event()

    def run(self) -> None:
        """Let it all happen."""
        started, worked = time.monotonic(), time.process_time()
        run_virtually(self.clock, self._main())
        self.took, self.worked = time.monotonic() - started, time.process_time() - worked

    async def _main(self) -> None:
        await self._begin()
        measuring = asyncio.create_task(self._measure())
        for blow in self.blows:
            await self.clock.sleep(blow.at - self.clock.ticks)
            await self._befall(blow)
        await self.clock.sleep(self.days * DAY - self.clock.ticks)
        for task in self._tasks[1:]:
            task.cancel()
        await self.clock.sleep(TAIL)
        measuring.cancel()
        await self._end()

    async def _begin(self) -> None:
        """Start as `slotwatch run` does."""
        clock, truth = self.clock, self.truth
        truth.life += 1
        self._store = Store.open(self.folder, now=clock.now()).store
        self._disk = Disk(clock)
        journal = Journal(self._store, self._disk, truth)
        channels = {name: Channel(name, fails, self) for name, fails in CHANNELS.items()}
        self.outbox = Telltale(
            channels,
            store=journal,
            clock=clock,
            motives={m.name: m for m in self.motives},
            language="fr",
            log=self.log,
        )
        self.outbox.truth, self.outbox.alert = truth, self._alert
        rests = HostRests(clock, await journal.host_rests())
        routes = [Route(name) for name in CHANNELS]
        around = Surroundings(clock, Random(truth.life), journal, self.outbox, rests, routes, self.log)
        self.outbox.offer(await journal.pending())
        memories = await journal.memories()
        jobs = [
            self.outbox.run(),
            mind_clock(around),
            *(Watcher(m, self._look, around, memories.get(m.name)).run() for m in self.motives),
        ]
        self._tasks = [asyncio.create_task(job) for job in jobs]

    async def _look(self, motive: Motive) -> Outcome:
        await self.clock.sleep(0.3)
        outcome = OFFLINE if self.offline else self.sites[motive.name].answer(self.clock.ticks)
        if self.offline:
            self.counts["looks without network"] += 1
        self.truth.looked(motive.name, outcome)
        if isinstance(outcome, Unreachable):
            raise LookFailed(outcome)
        return outcome

    async def _befall(self, blow: Blow) -> None:
        clock = self.clock
        match blow.what:
            case "offline":
                before = self.counts["looks without network"]
                self.offline = True
                await clock.sleep(blow.lasts)
                self.offline = False
                self.counts["offline"] += self.counts["looks without network"] > before
            case "jump ahead" | "jump back":
                seconds = self._random.choice((600.0, 3600.0, 10800.0))
                clock.wall_offset += seconds if blow.what == "jump ahead" else -seconds
                self.counts[blow.what] += 1
            case "suspend":
                clock.ticks += blow.lasts
                self.counts["suspend"] += 1
            case "store failing":
                self._disk.failing = True
                await clock.sleep(blow.lasts)
                self._disk.failing = False
                self.counts["store failing"] += self._disk.refused > 0
                self._disk.refused = 0
            case "slow disk":
                self._disk.delay, self._disk.slowed = 2.0, 0
                await clock.sleep(blow.lasts)
                self._disk.delay = 0.0
                self.counts["slow disk"] += self._disk.slowed > 0
            case "kill":
                await self._ambush(blow)
        if self._tasks and (ended := [t for t in self._tasks if t.done()]):
            raise AssertionError(f"a task ended: {ended}")

    async def _ambush(self, blow: Blow) -> None:
        """Kill; two times in three within 1.5 s of the next alert, while its record waits for the disk."""
        if self._random.random() < 2 / 3:
            self._alert.clear()
            self._disk.delay = 0.4
            await until(self._alert, blow.until - self.clock.ticks, self.clock)
            await self.clock.sleep(self._random.uniform(0.0, 1.5))
            self.counts["killed in an alert"] += self._alert.is_set()
        await self._end()
        self.counts["kill"] += 1
        await self.clock.sleep(self._random.uniform(5, 600))
        await self._begin()

    async def _end(self) -> None:
        self._disk.dead = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._store.close()

    async def _measure(self) -> None:
        while True:
            await self.clock.sleep(min(MONTH, self.days * DAY / 4))
            gc.collect()
            self.samples.append(Sample(round(self.clock.ticks / DAY), resident(), sys.getallocatedblocks()))

    # ── what came of it ────────────────────────────────────────────────────────────────────────

    @property
    def faults(self) -> dict[str, int]:
        """How often each fault really struck: a look met it, or the machine felt it."""
        met = Counter(span.name for site in self.sites.values() for span in site.met)
        struck = {name: met[name] for name in TROUBLES} | {name: self.counts[name] for name in BEFALLS}
        return struck | {"summer time begins or ends": self._zone_changes_seen()}

    def _zone_changes_seen(self) -> int:
        checks = list(self._checks("m4"))
        return sum(a.offset != b.offset for a, b in pairwise(checks))

    @property
    def untold(self) -> list[Seen]:
        """Slots that a look saw and a channel never told (looks that died with the process excepted)."""
        return [s for s in self.truth.episodes if s.certain and {c for c, _ in s.told} != set(CHANNELS)]

    @property
    def told_twice(self) -> list[Seen]:
        """Slots told twice by one channel although no kill lay between."""
        return [s for s in self.truth.episodes if len(set(s.told)) != len(s.told)]

    @property
    def repeats(self) -> int:
        """Messages that came again after a kill."""
        return sum(len(s.told) - len({c for c, _ in s.told}) for s in self.truth.episodes)

    def _checks(self, motive: str) -> Iterator[Any]:
        store = Store.open_readonly(self.folder)
        try:
            yield from store.checks(motive, START - timedelta(days=800), START + timedelta(days=2000))
        finally:
            store.close()

    def wrong_records(self) -> list[str]:
        """Checks whose stored kind is not what the site said, and kinds whose number is wrong."""
        wrong = []
        for motive in self.motives:
            stored: Counter[str] = Counter()
            for each in self._checks(motive.name):
                outcome = each.check.outcome
                stored[outcome.kind] += 1
                if outcome.evidence.marker != f"truth {outcome.kind}":
                    wrong.append(f"{motive.name} {each.number}: {outcome.kind} was {outcome.evidence.marker}")
                offset = each.check.at.astimezone(motive.timezone).utcoffset()
                if each.offset != offset:
                    wrong.append(f"{motive.name} {each.number}: offset {each.offset}, not {offset}")
            truth = {kind: n for (name, kind), n in self.truth.written.items() if name == motive.name}
            if dict(stored) != truth:
                wrong.append(f"{motive.name}: {dict(stored)} stored, {truth} in truth")
        return wrong

    def wrong_shares(self) -> list[str]:
        """Motives whose share of the last day counts anything but answers."""
        wrong = []
        store = Store.open_readonly(self.folder)
        # the last look of all, whatever the wall clock has come to
        now = max(s.last_at for s in store.statuses(self.clock.now()) if s.last_at)
        for status in store.statuses(now):
            day = [
                each.check.outcome.evidence.marker
                for each in self._checks(status.motive)
                if now - timedelta(days=1) < each.check.at <= now
            ]
            available, none = day.count("truth available"), day.count("truth no_slot")
            share = available / (available + none) if available + none else None
            if status.share != share:
                wrong.append(f"{status.motive}: {status.share}, not {share}")
        store.close()
        return wrong

    def unfinished(self) -> list[str]:
        """Deliveries that did not end as sent."""
        store = Store.open_readonly(self.folder)
        rows = store.deliveries(1_000_000)
        store.close()
        return [f"{row.id} {row.state}" for row in rows if row.state is not DeliveryState.SENT]

    def broken(self, *, least: int, growth: float | None = None, seconds: float | None = None) -> list[str]:
        """The promises that were not kept, one line each.

        Every fault must have struck ``least`` times; the last sample of memory may be ``growth`` times the second.
        ``seconds`` are of the processor: all is one thread that never waits, and a machine may have other work.
        """
        second, last = self.samples[1], self.samples[-1]
        checks: dict[str, list[Any]] = {
            "a slot that was seen was never told": self.untold,
            "a slot was told twice without a kill between": self.told_twice,
            "a record is not what the site said": self.wrong_records(),
            "a share counts what was no answer": self.wrong_shares(),
            "a message did not end as sent": self.unfinished(),
            "a mistake of slotwatch's was logged": self.log.mistakes,
            "a fault struck too rarely": [f"{name}: {n}" for name, n in self.faults.items() if n < least],
            "memory grew": [second, last] if growth and last.rss > second.rss * growth else [],
            "it took too long": [f"{self.worked:.0f} s"] if seconds and self.worked > seconds else [],
        }
        return [f"{promise}: {found[:5]}" for promise, found in checks.items() if found]

    def table(self) -> str:
        """The figures."""
        truth = self.truth
        looks = sum(truth.looks.values())
        size = sum(path.stat().st_size for path in self.folder.glob("slotwatch.db*"))
        rows = [
            ("virtual days", f"{self.days:g}"),
            ("seconds it took (of these, of the processor)", f"{self.took:.1f} ({self.worked:.1f})"),
            ("looks", f"{looks}"),
            ("looks without an answer", f"{looks - _answers(truth.looks)}"),
            ("records refused by the disk", f"{truth.lost['refused']}"),
            ("records that a kill took", f"{truth.lost['killed']}"),
            ("slots seen (each time it was on offer)", f"{len(truth.episodes)}"),
            ("of these, never told by a channel", f"{len(self.untold)}"),
            ("of these, told twice without a kill between", f"{len(self.told_twice)}"),
            ("told again after a kill", f"{self.repeats}"),
            ("kills within 1.5 s of an alert", f"{self.counts['killed in an alert']}"),
            ("messages taken by the two channels", f"{self.accepted}"),
            ("own network lost or back, told as one", f"{self.log.counts['own network']}"),
            ("tries that failed", f"{self.log.counts['message not sent']}"),
            ("state folder (KB)", f"{size / 1000:.0f}"),
            *((f"memory on day {s.day} (MB resident; blocks)", f"{s.rss:.1f}; {s.blocks}") for s in self.samples),
            *((f"struck: {name}", f"{count}") for name, count in self.faults.items()),
        ]
        return "\n".join(f"| {name:46} | {value:>20} |" for name, value in rows)


def resident() -> float:
    """Memory that this process holds, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def _answers(looks: Counter[tuple[str, str]]) -> int:
    return sum(count for (_, kind), count in looks.items() if kind in {"available", "no_slot"})
