"""Wiring only: open the store, build the channels, start one named task for each job, stop within seconds."""

import asyncio
import signal
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random as SystemRandom

import structlog

from slotwatch import __version__, providers, systemd
from slotwatch.clock import Clock, Random, SystemClock
from slotwatch.config import Settings
from slotwatch.contract import Fetch, Guarded, Onlooker, Provider
from slotwatch.door import Cookies, Door
from slotwatch.fetch import ANYWHERE, Bounds, Client, user_agent
from slotwatch.keeper import Keeper
from slotwatch.model import Motive, Noticed, Outcome
from slotwatch.notify.channels import build
from slotwatch.notify.outbox import Outbox
from slotwatch.store import Captures, Opened, Record, Store, StoreLock, StoreThread
from slotwatch.watch import HostRests, Look, Surroundings, Watcher, guard, mind_clock

#: Systemd, Docker and people lose patience with a program that does not stop (seconds, of which the
#: messages under way get most).
DRAIN = 3.5

log = structlog.get_logger()


def looker(client: Client, registry: Mapping[str, Provider], onlooker: Onlooker | None = None) -> Look:
    """One check of a motive through its provider, in the motive's own session; the onlooker sees its pages."""

    async def look(motive: Motive) -> Outcome:
        async with client.way(motive) as way:
            fetch: Fetch = way if onlooker is None else onlooker.watching(motive.name, way)
            return await registry[motive.provider].look(motive, fetch)

    return look


def guarded(motives: Iterable[Motive]) -> tuple[Motive, ...]:
    """Those whose site wants a human before it answers: their owner opens a session."""
    registry = providers.registry()
    return tuple(motive for motive in motives if isinstance(registry[motive.provider], Guarded))


def cookies_of(client: Client, motive: Motive) -> Cookies:
    """Where the cookies of a motive's looks live: its plain session, or its browser's."""
    if motive.fetch == "browser":
        return client.browser(motive.name, motive.timezone.key)
    return client.session(motive.name)


def client_for(settings: Settings, clock: Clock, bounds: Bounds = ANYWHERE) -> Client:
    """The HTTP client of this installation, under its own honest name."""
    return Client(user_agent=user_agent(__version__, settings.contact), clock=clock, bounds=bounds)


async def run(
    settings: Settings,
    *,
    clock: Clock | None = None,
    random: Random | None = None,
    stop: asyncio.Event | None = None,
    look: Look | None = None,
) -> None:
    """Watch until ``stop`` is set (by SIGTERM or SIGINT when none is given).

    Raises `slotwatch.store.StoreError` when the state folder cannot be used or another daemon uses it.
    """
    clock = clock or SystemClock()
    stop = stop or _stop_on_signals()
    async with AsyncExitStack() as stack:
        stack.enter_context(StoreLock(settings.state))
        opened = Store.open(settings.state, now=clock.now())
        journal = StoreThread(opened.store)
        stack.push_async_callback(journal.close)
        keeper = Keeper(Captures(settings.state)) if settings.captures else None
        doors: dict[str, Door] = {}
        if look is None:
            client = await stack.enter_async_context(client_for(settings, clock))
            look = looker(client, providers.registry(), keeper)
            doors = {m.name: Door(m, cookies_of(client, m), journal, log) for m in guarded(settings.motives)}
        outbox = Outbox(
            build(settings.channels),
            store=journal,
            clock=clock,
            motives={m.name: m for m in settings.motives},
            language=settings.language,
            log=log,
        )
        around = Surroundings(
            clock=clock,
            random=random or SystemRandom(),
            journal=journal,
            outbox=outbox,
            rests=HostRests(clock, await journal.host_rests()),
            routes=[c.route for c in settings.channels],
            log=log,
            captures=keeper,
        )
        outbox.offer(await journal.pending())
        await _tell_what_was_moved(opened, around)
        memories = await journal.memories()
        watchers = [Watcher(m, look, around, memories.get(m.name), doors.get(m.name)) for m in settings.motives]
        await _run_until(stop, watchers, around, outbox)
    log.info("stopped")


async def _run_until(stop: asyncio.Event, watchers: list[Watcher], around: Surroundings, outbox: Outbox) -> None:
    jobs = {
        "outbox": outbox.run(),
        "clock": mind_clock(around),
        "heartbeat": _heartbeat(around),
        **{f"watch {w.motive.name}": w.run() for w in watchers},
    }
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(guard(name, job), name=name) for name, job in jobs.items()]
        log.info("watching", motives=[w.motive.name for w in watchers], version=__version__)
        systemd.notify("READY=1", f"STATUS=watching {len(watchers)} motives")
        await stop.wait()
        log.info("stopping", messages_under_way=len(outbox.pending))
        systemd.notify("STOPPING=1")
        for task in tasks:
            if task.get_name() != "outbox":
                task.cancel()
        await outbox.drain(DRAIN)
        for task in tasks:
            task.cancel()


async def _tell_what_was_moved(opened: Opened, around: Surroundings) -> None:
    if opened.moved_aside is None:
        return
    log.error("database damaged, moved aside, a new one begun", moved_to=str(opened.moved_aside))
    event = around.event("", Noticed("database-moved-aside", str(opened.moved_aside)), around.clock.now())
    deliveries = around.tell([event])
    await around.write(Record.of_installation(events=(event,), deliveries=deliveries))


async def _heartbeat(around: Surroundings) -> None:
    """Tell systemd that the event loop turns, as often as it asked."""
    interval = systemd.watchdog_interval()
    while True:
        await around.clock.sleep(interval or 3600.0)
        if interval:
            systemd.notify("WATCHDOG=1")


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def lock_path(settings: Settings) -> Path:
    """Where the daemon's lock lies: `slotwatch healthcheck` looks whether it is held."""
    return settings.state / "slotwatch.lock"
