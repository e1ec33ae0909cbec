"""A folder that will do, a file that is sound, and what happens when they are not."""

import os
import random
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from slotwatch.store import Failure, Store, StoreError

MINUTE = timedelta(minutes=1)
ASIDE = "slotwatch.db.damaged-20260302T090000Z"


@pytest.fixture
def umask():
    before = os.umask(0o000)
    yield os.umask
    os.umask(before)


@pytest.fixture
def filled(open_store, tmp_path, make_record, make_delivery, now):
    """A folder with a few hundred checks and an alert on its way, closed in good order."""
    store = open_store(tmp_path)
    for i in range(300):
        store.record(make_record(now + i * MINUTE, motive=f"motive {i % 3}"))
    store.record(make_record(deliveries=(make_delivery(),)))
    store.close()
    return tmp_path


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o277])
def test_folder_and_files_belong_to_their_owner_alone_whatever_the_umask(
    open_store, tmp_path, make_record, umask, mask
):
    folder = tmp_path / "state"
    umask(mask)
    open_store(folder).record(make_record())
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {"slotwatch.db": 0o600, "slotwatch.db-wal": 0o600, "slotwatch.db-shm": 0o600}


def test_a_folder_that_exists_keeps_its_mode(open_store, tmp_path):
    tmp_path.chmod(0o750)
    open_store(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_parents_are_made_too(open_store, tmp_path):
    open_store(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c" / "slotwatch.db").is_file()


@pytest.mark.parametrize("below", ["", "state"])
def test_a_file_where_a_folder_should_be_is_named(tmp_path, now, below):
    (tmp_path / "taken").write_text("a shopping list")
    folder = tmp_path / "taken" / below
    with pytest.raises(StoreError, match="is not a folder: name a folder") as failed:
        Store.open(folder, now=now)
    assert str(folder) in str(failed.value)
    assert "\n" not in str(failed.value)
    assert (tmp_path / "taken").read_text() == "a shopping list"


def test_a_folder_that_cannot_be_made_is_named(walled_folder, as_anybody, now):
    with as_anybody(walled_folder), pytest.raises(StoreError, match=r"/state: Permission denied") as failed:
        Store.open(walled_folder / "state", now=now)
    assert failed.value.kind is Failure.DENIED


def test_a_folder_that_cannot_be_written_is_named(walled_folder, as_anybody, now):
    with as_anybody(walled_folder), pytest.raises(StoreError, match="let slotwatch write to") as failed:
        Store.open(walled_folder, now=now)
    assert failed.value.kind is Failure.DENIED


def test_a_database_that_cannot_be_read_is_not_taken_for_a_damaged_one(walled_folder, as_anybody, now):
    walled_folder.chmod(0o777)
    Store.open(walled_folder, now=now).store.close()
    (walled_folder / "slotwatch.db").chmod(0o000)
    with as_anybody(walled_folder), pytest.raises(StoreError, match="unable to open") as failed:
        Store.open(walled_folder, now=now)
    assert failed.value.kind is Failure.DENIED
    assert [p.name for p in walled_folder.iterdir()] == ["slotwatch.db"]


def test_a_database_that_may_only_be_read_is_refused_at_the_start(walled_folder, as_anybody, now):
    walled_folder.chmod(0o777)
    Store.open(walled_folder, now=now).store.close()
    (walled_folder / "slotwatch.db").chmod(0o444)
    with as_anybody(walled_folder), pytest.raises(StoreError, match="readonly") as failed:
        Store.open(walled_folder, now=now)
    assert failed.value.kind is Failure.DENIED


def test_a_folder_in_place_of_the_database_is_named(tmp_path, now):
    (tmp_path / "slotwatch.db").mkdir()
    with pytest.raises(StoreError, match="is not a file: move it away"):
        Store.open(tmp_path, now=now)


def test_a_database_held_by_another_program_is_locked_not_damaged(filled, now):
    with closing(sqlite3.connect(filled / "slotwatch.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program holds it") as failed:
            Store.open(filled, now=now, patience=0.05)
    assert failed.value.kind is Failure.LOCKED
    assert not failed.value.is_lock
    assert not list(filled.glob("*damaged*"))


def test_a_disk_without_shared_memory_is_refused_with_a_reason(tmp_path):
    from slotwatch.store.connection import set_up

    path = tmp_path / "slotwatch.db"
    with (
        closing(sqlite3.connect(f"file:{path}?vfs=unix-dotfile", uri=True, isolation_level=None)) as connection,
        pytest.raises(StoreError, match="network folder"),
    ):
        set_up(connection, path)


# ── damage ─────────────────────────────────────────────────────────────────────────────────────


def _garbage(path):
    path.write_bytes(random.Random(1).randbytes(20_000))


def _text(path):
    path.write_text("this is not a database at all, it is a letter\n" * 100)


def _cut_in_half(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // 512 * 512)


def _cut_inside_a_page(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 700)


def _cut_to_a_stump(path):
    with path.open("r+b") as file:
        file.truncate(50)


def _zero_the_head(path):
    with path.open("r+b") as file:
        file.write(bytes(4096))


def _zero_pages_in_the_middle(path):
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 512 * 512)
        file.write(bytes(4096))


def _scramble_pages(path):
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 512 * 512)
        file.write(random.Random(2).randbytes(4096))


def _all_zero(path):
    path.write_bytes(bytes(path.stat().st_size))


def _without_a_table(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE looks")


def _with_a_state_that_is_no_state(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE motives SET state = '{\"open\": 3}'")


DAMAGES = [
    _garbage,
    _text,
    _cut_in_half,
    _cut_inside_a_page,
    _cut_to_a_stump,
    _zero_the_head,
    _zero_pages_in_the_middle,
    _scramble_pages,
    _all_zero,
    _without_a_table,
    _with_a_state_that_is_no_state,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda f: f.__name__.strip("_"))
def test_a_damaged_file_is_moved_aside_whole_and_a_new_one_works(filled, now, make_record, damage):
    path = filled / "slotwatch.db"
    damage(path)
    content = path.read_bytes()
    opened = Store.open(filled, now=now)
    try:
        assert opened.moved_aside == filled / ASIDE
        assert (filled / ASIDE).read_bytes() == content
        assert opened.store.record(make_record()) == 1
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        opened.store.close()
    again = Store.open(filled, now=now)
    again.store.close()
    assert again.moved_aside is None


def test_a_sound_file_is_left_where_it_is(filled, now):
    opened = Store.open(filled, now=now)
    opened.store.close()
    assert opened.moved_aside is None
    assert [p.name for p in filled.iterdir()] == ["slotwatch.db"]


def test_the_log_is_moved_with_its_database(filled, open_store, make_record, now):
    store = open_store(filled)
    store.record(make_record(now + 400 * MINUTE))
    log = (filled / "slotwatch.db-wal").read_bytes()
    store.close()
    # as a crash leaves them, with every page gone that is not in the log
    (filled / "slotwatch.db").write_bytes(b"x" * (filled / "slotwatch.db").stat().st_size)
    (filled / "slotwatch.db-wal").write_bytes(log)
    opened = Store.open(filled, now=now)
    opened.store.close()
    assert opened.moved_aside == filled / ASIDE
    assert (filled / ASIDE).read_bytes().strip(b"x") == b""
    assert (filled / f"{ASIDE}-wal").read_bytes() == log


def test_a_head_that_is_gone_is_mended_from_the_log(open_store, tmp_path, make_record, now):
    store = open_store(tmp_path)
    store.record(make_record())
    log = (tmp_path / "slotwatch.db-wal").read_bytes()
    size = (tmp_path / "slotwatch.db").stat().st_size
    store.close()
    (tmp_path / "slotwatch.db").write_bytes(b"x" * size)
    (tmp_path / "slotwatch.db-wal").write_bytes(log)
    opened = Store.open(tmp_path, now=now)
    try:
        assert opened.moved_aside is None
        assert len(opened.store.memories()) == 1
    finally:
        opened.store.close()


def test_an_empty_file_with_a_log_beside_it_loses_neither(open_store, tmp_path, make_record, now):
    store = open_store(tmp_path)
    store.record(make_record())
    log = (tmp_path / "slotwatch.db-wal").read_bytes()
    store.close()
    (tmp_path / "slotwatch.db").write_bytes(b"")
    (tmp_path / "slotwatch.db-wal").write_bytes(log)
    opened = Store.open(tmp_path, now=now)
    opened.store.close()
    assert opened.moved_aside == tmp_path / ASIDE
    assert (tmp_path / f"{ASIDE}-wal").read_bytes() == log


def test_a_log_of_garbage_costs_the_last_looks_at_most(filled, now):
    (filled / "slotwatch.db-wal").write_bytes(random.Random(3).randbytes(5000))
    opened = Store.open(filled, now=now)
    try:
        assert opened.moved_aside is None
        assert len(opened.store.memories()) == 4
    finally:
        opened.store.close()


def test_two_damaged_files_of_one_second_are_both_kept(filled, now):
    for content in ("first", "second"):
        (filled / "slotwatch.db").write_text(content * 1000)
        Store.open(filled, now=now).store.close()
    assert (filled / ASIDE).read_text().startswith("first")
    assert (filled / f"{ASIDE}-2").read_text().startswith("second")


def test_an_empty_file_is_a_new_database(tmp_path, now):
    (tmp_path / "slotwatch.db").touch()
    opened = Store.open(tmp_path, now=now)
    opened.store.close()
    assert opened.moved_aside is None


# ── readers ────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_sees_what_the_writer_commits(open_store, tmp_path, make_record, now):
    writer = open_store(tmp_path)
    writer.record(make_record())
    reader = Store.open_readonly(tmp_path)
    try:
        assert [s.last.number for s in reader.statuses(now) if s.last] == [1]
        writer.record(make_record(now + MINUTE))
        assert [s.last.number for s in reader.statuses(now) if s.last] == [2]
    finally:
        reader.close()


def test_a_reader_cannot_write(filled, make_record):
    reader = Store.open_readonly(filled)
    try:
        with pytest.raises(StoreError, match="readonly") as failed:
            reader.record(make_record())
    finally:
        reader.close()
    assert failed.value.kind is Failure.DENIED


@pytest.mark.parametrize("made", [False, True])
def test_a_reader_of_nothing_is_told_that_there_is_no_database_yet(tmp_path, made):
    folder = tmp_path / "state"
    if made:
        folder.mkdir()
    with pytest.raises(StoreError, match="no database yet: start `slotwatch run` first") as failed:
        Store.open_readonly(folder)
    assert failed.value.kind is Failure.MISSING
    assert folder.exists() is made


def test_a_reader_leaves_a_damaged_file_alone(filled):
    _text(filled / "slotwatch.db")
    with pytest.raises(StoreError, match="next start of slotwatch moves it aside") as failed:
        Store.open_readonly(filled)
    assert failed.value.kind is Failure.DAMAGED
    assert [p.name for p in filled.iterdir()] == ["slotwatch.db"]


def test_a_reader_without_permission_is_told_whose_folder_it_is(walled_folder, as_anybody):
    private = walled_folder / "private"
    private.mkdir(mode=0o700)
    if os.geteuid() != 0:
        private.chmod(0o000)
    with as_anybody(walled_folder), pytest.raises(StoreError, match="run slotwatch as the user") as failed:
        Store.open_readonly(private)
    private.chmod(0o700)
    assert failed.value.kind is Failure.DENIED


def test_a_closed_store_says_so(store, make_record):
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed") as failed:
        store.record(make_record())
    assert failed.value.kind is Failure.CLOSED
