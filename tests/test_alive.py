"""Signs of life: given while the watch goes on, withheld when it does not."""

import asyncio
import itertools
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from aiohttp import web
from process import eventually, running, write_config
from virtual import START, VirtualClock, run_virtually
from world import World, motives

from slotwatch import alive
from slotwatch.contract import LookFailed, Page
from slotwatch.model import Cause, NoSlot, Unreachable, WeekPassed
from slotwatch.policy.weekly import Weekly
from slotwatch.simulator import Simulator, parse_script

HOUR = 3600.0


def drop(*_):
    raise structlog.DropEvent


LOG = structlog.wrap_logger(None, processors=[drop])


# ── the watchdog ───────────────────────────────────────────────────────────────────────────────


def heartbeats(monkeypatch, tmp_path, *, hang_after, seconds, meanwhile=None):
    """What systemd is told while the look of one of two motives hangs from an instant on."""
    monkeypatch.setenv("WATCHDOG_USEC", "120000000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    said: list[tuple[float, str]] = []

    async def hanging(world, motive):
        if motive.name == "m1" and world.clock.monotonic() >= hang_after:
            await asyncio.Event().wait()

    world = World(tmp_path, lambda *_: NoSlot("none"), hold=hanging)

    def told(line):
        said.append((world.clock.monotonic(), line))
        return True

    world.beside = lambda watchers, around: alive.heartbeat(
        alive.Pulse(watchers, world.clock), watchers, around.network, world.clock, LOG, told
    )
    world.watch(*motives(2), seconds=seconds, meanwhile=meanwhile)
    return said


def test_the_watchdog_is_fed_as_often_as_systemd_asked_while_every_watcher_goes_on(monkeypatch, tmp_path):
    said = heartbeats(monkeypatch, tmp_path, hang_after=float("inf"), seconds=3 * HOUR)
    fed = [at for at, line in said if line == "WATCHDOG=1"]
    assert len(fed) == 3 * HOUR / 40 - 1
    assert max(b - a for a, b in itertools.pairwise(fed)) == 40


def test_the_watchdog_goes_hungry_when_one_look_hangs_for_ever(monkeypatch, tmp_path):
    said = heartbeats(monkeypatch, tmp_path, hang_after=HOUR, seconds=3 * HOUR)
    last = max(at for at, line in said if line == "WATCHDOG=1")
    assert HOUR + 900 < last < HOUR + alive.GRACE + 400
    assert "STUCK: m1" in said[-1][1]


def test_a_machine_that_slept_is_not_taken_for_stuck(monkeypatch, tmp_path):
    async def suspend(world):
        for _ in range(3):
            await world.clock.sleep(HOUR + 7)
            world.clock.ticks += 8 * HOUR

    said = heartbeats(monkeypatch, tmp_path, hang_after=float("inf"), seconds=28 * HOUR, meanwhile=suspend)
    assert not any("STUCK" in line for _, line in said)
    beats = {at for at, _ in said}
    assert beats == {at for at, line in said if line == "WATCHDOG=1"}


def test_systemd_reads_a_sentence_every_minute(monkeypatch, tmp_path):
    said = heartbeats(monkeypatch, tmp_path, hang_after=float("inf"), seconds=HOUR)
    sentences = [(at, line) for at, line in said if line.startswith("STATUS=")]
    assert 29 <= len(sentences) <= 60
    assert all(line.startswith("STATUS=watching 2 motives; last look ") for _, line in sentences)
    assert "next in" in sentences[-1][1]


def test_the_sentence_names_troubles_and_our_own_network(tmp_path):
    lines = []

    async def reading(watchers, around):
        await world.clock.sleep(HOUR)
        lines.append(alive.sentence(watchers, around.network, world.clock.now(), world.clock.monotonic()))
        world.answer = lambda *_: Unreachable(Cause.DNS)
        await world.clock.sleep(HOUR)
        lines.append(alive.sentence(watchers, around.network, world.clock.now(), world.clock.monotonic()))
        await asyncio.Event().wait()

    world = World(tmp_path, lambda motive, _: Unreachable(Cause.RESET) if motive.name == "m0" else NoSlot("none"))
    world.beside = reading
    world.watch(*motives(2), seconds=2.5 * HOUR)
    assert "1 in trouble (m0: unreachable)" in lines[0]
    assert "own network down" in lines[1]


# ── the dead-man's switch ──────────────────────────────────────────────────────────────────────


class Switch:
    """Takes calls, or fails as it is told to."""

    def __init__(self, clock):
        self.clock = clock
        self.calls: list[tuple[float, str]] = []
        self.failure = None
        self.status = 200

    async def get(self, url, **_):
        self.calls.append((self.clock.monotonic(), url.removeprefix("https://ping.example/key")))
        if self.failure:
            raise LookFailed(self.failure)
        return Page(url, self.status, "OK")


def calling(seconds, meanwhile=None, unwell=lambda _: ""):
    clock = VirtualClock()
    switch, told = Switch(clock), []

    async def tell(notice):
        told.append((clock.monotonic(), notice))

    async def main():
        ping = alive.Ping("https://ping.example/key", switch, clock, LOG)
        tasks = [asyncio.create_task(alive.pinging(ping, 600, lambda: unwell(clock.monotonic()), clock, tell))]
        if meanwhile:
            meanwhile(switch)
        await clock.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run_virtually(clock, main())
    return switch, told


def test_the_switch_hears_the_start_and_then_that_all_is_well():
    switch, told = calling(HOUR - 1)
    assert switch.calls == [(0, "/start"), *((n * 600.0, "") for n in range(6))]
    assert told == []


def test_the_switch_hears_when_all_is_not_well():
    switch, _ = calling(HOUR - 1, unwell=lambda ticks: "m0" if 1000 < ticks < 2000 else "")
    assert [variant for _, variant in switch.calls] == ["/start", "", "", "/fail", "/fail", "", ""]


@pytest.mark.parametrize("failure", [Unreachable(Cause.TIMEOUT, "https://ping.example/key"), None])
def test_a_switch_that_does_not_hear_is_told_once_a_day_without_its_address(failure):
    def broken(switch):
        switch.failure, switch.status = failure, 404

    _, told = calling(3.5 * 24 * HOUR, broken)
    assert len(told) == 3
    assert {notice.what for _, notice in told} == {"ping-failing"}
    assert {notice.detail for _, notice in told} == {"timeout" if failure else "HTTP 404"}


@asynccontextmanager
async def listening(paths):
    async def take(request):
        paths.append(request.path)
        return web.Response(text="OK")

    app = web.Application()
    app.router.add_get("/{tail:.*}", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_the_real_daemon_calls_its_switch_and_no_log_shows_the_address(tmp_path):
    paths: list[str] = []
    async with Simulator(script=parse_script("none")) as site, listening(paths) as switch:
        extra = '[alive]\nping_url = "' + switch + '/${PING_KEY}"\nweekly = "lundi 9h"'
        config = write_config(tmp_path, site.single_url, "json://127.0.0.1:9/hook", extra=extra)
        async with running(config, PING_KEY="0a1b2c3d4e5f") as daemon:
            await eventually(lambda: len(paths) >= 2)
            await eventually(lambda: "no_slot" in daemon.lines)
            assert await daemon.stop() == 0
        assert paths[:2] == ["/0a1b2c3d4e5f/start", "/0a1b2c3d4e5f"]
        assert "0a1b2c3d4e5f" not in daemon.lines


# ── the weekly message ─────────────────────────────────────────────────────────────────────────


def weeks(world, hours):
    """A task that tells weeks on Mondays at nine, in the world's own store."""

    def beside(watchers, around):
        async def tell(event):
            deliveries = around.tell([event])
            await around.write(world.record_of(event, deliveries))

        weekly = Weekly(0, datetime(2026, 1, 1, 9).time())
        return alive.telling_weeks(weekly, watchers, around.journal, world.clock, tell, around.event)

    world.beside = beside
    world.watch(*motives(2), seconds=hours * HOUR)


def test_the_week_is_told_once_a_week_with_its_figures_also_across_restarts(tmp_path):
    world = World(tmp_path, lambda *_: NoSlot("none"))
    for hours in (7 * 24, 13, 24 * 7, 1, 60):  # started again and again
        weeks(world, hours)
    told = [what for what in world.told() if isinstance(what, WeekPassed)]
    mondays = [datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 12, 7, 8, tzinfo=UTC)]  # nine in Paris
    assert [passed.until for passed in told] == mondays
    first, second = (passed.motives for passed in told)
    assert [week.motive for week in first] == ["m0", "m1"]
    # from the first look, on Wednesday, and then a whole week
    assert all(1300 < week.looks < 1500 and week.answered == week.looks for week in first)
    assert all(1900 < week.looks < 2100 and week.longest_hole < 700 for week in second)
    assert all(week.share == 0 for week in second)
    assert told[0].until - told[0].since == timedelta(days=7)
    assert world.clock.now() > START + timedelta(days=14)
