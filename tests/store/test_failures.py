"""A write that fails is one clear line; the store goes on, and so does whoever uses it."""

import resource
import signal
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest

from slotwatch.model import Available, Evidence, NoSlot, Slot
from slotwatch.policy.episodes import Episode, MotiveState
from slotwatch.store import Failure, StoreError

MINUTE = timedelta(minutes=1)


@contextmanager
def _full(store):
    """As when the disk is full: the file may not grow by a page."""
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count={pages}")
    yield
    store._connection.execute("PRAGMA max_page_count=1073741823")


@contextmanager
def _failing_disk():
    """The kernel refuses every write to a file beyond its first kilobyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def _big(make_record, at):
    """A look that needs new pages."""
    return make_record(at, NoSlot(f"{at}" * 200, Evidence("https://booking.example/", 200, f"{at}" * 300)))


def test_a_full_disk_is_told_as_such_and_the_next_write_works(store, make_record, now):
    store.record(make_record(now))
    with _full(store), pytest.raises(StoreError, match="the disk is full; free some space") as failed:
        store.record(_big(make_record, now + MINUTE))
    assert failed.value.kind is Failure.FULL
    assert str(store.path) in str(failed.value)
    assert store.record(_big(make_record, now + 2 * MINUTE)) == 2
    assert [r.check.at for r in store.checks("renewal", now, now + 3 * MINUTE)] == [now, now + 2 * MINUTE]


def test_a_failing_disk_is_told_as_such_and_the_next_write_works(store, make_record, now):
    store.record(make_record(now))
    with _failing_disk(), pytest.raises(StoreError, match="the disk does not work as it should") as failed:
        store.record(make_record(now + MINUTE))
    assert failed.value.kind is Failure.DISK
    assert store.record(make_record(now + 2 * MINUTE)) == 2


def test_what_failed_leaves_nothing_half_written(store, make_record, make_delivery, now):
    store.record(make_record(now))
    before = store.memories(), store.statuses(now)
    delivery = make_delivery()
    with _full(store), pytest.raises(StoreError):
        store.record(
            make_record(
                now + MINUTE,
                NoSlot("x" * 5000, Evidence()),
                host="a.example",
                host_until=now,
                events=(delivery.event,),
                deliveries=(delivery,),
            )
        )
    assert (store.memories(), store.statuses(now)) == before
    assert store.pending() == ()
    assert store.host_rests() == {}


def test_texts_numbered_in_a_failed_write_are_numbered_again(store, make_record, now):
    """A number remembered from a transaction that was undone would point nowhere."""
    record = _big(make_record, now + MINUTE)
    with _full(store), pytest.raises(StoreError):
        store.record(record)
    store.record(record)
    assert [r.check for r in store.checks("renewal", now, now + 2 * MINUTE)] == [record.check]


def test_episodes_catch_up_after_a_failed_write(store, make_record, now):
    """The watch goes on without the store: its next record is compared with what was last written."""
    slot, other = Slot(place="a"), Slot(place="b" * 2000)
    open_ = tuple(Episode(s, now, told=True) for s in (slot, other))
    with _full(store), pytest.raises(StoreError):
        store.record(make_record(now, Available((slot, other)), state=MotiveState(now, now, now, open_)))
    store.record(make_record(now + MINUTE, Available((slot,)), state=MotiveState(now, now, now, open_[:1])))
    with closing(sqlite3.connect(store.path)) as reader:
        assert reader.execute("SELECT place, told, closed_ms FROM episodes").fetchall() == [("a", 1, None)]


def test_a_failing_update_is_undone_as_a_whole(store, make_record, make_delivery, now):
    deliveries = tuple(make_delivery() for _ in range(3))
    store.record(make_record(deliveries=deliveries))
    with _full(store), pytest.raises(StoreError):
        store.update([make_delivery(error="x" * 4000) for _ in range(3)])
    assert store.pending() == deliveries


def test_another_programs_lock_is_told_as_such_and_the_next_write_works(open_store, tmp_path, make_record, now):
    store = open_store(tmp_path, patience=0.05)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds it") as failed:
            store.record(make_record())
    assert failed.value.kind is Failure.LOCKED
    assert store.record(make_record()) == 1


def test_a_mistake_of_the_callers_is_not_dressed_up_as_the_stores(store, make_record, now):
    with pytest.raises(TypeError):
        store.record(make_record(due=now.replace(tzinfo=None)))
    assert store.record(make_record()) == 1


def test_a_page_with_half_a_surrogate_pair_costs_no_alert(store, make_record, make_delivery, now):
    half = "cr\ud83dneau"
    outcome = Available((Slot(place=half),), Evidence("https://booking.example/" + half, 200, half))
    state = MotiveState(now, now, now, (Episode(Slot(place=half), now, told=True),))
    store.record(make_record(now, outcome, state=state, deliveries=(make_delivery(error=half),)))
    assert store.pending()[0].error == "cr?neau"
    [back] = store.checks("renewal", now, now + MINUTE)
    assert back.check.outcome.evidence.marker == "cr?neau"


def test_an_event_of_an_unknown_kind_is_named_when_the_outbox_is_read(store, make_record, make_delivery):
    store.record(make_record(deliveries=(make_delivery(),)))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("UPDATE events SET kind = 'slots_traded'")
    with pytest.raises(StoreError, match="unknown kind 'slots_traded'"):
        store.pending()
    assert [row.event for row in store.deliveries(1)] == ["slots_traded"]


def test_a_delivery_in_an_unknown_state_is_named(store, make_record, make_delivery):
    store.record(make_record(deliveries=(make_delivery(),)))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("UPDATE deliveries SET state = 'carried by pigeon'")
    with pytest.raises(StoreError, match="unknown state 'carried by pigeon'"):
        store.deliveries(1)


def test_text_that_is_not_utf_8_is_damage(store, make_record, now):
    store.record(make_record())
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("UPDATE texts SET text = CAST(x'ff' AS TEXT)")
    with pytest.raises(StoreError) as failed:
        list(store.checks("renewal", now, now + MINUTE))
    assert failed.value.kind is Failure.DAMAGED
