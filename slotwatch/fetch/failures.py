"""From the network's failures to an outcome: the only place that maps them."""

import re
import socket
import ssl
from collections.abc import Iterator

import aiohttp
from aiohttp.http_exceptions import ContentLengthError, HttpProcessingError, TransferEncodingError

from slotwatch.contract import LookFailed
from slotwatch.model import Cause, Evidence, Unreachable

#: What a request may raise when no answer can be had.  Cancellation is not among them.
#: ValueError: yarl, the resolver and the header writer refuse an impossible name or value with it.
FAILURES: tuple[type[Exception], ...] = (aiohttp.ClientError, HttpProcessingError, OSError, ValueError)

#: The first row of which a link of the exception's chain is an instance decides.  Inner causes are looked
#: at too: aiohttp wraps the socket's and the TLS library's errors in its own.
_TABLE: tuple[tuple[tuple[type[BaseException], ...], Cause], ...] = (
    ((ssl.SSLError, aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch), Cause.TLS),
    ((aiohttp.ClientConnectorDNSError, socket.gaierror, UnicodeError), Cause.DNS),
    ((TimeoutError,), Cause.TIMEOUT),
    ((ContentLengthError, TransferEncodingError), Cause.RESET),
    ((HttpProcessingError, aiohttp.ClientResponseError), Cause.PROTOCOL),
    ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError), Cause.PROTOCOL),
    ((aiohttp.ClientPayloadError,), Cause.RESET),
    (
        (aiohttp.ServerDisconnectedError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError),
        Cause.EMPTY,
    ),
    ((aiohttp.ClientConnectionError, OSError), Cause.CONNECT),
)

#: Longest `Unreachable.detail`.
_DETAIL = 200

_URL = re.compile(r"((?:https?|wss?)://)(?:[^\s/?#]*@)?([^\s?#'\"]*)(?:[?#][^\s'\"]*)?")
#: aiohttp quotes the bytes it could not read, which may be a Set-Cookie header.
_QUOTED_BYTES = re.compile(r":?\s*\bb['\"].*", re.DOTALL)


def cause_of(error: BaseException, *, answered: bool = False) -> Cause:
    """Why no answer came.  ``answered``: the headers had arrived, so a closed connection is a broken answer."""
    links = tuple(_links(error))
    for kinds, cause in _TABLE:
        if any(isinstance(link, kinds) for link in links):
            return Cause.RESET if answered and cause in (Cause.EMPTY, Cause.CONNECT) else cause
    return Cause.PROTOCOL


def look_failed(error: BaseException, url: str, *, answered: bool = False) -> LookFailed:
    """The outcome of a look that ended in this error.  ``url`` must be fit for the record."""
    return failed(cause_of(error, answered=answered), _words(error), url)


def failed(cause: Cause, detail: str, url: str = "") -> LookFailed:
    """A look that ended without an answer, for a reason of our own finding."""
    evidence = Evidence(url=url, marker=cause.value)
    return LookFailed(Unreachable(cause, clean(detail), evidence))


def clean(words: str) -> str:
    """Words fit for a log: one line, cut short, no bytes of the answer, URLs without password and query."""
    words = _QUOTED_BYTES.sub("", words)
    return " ".join(_URL.sub(r"\1\2", words).split())[:_DETAIL]


def _links(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        if isinstance(seen, aiohttp.ClientConnectorError):
            yield seen.os_error
        seen = seen.__cause__


def _words(error: BaseException) -> str:
    match error:
        case aiohttp.ServerDisconnectedError(message=message):
            # its message may be the half-read answer, cookies and all
            return message if isinstance(message, str) else "Server disconnected in the middle of the headers"
        case aiohttp.ClientConnectorError(os_error=inner):
            return str(inner) or type(inner).__name__
        case aiohttp.ClientResponseError(message=message) | HttpProcessingError(message=message):
            return message or type(error).__name__
        case aiohttp.ClientPayloadError(__cause__=HttpProcessingError(message=message)):
            return message
        case TimeoutError() if not str(error):
            return "no whole answer in time"
        case _:
            return str(error) or type(error).__name__
