"""The real program as a user starts it, and the real servers it speaks to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiohttp import web
from aiosmtpd.smtp import SMTP

SLOTWATCH = [sys.executable, "-m", "slotwatch.cli"]


class Daemon:
    """`slotwatch run` as a process of its own; the lines of its latest start go to a file."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.log = config.with_suffix(".log")
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, **environ: str) -> "Daemon":
        with self.log.open("wb") as log:
            self.process = await asyncio.create_subprocess_exec(
                *SLOTWATCH, "run", "--config", str(self.config), stderr=log, env={**os.environ, **environ}
            )
        return self

    async def kill(self) -> None:
        """As a power cut would."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def stop(self) -> int:
        """As systemd and Docker do; gives the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()

    @property
    def lines(self) -> str:
        return self.log.read_text(encoding="utf-8")


@asynccontextmanager
async def running(config: Path, **environ: str) -> AsyncIterator[Daemon]:
    """A daemon that is gone at the end whatever happens."""
    daemon = await Daemon(config).start(**environ)
    try:
        yield daemon
    finally:
        await daemon.kill()


async def slotwatch(*arguments: str, **environ: str) -> tuple[int, str, str]:
    """Run one command to its end: exit code, standard output, standard error."""
    process = await asyncio.create_subprocess_exec(
        *SLOTWATCH,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environ},
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def eventually(condition, seconds: float = 20.0, step: float = 0.02):
    """Wait for something that another process is about to do; give it, or fail."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        value = condition()
        if value:
            return value
        if loop.time() > end:
            raise AssertionError(f"did not happen within {seconds} s")
        await asyncio.sleep(step)


class Hook:
    """A web hook (apprise's json://) that keeps what it was sent; ``delay`` seconds before it takes it."""

    def __init__(self) -> None:
        self.got: list[dict] = []
        self.arrivals: list[float] = []
        self.delay = 0.0
        self.status = 200
        self.url = ""

    async def _take(self, request: web.Request) -> web.Response:
        arrived = asyncio.get_running_loop().time()
        body = await request.json()
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.status == 200:
            self.arrivals.append(arrived)
            self.got.append(body)
        return web.Response(status=self.status)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Hook"]:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"json://127.0.0.1:{port}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()


class Mailbox:
    """A real SMTP server that keeps every mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = 0

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Message accepted for delivery"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Mailbox"]:
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", 0
        )
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            yield self

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}/?from=slotwatch@example.org&to=owner@example.org"


def write_config(
    folder: Path, page: str, *channels: str, every: str = "0.2s", extra: str = "", options: str = ""
) -> Path:
    """A configuration for one motive, with a channel for each address."""
    path = folder / "slotwatch.toml"
    lines = [
        'language = "fr"',
        'contact = "tests@example.org"',
        f'state = "{(folder / "state").as_posix()}"',
        extra,
        "[pace]",
        f'every = "{every}"',
    ]
    for n, url in enumerate(channels, start=1):
        lines += ["[[channel]]", f'name = "channel-{n}"', f'url = "{url}"', 'timeout = "3s"']
    lines += ["[[motive]]", 'name = "renouvellement"', f'url = "{page}"', options]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
