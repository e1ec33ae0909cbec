"""From releases to hot windows and back, through the real watcher and the real store, in virtual time."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from types import SimpleNamespace

import pytest
import structlog
from virtual import InlineExecutor, VirtualClock, run_virtually

from slotwatch.daemon import recall_releases
from slotwatch.explain import explain
from slotwatch.model import PARIS, Available, HotHours, Maintenance, Motive, NoSlot, Outcome, Pace, Slot, Window
from slotwatch.policy.routing import Route
from slotwatch.store import Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher

MOTIVE = Motive("renewal", "booking", "https://www.example.org/booking/create/1", Pace(every=900, jitter=0.2))
MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, PARIS).astimezone(UTC)


class Post:
    """An outbox that only remembers when it was given what."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.told: list[datetime] = []

    def offer(self, deliveries):
        self.told += [self.clock.now() for _ in deliveries]

    def gone(self, motive, slots, at):
        pass


class Office:
    """Watches a made-up site with the real watcher; each `watch` is a process of its own."""

    def __init__(self, folder, answer: Callable[[datetime], Outcome], start: datetime) -> None:
        self.folder, self.answer = folder, answer
        self.clock = VirtualClock(start)
        self.looks: list[datetime] = []
        self.post = Post(self.clock)

    async def look(self, motive):
        self.looks.append(self.clock.now())
        await self.clock.sleep(0.5)
        return self.answer(self.clock.now())

    def watch(self, motive: Motive, until: datetime) -> None:
        async def main():
            thread = StoreThread(Store.open(self.folder, now=self.clock.now()).store, InlineExecutor())
            around = Surroundings(
                clock=self.clock,
                random=Random(1),
                journal=thread,
                outbox=self.post,
                rests=HostRests(self.clock),
                routes=[Route("mail")],
                log=structlog.wrap_logger(None, processors=[self._drop]),
            )
            memory = (await thread.memories()).get(motive.name)
            watcher = Watcher(motive, self.look, around, memory)
            await recall_releases([watcher], thread, self.clock)
            task = asyncio.create_task(watcher.run())
            await self.clock.sleep((until - self.clock.now()).total_seconds())
            task.cancel()
            await asyncio.wait([task])
            await thread.close()

        run_virtually(self.clock, main())

    def _drop(self, *_):
        raise structlog.DropEvent

    def seen(self, begin: datetime, end: datetime) -> list[datetime]:
        return [look for look in self.looks if begin <= look < end]


def every_monday(now: datetime) -> Outcome:
    """Places from half past eight on, for as long as it takes to see them; later, for two minutes."""
    local = now.astimezone(PARIS)
    weeks = (local.date() - MONDAY).days // 7
    lasting = timedelta(minutes=40 if weeks < 3 else 2)
    opened = at(local.date(), time(8, 30 + weeks % 3))
    if local.weekday() == 0 and opened <= now < opened + lasting:
        return Available((Slot(date(2027, 1, 14), place=f"week {weeks}"),))
    return NoSlot("none")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Three Mondays to learn from, then a restart, then a fourth week."""
    office = Office(tmp_path_factory.mktemp("office"), every_monday, at(MONDAY - DAY, time(12)))
    office.watch(MOTIVE, at(MONDAY + 17 * DAY, time(12)))
    office.watch(MOTIVE, at(MONDAY + 22 * DAY, time(12)))
    return office


FOURTH = MONDAY + 21 * DAY


def test_after_three_mondays_the_fourth_is_watched_at_the_floor(office):
    before = office.seen(at(FOURTH, time(6)), at(FOURTH, time(8)))
    around = office.seen(at(FOURTH, time(8, 25)), at(FOURTH, time(8, 45)))
    assert len(before) <= 9
    assert len(around) >= 15
    assert max(b - a for a, b in pairwise(around)) <= timedelta(seconds=73)
    assert min(b - a for a, b in pairwise(office.looks)) >= timedelta(seconds=60)


def test_places_that_last_two_minutes_are_told(office):
    opened = at(FOURTH, time(8, 30))
    (told,) = [instant for instant in office.post.told if instant >= opened]
    assert told - opened <= timedelta(seconds=75)


def test_the_hot_day_has_as_many_looks_as_any_other(office):
    counts = [len(office.seen(at(day, time()), at(day + DAY, time()))) for day in (FOURTH - DAY, FOURTH)]
    assert counts[1] <= counts[0] * 1.02 + 1


def test_the_releases_are_in_the_store_and_explain_names_them(office):
    store = Store.open_readonly(office.folder)
    releases = store.releases("renewal", at(MONDAY - DAY, time()))
    store.close()
    assert [r.astimezone(PARIS).date() for r in releases] == [MONDAY + 7 * n * DAY for n in range(4)]
    settings, now = SimpleNamespace(state=office.folder), office.clock.now()
    text = explain(settings, MOTIVE, now)
    assert "No daemon is running" in text
    assert "learnt from 4 releases" in text
    assert releases[-1].astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S +0100") in text
    facts = json.loads(explain(settings, MOTIVE, now, as_json=True))
    assert facts["because"] == "steady pace"
    assert facts["windows"][0]["hours"].startswith("mon 08:")
    assert len(facts["windows"][0]["releases"]) == 4
    assert facts["running"] is False


def test_the_owners_window_holds_from_the_first_day_and_trouble_ends_it(tmp_path):
    breaks = at(MONDAY, time(8, 35))
    motive = replace(MOTIVE, pace=replace(MOTIVE.pace, hot=(HotHours(Window(time(8, 20), time(8, 50))),)))
    office = Office(
        tmp_path, lambda now: NoSlot("none") if now < breaks else Maintenance(502), at(MONDAY, time(7))
    )
    office.watch(motive, at(MONDAY, time(9)))
    opens = at(MONDAY, time(8, 20))
    assert any(abs(look - opens) <= timedelta(seconds=21) for look in office.looks)
    assert len(office.seen(opens, breaks)) >= 12
    assert len(office.seen(breaks + timedelta(seconds=75), at(MONDAY, time(8, 50)))) <= 1
    settings = SimpleNamespace(state=tmp_path)
    facts = json.loads(explain(settings, motive, office.clock.now(), as_json=True))
    assert facts["because"].startswith("maintenance")
    assert facts["windows"] == [{"hours": "08:20-08:50", "own": True, "releases": []}]
