"""One daemon a folder."""

import fcntl
import os
import subprocess
import sys
import threading

import pytest

from slotwatch.store import Failure, StoreError, StoreLock

HOLDER = """
import sys
from pathlib import Path
from slotwatch.store import StoreLock
with StoreLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_daemon_is_refused_with_the_number_of_the_first(tmp_path, holder):
    with (
        pytest.raises(StoreError, match=rf"already runs here \(process {holder.pid}\)") as failed,
        StoreLock(tmp_path),
    ):
        pytest.fail("two daemons hold one folder")
    assert failed.value.kind is Failure.RUNNING
    assert failed.value.is_lock
    assert "\n" not in str(failed.value)


def test_the_lock_dies_with_its_holder(tmp_path, holder):
    assert StoreLock.held(tmp_path)
    holder.kill()
    holder.wait()
    assert not StoreLock.held(tmp_path)
    with StoreLock(tmp_path):
        assert StoreLock.held(tmp_path)
        assert (tmp_path / "slotwatch.lock").read_text() == f"{os.getpid()}\n"


def test_a_lock_given_back_can_be_taken_again(tmp_path):
    for _ in range(2):
        with StoreLock(tmp_path / "state"):
            assert StoreLock.held(tmp_path / "state")
        assert not StoreLock.held(tmp_path / "state")
    assert (tmp_path / "state" / "slotwatch.lock").stat().st_mode & 0o777 == 0o600


def test_a_folder_never_used_is_not_held(tmp_path):
    assert not StoreLock.held(tmp_path)
    assert not StoreLock.held(tmp_path / "nowhere")


def test_one_who_only_asks_does_not_make_a_start_fail(tmp_path):
    (tmp_path / "slotwatch.lock").touch()
    with (tmp_path / "slotwatch.lock").open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        answered = threading.Timer(0.02, fcntl.flock, (asking, fcntl.LOCK_UN))
        answered.start()
        with StoreLock(tmp_path):
            assert StoreLock.held(tmp_path)
        answered.join()


def test_a_lock_in_a_folder_that_cannot_be_written_is_named(walled_folder, as_anybody):
    with (
        as_anybody(walled_folder),
        pytest.raises(StoreError, match=r"slotwatch\.lock: Permission denied"),
        StoreLock(walled_folder),
    ):
        pytest.fail("locked a folder that may not be written")


def test_asking_without_permission_is_named(walled_folder, as_anybody):
    if os.geteuid() == 0:
        (walled_folder / "slotwatch.lock").touch(mode=0o600)
    else:
        (walled_folder / "slotwatch.lock").touch(mode=0o000)
    with as_anybody(walled_folder), pytest.raises(StoreError, match="run this as the user that slotwatch runs as"):
        StoreLock.held(walled_folder)
