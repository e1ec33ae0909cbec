"""Servers that hang, hang up, refuse and send away: what becomes of the message, and what the store says of it.

The outbox, its channels, the store and the servers are real.  Only the waits between tries are shortened, by a
clock that runs fast; what is measured on a socket stays in real time.
"""

import asyncio
import contextlib
import email
import email.policy
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import structlog
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult
from pydantic import SecretStr

from slotwatch.model import DeliveryState, Event, Motive, Slot, SlotsOpened
from slotwatch.notify.channels import build
from slotwatch.notify.outbox import Outbox
from slotwatch.policy.routing import Route, route
from slotwatch.store import Record, Store, StoreThread

MOTIVE = Motive("renouvellement", "booking", "https://rdv.example.org/booking/create/1234")
SENT, RETRYING, EXPIRED = DeliveryState.SENT, DeliveryState.RETRYING, DeliveryState.EXPIRED
#: Seconds that a channel gives one send.
TIMEOUT = 0.4


class FastClock:
    """Runs so many times faster than the machine's."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._began = time.monotonic()

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self.speed

    def now(self) -> datetime:
        return datetime(2026, 11, 25, 9, tzinfo=UTC) + timedelta(seconds=self.monotonic())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


class Post:
    """A real mail server that treats each session as the next of ``moods`` says, the last one for ever."""

    def __init__(self, *moods: str) -> None:
        self.moods = list(moods)
        self.mails = []
        self.sessions = 0
        self.port = 0
        self._mood = ""

    def greet(self) -> SMTP:
        self.sessions += 1
        self._mood = self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]
        login = self._mood == "refuses the login"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a login without TLS is what a loopback test wants
            return SMTP(
                self,
                hostname="mail.example.org",
                authenticator=lambda *_: AuthResult(success=not login, handled=False),
                auth_require_tls=False,
            )

    async def handle_MAIL(self, server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if self._mood == "closes after MAIL":
            await self._hang_up(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if self._mood == "greylists":
            return "451 4.7.1 try again later"
        if self._mood == "no longer knows the address":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        if self._mood == "hangs at the end":
            await asyncio.sleep(3600)
        if self._mood == "closes before it says yes":
            await self._hang_up(server)
        if self._mood == "has no room":
            return "452 4.3.1 not enough storage"
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self._mood == "takes it and closes":
            await self._hang_up(server)
        return "250 taken"

    async def _hang_up(self, server):
        server.transport.abort()
        await asyncio.sleep(3600)

    @asynccontextmanager
    async def serving(self):
        server = await asyncio.get_running_loop().create_server(self.greet, "127.0.0.1", 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
            server.close()

    @property
    def url(self) -> str:
        return (
            f"mailto://me:p%40ss-w0rd@127.0.0.1:{self.port}/?from=a@example.org&to=b@example.org&mode=insecure"
            if "refuses the login" in self.moods
            else f"mailto://127.0.0.1:{self.port}/?from=a@example.org&to=b@example.org&mode=insecure"
        )

    @property
    def arrived(self) -> int:
        return len(self.mails)


class Counter:
    """A real web server that answers each POST as the next of ``moods`` says, the last one for ever."""

    def __init__(self, *moods: str) -> None:
        self.moods = list(moods)
        self.asked: list[tuple[str, str, float]] = []
        self.arrived = 0
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path, time.monotonic()))
        if request.path == "/elsewhere":
            return web.Response(text="Welcome")  # what a login page says to anybody
        mood = self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]
        match mood.split():
            case ["redirect", status]:
                return web.Response(status=int(status), headers={"Location": "/elsewhere"})
            case ["429", seconds]:
                return web.json_response({"parameters": {"retry_after": int(seconds)}}, status=429)
            case ["never"]:
                await asyncio.sleep(3600)
            case ["ok"]:
                self.arrived += 1
                return web.Response()
            case ["closes"]:
                assert request.transport is not None
                request.transport.abort()
        return web.Response(status=int(mood) if mood.isdecimal() else 200)

    @asynccontextmanager
    async def serving(self):
        server = web.Server(self.handle, handler_cancellation=True, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"json://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()


class House:
    """An outbox at work on a store, with one channel for each server."""

    def __init__(self, folder, clock, outbox, journal):
        self.folder, self.clock, self.outbox, self.journal = folder, clock, outbox, journal
        self.names = list(outbox._lanes)

    async def tell(self) -> None:
        """As a watcher does: hand the messages over, write them down."""
        now = self.clock.now()
        slots = (Slot(date(2027, 1, 14)),)
        event = Event("e1", MOTIVE.name, now, SlotsOpened(slots, 1))
        deliveries = route(event, [Route(name) for name in self.names])
        self.outbox.offer(deliveries)
        await self.journal.record(Record.of_installation(events=(event,), deliveries=deliveries))

    async def rows(self):
        """What the store says of each channel's delivery."""
        return {row.channel: row for row in await self.journal.deliveries(100)}

    async def until(self, state: DeliveryState, channel: str = "c0", tries: int = 1):
        """Wait until the store says so; give the row."""
        async with asyncio.timeout(20):
            while True:
                row = (await self.rows()).get(channel)
                if row and row.state is state and row.tries >= tries:
                    return row
                await asyncio.sleep(0.01)


@asynccontextmanager
async def house(folder, *servers, speed: float = 100.0) -> AsyncIterator[House]:
    clock = FastClock(speed)
    settings = [
        SimpleNamespace(name=f"c{n}", url=SecretStr(server.url), shape="text", timeout=TIMEOUT)
        for n, server in enumerate(servers)
    ]
    journal = StoreThread(Store.open(folder, now=clock.now()).store)
    outbox = Outbox(
        build(settings),
        store=journal,
        clock=clock,
        motives={MOTIVE.name: MOTIVE},
        language="fr",
        log=structlog.wrap_logger(None, processors=[_drop]),
    )
    task = asyncio.create_task(outbox.run())
    try:
        yield House(folder, clock, outbox, journal)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await journal.close()


def _drop(*_):
    raise structlog.DropEvent


# ── mail ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("hangs at the end", "no answer within"),
        ("closes after MAIL", "the server closed the connection"),
        ("closes before it says yes", "the server closed the connection"),
        ("greylists", "451"),
        ("has no room", "the mailbox is full (452"),
    ],
)
async def test_a_mail_server_that_fails_twice_gets_the_mail_at_the_third_try(tmp_path, mood, words):
    async with Post(mood, mood, "takes it").serving() as post, house(tmp_path, post) as home:
        await home.tell()
        row = await home.until(RETRYING)
        assert words in row.error
        row = await home.until(SENT)
        assert (row.tries, row.error, post.arrived, post.sessions) == (3, "", 1, 3)
        assert home.outbox.pending == ()


async def test_a_mail_server_that_takes_the_mail_and_hangs_up_before_saying_so_gets_it_twice(tmp_path):
    async with Post("takes it and closes", "takes it").serving() as post, house(tmp_path, post) as home:
        await home.tell()
        row = await home.until(SENT)
        assert (row.tries, post.arrived) == (2, 2)  # twice is acceptable, never is not


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("refuses the login", "refuses the login (535"),
        ("no longer knows the address", "check sender and recipient"),
    ],
)
async def test_a_refusal_for_good_is_tried_again_told_in_words_and_given_up_after_a_day(tmp_path, mood, words):
    async with Post(mood).serving() as post, house(tmp_path, post, speed=50_000) as home:
        await home.tell()
        row = await home.until(RETRYING)
        assert words in row.error
        row = await home.until(EXPIRED)
        assert words in row.error
        assert "could not be sent in time" in row.error
        assert "p@ss" not in row.error
        assert "p%40ss" not in row.error
        assert (post.arrived, home.outbox.pending) == (0, ())


async def test_a_login_that_is_put_right_within_the_day_still_gets_the_mail(tmp_path):
    async with Post("refuses the login", "takes it").serving() as post, house(tmp_path, post) as home:
        await home.tell()
        row = await home.until(SENT)
        assert (row.tries, post.arrived) == (2, 1)


# ── web hooks ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("500", "in trouble (HTTP 500)"),
        ("503", "in trouble (HTTP 503)"),
        ("429", "too many messages for the service (HTTP 429)"),
        ("never", "no answer"),
        ("closes", "the server closed the connection"),
        ("redirect 302", "to another address (HTTP 302)"),
    ],
)
async def test_a_web_hook_that_fails_twice_gets_the_message_at_the_third_try(tmp_path, mood, words):
    async with Counter(mood, mood, "ok").serving() as counter, house(tmp_path, counter) as home:
        await home.tell()
        row = await home.until(RETRYING)
        assert words in row.error
        row = await home.until(SENT)
        assert (row.tries, row.error, counter.arrived, len(counter.asked)) == (3, "", 1, 3)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirected_post_is_no_delivery_and_no_secret_is_carried_on(tmp_path, status):
    async with Counter(f"redirect {status}").serving() as counter, house(tmp_path, counter) as home:
        await home.tell()
        row = await home.until(RETRYING, tries=2)
        assert f"HTTP {status}" in row.error
        assert {path for _, path, _ in counter.asked} == {"/hook"}


async def test_nobody_can_ask_for_redirects_in_the_address(tmp_path):
    async with Counter("redirect 302").serving() as counter:
        counter.url += "?redirect=yes"
        async with house(tmp_path, counter) as home:
            await home.tell()
            await home.until(RETRYING)
            assert {path for _, path, _ in counter.asked} == {"/hook"}


async def test_a_429_that_names_its_wait_is_obeyed(tmp_path):
    async with Counter("429 30", "ok").serving() as counter, house(tmp_path, counter) as home:
        await home.tell()
        row = await home.until(RETRYING)
        assert "it asks to wait 30 s" in row.error
        await home.until(SENT)
        (_, _, first), (_, _, second) = counter.asked
        assert (second - first) * home.clock.speed >= 30


async def test_a_web_hook_that_never_answers_is_given_up_after_a_day_with_its_reason(tmp_path):
    async with Counter("never").serving() as counter, house(tmp_path, counter, speed=50_000) as home:
        await home.tell()
        row = await home.until(EXPIRED)
        assert "no answer" in row.error
        assert home.outbox.pending == ()


# ── together, and over a restart ───────────────────────────────────────────────────────────────


async def test_a_channel_in_chaos_delays_no_other(tmp_path):
    async with (
        Post("hangs at the end").serving() as post,
        Counter("never").serving() as silent,
        Counter("ok").serving() as good,
        house(tmp_path, post, silent, good) as home,
    ):
        started = time.monotonic()
        await home.tell()
        await home.until(SENT, "c2")
        assert time.monotonic() - started < TIMEOUT
        rows = await home.rows()
        assert {rows["c0"].state, rows["c1"].state} <= {DeliveryState.QUEUED, RETRYING}


async def test_what_chaos_held_back_is_sent_after_a_restart_with_its_count_of_tries(tmp_path):
    async with Counter("500").serving() as counter:
        async with house(tmp_path, counter) as home:
            await home.tell()
            await home.until(RETRYING, tries=2)
        counter.moods = ["ok"]
        async with house(tmp_path, counter) as home:
            (pending,) = await home.journal.pending()
            assert pending.tries >= 2
            home.outbox.offer([pending])
            row = await home.until(SENT)
            assert (row.tries, counter.arrived) == (pending.tries + 1, 1)
