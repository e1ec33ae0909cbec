"""Captures are private, few, and never half written."""

import resource
import signal
import stat
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from slotwatch.store import Captures, StoreError
from slotwatch.store.captures import EACH, ROOM

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


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


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_page_is_kept_as_it_came_in_a_private_file_named_after_motive_and_time(tmp_path):
    captures = Captures(tmp_path)
    path = captures.keep("créteil", AT, b"<html>\xff</html>", "html")
    assert path == tmp_path / "captures" / "créteil.20261125T090000Z.html"
    assert path.read_bytes() == b"<html>\xff</html>"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_made_before_there_is_something_to_keep(tmp_path):
    Captures(tmp_path)
    assert _names(tmp_path) == []


def test_a_motive_keeps_its_five_latest_and_leaves_the_others_theirs(tmp_path):
    captures = Captures(tmp_path)
    captures.keep("a-b", AT, b"x", "html")
    for n in range(EACH + 3):
        captures.keep("a", AT + n * MINUTE, b"x", "json" if n % 2 else "html")
    kept = _names(captures.folder)
    assert len(kept) == EACH + 1
    assert "a-b.20261125T090000Z.html" in kept
    assert [name.split(".")[1] for name in kept if name.startswith("a.")] == [
        f"{AT + n * MINUTE:%Y%m%dT%H%M%SZ}" for n in range(3, EACH + 3)
    ]


def test_the_folder_never_outgrows_its_room_and_the_oldest_of_all_go_first(tmp_path):
    captures = Captures(tmp_path)
    big = b"x" * (ROOM // 4)
    for n in range(7):
        captures.keep(f"m{n}", AT + n * MINUTE, big, "html")
    assert [name.split(".")[0] for name in _names(captures.folder)] == ["m3", "m4", "m5", "m6"]
    assert sum(path.stat().st_size for path in captures.folder.iterdir()) <= ROOM


def test_what_someone_else_put_there_is_left_alone(tmp_path):
    captures = Captures(tmp_path)
    captures.keep("a", AT, b"x", "html")
    (captures.folder / "notes.txt").write_bytes(b"mine")
    (captures.folder / "a.20200101T000000Z.html").mkdir()
    for n in range(1, EACH + 3):
        captures.keep("a", AT + n * MINUTE, b"x", "html")
    assert {"notes.txt", "a.20200101T000000Z.html"} <= set(_names(captures.folder))


def test_the_same_instant_twice_is_one_file_with_the_later_page(tmp_path):
    captures = Captures(tmp_path)
    captures.keep("a", AT, b"first and longer", "html")
    assert captures.keep("a", AT, b"second", "html").read_bytes() == b"second"
    assert len(_names(captures.folder)) == 1


def test_a_name_that_no_file_system_takes_is_cut(tmp_path):
    captures = Captures(tmp_path)
    path = captures.keep("𐌰" * 64, AT, b"x", "html")
    assert path.is_file()
    for n in range(1, EACH + 2):
        captures.keep("𐌰" * 64, AT + n * MINUTE, b"x", "html")
    assert len(_names(captures.folder)) == EACH


def test_a_disk_that_fails_is_one_line_and_leaves_no_half_page(tmp_path):
    captures = Captures(tmp_path)
    captures.keep("a", AT, b"x", "html")
    with _failing_disk(), pytest.raises(StoreError, match=r"a\.20261125T090100Z\.html: File too large") as failed:
        captures.keep("a", AT + MINUTE, b"x" * 5000, "html")
    assert len(str(failed.value).splitlines()) == 1
    assert _names(captures.folder) == ["a.20261125T090000Z.html"]


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "captures").write_text("in the way")
    with pytest.raises(StoreError, match="is not a folder"):
        Captures(tmp_path).keep("a", AT, b"x", "html")
