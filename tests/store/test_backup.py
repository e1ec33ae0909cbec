"""A backup is the whole store in one private file, or nothing."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from slotwatch.store import Failure, Store, StoreError


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder / "copy.db"


def test_a_backup_of_a_live_store_holds_all_that_was_committed(
    open_store, store, target, tmp_path, make_record, make_delivery, now
):
    delivery = make_delivery()
    store.record(make_record(deliveries=(delivery,)))
    store.backup(target)
    store.record(make_record(now + timedelta(minutes=1)))
    restored = tmp_path / "restored"
    restored.mkdir()
    (restored / "slotwatch.db").write_bytes(target.read_bytes())
    copy = open_store(restored)
    assert copy.pending() == (delivery,)
    assert [s.last.number for s in copy.statuses(now) if s.last] == [1]


def test_a_backup_is_one_private_file_and_stays_one_when_read(store, target, make_record):
    store.record(make_record())
    before = os.umask(0)
    try:
        store.backup(target)
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM checks").fetchone() == (1,)
        assert [p.name for p in target.parent.iterdir()] == ["copy.db"]


def test_a_reader_can_back_up_while_the_writer_writes(store, target, tmp_path, make_record, now):
    store.record(make_record())
    reader = Store.open_readonly(tmp_path)
    try:
        reader.backup(target)
    finally:
        reader.close()
    assert store.record(make_record(now + timedelta(minutes=1))) == 2
    assert target.is_file()


def test_a_file_in_the_way_is_overwritten_only_when_told_so(store, target, make_record):
    target.write_text("last year's copy")
    store.record(make_record())
    with pytest.raises(StoreError, match="exists already: name another file, or use --force") as failed:
        store.backup(target)
    assert failed.value.kind is Failure.EXISTS
    assert target.read_text() == "last year's copy"
    store.backup(target, force=True)
    assert target.read_bytes().startswith(b"SQLite format 3")


def test_the_database_itself_is_never_overwritten(store, make_record):
    store.record(make_record())
    with pytest.raises(StoreError, match="is the database itself"):
        store.backup(store.path, force=True)
    assert len(store.memories()) == 1


def test_a_folder_is_no_file(store, tmp_path):
    with pytest.raises(StoreError, match="is a folder: name a file in it"):
        store.backup(tmp_path, force=True)


def test_a_folder_that_is_not_there_is_named(store, tmp_path):
    with pytest.raises(StoreError, match=r"no such folder: make .*/nowhere first"):
        store.backup(tmp_path / "nowhere" / "copy.db")


def test_a_target_that_cannot_be_written_is_named(store, walled_folder, as_anybody):
    with as_anybody(walled_folder), pytest.raises(StoreError, match="Permission denied") as failed:
        store.backup(walled_folder / "copy.db")
    assert failed.value.kind is Failure.DENIED


def test_a_backup_that_fails_leaves_nothing_behind(store, target, make_record):
    store.record(make_record())
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.backup(target)
    assert list(target.parent.iterdir()) == []


def test_what_a_killed_backup_left_is_no_obstacle(store, target, make_record):
    store.record(make_record())
    (target.parent / f".copy.db.{os.getpid()}.partial").write_text("half a copy")
    store.backup(target)
    assert [p.name for p in target.parent.iterdir()] == ["copy.db"]
