"""cookies.txt, the form in which browsers' extensions, curl and wget write cookies down.  Pure.

One cookie a line, seven fields with a tab between them: domain, whether hosts below it get the cookie too
(TRUE or FALSE), path, whether it needs https, expiry in seconds since 1970 (0: ends with the
browser's session), name, value.  ``#HttpOnly_`` before the domain is a flag; every other # begins a comment.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from slotwatch.fetch.cookies import Cookie

_HTTP_ONLY = "#HttpOnly_"
_FIELDS = 7
_WORDS = {"TRUE": True, "FALSE": False}
#: What would end the cookie in a header, or begin another line of it.
_FORBIDDEN = frozenset(";\r\n\0")
#: Odd lines named in one error; the rest are counted.
_NAMED = 10


class NotNetscape(ValueError):  # noqa: N818 - named for what the owner is told
    """The file is none of this form; the message names the odd lines and quotes nothing of them."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What came of choosing: the cookies taken, and how many were left and why."""

    taken: tuple[Cookie, ...]
    foreign: int = 0
    expired: int = 0


def read(text: str) -> tuple[Cookie, ...]:
    """Every cookie of the file, in its order.  Raises `NotNetscape`, once, for all lines that are odd."""
    lines = text.removeprefix("\ufeff").split("\n")
    cookies: list[Cookie] = []
    odd: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        try:
            cookie = _read_line(line.removesuffix("\r"))
        except ValueError as error:
            odd.append((number, str(error)))
        else:
            if cookie is not None:
                cookies.append(cookie)
    if odd:
        raise NotNetscape(_complaint(odd, text))
    if not cookies:
        raise NotNetscape("there is no cookie in it; export again while the site is open in the browser")
    return tuple(cookies)


def select(cookies: Iterable[Cookie], host: str, now: float) -> Selection:
    """Those that a browser would send to this host (a port is not looked at) at ``now`` (seconds since 1970)."""
    name = _without_port(host).lower()
    ours: dict[tuple[str, str, str], Cookie] = {}
    foreign = expired = 0
    for cookie in cookies:
        if not cookie.sent_to(name) or not cookie.name:
            foreign += 1
        elif cookie.expires is not None and cookie.expires <= now:
            expired += 1
        else:
            ours[cookie.domain, cookie.path, cookie.name] = cookie  # the last one stands, as in a browser
    return Selection(tuple(ours.values()), foreign, expired)


def _read_line(line: str) -> Cookie | None:
    http_only = line.startswith(_HTTP_ONLY)
    if http_only:
        line = line.removeprefix(_HTTP_ONLY)
    elif line.startswith("#") or not line.strip():
        return None
    fields = line.split("\t")
    if len(fields) == _FIELDS - 1:
        fields.append("")  # some writers leave the tab before an empty value out
    if len(fields) != _FIELDS:
        raise ValueError(f"{len(fields)} {'field' if len(fields) == 1 else 'fields'} instead of {_FIELDS}")
    domain, below, path, secure, expires, name, value = fields
    if not domain.strip(". ") or any(c.isspace() for c in domain):
        raise ValueError("no domain in the first field")
    if not path.startswith("/"):
        raise ValueError("no path in the third field")
    if _FORBIDDEN & set(name + value + path) or "=" in name:
        raise ValueError("a character that no cookie can hold")
    return Cookie(
        name=name,
        value=value,
        domain=domain.lstrip(".").lower(),
        path=path,
        # some writers set the flag by the dot, some the dot by the flag, some both
        host_only=not (_flag(below, "second") or domain.startswith(".")),
        secure=_flag(secure, "fourth"),
        http_only=http_only,
        expires=_expiry(expires),
    )


def _flag(word: str, which: str) -> bool:
    try:
        return _WORDS[word.strip().upper()]
    except KeyError:
        raise ValueError(f"neither TRUE nor FALSE in the {which} field") from None


def _expiry(word: str) -> int | None:
    """Seconds since 1970; None for a session cookie, which is written as 0, as -1 or not at all."""
    try:
        seconds = int(float(word)) if word.strip() else 0
    except (ValueError, OverflowError):
        raise ValueError("no number of seconds in the fifth field") from None
    return seconds if seconds > 0 else None


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[")
    return host.partition(":")[0]


def _complaint(odd: list[tuple[int, str]], text: str) -> str:
    named = "; ".join(f"line {number}: {why}" for number, why in odd[:_NAMED])
    more = f"; and {len(odd) - _NAMED} more" if len(odd) > _NAMED else ""
    hint = (
        "this looks like JSON: export as cookies.txt (Netscape form)"
        if text.lstrip("\ufeff \t\r\n").startswith(("[", "{"))
        else "a line has seven fields with tabs between them, as browsers' extensions write them"
    )
    return f"{named}{more} ({hint})"
