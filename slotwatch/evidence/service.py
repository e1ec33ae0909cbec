"""The evidence in the daemon: its witness, the daily stamp, the reminders, and what it says at its start."""

import asyncio
import platform
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from slotwatch import __version__
from slotwatch.clock import Clock
from slotwatch.config import Settings
from slotwatch.evidence import entries
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.developing import address
from slotwatch.evidence.room import Limits
from slotwatch.evidence.witness import Subject, Witness
from slotwatch.model import Motive, Noticed
from slotwatch.policy import reminders
from slotwatch.store import Entry, Sealed, StoreError

Tell = Callable[[Noticed], Awaitable[None]]

HOUR = 3600.0
DAY = timedelta(days=1)

#: Hours in a row without a stamp after which its owner is told.
PATIENCE = 24

#: Seconds that the process which stamps may take: its network has limits of its own.
_LONGEST = 120.0


class Chain(Protocol):
    """What is needed of the store."""

    async def seal(self, entries: tuple[Entry, ...]) -> list[int]:
        """Add to the chain."""
        ...

    async def entries(self, *kinds: str, motive: str | None = None) -> list[Sealed]:
        """What the chain holds."""
        ...

    async def last_instants(self, kind: str) -> dict[str, datetime]:
        """When each motive's latest entry of a kind was made."""
        ...


def witness(
    settings: Settings, chain: Chain, clock: Clock, private: Iterable[Motive], *, tell: Tell, log: Any
) -> Witness:
    """The witness of this installation.  ``private`` are the motives that the owner's own session opens."""
    theirs = {motive.name for motive in private}
    own = settings.evidence
    return Witness(
        Bodies(settings.state),
        chain,
        clock,
        {m.name: Subject(m.timezone, own.plan(m.name), m.name in theirs) for m in settings.motives},
        limits=Limits(own.max_size, own.keep_free, own.keep_days),
        secrets=settings.secrets,
        tell=tell,
        log=log,
    )


def started(settings: Settings, at: datetime) -> Entry:
    """What runs, and how often it will look: for the method note of a dossier.  Nothing of the owner's."""
    facts = {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "motives": [
            {
                "name": m.name,
                "provider": m.provider,
                "url": address(m.url),
                "every_s": m.pace.every,
                "jitter": m.pace.jitter,
                "keep": str(settings.evidence.plan(m.name)),
            }
            for m in settings.motives
        ],
    }
    return entries.start(at, facts)


async def stamping(chain: Chain, clock: Clock, stamp: Callable[[], Awaitable[str]], tell: Tell, log: Any) -> None:
    """Have the chain's head stamped once a day, for ever; again an hour later when that fails.

    ``stamp`` does it, and says why it could not ("" when it could).
    """
    failures = 0
    while True:
        with suppress(StoreError):  # a store that fails is told by whoever writes to it
            last = (await chain.last_instants(entries.STAMP)).get("")
            if last is None or clock.now() - last >= DAY:
                reason = await stamp()
                failures = failures + 1 if reason else 0
                if reason:
                    log.warning("not stamped", reason=reason, times=failures)
                if failures == PATIENCE:
                    await tell(Noticed("stamp-failing", reason))
        await clock.sleep(HOUR)


async def stamp_in_a_process(config: Path) -> str:
    """Run `slotwatch evidence stamp`: its libraries (23 MB) never enter the daemon.  Why it failed, "" if not."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "slotwatch.cli", "evidence", "stamp", "--config", str(config)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_LONGEST):
            _, said = await process.communicate()
    except TimeoutError:
        return f"no end within {_LONGEST:.0f} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == 0:
        return ""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("slotwatch: ")[:300] if lines else f"exit code {process.returncode}"


async def reminding(motives: Iterable[Motive], chain: Chain, clock: Clock, tell: Tell) -> None:
    """Remind of attempts by hand, for ever: once a week and motive, at hours that vary."""
    watched = tuple(motives)
    while True:
        with suppress(StoreError):
            await _remind(watched, chain, clock.now(), tell)
        await clock.sleep(HOUR)


async def _remind(motives: Iterable[Motive], chain: Chain, now: datetime, tell: Tell) -> None:
    reminded = await chain.last_instants(entries.REMINDED)
    starts = await chain.entries(entries.START)
    begun = starts[0].entry.at if starts else now
    for motive in motives:
        known = await chain.entries(entries.BY_HAND, motive=motive.name)
        attempts = [entries.read_by_hand(each, frozenset()).at for each in known]
        reminder = reminders.due(now, motive.timezone, attempts, reminded.get(motive.name), begun)
        if reminder is not None:
            await chain.seal((entries.reminded(now, motive.name),))
            hours = ", ".join(f"{hour} h" for hour in reminder.hours)
            await tell(Noticed("try-by-hand", f"{motive.name} ({hours})" if hours else motive.name))
