"""One conversation over a WebSocket: one text sent, texts received, all of it bounded."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import aiohttp

from slotwatch.clock import Clock
from slotwatch.contract import Conversation, LookFailed
from slotwatch.fetch import retry_after
from slotwatch.fetch.failures import FAILURES, cause_of, look_failed
from slotwatch.fetch.limits import Limits
from slotwatch.fetch.request import Request
from slotwatch.model import Blocked, Cause, Evidence, Human, Maintenance, NeedsHuman, Outcome, Unrecognised

_LOGIN = frozenset({401, 407})
_REFUSED = frozenset({403, 418, 429, 451})
#: The answer that begins a WebSocket.
_SWITCHED = 101


async def converse(
    http: aiohttp.ClientSession,
    request: Request,
    message: str,
    until: Callable[[str], bool],
    limits: Limits,
    clock: Clock,
) -> Conversation:
    """Say ``message`` and listen.  Raises `LookFailed` when the conversation could not begin.

    A site that answers the upgrade with a page refused it: the status decides the outcome, as it does for a page.
    """
    talk = _Talk(until, limits)
    socket: aiohttp.ClientWebSocketResponse | None = None
    try:
        async with asyncio.timeout(limits.total):
            socket = await http.ws_connect(
                request.url,
                timeout=aiohttp.ClientWSTimeout(ws_close=limits.closing),
                max_msg_size=limits.body,
            )
            await socket.send_str(message)
            talk.cause = await talk.listen(socket)
    except aiohttp.WSServerHandshakeError as error:
        raise _refused(error, request.shown, clock) from None
    except FAILURES as error:
        if socket is None:
            # without the original: its text may hold cookies and passwords
            raise look_failed(error, request.shown) from None
        talk.cause = cause_of(error, answered=True)
    finally:
        if socket is not None:
            await _close(socket, limits.closing)
    return talk.told(request.shown)


@dataclass
class _Talk:
    """What was heard so far; ``cause`` says why it ended too early, None when it did not."""

    until: Callable[[str], bool]
    limits: Limits
    cause: Cause | None = None
    heard: list[str] = field(default_factory=list)

    async def listen(self, socket: aiohttp.ClientWebSocketResponse) -> Cause | None:
        """Listen to the end.  Anything but text ends it: nobody could read it."""
        left = self.limits.body
        while len(self.heard) < self.limits.messages:
            message = await socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                # ERROR is a frame that breaks the protocol or is too long; the rest are ways of hanging up
                spoke = message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.ERROR)
                return Cause.PROTOCOL if spoke else Cause.RESET
            text = str(message.data)
            left -= len(text.encode())
            if left < 0:
                return Cause.PROTOCOL
            self.heard.append(text)
            if self.until(text):
                return None
        return Cause.PROTOCOL

    def told(self, url: str) -> Conversation:
        """The conversation; its digest is over all messages, each behind its length (in bytes)."""
        digest = sha256()
        for text in self.heard:
            digest.update(b"%d:%b" % (len(text.encode()), text.encode()))
        return Conversation(url, tuple(self.heard), self.cause is None, digest.hexdigest(), self.cause)


async def _close(socket: aiohttp.ClientWebSocketResponse, seconds: float) -> None:
    """Shake hands on leaving, or leave: aiohttp waits anew at every message that still comes."""
    try:
        async with asyncio.timeout(seconds):
            await socket.close()
    except FAILURES:
        # the handshake is a courtesy: what was heard was heard, and aiohttp has cut the connection
        return


def _refused(error: aiohttp.WSServerHandshakeError, url: str, clock: Clock) -> LookFailed:
    if error.status == _SWITCHED:
        return look_failed(error, url)
    headers: Mapping[str, str] = error.headers or {}
    asked = retry_after.seconds(headers.get("Retry-After"), headers.get("Date"), clock.now())
    return LookFailed(_outcome(error.status, asked, Evidence(url, error.status, f"HTTP {error.status}")))


def _outcome(status: int, asked: float | None, evidence: Evidence) -> Outcome:
    if status in _LOGIN:
        return NeedsHuman(Human.LOGIN, evidence)
    if status in _REFUSED:
        return Blocked(status, asked, evidence)
    if status >= 500:
        return Maintenance(status, asked, evidence)
    return Unrecognised(f"the site does not open a WebSocket there (HTTP {status})", evidence)
