"""A month of five motives, in virtual time: every slot that a look could see is told once, nothing else is."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import structlog
from virtual import InlineExecutor, VirtualClock, run_virtually

from slotwatch.contract import LookFailed
from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Human,
    Maintenance,
    Motive,
    NeedsHuman,
    NoSlot,
    Pace,
    Slot,
    SlotsOpened,
    Unreachable,
    Unrecognised,
    Window,
)
from slotwatch.notify.channels import Result
from slotwatch.notify.outbox import Outbox
from slotwatch.policy.routing import Route
from slotwatch.store import Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher

MONTH = 30 * 86400
START = datetime(2026, 10, 10, 6, 0, tzinfo=UTC)  # the month holds the end of summer time
FAULTS = (
    Maintenance(502),
    Unreachable(Cause.TIMEOUT),
    Unrecognised("no known form"),
    NeedsHuman(Human.CAPTCHA),
    Blocked(429, 900.0),
)


class Site:
    """One motive's truth over the month: when which slots are on offer, and when it is broken."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        self.openings = []
        self.faults = []
        at = 0.0
        while at < MONTH:
            at += random.uniform(0.2, 2.5) * 86400
            slots = tuple(Slot(date(2027, 1, 1 + random.randrange(28)), None, f"{at:.0f}") for _ in range(2))
            self.openings.append((at, at + random.uniform(60, 5400), slots))
        at = 0.0
        while at < MONTH:
            at += random.uniform(0.1, 1.5) * 86400
            self.faults.append((at, at + random.uniform(60, 10800), random.choice(FAULTS)))
        self.seen: set[Slot] = set()
        self.looks = 0

    def answer(self, ticks: float):
        self.looks += 1
        for start, end, fault in self.faults:
            if start <= ticks < end:
                return fault
        slots = tuple(s for start, end, slots in self.openings if start <= ticks < end for s in slots)
        self.seen.update(slots)
        return Available(slots) if slots else NoSlot("none")


class Mailbox:
    """A channel that fails now and then, as networks do."""

    name, shape = "mail", "text"

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.messages: list[str] = []

    async def send(self, message):
        if self.random.random() < 0.3:
            return Result(ok=False, error="connection refused", took=0.0)
        self.messages.append(message.body)
        return Result(ok=True, took=0.0)


@pytest.mark.timeout(150)
def test_a_month_of_five_motives(tmp_path):
    clock = VirtualClock(START)
    night = Window(datetime(2026, 1, 1, 23).time(), datetime(2026, 1, 1, 6).time())
    motives = [
        Motive(f"m{n}", "booking", f"https://www{n % 3}.example.org/booking/create/{n}", Pace(300, 0.2, 60, night))
        for n in range(5)
    ]
    sites = {m.name: Site(seed) for seed, m in enumerate(motives)}
    mailbox = Mailbox(99)
    log = structlog.wrap_logger(None, processors=[_drop])
    told: dict[str, list[Slot]] = {m.name: [] for m in motives}

    async def look(motive):
        await clock.sleep(0.3)
        outcome = sites[motive.name].answer(clock.ticks)
        if isinstance(outcome, Unreachable):
            raise LookFailed(outcome)
        return outcome

    async def month():
        journal = StoreThread(Store.open(tmp_path, now=clock.now()).store, InlineExecutor())
        outbox = Outbox(
            {"mail": mailbox},
            store=journal,
            clock=clock,
            motives={m.name: m for m in motives},
            language="fr",
            log=log,
        )
        offered = outbox.offer

        def offer(deliveries):
            deliveries = tuple(deliveries)
            for d in deliveries:
                if isinstance(d.event.what, SlotsOpened):
                    told[d.event.motive] += d.event.what.slots
            offered(deliveries)

        outbox.offer = offer
        around = Surroundings(clock, Random(5), journal, outbox, HostRests(clock), [Route("mail")], log)
        jobs = [outbox.run(), *(Watcher(m, look, around).run() for m in motives)]
        tasks = [asyncio.create_task(job) for job in jobs]
        await clock.sleep(MONTH)
        # an hour without new looks, so that the last messages get through
        for task in tasks[1:]:
            task.cancel()
        await clock.sleep(3600)
        assert await journal.pending() == ()
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await journal.close()

    run_virtually(clock, month())

    for name, site in sites.items():
        assert site.looks > 5000
        assert sorted(told[name], key=lambda s: s.order) == sorted(site.seen, key=lambda s: s.order)
        assert site.seen
    assert sum("renouvellement" in m or "http" in m for m in mailbox.messages) > 0
    store = Store.open_readonly(tmp_path)
    kept = sum(1 for m in motives for _ in store.checks(m.name, START, START + timedelta(days=40)))
    # the end of the month may cut one look of each motive short
    assert 0 <= sum(site.looks for site in sites.values()) - kept <= len(motives)


def _drop(*_):
    raise structlog.DropEvent
