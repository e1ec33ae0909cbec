"""`slotwatch session …` at a terminal: the picture, the question, the files."""

import os
import stat
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from slotwatch.cli.sessions import _Terminal
from slotwatch.contract import Challenge


def challenge(media_type="image/png", image=b"\x89PNG made up"):
    return Challenge(image, media_type, "https://rdv.example/captcha")


@pytest.fixture
def at_terminal(tmp_path, monkeypatch):
    """Let an owner type at `_Terminal`; gives the words, what was printed, and the folder of the pictures."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def typing(keys, shown):
        with CliRunner().isolation(input=keys) as (out, _, _):
            try:
                _Terminal().answer(shown).send(None)
            except StopIteration as done:
                return done.value, out.getvalue().decode()
        raise AssertionError("it waits for something")

    return typing


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """A desktop whose viewer notes what it was given, and under which mode the file was kept."""
    noted = tmp_path / "noted"
    viewer = tmp_path / "bin" / "xdg-open"
    viewer.parent.mkdir()
    viewer.write_text(
        f'#!/bin/sh\nstat -c "%a %n" "$1" > {noted}.new && mv {noted}.new {noted}\n', encoding="utf-8"
    )
    viewer.chmod(0o755)
    monkeypatch.setenv("PATH", f"{viewer.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":7")
    return noted


def test_the_picture_lies_in_a_private_file_while_its_owner_types_and_is_gone_afterwards(
    at_terminal, tmp_path, monkeypatch
):
    seen = []

    def prompt(question):
        [path] = tmp_path.glob("slotwatch-*")
        seen.append((path.suffix, stat.S_IMODE(path.stat().st_mode), path.read_bytes()))
        return "  xk7 "

    monkeypatch.setattr("click.prompt", prompt)
    words, printed = at_terminal("", challenge())
    assert words == "xk7"
    assert seen == [(".png", 0o600, b"\x89PNG made up")]
    assert not list(tmp_path.glob("slotwatch-*"))
    assert str(tmp_path) in printed


def test_an_empty_line_is_asked_again(at_terminal):
    words, printed = at_terminal("\nxk7\n", challenge())
    assert words == "xk7"
    assert printed.count("What does it say") == 2


def test_on_a_desktop_the_picture_is_opened(at_terminal, desktop, monkeypatch):
    monkeypatch.setattr("click.prompt", lambda _: "x" * bool(_wait_for(desktop)))
    assert at_terminal("", challenge("image/jpeg; q=1"))[0] == "x"
    mode, _, name = desktop.read_text().strip().partition(" ")
    assert mode == "600"
    assert name.endswith(".jpg")
    assert not Path(name).exists()


def _wait_for(path):
    """The viewer is a process of its own, and nobody waits for it but this test."""
    for _ in range(200):
        if path.exists():
            return True
        time.sleep(0.02)
    return False


def test_without_a_desktop_only_the_path_is_printed(at_terminal, desktop, monkeypatch):
    monkeypatch.delenv("DISPLAY")
    assert at_terminal("xk7\n", challenge())[0] == "xk7"
    assert not desktop.exists()


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", ""])
def test_what_is_no_picture_is_never_handed_to_the_desktop(at_terminal, desktop, media_type):
    words, printed = at_terminal("xk7\n", challenge(media_type, b"<script>"))
    assert words == "xk7"
    assert ".bin" in printed
    assert not desktop.exists()
