"""A process of its own that looks at hostile sites, one after the other, and says what each look cost.

Reads one JSON object on standard input: ``cases`` (name, URL, options of a `page` motive, or of ``provider``),
``good`` (the page of a site that behaves).  Writes one JSON line a case.  Names that end in .example
are this machine: so a site can be public in name, as real ones are, and nothing leaves the machine.
"""

import asyncio
import json
import socket
import sys
import time
from pathlib import Path

from slotwatch.clock import SystemClock
from slotwatch.contract import LookFailed
from slotwatch.daemon import looker
from slotwatch.fetch import Client, Courtesy, Limits
from slotwatch.model import Motive
from slotwatch.policy import episodes
from slotwatch.providers import registry

#: Seconds and bytes: the product's own limits, but for the time.
LIMITS = Limits(connect=0.5, total=0.8)


def _at_home(host, *args, **kwargs):
    if isinstance(host, str) and host.endswith(".example"):
        host = "127.0.0.1"
    if host not in ("127.0.0.1", b"127.0.0.1", None):
        raise OSError(f"tests talk to loopback only, not to {host}")
    return _look_up(host, *args, **kwargs)


_look_up, socket.getaddrinfo = socket.getaddrinfo, _at_home


def _peak() -> int:
    """The most memory that was resident since `_forget_peak`, in bytes."""
    line = next(row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _forget_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


class Lag:
    """How late the event loop was, at worst, since it was last asked."""

    def __init__(self):
        self.worst = 0.0

    async def run(self):
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            self.worst = max(self.worst, time.monotonic() - before - 0.01)


async def _good_looks(look, motive, seen):
    while True:
        outcome = await look(motive)
        seen.append(outcome.kind)
        await asyncio.sleep(0.02)


def _motive(name, url, provider, options):
    return Motive(name, provider, url, options=registry()[provider].Options.model_validate(options))


async def main():
    told = json.load(sys.stdin)
    lag, seen = Lag(), []
    async with Client(
        user_agent="slotwatch/test", clock=SystemClock(), gap=lambda host: 0.0, limits=LIMITS, courtesy=Courtesy()
    ) as client:
        look = looker(client, registry())
        good = _motive("good", told["good"], "booking", {})
        await look(good)  # what is imported and compiled at the first look is no site's doing
        beside = [asyncio.create_task(lag.run()), asyncio.create_task(_good_looks(look, good, seen))]
        for case in told["cases"]:
            motive = _motive(case["name"], case["url"], case["provider"], case["options"])
            before, lag.worst, started = _forget_peak(), 0.0, time.monotonic()
            seen.clear()
            outcomes = []
            for number in range(case["times"]):
                each = _motive(
                    motive.name, case["url"].replace("NUMBER", str(number)), case["provider"], case["options"]
                )
                try:
                    outcome = await look(each)
                except LookFailed as failed:
                    outcome = failed.outcome
                outcomes.append((outcome.kind, episodes.describe(outcome)[:200]))
            seconds = time.monotonic() - started
            grown = _peak() - before
            session = client.session(motive.name)
            cookies = len(session.cookies)
            while not seen:  # noqa: ASYNC110 - the other host is answered, however short the look was
                await asyncio.sleep(0.01)
            row = {
                "name": case["name"],
                "kinds": sorted({kind for kind, _ in outcomes}),
                "detail": outcomes[-1][1],
                "seconds": seconds,
                "grown": grown,
                "lag": lag.worst,
                "beside": sorted(set(seen)),
                "cookies": cookies,
            }
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


asyncio.run(main())
