import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.fetch.lanes import Lane, Lanes

HOST = "www.exemple.test"


def test_a_new_lane_is_free():
    assert Lane().wait(0.0) == 0.0


def test_a_lane_is_free_a_gap_after_the_end_of_a_request():
    lane = Lane()
    lane.left(10.0, gap=1.0)
    assert [lane.wait(now) for now in (10.0, 10.75, 11.0, 12.0)] == [1.0, 0.25, 0.0, 0.0]


def test_the_rounding_of_floats_is_no_wait():
    lane = Lane()
    lane.left(10.0, gap=1.0)
    assert lane.wait(11.0 - 1e-9) == 0.0


class Diary:
    """Requests that take a while, and when each began and ended."""

    def __init__(self, clock, gap=1.0):
        self.clock = clock
        self.lanes = Lanes(clock, lambda host: gap)
        self.entries = []

    async def ask(self, name, host=HOST, lasting=0.0):
        async with self.lanes.turn(host):
            began = self.clock.monotonic()
            if lasting:
                await self.clock.sleep(lasting)
            self.entries.append((host, name, began, self.clock.monotonic()))

    @property
    def names(self):
        return [name for _, name, _, _ in self.entries]

    def pauses(self, host=HOST):
        own = [(began, ended) for h, _, began, ended in self.entries if h == host]
        return [later - ended for (_, ended), (later, _) in pairwise(own)]


async def test_two_requests_due_together_are_a_gap_apart(clock):
    diary = Diary(clock)
    await asyncio.gather(diary.ask("a"), diary.ask("b"), diary.ask("c"))
    assert diary.pauses() == [1.0, 1.0]


async def test_the_gap_is_counted_from_the_end_of_a_request_not_from_its_start(clock):
    diary = Diary(clock)
    await asyncio.gather(diary.ask("long", lasting=20.0), diary.ask("next"))
    assert diary.pauses() == [1.0]


async def test_the_lane_is_fair_who_comes_first_goes_first(clock):
    diary = Diary(clock)

    async def twice(name):
        await diary.ask(name, lasting=1.0)
        await diary.ask(f"{name} again", lasting=1.0)

    await asyncio.gather(twice("a"), twice("b"), twice("c"))
    assert diary.names == ["a", "b", "c", "a again", "b again", "c again"]


async def test_hosts_do_not_wait_for_one_another(clock):
    lanes = Lanes(clock, lambda host: 60.0)
    before = clock.monotonic()
    async with lanes.turn("a.test"), lanes.turn("b.test"):
        assert clock.monotonic() == before


async def test_each_host_has_its_own_gap(clock):
    lanes = Lanes(clock, lambda host: 5.0 if host == HOST else 0.0)
    waits = []
    for host in (HOST, "127.0.0.1:80"):
        async with lanes.turn(host):
            before = clock.monotonic()
        async with lanes.turn(host):
            waits.append(clock.monotonic() - before)
    assert waits == [5.0, 0.0]


async def test_a_request_that_failed_is_followed_by_the_gap_too(clock):
    lanes = Lanes(clock, lambda host: 5.0)
    with pytest.raises(OSError, match="refused"):
        async with lanes.turn(HOST):
            raise OSError("refused")
    before = clock.monotonic()
    async with lanes.turn(HOST):
        assert clock.monotonic() - before == 5.0


async def test_who_gives_up_waiting_does_not_keep_the_others_waiting(clock):
    diary = Diary(clock)
    async with diary.lanes.turn(HOST):
        waiting = [asyncio.create_task(diary.ask(name)) for name in "abc"]
        await asyncio.sleep(0)
        waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert diary.names == ["a", "c"]


async def test_ever_new_hosts_do_not_fill_the_memory_but_a_resting_host_is_remembered(clock):
    lanes = Lanes(clock, lambda host: 3600.0 if host == HOST else 0.0)
    async with lanes.turn(HOST), lanes.turn("busy.test"):
        pass
    async with lanes.turn("held.test"):
        for n in range(2000):
            async with lanes.turn(f"{n}.test"):
                pass
    assert len(lanes) < 300
    before = clock.monotonic()
    async with lanes.turn(HOST):
        assert clock.monotonic() - before == 3600.0


class _Steps:
    """The instant clock again: hypothesis wants a new one for each example."""

    def __init__(self):
        self.ticks = 0.0

    def monotonic(self):
        return self.ticks

    async def sleep(self, seconds):
        self.ticks += seconds
        await asyncio.sleep(0)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.floats(0, 50), st.floats(0, 5)),
        max_size=12,
    ),
    st.floats(0.01, 100),
)
def test_whatever_comes_no_two_requests_to_a_host_are_closer_than_the_gap(requests, gap):
    async def run():
        diary = Diary(_Steps(), gap)

        async def come(n, host, after, lasting):
            await diary.clock.sleep(after)
            await diary.ask(n, host, lasting)

        await asyncio.gather(*(come(n, *request) for n, request in enumerate(requests)))
        return diary

    diary = asyncio.run(run())
    assert len(diary.entries) == len(requests)
    assert all(pause >= gap - 1e-5 for host in "ab" for pause in diary.pauses(host))
