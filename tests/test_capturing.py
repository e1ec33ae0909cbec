"""`slotwatch capture` and `slotwatch replay`, as a user starts them."""

import json
import re
from datetime import date

import pytest
from aiohttp import web
from process import slotwatch, write_config

from slotwatch.simulator import Simulator


@pytest.fixture
def configure(tmp_path):
    """A configuration for one motive at a simulated site."""

    def write(page, options=""):
        return str(write_config(tmp_path, page, "json://127.0.0.1:9/hook", options=options))

    return write


BOOKING = '[motive.options]\nplanning = "14500"'


async def test_a_capture_is_taken_and_replayed_when_the_site_is_gone(configure, tmp_path):
    async with Simulator("slots 2", today=date(2026, 11, 30), weight=2_000) as site:
        config = configure(site.booking_url, BOOKING)
        folder = tmp_path / "fall"
        code, out, err = await slotwatch("capture", "renouvellement", "--to", str(folder), "-c", config)
        assert not site.trespasses
    assert (code, err) == (0, "")
    assert "outcome  available" in out
    assert f"3 answers kept in {folder}" in out
    assert "1 cookie eZSESSID" not in out  # the pages do not repeat it, so there was nothing to take out
    assert "A replay of the folder gives the same outcome." in out
    assert "Read its files through before you send them" in out
    assert (folder / "exchange.toml").read_text().count("[[exchange]]") == 3

    code, out, err = await slotwatch("replay", str(folder))
    assert (code, err) == (0, "")
    assert "outcome  available" in out
    assert "slot     2026-12-07 08:30" in out
    assert "recorded available (the same)" in out
    code, out, _ = await slotwatch("replay", str(folder), "--json")
    assert (code, json.loads(out)["outcome"]) == (0, "available")


async def test_without_a_name_the_folder_is_named_after_the_motive(configure, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with Simulator("502", weight=0) as site:
        code, out, _ = await slotwatch("capture", "renouvellement", "-c", configure(site.page_url, PAGE))
    assert code == 0
    [folder] = tmp_path.glob("capture-*")
    assert re.fullmatch(r"capture-renouvellement-\d{8}-\d{6}", folder.name)
    assert f"1 answer kept in {folder}" in out
    assert "Nothing in it looked secret or personal." in out
    code, out, _ = await slotwatch("replay", folder.name)
    assert code == 3  # as `look`: the site gave no answer
    assert "recorded maintenance (the same)" in out


PAGE = """provider = "page"
[motive.options]
slot = [{ css = "li.creneau" }]
no_slot = [{ text = "Aucun créneau disponible" }]
"""


async def test_a_second_visit_at_once_is_refused_and_leaves_no_folder(configure, tmp_path):
    async with Simulator("none", weight=0) as site:
        # on this machine the floor is a twentieth of a second: a refusal makes it half an hour
        config = configure(site.page_url, PAGE)
        site.answer("403")
        await slotwatch("look", "renouvellement", "-c", config)
        asked = len(site.requests)
        code, _, err = await slotwatch("capture", "renouvellement", "--to", str(tmp_path / "x"), "-c", config)
        assert len(site.requests) == asked
    assert code == 2
    assert "it is left alone for another" in err
    assert not (tmp_path / "x").exists()


async def test_redaction_that_changes_the_outcome_is_said_and_fails(configure, tmp_path):
    async def handler(_request):
        text = '<li class="creneau"><input name="birthdate" type="text" value="2027-01-14"></li>'
        return web.Response(text=text, content_type="text/html")

    runner = web.ServerRunner(web.Server(handler), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    folder = tmp_path / "x"
    dates = 'dates = { css = "li.creneau input", attribute = "value" }'
    config = configure(f"http://127.0.0.1:{runner.addresses[0][1]}/", PAGE + dates)
    code, out, err = await slotwatch("capture", "renouvellement", "--to", str(folder), "-c", config)
    await runner.cleanup()
    assert code == 1
    assert "Careful: redaction has changed the outcome" in err
    assert "Say so in your report" in err
    assert "the same outcome" not in out
    assert "1 field birthdate" in out
    assert "faithful = false" in (folder / "exchange.toml").read_text()
    code, out, _ = await slotwatch("replay", str(folder))
    assert "recorded available (another)" in out


async def test_words_may_be_hidden(configure, tmp_path):
    async with Simulator("none", weight=0) as site:
        config = configure(site.page_url, PAGE)
        folder = tmp_path / "x"
        hide = ("--hide", "Carte de séjour", "--hide", "renouvellement")
        code, out, _ = await slotwatch("capture", "renouvellement", "--to", str(folder), *hide, "-c", config)
    assert code == 0
    assert "words you named" in out
    text = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert "Carte de séjour" not in text
    assert "renouvellement" not in text


async def test_a_search_over_a_socket_is_captured_and_replayed(configure, tmp_path):
    folder = tmp_path / "x"
    async with Simulator("none", weight=0) as site:
        config = configure(site.ants_url, "[motive.options]\nlongitude = 2.351234\nlatitude = 48.851234")
        code, out, _ = await slotwatch("capture", "renouvellement", "--to", str(folder), "-c", config)
    assert code == 0
    assert "2 answers kept" in out
    assert "2 a position, rounded to some ten kilometres" in out
    code, out, _ = await slotwatch("replay", str(folder))
    assert code == 0
    assert "end_of_search: all 12 editors have answered, without a slot" in out


async def test_mistakes_are_one_clear_line_each(configure, tmp_path):
    config = configure("http://127.0.0.1:9/booking/create/1")
    for arguments, says in (
        (("capture", "nobody", "-c", config), "no motive named 'nobody'; there are: renouvellement"),
        (("capture", "renouvellement", "--to", str(tmp_path), "-c", config), "exists already"),
        (
            ("replay", str(tmp_path / "nowhere")),
            "no such file or directory; give the folder that `slotwatch capture` made",
        ),
        (("replay", str(tmp_path)), "exchange.toml: no such file"),
    ):
        code, out, err = await slotwatch(*arguments)
        assert (code, out) == (2, "")
        assert says in err
        assert err.count("\n") == 1
        assert err.startswith("slotwatch: ")


async def test_a_replay_that_strays_is_told_in_one_line(configure, tmp_path):
    folder = tmp_path / "x"
    async with Simulator("none", weight=0) as site:
        await slotwatch(
            "capture", "renouvellement", "--to", str(folder), "-c", configure(site.booking_url, BOOKING)
        )
    toml = folder / "exchange.toml"
    toml.write_text(toml.read_text().replace('method = "POST"', 'method = "GET"', 1))
    code, out, err = await slotwatch("replay", str(folder))
    assert (code, out) == (1, "")
    assert "asks for something else than was recorded: request 2, POST /booking/create/16105/0" in err
