"""The real program at the simulated ANTS hub: none, slots, an alert; a human needed, then watching again."""

from datetime import date

import pytest
from process import Hook, eventually, running, slotwatch, write_config

from slotwatch.simulator import Simulator

OPTIONS = """[motive.options]
longitude = 2.35
latitude = 48.85
token = "geheim-token-1"
"""


@pytest.fixture
async def site():
    async with Simulator("none", today=date(2026, 11, 30), weight=0) as simulator:
        yield simulator


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


async def test_a_slot_is_told_with_its_day_its_place_and_the_link(tmp_path, site, hook):
    config = write_config(tmp_path, site.ants_url, hook.url, options=OPTIONS)
    async with running(config) as daemon:
        await eventually(lambda: '"outcome": "no_slot"' in daemon.lines)
        assert hook.got == []
        site.answer("slots 2 incomplete")
        [message] = await eventually(lambda: hook.got)
        told = message["title"] + message["message"]
        assert "7 décembre" in told
        assert "Mairie de Villeneuve-Exemple" in told
        assert site.ants_url in told
        assert await daemon.stop() == 0
        assert "geheim" not in daemon.lines
    assert site.trespasses == []
    assert any("token=geheim-token-1" in request.query for request in site.requests)


async def test_a_session_that_ended_is_told_and_a_look_with_a_new_one_sees_slots(tmp_path, site, hook):
    site.answer("token")
    config = write_config(tmp_path, site.ants_url, hook.url, options=OPTIONS)
    async with running(config) as daemon:
        await eventually(lambda: hook.got)
        assert '"outcome": "needs_human"' in daemon.lines
    site.answer("slots 1")
    code, out, _ = await slotwatch("look", "renouvellement", "-c", str(config))
    assert code == 0
    assert "outcome  available" in out
