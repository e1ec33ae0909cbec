"""A request as a value: what is sent, where, and in whose lane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from yarl import URL

from slotwatch.fetch.failures import failed
from slotwatch.model import Cause

_FORM = "application/x-www-form-urlencoded"
_WEB = ("http", "https")
_SOCKET = ("ws", "wss")


@dataclass(frozen=True, slots=True)
class Request:
    """One request.  ``headers`` are the caller's own, on top of the session's; ``body`` None = none.

    ``secret_query``: the query carries what admits us, not what we ask for.
    """

    method: str
    url: URL
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    secret_query: bool = False

    @property
    def lane(self) -> str:
        """The host's lane: lower-case host, port unless it is the scheme's own.

        So http, https and WebSockets of one site are one host, as they are for whoever runs it.
        """
        return (self.url.host_port_subcomponent or "").lower()

    @property
    def shown(self) -> str:
        """The URL without user name, password and fragment: fit for pages, records and logs."""
        url = self.url.with_user(None) if self.url.user or self.url.password else self.url
        url = url.with_query(None) if self.secret_query else url
        return str(url.with_fragment(None) if url.fragment else url)


def getting(url: str, headers: Mapping[str, str] | None) -> Request:
    """A GET."""
    return Request("GET", _parse(url), _allowed(headers))


def heading(url: str, headers: Mapping[str, str] | None) -> Request:
    """A HEAD."""
    return Request("HEAD", _parse(url), _allowed(headers))


def conversing(url: str) -> Request:
    """The GET that asks for a WebSocket (ws:// or wss://).  What is shown of it is without its query."""
    return Request("GET", _parse(url, _SOCKET), secret_query=True)


def posting(
    url: str,
    form: Sequence[tuple[str, str]] | None,
    body: str | None,
    headers: Mapping[str, str] | None,
) -> Request:
    """A POST of a form (urlencoded UTF-8, order kept) or of a text as it stands (UTF-8)."""
    if form is not None and body is not None:
        raise ValueError("post: give form or body, not both")
    sent = _allowed(headers)
    if form is None:
        return Request("POST", _parse(url), sent, (body or "").encode())
    if not any(name.lower() == "content-type" for name in sent):
        sent["Content-Type"] = _FORM
    return Request("POST", _parse(url), sent, urlencode(form).encode())


def _allowed(headers: Mapping[str, str] | None) -> dict[str, str]:
    # the name we knock under is the client's: nobody above it can put on another
    return {k: v for k, v in (headers or {}).items() if k.lower() != "user-agent"}


def _parse(url: str, schemes: tuple[str, str] = _WEB) -> URL:
    try:
        parsed = URL(url)
    except ValueError as error:
        raise failed(Cause.PROTOCOL, f"not a web address: {error}") from None
    if parsed.scheme not in schemes or not parsed.raw_host:
        begin = " or ".join(f"{scheme}://" for scheme in schemes)
        raise failed(Cause.PROTOCOL, f"not a web address: it must begin with {begin} and name a host")
    return parsed
