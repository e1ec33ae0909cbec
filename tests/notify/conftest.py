"""Real servers on loopback, a clock that moves when told to, and events to send."""

import asyncio
import email
import email.policy
import heapq
import itertools
import warnings
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from pydantic import SecretStr

from slotwatch.model import Delivery, DeliveryState, Event, Motive, Slot, SlotsOpened
from slotwatch.notify.channels import Channel, build
from slotwatch.notify.message import Message, Result
from slotwatch.notify.outbox import Outbox
from slotwatch.policy.routing import Route, route

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LINK = "https://rdv.example.org/booking/create/1234?a=1&b=2_3"


# ── time ───────────────────────────────────────────────────────────────────────────────────────


class Clock:
    """Moves only by `advance`, sleeper by sleeper; ``jump`` moves the wall clock alone."""

    def __init__(self) -> None:
        self.ticks = 0.0
        self.jump = 0.0
        self.sleeps: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.ticks + self.jump)

    def monotonic(self) -> float:
        return self.ticks

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.ticks + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let this much time pass, and everything that happens meanwhile happen."""
        end = self.ticks + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            when, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self.ticks = max(self.ticks, when)
                future.set_result(None)
                await self.settle()
        self.ticks = end
        await self.settle()

    async def settle(self) -> None:
        """Let every task run until it waits."""
        for _ in range(12):
            await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def new_clock() -> type[Clock]:
    """For hypothesis: a clock for each example."""
    return Clock


# ── what is told ───────────────────────────────────────────────────────────────────────────────


def _slots(count: int = 1) -> tuple[Slot, ...]:
    return tuple(Slot(date(2027, 1, 14) + timedelta(days=i), time(9, 20), "Guichet 3") for i in range(count))


def _deliveries(
    *channels: str, what: Any = None, at: datetime = START, key: str = "e1", motive: str = "renouvellement"
) -> tuple[Delivery, ...]:
    event = Event(key, motive, at, what if what is not None else SlotsOpened(_slots(), 1))
    return route(event, [Route(channel) for channel in channels])


@pytest.fixture(scope="session")
def say() -> SimpleNamespace:
    """Makers of slots, deliveries and the motive they belong to."""
    motive = Motive("renouvellement", "booking", LINK)
    return SimpleNamespace(start=START, link=LINK, motive=motive, slots=_slots, deliveries=_deliveries)


# ── mail ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class MailServer:
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    password: str = ""
    refuse: str = ""

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == self.password.encode(), handled=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 taken"


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    """A real SMTP server; it asks for a login once ``password`` is set."""
    host = MailServer()

    def session() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a login without TLS is what a loopback test wants
            return SMTP(
                host,
                authenticator=host.authenticate,
                auth_required=bool(host.password),
                auth_require_tls=False,
                hostname="mail.example.org",
            )

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    yield host
    server.close()
    await server.wait_closed()


# ── web ────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class WebServer:
    """Answers each request with the next of ``answers``, then with the last one for ever."""

    url: str = ""
    port: int = 0
    answers: list[tuple[int, Any] | str] = field(default_factory=lambda: [(200, {"ok": True})])
    requests: list[tuple[str, Any]] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.path, await request.json()))
        self.called.set()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, str):  # "hang"
            await self.release.wait()
            return web.json_response({"ok": True})
        status, body = answer
        return web.json_response(body, status=status)


@pytest.fixture
async def web_servers() -> AsyncIterator[Callable[[], Any]]:
    runners: list[tuple[web.AppRunner, WebServer]] = []

    async def start() -> WebServer:
        host = WebServer()
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", host.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host.port = runner.addresses[0][1]
        host.url = f"http://127.0.0.1:{host.port}"
        runners.append((runner, host))
        return host

    yield start
    for runner, host in runners:
        host.release.set()
        await runner.cleanup()


@pytest.fixture
async def web_server(web_servers: Callable[[], Any]) -> WebServer:
    server: WebServer = await web_servers()
    return server


# ── channels ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def channel() -> Callable[..., Channel]:
    """One channel, built the way the daemon builds it."""

    def make(url: str, *, name: str = "main", shape: str = "text", timeout: float = 5.0) -> Channel:
        settings = SimpleNamespace(name=name, url=SecretStr(url), shape=shape, timeout=timeout)
        return build([settings])[name]

    return make


class Log:
    """A structlog logger's methods; keeps what it is told, and lets a test wait for it."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, Any]]] = []
        self._news = asyncio.Event()

    def __getattr__(self, level: str) -> Callable[..., None]:
        def write(event: str, **fields: Any) -> None:
            self.lines.append((level, event, fields))
            self._news.set()

        return write

    def of(self, event: str) -> list[dict[str, Any]]:
        return [fields for _, each, fields in self.lines if each == event]

    async def until(self, event: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait (in real time: for real servers) until this was logged so often."""
        async with asyncio.timeout(5):
            while len(self.of(event)) < count:
                self._news.clear()
                await self._news.wait()
        return self.of(event)


@pytest.fixture
def log() -> Log:
    return Log()


class Journal:
    """A store kept in a dictionary; ``broken`` makes every write fail."""

    def __init__(self) -> None:
        self.rows: dict[str, Delivery] = {}
        self.history: list[Delivery] = []
        self.at: dict[str, datetime | None] = {}
        self.broken = False

    async def update(self, deliveries: Any, /, *, at: datetime | None = None) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("disk full")
        for delivery in deliveries:
            self.at[delivery.id] = at
            self.rows[delivery.id] = delivery
            self.history.append(delivery)

    def insert(self, deliveries: Any) -> None:
        """What the watcher's transaction does, at the same time as the offer."""
        for delivery in deliveries:
            self.rows.setdefault(delivery.id, delivery)

    @property
    def unfinished(self) -> list[Delivery]:
        """What a daemon that starts would load and offer."""
        return [d for d in self.rows.values() if d.state in (DeliveryState.QUEUED, DeliveryState.RETRYING)]


class Scripted:
    """A channel that answers from a list, then well; it keeps what it was sent, and when."""

    def __init__(self, clock: Clock, answers: Any = (), shape: Any = "text", takes: float = 0.0) -> None:
        self.name = "scripted"
        self.shape = shape
        self.answers = list(answers)
        self.takes = takes
        self.sent: list[tuple[float, Message]] = []
        self.tried: list[float] = []
        self.busy = 0
        self.most_busy = 0
        self._clock = clock

    async def send(self, message: Message) -> Result:
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            self.tried.append(self._clock.ticks)
            if self.takes:
                await self._clock.sleep(self.takes)
            answer = self.answers.pop(0) if self.answers else Result(ok=True)
            if isinstance(answer, Exception):
                raise answer
            if answer.ok:
                self.sent.append((self._clock.ticks, message))
            return answer
        finally:
            self.busy -= 1


@pytest.fixture(scope="session")
def scripted() -> type[Scripted]:
    return Scripted


@pytest.fixture(scope="session")
def new_log() -> type[Log]:
    return Log


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture(scope="session")
def new_journal() -> type[Journal]:
    return Journal


@pytest.fixture
async def run_outbox(clock: Clock, journal: Journal, log: Log) -> AsyncIterator[Callable[..., Outbox]]:
    """An outbox at work; stopped at the end of the test."""
    tasks: list[asyncio.Task[None]] = []
    motive = Motive("renouvellement", "booking", LINK)

    def start(channels: dict[str, Any], **changes: Any) -> Outbox:
        options = {
            "store": journal,
            "clock": clock,
            "motives": {motive.name: motive},
            "language": "fr",
            "log": log,
        }
        outbox = Outbox(channels, **(options | changes))
        tasks.append(asyncio.create_task(outbox.run()))
        return outbox

    yield start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
