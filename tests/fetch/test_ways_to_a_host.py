"""IPv6 broken while IPv4 works, and certificates of another time: through the real client, on loopback."""

import asyncio
import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from slotwatch.fetch import Limits
from slotwatch.model import Cause
from slotwatch.policy.network import Sign, sign_of

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnon"
NAME = "both.slotwatch.test"


@pytest.fixture
def dead_ipv6():
    """A port of ::1 that takes no connection: one waits, and nobody comes (a queue that is full)."""
    if not socket.has_ipv6:
        pytest.skip("no IPv6 in this Python")
    hole = socket.socket(socket.AF_INET6)
    filling = []
    try:
        hole.bind(("::1", 0))
    except OSError as error:
        hole.close()
        pytest.skip(f"no IPv6 loopback here: {error}")
    hole.listen(0)
    for _ in range(4):
        each = socket.socket(socket.AF_INET6)
        each.setblocking(False)
        each.connect_ex(hole.getsockname())
        filling.append(each)
    yield hole.getsockname()[1]
    for each in (*filling, hole):
        each.close()


def resolve(monkeypatch, *addresses):
    """Make NAME mean these addresses, in this order."""
    asked = socket.getaddrinfo

    def resolved(host, port, *args, **kwargs):
        if host != NAME:
            return asked(host, port, *args, **kwargs)
        return [
            (
                socket.AF_INET6 if ":" in ip else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (ip, at, 0, 0) if ":" in ip else (ip, at),
            )
            for ip, at in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


@pytest.mark.parametrize("kind", ["silent", "refusing"])
async def test_a_broken_ipv6_does_not_keep_a_host_from_being_seen(
    monkeypatch, open_client, serve, answer, dead_ipv6, kind
):
    port = urlsplit(await serve(answer(OK))).port
    # nobody listens on this port of ::1, or somebody who never answers
    resolve(monkeypatch, ("::1", dead_ipv6 if kind == "silent" else port), ("127.0.0.1", port))
    session = (await open_client(limits=Limits(connect=5.0, total=10.0))).session("m")
    began = asyncio.get_running_loop().time()
    page = await session.get(f"http://{NAME}:{port}/")
    assert page.text == "non"
    took = asyncio.get_running_loop().time() - began
    assert took < 2.0
    # a way that hangs has a head start; without it this test would prove nothing
    assert took > 0.2 or kind == "refusing"


async def test_a_host_without_any_way_is_unreachable(monkeypatch, open_client, serve, answer, unreachable):
    port = urlsplit(await serve(answer(OK))).port
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
        resolve(monkeypatch, ("127.0.0.1", closed))
        session = (await open_client()).session("m")
        outcome = await unreachable(session.get(f"http://{NAME}:{port}/"))
    assert outcome.cause is Cause.CONNECT
    assert sign_of(NAME, outcome) == (Sign.CUT, "")


def certified(folder, begin, end):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "synthetic")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begin, end)
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    encoding, shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(encoding, shape, serialization.NoEncryption()))
    return cert, private


@pytest.mark.parametrize("days", [(1, 30), (-30, -1)])
async def test_a_certificate_of_another_time_is_a_sign_of_a_wrong_clock(
    tmp_path, open_client, serve, answer, unreachable, days
):
    now = datetime.now(UTC)
    cert, key = certified(tmp_path, *(now + timedelta(days=n) for n in days))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    session = (await open_client(ssl=ssl.create_default_context(cafile=cert))).session("m")
    outcome = await unreachable(session.get(await serve(answer(OK), server)))
    assert outcome.cause is Cause.TLS
    assert sign_of("www.a.example", outcome) == (Sign.CLOCK, "")


async def test_a_certificate_that_nobody_vouches_for_is_no_sign_of_a_wrong_clock(
    session, serve, answer, server_tls, unreachable
):
    outcome = await unreachable(session.get(await serve(answer(OK), server_tls)))
    assert sign_of("www.a.example", outcome) == (Sign.CUT, "")


async def test_a_name_that_is_not_found_is_a_sign_of_being_cut_off(session, unreachable):
    outcome = await unreachable(session.get("http://nobody.slotwatch.invalid/"))
    assert outcome.cause is Cause.DNS
    assert sign_of("nobody.slotwatch.invalid", outcome) == (Sign.CUT, "")
