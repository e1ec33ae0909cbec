"""The witness: keeps what is wanted, delays nobody, and says when it cannot."""

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from slotwatch.evidence import entries
from slotwatch.evidence.developing import develop
from slotwatch.evidence.room import Limits, bodies_of
from slotwatch.evidence.verifying import verify
from slotwatch.evidence.witness import QUEUE, Subject, Witness
from slotwatch.model import PARIS, Available, Check, Evidence, NoSlot, Slot
from slotwatch.policy.captures import CHANGES, EVERY, NONE
from slotwatch.store import ClockProof, StoreThread

NO = NoSlot("aucun", Evidence("https://booking.example/", 200, "aucun"))


class Clock:
    def __init__(self, now):
        self.at = now

    def now(self):
        return self.at

    def monotonic(self):
        return self.at.timestamp()

    async def sleep(self, seconds):
        self.at += timedelta(seconds=seconds)


class Log:
    """Keeps its lines."""

    def __init__(self):
        self.lines = []

    def _note(self, what, **facts):
        self.lines.append((what, facts))

    info = warning = error = exception = _note


class Answers:
    """A fetch with one page, and a cookie."""

    def __init__(self, page):
        self.page = page
        self.cookies = {"session": "0123456789abcdef"}

    async def get(self, _url, *, headers=None):
        return self.page


class Scene:
    """A witness at work, and the hands to drive it."""

    def __init__(self, store, bodies, look, page, now, **more):
        self.store, self.bodies, self.page, self.now = store, bodies, page, now
        self.log, self.told, self.look = Log(), [], look
        self.chain = StoreThread(store)
        facts = {"limits": Limits(keep_free=0), "secrets": (), "synchronised": lambda: True} | more
        plan = facts.pop("plan", CHANGES)
        subject = Subject(PARIS, plan, facts.pop("private", False))

        async def tell(what):
            self.told.append((what.what, what.detail))

        self.witness = Witness(
            bodies, self.chain, Clock(now), {"renewal": subject}, tell=tell, log=self.log, **facts
        )

    async def see(self, after=0, outcome=NO, body=b"<p>aucun</p>", *, seal=True):
        """One look, filmed and written down; the number of its check."""
        at = self.now + timedelta(minutes=after)
        film = self.witness.watching("renewal", Answers(self.page(body)))
        await film.get("https://booking.example/")
        number = await asyncio.to_thread(self.look, at, outcome) if seal else None
        self.witness.keep(Check("renewal", at, 0.1, outcome), number)
        return number

    async def settle(self):
        """Let the witness keep what it was given."""
        task = asyncio.create_task(self.witness.run())
        await asyncio.sleep(0)
        await self.witness.drain(5)
        task.cancel()

    def captures(self):
        zone = PARIS
        return [entries.read_capture(s, zone, frozenset()) for s in self.store.entries(entries.CAPTURE)]


@pytest.fixture
def scene(store, bodies, look, page, now):
    return lambda **more: Scene(store, bodies, look, page, now, **more)


async def test_a_change_is_kept_with_its_page_and_sealed(scene, bodies, store, tokens):
    s = scene()
    await s.see()
    await s.see(5)
    await s.see(10, Available((Slot(),)), b"<p>des places</p>")
    await s.settle()
    assert [(c.check, c.why) for c in s.captures()] == [(1, "change"), (3, "change")]
    assert [bodies.get(c.page.sha256) for c in s.captures()] == [b"<p>aucun</p>", b"<p>des places</p>"]
    assert verify(store, bodies, tokens).problems == []


async def test_all_looks_or_none_are_kept_as_wished(scene):
    everything = scene(plan=EVERY)
    for n in range(3):
        await everything.see(n)
    await everything.settle()
    assert [c.why for c in everything.captures()] == ["all"] * 3
    nothing = scene(plan=NONE)
    await nothing.see(20, Available((Slot(),)))
    await nothing.settle()
    assert len(nothing.captures()) == 3


async def test_after_a_restart_the_daily_captures_are_known(scene, now):
    from slotwatch.policy.captures import Plan, moments

    plan = Plan(daily=1)
    moment = moments(plan, "renewal", now, PARIS)[0]
    minutes = (moment - now).total_seconds() / 60 + 1
    first = scene(plan=plan)
    await first.see(minutes)
    await first.settle()
    again = scene(plan=plan)
    await again.witness.recall()
    again.witness._before["renewal"] = NO
    await again.see(minutes + 10)
    await again.settle()
    assert len(again.captures()) == 1


async def test_an_identical_body_is_kept_once(scene, bodies):
    s = scene(plan=EVERY)
    for n in range(4):
        await s.see(n)
    await s.settle()
    assert len(list(bodies.names())) == 1


async def test_a_look_that_could_not_be_written_down_is_not_kept(scene, bodies):
    s = scene()
    await s.see(seal=False)
    await s.settle()
    assert s.captures() == []
    assert list(bodies.names()) == []


async def test_no_cookie_and_no_configured_secret_reaches_the_disk(scene, bodies, store):
    s = scene(secrets=("s3cret-of-the-owner",))
    await s.see(0, NO, b"<a href='/x?s=0123456789abcdef'>s3cret-of-the-owner</a>")
    await s.settle()
    store.close()
    files = [path for path in store.path.parent.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    content += b"".join(bodies.get(name) for name in bodies.names())
    assert b"0123456789abcdef" not in content
    assert b"s3cret-of-the-owner" not in content
    assert len(files) >= 2


async def test_the_clock_is_proved_by_the_kernel_and_the_server(scene, now):
    s = scene(synchronised=lambda: False)
    assert s.witness.clock_proof("renewal") == ClockProof(synchronised=False, gap=None)
    await s.see()
    film = s.witness.watching("renewal", Answers(s.page(headers={"date": "Wed, 25 Nov 2026 08:59:00 GMT"})))
    await film.get("https://booking.example/")
    assert s.witness.clock_proof("renewal") == ClockProof(synchronised=False, gap=60)


async def test_below_the_floor_of_free_space_captures_stop_looks_go_on_and_one_notice_is_told(scene, store):
    s = scene(plan=EVERY, limits=Limits(keep_free=2**62))
    for n in range(3):
        await s.see(n)
    await s.settle()
    assert s.captures() == []
    assert [what for what, _ in s.told] == ["captures-stopped"]
    assert len(list(store.checks("renewal", s.now, s.now + timedelta(days=1)))) == 3
    s.witness._limits = Limits(keep_free=0)
    await s.see(5)
    await s.settle()
    assert len(s.captures()) == 1
    assert ("captures are kept again", {}) in s.log.lines


async def test_a_disk_that_fails_is_told_once_and_stops_nothing(scene, bodies):
    s = scene(plan=EVERY)
    bodies.folder.write_text("a file stands here")
    for n in range(3):
        await s.see(n)
    await s.settle()
    assert [what for what, _ in s.told] == ["captures-failing"]
    bodies.folder.unlink()
    await s.see(5)
    await s.settle()
    assert len(s.captures()) == 1


async def test_a_page_that_cannot_be_developed_stops_neither_the_next_nor_the_watch(scene, monkeypatch):
    s = scene(plan=EVERY)
    from slotwatch.evidence import witness

    def develops(shot, secrets, *, private):
        if b"bad" in shot.page.body:
            raise RuntimeError("synthetic")
        return develop(shot, secrets, private=private)

    monkeypatch.setattr(witness, "develop", develops)
    await s.see(0, NO, b"bad")
    await s.see(1, NO, b"good")
    await s.settle()
    assert [c.check for c in s.captures()] == [2]
    assert s.told == [("captures-failing", "RuntimeError")]


async def test_taking_a_look_on_never_waits_and_a_disk_that_hangs_costs_the_oldest(scene):
    s = scene(plan=EVERY)
    for n in range(QUEUE + 3):
        await s.see(n)
    lost = [facts["check"] for what, facts in s.log.lines if what.startswith("capture given up")]
    assert lost == [1, 2, 3]
    await s.settle()
    assert len(s.captures()) == QUEUE


async def test_a_stop_does_not_wait_for_ever(scene):
    s = scene(plan=EVERY)
    await s.see()
    loop = asyncio.get_running_loop()
    began = loop.time()
    await s.witness.drain(0.05)  # nobody works the queue off
    assert loop.time() - began < 1
    assert s.log.lines[-1][0] == "captures given up at the stop"


async def test_over_the_budget_the_oldest_leave_with_a_tombstone(scene, bodies, store, tokens):
    import os

    s = scene(plan=EVERY, limits=Limits(max_size=100_000, keep_free=0))
    for n in range(5):
        await s.see(n, NO, os.urandom(30_000))
    await s.settle()
    s.witness._since_budget = 1000
    await s.see(9, NO, b"one more")
    await s.settle()
    (deletion,) = [entries.read_deletion(e) for e in store.entries(entries.DELETED)]
    assert deletion.why == "budget"
    assert len(deletion.entries) == 3  # 5 × 30 kB: down to nine tenths of 100 kB
    assert len(list(bodies.names())) == 3
    assert verify(store, bodies, tokens).problems == []


async def test_the_retention_lets_go_of_old_pages_but_not_of_what_is_still_needed(
    scene, bodies, store, tokens, now
):
    s = scene(plan=EVERY, limits=Limits(keep_free=0, keep_days=30))
    await s.see(0, NO, b"old and alone")
    await s.see(1, NO, b"old and still in use")
    await s.see(60 * 24 * 40, NO, b"old and still in use")
    await s.settle()
    s.witness._clock.at = now + timedelta(days=40, hours=1)
    s.witness._since_budget = 1000
    await s.see(60 * 24 * 40 + 5, NO, b"new")
    await s.settle()
    assert sorted(bodies.get(name) for name in bodies.names()) == [b"new", b"old and still in use"]
    assert verify(store, bodies, tokens).problems == []


async def test_a_deletion_that_was_cut_short_is_finished_at_the_next_start(scene, bodies, store, now):
    s = scene(plan=EVERY)
    await s.see()
    await s.settle()
    (known,) = store.entries(entries.CAPTURE)
    store.seal([entries.deletion(now, "owner", [known.number])])  # and then the process died
    assert bodies.has(bodies_of(known)[0])
    again = scene(plan=EVERY)
    await again.see(5, NO, b"another")
    await again.settle()
    assert not bodies.has(bodies_of(known)[0])


async def test_bodies_that_no_entry_names_are_left_alone(scene, bodies):
    """They may belong to a database that was moved aside."""
    name = bodies.put(b"of another database")
    s = scene()
    await s.see()
    await s.settle()
    assert bodies.has(name)


def test_limits_have_usual_values():
    assert dataclasses.asdict(Limits()) == {"max_size": 500_000_000, "keep_free": 200_000_000, "keep_days": None}
