"""Pictures of kept pages with the real program: a daemon that watches, then the commands beside it."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from process import eventually, running, slotwatch, write_config
from pypdf import PdfReader

from slotwatch.fetch.browser import why_missing
from slotwatch.simulator import Simulator, parse_script

needs_chromium = pytest.mark.skipif(why_missing() is not None, reason=why_missing() or "")
NOWHERE = {"SLOTWATCH_CHROMIUM": "/nowhere/chromium"}
NAME = "renouvellement"
PERSON = "Tiémoko Exemple-Fictif"


@pytest.fixture
async def watched(tmp_path) -> Path:
    """The configuration of a motive with a few pages kept."""
    async with Simulator(script=parse_script("none")) as site:
        config = write_config(
            tmp_path,
            site.single_url,
            "json://127.0.0.1:9/hook",
            extra='[evidence]\nkeep = "all"\nkeep_free = "1MB"\n',
        )
        async with running(config) as daemon:
            await eventually(lambda: daemon.lines.count('"captured"') >= 2)
            await daemon.stop()
    return config


def pictures(folder: Path) -> Iterator[Path]:
    return folder.glob("capture-*.png")


@needs_chromium
async def test_screens_draws_every_kept_page_and_lists_their_hashes(watched, tmp_path):
    out = tmp_path / "screens"
    code, said, err = await slotwatch("evidence", "screens", NAME, "-c", str(watched), "--out", str(out))
    assert code == 0, err
    found = sorted(pictures(out))
    assert len(found) >= 2
    assert f"{len(found)} pictures" in said
    assert "Chromium held" in said
    with Image.open(found[0]) as picture:
        assert picture.width == 1024
    sums = dict(reversed(line.split("  ")) for line in (out / "SHA256SUMS").read_text().splitlines())
    assert sums == {path.name: sha256(path.read_bytes()).hexdigest() for path in found}
    assert out.stat().st_mode & 0o777 == 0o700


@needs_chromium
async def test_a_folder_with_something_in_it_is_left_as_it_is(watched, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    code, _, err = await slotwatch(
        "evidence", "screens", NAME, "-c", str(watched), "--out", str(tmp_path / "mine")
    )
    assert code == 2
    assert "is not empty; it was left as it is" in err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@needs_chromium
async def test_a_time_without_pages_is_one_clear_line(watched, tmp_path):
    code, _, err = await slotwatch(
        *("evidence", "screens", NAME, "-c", str(watched), "--to", "2020-01-01", "--out", str(tmp_path / "s"))
    )
    assert code == 2
    assert err == f"slotwatch: no page of {NAME} was kept in that time; nothing was drawn\n"
    assert not (tmp_path / "s").exists()


async def test_screens_without_chromium_says_how_to_get_it(watched, tmp_path):
    out = tmp_path / "screens"
    code, _, err = await slotwatch("evidence", "screens", NAME, "-c", str(watched), "--out", str(out), **NOWHERE)
    assert code == 2
    assert err.startswith("slotwatch: SLOTWATCH_CHROMIUM names /nowhere/chromium")
    assert "apt install chromium" in err
    assert not out.exists()


async def _dossier(watched: Path, out: Path, **environ: str) -> tuple[str, int, str]:
    """What it said to the person, and what `read` finds."""
    code, _, err = await slotwatch(
        *("dossier", NAME, "-c", str(watched), "--from", "2020-01-01", "--to", "2099-12-31"),
        *("--for", PERSON, "--out", str(out)),
        **environ,
    )
    assert code == 0, err
    return err, *read(out)


def read(out: Path) -> tuple[int, str]:
    """How many pictures the captures' pieces hold, and their text on one line."""
    pages = [page for path in out.glob("*captures*.pdf") for page in PdfReader(path).pages]
    text = " ".join(page.extract_text() for page in pages)
    return sum(len(page.images) for page in pages), " ".join(text.split())


@needs_chromium
async def test_a_dossier_draws_its_own_pictures(watched, tmp_path):
    err, count, text = await _dossier(watched, tmp_path / "dossier")
    assert "Chromium held" in err
    assert count >= 2
    assert "sans image" not in text


async def test_a_dossier_without_chromium_is_made_with_the_sentences_and_says_so(watched, tmp_path):
    err, count, text = await _dossier(watched, tmp_path / "dossier", **NOWHERE)
    assert "No pictures of the pages, only what they say: SLOTWATCH_CHROMIUM names /nowhere/chromium" in err
    assert count == 0
    assert "sans image" in text
