"""The owner's session while the daemon watches: virtual time, a real store, real cookies, a made-up site.

The site lets in whoever shows the cookie ``pass`` of a session that it still knows.
"""

import asyncio
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
import structlog
from virtual import START, InlineExecutor, VirtualClock, run_virtually

from slotwatch.daemon import cookies_of
from slotwatch.door import Door
from slotwatch.fetch import Client
from slotwatch.fetch.cookies import Cookie, to_text
from slotwatch.model import (
    Human,
    Motive,
    NeedsHuman,
    NoSlot,
    Pace,
    SessionEnded,
    SessionEnding,
    TroubleEntered,
    TroubleLeft,
)
from slotwatch.policy.routing import Route
from slotwatch.store import How, Store, StoreError, StoreThread, open_beside
from slotwatch.watch import HostRests, Surroundings, Watcher

HOST = "rdv.example"
MOTIVE = Motive("renewal", "guarded", f"https://{HOST}/demarche/1", Pace(every=300, jitter=0.0))
CAPTCHA = NeedsHuman(Human.CAPTCHA)


def cookies(value):
    return to_text([Cookie("pass", value, HOST)])


@dataclass
class Site:
    """Which sessions it knows, and what it sets at each look."""

    known: set[str] = field(default_factory=set)
    sets: list[str] = field(default_factory=list)
    looks: list[tuple[float, str]] = field(default_factory=list)


class Post:
    def __init__(self):
        self.deliveries = []

    def offer(self, deliveries):
        self.deliveries += deliveries

    def gone(self, motive, slots, at):
        pass


class World:
    """Watches the motive; ``plan`` maps a minute to what happens outside then."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = VirtualClock()
        self.site = Site()
        self.post = Post()
        self.logs = []
        self.writes = []
        self.broken = False

    def watch(self, plan, *, minutes, motive=MOTIVE):
        run_virtually(self.clock, self._main(plan, minutes, motive))

    async def _main(self, plan, minutes, motive):
        store = Store.open(self.folder, now=self.clock.now()).store
        store._connection.set_trace_callback(self._trace)
        thread = StoreThread(store, InlineExecutor())
        log = structlog.wrap_logger(None, processors=[self._keep])
        async with Client(user_agent="slotwatch/test", clock=self.clock) as client:
            session = client.session(motive.name)

            async def look(_):
                value = session.cookies.get("pass", "")
                self.site.looks.append((self.clock.monotonic(), value))
                if value not in self.site.known:
                    return CAPTCHA
                if self.site.sets:
                    new = self.site.sets.pop(0)
                    self.site.known.add(new)
                    session._jar.put([Cookie("pass", new, HOST)])
                return NoSlot("none")

            around = Surroundings(
                clock=self.clock,
                random=Random(1),
                journal=thread,
                outbox=self.post,
                rests=HostRests(self.clock),
                routes=[Route("mail")],
                log=log,
            )
            memory = (await thread.memories()).get(motive.name)
            door = Door(motive, session, self if self.broken else thread, log)
            task = asyncio.create_task(Watcher(motive, look, around, memory, door).run())
            begun = self.clock.monotonic()
            for minute, act in sorted(plan.items()):
                await self.clock.sleep(begun + minute * 60 - self.clock.monotonic())
                act()
            await self.clock.sleep(begun + minutes * 60 - self.clock.monotonic())
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await thread.close()

    async def session(self, motive):
        raise StoreError("the disk is gone")

    lifetimes = keep_cookies = note_told = end_session = session

    def _trace(self, statement):
        if "sessions SET" in statement:
            self.writes.append(statement)

    def _keep(self, _logger, level, entry):
        self.logs.append({"level": level, **entry})
        raise structlog.DropEvent

    # ── what other people do ───────────────────────────────────────────────────────────────────

    def opens(self, value, how=How.OPENED):
        """The owner, in another process."""

        def act():
            self.site.known.add(value)
            with open_beside(self.folder) as book:
                book.save_session(MOTIVE.name, HOST, cookies(value), opened=self.clock.now(), how=how)

        return act

    def forgets(self):
        with open_beside(self.folder) as book:
            book.end_session(book.session(MOTIVE.name).number, self.clock.now(), refused=False)

    def ends(self):
        """The site."""
        self.site.known.clear()

    def told(self):
        return [d.event.what for d in self.post.deliveries]

    def book(self):
        return open_beside(self.folder)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_without_a_session_one_message_says_how_to_open_one(world):
    world.watch({}, minutes=120)
    assert world.told() == [TroubleEntered("needs_human", "captcha", START, 1, session=True)]


def test_a_session_opened_while_the_motive_waits_is_used_within_a_minute_and_at_its_pace_from_then_on(world):
    world.watch({55: world.opens("one")}, minutes=75)
    first = next(at for at, value in world.site.looks if value == "one")
    assert 55 * 60 <= first <= 56 * 60
    inside = [at for at, value in world.site.looks if value == "one"]
    assert [b - a for a, b in pairwise(inside)] == [300.0] * (len(inside) - 1)
    assert isinstance(world.told()[-1], TroubleLeft)


def test_the_floor_holds_for_an_owner_in_a_hurry_too(world):
    world.watch({0.2: world.opens("one")}, minutes=3)
    assert [at for at, _ in world.site.looks] == [0.0, pytest.approx(60.0)]


def test_a_session_that_ends_is_one_message_and_a_lifetime(world):
    world.watch({1: world.opens("one"), 93: world.ends}, minutes=240)
    kinds = [what.kind for what in world.told()]
    assert kinds == ["trouble_entered", "trouble_left", "session_ended"]
    opened = START + timedelta(minutes=1)
    assert world.told()[-1] == SessionEnded(opened)
    with world.book() as book:
        assert book.session(MOTIVE.name) is None
        [life] = book.lifetimes(HOST, How.OPENED)
    assert life.opened == opened
    assert life.refused
    assert timedelta(minutes=85) < life.last_good - opened < timedelta(minutes=92)
    assert life.last_good < life.ended <= life.last_good + timedelta(minutes=5)


def test_each_session_that_ends_is_told_also_when_it_never_let_anything_in(world):
    def stillborn(value):
        def act():
            world.opens(value)()
            world.ends()

        return act

    world.watch({31: stillborn("one"), 61: stillborn("two")}, minutes=90)
    kinds = [what.kind for what in world.told()]
    assert kinds == ["trouble_entered", "session_ended", "session_ended"]


def test_the_warning_comes_once_before_the_usual_end_and_again_for_the_next_session(world):
    with open_store(world) as store:
        for n, hours in enumerate((5, 6, 7)):
            opened = START - timedelta(days=n + 1)
            past_life(store, opened, opened + timedelta(hours=hours))
    plan = {1: world.opens("one"), 60 * 8: world.opens("two")}
    world.watch(plan, minutes=60 * 15)
    warnings = [d.event for d in world.post.deliveries if isinstance(d.event.what, SessionEnding)]
    assert [event.what.usually for event in warnings] == [5 * 3600.0] * 2
    for event, begun in zip(warnings, (1, 480), strict=True):
        assert timedelta(hours=4.5) <= event.at - (START + timedelta(minutes=begun)) <= timedelta(hours=4.6)


def test_a_restart_uses_the_stored_session_and_does_not_warn_again(world):
    with open_store(world) as store:
        for n in range(3):
            opened = START - timedelta(days=n + 1)
            past_life(store, opened, opened + timedelta(hours=1))
    world.watch({1: world.opens("one")}, minutes=58)
    assert sum(isinstance(what, SessionEnding) for what in world.told()) == 1
    again = World(world.folder)
    again.clock, again.site = world.clock, world.site
    before = len(world.site.looks)
    again.watch({}, minutes=60)
    assert {value for _, value in world.site.looks[before:]} == {"one"}
    assert again.told() == []


def test_cookies_that_the_site_rotates_are_stored_and_those_it_leaves_alone_are_not_written(world):
    world.site.sets = ["second", "third"]
    world.watch({1: world.opens("one")}, minutes=120)
    assert len(world.writes) == 2
    with world.book() as book:
        assert book.session(MOTIVE.name).cookies == cookies("third")


def test_a_session_opened_in_good_time_takes_the_place_of_the_one_in_use(world):
    world.watch({1: world.opens("one"), 31: world.opens("two")}, minutes=60)
    values = [value for _, value in world.site.looks]
    assert values == sorted(values, key=["", "one", "two"].index)
    assert {"one", "two"} < set(values)
    assert [what.kind for what in world.told()] == ["trouble_entered", "trouble_left"]


def test_a_session_that_its_owner_asked_to_forget_is_shown_to_the_site_no_more(world):
    world.watch({1: world.opens("one"), 31: world.forgets}, minutes=60)
    assert world.site.looks[-1][1] == ""
    kinds = [what.kind for what in world.told()]
    assert kinds == ["trouble_entered", "trouble_left", "trouble_entered"]


def test_a_store_that_fails_never_stops_a_look_and_is_logged_once(world):
    world.broken = True
    world.watch({}, minutes=120)
    assert len(world.site.looks) > 2
    assert len([entry for entry in world.logs if "sessions cannot be read" in entry["event"]]) == 1


def test_cookies_that_cannot_be_read_back_end_as_a_session_that_is_over(world):
    def spoiled():
        with open_beside(world.folder) as book:
            book.save_session(MOTIVE.name, HOST, "s3cr3t", opened=world.clock.now(), how=How.OPENED)

    world.watch({30: spoiled}, minutes=60)
    assert [what.kind for what in world.told()] == ["trouble_entered", "session_ended"]
    assert any(entry["event"] == "session unusable" for entry in world.logs)


def test_no_log_line_holds_a_cookie(world):
    world.site.sets = ["s3cr3t-two"]
    world.watch({1: world.opens("s3cr3t-one"), 31: world.ends}, minutes=60)
    assert "s3cr3t" not in str(world.logs)
    assert {"session taken up", "session ended"} <= {entry["event"] for entry in world.logs}


@pytest.mark.parametrize("way", ["http", "browser"])
async def test_a_session_goes_where_the_motives_looks_have_their_cookies(way):
    motive = replace(MOTIVE, fetch=way)
    async with Client(user_agent="slotwatch/test", clock=VirtualClock()) as client:
        cookies_of(client, motive).load(cookies("s3cr3t"))
        async with client.way(motive) as fetch:
            assert fetch.cookies == {"pass": "s3cr3t"}
        assert cookies_of(client, motive).dump() == cookies("s3cr3t")


def open_store(world):
    store = Store.open(world.folder, now=world.clock.now()).store
    return closing(store)


def past_life(store, opened, good):
    """A session of yore, as the table keeps it."""
    store._connection.execute(
        "INSERT INTO sessions (motive, host, how, opened_ms, last_good_ms, ended_ms, refused)"
        " VALUES ('renewal', ?, 'opened', ?, ?, ?, 1)",
        (HOST, *(int(at.timestamp() * 1000) for at in (opened, good, good + timedelta(minutes=5)))),
    )
