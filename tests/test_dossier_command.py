"""`slotwatch dossier` and `slotwatch dossier check` as a person types them, on a real store."""

import os
import pty
import re
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest
from process import SLOTWATCH, slotwatch, write_config

from slotwatch.evidence import entries
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.data import Exchange
from slotwatch.model import Available, Check, Evidence, NoSlot, Slot
from slotwatch.policy.cadence import Strain
from slotwatch.policy.episodes import MotiveState
from slotwatch.store import Record, Store

NOWHERE = "http://127.0.0.1:9/booking/create/12345"
FIRST = datetime(2024, 9, 1, 8, 0, tzinfo=UTC)
PERIOD = ("--from", "2024-09-01", "--to", "2024-09-30")
PERSON = ("--for", "Ana Inventée")


@pytest.fixture
def config(tmp_path):
    return write_config(tmp_path, NOWHERE, "json://127.0.0.1:9/hook")


@pytest.fixture
def watched(config, tmp_path):
    """Thirty days of two looks each, with five captures; ``seen`` adds a slot."""

    def fill(*, seen=False):
        state = tmp_path / "state"
        state.mkdir(mode=0o700)
        store = Store.open(state, now=FIRST).store
        bodies = Bodies(state)
        for n in range(60):
            at = FIRST + timedelta(hours=12 * n)
            outcome = NoSlot("aucun créneau", Evidence(NOWHERE, 200, "aucun créneau", "ab" * 32))
            if seen and n == 30:
                outcome = Available((Slot(date(2024, 12, 3)),), Evidence(NOWHERE, 200, "li", "cd" * 32))
            check = Check("renouvellement", at, 0.3, outcome)
            number = store.record(Record("renouvellement", check, MotiveState(), Strain(), None))
            if n % 12 == 0:
                name = bodies.put(f"<p>aucun créneau {n}</p>".encode())
                exchange = Exchange(at, "GET", NOWHERE, NOWHERE, 200, sha256=name, answered=name)
                store.seal([entries.capture("renouvellement", number, at, "daily", [exchange])])
        store.close()
        return bodies

    return fill


async def _dossier(config, *arguments):
    """The command on a machine without Chromium's pictures: what those are is tested on their own."""
    if arguments[0] != "check" and "--screens" not in arguments:
        none = config.parent / "none"
        none.mkdir(exist_ok=True)
        arguments = (*arguments, "--screens", str(none))
    return await slotwatch("dossier", *arguments, "--config", str(config))


async def test_one_command_makes_the_pack(config, watched, tmp_path):
    watched()
    out = tmp_path / "pack"
    code, said, err = await _dossier(config, "renouvellement", *PERIOD, *PERSON, "--out", str(out))
    assert code == 0, err
    assert "01_chronologie.pdf" in said
    assert "Not legal advice" in said
    assert (out / "00_couverture_et_synthese.pdf").read_bytes().startswith(b"%PDF")
    assert "Ana" not in said + err
    assert len((out / "SHA256SUMS").read_text().splitlines()) > 8


def test_without_a_place_it_makes_a_folder_here(config, watched, tmp_path):
    watched()
    (tmp_path / "here").mkdir()
    ran = subprocess.run(
        [*SLOTWATCH, "dossier", "renouvellement", *PERIOD, *PERSON, "--config", str(config)],
        cwd=tmp_path / "here",
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0
    assert [path.name for path in (tmp_path / "here").iterdir()] == [
        "dossier-renouvellement-2024-09-01-2024-09-30"
    ]


async def test_check_says_what_is_thin_in_french_and_in_english(config, watched):
    watched()
    code, said, err = await _dossier(config, "check", "renouvellement", *PERIOD)
    assert (code, err) == (0, "")
    assert "[manque]" in said
    assert "Aucun courriel ni lettre à la préfecture" in said
    assert "certitude : moyenne" in said
    code, said, _ = await _dossier(config, "check", "renouvellement", *PERIOD, "--lang", "en")
    assert "[missing]" in said
    assert "certainty: medium" in said


async def test_a_slot_within_the_wishes_stops_it_until_yes(config, watched, tmp_path):
    watched(seen=True)
    out = tmp_path / "pack"
    arguments = ("renouvellement", *PERIOD, *PERSON, "--out", str(out))
    code, _, err = await _dossier(config, *arguments)
    assert code == 2
    assert "2024-09-16" in err
    assert err.strip().splitlines()[-1] == "slotwatch: nothing was made: add --yes to go on all the same"
    assert not out.exists()
    code, _, err = await _dossier(config, *arguments, "--yes")
    assert code == 0
    assert "nothing can take it out" in err
    assert out.exists()


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 1)])
def test_on_a_terminal_it_asks(config, watched, tmp_path, answer, code):
    watched(seen=True)
    master, slave = pty.openpty()
    try:
        ran = subprocess.Popen(
            [*SLOTWATCH, "dossier", "renouvellement", *PERIOD, *PERSON, "--out", str(tmp_path / "pack"),
             "--config", str(config), "--screens", str(tmp_path / "state" / "evidence")],
            stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        os.write(master, answer)
        _, err = ran.communicate(timeout=50)
    finally:
        os.close(master)
        os.close(slave)
    assert ran.returncode == code
    assert b"Go on?" in err
    assert (tmp_path / "pack").exists() is (code == 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("renouvelement", *PERIOD, *PERSON), "no motive named 'renouvelement'; there are: renouvellement"),
        (("renouvellement", "--from", "2024-09-30", "--to", "2024-09-01", *PERSON), "turn them round"),
        (("renouvellement", "--from", "2999-01-01", "--to", "2999-02-01", *PERSON), "lies in the future"),
        (
            ("renouvellement", "--from", "2024-01-01", "--to", "2024-02-01", *PERSON),
            "its looks go from 2024-09-01",
        ),
        (("renouvellement", *PERIOD, "--for", " "), "--for must name the person"),
        (("renouvellement", *PERIOD, *PERSON, "--first-piece", "0"), "between 1 and 80"),
        (("renouvellement", *PERIOD, *PERSON, "--out", "/proc/pack"), "--out"),
        (("renouvellement", *PERIOD, *PERSON, "--screens", "/nowhere"), "--screens /nowhere"),
        (("check", "renouvellement", "--from", "2024-01-01", "--to", "2024-02-01"), "not watched between"),
    ],
)
async def test_what_cannot_be_is_one_clear_line(config, watched, arguments, said):
    watched()
    code, out, err = await _dossier(config, *arguments)
    assert (code, out) == (2, "")
    lines = [line for line in re.split(r"[\r\n]+", err) if line.startswith("slotwatch: ")]
    assert len(lines) == 1
    assert said in lines[0]
    assert "Traceback" not in err


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "01/09/2024"])
async def test_a_day_that_is_none_is_told(config, watched, day):
    code, _, err = await _dossier(config, "renouvellement", "--from", day, "--to", "2024-09-30", *PERSON)
    assert code == 2
    assert "--from" in err
    assert "Traceback" not in err


async def test_a_pack_that_is_there_is_never_overwritten(config, watched, tmp_path):
    watched()
    arguments = ("renouvellement", *PERIOD, *PERSON, "--out", str(tmp_path / "pack"))
    assert (await _dossier(config, *arguments))[0] == 0
    code, _, err = await _dossier(config, *arguments)
    assert code == 2
    assert "holds a dossier already" in err
    assert (await _dossier(config, *arguments, "--force"))[0] == 0


async def test_a_damaged_page_is_told_and_the_dossier_is_made(config, watched, tmp_path):
    bodies = watched()
    name = next(iter(bodies.names()))
    bodies.path(name).write_bytes(b"damaged")
    code, _, err = await _dossier(config, "renouvellement", *PERIOD, *PERSON, "--out", str(tmp_path / "pack"))
    assert code == 0
    assert "1 pages are missing or damaged" in err


async def test_a_state_that_was_never_written_is_told(config):
    code, _, err = await _dossier(config, "renouvellement", *PERIOD, *PERSON)
    assert code == 2
    assert "no database yet" in err


async def test_help_needs_no_library_and_names_both_commands():
    code, out, _ = await slotwatch("dossier", "--help")
    assert code == 0
    assert "check" in out
    assert "--for" in out
    code, out, _ = await slotwatch("dossier", "make", "--help")
    assert code == 0
    assert "--first-piece" in out
