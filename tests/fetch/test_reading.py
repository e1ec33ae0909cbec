"""What becomes of an answer: bounded, decoded, digested, without secrets."""

import asyncio
import gzip
import hashlib
import tracemalloc
import zlib

import pytest
from aiohttp import web

from slotwatch.fetch import Limits

MIB = 1024 * 1024
BODY = "Aucun créneau disponible".encode() * 50


def whole(body, *headers):
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


async def test_the_digest_is_of_the_bytes_of_the_body(session, serve, answer):
    page = await session.get(await serve(answer(whole(BODY))))
    assert page.digest == hashlib.sha256(BODY).hexdigest()
    assert page.text == BODY.decode()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("identity", BODY),
    ],
    ids=["gzip", "deflate", "bare deflate", "plain"],
)
async def test_the_digest_and_the_text_are_of_the_decompressed_body(session, serve, answer, coding, packed):
    page = await session.get(await serve(answer(whole(packed, f"Content-Encoding: {coding}"))))
    assert (page.text, page.digest) == (BODY.decode(), hashlib.sha256(BODY).hexdigest())
    assert not page.truncated


@pytest.mark.parametrize(("size", "truncated"), [(999, False), (1000, False), (1001, True), (50_000, True)])
async def test_a_body_longer_than_the_limit_is_cut_and_says_so(open_client, serve, answer, size, truncated):
    session = (await open_client(limits=Limits(body=1000))).session("m")
    page = await session.get(await serve(answer(whole(b"x" * size))))
    assert (len(page.text), page.truncated) == (min(size, 1000), truncated)
    assert page.digest == hashlib.sha256(page.text.encode()).hexdigest()


async def test_a_character_cut_in_two_does_not_turn_the_page_into_another_charset(open_client, serve, answer):
    session = (await open_client(limits=Limits(body=1001))).session("m")
    page = await session.get(await serve(answer(whole("é".encode() * 1000))))
    assert page.text == "é" * 500


async def test_a_body_without_end_is_left_after_two_mebibytes(open_client, serve):
    left = asyncio.Event()

    async def endless(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                writer.write(bytes(65536))
                await writer.drain()
        finally:
            left.set()

    page = await (await open_client()).session("m").get(await serve(endless))
    assert (len(page.text), page.truncated) == (2 * MIB, True)
    async with asyncio.timeout(5):
        await left.wait()


@pytest.mark.parametrize("framing", ["Content-Length", "close"])
async def test_a_gzip_bomb_does_not_fill_the_memory(open_client, serve, answer, framing):
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(packer.compress(bytes(MIB)) for _ in range(200)), packer.flush()])
    raw = whole(bomb, "Content-Encoding: gzip")
    if framing == "close":
        raw = raw.replace(f"Content-Length: {len(bomb)}".encode(), b"Connection: close", 1)
    here = await serve(answer(raw))
    session = (await open_client()).session("m")
    tracemalloc.start()
    try:
        page = await session.get(here)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(page.text), page.truncated) == (2 * MIB, True)
    assert peak < 12 * MIB


async def test_a_body_in_single_bytes_does_not_fill_the_memory(open_client, serve, answer):
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n"
    here = await serve(answer(raw))
    session = (await open_client()).session("m")
    tracemalloc.start()
    try:
        page = await session.get(here)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(page.text) == 100_000
    assert peak < 12 * MIB


async def test_after_a_cut_body_the_next_request_is_whole(open_client, site):
    async def sized(request):
        return web.Response(body=b"x" * int(request.query["n"]))

    here = await site({"/": sized})
    session = (await open_client(limits=Limits(body=1000))).session("m")
    assert (await session.get(f"{here}/?n=900000")).truncated
    assert (await session.get(f"{here}/?n=10")).text == "x" * 10


@pytest.mark.parametrize("status", [204, 304])
async def test_an_answer_that_has_no_body_is_a_page(session, serve, answer, status):
    page = await session.get(await serve(answer(f"HTTP/1.1 {status} X\r\n\r\n".encode())))
    assert (page.status, page.text, page.digest) == (status, "", hashlib.sha256(b"").hexdigest())


async def test_binary_bytes_are_a_page_too(session, serve, answer):
    page = await session.get(await serve(answer(whole(bytes(range(256)) * 9, "Content-Type: image/png"))))
    page.text.encode()
    assert len(page.text) == 256 * 9


async def test_the_charset_of_the_header_is_heard(session, serve, answer):
    raw = whole("créneau à 5 €".encode("cp1252"), "Content-Type: text/html; charset=ISO-8859-1")
    assert (await session.get(await serve(answer(raw)))).text == "créneau à 5 €"


async def test_headers_have_lower_case_names_and_repeated_ones_are_joined(session, serve, answer):
    page = await session.get(await serve(answer(whole(b"", "X-One: a", "VIA: 1", "Via: 2"))))
    assert page.headers == {"content-length": "0", "x-one": "a", "via": "1, 2"}


async def test_cookies_are_not_among_the_headers_of_a_page(session, serve, answer):
    page = await session.get(await serve(answer(whole(b"", "Set-Cookie: a=s3cret", "Set-Cookie2: b=s3cret"))))
    assert "s3cret" not in repr(page)
    assert session.cookies == {"a": "s3cret"}


async def test_bytes_in_a_header_that_are_not_utf_8_do_not_reach_the_page(session, serve, answer):
    page = await session.get(await serve(answer(whole(b"", "X-Titre: séjour"))))
    assert page.headers["x-titre"] == "s\ufffdjour"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        (["Retry-After: 120"], 120.0),
        (["Retry-After: Wed, 25 Nov 2026 08:02:00 GMT", "Date: Wed, 25 Nov 2026 08:00:00 GMT"], 120.0),
        (["Retry-After: Wed, 25 Nov 2026 07:00:00 GMT", "Date: Wed, 25 Nov 2026 08:00:00 GMT"], None),
        (["Retry-After: soon"], None),
        ([], None),
    ],
)
async def test_retry_after_is_read(session, serve, answer, headers, wait):
    assert (await session.get(await serve(answer(whole(b"", *headers))))).retry_after == wait


async def test_a_retry_after_date_without_a_date_of_the_server_is_measured_on_our_clock(
    session, serve, answer, clock
):
    clock.ticks = 0.0  # 9:00
    page = await session.get(await serve(answer(whole(b"", "Retry-After: Wed, 25 Nov 2026 09:02:00 GMT"))))
    assert page.retry_after == 120.0


async def test_headers_longer_than_eight_kibibytes_are_read(session, serve, answer):
    page = await session.get(await serve(answer(whole(b"", "Content-Security-Policy: " + "x" * 20_000))))
    assert len(page.headers["content-security-policy"]) == 20_000
