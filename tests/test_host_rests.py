"""A host that refused us is asked again by one motive alone: watchers in virtual time, with a real store."""

import asyncio
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from random import Random

import structlog
from virtual import START, InlineExecutor, VirtualClock, run_virtually

from slotwatch.model import Blocked, Cause, Maintenance, Motive, NoSlot, Pace, Unreachable
from slotwatch.policy.standing import disallowed
from slotwatch.store import Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher

HOST = "www.prefecture.example"
MOTIVES = [
    Motive(f"motive-{n}", "booking", f"https://{HOST}/booking/create/{n}", Pace(every=300, jitter=0.2))
    for n in range(5)
]
ELSEWHERE = replace(MOTIVES[0], name="elsewhere", url="https://elsewhere.prefecture.example/booking/create/1")


class Silent:
    def offer(self, deliveries):
        pass

    def gone(self, motive, slots, at):
        pass


class World:
    """Some watchers, a store, and a site whose looks take half a minute.

    ``answer`` is given the motive and the second since the beginning.
    """

    def __init__(self, folder, answer, clock=None):
        self.folder = folder
        self.answer = answer
        self.clock = clock or VirtualClock()
        self.looks: list[tuple[float, float, str]] = []

    async def look(self, motive):
        begun = self.clock.monotonic()
        outcome = self.answer(motive, begun)
        await self.clock.sleep(30)
        self.looks.append((begun, self.clock.monotonic(), motive.name))
        return outcome

    def watch(self, motives, *, seconds):
        async def main():
            journal = StoreThread(Store.open(self.folder, now=self.clock.now()).store, InlineExecutor())
            around = Surroundings(
                clock=self.clock,
                random=Random(3),
                journal=journal,
                outbox=Silent(),
                rests=HostRests(self.clock, await journal.host_rests()),
                routes=[],
                log=structlog.wrap_logger(None, processors=[_drop]),
            )
            memories = await journal.memories()
            tasks = [
                asyncio.create_task(Watcher(m, self.look, around, memories.get(m.name)).run()) for m in motives
            ]
            await self.clock.sleep(seconds)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await journal.close()

        run_virtually(self.clock, main())
        return self

    def of(self, host_of_motives="motive", since=0.0):
        return sorted(look for look in self.looks if look[2].startswith(host_of_motives) and look[0] >= since)


def _drop(_logger, _level, _entry):
    raise structlog.DropEvent


def test_each_rest_ends_with_one_probe_and_the_others_wait_for_an_answer_to_it(tmp_path):
    refused_until = 6 * 3600

    def answer(motive, at):
        return Blocked(403) if 600 < at < refused_until and motive.name != "elsewhere" else NoSlot("aucun")

    world = World(tmp_path, answer).watch([*MOTIVES, ELSEWHERE], seconds=12 * 3600)
    first = next(begun for begun, _, _ in world.of() if begun > 600)
    # looks that were under way at the refusal may end; from then on there is one at a time
    probes = world.of(since=first + 31)
    while_refused = [look for look in probes if look[0] < refused_until]
    assert 2 <= len(while_refused) < 15
    for (begun, _, _), (following, _, _) in pairwise(while_refused):
        assert following - begun > 600
    # the first answer lets everybody in, and not before it came
    good = next(look for look in probes if look[0] >= refused_until)
    others = [look for look in probes if look[0] > good[0]]
    assert {name for _, _, name in others[:4]} == {m.name for m in MOTIVES} - {good[2]}
    assert min(begun for begun, _, _ in others) >= good[1]
    assert max(begun for begun, _, _ in others[:4]) < good[1] + 5
    # and the other host never noticed
    elsewhere = world.of("elsewhere")
    assert max(b[0] - a[0] for a, b in pairwise(elsewhere)) < 400


def test_a_probe_without_an_answer_lets_the_next_one_try_a_minute_later(tmp_path):
    def answer(motive, at):
        if 600 < at < 1000:
            return Maintenance(503, 1800.0)
        if 1000 <= at < 4000:
            return Unreachable(Cause.TIMEOUT)
        return NoSlot("aucun")

    world = World(tmp_path, answer).watch(MOTIVES, seconds=3 * 3600)
    tries = [look for look in world.of(since=1000) if look[0] < 4000]
    assert tries
    for (_, ended, _), (following, _, _) in pairwise(tries):
        assert following - ended >= 59.9
    assert {name for _, _, name in world.of(since=4000)} == {m.name for m in MOTIVES}


def test_a_restart_in_a_rest_keeps_the_rest_and_the_single_probe(tmp_path):
    world = World(tmp_path, lambda motive, at: Blocked(429, 3600.0)).watch(MOTIVES[:1], seconds=60)
    until = world.of()[0][1] + 3600
    again = World(tmp_path, lambda motive, at: NoSlot("aucun"), world.clock).watch(MOTIVES, seconds=2 * 3600)
    looks = again.of()
    assert looks[0][0] >= until
    assert looks[1][0] >= looks[0][1]


def test_a_restart_long_after_a_rest_begins_with_one_look_and_goes_on_with_all(tmp_path):
    World(tmp_path, lambda motive, at: Blocked(429, 600.0)).watch(MOTIVES[:1], seconds=60)
    later = VirtualClock(start=datetime(2027, 3, 1, 9, 0, tzinfo=START.tzinfo))
    again = World(tmp_path, lambda motive, at: NoSlot("aucun"), later).watch(MOTIVES, seconds=120)
    looks = again.of()
    assert {name for _, _, name in looks} >= {m.name for m in MOTIVES}
    assert looks[0][0] == 0
    assert all(look[0] >= looks[0][1] for look in looks[1:])


def test_what_robots_txt_forbids_one_motive_keeps_no_other_away(tmp_path):
    def answer(motive, at):
        if motive.name == "motive-0":
            return disallowed(HOST, "/booking/create/0", motive.url)
        return NoSlot("aucun")

    world = World(tmp_path, answer).watch(MOTIVES, seconds=6 * 3600)
    assert 5 <= len(world.of("motive-0")) <= 10
    for motive in MOTIVES[1:]:
        assert len(world.of(motive.name)) > 50
