"""What a watcher seals beside its checks: holes, clock jumps, the clock's proof; and whom it does not wait for."""

import asyncio
from datetime import timedelta
from random import Random

import pytest
import structlog
from virtual import InlineExecutor, VirtualClock, run_virtually

from slotwatch.evidence import entries
from slotwatch.model import Motive, NoSlot, Pace
from slotwatch.policy.routing import Route
from slotwatch.store import ClockProof, Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher, mind_clock

MOTIVE = Motive("renewal", "booking", "https://www.example.org/booking/create/1", Pace(every=300, jitter=0.0))


class Post:
    """An outbox that only remembers."""

    def __init__(self):
        self.deliveries = []

    def offer(self, deliveries):
        self.deliveries += deliveries

    def gone(self, _motive, _slots, _at):
        pass


class Witness:
    """Counts what it is given."""

    def __init__(self):
        self.kept = []

    def clock_proof(self, motive):
        assert motive == MOTIVE.name
        return ClockProof(synchronised=True, gap=len(self.kept))

    def keep(self, check, number):
        self.kept.append((number, check.outcome.kind))


@pytest.fixture
def watch(tmp_path):
    """Watch for so many seconds of virtual time."""

    def go(clock, seconds, *, witness=None, during=None):
        async def look(_motive):
            return NoSlot("aucun")

        async def main():
            thread = StoreThread(Store.open(tmp_path, now=clock.now()).store, InlineExecutor())
            around = Surroundings(
                clock=clock,
                random=Random(1),
                journal=thread,
                outbox=Post(),
                rests=HostRests(clock),
                routes=[Route("mail")],
                log=structlog.wrap_logger(None, processors=[_drop]),
                witness=witness,
            )
            memories = await thread.memories()
            tasks = [
                asyncio.create_task(Watcher(MOTIVE, look, around, memories.get(MOTIVE.name)).run()),
                asyncio.create_task(mind_clock(around)),
            ]
            for step in during or [lambda: None]:
                await clock.sleep(seconds)
                step()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await thread.close()

        run_virtually(clock, main())
        opened = Store.open_readonly(tmp_path)
        try:
            return list(opened.links()), opened.entries(), list(opened.checks("renewal", clock.start, clock.now()))
        finally:
            opened.close()

    return go


def _drop(_logger, _level, _entry):
    raise structlog.DropEvent


def test_each_look_is_sealed_with_its_clocks_proof_and_handed_to_the_witness(watch):
    witness = Witness()
    links, _, checks = watch(VirtualClock(), 1000, witness=witness)
    assert [link.kind for link in links] == ["check"] * len(checks)
    assert [c.clock for c in checks] == [ClockProof(synchronised=True, gap=n) for n in range(len(checks))]
    assert witness.kept == [(c.number, "no_slot") for c in checks]


def test_a_stop_that_was_too_long_is_a_hole_told_by_the_look_that_ends_it(watch):
    clock = VirtualClock()
    watch(clock, 1000)
    clock.ticks += timedelta(days=11).total_seconds()
    links, known, checks = watch(clock, 1000)
    (hole,) = [s for s in known if s.entry.kind == entries.HOLE]
    after = next(c for c in checks if c.check.at >= hole.entry.at)
    assert hole.entry.at == after.check.at
    assert timedelta(days=11) < timedelta(seconds=hole.entry.facts["seconds"]) < timedelta(days=11, minutes=20)
    kinds = [link.kind for link in links]
    assert kinds[kinds.index("hole") + 1] == "check"


def test_a_pause_within_the_allowance_is_no_hole(watch):
    clock = VirtualClock()
    watch(clock, 1000)
    clock.ticks += 40 * 60
    _, known, _ = watch(clock, 1000)
    assert [s.entry.kind for s in known] == []


def test_a_jump_of_the_clock_is_sealed(watch):
    clock = VirtualClock()

    def jump():
        clock.wall_offset -= 3600

    _, known, _ = watch(clock, 600, during=[jump, lambda: None])
    (sealed,) = [s for s in known if s.entry.kind == entries.JUMP]
    assert entries.read_jump(sealed).seconds == -3600.0
