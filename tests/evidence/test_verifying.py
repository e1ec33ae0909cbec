"""Tampering: every kind of byte that could be changed is changed, and found, and named."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest

from slotwatch.evidence import entries
from slotwatch.evidence.authority import QUERY, REPLY, StampError, State, examine, load_roots
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.data import Exchange
from slotwatch.evidence.stamping import stamp
from slotwatch.evidence.verifying import verify
from slotwatch.fetch.errand import post_bytes
from slotwatch.model import Available, Slot
from slotwatch.store import ClockProof, Store

MINUTE = timedelta(minutes=1)
CHECKS = 6


@pytest.fixture
async def sealed(store, bodies, tokens, look, now, authority):
    """Entries: start, six checks (2 to 7), a capture (8), an attempt by hand with a file (9), a stamp of it (10).

    Closed, so that somebody can change it.  Gives the hashes of the two bodies.
    """
    if not shutil.which("openssl"):
        pytest.skip("the openssl command is not installed")
    store.seal([entries.start(now, {"version": "0"})])
    for n in range(CHECKS - 1):
        look(now + n * MINUTE, clock=ClockProof(synchronised=True, gap=n))
    look(now + 9 * MINUTE, Available((Slot(now.date()),)))
    page, shot = bodies.put(b"<p>aucun</p>"), bodies.put(b"\x89PNG synthetic")
    exchange = Exchange(now, "GET", "https://booking.example/", "https://booking.example/", 200, sha256=page)
    attempt = {"kind": "attempt", "happened": now.isoformat(), "files": [{"sha256": shot, "name": "shot.png"}]}
    store.seal([entries.capture("renewal", 1, now, "change", [exchange])])
    from slotwatch.store import Entry

    store.seal([Entry(entries.BY_HAND, now, "renewal", attempt)])

    async def post(question):
        return await post_bytes(
            authority.url, question, content_type=QUERY, accept=REPLY, user_agent="test", seconds=5
        )

    async with authority.serving():
        await stamp(store, tokens, post, authority.url, authority.ca, now)
    store.close()
    return page, shot


@pytest.fixture
def prove(authority):
    """As the command does."""
    roots, known = load_roots(authority.ca)

    def go(content, head):
        try:
            return examine(content, head, nonce=None, roots=roots, known=known).state is State.STAMPED
        except StampError as error:
            raise ValueError(str(error)) from None

    return go


@pytest.fixture
def judge(tmp_path, bodies, tokens, prove):
    """The verdict as it stands."""

    def go(**more):
        opened = Store.open_readonly(tmp_path)
        try:
            return verify(opened, bodies, tokens, prove=prove, **more)
        finally:
            opened.close()

    return go


@pytest.fixture
def tamper(tmp_path):
    """Change the database as somebody with an editor would: no trigger and no foreign key holds them."""

    def go(*statements):
        with closing(sqlite3.connect(tmp_path / "slotwatch.db", isolation_level=None)) as connection:
            for table in ("seals", "entries"):
                for way in ("update", "delete"):
                    connection.execute(f"DROP TRIGGER IF EXISTS {table}_stay_{way}")
            connection.execute("DROP TRIGGER IF EXISTS last_number_is_kept")
            for statement in statements:
                connection.execute(statement)

    return go


def _numbers(verdict):
    return {problem.number for problem in verdict.problems}


def test_what_nobody_touched_is_as_it_was_sealed(sealed, judge):
    verdict = judge()
    assert verdict.problems == []
    assert verdict.notes == []
    assert (verdict.entries, verdict.bodies, verdict.stamps) == (10, 2, 1)


#: One changed field of one check each: every column of its row, and the texts it shares.
COLUMNS = {
    "the time": "UPDATE checks SET at_ms = at_ms + 1 WHERE id = 3",
    "the offset": "UPDATE checks SET offset_min = 120 WHERE id = 3",
    "the duration": "UPDATE checks SET took_ms = 1 WHERE id = 3",
    "the outcome": "UPDATE checks SET kind = 'maintenance' WHERE id = 3",
    "the sentence": "UPDATE checks SET detail = NULL WHERE id = 3",
    "the address": "UPDATE checks SET url = NULL WHERE id = 3",
    "the status": "UPDATE checks SET status = 201 WHERE id = 3",
    "the marker": "UPDATE checks SET marker = NULL WHERE id = 3",
    "the digest": "UPDATE checks SET digest = x'00' WHERE id = 3",
    "the motive": "UPDATE checks SET motive = (SELECT max(id) + 1 FROM motives) WHERE id = 3",
    "a day": "UPDATE checks SET first_day = '2026-12-24' WHERE id = 3",
    "a second day": "UPDATE checks SET second_day = '2026-12-24' WHERE id = 3",
    "slots": "UPDATE checks SET slots = (SELECT min(id) FROM texts) WHERE id = 3",
    "what the site asked": "UPDATE checks SET retry_after = 3.5 WHERE id = 3",
    "when it published": "UPDATE checks SET released_ms = 0 WHERE id = 3",
    "an impossible instant": "UPDATE checks SET at_ms = 9000000000000000000 WHERE id = 3",
    "whether the clock was right": "UPDATE checks SET synchronised = 0 WHERE id = 3",
    "a truth that is neither": "UPDATE checks SET synchronised = 2 WHERE id = 3",
    "the clocks' gap": "UPDATE checks SET gap_s = 0 WHERE id = 3",
}


@pytest.mark.parametrize("statement", COLUMNS.values(), ids=COLUMNS)
def test_each_changed_field_of_a_check_is_found_and_named(sealed, judge, tamper, statement):
    tamper(statement)
    verdict = judge()
    assert _numbers(verdict) == {4}
    (problem,) = verdict.problems
    assert "check 3" in problem.where or "gone" in problem.what


def test_every_column_of_checks_is_among_those_changed(sealed, tmp_path):
    with closing(sqlite3.connect(tmp_path / "slotwatch.db")) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(checks)")} - {"id"}
    changed = {statement.split("SET ")[1].split(" =")[0] for statement in COLUMNS.values()}
    assert changed == columns


def test_a_text_that_many_checks_share_is_found_at_each_of_them(sealed, judge, tamper):
    tamper("UPDATE texts SET text = 'des places' WHERE text = 'aucun créneau'")
    assert _numbers(judge()) == {2, 3, 4, 5, 6}


def test_a_renamed_motive_is_found(sealed, judge, tamper):
    tamper("UPDATE motives SET name = 'another'")
    assert _numbers(judge()) == {2, 3, 4, 5, 6, 7}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET kind = 'start' WHERE number = 8",
        "UPDATE entries SET motive = 'another' WHERE number = 8",
        "UPDATE entries SET at_ms = at_ms + 1 WHERE number = 8",
        "UPDATE entries SET facts = replace(facts, 'change', 'daily') WHERE number = 8",
        "UPDATE entries SET facts = facts || ' ' WHERE number = 8",
        "UPDATE entries SET facts = '{}' WHERE number = 8",
        "UPDATE entries SET facts = 'no json' WHERE number = 8",
        "UPDATE entries SET at_ms = 9000000000000000000 WHERE number = 8",
    ],
)
def test_each_changed_byte_of_an_entry_is_found_and_named(sealed, judge, tamper, statement):
    tamper(statement)
    verdict = judge()
    assert 8 in _numbers(verdict)
    assert _numbers(verdict) <= {8, None}


def test_a_changed_seal_is_told_from_a_changed_content(sealed, judge, tamper):
    tamper("UPDATE seals SET hash = x'" + "11" * 32 + "' WHERE number = 5")
    (problem,) = judge().problems
    assert problem.number == 5
    assert "its seal was changed; what it seals is as it was" in problem.what


def test_a_changed_last_seal_is_found(sealed, judge, tamper):
    tamper("UPDATE seals SET hash = x'" + "11" * 32 + "' WHERE number = 10")
    assert _numbers(judge()) == {10}


def test_a_check_deleted_in_the_middle_is_found(sealed, judge, tamper):
    tamper("DELETE FROM checks WHERE id = 3")
    (problem,) = judge().problems
    assert (problem.number, problem.what) == (4, "check 3 is gone")


def test_an_entry_deleted_in_the_middle_with_all_that_belongs_to_it_is_found(sealed, judge, tamper):
    tamper("DELETE FROM seals WHERE number BETWEEN 4 AND 5", "DELETE FROM checks WHERE id IN (3, 4)")
    (problem,) = judge().problems
    assert str(problem) == "entries 4 to 5: missing"


def test_entries_deleted_and_the_rest_numbered_anew_are_found(sealed, judge, tamper):
    tamper(
        "DELETE FROM seals WHERE number = 4",
        "DELETE FROM checks WHERE id = 3",
        "UPDATE seals SET number = number - 1 WHERE number > 4",
        "UPDATE entries SET number = number - 1 WHERE number > 4",
    )
    assert 4 in _numbers(judge())


def test_two_checks_that_changed_places_are_found_and_said_to_be_moved(sealed, judge, tamper):
    tamper(
        "UPDATE seals SET check_id = NULL WHERE number = 3",
        "UPDATE seals SET check_id = 2 WHERE number = 5",
        "UPDATE seals SET check_id = 4 WHERE number = 3",
    )
    verdict = judge()
    assert _numbers(verdict) == {3, 5}
    assert any("moved: what belongs here stands at entry" in problem.what for problem in verdict.problems)


def test_two_entries_that_changed_places_with_their_seals_are_found(sealed, judge, tamper):
    tamper(
        "UPDATE seals SET number = 100 WHERE number = 3",
        "UPDATE seals SET number = 3 WHERE number = 4",
        "UPDATE seals SET number = 4 WHERE number = 100",
    )
    verdict = judge()
    assert {3, 4} <= _numbers(verdict)
    assert any("moved: what belongs here stands at entry 4" in problem.what for problem in verdict.problems)


def test_a_check_put_in_without_a_seal_is_found(sealed, judge, tamper):
    tamper(
        "INSERT INTO checks SELECT 77, motive, at_ms, offset_min, took_ms, kind, detail, url, status, marker,"
        " digest, first_day, second_day, slots, retry_after, released_ms, synchronised, gap_s"
        " FROM checks WHERE id = 1"
    )
    (problem,) = judge().problems
    assert str(problem) == "check 77: stands in the table, but no entry seals it"


@pytest.mark.parametrize("number", [3, 50])
def test_a_content_put_in_without_a_seal_is_found(sealed, judge, tamper, number):
    tamper(f"INSERT INTO entries VALUES ({number}, 'by_hand', 'renewal', 0, '{{}}')")
    verdict = judge()
    assert number in _numbers(verdict)


def test_a_chain_cut_at_its_end_with_all_traces_is_found_by_the_stamp(sealed, judge, tamper):
    tamper("DELETE FROM entries WHERE number > 7", "DELETE FROM seals WHERE number > 7")
    (problem,) = judge().problems
    assert problem.number == 9
    assert "entry 9 was stamped, and is not in the chain any more: the chain was cut" in problem.what


def test_a_chain_written_anew_from_some_point_is_found_by_the_stamp(sealed, judge, tamper, tmp_path):
    """Whoever has the program can seal what they like; the authority has seen another head."""
    tamper(
        "DELETE FROM entries WHERE number > 3",
        "DELETE FROM seals WHERE number > 3",
        "UPDATE checks SET kind = 'maintenance' WHERE id = 3",
    )
    from slotwatch.store import Entry, chain

    with closing(sqlite3.connect(tmp_path / "slotwatch.db", isolation_level=None)) as connection:
        for check in range(3, CHECKS + 1):
            chain.append_check(connection, check)
        at = Store.open_readonly(tmp_path)
        chain.append(connection, [Entry("start", s.entry.at) for s in at.entries()] * 4)
        at.close()
    verdict = judge()
    assert [p.where.startswith("stamp ") for p in verdict.problems] == [True]
    assert "what was stamped is" in verdict.problems[0].what


def test_a_head_noted_elsewhere_must_be_in_the_chain(sealed, judge, tamper):
    head = judge().head
    assert judge(heads=[head[1].upper()]).problems == []
    tamper("DELETE FROM entries WHERE number = 10", "DELETE FROM seals WHERE number = 10")
    verdict = judge(heads=[head[1]])
    assert [p.where for p in verdict.problems] == [f"head {head[1]}"]


# ── bodies ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("which", [0, 1], ids=["a page", "a file added by hand"])
@pytest.mark.parametrize("change", ["missing", "another", "one bit", "cut", "empty"])
def test_each_change_of_a_body_is_found_and_named(sealed, judge, bodies, which, change):
    path = bodies.path(sealed[which])
    content = path.read_bytes()
    match change:
        case "missing":
            path.unlink()
        case "another":
            path.write_bytes(bodies.path(sealed[1 - which]).read_bytes())
        case "one bit":
            path.write_bytes(content[:15] + bytes([content[15] ^ 1]) + content[16:])
        case "cut":
            path.write_bytes(content[:-4])
        case "empty":
            path.write_bytes(b"")
    (problem,) = judge().problems
    assert problem.number == 8 + which
    assert "body" in problem.what


def test_only_the_named_motives_bodies_are_proved_but_the_whole_chain(sealed, judge, bodies, tamper):
    bodies.path(sealed[0]).unlink()
    assert judge(motive="another").problems == []
    tamper("UPDATE checks SET status = 500 WHERE id = 1")
    assert _numbers(judge(motive="another")) == {2}


def test_bodies_deleted_on_command_are_a_note_and_no_fault(sealed, judge, bodies, tmp_path, now):
    from slotwatch.evidence.deleting import delete, older
    from slotwatch.evidence.opening import open_chain

    with open_chain(tmp_path, now) as book:
        numbers = older(book, "renewal", now + timedelta(days=1), by_hand=True)
        assert numbers == [8, 9]
        delete(book, bodies, "renewal", numbers, now)
    assert not any(bodies.has(name) for name in sealed)
    verdict = judge()
    assert verdict.problems == []
    assert verdict.notes == ["2 entries lost their bodies by a deletion that the chain tells of."]


# ── stamps ─────────────────────────────────────────────────────────────────────────────────────


def _token(tokens):
    ((_, path),) = tokens.all()
    return path


def test_a_token_with_one_wrong_bit_is_found_wherever_the_bit_is(sealed, judge, tokens):
    path = _token(tokens)
    content = path.read_bytes()
    for at in range(0, len(content), 97):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        verdict = judge()
        assert _numbers(verdict) == {10}, at
        assert "its token" in verdict.problems[0].what


def test_a_missing_token_is_found(sealed, judge, tokens):
    _token(tokens).unlink()
    (problem,) = judge().problems
    assert problem.number == 10
    assert "missing" in problem.what


def test_a_token_under_another_number_is_found(sealed, judge, tokens):
    path = _token(tokens)
    path.rename(path.with_name(path.name.replace("000000009", "000000008")))
    verdict = judge()
    assert _numbers(verdict) == {10, 8}


def test_without_the_library_the_signatures_are_said_not_to_be_looked_at(sealed, tmp_path, bodies, tokens):
    opened = Store.open_readonly(tmp_path)
    verdict = verify(opened, bodies, tokens)
    opened.close()
    assert verdict.problems == []
    assert "not looked at" in verdict.notes[0]


def test_progress_is_told_entry_by_entry(sealed, judge):
    steps = []
    judge(step=steps.append)
    assert sum(steps) == 10


def test_the_fixture_of_today_is_whole(tmp_path, bodies, tokens):
    """A database made by the migration from the format before the chain."""
    from pathlib import Path

    script = Path(__file__).parents[1] / "store" / "versions" / "v5.sql"
    folder = tmp_path / "older"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "slotwatch.db")) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
    from datetime import UTC, datetime

    opened = Store.open(folder, now=datetime(2026, 11, 25, tzinfo=UTC)).store
    verdict = verify(opened, bodies, tokens)
    opened.close()
    assert (verdict.problems, verdict.entries) == ([], 3)


def test_what_a_daemon_does_meanwhile_does_not_look_like_tampering(sealed, tmp_path, bodies, tokens, prove, now):
    """A stamp comes and a capture goes between two steps of the proof."""
    from slotwatch.evidence.deleting import delete

    writer = Store.open(tmp_path, now=now).store
    reader = Store.open_readonly(tmp_path)
    steps = []

    def meanwhile(n):
        steps.append(n)
        if len(steps) == 10:
            number, head = writer.head()
            content = _token(tokens).read_bytes()
            tokens.keep(number, now + timedelta(days=1), content)
            digest = sha256(content).hexdigest()
            writer.seal([entries.stamp(now, number, head, "https://t.example/", digest, now + timedelta(days=1))])

    has = Bodies.get

    class Leaving(Bodies):
        """The capture leaves just before its body is looked at."""

        def get(self, name):
            if name == sealed[0] and self.has(name):
                delete(writer, bodies, "renewal", [8], now)
            return has(self, name)

    verdict = verify(reader, Leaving(tmp_path), tokens, prove=prove, step=meanwhile)
    assert verdict.problems == []
    reader.close()
    writer.close()
