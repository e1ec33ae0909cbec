"""A file is replaced whole or not at all, and stays what it was: mode, owner, link."""

import os
import stat
from pathlib import Path

import pytest

from slotwatch.adding.files import Replaced, replace_file


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "slotwatch.toml"
    path.write_bytes(b"before\n")
    return path


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666])
def test_the_mode_stays(file, mode):
    file.chmod(mode)
    replace_file(file, b"before\n", b"after\n")
    assert file.read_bytes() == b"after\n"
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.fixture
def foreign(file):
    """The file, when it belongs to somebody else."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to somebody else")
    os.chown(file, 1234, 2345)
    file.chmod(0o660)
    return file


def test_the_owner_stays(foreign):
    replace_file(foreign, b"before\n", b"after\n")
    state = foreign.stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (1234, 2345, 0o660)


def test_an_owner_that_cannot_be_kept_leaves_the_old_file_and_no_other(foreign, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    with pytest.raises(PermissionError):
        replace_file(foreign, b"before\n", b"after\n")
    assert foreign.read_bytes() == b"before\n"
    assert list(foreign.parent.iterdir()) == [foreign]


def test_a_link_leads_to_the_new_content_and_stays_a_link(file, tmp_path):
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    replace_file(link, b"before\n", b"after\n")
    assert link.is_symlink()
    assert file.read_bytes() == b"after\n"


def test_a_file_that_was_changed_meanwhile_is_left_alone(file):
    with pytest.raises(Replaced):
        replace_file(file, b"older\n", b"after\n")
    assert file.read_bytes() == b"before\n"
    assert list(file.parent.iterdir()) == [file]


def test_a_new_file_is_private_and_its_folder_is_made(tmp_path):
    path = tmp_path / "a" / "b" / "slotwatch.toml"
    replace_file(path, None, b"new\n")
    assert path.read_bytes() == b"new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_new_file_never_takes_the_place_of_one_that_came_meanwhile(file):
    with pytest.raises(Replaced):
        replace_file(file, None, b"new\n")
    assert file.read_bytes() == b"before\n"


def test_a_folder_that_takes_no_file_is_an_os_error():
    with pytest.raises(OSError):
        replace_file(Path("/proc/slotwatch.toml"), None, b"new\n")
