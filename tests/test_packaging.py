"""What is installed is what was tested: the wheel, the pins, the unit, the image's recipe."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [built] = target.glob("*.whl")
    return built


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    packed = {name for name in names if name.startswith("slotwatch/")}
    source = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "slotwatch").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == source
    assert {"slotwatch/py.typed", "slotwatch/config/example.toml"} <= packed
    assert all(name.startswith(("slotwatch/", "slotwatch-")) for name in names)


def test_the_installed_wheel_runs_away_from_the_source(wheel, tmp_path):
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(tmp_path / "site"),
            str(wheel),
        ],
        check=True,
        capture_output=True,
    )
    code = "import slotwatch, slotwatch.cli; print(slotwatch.__file__); slotwatch.cli.main(['providers'])"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.startswith(str(tmp_path / "site"))
    assert "booking" in ran.stdout


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_pins_are_exact_hashed_and_without_any_address(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(index|extra|find)", text, re.MULTILINE)
    hashes = r"((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
    pins = re.findall(r"^([A-Za-z0-9._-]+)==\S+(?: ; [^\\\n]+)? \\\n" + hashes, text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"]["dev"] if "dev" in name else [])
    pinned = {pin.lower().replace("_", "-") for pin, _ in pins}
    assert {re.split(r"[<>=\[ ]", need)[0].lower() for need in wanted} <= pinned


def test_systemd_finds_nothing_to_say_about_the_unit(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed here")
    unit = (ROOT / "systemd" / "slotwatch.service").read_text("utf-8")
    # verify wants the program to exist; the one that a user installs is not on every machine
    (tmp_path / "slotwatch.service").write_text(unit.replace("/usr/local/bin/slotwatch", "/bin/true"), "utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "slotwatch.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_image_is_made_of_files_that_exist_and_runs_as_a_number():
    recipe = (ROOT / "Dockerfile").read_text("utf-8")
    copied = [word for line in re.findall(r"^COPY (?!--)(.*) \S+$", recipe, re.MULTILINE) for word in line.split()]
    assert copied
    assert all((ROOT / name).exists() for name in copied)
    assert re.search(r"^USER \d+$", recipe, re.MULTILINE)
    assert "HEALTHCHECK" in recipe
