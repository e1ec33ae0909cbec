"""How many motives one process carries: lag of the scheduler, CPU, memory, bytes to the disk (``make bench``).

The watchers, the store on the disk and the log are the real ones; the look answers at once, so that what is
measured is slotwatch and not a site.  Each number of motives runs in a process of its own.
"""

import argparse
import asyncio
import gc
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from random import Random

import structlog

from slotwatch.clock import SystemClock
from slotwatch.logs import configure
from slotwatch.model import Evidence, Motive, NoSlot, Outcome, Pace
from slotwatch.notify.outbox import Outbox
from slotwatch.store import Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher

#: Motives, and the seconds between two looks at one; ten motives share a host.
LOADS = ((10, 1.0), (1000, 30.0), (10_000, 300.0))
ANSWER = NoSlot("Aucun créneau disponible", Evidence("https://rdv.example.org/", 200, "none", "ab" * 32))


def resident() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def written() -> int:
    """Bytes that this process sent to the disk."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel, and wait for the end."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def carry(folder: Path, count: int, every: float, seconds: float) -> dict[str, float]:
    """Start so many watchers, all due at once; then again in the midst of their round, and measure that."""
    clock = SystemClock()
    store = StoreThread(Store.open(folder, now=clock.now()).store)
    log = structlog.get_logger()
    outbox = Outbox({}, store=store, clock=clock, motives={}, language="fr", log=log)
    around = Surroundings(clock, Random(1), store, outbox, HostRests(clock), [], log)
    lags: deque[float] = deque(maxlen=1_000_000)
    all_looked = asyncio.Event()
    watchers: dict[str, Watcher] = {}

    async def look(motive: Motive) -> Outcome:
        lags.append(clock.monotonic() - watchers[motive.name].due)
        if len(lags) == count:
            all_looked.set()
        return ANSWER

    before, started = resident(), time.monotonic()
    for n in range(count):
        url = f"https://rdv{n // 10}.example.org/booking/create/{n}"
        motive = Motive(f"motive-{n}", "booking", url, Pace(every, 0.2, min(60.0, every / 2)))
        watchers[motive.name] = Watcher(motive, look, around)
    tasks = [asyncio.create_task(watcher.run()) for watcher in watchers.values()]
    await all_looked.wait()
    await store.pending()  # comes after every record that was handed in
    first = time.monotonic() - started
    memory = resident() - before
    await stop(tasks)
    for watcher in watchers.values():
        watcher.due = clock.monotonic() + 2 + around.random.random() * every
    tasks = [asyncio.create_task(watcher.run()) for watcher in watchers.values()]
    await asyncio.sleep(3)
    lags.clear()
    cpu, disk, begun = time.process_time(), written(), time.monotonic()
    await asyncio.sleep(seconds)
    looks, cpu, disk = len(lags), time.process_time() - cpu, written() - disk
    took = time.monotonic() - begun
    await stop(tasks)
    await store.close()
    ordered = sorted(lags)
    return {
        "looks": looks,
        "first": first,
        "p50": ordered[len(ordered) // 2],
        "p99": ordered[int(len(ordered) * 0.99)],
        "cpu": cpu / took,
        "memory": memory / count,
        "bytes": disk / looks,
    }


def one(count: int, every: float, seconds: float) -> None:
    """In a process of its own: measure one load, print it as JSON."""
    with Path(os.devnull).open("w") as nowhere, tempfile.TemporaryDirectory() as folder:
        configure("json", stream=nowhere)
        figures = asyncio.run(carry(Path(folder), count, every, seconds))
    print(json.dumps(figures))


def main(seconds: float) -> None:
    """Measure every load and print the table."""
    print(f"\nload, on Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    head = ("motives", "pace", "looks", "lag p50", "lag p99", "CPU", "memory each", "disk/check", "first round")
    print("".join(f"{name:>12}" for name in head))
    for count, every in LOADS:
        command = [sys.executable, __file__, "--one", str(count), str(every), "--seconds", str(seconds)]
        f = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        cells = (
            f"{count}",
            f"{every:g} s",
            f"{f['looks']}",
            f"{f['p50'] * 1e3:.1f} ms",
            f"{f['p99'] * 1e3:.1f} ms",
            f"{f['cpu']:.1%}",
            f"{f['memory'] / 1e3:.1f} KB",
            f"{f['bytes']:.0f} B",
            f"{f['first']:.1f} s",
        )
        print("".join(f"{cell:>12}" for cell in cells), flush=True)
    print("\naims: lag p99 at 10000 < 1 s, memory at 10000 < 10 KB each, disk < 2000 B a check")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--one", nargs=2, metavar=("MOTIVES", "EVERY"))
    arguments = parser.parse_args()
    if arguments.one:
        one(int(arguments.one[0]), float(arguments.one[1]), arguments.seconds)
    else:
        main(arguments.seconds)
