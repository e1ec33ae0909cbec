"""Captures made by hand, and a real Chromium."""

import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slotwatch.evidence.data import Capture, Exchange
from slotwatch.fetch.browser import BrowserError, find, profile

AT = datetime(2026, 11, 25, 9, 0, 5, tzinfo=UTC)
SITE = "https://www.prefecture.example"
URL = f"{SITE}/booking/create/14500/1?planning=12"
SENTENCE = "Il n’existe plus de plage horaire libre pour votre demande de rendez-vous."


@dataclass
class Album:
    """Makes captures and remembers their bodies."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    count: int = 0

    def exchange(
        self, body: bytes, url: str = URL, kind: str = "text/html; charset=utf-8", **more: Any
    ) -> Exchange:
        name = sha256(body).hexdigest()
        self.bodies[name] = body
        facts: dict[str, Any] = {"method": "GET", "final": url, "status": 200, "answered": name}
        headers = {"content-type": kind} if kind else {}
        return Exchange(at=AT, url=url, sha256=name, length=len(body), headers=headers, **(facts | more))

    def capture(self, page: bytes | Exchange | None, *before: Exchange, **more: Any) -> Capture:
        self.count += 1
        last = self.exchange(page) if isinstance(page, bytes) else page
        return Capture(
            number=800 + self.count,
            seal="ab" * 32,
            check=1200 + self.count,
            at=AT,
            local=AT.astimezone(ZoneInfo("Europe/Paris")),
            why="daily",
            exchanges=(*before, *((last,) if last else ())),
            **more,
        )


@pytest.fixture
def album() -> Album:
    return Album()


@pytest.fixture
def program() -> str:
    try:
        return find()
    except BrowserError as error:
        pytest.skip(str(error))


@pytest.fixture
def html() -> Callable[..., bytes]:
    """A page that says no."""

    def make(head: str = "", foot: str = "") -> bytes:
        return (
            f"<!doctype html><html lang=fr><head><title>RDV</title>{head}</head>"
            f"<body><h1>Préfecture</h1><p id=answer>{SENTENCE}</p>{foot}</body></html>"
        ).encode()

    return make


@dataclass
class Trap:
    """A port of this machine that nobody must knock at."""

    url: str
    knocks: list[object] = field(default_factory=list)


@pytest.fixture
def trap() -> Iterator[Trap]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        caught = Trap(f"http://127.0.0.1:{server.getsockname()[1]}")

        def listen() -> None:
            with suppress(OSError):
                while True:
                    visitor, address = server.accept()
                    caught.knocks.append(address)
                    visitor.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield caught
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture(autouse=True)
def profiles(monkeypatch) -> Iterator[Path]:
    """Where the browsers' profiles of this test are; short, as Chromium wants it."""
    folder = Path(tempfile.mkdtemp(prefix="sw-", dir="/tmp"))
    monkeypatch.setattr(profile, "_place", lambda: folder)
    yield folder
    left = list(folder.iterdir())
    shutil.rmtree(folder, ignore_errors=True)
    assert left == []
