"""Loopback servers, a clock that never makes anybody wait, and clients that close themselves."""

import asyncio
import contextlib
import shutil
import socket
import ssl
import struct
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch import Client, Limits
from slotwatch.model import Unreachable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class InstantClock:
    """Whoever sleeps wakes at once, and it is later."""

    def __init__(self) -> None:
        self.ticks = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 25, 9, 0, tzinfo=UTC) + timedelta(seconds=self.ticks)

    def monotonic(self) -> float:
        return self.ticks

    async def sleep(self, seconds: float) -> None:
        self.ticks += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> InstantClock:
    return InstantClock()


@pytest.fixture
async def open_client(clock: InstantClock) -> AsyncIterator[Callable[..., Awaitable[Client]]]:
    """`await open_client(...)`: a client without gaps unless told otherwise, closed after the test."""
    async with contextlib.AsyncExitStack() as stack:

        async def opened(**settings: object) -> Client:
            given = {"user_agent": "slotwatch/test", "clock": clock, "gap": lambda host: 0.0, **settings}
            return await stack.enter_async_context(Client(**given))  # type: ignore[arg-type]

        yield opened


@pytest.fixture
async def session(open_client):
    """A session with short timeouts, for the servers that misbehave."""
    return (await open_client(limits=Limits(connect=0.3, total=0.3))).session("titre de séjour")


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """`await serve(handler)`: a bare TCP (or TLS) server on loopback; gives its URL, without a slash."""
    servers: list[asyncio.Server] = []
    open_ends: list[tuple[asyncio.Task[None], asyncio.StreamWriter]] = []

    async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> str:
        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # a client that gives up is the point of many a test
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await handler(reader, writer)
            writer.close()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            open_ends.append((asyncio.ensure_future(guarded(reader, writer)), writer))

        server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
        servers.append(server)
        host, port = server.sockets[0].getsockname()[:2]
        return f"{'https' if tls else 'http'}://{host}:{port}"

    yield serving
    for server in servers:
        server.close()
    for task, writer in open_ends:
        task.cancel()
        writer.transport.abort()
    await asyncio.gather(*(task for task, _ in open_ends), return_exceptions=True)
    await asyncio.sleep(0)  # the aborted transports close their sockets


@pytest.fixture
def answer() -> Callable[..., Handler]:
    """`answer(raw, reset=…, more=…)`: a handler that reads a request, sends bytes and hangs up."""

    def answering(raw: bytes, *, reset: bool = False, then: bytes = b"") -> Handler:
        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(raw)
            await writer.drain()
            if then:
                await asyncio.sleep(0.03)  # a packet of its own
                writer.write(then)
                await writer.drain()
            if reset:
                await asyncio.sleep(0.03)
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()

        return handler

    return answering


@pytest.fixture
async def site() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """`await site(path=handler, …)`: an aiohttp.web server on loopback; gives its URL, without a slash."""
    async with contextlib.AsyncExitStack() as stack:

        async def started(routes: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]]) -> str:
            app = web.Application()
            for path, handler in routes.items():
                app.router.add_route("*", path, handler)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            return f"http://{host}:{port}"

        yield started


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Certificate and key of a server that nobody vouches for, valid for 127.0.0.1."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl command here to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=loopback"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [openssl, "req", *made, *names, "-keyout", key, "-out", cert], check=True, capture_output=True, timeout=30
    )
    return cert, key


@pytest.fixture
def server_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def unreachable() -> Callable[[Awaitable[object]], Awaitable[Unreachable]]:
    """`await unreachable(session.get(…))`: the outcome of a look that must fail."""

    async def caught(asking: Awaitable[object]) -> Unreachable:
        with pytest.raises(LookFailed) as failure:
            await asking
        assert isinstance(failure.value.outcome, Unreachable)
        return failure.value.outcome

    return caught
