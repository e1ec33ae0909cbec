"""The table of episodes tells the story of every slot, from the states that the policy makes."""

import sqlite3
from contextlib import closing
from datetime import date, time, timedelta

import pytest

from slotwatch.model import Available, Blocked, Evidence, Filter, NoSlot, Slot
from slotwatch.policy.episodes import MotiveState, advance
from slotwatch.store import Record
from slotwatch.store.codec import to_ms

MINUTE = timedelta(minutes=1)
A = Slot(date(2026, 4, 1), time(9, 40), "Créteil")
B = Slot(date(2026, 4, 2))
NONE = NoSlot("aucun", Evidence())


@pytest.fixture
def live(store, make_record, now):
    """Look after look, a minute apart, through the real policy; then the rows of the table, in minutes."""

    def run(*outcomes, wanted=Filter()):  # noqa: B008 - frozen
        state = MotiveState()
        for i, outcome in enumerate(outcomes):
            record: Record = make_record(now + i * MINUTE, outcome)
            state = advance(state, record.check, wanted).state
            store.record(make_record(now + i * MINUTE, outcome, state=state))
        return rows()

    def rows():
        def minute(ms):
            return None if ms is None else (ms - to_ms(now)) / 60_000

        with closing(sqlite3.connect(store.path)) as reader:
            found = reader.execute(
                "SELECT day, at, place, opened_ms, last_seen_ms, closed_ms, told FROM episodes ORDER BY id"
            ).fetchall()
        return [(*row[:3], *map(minute, row[3:6]), row[6]) for row in found]

    return run


def test_a_slot_that_stays_is_one_episode_seen_last_at_the_last_answer(live):
    assert live(Available((A,)), Available((A,)), Available((A,))) == [
        ("2026-04-01", "09:40:00", "Créteil", 0, 2, None, 1)
    ]


def test_a_slot_that_goes_is_closed_by_the_first_answer_without_it(live):
    assert live(Available((A, B)), Available((B,)), NONE) == [
        ("2026-04-01", "09:40:00", "Créteil", 0, 0, 1, 1),
        ("2026-04-02", None, "", 0, 1, 2, 1),
    ]


def test_a_slot_that_returns_is_a_second_episode(live):
    assert live(Available((Slot(),)), NONE, Available((Slot(),))) == [
        (None, None, "", 0, 0, 1, 1),
        (None, None, "", 2, 2, None, 1),
    ]


def test_trouble_neither_closes_an_episode_nor_sees_its_slot(live):
    assert live(Available((B,)), Blocked(429), Blocked(429)) == [("2026-04-02", None, "", 0, 0, None, 1)]


def test_a_slot_that_its_owner_does_not_want_is_recorded_untold(live):
    assert live(Available((A, B)), wanted=Filter(before=date(2026, 4, 2))) == [
        ("2026-04-01", "09:40:00", "Créteil", 0, 0, None, 1),
        ("2026-04-02", None, "", 0, 0, None, 0),
    ]


def test_a_slot_told_later_is_marked_then(store, make_record, now, live):
    live(Available((B,)), wanted=Filter(before=date(2026, 1, 1)))
    memory = store.memories()["renewal"]
    check = make_record(now + MINUTE, Available((B,))).check
    state = advance(memory.state, check, Filter()).state
    store.record(make_record(now + MINUTE, check.outcome, state=state))
    with closing(sqlite3.connect(store.path)) as reader:
        assert reader.execute("SELECT told, closed_ms FROM episodes").fetchall() == [(1, None)]


def test_an_episode_dropped_without_a_look_ends_when_it_was_last_seen(store, make_record, now, live):
    live(Available((B,)), Available((B,)))
    store.record(make_record(check=None, state=MotiveState()))
    with closing(sqlite3.connect(store.path)) as reader:
        assert reader.execute("SELECT closed_ms FROM episodes").fetchall() == [(to_ms(now + MINUTE),)]


def test_episodes_of_two_motives_are_not_mixed_up(store, make_record, now):
    for motive in ("renewal", "other"):
        record = make_record(now, Available((A,)), motive)
        state = advance(MotiveState(), record.check, Filter()).state
        store.record(make_record(now, Available((A,)), motive, state=state))
    store.record(make_record(now + MINUTE, NONE, "other", state=MotiveState()))
    with closing(sqlite3.connect(store.path)) as reader:
        rows = reader.execute(
            "SELECT m.name, closed_ms IS NULL FROM episodes e JOIN motives m ON m.id = e.motive ORDER BY m.id"
        ).fetchall()
    assert rows == [("renewal", 1), ("other", 0)]
