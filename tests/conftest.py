"""What every test may rely on: no network but this machine, hypothesis without a stopwatch."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aioresponses import aioresponses
from aioresponses_shim import install
from hypothesis import settings

# how long an example takes says nothing about whether it is right
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


class NetworkUsedError(AssertionError):
    """A test tried to reach something that is not this machine."""


def _check(address: Any) -> None:
    if not isinstance(address, tuple):
        return  # a unix socket
    host = address[0]
    try:
        local = host in {"", "localhost"} or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NetworkUsedError(f"tests talk to loopback only, not to {host}")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Connections elsewhere fail the test, and so do look-ups of public names."""
    with pytest.MonkeyPatch.context() as patch:
        connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

        def guarded_connect(self: socket.socket, address: Any) -> None:
            _check(address)
            connect(self, address)

        def guarded_connect_ex(self: socket.socket, address: Any) -> int:
            _check(address)
            return connect_ex(self, address)

        def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
            # names reserved for tests (RFC 6761) may be looked up: they never exist
            if isinstance(host, str) and not host.endswith((".invalid", ".test")) and host != socket.gethostname():
                _check((host,))
            return getaddrinfo(host, *args, **kwargs)

        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture
def mocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[aioresponses]:
    """aioresponses, made to fit the aiohttp at hand: for statuses and exceptions, not cookies nor redirects."""
    install(monkeypatch)
    with aioresponses() as mock:
        yield mock
