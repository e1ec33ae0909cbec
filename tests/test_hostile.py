"""Servers that are broken, or mean harm: bounded time, bounded memory, the right outcome, and nobody else
disturbed.

One process looks at all of them, through the real client (robots.txt, conditional requests and all) and real
providers, while a second motive goes on looking at a site that behaves.  What a single layer makes of such bytes
is tested with the layer (tests/fetch, tests/providers); here the whole must hold.
"""

import asyncio
import contextlib
import gzip
import json
import random
import socket
import struct
import subprocess
import sys
import threading
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from slotwatch.simulator import Simulator

SCRIPT = Path(__file__).parent / "support" / "hostile_looks.py"
MB = 1024 * 1024

#: What a look may cost: seconds (its limit is 0.8 s a request; robots.txt may take one more), bytes, and
#: seconds for which it keeps the others waiting, on a machine that runs other tests at the same time.
SECONDS, MEMORY, LAG = 4.0, 60 * MB, 2.5

NO, YES = "<p class=none>Aucun rendez-vous</p>", "<p class=free>rendez-vous disponible</p>"
MARKERS = {"slot": [{"css": "p.free"}], "no_slot": [{"css": "p.none"}]}
WORDS = {"slot": [{"text": "rendez-vous disponible"}], "no_slot": [{"text": "Aucun rendez-vous"}]}
JSON = {"slot": [{"json": "slots[0]", "non_empty": True}], "no_slot": [{"json": "none", "equals": True}]}

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def whole(body: bytes, head: bytes = HEAD) -> bytes:
    """A correct answer."""
    return head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode()


class Line:
    """One connection: what was asked for, and a way to answer."""

    def __init__(self, path: str, writer: asyncio.StreamWriter) -> None:
        self.path = path
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def for_ever(self, data: bytes, pause: float = 0.0) -> None:
        while True:
            await self.send(data)
            await asyncio.sleep(pause)

    def reset(self) -> None:
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@dataclass
class Case:
    """A behaviour and what must come of it.  ``times`` looks, whose number stands in the path."""

    behave: object
    kinds: set[str]
    options: dict = field(default_factory=lambda: MARKERS)
    provider: str = "page"
    times: int = 1
    seconds: float = SECONDS
    robots: bytes = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    detail: str = ""


CASES: dict[str, Case] = {}


def case(*kinds: str, **more):
    def add(behave):
        CASES[behave.__name__.replace("_", " ")] = Case(behave, set(kinds), **more)
        return behave

    return add


def answers(name: str, raw: bytes, *kinds: str, **more) -> None:
    async def behave(line: Line) -> None:
        await line.send(raw)

    CASES[name] = Case(behave, set(kinds), **more)


NOT_HAD = ("unreachable",)
NOT_READ = ("unrecognised",)

# ── bodies ─────────────────────────────────────────────────────────────────────────────────────────


@case(*NOT_READ)
async def a_no_before_a_body_without_end(line: Line) -> None:
    await line.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    first = html(NO)[:-14]
    await line.send(b"%x\r\n%b\r\n" % (len(first), first))
    await line.for_ever(b"10000\r\n" + b"x" * 65536 + b"\r\n")


@case(*NOT_HAD)
async def a_body_that_drips(line: Line) -> None:
    await line.send(HEAD + b"Content-Length: 100000\r\n\r\n" + html(NO)[:-14])
    await line.for_ever(b"x", 0.05)


@case(*NOT_HAD)
async def headers_that_drip(line: Line) -> None:
    await line.send(HEAD)
    await line.for_ever(b"X: y\r\n", 0.05)


@case(*NOT_HAD)
async def a_site_that_never_answers(line: Line) -> None:
    await asyncio.sleep(60)


@case(*NOT_HAD)
async def informational_answers_without_end(line: Line) -> None:
    await line.for_ever(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0.001)


@case(*NOT_HAD)
async def a_flood_of_continue(line: Line) -> None:
    await line.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def _bomb(size: int) -> bytes:
    packer, out = zlib.compressobj(9, zlib.DEFLATED, 31), []
    out.append(packer.compress(html(NO)[:-14]))
    blank = b" " * MB
    out += [packer.compress(blank) for _ in range(size // MB)]
    return b"".join(out) + packer.flush()


answers("a gzip bomb of 400 MB", whole(_bomb(400 * MB), HEAD + b"Content-Encoding: gzip\r\n"), "unrecognised")
answers(
    "a gzip bomb inside a gzip",
    whole(gzip.compress(_bomb(200 * MB)), HEAD + b"Content-Encoding: gzip, gzip\r\n"),
    "unreachable",
    "unrecognised",
)
answers("a broken gzip", whole(b"\x1f\x8b" + b"\0" * 900, HEAD + b"Content-Encoding: gzip\r\n"), *NOT_HAD)

random.seed(7)
answers("binary in the place of HTML", whole(random.randbytes(300_000)), *NOT_READ)
answers("binary around a no", whole(random.randbytes(50_000) + html(NO)), "unrecognised", "no_slot")
answers("zero bytes", whole(b"\0" * MB), *NOT_READ)
answers("an empty body", whole(b""), *NOT_READ)

answers("500 000 nested tags", whole(html("<b>" * 500_000 + NO)), *NOT_READ, "no_slot", options=WORDS)
answers("500 000 nested tags around a css marker", whole(html("<i>" * 500_000 + NO)), *NOT_READ, "no_slot")
answers("200 000 nested divs, closed", whole(html("<div>" * 180_000 + "</div>" * 180_000)), *NOT_READ)
answers(
    "a tag with 100 000 attributes",
    whole(html("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">")),
    *NOT_READ,
)
answers("an attribute of 1 MB", whole(html(f'<p title="{"x" * MB}">')), *NOT_READ)
answers("a million spaces", whole(html(f"{' ' * MB}Aucun")), *NOT_READ, options=WORDS)
answers("a million ampersands", whole(html("&" * MB)), *NOT_READ, options=WORDS)
answers("a million brackets", whole(("<" * MB).encode()), *NOT_READ, options=WORDS)
answers("a million quotes", whole(html('<script>var a = {"' + "\\" * MB)), *NOT_READ, options=WORDS)
answers("a million open comments", whole(html("<!--" * (MB // 4))), *NOT_READ, options=WORDS)
answers("a thousand forms", whole(html("<form><table>" * 20_000)), *NOT_READ, provider="booking", options={})
answers(
    "JSON nested a million deep",
    whole(b"[" * MB, HEAD.replace(b"text/html", b"application/json")),
    *NOT_READ,
    options=JSON,
)
answers(
    "a JSON number of a million digits",
    whole(b'{"none": ' + b"9" * MB + b"}", HEAD.replace(b"text/html", b"application/json")),
    *NOT_READ,
    options=JSON,
)

# ── headers ────────────────────────────────────────────────────────────────────────────────────────

answers("a header of 1 MB", whole(html(NO), HEAD + b"X: " + b"y" * MB + b"\r\n"), *NOT_HAD)
answers("a status line of 1 MB", b"HTTP/1.1 200 " + b"y" * MB + b"\r\n\r\n", *NOT_HAD)
answers("100 000 headers", whole(html(NO), HEAD + b"X: y\r\n" * 100_000), *NOT_HAD)
answers("an answer of HTTP/0.9", html(NO), *NOT_HAD)
answers("a length too long", HEAD + b"Content-Length: 99999\r\n\r\n" + html(NO), *NOT_HAD)
answers("a length too short", HEAD + b"Content-Length: 20\r\nConnection: close\r\n\r\n" + html(NO), *NOT_HAD)
answers("a length of 30 digits", HEAD + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n" + html(NO), *NOT_HAD)
answers("a negative length", HEAD + b"Content-Length: -5\r\n\r\n" + html(NO), *NOT_HAD)
answers("two lengths", HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + html(NO), *NOT_HAD)
answers("a chunk of no size", HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + html(NO) + b"\r\n", *NOT_HAD)
answers(
    "a chunk of the size of the universe",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 30 + b"\r\n" + html(NO) + b"\r\n",
    *NOT_HAD,
)
answers(
    "a chunk with an extension of 1 MB",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;" + b"x" * MB + b"\r\nabcde\r\n0\r\n\r\n",
    "unreachable",
    "unrecognised",
)
answers(
    "trailers of 1 MB",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nX: " + b"y" * MB + b"\r\n\r\n",
    "unreachable",
    "unrecognised",
)
answers(
    "a refusal for a million years",
    b"HTTP/1.1 429 Too Many\r\nRetry-After: 99999999999999\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "blocked",
)

_CHARSETS = [
    "utf-99",
    "idna",
    "zlib",
    "rot13",
    "hex",
    "base64",
    "unicode_escape",
    "undefined",
    "x" * 9000,
    '"',
    ";;=",
    "é",
]
for number, charset in enumerate(_CHARSETS):
    answers(
        f"charset {number} ({charset[:12]})",
        whole(html(NO), f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n".encode("latin-1")),
        "no_slot",
    )
answers(
    "a charset in the page that is none",
    whole(
        b'<!DOCTYPE html><html><head><meta charset="\xff\xfeidna-zlib"></head><body>'
        + NO.encode()
        + b"</body></html>"
    ),
    "no_slot",
)


def _with_cookies(line: Line, each: str) -> bytes:
    number = line.path.rpartition("/")[2]
    lines = "".join(each.format(visit=number, n=n) for n in range(2000))
    return whole(html(NO), HEAD + lines.encode())


# aiohttp takes 128 header lines more or less in one answer; so they come over many looks
@case("no_slot", times=40, seconds=8.0)
async def new_cookies_by_the_hundred_at_every_look(line: Line) -> None:
    number = line.path.rpartition("/")[2]
    lines = "".join(f"Set-Cookie: c{number}x{n}={'v' * 40}; Max-Age=99999999\r\n" for n in range(100))
    await line.send(whole(html(NO), HEAD + lines.encode()))


@case(*NOT_HAD)
async def two_thousand_cookies_in_one_answer(line: Line) -> None:
    await line.send(_with_cookies(line, "Set-Cookie: c{n}=v\r\n"))


@case("no_slot", times=3)
async def a_cookie_of_thirty_kilobytes(line: Line) -> None:
    await line.send(whole(html(NO), HEAD + b"Set-Cookie: big=" + b"v" * 30_000 + b"\r\n"))


# ── ways that lead nowhere ─────────────────────────────────────────────────────────────────────────


def _moved(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


@case(*NOT_HAD, detail="more than 10 redirects")
async def ten_thousand_redirects(line: Line) -> None:
    number = int(line.path.rpartition("/")[2])
    await line.send(_moved(f"/redirect/{number + 1}") if number < 10_000 else whole(html(YES)))


@case(*NOT_HAD, detail="a private address")
async def a_redirect_to_this_machine(line: Line) -> None:
    await line.send(_moved(f"http://127.0.0.1:{line.writer.get_extra_info('sockname')[1]}/secret"))


@case(*NOT_HAD, detail="a private address")
async def a_redirect_into_the_home_network(line: Line) -> None:
    await line.send(_moved("http://192.168.1.1/admin"))


@case(*NOT_HAD, detail="sent on to a file: address")
async def a_redirect_to_a_file(line: Line) -> None:
    await line.send(_moved("file:///etc/passwd"))


@case(*NOT_HAD)
async def a_redirect_of_half_a_megabyte(line: Line) -> None:
    await line.send(_moved("/" + "x" * (MB // 2)))


# ── robots.txt ─────────────────────────────────────────────────────────────────────────────────────

GOOD = whole(html(NO))


def robots(name: str, raw: bytes, *kinds: str) -> None:
    answers(name, GOOD, *kinds, robots=raw)


TEXT = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
robots("a robots.txt of 20 MB", whole(b"Disallow: /x\n" * (20 * MB // 13), TEXT), "no_slot")
robots("a robots.txt that is a gzip bomb", whole(_bomb(100 * MB), TEXT + b"Content-Encoding: gzip\r\n"), "no_slot")
robots("a robots.txt of stars", whole(b"User-agent: *\nDisallow: /" + b"a*" * 100_000 + b"b$\n", TEXT), "no_slot")
robots("a robots.txt that redirects without end", _moved("/robots.txt?again"), "no_slot")
robots("a robots.txt that is no HTTP", b"\0\1\2\3", "no_slot")
robots("a robots.txt of binary", whole(random.randbytes(200_000), TEXT), "no_slot")
robots(
    "a robots.txt that forbids everything",
    whole(b"User-agent: *\nDisallow: /\n", TEXT),
    "blocked",
)

# ── a connection reset after every byte of an answer ───────────────────────────────────────────────

SHORT = whole(html(NO))
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(html(NO)), html(NO))


def cut(name: str, raw: bytes, *, reset: bool) -> None:
    async def behave(line: Line) -> None:
        await line.send(raw[: int(line.path.rpartition("/")[2])])
        if reset:
            await asyncio.sleep(0.002)
            line.reset()

    CASES[name] = Case(behave, {"unreachable"}, times=len(raw), seconds=25.0)


cut("a reset after every byte of an answer with a length", SHORT, reset=True)
cut("a reset after every byte of an answer in chunks", CHUNKED, reset=True)
cut("an end after every byte of an answer with a length", SHORT, reset=False)
cut("an end after every byte of an answer in chunks", CHUNKED, reset=False)


# ── the looks ──────────────────────────────────────────────────────────────────────────────────────


async def _serve(case_: Case, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
        head = await reader.readuntil(b"\r\n\r\n")
        line = Line(head.split(b" ")[1].decode("latin-1"), writer)
        if line.path.startswith("/robots.txt"):
            await line.send(case_.robots)
        else:
            await case_.behave(line)
    writer.close()


class Stage(threading.Thread):
    """All hostile servers and one good one, on an event loop of their own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ready = threading.Event()
        self.over: asyncio.Event | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.order: dict = {}

    def run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        tasks: dict[asyncio.Task, asyncio.StreamWriter] = {}
        cases, servers = [], []
        for name, each in CASES.items():

            def connected(reader, writer, each=each):
                task = asyncio.ensure_future(_serve(each, reader, writer))
                tasks[task] = writer

            server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=MB)
            servers.append(server)
            port = server.sockets[0].getsockname()[1]
            # a public name: what may lead whom where depends on it
            url = f"http://hostile.example:{port}/page/{'NUMBER' if each.times > 1 else 0}"
            cases.append(
                {"name": name, "url": url, "provider": each.provider, "options": each.options, "times": each.times}
            )
        async with Simulator("none") as good:
            self.order = {"cases": cases, "good": good.single_url}
            self.ready.set()
            await self.over.wait()
        for server in servers:
            server.close()
        for task, writer in tasks.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.05)  # the aborted transports close their sockets

    def stop(self) -> None:
        assert self.loop is not None
        assert self.over is not None
        self.loop.call_soon_threadsafe(self.over.set)
        self.join(10)


@pytest.fixture(scope="module")
def seen():
    """What came of each case."""
    stage = Stage()
    stage.start()
    assert stage.ready.wait(20)
    try:
        done = subprocess.run(
            [sys.executable, str(SCRIPT)],
            input=json.dumps(stage.order),
            capture_output=True,
            text=True,
            timeout=170,
            check=False,
        )
    finally:
        stage.stop()
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return {row["name"]: row for row in rows}


# the first of them waits for all the looks
pytestmark = pytest.mark.timeout(180)


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_site_gets_the_outcome_it_is(seen, name):
    row = seen[name]
    assert set(row["kinds"]) <= CASES[name].kinds, row
    assert CASES[name].detail in row["detail"]


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_site_costs_little_time_and_memory(seen, name):
    row = seen[name]
    assert row["seconds"] < CASES[name].seconds, row
    assert row["grown"] < MEMORY, row


@pytest.mark.parametrize("name", CASES)
def test_nobody_else_is_disturbed_by_a_hostile_site(seen, name):
    row = seen[name]
    assert row["beside"] == ["no_slot"]
    assert row["lag"] < LAG, row


def test_cookies_do_not_grow_without_end(seen):
    assert 0 < seen["new cookies by the hundred at every look"]["cookies"] <= 200
