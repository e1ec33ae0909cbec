"""Alive, provably: what systemd, a dead-man's switch and the owner are told while all goes well.

A process that runs proves nothing.  So the signs of life are given only while every watcher goes on: its loop has
turned within the longest time that a sleep and a look may take.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

from slotwatch import systemd
from slotwatch.clock import Clock
from slotwatch.contract import LookFailed, Page
from slotwatch.model import Event, Happening, Noticed, WeekOf, WeekPassed
from slotwatch.own_network import OwnNetwork
from slotwatch.policy.circuit import PATIENCE
from slotwatch.policy.weekly import WEEK, Weekly, due
from slotwatch.store import StoreError
from slotwatch.watch import LONGEST_SLEEP, Watcher

#: Seconds after which a watcher that has not gone on is stuck: the longest look, two sleeps, and a slow card.
GRACE = PATIENCE + 2 * LONGEST_SLEEP + 60.0
#: Seconds between two sentences for systemd.
STATUS_EVERY = 60.0
#: Seconds between two glances at the calendar.
GLANCE = 300.0
#: The ping's failures are told after so long, and again after as long.
TOLD_EVERY = timedelta(days=1)


class Pulse:
    """Knows whether every watcher goes on.

    A machine that slept wakes with every watcher late: they are given their time again from the waking on, which
    shows in the pulse itself being late.
    """

    def __init__(self, watchers: Sequence[Watcher], clock: Clock, grace: float = GRACE) -> None:
        self._watchers = watchers
        self._clock = clock
        self._grace = grace
        self._felt = self._awake = clock.monotonic()

    def stuck(self) -> list[str]:
        """The motives whose watcher has not gone on for too long.  To be asked every minute or so."""
        ticks = self._clock.monotonic()
        if ticks - self._felt > STATUS_EVERY + LONGEST_SLEEP:
            self._awake = ticks
        self._felt = ticks
        return [w.motive.name for w in self._watchers if ticks - max(w.ticked, self._awake) > self._grace]


def sentence(
    watchers: Sequence[Watcher], own: OwnNetwork, now: datetime, ticks: float, late: Sequence[str] = ()
) -> str:
    """How it goes, in one line for `systemctl status`."""
    count = len(watchers)
    parts = [f"watching {count} motive{'s' if count != 1 else ''}"]
    looks = [w.state.last_look for w in watchers if w.state.last_look is not None]
    if looks:
        parts.append(f"last look {max(0, round((now - max(looks)).total_seconds()))} s ago")
    if watchers:
        parts.append(f"next in {max(0, round(min(w.due for w in watchers) - ticks))} s")
    if own.state.since is not None:
        parts.append("own network down")
    troubled = [f"{w.motive.name}: {w.strain.kind.replace('_', ' ')}" for w in watchers if w.strain.kind]
    if troubled:
        parts.append(f"{len(troubled)} in trouble ({', '.join(troubled[:3])}{', …' if troubled[3:] else ''})")
    if late:
        parts.append(f"STUCK: {', '.join(late[:3])}")
    return "; ".join(parts)


async def heartbeat(
    pulse: Pulse,
    watchers: Sequence[Watcher],
    own: OwnNetwork,
    clock: Clock,
    log: Any,
    notify: Callable[..., bool] = systemd.notify,
) -> None:
    """Tell systemd as often as it asked that the watch goes on, for ever; once a minute how."""
    interval = systemd.watchdog_interval()
    every = min(interval or STATUS_EVERY, STATUS_EVERY)
    told, complained = float("-inf"), False
    while True:
        await clock.sleep(every)
        ticks = clock.monotonic()
        late = pulse.stuck()
        if late and not complained:
            log.error("watchers stuck, no sign of life is given", motives=late)
        complained = bool(late)
        if interval and not late:
            notify("WATCHDOG=1")
        if ticks - told >= STATUS_EVERY:
            told = ticks
            notify(f"STATUS={sentence(watchers, own, clock.now(), ticks, late)}")


class Asks(Protocol):
    """What a ping needs of the network."""

    async def get(self, url: str) -> Page:
        """GET."""
        ...


class Ping:
    """A dead-man's switch, as healthchecks.io and its like have it: it rings when we stop calling.

    The address alone says that all is well, with ``/start`` that we begin, with ``/fail`` that something is wrong.
    It is a secret: no log shows it.
    """

    def __init__(self, url: str, fetch: Asks, clock: Clock, log: Any) -> None:
        self._url = url.rstrip("/")
        self._fetch = fetch
        self._clock = clock
        self._log = log
        self._failing_since: datetime | None = None

    async def send(self, variant: str = "") -> Noticed | None:
        """Call once; what its owner must know about the calling itself, at most once a day."""
        reason = await self._call(f"{self._url}/{variant}" if variant else self._url)
        if not reason:
            self._failing_since = None
            return None
        self._log.warning("ping failed", reason=reason, variant=variant or "success")
        now = self._clock.now()
        if self._failing_since is None:
            self._failing_since = now
        if now - self._failing_since < TOLD_EVERY:
            return None
        self._failing_since = now
        return Noticed("ping-failing", reason)

    async def _call(self, url: str) -> str:
        try:
            page = await self._fetch.get(url)
        except LookFailed as failed:
            # the outcome's own words may hold the address
            cause = getattr(failed.outcome, "cause", None)
            return str(cause.value) if cause is not None else failed.outcome.kind
        return "" if page.status < 400 else f"HTTP {page.status}"


async def pinging(
    ping: Ping,
    every: float,
    unwell: Callable[[], str],
    clock: Clock,
    tell: Callable[[Noticed], Awaitable[None]],
) -> None:
    """Call the dead-man's switch, for ever; ``unwell`` says why all is not well ("" when it is)."""
    variant = "start"
    while True:
        notice = await ping.send(variant)
        if notice is not None:
            await tell(notice)
        if variant == "start":
            variant = ""
            continue
        await clock.sleep(every)
        variant = "fail" if unwell() else ""


class Weeks(Protocol):
    """What the weekly message needs of the store."""

    async def last_event(self, kind: str) -> datetime | None:
        """When an event of this kind last happened."""
        ...

    async def week(self, motive: str, since: datetime, until: datetime) -> WeekOf:
        """The figures of a motive."""
        ...


async def telling_weeks(
    weekly: Weekly,
    watchers: Sequence[Watcher],
    weeks: Weeks,
    clock: Clock,
    tell: Callable[[Event], Awaitable[None]],
    make: Callable[[str, Happening, datetime], Event],
) -> None:
    """Send the week's figures once a week, for ever."""
    told: datetime | None = None  # a store that cannot be written must not make it come again
    while True:
        with suppress(StoreError):  # told by whoever writes to it; the week is told when it can be read
            told = max(filter(None, (told, await weeks.last_event(WeekPassed.kind))), default=None)
            event = await _week(weekly, watchers, weeks, told, clock.now(), make)
            if event is not None:
                told = event.at
                await tell(event)
        await clock.sleep(GLANCE)


async def _week(
    weekly: Weekly,
    watchers: Sequence[Watcher],
    weeks: Weeks,
    told: datetime | None,
    now: datetime,
    make: Callable[[str, Happening, datetime], Event],
) -> Event | None:
    begun = [w.state.watched_since for w in watchers if w.state.watched_since is not None]
    until = due(weekly, now, told, min(begun, default=None))
    if until is None:
        return None
    since = until - WEEK
    figures = [
        await weeks.week(w.motive.name, max(since, w.state.watched_since), until)
        for w in watchers
        if w.state.watched_since is not None and w.state.watched_since < until
    ]
    return make("", WeekPassed(since, until, tuple(figures)), now)
