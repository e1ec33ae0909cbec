"""One motive's life, in virtual time, with a real store."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import structlog
from virtual import START, InlineExecutor, VirtualClock, run_virtually

from slotwatch.contract import LookFailed
from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Maintenance,
    Motive,
    NoSlot,
    Outcome,
    Pace,
    Slot,
    SlotsOpened,
    Unreachable,
    WentBlind,
)
from slotwatch.policy.routing import Route
from slotwatch.store import Store, StoreError, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher, guard, mind_clock

MOTIVE = Motive("renewal", "booking", "https://www.example.org/booking/create/1", Pace(every=300, jitter=0.2))
A = Slot(date(2027, 1, 14))


class Post:
    """An outbox that only remembers."""

    def __init__(self):
        self.deliveries = []
        self.went = []

    def offer(self, deliveries):
        self.deliveries += deliveries

    def gone(self, motive, slots, at):
        self.went.append((motive, tuple(slots), at))


class World:
    """A store, a clock, an outbox and whatever the site is made to answer."""

    def __init__(self, folder, answer: Callable[[Motive, datetime], Outcome], clock: VirtualClock | None = None):
        self.clock = clock or VirtualClock()
        self.folder = folder
        self.answer = answer
        self.looks: list[tuple[str, float]] = []
        self.post = Post()
        self.logs: list[dict] = []

    async def look(self, motive):
        self.looks.append((motive.name, self.clock.monotonic()))
        outcome = self.answer(motive, self.clock.now())
        if isinstance(outcome, BaseException):
            raise outcome
        await self.clock.sleep(0.5)
        return outcome

    def watch(self, *motives, seconds, journal=None):
        """Watch for so long, then stop as if the process had ended."""

        async def main():
            thread = StoreThread(Store.open(self.folder, now=self.clock.now()).store, InlineExecutor())
            around = Surroundings(
                clock=self.clock,
                random=Random(1),
                journal=journal or thread,
                outbox=self.post,
                rests=HostRests(self.clock, await thread.host_rests()),
                routes=[Route("mail")],
                log=structlog.wrap_logger(None, processors=[self._keep]),
            )
            memories = await thread.memories()
            tasks = [
                asyncio.create_task(Watcher(m, self.look, around, memories.get(m.name)).run()) for m in motives
            ]
            tasks.append(asyncio.create_task(mind_clock(around)))
            await self.clock.sleep(seconds)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for task in tasks:
                if not task.cancelled():
                    task.result()
            await thread.close()

        run_virtually(self.clock, main())

    def _keep(self, _logger, level, entry):
        self.logs.append({"level": level, **entry})
        raise structlog.DropEvent

    def told(self):
        return [d.event.what for d in self.post.deliveries]

    def reading(self):
        return Store.open_readonly(self.folder)


def test_a_motive_is_looked_at_once_a_pace_with_jitter(tmp_path):
    world = World(tmp_path, lambda *_: NoSlot("none"))
    world.watch(MOTIVE, seconds=3600)
    instants = [at for _, at in world.looks]
    gaps = [b - a for a, b in itertools.pairwise(instants)]
    assert instants[0] == 0
    assert 10 <= len(gaps) <= 15
    assert all(240 <= gap <= 360 for gap in gaps)
    assert len(set(gaps)) == len(gaps)


def test_a_slot_is_told_once_and_recorded_with_its_message(tmp_path):
    world = World(
        tmp_path, lambda _, now: Available((A,)) if now > START + timedelta(minutes=20) else NoSlot("no")
    )
    world.watch(MOTIVE, seconds=3600)
    assert world.told() == [SlotsOpened((A,), 1)]
    store = world.reading()
    assert [d.event.what for d in store.pending()] == [SlotsOpened((A,), 1)]
    assert store.memories()["renewal"].state.open[0].told


def test_a_slot_that_went_is_told_to_the_outbox(tmp_path):
    opened = [True, False]
    world = World(tmp_path, lambda *_: Available((A,)) if opened.pop(0) else NoSlot("no"))
    world.watch(MOTIVE, seconds=400)
    [(motive, slots, _)] = world.post.went
    assert (motive, slots) == ("renewal", (A,))


def test_a_restart_with_the_slot_still_open_is_silent_and_keeps_the_floor(tmp_path):
    world = World(tmp_path, lambda *_: Available((A,)))
    world.watch(MOTIVE, seconds=10)
    again = World(tmp_path, lambda *_: Available((A,)), world.clock)
    again.watch(MOTIVE, seconds=600)
    assert again.told() == []
    assert again.looks[0][1] == pytest.approx(60, abs=1)


def test_a_ladder_goes_on_where_it_was_after_a_restart(tmp_path):
    world = World(tmp_path, lambda *_: Blocked(403))
    world.watch(MOTIVE, seconds=3600)
    again = World(tmp_path, lambda *_: Blocked(403), world.clock)
    again.watch(MOTIVE, seconds=6 * 3600)
    waits = [b[1] - a[1] for a, b in zip(again.looks, again.looks[1:], strict=False)]
    assert again.looks[0][1] - world.looks[-1][1] > 1000
    assert all(wait > 3000 for wait in waits)


def test_a_block_keeps_every_motive_of_the_host_away_and_no_other(tmp_path):
    other = replace(MOTIVE, name="other", url="https://www.example.org/booking/create/2")
    elsewhere = replace(MOTIVE, name="elsewhere", url="https://elsewhere.example.org/booking/create/3")

    def answer(motive, now):
        late = now > START + timedelta(minutes=10)
        return Blocked(200, 3600.0) if motive.name == "renewal" and late else NoSlot("none")

    world = World(tmp_path, answer)
    world.watch(MOTIVE, other, elsewhere, seconds=3 * 3600)
    blocked = next(at for name, at in world.looks if name == "renewal" and at > 600)
    rested = [name for name, at in world.looks if blocked < at < blocked + 3600]
    assert set(rested) == {"elsewhere"}


def test_the_rest_of_a_host_survives_a_restart(tmp_path):
    other = replace(MOTIVE, name="other", url="https://www.example.org/booking/create/2")
    world = World(tmp_path, lambda *_: Blocked(429, 3600.0))
    world.watch(MOTIVE, seconds=30)
    again = World(tmp_path, lambda *_: NoSlot("none"), world.clock)
    again.watch(other, seconds=2 * 3600)
    assert again.looks[0][1] >= 3600


def test_a_failed_fetch_is_its_outcome(tmp_path):
    world = World(tmp_path, lambda *_: LookFailed(Unreachable(Cause.DNS)))
    world.watch(MOTIVE, seconds=10)
    [status] = world.reading().statuses(world.clock.now())
    assert (status.kind, status.detail) == ("unreachable", "dns")


def test_a_mistake_in_a_provider_is_logged_and_does_not_end_the_watch(tmp_path):
    world = World(tmp_path, lambda *_: ZeroDivisionError("oops"))
    world.watch(MOTIVE, seconds=3600)
    assert len(world.looks) > 2
    assert any(entry["event"] == "provider failed" for entry in world.logs)
    [status] = world.reading().statuses(world.clock.now())
    assert status.kind == "unrecognised"


def test_a_store_that_fails_never_stops_an_alert_and_is_told_once(tmp_path):
    class Broken:
        async def record(self, record):
            raise StoreError("the disk is full")

    opened = [False, True, True, True, True]
    world = World(tmp_path, lambda *_: Available((A,)) if opened.pop(0) else NoSlot("no"))
    world.watch(MOTIVE, seconds=1000, journal=Broken())
    kinds = [what.kind for what in world.told()]
    assert kinds == ["noticed", "slots_opened"]


def test_six_hours_without_an_answer_are_told_also_between_two_looks(tmp_path):
    answers = [NoSlot("no")]
    world = World(tmp_path, lambda *_: answers.pop() if answers else Blocked(429, 86400.0))
    world.watch(MOTIVE, seconds=10 * 3600)
    assert [what.kind for what in world.told()] == ["trouble_entered", "went_blind"]
    alarm = world.post.deliveries[-1].event
    assert alarm.what == WentBlind(START)
    assert timedelta(hours=6) <= alarm.at - START <= timedelta(hours=6, minutes=1)


def test_a_clock_set_back_by_an_hour_does_not_change_the_interval_and_is_written_down(tmp_path):
    clock = VirtualClock(datetime(2026, 10, 25, 0, 20, tzinfo=UTC))

    def answer(_, now):
        clock.wall_offset = -3600.0 if clock.ticks > 1500 else 0.0
        return NoSlot("none")

    world = World(tmp_path, answer, clock)
    world.watch(MOTIVE, seconds=7200)
    instants = [at for _, at in world.looks]
    assert all(240 <= b - a <= 360 for a, b in itertools.pairwise(instants))
    [jump] = [entry for entry in world.logs if entry["event"] == "clock jumped"]
    assert jump["seconds"] == pytest.approx(-3600, abs=2)


def test_after_eight_hours_of_suspend_there_is_one_look_at_once(tmp_path):
    world = World(tmp_path, lambda *_: NoSlot("none"))
    slept = []

    class Suspending(VirtualClock):
        async def sleep(self, seconds):
            await super().sleep(seconds)
            if self.ticks > 1000 and not slept:
                slept.append(self.ticks)
                self.ticks += 8 * 3600  # both clocks go on: the monotonic one counts suspend

    world.clock = Suspending()
    world.watch(MOTIVE, seconds=9 * 3600)
    woke = slept[0] + 8 * 3600
    soon = [at for _, at in world.looks if woke <= at < woke + 200]
    assert len(soon) == 1
    assert not [at for _, at in world.looks if slept[0] < at < woke]
    assert not [entry for entry in world.logs if entry["event"] == "clock jumped"]


def test_one_line_is_logged_for_each_look(tmp_path):
    world = World(tmp_path, lambda *_: Maintenance(502))
    world.watch(MOTIVE, seconds=1000)
    lines = [entry for entry in world.logs if entry["event"] == "look"]
    assert len(lines) == len(world.looks)
    assert {"motive", "outcome", "detail", "took_s", "next_s", "why"} <= lines[0].keys()


async def test_an_eternal_task_that_ends_is_an_error():
    async def ends():
        return None

    with pytest.raises(RuntimeError, match="'watch x' ended"):
        await guard("watch x", ends())
