"""The real program against the simulator in real time, killed with -9 every twenty seconds: ``make soak-real``.

Slots open at random on three sites, each time on a day of their own, so that every opening can be found again in
the messages.  An opening stays until it was shown at least three times.  Prints a table; exit code 1 when an alert
was lost.
"""

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from process import Daemon, Hook, eventually

from slotwatch.notify.dates import day as in_words
from slotwatch.simulator import Simulator

KILL_EVERY = 20.0
MARKERS = """[motive.options]
container = "#resultat"
slot = [{css = "li.creneau"}]
no_slot = [{text = "Aucun créneau disponible"}]
dates = {css = "li.creneau time", attribute = "datetime"}
"""
EAPPOINTMENT = '[motive.options]\nsitekey = "P941"\nmotive = "20"\n'


@dataclass
class Opening:
    """One slot on offer: on which site and day, since when, and when its message came."""

    motive: str
    day: date
    at: float
    told: list[float] = field(default_factory=list)


def config(folder: Path, site: Simulator, hook: Hook) -> Path:
    """Three motives on three sites, looked at three times a second."""
    path = folder / "slotwatch.toml"
    path.write_text(
        f'language = "fr"\ncontact = "soak@example.org"\nstate = "{folder / "state"}"\n[pace]\nevery = "0.3s"\n'
        f'[[channel]]\nname = "hook"\nurl = "{hook.url}"\ntimeout = "3s"\n'
        f'[[motive]]\nname = "booking"\nurl = "{site.single_url}"\n'
        f'[[motive]]\nname = "page"\nprovider = "page"\nurl = "{site.page_url}"\n{MARKERS}'
        f'[[motive]]\nname = "eappointment"\nurl = "{site.eappointment_url}"\n{EAPPOINTMENT}',
        encoding="utf-8",
    )
    return path


SITES = {"booking": "booking/9845", "page": "page", "eappointment": "eappointment"}


async def open_and_close(
    motive: str, site: Simulator, random: Random, openings: list[Opening], over: asyncio.Event
) -> None:
    """Let slots appear and go on one site until it is over."""
    key = SITES[motive]
    today = datetime.now().astimezone().date()
    days = [n for n in range(10, 360) if (today + timedelta(days=n)).weekday() < 5]
    random.shuffle(days)
    for ahead in days:
        await asyncio.sleep(random.uniform(0.5, 6))
        if over.is_set():
            return
        before = len(site.shown)
        site.answer(f"slots 1 from {ahead}", site=key)
        opening = Opening(motive, today + timedelta(days=ahead), time.monotonic())
        openings.append(opening)
        await asyncio.sleep(random.uniform(1, 8))
        await eventually(
            lambda before=before: sum(shown.site.startswith(motive) for shown in site.shown[before:]) >= 3, 60
        )
        site.answer("none", site=key)


def read_messages(hook: Hook, openings: list[Opening]) -> None:
    """Find every opening's messages."""
    for opening in openings:
        words = in_words(opening.day, "fr")
        opening.told = [
            at
            for at, message in zip(hook.arrivals, hook.got, strict=True)
            if opening.motive in message["title"] and words in message["message"]
        ]


def sound(state: Path) -> str:
    """What SQLite says of the whole file."""
    connection = sqlite3.connect(state / "slotwatch.db")
    (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    (waiting,) = connection.execute("SELECT count(*) FROM deliveries WHERE state NOT IN ('sent')").fetchone()
    connection.close()
    return f"{verdict}, {waiting} deliveries unsent"


async def main(minutes: float, seed: int) -> int:
    """Let it run, print the table, and give the number of lost alerts."""
    random = Random(seed)
    hook = Hook()
    hook.delay = 0.015  # so that some kills fall while a message is on its way
    openings: list[Opening] = []
    over = asyncio.Event()
    kills = 0
    restarts: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with hook.serving(), Simulator("none") as site:
            path = config(Path(folder), site, hook)
            daemon = await Daemon(path).start()
            end = time.monotonic() + minutes * 60
            try:
                async with asyncio.TaskGroup() as group:
                    for motive in SITES:
                        group.create_task(open_and_close(motive, site, random, openings, over))
                    while time.monotonic() < end:
                        await asyncio.sleep(KILL_EVERY)
                        if kills % 2:  # one time in two within a tenth of a second of a page that shows a slot
                            shown = len(site.shown)
                            await eventually(lambda shown=shown: len(site.shown) > shown, 60, step=0.001)
                            await asyncio.sleep(random.uniform(0, 0.1))
                        await daemon.kill()
                        kills += 1
                        seen, started = len(site.requests), time.monotonic()
                        daemon = await Daemon(path).start()
                        await eventually(lambda seen=seen: len(site.requests) > seen, 60)
                        restarts.append(time.monotonic() - started)
                    over.set()
                await asyncio.sleep(5)
                code = await daemon.stop()
            finally:
                await daemon.kill()
            database = sound(Path(folder) / "state")
        read_messages(hook, openings)
    lost = [opening for opening in openings if not opening.told]
    delays = sorted(opening.told[0] - opening.at for opening in openings if opening.told)
    rows = {
        "minutes": f"{minutes:g}",
        "kills with -9": f"{kills}",
        "kill → first request of the next start, median": f"{statistics.median(restarts):.2f} s",
        "openings": f"{len(openings)}",
        "alerts lost": f"{len(lost)}",
        "alerts that came more than once": f"{sum(len(o.told) > 1 for o in openings)}",
        "slot published → message, median (pace 0.3 s)": f"{statistics.median(delays):.2f} s",
        "slot published → message, slowest": f"{delays[-1]:.2f} s",
        "requests": f"{len(site.requests)}",
        "database at the end": database,
        "exit code at the end": f"{code}",
    }
    for name, value in rows.items():
        print(f"| {name:48} | {value:>22} |")
    for opening in lost:
        print(f"LOST: {opening}", file=sys.stderr)
    return len(lost) + (not database.startswith("ok, 0 ")) + code


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    sys.exit(bool(asyncio.run(main(arguments.minutes, arguments.seed))))
