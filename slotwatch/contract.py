"""The seams between the packages of one floor: how a page arrives, what a booking system must offer.

`fetch` implements `Fetch`, `providers` consume it, `config` validates a provider's options, and none
of the three imports another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from slotwatch.model import Evidence, Motive, Outcome


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
    past), ``truncated`` says that the body was longer than the limit and was cut.
    """

    url: str
    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    chain: tuple[Hop, ...] = ()
    digest: str = ""
    retry_after: float | None = None
    truncated: bool = False

    def evidence(self, marker: str) -> Evidence:
        """What an outcome read from this page was read from."""
        return Evidence(url=self.url, status=self.status, marker=marker, digest=self.digest)


class LookFailed(Exception):  # noqa: N818 - it is an outcome on its way up, not an error of ours
    """No page came, and this is the outcome of the look.  Providers let it pass."""

    def __init__(self, outcome: Outcome) -> None:
        """Carry the outcome."""
        super().__init__(outcome.kind)
        self.outcome = outcome


class Fetch(Protocol):
    """One motive's way to the network: its own cookies, its host's lane.

    Both calls follow redirects, and raise `LookFailed` when no answer could be had; an answer with
    any status is a `Page`.
    """

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """GET."""
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

    def forget(self) -> None:
        """Drop every cookie: the next request begins a new session."""
        ...

    @property
    def cookies(self) -> Mapping[str, str]:
        """Names and values of the cookies now held (values are secret: never log them)."""
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


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its page, for whoever keeps captures."""

    at: datetime
    method: str
    page: Page
