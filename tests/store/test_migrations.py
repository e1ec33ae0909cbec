"""From every older format to today's, or not at all."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from slotwatch.model import Delivery, DeliveryState, Event, Slot, SlotsOpened
from slotwatch.policy.budget import Spending
from slotwatch.policy.cadence import Strain
from slotwatch.store import Failure, Store, StoreError
from slotwatch.store.migrations import MIGRATIONS, Migration, migrate, version

VERSIONS = Path(__file__).parent / "versions"
NEWEST = MIGRATIONS[-1].number

ADD = Migration(NEWEST + 1, "a column more", ["ALTER TABLE hosts ADD COLUMN why TEXT"])

HALF = ("ALTER TABLE hosts ADD COLUMN who TEXT", "UPDATE motives SET state = '{}'")


def _make(folder, number):
    """The state folder as a program of that format left it."""
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / "slotwatch.db")) as connection:
        connection.executescript((VERSIONS / f"v{number}.sql").read_text(encoding="utf-8"))


def _look_at(path):
    """Version and schema of a file."""
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
        return version(connection), schema


def test_numbers_run_from_one_without_a_gap():
    assert [m.number for m in MIGRATIONS] == list(range(1, NEWEST + 1))


@pytest.mark.parametrize("number", [m.number for m in MIGRATIONS])
def test_a_published_migration_makes_what_it_always_made(tmp_path, now, number):
    _make(tmp_path, number)
    fresh = tmp_path / "fresh"
    Store.open(fresh, now=now, migrations=MIGRATIONS[:number]).store.close()
    assert _look_at(fresh / "slotwatch.db") == _look_at(tmp_path / "slotwatch.db")


@pytest.mark.parametrize("number", [m.number for m in MIGRATIONS])
def test_nothing_is_lost_on_the_way_from_any_older_format(tmp_path, open_store, now, number):
    _make(tmp_path, number)
    store = open_store(tmp_path)
    five = now + timedelta(minutes=5)
    slots = (Slot(five.date().replace(month=4, day=1), five.time().replace(9, 40), "Créteil"),)
    slots += (Slot(five.date().replace(month=4, day=2)),)
    event = Event("event-1", "renewal", five, SlotsOpened(slots, 2))
    assert store.pending() == (Delivery("event-1:mail", event, "mail", five, five + timedelta(hours=24)),)
    memories = store.memories()
    assert [e.slot for e in memories["renewal"].state.open] == list(slots)
    assert memories["naturalisation"].strain == Strain("blocked", 1)
    assert store.host_rests() == {"other.example": now + timedelta(hours=1)}
    assert [r.check.outcome.kind for r in store.checks("renewal", now, five + timedelta(days=1))] == [
        "no_slot",
        "available",
    ]
    assert [(d.channel, d.state) for d in store.deliveries(5)] == [
        ("sms", DeliveryState.SENT),
        ("mail", DeliveryState.QUEUED),
    ]


def test_release_instants_are_kept_since_format_2_and_unknown_before(tmp_path, open_store, now):
    told = {}
    for number in (1, 2):
        _make(tmp_path / str(number), number)
        checks = open_store(tmp_path / str(number)).checks("renewal", now, now + timedelta(days=1))
        told[number] = [r.check.outcome.released for r in checks]
    assert told == {1: [None, None], 2: [datetime(2026, 3, 1, 14, 0, tzinfo=UTC)] * 2}


def test_a_newer_format_is_refused_and_not_touched(tmp_path, now):
    Store.open(tmp_path, now=now, migrations=(*MIGRATIONS, ADD)).store.close()
    content = (tmp_path / "slotwatch.db").read_bytes()
    for opening in (lambda: Store.open(tmp_path, now=now), lambda: Store.open_readonly(tmp_path)):
        with pytest.raises(StoreError, match=rf"format {NEWEST + 1}, this one knows up to {NEWEST}") as failed:
            opening()
        assert failed.value.kind is Failure.NEWER
    assert (tmp_path / "slotwatch.db").read_bytes() == content
    assert not list(tmp_path.glob("*damaged*"))


def test_a_reader_refuses_an_older_format_and_says_what_brings_it_up_to_date(tmp_path, now):
    Store.open(tmp_path, now=now).store.close()
    with closing(sqlite3.connect(tmp_path / "slotwatch.db")) as connection:
        connection.execute("PRAGMA user_version=0")
    with pytest.raises(StoreError, match="start `slotwatch run` once") as failed:
        Store.open_readonly(tmp_path)
    assert failed.value.kind is Failure.OLDER


def test_a_step_is_done_once(tmp_path, open_store, make_record, now):
    open_store(tmp_path).close()
    steps = (*MIGRATIONS, ADD)
    open_store(tmp_path, migrations=steps).close()
    store = open_store(tmp_path, migrations=steps)
    store.record(make_record())
    store.close()
    assert _look_at(tmp_path / "slotwatch.db")[0] == NEWEST + 1


def _half_way(connection):
    for statement in HALF:
        connection.execute(statement)
    raise KeyboardInterrupt("half way")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            ["ALTER TABLE hosts ADD COLUMN who TEXT", "UPDATE motives SET state = '{}'", "NONSENSE"],
            StoreError,
            "NONSENSE",
        ),
        (
            ["DELETE FROM texts", "UPDATE checks SET detail = 99"],
            StoreError,
            r"\(too much\) would leave rows that point",
        ),
        (_half_way, KeyboardInterrupt, "half way"),
    ],
    ids=["failing statement", "loose ends", "killed half way"],
)
def test_a_step_that_fails_leaves_the_version_before_it_whole(tmp_path, open_store, now, change, error, words):
    _make(tmp_path, NEWEST)
    before = _look_at(tmp_path / "slotwatch.db")
    bad = Migration(NEWEST + 2, "too much", change)
    with pytest.raises(error, match=words):
        Store.open(tmp_path, now=now, migrations=(*MIGRATIONS, ADD, bad))
    number, schema = _look_at(tmp_path / "slotwatch.db")
    assert number == NEWEST + 1  # the step before it was whole, and stays
    assert [name for name, _ in schema] == [name for name, _ in before[1]]
    assert not [sql for _, sql in schema if sql and "who TEXT" in sql]
    store = open_store(tmp_path, migrations=(*MIGRATIONS, ADD))
    assert len(store.pending()) == 1
    assert len(store.memories()["renewal"].state.open) == 2
    assert not list(tmp_path.glob("*damaged*"))


def test_foreign_keys_hold_again_after_a_migration(tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        migrate(connection, tmp_path / "x.db")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO looks VALUES (7, NULL, 0, 0, 0, '', 0)")


def test_every_column_that_may_be_null_says_when():
    """The schema is read by people: by hand, years later."""
    for statement in (s for m in MIGRATIONS if not callable(m.change) for s in m.change):
        if "CREATE TABLE" not in statement:
            continue
        for line in statement.splitlines()[2:-1]:
            if "NOT NULL" not in line and "PRIMARY KEY" not in line and line.strip() != ") STRICT":
                assert "null " in line, line


def test_the_fixtures_are_of_the_day_they_claim():
    assert datetime(2026, 3, 2, 9, 0, tzinfo=UTC).timestamp() * 1000 == 1772442000000
    assert "1772442000000" in (VERSIONS / "v1.sql").read_text(encoding="utf-8")


def test_what_hosts_were_sent_is_kept_since_format_6_and_nothing_before(tmp_path, open_store):
    spent = {}
    for number in (5, 6):
        _make(tmp_path / str(number), number)
        spent[number] = open_store(tmp_path / str(number)).budgets()
    assert spent == {5: {}, 6: {"www.prefecture.example": Spending(date(2026, 3, 2), 412)}}
