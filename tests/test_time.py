"""Time as machines have it: unset at boot, jumping, asleep, in summer and in winter; holes are sealed as holes."""

import asyncio
import itertools
import sys
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from virtual import START, VirtualClock, run_virtually
from world import World, motives

from slotwatch import boot
from slotwatch.evidence import entries
from slotwatch.model import NoSlot, Unrecognised
from slotwatch.policy.holes import find_holes

HOUR = 3600.0
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def drop(*_):
    raise structlog.DropEvent


LOG = structlog.wrap_logger(None, processors=[drop])


def none(*_):
    return NoSlot("none")


def sealed(world, kind):
    return [each.entry for each in world.reading().entries(kind)]


# ── at boot ────────────────────────────────────────────────────────────────────────────────────


def wait_for_the_clock(clock, meanwhile=None, patience=boot.PATIENCE):
    async def main():
        stop = asyncio.Event()
        task = asyncio.create_task(meanwhile(clock, stop)) if meanwhile else None
        result = await boot.clock_is_set(clock, stop, LOG, patience)
        if task:
            task.cancel()
        return result, clock.monotonic()

    return run_virtually(clock, main())


def test_a_clock_that_is_right_is_not_waited_for():
    assert wait_for_the_clock(VirtualClock()) == (True, 0.0)


def test_a_clock_that_a_time_server_sets_is_waited_for_and_no_longer():
    async def set_it(clock, _stop):
        await clock.sleep(30)
        clock.wall_offset = (START - EPOCH).total_seconds()

    clock = VirtualClock(EPOCH)
    found, took = wait_for_the_clock(clock, set_it)
    assert found
    assert 30 <= took <= 31
    assert clock.now() >= START


def test_a_clock_that_nobody_sets_keeps_the_watch_waiting_two_minutes_at_most():
    assert wait_for_the_clock(VirtualClock(EPOCH)) == (False, 120.0)


def test_a_stop_is_obeyed_while_the_clock_is_waited_for():
    async def stop_it(clock, stop):
        await clock.sleep(5)
        stop.set()

    _, took = wait_for_the_clock(VirtualClock(EPOCH), stop_it)
    assert took == 5.0


def test_a_clock_set_only_after_the_start_makes_no_alarm_and_no_hole(tmp_path):
    async def set_it(world):
        await world.clock.sleep(3 * HOUR)
        world.clock.wall_offset = (START - EPOCH).total_seconds()

    world = World(tmp_path, none, start=EPOCH)
    world.watch(*motives(2), seconds=10 * HOUR, meanwhile=set_it)
    assert world.told() == []
    assert sealed(world, entries.HOLE) == []
    [jump] = sealed(world, entries.JUMP)
    assert jump.facts["seconds"] == pytest.approx((START - EPOCH).total_seconds(), abs=1)


# ── jumps ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seconds", [365 * DAY, 37 * DAY, HOUR, 180.0, -5.0, -HOUR, -37 * DAY])
def test_a_clock_that_jumps_changes_no_pace_raises_no_alarm_and_is_sealed(tmp_path, seconds):
    async def jump(world):
        await world.clock.sleep(5 * HOUR)
        world.clock.wall_offset = seconds

    world = World(tmp_path, none)
    world.watch(*motives(2), seconds=12 * HOUR, meanwhile=jump)
    assert world.told() == []
    instants = [at for name, at in world.looks if name == "m0"]
    assert all(240 <= b - a <= 361 for a, b in itertools.pairwise(instants))
    [sealed_jump] = sealed(world, entries.JUMP)
    assert sealed_jump.facts["seconds"] == pytest.approx(seconds, abs=1)
    assert sealed(world, entries.HOLE) == []


@pytest.mark.parametrize("seconds", [100.0, -0.8])
def test_a_clock_that_is_drawn_right_gently_has_not_jumped(tmp_path, seconds):
    async def slew(world):
        await world.clock.sleep(HOUR)
        world.clock.wall_offset = seconds

    world = World(tmp_path, none)
    world.watch(*motives(1), seconds=3 * HOUR, meanwhile=slew)
    assert sealed(world, entries.JUMP) == []


def test_a_blind_motive_is_told_after_six_hours_whatever_the_clock_does(tmp_path):
    async def jump(world):
        for hours in range(1, 11):
            await world.clock.sleep(HOUR)
            world.clock.wall_offset = 30 * DAY if hours % 2 else -30 * DAY

    def broken(_motive, _now):
        return NoSlot("none") if world.clock.monotonic() < HOUR / 2 else world.broken

    world = World(tmp_path, broken)
    world.broken = Unrecognised("no known form")
    times = []
    offer = world.post.offer

    def noted(deliveries):
        times.extend((world.clock.monotonic(), d.event.what.kind) for d in deliveries)
        offer(deliveries)

    world.post.offer = noted
    world.watch(*motives(1), seconds=10 * HOUR, meanwhile=jump)
    [at] = [at for at, kind in times if kind == "went_blind"]
    assert 6 * HOUR <= at <= 7 * HOUR


# ── suspend ────────────────────────────────────────────────────────────────────────────────────


def test_eight_hours_of_sleep_are_a_hole_and_the_first_look_comes_at_once(tmp_path):
    slept = 8 * HOUR

    async def suspend(world):
        await world.clock.sleep(2 * HOUR)
        # both clocks go on, and whoever slept is late: what CLOCK_BOOTTIME shows after a suspend
        world.clock.ticks += slept

    world = World(tmp_path, none)
    world.watch(*motives(2), seconds=12 * HOUR, meanwhile=suspend)
    awake = 2 * HOUR + slept
    for name in ("m0", "m1"):
        assert min(at for each, at in world.looks if each == name and at >= awake) - awake < 61
    assert sealed(world, entries.JUMP) == []
    holes = sealed(world, entries.HOLE)
    assert sorted(hole.motive for hole in holes) == ["m0", "m1"]
    assert all(slept <= hole.facts["seconds"] <= slept + 361 for hole in holes)


# ── summer and winter ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "before", "after"),
    [
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 2, 1),
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), 1, 2),
    ],
    ids=["to winter", "to summer"],
)
def test_the_change_of_hours_is_neither_a_jump_nor_a_hole(tmp_path, start, before, after):
    [motive] = motives(1)
    world = World(tmp_path, none, start=start)
    world.watch(motive, seconds=6 * HOUR)
    kept = list(world.reading().checks(motive.name, start, start + timedelta(days=1)))
    assert {each.offset for each in kept[:10]} == {timedelta(hours=before)}
    assert {each.offset for each in kept[-10:]} == {timedelta(hours=after)}
    instants = [each.check.at for each in kept]
    assert instants == sorted(instants)
    assert sealed(world, entries.JUMP) == sealed(world, entries.HOLE) == []
    end = start + timedelta(hours=6)
    assert find_holes(instants, start, end, motive.pace, motive.timezone) == []


# ── no time zones ──────────────────────────────────────────────────────────────────────────────


async def test_without_time_zones_every_command_ends_in_one_clear_line(tmp_path):
    program = "import sys; sys.modules['tzdata'] = None; from slotwatch.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, "config", "check"),
        env={"PYTHONTZPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 2
    assert out == b""
    [line] = err.decode().splitlines()
    assert line.startswith("slotwatch: this machine knows no time zones")
    assert "tzdata" in line
