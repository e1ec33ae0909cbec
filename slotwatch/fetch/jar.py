"""A cookie jar that gives back what it was given."""

import re
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from http.cookies import CookieError

import aiohttp
from yarl import URL

from slotwatch.fetch.cookies import Cookie, coarse

#: The usual way to take a cookie back.  aiohttp reads the very first second of 1970 as no date at all.
_EPOCH = re.compile(r"(01[ -]Jan[ -](?:19)?70 00:00:0)0", re.IGNORECASE)


class Jar(aiohttp.CookieJar):
    """Cookies go back byte for byte, as RFC 6265 §5.4 has it and browsers do.

    aiohttp's jar either puts quotes round every value with a ``/`` or ``=`` in it (base64, so most session
    and firewall cookies), or takes away the quotes that a site has set; some servers then know the
    session no more.  Cookies of hosts that are bare addresses are kept too.
    """

    def __init__(self) -> None:
        super().__init__(unsafe=True, quote_cookie=False)

    def update_cookies_from_headers(self, headers: Sequence[str], response_url: URL) -> None:
        """Keep the cookies of an answer, quotes included."""
        super().update_cookies_from_headers([_EPOCH.sub(r"\g<1>1", line) for line in headers], response_url)
        for cookie in self:
            if cookie.coded_value != cookie.value and cookie.coded_value.startswith('"'):
                with suppress(CookieError):  # a name that only aiohttp allows: sent without its quotes
                    cookie.set(cookie.key, cookie.coded_value, cookie.coded_value)

    def held(self) -> tuple[Cookie, ...]:
        """The cookies now held, those that have expired left out; expiries are `coarse`.  Secret."""
        now = time.time()  # the clock of the jar itself
        alone = self.host_only_cookies
        found = []
        for cookie in self:
            key = (cookie["domain"], cookie["path"].rstrip("/"), cookie.key)
            expires = self._expirations.get(key)
            found.append(
                Cookie(
                    name=cookie.key,
                    value=cookie.coded_value,
                    domain=cookie["domain"],
                    path=cookie["path"],
                    host_only=key in alone,
                    secure=bool(cookie["secure"]),
                    http_only=bool(cookie["httponly"]),
                    expires=None if expires is None else coarse(expires, now),
                )
            )
        return tuple(found)

    def put(self, cookies: Iterable[Cookie]) -> None:
        """Add cookies that were held once, by the road on which the sites' own come in."""
        for cookie in cookies:
            host = f"[{cookie.domain}]" if ":" in cookie.domain else cookie.domain
            self.update_cookies_from_headers([cookie.header()], URL(f"https://{host}/"))
