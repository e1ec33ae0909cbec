"""The owner's sessions in the store, by the daemon's hand and by another process's beside it."""

import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from slotwatch.model import Blocked, NoSlot
from slotwatch.policy.sessions import Lifetime
from slotwatch.store import Failure, How, Store, StoreError, StoreThread, open_beside

HOST = "rdv.example"
SECRET = '[{"name":"SESSION","value":"s3cr3t"}]'


def save(book, opened, motive="renewal", cookies=SECRET, how=How.OPENED, host=HOST):
    return book.save_session(motive, host, cookies, opened=opened, how=how)


def answered(make_record, at):
    record = make_record(at)
    return replace(record, state=replace(record.state, last_answer=at))


def test_a_session_is_kept_with_its_cookies_and_shows_none(store, now):
    assert store.session("renewal") is None
    number = save(store, now)
    session = store.session("renewal")
    assert (session.number, session.motive, session.host, session.how) == (number, "renewal", HOST, How.OPENED)
    assert (session.opened, session.cookies, session.last_good, session.told_at) == (now, SECRET, None, None)
    assert "s3cr3t" not in repr(session)
    assert store.sessions() == [session]


def test_it_survives_a_restart(tmp_path, open_store, now):
    first = open_store(tmp_path)
    save(first, now)
    first.close()
    assert open_store(tmp_path).session("renewal").cookies == SECRET
    assert stat.S_IMODE((tmp_path / "slotwatch.db").stat().st_mode) == 0o600


def test_the_last_answer_since_it_was_opened_is_its_last_good(store, make_record, now):
    store.record(answered(make_record, now - timedelta(minutes=5)))
    save(store, now)
    assert store.session("renewal").last_good is None
    later = now + timedelta(minutes=5)
    store.record(answered(make_record, later))
    assert store.session("renewal").last_good == later
    blocked = make_record(later + timedelta(minutes=5), Blocked(403))
    store.record(replace(blocked, state=replace(blocked.state, last_answer=later)))
    assert store.session("renewal").last_good == later


def test_one_that_ended_is_a_lifetime_without_cookies(store, make_record, now):
    number = save(store, now)
    good, end = now + timedelta(minutes=50), now + timedelta(minutes=55)
    store.record(answered(make_record, good))
    store.end_session(number, end, refused=True)
    assert store.session("renewal") is None
    assert store.sessions() == []
    assert store.lifetimes(HOST, How.OPENED) == [Lifetime(now, end, good, refused=True)]
    assert not b"".join(
        row[0].encode() for row in store._connection.execute("SELECT cookies FROM sessions") if row[0]
    )
    later = end + timedelta(hours=1)
    store.record(answered(make_record, later))
    store.end_session(number, later, refused=False)
    store.keep_cookies(number, SECRET)
    assert store.lifetimes(HOST, How.OPENED) == [Lifetime(now, end, good, refused=True)]
    assert store.session("renewal") is None


def test_a_new_one_takes_the_place_of_the_old_which_its_owner_ended(store, now):
    save(store, now)
    later = now + timedelta(hours=1)
    second = save(store, later, cookies="[]")
    assert [s.number for s in store.sessions()] == [second]
    assert store.lifetimes(HOST, How.OPENED) == [Lifetime(now, later, None, refused=False)]


def test_each_motive_has_its_own(store, now):
    save(store, now)
    save(store, now + timedelta(seconds=1), motive="naturalisation")
    assert [s.motive for s in store.sessions()] == ["renewal", "naturalisation"]


def test_lifetimes_are_told_apart_by_host_and_by_how_they_began(store, now):
    for minutes, (motive, host, how) in enumerate(
        [("a", HOST, How.OPENED), ("b", HOST, How.OPENED), ("c", HOST, How.IMPORTED), ("d", "other", How.OPENED)]
    ):
        number = save(store, now, motive=motive, host=host, how=how)
        store.end_session(number, now + timedelta(minutes=minutes), refused=True)
    assert [life.ended - now for life in store.lifetimes(HOST, How.OPENED)] == [
        timedelta(0),
        timedelta(minutes=1),
    ]
    assert len(store.lifetimes(HOST, How.IMPORTED)) == 1


def test_rotated_cookies_and_the_warning_are_kept(store, now):
    number = save(store, now)
    store.keep_cookies(number, "[]")
    store.note_told(number, now + timedelta(hours=1))
    session = store.session("renewal")
    assert (session.cookies, session.told_at) == ("[]", now + timedelta(hours=1))


def test_another_process_opens_one_while_the_daemon_writes(tmp_path, open_store, make_record, now):
    daemon = open_store(tmp_path)
    daemon.record(make_record())
    with open_beside(tmp_path) as book:
        number = save(book, now)
        daemon.record(make_record(now + timedelta(minutes=5)))
        assert book.session("renewal").last_good == now + timedelta(minutes=5)
    assert daemon.session("renewal").number == number
    daemon.keep_cookies(number, "[]")
    daemon.record(make_record(now + timedelta(minutes=10)))
    assert not hasattr(book, "record")


def test_beside_it_waits_for_its_turn_and_says_so_in_one_line_when_it_never_comes(tmp_path, open_store, now):
    daemon = open_store(tmp_path)
    daemon._connection.execute("BEGIN IMMEDIATE")
    with open_beside(tmp_path, patience=0.05) as book, pytest.raises(StoreError, match="another program holds it"):
        save(book, now)
    daemon._connection.execute("ROLLBACK")
    assert daemon.sessions() == []


def test_beside_nothing_there_is_nothing_to_write_to(tmp_path):
    with pytest.raises(StoreError, match="no database yet") as failed, open_beside(tmp_path):
        pass
    assert failed.value.kind is Failure.MISSING


def test_beside_another_version_it_keeps_its_hands_off(tmp_path, now):
    store = Store.open(tmp_path, now=now).store
    store._connection.execute("PRAGMA user_version=1")
    store.close()
    with pytest.raises(StoreError, match="older slotwatch") as failed, open_beside(tmp_path):
        pass
    assert failed.value.kind is Failure.OLDER


def test_a_transaction_that_fails_leaves_the_session_before_it(tmp_path, open_store, now):
    store = open_store(tmp_path)
    number = save(store, now)
    with pytest.raises(StoreError):
        store.save_session("renewal", None, SECRET, opened=now, how=How.OPENED)
    assert store.session("renewal").number == number
    assert store.lifetimes(HOST, How.OPENED) == []


async def test_the_thread_does_the_same(tmp_path, now):
    thread = StoreThread(Store.open(tmp_path, now=now).store)
    number = await thread.save_session("renewal", HOST, SECRET, opened=now, how=How.IMPORTED)
    await thread.keep_cookies(number, "[]")
    await thread.note_told(number, now)
    assert (await thread.session("renewal")).cookies == "[]"
    assert len(await thread.sessions()) == 1
    await thread.end_session(number, now, refused=True)
    assert await thread.lifetimes(HOST, How.IMPORTED) == [Lifetime(now, now, None, refused=True)]
    await thread.close()


def test_looks_write_nothing_to_the_table(store, make_record, now):
    save(store, now)
    before = store._connection.execute("SELECT * FROM sessions").fetchall()
    store.record(make_record(now + timedelta(minutes=5), NoSlot("none")))
    assert store._connection.execute("SELECT * FROM sessions").fetchall() == before
