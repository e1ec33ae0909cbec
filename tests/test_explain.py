"""`slotwatch explain`, as a person meets it."""

import json

import pytest
from process import eventually, running, slotwatch, write_config

from slotwatch.simulator import Simulator


@pytest.fixture
async def site():
    async with Simulator("none") as simulator:
        yield simulator


async def test_before_the_first_look_it_says_so_and_names_the_owners_windows(tmp_path, site):
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    config.write_text(config.read_text("utf-8") + '\nhot = "lun 08:25-08:45"\n', "utf-8")
    code, out, _ = await slotwatch("explain", "renouvellement", "--config", str(config))
    assert code == 0
    assert "No daemon is running" in out
    assert "it has not been looked at yet" in out
    assert "mon 08:25-08:45: set in your configuration" in out


async def test_beside_a_running_daemon_it_says_when_and_why(tmp_path, site):
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        code, out, _ = await slotwatch("explain", "renouvellement", "--config", str(config))
        assert code == 0
        assert "because: steady pace" in out
        assert "No daemon" not in out
        for rule in ("state", "ladder", "pace", "window", "host rest", "floor"):
            assert f"  {rule:12} " in out
        code, out, _ = await slotwatch("explain", "renouvellement", "--json", "--config", str(config))
        facts = json.loads(out)
        assert (code, facts["running"], facts["reasons"]["ladder"]) == (0, True, "none: the site answers")
        assert facts["next_look"][-6:] in ("+01:00", "+02:00")


async def test_an_unknown_motive_is_one_line_that_names_the_known_ones(tmp_path, site):
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    code, _, err = await slotwatch("explain", "renewal", "--config", str(config))
    assert (code, "renouvellement" in err, len(err.strip().splitlines())) == (2, True, 1)
