"""Killed at any instant between the page's answer and the delivery, the alert still arrives."""

import asyncio

import pytest
from process import Hook, eventually, running, write_config

from slotwatch.simulator import Simulator, parse_script

INSTANTS = [n * 0.0025 for n in range(20)]  # 0 to 47.5 ms after the page that shows the slot was sent


@pytest.mark.timeout(240)
async def test_a_kill_at_twenty_instants_between_answer_and_delivery_loses_no_alert(tmp_path):
    delivered_before_the_kill = 0
    lanes = asyncio.Semaphore(2)

    async def one(number: int, after: float) -> bool:
        folder = tmp_path / str(number)
        folder.mkdir()
        hook = Hook()
        hook.delay = 0.015  # so that some kills fall while the message is on its way
        async with lanes, hook.serving(), Simulator(script=parse_script("none")) as site:
            config = write_config(folder, site.single_url, hook.url)
            async with running(config) as daemon:
                await eventually(lambda: "no_slot" in daemon.lines)
                site.answer("slots 2")
                await eventually(lambda: site.shown, step=0.0005)
                await asyncio.sleep(after)
                await daemon.kill()
            early = bool(hook.got)
            async with running(config) as daemon:
                await eventually(lambda: hook.got)
                # and the watch goes on: a second opening is told as well
                told = len(hook.got)
                site.answer("none")
                await eventually(lambda: '"outcome": "no_slot"' in daemon.lines.rsplit("available", 1)[-1])
                site.answer("slots 1")
                await eventually(lambda: len(hook.got) > told)
            assert any("renouvellement" in message["title"] for message in hook.got)
            return early

    results = await asyncio.gather(*(one(n, after) for n, after in enumerate(INSTANTS)))
    delivered_before_the_kill = sum(results)
    # the instants really straddle the delivery: some kills came before it and, with luck, some after
    assert delivered_before_the_kill < len(INSTANTS)
