"""The chain: what a line is, that it only grows, and that two processes can add to it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slotwatch.model import Available, Check, Slot
from slotwatch.store import BEGINNING, ClockProof, Entry, Failure, StoreError, open_beside

MINUTE = timedelta(minutes=1)


def _lines(store):
    """Every line with the hash that the store holds of it."""
    previous = BEGINNING
    for link in store.links():
        yield link.line(previous), link.hash
        previous = link.hash


def _assert_sealed(store):
    """By hand, as the documents tell anybody to do it."""
    previous = BEGINNING
    for number, (line, stored) in enumerate(_lines(store), start=1):
        assert sha256(line).hexdigest() == stored
        entry = json.loads(line)
        assert (entry["number"], entry["previous"]) == (number, previous)
        assert line == json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        previous = stored


def test_a_check_is_sealed_with_all_that_is_known_of_it(store, make_record, now):
    store.record(make_record(now, clock=ClockProof(synchronised=True, gap=-2)))
    ((line, _),) = _lines(store)
    assert json.loads(line) == {
        "at": "2026-03-02T09:00:00.000+00:00",
        "facts": {
            "check": 1,
            "detail": "Aucun créneau disponible",
            "digest": "ab" * 32,
            "gap_s": -2,
            "marker": "Aucun créneau disponible",
            "outcome": "no_slot",
            "status": 200,
            "synchronised": True,
            "took_ms": 345,
            "url": "https://booking.example/motif/1",
            "utc_offset": "1:00:00",
        },
        "kind": "check",
        "motive": "renewal",
        "number": 1,
        "previous": BEGINNING,
    }
    _assert_sealed(store)


def test_entries_of_a_record_come_before_its_check(store, make_record, now):
    store.record(make_record(now, entries=(Entry("hole", now, "renewal", {"seconds": 7200}),)))
    store.seal([Entry("stop", now)])
    assert [link.kind for link in store.links()] == ["hole", "check", "stop"]
    _assert_sealed(store)
    assert store.head() == (3, list(_lines(store))[-1][1])


def test_the_clocks_proof_is_read_back(store, make_record, now):
    proofs = [ClockProof(), ClockProof(synchronised=False, gap=0), ClockProof(synchronised=True, gap=86400)]
    for i, proof in enumerate(proofs):
        store.record(make_record(now + i * MINUTE, clock=proof))
    assert [r.clock for r in store.checks("renewal", now, now + timedelta(days=1))] == proofs


def test_seals_of_checks_are_found_by_their_numbers(store, make_record, now):
    store.seal([Entry("start", now)])
    for i in range(5):
        store.record(make_record(now + i * MINUTE))
    found = store.seals_of_checks(2, 4)
    assert {check: entry for check, (entry, _) in found.items()} == {2: 3, 3: 4, 4: 5}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_a_check_holds_its_seal_is_proved_by_what_is_read_back(store, anything, make_record, data):
    at = data.draw(anything.instants)
    check = Check(data.draw(anything.names), at, 0.5, data.draw(anything.outcomes))
    store.record(make_record(at, motive=check.motive, check=check))
    _assert_sealed(store)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_an_entry_holds_its_seal_is_proved_by_what_is_read_back(store, anything, data):
    plain = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
    facts = data.draw(st.dictionaries(st.text(max_size=8), plain, max_size=4))
    entry = Entry(data.draw(anything.names), data.draw(anything.instants), data.draw(anything.words), facts)
    (number,) = store.seal([entry])
    sealed = store.entries()[-1]
    assert (sealed.number, sealed.entry) == (number, entry)
    previous = BEGINNING
    for link in store.links():
        assert sha256(link.line(previous)).hexdigest() == link.hash
        previous = link.hash


def test_half_a_letter_in_a_fact_is_made_storable(store, now):
    store.seal([Entry("note", now, "renewal", {"text": "half \ud83d"})])
    assert store.entries()[0].entry.facts == {"text": "half ?"}
    _assert_sealed(store)


@pytest.mark.parametrize(
    "statement", ["UPDATE seals SET hash = x'00'", "DELETE FROM entries", "DELETE FROM seals"]
)
def test_the_chain_only_grows(store, now, statement):
    store.seal([Entry("start", now)])
    with closing(sqlite3.connect(store.path)) as other, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        other.execute(statement)


def test_a_sealed_check_cannot_be_deleted(store, make_record, now):
    for i in range(2):
        store.record(make_record(now + i * MINUTE))
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store._connection.execute("DELETE FROM checks WHERE id = 1")


def test_a_record_that_fails_leaves_no_entry(store, make_record, now):
    store._connection.execute("CREATE TEMP TRIGGER no BEFORE INSERT ON looks BEGIN SELECT raise(ABORT, 'no'); END")
    with pytest.raises(StoreError):
        store.record(make_record(now, entries=(Entry("hole", now),)))
    assert store.head() is None
    assert list(store.links()) == []


def test_what_is_no_json_any_more_is_told_with_its_number(store, now):
    store.seal([Entry("start", now)])
    store._connection.execute("DROP TRIGGER entries_stay_update")
    store._connection.execute("UPDATE entries SET facts = '{'")
    with pytest.raises(StoreError, match="entry 1 of the chain cannot be read back") as failed:
        store.entries()
    assert failed.value.kind is Failure.DAMAGED


# ── two writers ────────────────────────────────────────────────────────────────────────────────

#: Adds entries beside whoever holds the store.
ADDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from slotwatch.store import Entry, open_beside
for n in range(100):
    with open_beside(Path(sys.argv[1])) as book:
        book.seal([Entry("note", datetime(2026, 3, 2, tzinfo=UTC), "renewal", {"n": n})])
"""


def test_two_processes_add_to_one_chain(tmp_path, open_store, make_record, now):
    store = open_store(tmp_path)
    other = subprocess.Popen([sys.executable, "-c", ADDER, str(tmp_path)])
    count = 0
    while other.poll() is None:
        store.record(make_record(now + count * MINUTE))
        count += 1
    assert other.returncode == 0
    assert store.chain_length() == 100 + count
    _assert_sealed(store)
    assert [s.entry.facts["n"] for s in store.entries("note")] == list(range(100))


def test_whoever_writes_beside_may_read_the_chain_too(tmp_path, open_store, make_record, now):
    store = open_store(tmp_path)
    store.record(make_record(now))
    with open_beside(tmp_path) as book:
        assert book.seal([Entry("stop", now)]) == [2]
        assert book.head() == store.head()


# ── older formats ──────────────────────────────────────────────────────────────────────────────


def test_checks_of_an_older_format_are_sealed_on_the_way_before_anything_else(tmp_path, open_store, now):
    from pathlib import Path

    script = Path(__file__).with_name("versions") / "v3.sql"
    with closing(sqlite3.connect(tmp_path / "slotwatch.db")) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
    store = open_store(tmp_path)
    assert [link.check for link in store.links()] == [1, 2, 3]
    store.seal([Entry("start", now)])
    _assert_sealed(store)


def test_a_slot_look_seals_its_slots(store, make_record, now):
    slot = Slot(now.date(), None, "guichet 1")
    store.record(make_record(now, Available((slot,))))
    ((line, _),) = _lines(store)
    facts = json.loads(line)["facts"]
    assert json.loads(facts["slots"]) == [["2026-03-02", None, "guichet 1"]]
    assert facts["first_day"] == "2026-03-02"
