"""When slots were released, read back from episodes and from what sites say."""

from datetime import date, timedelta

import pytest

from slotwatch.model import Available, Maintenance, NoSlot, Slot
from slotwatch.policy.episodes import Episode, MotiveState

MINUTE = timedelta(minutes=1)
A, B = Slot(date(2026, 6, 1)), Slot(date(2026, 6, 2))


@pytest.fixture
def look(store, make_record, now):
    """Record a look so many minutes after the beginning, with the slots that it shows."""
    open_: dict[str, tuple[Episode, ...]] = {}

    def record(minutes, *slots, motive="renewal", outcome=None, released=None):
        at = now + minutes * MINUTE
        outcome = outcome or (Available(slots, released=released) if slots else NoSlot("none", released=released))
        if outcome.kind in ("available", "no_slot"):
            known = {e.slot: e for e in open_.get(motive, ())}
            open_[motive] = tuple(known.get(slot, Episode(slot, at)) for slot in slots)
        state = MotiveState(watched_since=now, last_look=at, last_answer=at, open=open_.get(motive, ()))
        store.record(make_record(at, outcome, motive, state=state))
        return at

    return record


def test_an_unknown_motive_has_no_releases(store, now):
    assert store.releases("nobody", now) == ()


def test_a_slot_counts_at_the_look_that_first_showed_it_and_again_when_it_returns(store, look, now):
    look(0)
    first = look(5, A)
    look(10, A)
    look(15)
    again = look(20, A, B)
    assert store.releases("renewal", now) == (first, again)
    assert store.releases("renewal", first + MINUTE) == (again,)


def test_the_first_look_and_a_look_after_a_hole_prove_nothing(store, look, now):
    look(0, A)
    look(5)
    look(60, B)
    assert store.releases("renewal", now) == ()


def test_looks_without_an_answer_do_not_fill_a_hole(store, look, now):
    look(0)
    for minutes in (10, 20, 30):
        look(minutes, outcome=Maintenance(502))
    look(40, A)
    assert store.releases("renewal", now) == ()


def test_what_the_site_says_counts_once_however_often_it_says_it(store, look, now):
    stated = now + 3 * MINUTE
    for minutes in (5, 10, 15):
        look(minutes, released=stated)
    assert store.releases("renewal", now) == (stated,)
    assert store.releases("renewal", now + 4 * MINUTE) == ()


def test_the_releases_of_another_motive_are_its_own(store, look, now):
    look(0, motive="other")
    seen = look(5, A, motive="other", released=now + MINUTE)
    look(5)
    assert store.releases("renewal", now) == ()
    assert store.releases("other", now) == (now + MINUTE, seen)
