"""Where a redirect leads, and where it must not.  Pure."""

import socket
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from string import printable
from urllib.parse import quote

from yarl import URL

from slotwatch.fetch.failures import failed
from slotwatch.fetch.request import Request
from slotwatch.model import Cause

_STATUSES = frozenset({301, 302, 303, 307, 308})

#: Go no further than the site they were meant for.
_FOR_ONE_ORIGIN = frozenset({"authorization", "cookie", "proxy-authorization"})

#: Describe a body, and go with it.
_OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding"})


def onward(request: Request, status: int, location: str | None) -> Request | None:
    """The request that an answer sends us on to; None when the answer is no redirect.

    A redirect without a readable Location is a page like any other.  303, and 301 and 302 after a POST,
    go on as GET, as browsers do; 307 and 308 repeat method and body.  Raises `LookFailed`
    (redirects) for a target that is not the web, and for one on a private address when the
    request went to a public host: a site has no business in its visitor's home network.
    """
    if status not in _STATUSES or not location:
        return None
    url = _resolve(request.url, location)
    if url is None:
        return None
    if url.scheme not in ("http", "https"):
        raise failed(Cause.REDIRECTS, f"sent on to a {url.scheme[:20]}: address", request.shown)
    if not url.raw_host:
        return None
    if is_private(url.raw_host) and not is_private(request.url.raw_host or ""):
        raise failed(Cause.REDIRECTS, f"sent on to {url.raw_host}, a private address", request.shown)

    headers = dict(request.headers)
    if url.origin() != request.url.origin():
        headers = _without(headers, _FOR_ONE_ORIGIN)
    elif request.url.user and not url.user:
        url = url.with_user(request.url.user).with_password(request.url.password)
    if status in (307, 308) or (status != 303 and request.method != "POST"):
        return Request(request.method, url, headers, request.body)
    return Request("GET", url, _without(headers, _OF_THE_BODY))


def is_private(host: str) -> bool:
    """Whether a host, read as it is written, is this machine or a private network.  Nothing is looked up."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address is not None and not address.is_global


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        pass
    try:
        # the resolver also takes 127.1, 0x7f000001 and 2130706433 for this machine
        return ip_address(socket.inet_aton(name))
    except (OSError, UnicodeError):
        return None


def _resolve(base: URL, location: str) -> URL | None:
    location = location.strip()
    try:
        location.encode()
    except UnicodeEncodeError:
        # bytes that are not UTF-8, which aiohttp keeps as surrogates: sent back as they came
        location = quote(location.encode("utf-8", "surrogateescape"), safe=printable)
    try:
        return base.join(URL(location))
    except ValueError:
        return None


def _without(headers: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    return {k: v for k, v in headers.items() if k.lower() not in names}
