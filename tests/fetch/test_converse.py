"""Conversations over WebSockets, against loopback servers that behave and ones that do not."""

import asyncio
import base64
import contextlib
import hashlib
import socket as socketlib
import ssl
import time

import pytest
from aiohttp import WSMsgType, web

from slotwatch.contract import LookFailed
from slotwatch.fetch import Limits
from slotwatch.model import Blocked, Cause, Human, Maintenance, NeedsHuman, Unreachable, Unrecognised

SHORT = Limits(connect=0.3, total=0.4, closing=0.1)


def is_end(text):
    return text == "end"


async def hear(websocket_url, session, message="question"):
    async with asyncio.timeout(5):
        return await session.converse(websocket_url, message, until=is_end)


@pytest.fixture
def talking(site):
    """`await talking(after)`: a WebSocket server that reads one text, then does `after(socket)`."""

    async def started(after):
        async def handler(request):
            socket = web.WebSocketResponse(timeout=0.1)
            await socket.prepare(request)
            await socket.receive_str()
            with contextlib.suppress(OSError):  # a client that has heard enough hangs up
                await after(socket)
            return socket

        return (await site({"/ws": handler})).replace("http:", "ws:") + "/ws"

    return started


@pytest.fixture
def free_port():
    with socketlib.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def raw(serve):
    """`await raw(frames, then=…)`: completes the handshake by hand, sends bytes, then hangs up or does `then`."""

    async def started(frames, then=None):
        async def handler(reader, writer):
            asked = (await reader.readuntil(b"\r\n\r\n")).decode()
            key = next(
                x.partition(": ")[2] for x in asked.split("\r\n") if x.lower().startswith("sec-websocket-key")
            )
            accept = base64.b64encode(
                hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
            ).decode()
            writer.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
            )
            writer.write(frames)
            await writer.drain()
            if then is not None:
                await then(reader, writer)

        return (await serve(handler)).replace("http", "ws") + "/ws"

    return started


def text_frame(text):
    body = text.encode()
    assert len(body) < 126
    return bytes([0x81, len(body)]) + body


# ── the ordinary ───────────────────────────────────────────────────────────────────────────────


async def test_messages_come_in_order_up_to_the_one_waited_for(talking, session):
    async def after(socket):
        for text in ("un", "deux", "end", "never heard"):
            await socket.send_str(text)

    url = await talking(after)
    conversation = await hear(url, session)
    assert conversation.messages == ("un", "deux", "end")
    assert (conversation.complete, conversation.cause, conversation.url) == (True, None, url)
    assert len(conversation.digest) == 64


async def test_the_digest_tells_one_message_from_two(talking, session):
    async def one(socket):
        await socket.send_str("ab")
        await socket.send_str("end")

    async def two(socket):
        for text in ("a", "b", "end"):
            await socket.send_str(text)

    first, again, other = [await hear(await talking(way), session) for way in (one, one, two)]
    assert first.digest == again.digest != other.digest


async def test_the_question_the_name_and_the_cookies_arrive(site, open_client):
    seen = {}

    async def home(request):
        response = web.Response(text="bonjour")
        response.set_cookie("JSESSIONID", "abc")
        return response

    async def handler(request):
        seen.update(agent=request.headers["User-Agent"], cookies=dict(request.cookies), path=request.path_qs)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        seen["said"] = await socket.receive_str()
        await socket.send_str("end")
        return socket

    base = await site({"/": home, "/ws": handler})
    session = (await open_client(user_agent="slotwatch/1 (test)")).session("m")
    await session.get(f"{base}/")
    conversation = await session.converse(f"{base.replace('http', 'ws')}/ws?token=t", "é", until=is_end)
    assert seen == {
        "agent": "slotwatch/1 (test)",
        "cookies": {"JSESSIONID": "abc"},
        "path": "/ws?token=t",
        "said": "é",
    }
    assert "token" not in conversation.url


async def test_a_conversation_holds_the_lane_and_leaves_the_gap(talking, site, open_client, clock):
    events = []

    async def after(socket):
        events.append("begin")
        await asyncio.sleep(0.05)
        events.append("end")
        await socket.send_str("end")

    url = await talking(after)
    client = await open_client(gap=lambda host: 7.0)
    before = clock.monotonic()
    await asyncio.gather(hear(url, client.session("a")), hear(url, client.session("b")))
    assert events == ["begin", "end"] * 2
    assert clock.monotonic() - before == 7.0


async def test_pings_are_answered_and_are_no_messages(raw, session):
    async def waiting_for_the_pong(reader, writer):
        while (await reader.readexactly(2))[0] != 0x8A:  # the question comes first: its mask and 8 letters
            await reader.readexactly(12)
        writer.write(text_frame("end"))
        await writer.drain()
        await reader.read()

    assert (await hear(await raw(b"\x89\x02hi", waiting_for_the_pong), session)).messages == ("end",)


async def test_a_conversation_over_tls_checks_the_certificate(
    serve, raw, session, server_tls, certificate, open_client
):
    async def handler(reader, writer):
        await reader.read()

    refused = (await serve(handler, server_tls)).replace("https", "wss")
    with pytest.raises(LookFailed) as failure:
        await hear(refused, session)
    assert failure.value.outcome.cause is Cause.TLS

    async def answering(reader, writer):
        asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        key = next(x.partition(": ")[2] for x in asked.split("\r\n") if x.lower().startswith("sec-websocket-key"))
        digest = hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
        writer.write(b"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
        writer.write(base64.b64encode(digest) + b"\r\n\r\n" + text_frame("end"))
        await writer.drain()
        await reader.read()

    trusting = (await open_client(ssl=ssl.create_default_context(cafile=certificate[0]))).session("m")
    assert (await hear((await serve(answering, server_tls)).replace("https", "wss"), trusting)).complete


# ── ended too early ────────────────────────────────────────────────────────────────────────────


async def test_a_site_that_closes_early_leaves_what_it_said(talking, session):
    async def after(socket):
        await socket.send_str("un")
        await socket.close()

    conversation = await hear(await talking(after), session)
    assert (conversation.messages, conversation.complete, conversation.cause) == (("un",), False, Cause.RESET)


async def test_a_connection_that_breaks_leaves_what_it_said(raw, session):
    conversation = await hear(await raw(text_frame("un")), session)
    assert (conversation.messages, conversation.complete, conversation.cause) == (("un",), False, Cause.RESET)


async def test_a_site_that_hangs_is_left_at_the_total_limit(talking, open_client):
    async def after(socket):
        await socket.send_str("un")
        await asyncio.sleep(4)

    conversation = await hear(await talking(after), (await open_client(limits=SHORT)).session("m"))
    assert (conversation.messages, conversation.complete, conversation.cause) == (("un",), False, Cause.TIMEOUT)


async def test_a_site_that_never_says_farewell_does_not_keep_us(raw, open_client):
    async def forever(reader, writer):
        while True:
            writer.write(text_frame("more"))
            await writer.drain()
            await asyncio.sleep(0.01)

    url = await raw(text_frame("end"), forever)
    session = (await open_client(limits=Limits(total=4.0, closing=0.1))).session("m")
    began = time.monotonic()
    assert (await hear(url, session)).complete
    assert time.monotonic() - began < 2


async def test_a_flood_of_text_is_cut_at_the_size_limit(talking, open_client):
    async def after(socket):
        while True:
            await socket.send_str("x" * 400)
            await asyncio.sleep(0)

    session = (await open_client(limits=Limits(body=1000, closing=0.1))).session("m")
    conversation = await hear(await talking(after), session)
    assert (conversation.messages, conversation.cause) == (("x" * 400,) * 2, Cause.PROTOCOL)


async def test_a_flood_of_empty_messages_is_cut_at_their_number(talking, open_client):
    async def after(socket):
        while True:
            await socket.send_str("")
            await asyncio.sleep(0)  # server and client share a loop

    session = (await open_client(limits=Limits(messages=50, closing=0.1))).session("m")
    conversation = await hear(await talking(after), session)
    assert (len(conversation.messages), conversation.complete, conversation.cause) == (50, False, Cause.PROTOCOL)


async def test_one_message_beyond_the_limit_is_not_kept(talking, open_client):
    async def after(socket):
        await socket.send_str("x" * 5000)

    conversation = await hear(await talking(after), (await open_client(limits=Limits(body=1000))).session("m"))
    assert (conversation.messages, conversation.cause) == ((), Cause.PROTOCOL)


async def test_a_message_of_bytes_ends_the_conversation(talking, session):
    async def after(socket):
        await socket.send_str("un")
        await socket.send_bytes(b"\x00")
        await socket.send_str("end")

    conversation = await hear(await talking(after), session)
    assert (conversation.messages, conversation.complete, conversation.cause) == (("un",), False, Cause.PROTOCOL)


@pytest.mark.parametrize(
    "frames",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\x81\x02\xc3\x28",  # a text that is no UTF-8
        b"\x00\x02ab",  # goes on with what never began
        b"\xc1\x02ab",  # compressed, which we did not offer
        b"\x88\x02\x00\x01",  # a closing code that does not exist
    ],
    ids=["http", "no utf-8", "continuation", "compressed", "bad close"],
)
async def test_frames_that_break_the_protocol_end_it_without_an_error(raw, session, frames):
    async def waiting(reader, writer):
        await reader.read()

    conversation = await hear(await raw(frames, waiting), session)
    assert (conversation.messages, conversation.complete, conversation.cause) == ((), False, Cause.PROTOCOL)


async def test_a_conversation_that_is_cancelled_leaves_at_once(talking, open_client):
    started = asyncio.Event()

    async def after(socket):
        started.set()
        await asyncio.sleep(4)

    client = await open_client()
    task = asyncio.ensure_future(hear(await talking(after), client.session("m")))
    await started.wait()
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 0.5


# ── never begun ────────────────────────────────────────────────────────────────────────────────


async def refusal(url, session):
    with pytest.raises(LookFailed) as failure:
        await hear(url, session)
    return failure.value.outcome


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Unrecognised),
        (302, Unrecognised),
        (400, Unrecognised),
        (401, NeedsHuman),
        (403, Blocked),
        (404, Unrecognised),
        (429, Blocked),
        (500, Maintenance),
        (503, Maintenance),
    ],
)
async def test_a_refused_upgrade_is_what_its_status_means(site, session, status, kind):
    async def handler(request):
        return web.Response(status=status, headers={"Retry-After": "120", "Location": "/elsewhere"})

    async def elsewhere(request):
        raise AssertionError("a WebSocket must not be led elsewhere")

    url = (await site({"/ws": handler, "/elsewhere": elsewhere})).replace("http", "ws") + "/ws"
    outcome = await refusal(f"{url}?token=geheim", session)
    assert isinstance(outcome, kind)
    assert (outcome.evidence.url, outcome.evidence.status) == (url, status)
    if isinstance(outcome, Blocked | Maintenance):
        assert (outcome.status, outcome.retry_after) == (status, 120.0)
    if isinstance(outcome, NeedsHuman):
        assert outcome.want is Human.LOGIN
    assert "geheim" not in repr(outcome)


async def test_nobody_listening_is_a_failed_connection_without_the_token(session, free_port):
    outcome = await refusal(f"ws://127.0.0.1:{free_port}/ws?token=geheim", session)
    assert (type(outcome), outcome.cause) == (Unreachable, Cause.CONNECT)
    assert "geheim" not in repr(outcome)


async def test_a_site_that_hangs_up_instead_of_an_answer_is_asked_once(serve, session):
    knocks = []

    async def handler(reader, writer):
        knocks.append(await reader.readuntil(b"\r\n\r\n"))

    outcome = await refusal((await serve(handler)).replace("http", "ws") + "/?token=geheim", session)
    assert (outcome.cause, len(knocks)) == (Cause.EMPTY, 1)
    assert "geheim" not in repr(outcome)


async def test_an_upgrade_that_never_comes_is_a_timeout(serve, open_client):
    async def handler(reader, writer):
        await reader.read()

    url = (await serve(handler)).replace("http", "ws")
    outcome = await refusal(url, (await open_client(limits=SHORT)).session("m"))
    assert outcome.cause is Cause.TIMEOUT


async def test_an_upgrade_that_fails_the_key_check_is_no_websocket(serve, answer, session):
    wrong = b"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n"
    outcome = await refusal((await serve(answer(wrong))).replace("http", "ws"), session)
    assert (outcome.cause, outcome.detail) == (Cause.PROTOCOL, "Invalid challenge response")


async def test_garbage_instead_of_an_answer_is_a_protocol_failure(serve, answer, session):
    outcome = await refusal((await serve(answer(b"\x16\x03\x01 what?\r\n\r\n"))).replace("http", "ws"), session)
    assert outcome.cause is Cause.PROTOCOL


@pytest.mark.parametrize("url", ["http://127.0.0.1/ws", "wss://", "wss:///x", "file:///etc/passwd", "nonsense"])
async def test_what_is_no_websocket_address_is_told_so(session, url):
    outcome = await refusal(url, session)
    assert outcome.cause is Cause.PROTOCOL
    assert "ws:// or wss://" in outcome.detail


async def test_the_client_is_as_good_as_new_after_any_of_it(talking, raw, session):
    async def after(socket):
        await socket.send_str("end")
        assert (await socket.receive()).type is WSMsgType.CLOSE

    await hear(await raw(b"\x81\x02\xc3\x28"), session)
    good = await talking(after)
    assert (await hear(good, session)).complete
    assert (await hear(good, session)).complete
