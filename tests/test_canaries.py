"""A site that changed is told once, with the page that shows it: the real program, and months in virtual time."""

import asyncio
import stat
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import structlog
from process import Hook, eventually, write_config
from virtual import InlineExecutor, VirtualClock, run_virtually

from slotwatch import daemon
from slotwatch.clock import SystemClock
from slotwatch.config import load
from slotwatch.model import Available, Capture, Check, Motive, NoSlot, Pace, SiteChanged, Slot
from slotwatch.policy.cadence import Strain
from slotwatch.policy.canaries import Drought
from slotwatch.policy.episodes import MotiveState
from slotwatch.policy.routing import Route
from slotwatch.providers import registry
from slotwatch.simulator import Simulator, parse_script
from slotwatch.store import Record, Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher

DAY = 86400.0
MOTIVE = Motive("renewal", "booking", "https://www.example.org/booking/create/1", Pace(every=3600, jitter=0.0))


@pytest.fixture
async def site():
    async with Simulator(script=parse_script("none")) as simulator:
        yield simulator


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


# ── months in virtual time ─────────────────────────────────────────────────────────────────────


class Shelf:
    """Where captures go; only remembers for whom."""

    def __init__(self):
        self.asked = []

    async def keep(self, motive, at):
        self.asked.append(motive)
        return Capture(path=f"/{motive}")


class Months:
    """A site with a slot for two hours every other day until ``dries_up`` (seconds), watched in virtual time."""

    def __init__(self, folder, dries_up):
        self.clock = VirtualClock()
        self.folder = folder
        self.dries_up = dries_up
        self.told = []
        self.shelf = Shelf()

    def offer(self, deliveries):
        self.told += [d.event.what for d in deliveries if isinstance(d.event.what, SiteChanged)]

    def gone(self, motive, slots, at):
        pass

    async def look(self, _motive):
        ticks = self.clock.ticks
        opened = ticks % (2 * DAY) < 7200 and ticks < self.dries_up
        return Available((Slot(date(2027, 1, 14)),)) if opened else NoSlot("none")

    def watch(self, days):
        async def main():
            journal = StoreThread(Store.open(self.folder, now=self.clock.now()).store, InlineExecutor())
            log = structlog.wrap_logger(None, processors=[_drop])
            around = Surroundings(
                self.clock, Random(1), journal, self, HostRests(self.clock), [Route("mail")], log, self.shelf
            )
            memories = await journal.memories()
            task = asyncio.create_task(Watcher(MOTIVE, self.look, around, memories.get("renewal")).run())
            await self.clock.sleep(days * DAY)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await journal.close()

        run_virtually(self.clock, main())


def _drop(*_):
    raise structlog.DropEvent


def test_dates_that_dry_up_are_told_once_with_a_capture_and_change_no_record(tmp_path):
    months = Months(tmp_path, dries_up=60 * DAY)
    months.watch(days=120)
    [told] = months.told
    assert (told.what, told.capture) == ("suspected-soft-ban", Capture("/renewal"))
    assert told.answers > 14 * 20
    assert told.usually == pytest.approx(2 * DAY - 7200, rel=0.05)
    assert months.shelf.asked == ["renewal"]
    store = Store.open_readonly(tmp_path)
    start = months.clock.start
    dry = store.checks("renewal", start + timedelta(days=61), start + timedelta(days=120))
    assert {recorded.check.outcome.kind for recorded in dry} == {"no_slot"}


def test_a_restart_every_ten_days_neither_forgets_the_past_nor_tells_it_again(tmp_path):
    months = Months(tmp_path, dries_up=60 * DAY)
    for _ in range(12):
        months.watch(days=10)
    assert len(months.told) == 1


def test_a_site_that_goes_on_as_ever_is_not_suspected(tmp_path):
    months = Months(tmp_path, dries_up=1e9)
    months.watch(days=120)
    assert months.told == []


def test_a_dry_spell_rewrites_the_memory_of_the_motive_once_in_fifty_answers(tmp_path):
    now = VirtualClock().now()
    store = Store.open(tmp_path, now=now).store
    written = []
    store._connection.set_trace_callback(lambda sql: written.append(sql) if "UPDATE motives" in sql else None)
    for n in range(1, 120):
        state = MotiveState(drought=Drought(began=now, answers=n))
        store.record(Record("renewal", Check("renewal", now, 0.1, NoSlot("none")), state, Strain(), None))
    store.close()
    assert len(written) == 3
    again = Store.open(tmp_path, now=now).store
    assert again.memories()["renewal"].state.drought == Drought(began=now, answers=100)
    again.close()


# ── the real daemon against the simulator ──────────────────────────────────────────────────────


class HurriedClock(SystemClock):
    """The machine's clocks, two thousand times as fast: a ladder of half an hour takes a second."""

    SPEED = 2000.0

    def __init__(self):
        self.began, self.start = super().monotonic(), super().now()

    def monotonic(self):
        return (super().monotonic() - self.began) * self.SPEED

    def now(self):
        return self.start + timedelta(seconds=self.monotonic())

    async def sleep(self, seconds):
        await asyncio.sleep(seconds / self.SPEED)


@asynccontextmanager
async def watching(config):
    """The daemon, in this process, on a hurried clock."""
    settings = load(config, registry())
    stop = asyncio.Event()
    task = asyncio.create_task(daemon.run(settings, clock=HurriedClock(), stop=stop))
    try:
        yield settings.state
    finally:
        stop.set()
        await task


def body(hook):
    return hook.got[0]["message"]


def files(state):
    return sorted(Path(state, "captures").glob("*"))


@pytest.mark.parametrize(
    ("script", "words", "inside"),
    [
        ("quoted", "ne reconnaît plus la page", b"</html>"),
        ("404", "cette page n'existe pas", b"404"),
        ("closed", "La démarche est fermée", "désactivé définitivement".encode()),
    ],
)
async def test_a_change_of_the_site_is_told_once_with_the_page_it_was_seen_on(
    tmp_path, site, hook, script, words, inside
):
    site.answer(script)
    async with watching(write_config(tmp_path, site.single_url, hook.url, every="60s")) as state:
        await eventually(lambda: hook.got)
        await asyncio.sleep(1)  # half an hour
    assert len(hook.got) == 1
    assert words in body(hook)
    [kept] = files(state)
    assert f"La page reçue est gardée dans ce fichier :\n{kept}\n" in body(hook) + "\n"
    assert kept.name.startswith("renouvellement.")
    assert inside in kept.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_a_counter_with_another_name_is_told_as_such_with_the_names_seen(tmp_path, site, hook):
    site.answer("relabelled")
    options = '[motive.options]\nplanning = "14500"\ncounter = "Guichet 1"'
    config = write_config(tmp_path, site.booking_url, hook.url, every="60s", options=options)
    async with watching(config) as state:
        await eventually(lambda: hook.got)
    assert "ce que vous surveillez porte un autre nom" in body(hook)
    assert "is now called" in body(hook)
    assert b'name="planning"' in files(state)[0].read_bytes()


async def test_a_motive_that_is_no_longer_on_the_list_is_told_as_such_with_those_that_are(tmp_path, site, hook):
    site.answer("nocalendar")
    options = '[motive.options]\nsitekey = "P941"\nmotive = "10"'
    config = write_config(tmp_path, site.eappointment_url, hook.url, every="60s", options=options)
    async with watching(config) as state:
        await eventually(lambda: hook.got)
    assert "n'est pas dans la liste du site" in body(hook)
    assert "is not one of those offered" in body(hook)
    assert b"selectedMotiveKeyList" in files(state)[0].read_bytes()


async def test_a_disk_that_takes_no_capture_stops_no_message_and_is_said_in_it(tmp_path, site, hook):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "captures").write_text("in the way")
    site.answer("404")
    async with watching(write_config(tmp_path, site.single_url, hook.url, every="60s")):
        await eventually(lambda: hook.got)
    assert "La page reçue n'a pas pu être gardée : " in body(hook)
    assert "is not a folder" in body(hook)


async def test_with_captures_switched_off_nothing_is_kept_and_nothing_said_of_it(tmp_path, site, hook):
    site.answer("404")
    config = write_config(tmp_path, site.single_url, hook.url, every="60s", extra="captures = false")
    async with watching(config) as state:
        await eventually(lambda: hook.got)
    assert "La page reçue" not in body(hook)
    assert files(state) == []
