"""Bodies: once each, whole or not at all, private, and provable without us."""

import gzip
import os
import signal
import subprocess
import sys
import threading
from hashlib import sha256

import pytest

from slotwatch.evidence.bodies import Bodies, DamagedBodyError
from slotwatch.store import Failure, StoreError

PAGE = "<p>aucun créneau</p>".encode() * 1000


def test_a_body_is_kept_once_and_given_back(bodies):
    name = bodies.put(PAGE)
    assert name == sha256(PAGE).hexdigest() == bodies.put(PAGE)
    assert bodies.get(name) == PAGE
    assert list(bodies.names()) == [name]
    assert bodies.size(name) < len(PAGE) / 50


@pytest.mark.parametrize("body", [b"", b"x", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40])
def test_any_bytes_come_back_as_they_were(bodies, body):
    assert bodies.get(bodies.put(body)) == body


def test_anybody_can_prove_a_body_with_gzip_and_sha256sum(bodies):
    name = bodies.put(PAGE)
    shell = f"gzip -dc {bodies.path(name)} | sha256sum"
    said = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout
    assert said.split()[0] == name


def test_what_is_not_there_is_none_and_deleting_it_is_no_mistake(bodies):
    assert bodies.get("ab" * 32) is None
    bodies.delete("ab" * 32)
    assert bodies.size("ab" * 32) == 0


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"another"), gzip.compress(PAGE)[:-3]])
def test_a_damaged_body_is_told_and_mended_by_keeping_it_again(bodies, content):
    name = bodies.put(PAGE)
    bodies.path(name).write_bytes(content)
    with pytest.raises(DamagedBodyError, match=name[2:]):
        bodies.get(name)
    assert bodies.put(PAGE) == name
    assert bodies.get(name) == PAGE


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31 + "/.", "ab" * 33])
def test_only_a_hash_names_a_body(bodies, name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        bodies.path(name)


def test_folders_and_files_are_their_owners_whatever_the_umask(bodies):
    before = os.umask(0)
    try:
        path = bodies.path(bodies.put(PAGE))
        with bodies.hold():
            pass
    finally:
        os.umask(before)
    modes = [p.stat().st_mode & 0o777 for p in (bodies.folder, path.parent, path, bodies.folder / "lock")]
    assert modes == [0o700, 0o700, 0o600, 0o600]


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path):
    (tmp_path / "evidence").write_text("a file stands here")
    with pytest.raises(StoreError) as failed:
        Bodies(tmp_path).put(PAGE)
    assert len(str(failed.value).splitlines()) == 1


def test_a_full_disk_is_told_as_such_and_leaves_nothing(bodies, monkeypatch):
    def full(_descriptor):
        raise OSError(28, os.strerror(28))

    bodies.put(b"first")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="free some space") as failed:
        bodies.put(PAGE)
    assert failed.value.kind is Failure.FULL
    assert not list(bodies.folder.glob("**/*.new"))
    assert len(list(bodies.names())) == 1


def test_clearing_deletes_what_is_named_and_what_was_left_half_written(bodies):
    gone, stays = bodies.put(b"gone"), bodies.put(b"stays")
    half = bodies.path(stays).with_name(".x.gz.1.new")
    half.write_bytes(b"half")
    bodies.clear([gone])
    assert list(bodies.names()) == [stays]
    assert not half.exists()


def test_only_one_holds_at_a_time(bodies):
    order = []

    def other():
        with Bodies(bodies.folder.parent).hold():
            order.append("other")

    with bodies.hold():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]


#: Keeps bodies for ever and says the hash of each once it is kept.
WRITER = """
import os, sys
from pathlib import Path
from slotwatch.evidence.bodies import Bodies
bodies = Bodies(Path(sys.argv[1]))
n = 0
while True:
    n += 1
    print(bodies.put(os.urandom(50_000) + str(n).encode()), flush=True)
"""


def test_a_kill_leaves_every_body_that_was_kept_whole_and_no_other(tmp_path):
    bodies = Bodies(tmp_path)
    for reading in (1, 3, 7):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        kept = [process.stdout.readline().strip() for _ in range(reading)]
        process.send_signal(signal.SIGKILL)
        kept += process.communicate()[0].split()
        whole = [name for name in kept if len(name) == 64]
        assert whole
        for name in whole:
            assert bodies.get(name) is not None
        assert all(bodies.get(name) for name in bodies.names())
