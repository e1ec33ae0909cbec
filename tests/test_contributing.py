"""Whoever follows docs/contributing.md to the letter has a working booking system at the end."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "contributing.md").read_text("utf-8")
FILES = re.findall(r"^`([\w/.-]+)`:\n\n(`{3,4})\w+\n(.*?)^\2$", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS = [
    shlex.split(line)
    for block in re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
PROGRAMS = {"slotwatch": "slotwatch.cli", "pytest": "pytest", "ruff": "ruff"}


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A copy of the checkout in which the guide's files were made."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("slotwatch", "tests", "docs"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for path, _, text in FILES:
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, "utf-8")
    return copy


def run(copy, command):
    program, *arguments = command
    module = PROGRAMS[program.removeprefix(".venv/bin/")]
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_guide_makes_one_module_one_folder_and_one_page():
    assert [path for path, *_ in FILES] == [
        "slotwatch/providers/guichet.py",
        "tests/providers/guichet/expected.toml",
        "tests/providers/guichet/slots.html",
        "tests/providers/guichet/none.html",
        "docs/providers/guichet.md",
    ]
    assert len(COMMANDS) == 4


@pytest.mark.timeout(300)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_of_the_guide_succeeds(followed, command):
    done = run(followed, command)
    assert done.returncode == 0, done.stdout + done.stderr
    if "providers" in command:
        assert "guichet" in done.stdout
    if command[0].endswith("pytest"):
        passed = re.search(r"(\d+) passed", done.stdout)
        assert passed
        assert int(passed[1]) > 50  # its own pages, the traps, the other systems' pages


@pytest.mark.timeout(300)
def test_the_suite_notices_a_provider_that_reads_a_missing_no_as_a_yes(followed):
    module = followed / "slotwatch" / "providers" / "guichet.py"
    right = module.read_text("utf-8")
    sloppy = right.replace(
        'return gate_text(reading) or reading.unrecognised("neither a place nor the words that there is none")',
        'return Available((Slot(),), page.evidence("no sentence"))',
    )
    assert sloppy != right
    module.write_text(sloppy, "utf-8")
    try:
        done = run(followed, ["pytest", "tests/providers/test_traps.py", "-q", "-x", "-k", "guichet"])
    finally:
        module.write_text(right, "utf-8")
    assert done.returncode == 1
    assert "Available" in done.stdout


def test_the_guide_s_capture_commands_are_the_program_s():
    for name in ("capture", "replay"):
        assert f"\nslotwatch {name} " in GUIDE
        shown = subprocess.run(
            [sys.executable, "-m", "slotwatch.cli", name, "--help"], capture_output=True, text=True, check=True
        )
        assert name in shown.stdout
    assert "--hide" in GUIDE
