"""What slotwatch costs, measured on the real program against the simulator: ``make bench``.

Prints, for one machine and one run: seconds from the answer that shows a slot to the channel's server
being called, CPU per check, memory, start-up.  A bare aiohttp loop is measured in the same run, so
that the ratios mean something on another machine.  Nothing leaves this machine.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from process import Daemon, Hook, eventually

from slotwatch.simulator import Simulator

TICK = os.sysconf("SC_CLK_TCK")
MARKERS = """
[motive.options]
slot = [{css = "ul.creneaux li"}]
no_slot = [{text = "Aucun créneau disponible"}]
"""
BARE = """
import asyncio, sys, time
import aiohttp
async def main(url, count):
    async with aiohttp.ClientSession() as session:
        for _ in range(20):
            async with session.get(url) as r: await r.text()
        before = time.process_time()
        for _ in range(count):
            async with session.get(url) as r: await r.text()
        print((time.process_time() - before) / count)
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


def config(folder: Path, url: str, hook: str, motives: int, every: str, options: str) -> Path:
    """A configuration with so many motives on one page."""
    path = folder / "slotwatch.toml"
    head = f'language = "fr"\ncontact = "bench@example.org"\nstate = "{folder / "state"}"\n'
    head += f'[pace]\nevery = "{every}"\n[[channel]]\nname = "hook"\nurl = "{hook}"\n'
    one = '[[motive]]\nname = "motive-{n}"\nprovider = "page"\nurl = "{url}"\n{options}\n'
    path.write_text(head + "".join(one.format(n=n, url=url, options=options) for n in range(motives)), "utf-8")
    return path


def cpu_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def pss(pid: int) -> float:
    """Proportional memory in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def written(pid: int) -> int:
    """Bytes that a process sent to the disk."""
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))


async def start_up(site: Simulator, hook: Hook, runs: int) -> list[float]:
    """Seconds from launch to the first request, for each of so many launches."""
    seconds = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            path = config(Path(folder), site.page_url, hook.url, 5, "5s", MARKERS)
            seen = len(site.requests)
            launched = time.monotonic()
            daemon = await Daemon(path).start()
            await eventually(lambda seen=seen: len(site.requests) > seen, step=0.001)
            seconds.append(site.requests[seen].at - launched)
            await daemon.stop()
    return seconds


async def cost(site: Simulator, hook: Hook, seconds: float) -> dict[str, float]:
    """CPU, memory and bytes of five motives with nothing happening."""
    with tempfile.TemporaryDirectory() as folder:
        path = config(Path(folder), site.page_url, hook.url, 5, "0.1s", MARKERS)
        daemon = await Daemon(path).start()
        pid = daemon.process.pid
        first = len(site.requests)
        await eventually(lambda: len(site.requests) > first + 100)
        cpu, count, disk = cpu_seconds(pid), len(site.requests), written(pid)
        await asyncio.sleep(seconds)
        checks = len(site.requests) - count
        figures = {
            "cpu": (cpu_seconds(pid) - cpu) / checks,
            "bytes": (written(pid) - disk) / checks,
            "checks": checks,
            "idle": pss(pid),
        }
        alerts = len(hook.got)
        site.answer("slots 1")
        await eventually(lambda: len(hook.got) > alerts)
        await asyncio.sleep(1)
        figures["after"] = pss(pid)
        site.answer("none")
        await daemon.stop()
    return figures


async def latency(site: Simulator, hook: Hook, rounds: int) -> list[float]:
    """Seconds from the end of the answer that shows a slot to the channel's server being called."""
    delays = []
    with tempfile.TemporaryDirectory() as folder:
        path = config(Path(folder), site.page_url, hook.url, 1, "0.05s", MARKERS)
        daemon = await Daemon(path).start()
        await eventually(lambda: "no_slot" in daemon.lines)
        for n in range(rounds):
            alerts, shown = len(hook.arrivals), len(site.shown)
            site.answer("slots 1")
            await eventually(lambda alerts=alerts: len(hook.arrivals) > alerts, step=0.002)
            delays.append(hook.arrivals[alerts] - site.shown[shown].at)
            looks = len(site.requests)
            site.answer("none")
            await eventually(lambda looks=looks: len(site.requests) > looks + 1, step=0.005)
            progress(f"latency {n + 1}/{rounds}")
        await daemon.stop()
    return delays


async def bare(site: Simulator, count: int) -> float:
    """CPU seconds that a bare aiohttp loop spends on one request for the same page."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BARE, site.page_url, str(count), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return float(out)


def progress(text: str) -> None:
    """One line on a terminal, nothing in a log."""
    if sys.stderr.isatty():
        print(f"\r{text}   ", end="", file=sys.stderr, flush=True)


def row(name: str, value: str, aim: str) -> None:
    """One line of the table."""
    print(f"{name:58} {value:>26}   {aim}")


async def main(rounds: int, seconds: float) -> None:
    """Measure and print."""
    hook = Hook()
    async with hook.serving(), Simulator("none", weight=40_000) as site:
        launches = await start_up(site, hook, 5)
        baseline = await bare(site, 1000)
        costs = await cost(site, hook, seconds)
        delays = sorted(await latency(site, hook, rounds))
    progress("")
    print(f"\nslotwatch on Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    p95 = delays[int(len(delays) * 0.95) - 1]
    row(f"answer shown → channel called, p50 of {rounds}", f"{statistics.median(delays) * 1e3:.1f} ms", "")
    row(f"answer shown → channel called, p95 of {rounds}", f"{p95 * 1e3:.1f} ms", "aim < 20 ms")
    row("answer shown → channel called, slowest", f"{delays[-1] * 1e3:.1f} ms", "")
    row(f"CPU per check of a 40 KB page ({costs['checks']} checks)", f"{costs['cpu'] * 1e3:.2f} ms", "aim < 2 ms")
    row("CPU of a bare aiohttp loop on the same page", f"{baseline * 1e3:.2f} ms", "")
    row("ratio of the two", f"{costs['cpu'] / baseline:.1f}", "")
    row("bytes to disk per check, nothing changed", f"{costs['bytes']:.0f} B", "")
    row("memory (PSS) idle, five motives", f"{costs['idle']:.0f} MB", "aim ≤ 70 MB")
    row("memory (PSS) after an alert", f"{costs['after']:.0f} MB", "aim ≤ 70 MB")
    spread = f"{min(launches):.2f} to {max(launches):.2f} s"
    row("launch → first request, median of 5", f"{statistics.median(launches):.2f} s ({spread})", "aim < 0.8 s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15.0)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.rounds, arguments.seconds))
