"""The seams between the packages of one floor: how a page arrives, what a booking system must offer.

`fetch` implements `Fetch`, `providers` consume it, `config` validates a provider's options, and none
of the three imports another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol, runtime_checkable

from slotwatch.model import Cause, Evidence, Motive, Outcome

#: Java servers write the session into the address when they are not sure of cookies: it is a secret.
_SESSION_ID = re.compile(r";jsessionid=[^?#/;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: what was asked for and how it was answered."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Page:
    """An HTTP answer, whole, after redirects.

    ``url`` is the final URL, ``chain`` the hops that led to it (empty without redirects), ``headers``
    have lower-case names, ``text`` is the decoded body, ``digest`` the SHA-256 of its bytes,
    ``retry_after`` the seconds that a Retry-After header asked for (None when absent, unreadable or
    past), ``truncated`` says that the body was longer than the limit and was cut, ``body`` are the bytes
    themselves (pictures, captures).  ``revalidated``: the server sent no body but "not modified" (304), so this
    is the page that came before, with the headers of now.
    """

    url: str
    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    chain: tuple[Hop, ...] = ()
    digest: str = ""
    retry_after: float | None = None
    truncated: bool = False
    body: bytes = field(default=b"", repr=False)
    revalidated: bool = False

    def evidence(self, marker: str) -> Evidence:
        """What an outcome read from this page was read from."""
        return Evidence(url=_SESSION_ID.sub("", self.url), status=self.status, marker=marker, digest=self.digest)


class LookFailed(Exception):  # noqa: N818 - it is an outcome on its way up, not an error of ours
    """No page came, and this is the outcome of the look.  Providers let it pass."""

    def __init__(self, outcome: Outcome) -> None:
        """Carry the outcome."""
        super().__init__(outcome.kind)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a WebSocket said: its messages in order, and whether the one that was waited for came.

    ``url`` is without its query, where tokens stand; ``digest`` the SHA-256 over the messages; ``cause`` says
    why an incomplete one ended: hung up (reset), out of time (timeout), too much or no text (protocol).
    """

    url: str
    messages: tuple[str, ...]
    complete: bool
    digest: str = ""
    cause: Cause | None = None

    def evidence(self, marker: str) -> Evidence:
        """What an outcome read from this conversation was read from."""
        return Evidence(url=self.url, status=101, marker=marker, digest=self.digest)


class Fetch(Protocol):
    """One motive's way to the network: its own cookies, its host's lane.

    The calls follow redirects (`converse` does not), and raise `LookFailed` when no answer could be had;
    an answer with any status is a `Page`.
    """

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """GET."""
        ...

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """HEAD: a page without a body, for what stands in its headers."""
        ...

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """POST a urlencoded ``form``, or ``body`` as it stands (give its Content-Type in ``headers``)."""
        ...

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:
        """Open a WebSocket (wss:// or ws://), send one text, and listen until a message satisfies ``until``.

        The conversation also ends when the other side closes, at the size limit, or at the total timeout;
        `LookFailed` only when it could not begin; an upgrade that was refused gives what its status means.
        """
        ...

    def forget(self) -> None:
        """Drop every cookie: the next request begins a new session."""
        ...

    @property
    def cookies(self) -> Mapping[str, str]:
        """Names and values of the cookies now held (values are secret: never log them)."""
        ...


class Onlooker(Protocol):
    """Whoever watches a look's exchanges pass by, without a hand in them."""

    def watching(self, motive: str, fetch: Fetch) -> Fetch:
        """The same way to the network for one look at this motive, watched."""
        ...


@runtime_checkable
class Provider(Protocol):
    """One booking system: a module with these names.  `slotwatch.providers` finds it by its file."""

    #: Human name, one line, for `slotwatch providers`.
    TITLE: str
    #: A made-up address of the right shape, for help texts.
    EXAMPLE: str
    #: Least seconds between two looks at one motive of this system; never below the policy's own floor.
    FLOOR: float
    #: Pydantic model of ``[motive.options]``; unknown keys forbidden, every field described.
    Options: type[Any]

    def matches(self, url: str) -> bool:
        """Whether this address belongs to this booking system."""
        ...

    async def look(self, motive: Motive, fetch: Fetch) -> Outcome:
        """Do one check.  ``motive.options`` is an instance of ``Options``."""
        ...


@runtime_checkable
class Browsable(Protocol):
    """A provider that can also read what a browser opened (``fetch = "browser"``): it only calls `Fetch.get`."""

    IN_BROWSER: Literal[True]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that could be watched behind an address: a counter, a place, a motive of the site's.

    ``options`` are the provider's options that select it; ``label`` is the site's own name of it.
    """

    label: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Discovery:
    """What an address turned out to hold: the page's title, what can be chosen, options that hold for all.

    ``choices`` is empty where there is nothing to choose; ``note`` says what stands in the way (a captcha…);
    ``optional``: all of the choices are watched when none is taken.
    """

    title: str
    choices: tuple[Choice, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    optional: bool = False


@runtime_checkable
class Discoverer(Protocol):
    """A provider that can list what is behind an address, for `slotwatch add`."""

    async def discover(self, url: str, fetch: Fetch) -> Discovery:
        """Look behind the address.  May raise `LookFailed`."""
        ...


@dataclass(frozen=True, slots=True)
class Challenge:
    """The site's own captcha, for the motive's owner to read: slotwatch shows it and never reads it.

    ``image`` are the picture's bytes of ``media_type``; ``state`` is what the site wants back with the answer.
    """

    image: bytes = field(repr=False)
    media_type: str
    url: str
    state: Mapping[str, str] = field(default_factory=dict, repr=False)


class Verdict(StrEnum):
    """What the site said to the owner's answer."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    EXPIRED = "expired"
    CHAINED = "chained"


@runtime_checkable
class Guarded(Protocol):
    """A provider whose site wants a human first: the owner's session opens it."""

    async def challenge(self, motive: Motive, fetch: Fetch) -> Challenge | Outcome:
        """Fetch the captcha to show; an outcome when there is none to show (already open, blocked…)."""
        ...

    async def answer(self, motive: Motive, fetch: Fetch, challenge: Challenge, words: str) -> Verdict:
        """Pass on what the owner typed."""
        ...
