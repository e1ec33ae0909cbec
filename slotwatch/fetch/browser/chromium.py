"""One running browser: started, spoken to, and gone at the end with all its processes, whatever happens."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from slotwatch.fetch.browser import processes
from slotwatch.fetch.browser.cdp import MESSAGE, Connection
from slotwatch.fetch.browser.command import SANDBOX, command, environment, wants_sandbox
from slotwatch.fetch.browser.errors import GoneError, NotStartedError
from slotwatch.fetch.browser.patience import Patience
from slotwatch.fetch.browser.profile import temporary_profile
from slotwatch.fetch.failures import clean

_USUAL = Patience()
_ERRORS = "stderr.log"

#: Bytes of /dev/shm with which pages get along.  Docker gives 64 MiB, and Chromium crashes where they end.
_SHARED = 256 * 1024 * 1024

#: Seconds between two glances at processes that are about to be gone.
_GLANCE = 0.01


@dataclass(frozen=True, slots=True)
class Chromium:
    """A running browser.

    ``product`` is its name and version, ``user_agent`` the name under which its pages knock.
    """

    pid: int
    connection: Connection
    product: str
    user_agent: str


@asynccontextmanager
async def launch(
    program: str,
    *,
    user_agent: str = "",
    zone: str = "",
    patience: Patience = _USUAL,
    names: str = "",
    extra: Sequence[str] = (),
) -> AsyncIterator[Chromium]:
    """A browser in a profile of its own, for as long as the context lasts.

    ``user_agent`` "" leaves Chromium its own; ``zone`` is the time zone its pages live in; ``names`` and
    ``extra`` as in `command`.  Raises `NotStartedError` with the reason.
    """
    with temporary_profile() as profile:
        arguments = command(
            program,
            profile,
            user_agent=user_agent,
            sandbox=wants_sandbox(os.geteuid(), os.environ),
            shared_memory=_has_shared_memory(),
            names=names,
            extra=extra,
        )
        process = await _start(arguments, profile, zone, patience)
        assert process.stdin is not None
        assert process.stdout is not None
        connection = Connection(process.stdout, process.stdin)
        try:
            yield await _greet(process.pid, connection, profile, patience)
        finally:
            processes.kill(process.pid)
            await connection.close()
            await _bury(process, patience)


async def _start(
    arguments: Sequence[str], profile: Path, zone: str, patience: Patience
) -> asyncio.subprocess.Process:
    with (profile / _ERRORS).open("wb") as errors:
        starting = asyncio.create_task(
            asyncio.create_subprocess_exec(
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=MESSAGE,
                cwd=profile,
                env=environment(profile, zone, os.environ),
                start_new_session=True,  # a group of its own, to be ended as one
            )
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # half a process cannot be ended: let it stand up first, which is a matter of milliseconds
            with suppress(OSError):
                process = await starting
                processes.kill(process.pid)
                await _bury(process, patience)
            raise
        except OSError as error:
            raise NotStartedError(f"Chromium did not start: {error.strerror}") from None


def _has_shared_memory() -> bool:
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108 - only looked at
    except OSError:
        return False
    return room.f_bavail * room.f_frsize >= _SHARED


async def _greet(pid: int, connection: Connection, profile: Path, patience: Patience) -> Chromium:
    try:
        async with asyncio.timeout(patience.start):
            version = await connection.send("Browser.getVersion")
    except TimeoutError:
        raise NotStartedError(f"Chromium did not start within {patience.start:g} s") from None
    except GoneError:
        raise NotStartedError(_why(profile)) from None
    return Chromium(pid, connection, version["product"], version["userAgent"])


def _why(profile: Path) -> str:
    """What it said before it gave up."""
    said = (profile / _ERRORS).read_text("utf-8", "replace")[-20_000:]
    if "No usable sandbox" in said or "sandbox_host_linux" in said:
        return f"Chromium cannot lock its pages in here: see docs/browser.md, or set {SANDBOX}=off"
    lines = [line for line in said.splitlines() if line.strip()]
    return clean(f"Chromium did not start: {lines[-1] if lines else 'it said nothing'}")


async def _bury(process: asyncio.subprocess.Process, patience: Patience) -> None:
    """Wait until a killed browser is gone, the rest of its group too."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience.end):
            # reads what it still said, which closes our end of the pipe
            await process.communicate()
    for _ in range(int(patience.end / _GLANCE)):
        if not processes.alive(process.pid):
            break
        await asyncio.sleep(_GLANCE)
    processes.reap(process.pid)
