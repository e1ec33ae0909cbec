"""Cookies between Chromium and us.  Pure.  Values are secret."""

from collections.abc import Iterable, Mapping
from typing import Any

from slotwatch.fetch.cookies import Cookie, coarse

Json = dict[str, Any]

#: What of a cookie Chromium gives and takes under the same name.
_SAME = (
    "name",
    "value",
    "path",
    "secure",
    "httpOnly",
    "sameSite",
    "priority",
    "sourceScheme",
    "sourcePort",
    "partitionKey",
)


def to_set(held: Iterable[Mapping[str, Any]]) -> list[Json]:
    """What Chromium must be told to hold the cookies that it gave."""
    return [_to_set(cookie) for cookie in held]


def to_cookies(held: Iterable[Mapping[str, Any]], now: float) -> list[Cookie]:
    """Chromium's cookies in the form of the plain sessions; expiries are `coarse`, ``now`` since 1970."""
    return [
        Cookie(
            name=cookie["name"],
            value=cookie["value"],
            domain=cookie["domain"].removeprefix("."),
            path=cookie["path"],
            host_only=not cookie["domain"].startswith("."),
            secure=bool(cookie.get("secure")),
            http_only=bool(cookie.get("httpOnly")),
            expires=None if _ends_with_session(cookie) else coarse(cookie["expires"], now),
        )
        for cookie in held
    ]


def from_cookies(cookies: Iterable[Cookie]) -> list[Json]:
    """The other way round."""
    return [
        {
            "name": cookie.name,
            "value": cookie.value,
            "domain": cookie.domain if cookie.host_only else f".{cookie.domain}",
            "path": cookie.path,
            "secure": cookie.secure,
            "httpOnly": cookie.http_only,
            "expires": -1 if cookie.expires is None else cookie.expires,
        }
        for cookie in cookies
    ]


def _to_set(cookie: Mapping[str, Any]) -> Json:
    wanted = {key: cookie[key] for key in _SAME if key in cookie}
    if not _ends_with_session(cookie):
        wanted["expires"] = cookie["expires"]
    domain = cookie["domain"]
    if domain.startswith("."):
        return {**wanted, "domain": domain}
    # a cookie for one host alone: Chromium makes one only from an address
    host = f"[{domain}]" if ":" in domain and not domain.startswith("[") else domain
    scheme = "https" if cookie.get("secure") else "http"
    return {**wanted, "url": f"{scheme}://{host}{cookie['path']}"}


def _ends_with_session(cookie: Mapping[str, Any]) -> bool:
    return bool(cookie.get("session")) or cookie.get("expires", -1) < 0
