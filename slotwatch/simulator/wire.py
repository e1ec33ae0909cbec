"""From aiohttp's request to `Asked`, and from `Reply` to bytes and broken connections."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime

from aiohttp import WSMsgType, web

from slotwatch.clock import Clock
from slotwatch.simulator.exchange import Asked, Fault, Reply


async def read(request: web.BaseRequest, at: float) -> Asked:
    """The whole request as data."""
    return Asked(
        at=at,
        method=request.method,
        path=request.path,
        query=dict(request.query),
        cookies=dict(request.cookies),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=(await request.read()).decode("utf-8", "replace"),
    )


async def send(
    request: web.BaseRequest, reply: Reply, base: str, now: datetime, sent: Callable[[], None], over: asyncio.Event
) -> web.StreamResponse:
    """Answer, or fail to in the way the reply asks for.

    ``base`` makes a Location absolute, ``sent`` is called once the whole body has gone out, ``over`` ends
    a hang when the simulator stops.
    """
    if reply.fault is Fault.HANG:
        await over.wait()
    if reply.fault in {Fault.HANG, Fault.DROP}:
        _close(request)
        return web.Response()
    body = reply.body
    response = web.StreamResponse(status=reply.status)
    # as a header: the properties would write the charset in small letters, which the sites do not
    charset = f"; charset={reply.charset}" if reply.charset else ""
    response.headers["Content-Type"] = f"{reply.content_type}{charset}"
    response.content_length = len(body)
    response.headers["Server"] = "slotwatch-simulator"
    response.headers["Date"] = format_datetime(now, usegmt=True)
    response.headers["Cache-Control"] = "no-cache, must-revalidate"
    for name, value in reply.headers:
        response.headers[name] = base + value if name == "Location" else value
    for cookie in reply.cookies:
        response.set_cookie(cookie.name, cookie.value, path=cookie.path, httponly=True)
    broken = reply.fault in {Fault.CUT, Fault.RESET} and len(body) > 1
    await response.prepare(request)
    if request.method != "HEAD":
        await response.write(body[: len(body) // 3] if broken else body)
    if broken:
        _close(request, reset=reply.fault is Fault.RESET)
    else:
        await response.write_eof()
        sent()
    return response


def wants_socket(request: web.BaseRequest) -> bool:
    """Whether a visitor asks for a WebSocket."""
    return request.headers.get("Upgrade", "").lower() == "websocket"


async def converse(
    request: web.BaseRequest,
    hear: Callable[[str], Reply],
    sent: Callable[[Reply], None],
    clock: Clock,
    over: asyncio.Event,
) -> web.StreamResponse:
    """Take one text over a WebSocket, say what the reply to it holds, and hang up as it asks for.

    ``sent`` is called once all has been said.
    """
    socket = web.WebSocketResponse(timeout=0.2)
    await socket.prepare(request)
    asked = await socket.receive()
    if asked.type is not WSMsgType.TEXT:
        return socket
    reply = hear(asked.data)
    broken = reply.fault in {Fault.CUT, Fault.RESET}
    said = reply.messages[: len(reply.messages) // 3] if broken else reply.messages
    with contextlib.suppress(OSError):  # a visitor may have heard enough
        for number, message in enumerate(said, start=1):
            if number == len(said) and reply.pause:
                await clock.sleep(reply.pause)
            await socket.send_str(message)
        if broken:
            _close(request, reset=reply.fault is Fault.RESET)
        elif reply.fault is Fault.HANG:
            await over.wait()
        else:
            sent(reply)
            await socket.close()
    return socket


def _close(request: web.BaseRequest, *, reset: bool = False) -> None:
    transport = request.transport
    if transport is None:
        return
    if not reset:
        transport.close()
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        # without lingering, closing sends RST instead of FIN
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
