"""What a page may have while it is drawn: the answers kept with it, and nothing else.  Pure, given the bodies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from slotwatch.evidence.data import Capture, Exchange
from slotwatch.evidence.developing import address

#: Stands for an address that no browser opens (of a WebSocket), and for our own page with the band.
NOWHERE = "https://capture.invalid/"

_WEB = ("http://", "https://")
#: With these a browser shows no body.
_BODILESS = frozenset({204, 205, 304})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser is given.  ``kind`` is the Content-Type, "" where the site did not say."""

    body: bytes
    kind: str = ""
    status: int = 200


class Supply(Protocol):
    """A document at ``url``, and what it may ask for."""

    @property
    def url(self) -> str:
        """The document's address."""
        ...

    @property
    def document(self) -> Answer:
        """The document."""
        ...

    def answer(self, url: str) -> Answer | None:
        """What was kept for an address that the document asks for; None for nothing."""
        ...


class Kept:
    """The supply of one capture: its page, and the other pages and files of the same look."""

    def __init__(
        self, capture: Capture, page: Exchange, body: bytes, bodies: Callable[[str], bytes | None]
    ) -> None:
        """``page`` is the exchange to show and ``body`` its bytes; ``bodies`` gives the others' by their hash."""
        self.url = page.final if page.final.startswith(_WEB) else NOWHERE
        self.document = _answer(page, body)
        self._page = page
        self._bodies = bodies
        self._others = dict(_addresses(each for each in capture.exchanges if each is not page))

    @property
    def key(self) -> tuple[object, ...]:
        """The same for captures that look the same."""
        others = tuple(sorted((at, each.sha256) for at, each in self._others.items()))
        return (self.url, self._page.sha256, self.document.status, self.document.kind, others)

    def answer(self, url: str) -> Answer | None:
        """See `Supply`."""
        found = self._others.get(_place(url))
        body = self._bodies(found.sha256) if found else None
        return _answer(found, body) if found and body is not None else None


@dataclass(frozen=True, slots=True)
class Own:
    """A page of our own making, with one picture at `Own.PICTURE`."""

    html: str
    picture: bytes

    PICTURE = f"{NOWHERE}page.png"

    @property
    def url(self) -> str:
        """See `Supply`."""
        return NOWHERE

    @property
    def document(self) -> Answer:
        """See `Supply`."""
        return Answer(self.html.encode(), "text/html; charset=utf-8")

    def answer(self, url: str) -> Answer | None:
        """See `Supply`."""
        return Answer(self.picture, "image/png") if url == self.PICTURE else None


def _answer(exchange: Exchange, body: bytes) -> Answer:
    status = exchange.status or 200
    shown = status if (200 <= status < 300 or status >= 400) and status not in _BODILESS else 200
    return Answer(body, exchange.headers.get("content-type", ""), shown)


def _addresses(exchanges: Iterable[Exchange]) -> Iterable[tuple[str, Exchange]]:
    for exchange in exchanges:
        if exchange.method == "GET" and exchange.sha256:
            yield _place(exchange.url), exchange
            yield _place(exchange.final), exchange


def _place(url: str) -> str:
    """An address as exchanges keep it, whatever the scheme: a browser may turn http into https by itself."""
    return address(url).partition("://")[2]
