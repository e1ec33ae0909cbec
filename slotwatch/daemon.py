"""Wiring only: open the store, build the channels, start one named task for each job, stop within seconds."""

import asyncio
import signal
from collections.abc import Awaitable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random as SystemRandom
from typing import Any

import structlog

from slotwatch import __version__, alive, boot, providers, systemd, wear
from slotwatch.clock import Clock, Random, SystemClock
from slotwatch.config import Settings
from slotwatch.contract import Fetch, Guarded, Onlooker, Provider
from slotwatch.door import Cookies, Door
from slotwatch.evidence import entries, service
from slotwatch.evidence.witness import Witness
from slotwatch.fetch import ANYWHERE, STRIDE, Bounds, Budgets, Client, Courtesy, user_agent
from slotwatch.keeper import Keeper
from slotwatch.model import Event, Motive, Noticed, Outcome
from slotwatch.notify.channels import build
from slotwatch.notify.outbox import Outbox
from slotwatch.own_network import OwnNetwork, look_around
from slotwatch.policy.budget import allowance
from slotwatch.policy.windows import MEMORY
from slotwatch.store import Captures, Opened, Record, Store, StoreError, StoreLock, StoreThread
from slotwatch.watch import HostRests, Look, Surroundings, Watcher, guard, mind_clock

#: Systemd, Docker and people lose patience with a program that does not stop (seconds, of which the
#: messages under way get most).
DRAIN = 3.5

#: Seconds that systemd is asked to wait for the end: messages under way, then the store.
_STOPPING = 20.0

#: The session that calls the dead-man's switch.  No motive's name holds a dot.
_PING = "alive.ping"

#: Seconds between two readings of what was written to the disk; each is a small file.
_WEAR_EVERY = 1800.0

#: Seconds between two writings of what hosts were sent.
_BUDGETS_EVERY = 60.0

log = structlog.get_logger()


def looker(client: Client, registry: Mapping[str, Provider], *onlookers: Onlooker | None) -> Look:
    """One check of a motive through its provider, in the motive's own session; the onlookers see its pages."""

    async def look(motive: Motive) -> Outcome:
        async with client.way(motive) as way:
            fetch: Fetch = way
            for onlooker in filter(None, onlookers):
                fetch = onlooker.watching(motive.name, fetch)
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


def client_for(
    settings: Settings, clock: Clock, bounds: Bounds = ANYWHERE, budgets: Budgets | None = None
) -> Client:
    """The HTTP client of this installation, under its own honest name.

    It reads and obeys robots.txt but for the motives whose owner has said otherwise.  ``budgets`` None: nobody
    counts (a single look, by hand).
    """
    # the owner's own monitoring is no site to be spared
    ignoring = frozenset({_PING, *(m.name for m in settings.motives if m.robots == "ignore")})
    return Client(
        user_agent=user_agent(__version__, settings.contact),
        clock=clock,
        bounds=bounds,
        courtesy=Courtesy(ignoring=ignoring, budgets=budgets),
    )


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
        clock_set = await boot.clock_is_set(clock, stop, log)
        opened = Store.open(settings.state, now=clock.now())
        journal = StoreThread(opened.store)
        stack.push_async_callback(journal.close)
        keeper = Keeper(Captures(settings.state)) if settings.captures else None
        witness = service.witness(
            settings,
            journal,
            clock,
            guarded(settings.motives),
            tell=lambda what: around.notice(what),
            log=log,
        )
        doors: dict[str, Door] = {}
        budgets = Budgets(clock, lambda host: allowance(host, settings.daily_requests), await journal.budgets())
        stack.push_async_callback(_keep_budgets, budgets, journal, 1)
        client: Client | None = None
        if look is None:
            client = await stack.enter_async_context(client_for(settings, clock, budgets=budgets))
            look = looker(client, providers.registry(), keeper, witness)
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
            witness=witness,
        )
        around.network = OwnNetwork(clock, look_around)
        outbox.offer(await journal.pending())
        await _tell_what_was_moved(opened, around)
        if not clock_set:
            await around.notice(Noticed("clock-unset", clock.now().isoformat(timespec="minutes")))
        memories = await journal.memories()
        watchers = [Watcher(m, look, around, memories.get(m.name), doors.get(m.name)) for m in settings.motives]
        await around.write(Record.of_installation(entries=(service.started(settings, clock.now()),)))
        jobs = {
            "budgets": _keeping_budgets(budgets, journal, clock),
            **_signs_of_life(settings, client, watchers, journal, around),
            "wear": _measuring_wear(wear.Meter(settings.state), clock),
            "releases": _recalling_releases(watchers, journal, clock),
            **_evidence(settings, journal, around),
        }
        await _run_until(stop, watchers, around, outbox, witness, jobs)
        await around.write(Record.of_installation(entries=(entries.stop(clock.now()),)))
    log.info("stopped")


def _evidence(
    settings: Settings, journal: StoreThread, around: Surroundings
) -> dict[str, Coroutine[Any, Any, None]]:
    """The evidence's own eternal tasks, where they are wanted."""
    jobs = {}
    if settings.evidence.timestamp_url:

        def stamp() -> Awaitable[str]:
            return service.stamp_in_a_process(settings.path)

        jobs["stamp"] = service.stamping(journal, around.clock, stamp, around.notice, log)
    if settings.evidence.remind:
        jobs["remind"] = service.reminding(settings.motives, journal, around.clock, around.notice)
    return jobs


async def _run_until(
    stop: asyncio.Event,
    watchers: list[Watcher],
    around: Surroundings,
    outbox: Outbox,
    witness: Witness,
    more: Mapping[str, Coroutine[Any, Any, None]],
) -> None:
    jobs = {
        "outbox": outbox.run(),
        "witness": witness.run(),
        **more,
        "clock": mind_clock(around),
        **{f"watch {w.motive.name}": w.run() for w in watchers},
    }
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(guard(name, job), name=name) for name, job in jobs.items()]
        log.info("watching", motives=[w.motive.name for w in watchers], version=__version__)
        systemd.notify("READY=1", f"STATUS=watching {len(watchers)} motives")
        await stop.wait()
        log.info("stopping", messages_under_way=len(outbox.pending))
        # a slow card may need a while for what is still to be written
        systemd.notify("STOPPING=1", f"EXTEND_TIMEOUT_USEC={round(_STOPPING * 1e6)}", "STATUS=stopping")
        for task in tasks:
            if task.get_name() not in {"outbox", "witness"}:
                task.cancel()
        await asyncio.gather(outbox.drain(DRAIN), witness.drain(DRAIN))
        for task in tasks:
            task.cancel()


async def _tell_what_was_moved(opened: Opened, around: Surroundings) -> None:
    if opened.moved_aside is None:
        return
    log.error("database damaged, moved aside, a new one begun", moved_to=str(opened.moved_aside))
    event = around.event("", Noticed("database-moved-aside", str(opened.moved_aside)), around.clock.now())
    deliveries = around.tell([event])
    await around.write(Record.of_installation(events=(event,), deliveries=deliveries))


async def _keeping_budgets(budgets: Budgets, journal: StoreThread, clock: Clock) -> None:
    """Write down now and then what hosts were sent."""
    while True:
        await clock.sleep(_BUDGETS_EVERY)
        await _keep_budgets(budgets, journal)


async def recall_releases(watchers: Iterable[Watcher], journal: StoreThread, clock: Clock) -> None:
    """Give each watcher the releases of the last weeks, for its hot windows."""
    for watcher in watchers:
        try:
            releases = await journal.releases(watcher.motive.name, clock.now() - MEMORY)
        except StoreError as error:  # it learns anew from the looks to come
            log.warning("releases not read", motive=watcher.motive.name, reason=str(error))
        else:
            watcher.rhythm.recall(releases)


async def _recalling_releases(watchers: Iterable[Watcher], journal: StoreThread, clock: Clock) -> None:
    """Do it beside the looks: the first of them must not wait for so much reading."""
    await recall_releases(watchers, journal, clock)
    while True:
        await clock.sleep(86400.0)


async def _keep_budgets(budgets: Budgets, journal: StoreThread, least: int = STRIDE) -> None:
    changed = budgets.unstored(least)
    if not changed:
        return
    try:
        await journal.keep_budgets(changed)
    except StoreError as error:  # the looks tell it, and the counts go on in memory
        log.warning("budgets not written", reason=str(error))


async def _measuring_wear(meter: wear.Meter, clock: Clock) -> None:
    """Keep what was written to the disk, so that `slotwatch status` can show it."""
    while True:
        try:
            await asyncio.to_thread(meter.save, clock.now())
        except OSError as error:  # a disk that cannot be written is told by the store
            log.debug("wear not kept", reason=error.strerror)
        await clock.sleep(_WEAR_EVERY)


def _signs_of_life(
    settings: Settings, client: Client | None, watchers: list[Watcher], journal: StoreThread, around: Surroundings
) -> dict[str, Coroutine[Any, Any, None]]:
    """The tasks that prove that the watch goes on."""
    clock, own = around.clock, settings.alive
    pulse = alive.Pulse(watchers, clock)
    jobs = {"heartbeat": alive.heartbeat(pulse, watchers, around.network, clock, log)}
    if own.ping_url is not None and client is not None:
        ping = alive.Ping(own.ping_url.get_secret_value(), client.session(_PING), clock, log)

        def unwell() -> str:
            return ", ".join(pulse.stuck()) or ("store failing" if around.store_failing else "")

        jobs["ping"] = alive.pinging(ping, own.ping_every, unwell, clock, around.notice)
    if own.weekly is not None:

        async def tell(event: Event) -> None:
            await around.write(Record.of_installation(events=(event,), deliveries=around.tell([event])))

        jobs["weekly"] = alive.telling_weeks(own.weekly, watchers, journal, clock, tell, around.event)
    return jobs


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def lock_path(settings: Settings) -> Path:
    """Where the daemon's lock lies: `slotwatch healthcheck` looks whether it is held."""
    return settings.state / "slotwatch.lock"
