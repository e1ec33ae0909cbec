"""The daemon has its chain stamped by a process of its own, and the command proves it."""

import shutil

import pytest
from process import eventually, running, slotwatch, write_config

from slotwatch.simulator import Simulator, parse_script

if not shutil.which("openssl"):
    pytest.skip("the openssl command is not installed", allow_module_level=True)


def _config(folder, site, authority):
    evidence = f'[evidence]\ntimestamp_url = "{authority.url}"\ntimestamp_ca = "{authority.ca.as_posix()}"'
    return write_config(folder, site.single_url, "json://127.0.0.1:9/hook", extra=evidence)


@pytest.mark.timeout(120)
async def test_a_daemon_is_stamped_once_a_day_and_the_stamp_is_proved(tmp_path, authority):
    async with authority.serving(), Simulator(script=parse_script("none")) as site:
        config = _config(tmp_path, site, authority)
        stamps = tmp_path / "state" / "evidence" / "stamps"
        async with running(config) as daemon:
            await eventually(lambda: stamps.is_dir() and list(stamps.glob("*.tsr")), seconds=60)
            looks = daemon.lines.count('"look"')
            await eventually(lambda: daemon.lines.count('"look"') > looks + 2, seconds=60)
            assert await daemon.stop() == 0
        async with running(config) as daemon:  # a restart on the same day asks for no other
            await eventually(lambda: daemon.lines.count('"look"') > 2, seconds=60)
            await daemon.stop()
        assert len(authority.asked) == 1
        code, out, _ = await slotwatch("evidence", "verify", "--config", str(config))
        assert code == 0
        assert "1 stamps proved" in out
        code, out, _ = await slotwatch("evidence", "stamp", "--config", str(config))
        assert code == 0
        assert out.startswith("Entry ")
        assert len(list(stamps.glob("*.tsr"))) == 2


@pytest.mark.timeout(120)
async def test_a_daemon_whose_authority_refuses_says_so_in_its_log_and_goes_on(tmp_path, authority):
    authority.behaviour = "refuses"
    async with authority.serving(), Simulator(script=parse_script("none")) as site:
        config = _config(tmp_path, site, authority)
        async with running(config) as daemon:
            await eventually(lambda: '"not stamped"' in daemon.lines, seconds=60)
            assert "refused: the authority says" in daemon.lines
            looks = daemon.lines.count('"look"')
            await eventually(lambda: daemon.lines.count('"look"') > looks, seconds=60)
            assert await daemon.stop() == 0
        code, _, err = await slotwatch("evidence", "stamp", "--config", str(config))
    assert code == 1
    assert err.startswith("slotwatch: not stamped: refused:")
