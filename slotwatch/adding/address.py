"""The address that somebody typed or pasted: may it be watched at all?  Pure.

It may come from anybody (a forum, a message), so it is read as the fetcher will read it, and an address
inside the owner's own network is refused unless they say otherwise.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from yarl import URL

from slotwatch.adding.unfit import Unfit
from slotwatch.config.addresses import web_address
from slotwatch.config.values import BadValue
from slotwatch.fetch import is_inside
from slotwatch.fetch.redirects import is_private

_COPY = "copy the whole address from the browser, https:// included"
_ALLOW = "if it is really meant, add --allow-private"
_SCHEME = re.compile(r"([a-z][a-z+.-]{0,19})://|(file|data|mailto|javascript|about|tel):", re.IGNORECASE)


class BadAddress(Unfit):
    """An address that is not to be watched: one sentence for whoever typed it, without any password in it."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked for: ``url`` as it goes into the file, ``host`` and ``port`` as they are
    looked up, ``dropped`` the fragment that was cut off ("" for none).
    """

    url: str
    host: str
    port: int
    dropped: str = ""


def read_address(written: str, *, allow_private: bool = False) -> Address:
    """Read an address.  Its query stays as it is, tracking parameters too: who knows which of them the site needs.

    Raises `BadAddress`.
    """
    text = written.strip().removeprefix("<").removesuffix(">").strip()
    _check_scheme(text)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise BadAddress(f"this is not a web address: {_COPY}") from None
    if "@" in parts.netloc:
        raise BadAddress(
            "the address has a user name or password in it (not shown here): take it out, up to and with the @; "
            "booking pages need none"
        )
    try:
        url = URL(web_address(parts._replace(fragment="").geturl()), encoded=True)
        host = URL(text).raw_host or ""  # as it will be looked up: 127。0。0。1 is 127.0.0.1
    except (BadValue, ValueError):
        raise BadAddress(f"this is not a web address: {_COPY}") from None
    if not allow_private and (is_private(host) or _is_inside(host)):
        raise BadAddress(f"{host} is this machine or a private network, where no prefecture is: {_ALLOW}")
    return Address(str(url), host, url.port or 443, parts.fragment)


def refuse_private(address: Address, found: Iterable[str]) -> None:
    """Raise `BadAddress` when the name leads into a private network; ``found`` are its numeric addresses."""
    inside = next((each for each in found if is_inside(each)), None)
    if inside is not None:
        raise BadAddress(
            f"the name {address.host} leads to {inside}, which is this machine or a private network: {_ALLOW}"
        )


def _is_inside(host: str) -> bool:
    try:
        return is_inside(host)
    except ValueError:
        return False


def _check_scheme(text: str) -> None:
    if not text:
        raise BadAddress(f"there is no address: {_COPY}")
    if text.lower().startswith(("http://", "https://")):
        return
    # "name:password@host" begins with no scheme, and is not repeated
    if scheme := _SCHEME.match(text):
        begin = (scheme[1] or scheme[2]).lower()
        raise BadAddress(f"an address that begins with {begin}: is no web page: {_COPY}")
    raise BadAddress(f"this is not a web address: {_COPY}")
