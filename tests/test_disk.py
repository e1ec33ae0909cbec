"""Bad disks: slow, full, read-only, locked, and cut off in the middle.  No alert waits for them, none is lost."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import time
from contextlib import closing
from random import Random

import pytest
import structlog
from process import Hook, eventually, running, slotwatch, write_config

from slotwatch.clock import SystemClock
from slotwatch.model import Available, Motive, NoSlot, Pace, Slot
from slotwatch.notify.channels import Result
from slotwatch.notify.outbox import Outbox
from slotwatch.policy.routing import Route
from slotwatch.simulator import Simulator, parse_script
from slotwatch.store import Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher


def drop(*_):
    raise structlog.DropEvent


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


@pytest.fixture
async def site():
    async with Simulator(script=parse_script("none")) as simulator:
        yield simulator


class SlowStore(Store):
    """A card that takes two seconds for each flush."""

    def record(self, record):
        time.sleep(2)
        return super().record(record)

    def update(self, deliveries, *, at=None):
        time.sleep(2)
        super().update(deliveries, at=at)


async def seconds_to_alert(store: Store) -> tuple[float, list[str]]:
    """Watch with this store until a slot is told: seconds from the answer to the sending, and all titles."""
    clock = SystemClock()
    sent: list[tuple[float, str]] = []
    answered: list[float] = []

    class Channel:
        name, shape = "mail", "text"

        async def send(self, message):
            sent.append((clock.monotonic(), message.title))
            return Result(ok=True, took=0.0)

    async def look(motive):
        answered.append(clock.monotonic())
        return Available((Slot(place="a"),)) if len(answered) == 2 else NoSlot("none")

    def alerts():
        return [at for at, title in sent if "disponible" in title]

    journal = StoreThread(store)
    motive = Motive("m", "booking", "http://127.0.0.1/booking/create/1", Pace(0.2, 0, 0.05))
    log = structlog.wrap_logger(None, processors=[drop])
    outbox = Outbox({"mail": Channel()}, store=journal, clock=clock, motives={"m": motive}, language="fr", log=log)
    around = Surroundings(clock, Random(1), journal, outbox, HostRests(clock), [Route("mail")], log)
    tasks = [asyncio.create_task(job) for job in (outbox.run(), Watcher(motive, look, around).run())]
    await eventually(alerts)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await journal.close(within=20)
    return alerts()[0] - answered[1], [title for _, title in sent]


async def test_a_card_that_takes_two_seconds_for_a_flush_delays_no_alert(tmp_path):
    store = Store.open(tmp_path, now=SystemClock().now()).store
    store.__class__ = SlowStore
    seconds, titles = await seconds_to_alert(store)
    assert seconds < 0.5
    assert len(titles) == 1


async def test_a_disk_that_turned_read_only_delays_no_alert_and_is_told_once(tmp_path):
    Store.open(tmp_path, now=SystemClock().now()).store.close()
    seconds, titles = await seconds_to_alert(Store.open_readonly(tmp_path))
    assert seconds < 0.5
    assert sum("à savoir" in title for title in titles) == 1


async def test_a_database_locked_for_longer_than_we_wait_delays_no_alert(tmp_path, site, hook):
    config = write_config(tmp_path, site.single_url, hook.url)
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        with closing(sqlite3.connect(tmp_path / "state" / "slotwatch.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            site.answer("slots 1")
            await eventually(lambda: hook.got)
            assert time.monotonic() - began < 2.0
            await eventually(lambda: "store failing" in daemon.lines)
            other.execute("ROLLBACK")
        await eventually(lambda: "store works again" in daemon.lines)
        site.answer("none")
        told = len(hook.got)
        await eventually(lambda: '"outcome": "no_slot"' in daemon.lines.rsplit("available", 1)[-1])
        site.answer("slots 1")
        await eventually(lambda: len(hook.got) > told)


async def test_a_reader_that_stays_for_the_whole_watch_disturbs_nothing(tmp_path, site, hook):
    config = write_config(tmp_path, site.single_url, hook.url)
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        with closing(sqlite3.connect(tmp_path / "state" / "slotwatch.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            (before,) = reader.execute("SELECT count(*) FROM checks").fetchone()
            site.answer("slots 1")
            await eventually(lambda: hook.got)
            await eventually(lambda: daemon.lines.count('"outcome"') > before + 5)
            assert reader.execute("SELECT count(*) FROM checks").fetchone() == (before,)
        assert "store failing" not in daemon.lines
        assert await daemon.stop() == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of eight megabytes of our own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", folder], capture_output=True, check=False
        )
    except OSError as error:
        pytest.skip(f"no mount command here: {error}")
    if made.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {made.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder):
    with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while True:  # until it is full
            file.write(b"x" * 4096)


async def test_a_full_disk_is_told_stops_no_alert_and_is_forgotten_when_there_is_room(
    tmp_path, small_disk, site, hook
):
    config = write_config(tmp_path, site.single_url, hook.url)
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace(str(tmp_path / "state"), str(small_disk / "state")), encoding="utf-8")
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        fill(small_disk)
        await eventually(lambda: "store failing" in daemon.lines)
        await eventually(lambda: any("écrire sur le disque" in each["message"] for each in hook.got))
        site.answer("slots 1")
        await eventually(lambda: any("renouvellement" in each["title"] for each in hook.got))
        (small_disk / "filler").unlink()
        await eventually(lambda: "store works again" in daemon.lines)
        assert await daemon.stop() == 0
    with closing(sqlite3.connect(small_disk / "state" / "slotwatch.db")) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.timeout(180)
async def test_kills_at_random_instants_leave_a_sound_database_and_lose_no_alert(tmp_path, site, hook):
    random = Random(20261125)
    hook.delay = 0.01
    config = write_config(tmp_path, site.single_url, hook.url)
    database = tmp_path / "state" / "slotwatch.db"
    for _ in range(5):
        async with running(config) as daemon:
            await eventually(lambda: "no_slot" in daemon.lines)
            hook.got.clear()
            site.answer("slots 1")
            await eventually(lambda: site.shown, step=0.0005)
            await asyncio.sleep(random.random() * 0.06)
            await daemon.kill()
        with closing(sqlite3.connect(database)) as reader:
            assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert reader.execute("PRAGMA foreign_key_check").fetchall() == []
        async with running(config) as daemon:
            await eventually(lambda: hook.got)
            site.answer("none")
            await eventually(lambda: '"outcome": "no_slot"' in daemon.lines.rsplit("available", 1)[-1])
            # and once more in the middle of nothing
            await asyncio.sleep(random.random() * 0.3)
            await daemon.kill()
    assert not list(database.parent.glob("*.damaged-*"))
    code, out, err = await slotwatch("evidence", "verify", "--config", str(config), **os.environ)
    assert code == 0, out + err
