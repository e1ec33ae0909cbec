"""What is committed stays: kill -9, a reader beside the writer, and when the disk is made to flush."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta

import pytest

from slotwatch.store import Failure, Store, StoreError

MINUTE = timedelta(minutes=1)

#: Records looks, every third with an alert, and says the number of each when `record` has returned.
WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from slotwatch.model import Check, Delivery, Event, Evidence, NoSlot, Slot, SlotsOpened
from slotwatch.policy.cadence import Strain
from slotwatch.policy.episodes import MotiveState
from slotwatch.store import Record, Store

at = datetime(2026, 3, 2, 9, tzinfo=UTC)
store = Store.open(Path(sys.argv[1]), now=at).store
while True:
    check = Check("renewal", at, 0.3, NoSlot("aucun", Evidence("https://booking.example/", 200, "aucun")))
    number = store.statuses(at)[0].last.number + 1 if store.statuses(at) else 1
    deliveries = ()
    if number % 3 == 0:
        event = Event(f"event-{number}", "renewal", at, SlotsOpened((Slot(),), 1))
        deliveries = (Delivery(f"event-{number}:mail", event, "mail", at, at),)
    state = MotiveState(at, at, at)
    got = store.record(Record("renewal", check, state, Strain(), at, deliveries=deliveries))
    assert got == number
    print(number, flush=True)
"""


@pytest.mark.parametrize("said", [1, 7, 40, 150, 151])
def test_all_that_was_acknowledged_before_a_kill_is_there_after_it(open_store, tmp_path, now, said):
    for _ in range(2):  # the second writer finds what the killed first one left
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            lines = [process.stdout.readline() for _ in range(said)]
            os.kill(process.pid, signal.SIGKILL)
            lines += process.stdout.readlines()
            assert process.stderr.read() == ""
        acknowledged = [int(line) for line in lines if line.endswith("\n")]
        opened = Store.open(tmp_path, now=now)
        try:
            assert opened.moved_aside is None
            numbers = [r.number for r in opened.store.checks("renewal", now - MINUTE, now + MINUTE)]
            alerts = {d.id for d in opened.store.pending()}
            assert opened.store._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        finally:
            opened.store.close()
        # at most the one that was being acknowledged is there besides
        assert numbers in (list(range(1, acknowledged[-1] + 1)), list(range(1, acknowledged[-1] + 2)))
        assert alerts == {f"event-{n}:mail" for n in numbers if n % 3 == 0}


def test_readers_never_wait_for_the_writer_nor_see_half_a_record(store, tmp_path, make_record, make_delivery, now):
    done = threading.Event()
    seen: list[int] = []
    failures: list[str] = []

    def read():
        reader = Store.open_readonly(tmp_path, patience=0)
        try:
            while not done.is_set():
                with closing(sqlite3.connect(f"file:{reader.path}?mode=ro", uri=True, timeout=0)) as other:
                    rows = other.execute(
                        "SELECT (SELECT count(*) FROM checks), (SELECT count(*) FROM deliveries)"
                    ).fetchone()
                if rows[0] != rows[1]:
                    failures.append(f"half a record: {rows}")
                seen.append(len(reader.pending()))
        except (StoreError, sqlite3.Error) as error:
            failures.append(str(error))
        finally:
            reader.close()

    store.record(make_record(now, deliveries=(make_delivery(),)))
    thread = threading.Thread(target=read)
    thread.start()
    for i in range(1, 200):
        store.record(make_record(now + i * MINUTE, deliveries=(make_delivery(),)))
    done.set()
    thread.join()
    assert failures == []
    assert seen == sorted(seen)
    assert seen[-1] > 0


def test_a_transaction_left_open_by_a_reader_stops_no_write(store, make_record, now):
    store.record(make_record(now))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM checks").fetchone() == (1,)
        store.record(make_record(now + MINUTE))
        assert reader.execute("SELECT count(*) FROM checks").fetchone() == (1,)
    assert len(list(store.checks("renewal", now, now + 2 * MINUTE))) == 2


# ── when the disk must flush ───────────────────────────────────────────────────────────────────


@pytest.fixture
def level_at_commit(store):
    """`PRAGMA synchronous` as it stood at each commit: 1 is NORMAL, 2 is FULL."""
    levels: list[int] = []
    level = 1

    def trace(statement: str) -> None:
        nonlocal level
        if statement.startswith("PRAGMA synchronous="):
            level = {"NORMAL": 1, "FULL": 2}[statement.rpartition("=")[2]]
        elif statement == "COMMIT":
            levels.append(level)

    assert _level(store) == 1
    store._connection.set_trace_callback(trace)
    return levels


def _level(store):
    return store._connection.execute("PRAGMA synchronous").fetchone()[0]


def test_only_a_record_that_carries_an_alert_waits_for_the_disk(
    store, level_at_commit, make_record, make_delivery, now
):
    store.record(make_record(now))
    store.record(make_record(now + MINUTE, deliveries=(make_delivery(),)))
    assert _level(store) == 1
    store.record(make_record(now + 2 * MINUTE))
    store.update([make_delivery()])
    assert level_at_commit == [1, 2, 1, 1]


def test_the_level_is_really_full_while_an_alert_is_written(store, make_record, make_delivery):
    """Asked inside the transaction, by a trigger that calls back."""
    levels: list[int] = []
    store._connection.create_function("tell", 0, lambda: levels.append(_level(store)))
    store._connection.execute("CREATE TEMP TRIGGER spy AFTER INSERT ON deliveries BEGIN SELECT tell(); END")
    store.record(make_record(deliveries=(make_delivery(),)))
    assert levels == [2]


def test_after_a_failed_alert_the_level_is_normal_again(store, make_record, make_delivery, now):
    store._connection.execute(
        "CREATE TEMP TRIGGER no BEFORE INSERT ON deliveries BEGIN SELECT raise(ABORT, 'no'); END"
    )
    with pytest.raises(StoreError) as failed:
        store.record(make_record(deliveries=(make_delivery(),)))
    assert failed.value.kind is Failure.OTHER
    assert _level(store) == 1
    assert store.record(make_record()) == 1


def test_the_file_is_set_up_as_promised(store):
    settings = {
        name: store._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "foreign_keys", "busy_timeout", "page_size")
    }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "page_size": 512}


def test_an_ordinary_look_costs_few_bytes(store, make_record, now):
    """Long texts that come again are kept once; 48 bytes are its seal in the chain, 32 of them the hash."""
    for i in range(2000):
        store.record(make_record(now + i * MINUTE, motive=f"motive {i % 5}"))
    store.close()
    grown = store.path.stat().st_size / 2000
    assert grown < 175
    with closing(sqlite3.connect(store.path)) as reader:
        assert reader.execute("SELECT count(*) FROM texts").fetchone() == (2,)


def test_a_state_that_did_not_change_is_not_written_again(store, make_record, now):
    store.record(make_record(now))
    statements: list[str] = []
    store._connection.set_trace_callback(statements.append)
    store.record(make_record(now + MINUTE))
    assert not [s for s in statements if "UPDATE motives" in s]
    store.record(make_record(now + 2 * MINUTE, state=make_record(now).state.__class__(blind_told=True)))
    assert [s for s in statements if "UPDATE motives" in s]
