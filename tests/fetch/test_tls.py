import asyncio
import ssl

import pytest

from slotwatch.fetch import Limits
from slotwatch.model import Cause

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnon"


async def test_a_certificate_that_nobody_vouches_for_is_refused(session, serve, server_tls, unreachable):
    asked = []

    async def noted(reader, writer):
        asked.append(await reader.read())

    outcome = await unreachable(session.get(await serve(noted, server_tls)))
    assert outcome.cause is Cause.TLS
    assert "certificate verify failed" in outcome.detail
    assert asked in ([], [b""])


async def test_a_certificate_of_ones_own_authority_is_accepted(
    open_client, serve, answer, server_tls, certificate
):
    trusting = ssl.create_default_context(cafile=certificate[0])
    session = (await open_client(ssl=trusting)).session("m")
    assert (await session.get(await serve(answer(OK), server_tls))).text == "non"


async def test_a_certificate_of_another_name_is_refused(
    open_client, serve, answer, server_tls, certificate, unreachable
):
    trusting = ssl.create_default_context(cafile=certificate[0])
    session = (await open_client(ssl=trusting)).session("m")
    here = (await serve(answer(OK), server_tls)).replace("127.0.0.1", "localhost")
    outcome = await unreachable(session.get(here))
    assert outcome.cause is Cause.TLS
    assert "localhost" in outcome.detail


async def test_a_server_without_tls_on_an_https_address(session, serve, unreachable):
    async def plain(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()

    here = (await serve(plain)).replace("http:", "https:")
    assert (await unreachable(session.get(here))).cause is Cause.TLS


async def test_a_server_that_hangs_up_in_the_handshake_gave_no_answer(session, serve, unreachable):
    async def hanging_up(reader, writer):
        await reader.read(1)

    here = (await serve(hanging_up)).replace("http:", "https:")
    assert (await unreachable(session.get(here))).cause is Cause.EMPTY


async def test_a_handshake_that_never_comes_is_over_at_the_connect_limit(open_client, serve, unreachable):
    async def silent(reader, writer):
        await reader.read()

    here = (await serve(silent)).replace("http:", "https:")
    session = (await open_client(limits=Limits(connect=0.1, total=50.0))).session("m")
    async with asyncio.timeout(5):
        assert (await unreachable(session.get(here))).cause is Cause.TIMEOUT


async def test_an_upgrade_from_http_to_https_is_followed(open_client, serve, answer, server_tls, certificate):
    secure = await serve(answer(OK), server_tls)
    moved = f"HTTP/1.1 301 Moved\r\nLocation: {secure}/x\r\nContent-Length: 0\r\n\r\n"
    plain = await serve(answer(moved.encode()))
    session = (await open_client(ssl=ssl.create_default_context(cafile=certificate[0]))).session("m")
    page = await session.get(f"{plain}/x")
    assert (page.url, len(page.chain)) == (f"{secure}/x", 1)


@pytest.mark.parametrize("status", [301, 308])
async def test_a_bad_certificate_behind_a_redirect_is_refused_too(
    session, serve, answer, server_tls, unreachable, status
):
    secure = await serve(answer(OK), server_tls)
    moved = f"HTTP/1.1 {status} Moved\r\nLocation: {secure}/\r\nContent-Length: 0\r\n\r\n"
    outcome = await unreachable(session.get(await serve(answer(moved.encode()))))
    assert (outcome.cause, outcome.evidence.url) == (Cause.TLS, f"{secure}/")
