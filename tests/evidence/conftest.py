"""A synthetic installation with evidence in it: no site, no person, no address that exists."""

import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from slotwatch.contract import Page
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.tokens import Tokens
from slotwatch.model import Check, Evidence, Motive, NoSlot, Pace
from slotwatch.policy.cadence import Strain
from slotwatch.policy.episodes import MotiveState
from slotwatch.store import Record, Store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
URL = "https://booking.example/motif/1?planning=12"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def motive() -> Motive:
    return Motive("renewal", "booking", URL, Pace(every=300))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, now=NOW).store
    yield opened
    opened.close()


@pytest.fixture
def bodies(tmp_path: Path) -> Bodies:
    return Bodies(tmp_path)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path)


@pytest.fixture
def look(store: Store) -> Callable[..., int]:
    """Write a look down; its number."""

    def write(at: datetime = NOW, outcome: Any = None, motive: str = "renewal", **more: Any) -> int:
        outcome = outcome or NoSlot("aucun créneau", Evidence(URL, 200, "aucun créneau", "ab" * 32))
        check = Check(motive, at, 0.3, outcome)
        state = MotiveState(watched_since=NOW, last_look=at, last_answer=at)
        number = store.record(Record(motive, check, state, Strain(), at + timedelta(minutes=5), **more))
        assert number is not None
        return number

    return write


@pytest.fixture
def page() -> Callable[..., Page]:
    """A page as `fetch` makes it."""

    def make(body: bytes = b"<p>aucun cr\xc3\xa9neau</p>", **more: Any) -> Page:
        facts: dict[str, Any] = {
            "url": URL,
            "status": 200,
            "headers": {"content-type": "text/html; charset=utf-8", "date": "Wed, 25 Nov 2026 09:00:00 GMT"},
        }
        facts |= more
        return Page(text=body.decode("utf-8", "replace"), body=body, digest=sha256(body).hexdigest(), **facts)

    return make


# ── a timestamp authority made with the openssl command ────────────────────────────────────────


@dataclass
class Authority:
    """`openssl ts` behind a web server.  ``behaviour`` is how it answers the next questions."""

    folder: Path
    behaviour: str = "good"
    asked: list[bytes] = field(default_factory=list)
    url: str = ""

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def other_ca(self) -> Path:
        return self.folder / "other.pem"

    def reply(self, query: bytes, signer: str = "tsa") -> bytes:
        """What the authority answers to a question."""
        (self.folder / "query.tsq").write_bytes(query)
        self._openssl("ts", "-reply", "-config", f"{signer}.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Authority"]:
        app = web.Application()
        app.router.add_post("/tsr", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/tsr"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        query = await request.read()
        self.asked.append(query)
        kind = "application/timestamp-reply"
        match self.behaviour:
            case "refuses":
                # an algorithm that it does not take: a refusal in the protocol's own words
                self._openssl("ts", "-query", "-digest", "00" * 64, "-sha512", "-out", "bad.tsq")
                return web.Response(body=self.reply((self.folder / "bad.tsq").read_bytes()), content_type=kind)
            case "forbids":
                return web.Response(status=403)
            case "another nonce":
                self._openssl(
                    "ts", "-query", "-digest", self.content_of(query), "-sha256", "-out", "n.tsq", "-cert"
                )
                return web.Response(body=self.reply((self.folder / "n.tsq").read_bytes()), content_type=kind)
            case "another content":
                return web.Response(body=self.reply(query.replace(query[25:30], b"\0" * 5)), content_type=kind)
            case "expired":
                return web.Response(body=self.reply(query, "expired"), content_type=kind)
            case "garbage":
                return web.Response(body=b"\x30\x03garbage", content_type=kind)
            case "a web page":
                return web.Response(text="<h1>Welcome</h1>", content_type="text/html")
            case "hangs up":
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case _:
                return web.Response(body=self.reply(query), content_type=kind)

    @staticmethod
    def content_of(query: bytes) -> str:
        """The SHA-256 that a question is about: 32 bytes after their DER header."""
        at = query.index(b"\x04\x20") + 2
        return query[at : at + 32].hex()

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


_TS = """
[tsa]
default_tsa = t
[t]
serial = ./serial
signer_cert = ./{name}.pem
signer_key = ./{name}.key
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""

_EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


@pytest.fixture(scope="session")
def authority_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and certificates, made once: a root, another root, a signer that is good and one that has expired."""
    folder = tmp_path_factory.mktemp("authority")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    for root, name in (("ca", "Synthetic root"), ("other", "Another root")):
        openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", f"/CN={name}"),
            *("-keyout", f"{root}.key", "-out", f"{root}.pem"),
        )
    (folder / "ext.cnf").write_text(_EXTENSIONS)
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("01\n")
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=c\n[c]\ndatabase=./index.txt\nserial=./ca.srl\nnew_certs_dir=.\ndefault_md=sha256\n"
        "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n"
    )
    (folder / "ca.srl").write_text("10\n")
    for signer, begin, end in (
        ("tsa", "20200101000000Z", "20991231235959Z"),
        ("expired", "20200101000000Z", "20210101000000Z"),
    ):
        openssl(
            *("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN=Synthetic authority {signer}"),
            *("-keyout", f"{signer}.key", "-out", f"{signer}.csr"),
        )
        openssl(
            *("ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key"),
            *("-extfile", "ext.cnf", "-startdate", begin, "-enddate", end, "-in", f"{signer}.csr"),
            *("-out", f"{signer}.pem"),
        )
        (folder / f"{signer}.cnf").write_text(_TS.format(name=signer))
    return folder


@pytest.fixture
def authority(authority_files: Path) -> Authority:
    return Authority(authority_files)
