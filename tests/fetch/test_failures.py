import asyncio
import gzip
import socket
import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from slotwatch.contract import LookFailed
from slotwatch.fetch.failures import FAILURES, cause_of, clean, look_failed
from slotwatch.model import Cause

URL = "https://www.exemple.test/rdv"
KEY = ConnectionKey("www.exemple.test", 443, True, True, None, None, None)
INFO = aiohttp.RequestInfo(URL, "GET", {}, URL)

EXCEPTIONS = [
    (aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "Name or service not known")), Cause.DNS),
    (UnicodeError("label empty or too long"), Cause.DNS),
    (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(111, "refused")), Cause.CONNECT),
    (aiohttp.ClientConnectorError(KEY, OSError(113, "No route to host")), Cause.CONNECT),
    (aiohttp.ClientConnectionError("Connector is closed"), Cause.CONNECT),
    (OSError(101, "Network is unreachable"), Cause.CONNECT),
    (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "handshake failure")), Cause.TLS),
    (aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError(1, "expired")), Cause.TLS),
    (aiohttp.ServerFingerprintMismatch(b"a", b"b", "h", 443), Cause.TLS),
    (aiohttp.ConnectionTimeoutError("Connection timeout to host"), Cause.TIMEOUT),
    (aiohttp.SocketTimeoutError("Timeout on reading data from socket"), Cause.TIMEOUT),
    (TimeoutError(), Cause.TIMEOUT),
    (aiohttp.ServerDisconnectedError(), Cause.EMPTY),
    (aiohttp.ClientConnectorError(KEY, ConnectionResetError(104, "reset in the handshake")), Cause.EMPTY),
    (aiohttp.ClientConnectionResetError("Cannot write to closing transport"), Cause.EMPTY),
    (BrokenPipeError(32, "Broken pipe"), Cause.EMPTY),
    (aiohttp.ClientPayloadError("Response payload is not completed"), Cause.RESET),
    (aiohttp.ClientResponseError(INFO, (), status=400, message="Invalid header token"), Cause.PROTOCOL),
    (aiohttp.InvalidURL("http:///"), Cause.PROTOCOL),
    (aiohttp.NonHttpUrlClientError("ftp://x"), Cause.PROTOCOL),
    (aiohttp.ClientError("something new"), Cause.PROTOCOL),
    (ValueError("Newline in headers"), Cause.PROTOCOL),
]


@pytest.mark.parametrize(("error", "cause"), EXCEPTIONS, ids=lambda value: type(value).__name__)
async def test_every_failure_of_the_client_becomes_an_outcome(open_client, mocked, unreachable, error, cause):
    mocked.get(URL, exception=error)
    session = (await open_client()).session("m")
    outcome = await unreachable(session.get(URL))
    assert outcome.cause is cause
    assert outcome.detail
    assert outcome.evidence.url == URL
    assert outcome.evidence.status is None


@pytest.mark.parametrize("name", aiohttp.client_exceptions.__all__)
def test_no_exception_of_aiohttp_is_forgotten(name):
    assert issubclass(getattr(aiohttp.client_exceptions, name), (*FAILURES, TypeError))


@pytest.mark.parametrize("status", [200, 204, 304, 400, 403, 404, 429, 500, 502, 503])
async def test_an_answer_with_any_status_is_a_page(open_client, mocked, status):
    mocked.get(URL, status=status, body="Trop de requêtes" * 10_000, content_type="text/html")
    page = await (await open_client()).session("m").get(URL)
    assert (page.status, page.text) == (status, "Trop de requêtes" * 10_000)


async def test_retry_after_reaches_the_page(open_client, mocked):
    mocked.get(URL, status=429, headers={"Retry-After": "120"})
    assert (await (await open_client()).session("m").get(URL)).retry_after == 120.0


async def test_what_is_no_failure_of_the_network_passes(open_client, mocked):
    mocked.get(URL, exception=KeyError("a mistake of ours"))
    with pytest.raises(KeyError):
        await (await open_client()).session("m").get(URL)


# ── causes inside causes, words without secrets ────────────────────────────────────────────────


def test_an_error_of_tls_is_found_inside_the_error_of_the_socket():
    error = aiohttp.ClientOSError(1, "[SSL] alert certificate required")
    error.__cause__ = ssl.SSLError(1, "alert certificate required")
    assert cause_of(error) is Cause.TLS


@pytest.mark.parametrize(
    "error", [aiohttp.ServerDisconnectedError(), ConnectionResetError(), aiohttp.ClientOSError()]
)
def test_a_connection_lost_after_the_headers_is_a_broken_answer(error):
    assert cause_of(error, answered=True) is Cause.RESET


def test_the_detail_is_cut():
    assert len(look_failed(OSError("x" * 999), URL).outcome.detail) == 200


def test_a_url_in_the_detail_has_no_password_and_no_query():
    words = 'Timeout to host https://me:s3cret@a.test:8443/x;y?token=s3cret#f, see "http://b.test?s3cret"'
    assert clean(words) == 'Timeout to host https://a.test:8443/x;y see "http://b.test"'


def test_half_read_headers_stay_out_of_the_detail():
    assert clean("Invalid header token:\n\n  b'Set-Cookie: s3cret'\n   ^") == "Invalid header token"
    error = aiohttp.ServerDisconnectedError({"Set-Cookie": "s3cret"})  # aiohttp puts the half-read message here
    assert "s3cret" not in look_failed(error, URL).outcome.detail


# ── on the wire ────────────────────────────────────────────────────────────────────────────────

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (b"", Cause.EMPTY),
        (HEAD + b"Set-Cookie: a=s3cret\r\nContent-Le", Cause.EMPTY),
        (HEAD + b"Content-Length: 100\r\n\r\nabc", Cause.RESET),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", Cause.RESET),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 999\r\n\r\n" + gzip.compress(b"x" * 99), Cause.RESET),
    ],
)
async def test_a_connection_that_ends_too_early(session, serve, answer, unreachable, raw, cause, reset):
    outcome = await unreachable(session.get(await serve(answer(raw, reset=reset))))
    assert outcome.cause is cause
    assert "s3cret" not in repr(outcome)


@pytest.mark.parametrize(
    ("raw", "then"),
    [
        (HEAD + b"Set-Cookie a=s3cret\r\n\r\n", b""),
        (HEAD + b"Foo Bar\x02: s3cret\r\n\r\n", b""),
        (b"HTTP/1.1 2000 OK\r\n\r\n", b""),
        (b"SSH-2.0-OpenSSH_9.2\r\n", b""),
        (HEAD + b"X: " + b"s3cret" * 9999 + b"\r\n\r\n", b""),
        (HEAD + b"X: 1\r\n" * 999 + b"\r\n", b""),
        (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b""),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n", b""),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n", b"abcde"),
        (HEAD + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nabcde", b""),
    ],
)
async def test_an_answer_that_is_not_http(session, serve, answer, unreachable, raw, then):
    outcome = await unreachable(session.get(await serve(answer(raw, then=then))))
    assert outcome.cause is Cause.PROTOCOL
    assert outcome.detail
    assert "s3cret" not in repr(outcome)


async def test_a_chunk_that_breaks_after_the_headers_ends_at_the_time_limit_at_the_latest(
    session, serve, answer, unreachable
):
    raw = HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
    here = await serve(answer(raw, then=b"ZZ\r\nabc\r\n"))
    async with asyncio.timeout(5):
        outcome = await unreachable(session.get(here))
    # aiohttp's compiled parser does not tell the reader; its Python one does
    assert outcome.cause in (Cause.TIMEOUT, Cause.RESET, Cause.PROTOCOL)


async def test_a_connection_refused(session, unreachable):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = await unreachable(session.get(f"http://127.0.0.1:{port}/"))
    assert outcome.cause is Cause.CONNECT


@pytest.mark.parametrize("url", ["http://me:s3cret@127.0.0.1:1/", "http://me:s3cret@[::1]:1/x"])
async def test_a_password_of_the_url_is_not_in_the_outcome(session, unreachable, url):
    outcome = await unreachable(session.get(url))
    assert outcome.cause is Cause.CONNECT
    assert outcome.evidence.url == url.replace("me:s3cret@", "")
    assert "s3cret" not in repr(outcome)


@pytest.mark.parametrize("host", ["a..exemple.test", "a" * 70 + ".test", ".exemple.test"])
async def test_a_name_that_can_not_exist(session, unreachable, host):
    assert (await unreachable(session.get(f"https://{host}/"))).cause is Cause.DNS


async def test_a_name_that_does_not_exist(session, unreachable, monkeypatch):
    def nowhere(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    outcome = await unreachable(session.get("http://www.exemple.test/"))
    assert outcome.cause is Cause.DNS
    assert "Name or service not known" in outcome.detail


async def test_a_server_that_takes_the_question_and_says_nothing(session, serve, unreachable):
    async def silent(reader, writer):
        await reader.read()

    outcome = await unreachable(session.get(await serve(silent)))
    assert (outcome.cause, outcome.detail) == (Cause.TIMEOUT, "no whole answer in time")


async def test_a_server_that_drips(session, serve, unreachable):
    async def dripping(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + b"Content-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    assert (await unreachable(session.get(await serve(dripping)))).cause is Cause.TIMEOUT


async def test_a_server_that_closes_its_side_only(session, serve, unreachable):
    async def half_closed(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write_eof()
        await reader.read()

    assert (await unreachable(session.get(await serve(half_closed)))).cause is Cause.EMPTY


async def test_a_whole_answer_counts_though_the_server_closed_its_side(session, serve):
    async def half_closed(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + b"Content-Length: 3\r\n\r\nnon")
        writer.write_eof()
        await reader.read()

    assert (await session.get(await serve(half_closed))).text == "non"


@pytest.mark.parametrize("method", ["get", "post"])
async def test_a_question_that_got_no_answer_is_not_asked_again(session, serve, unreachable, method):
    connections = []

    async def hanging_up(reader, writer):
        connections.append(await reader.readuntil(b"\r\n\r\n"))

    await unreachable(getattr(session, method)(await serve(hanging_up)))
    assert len(connections) == 1


async def test_cancelling_is_no_failure_and_frees_the_lane(session, serve):
    reached = asyncio.Event()

    async def silent(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        reached.set()
        await reader.read()

    here = await serve(silent)
    asking = asyncio.create_task(session.get(here))
    await reached.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    with pytest.raises(LookFailed):
        await session.get(here)
