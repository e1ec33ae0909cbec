"""A cookie as plain data, and a jar's cookies as one line of text for the store.

Values are secret: no `repr` and no exception of this module holds one.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from email.utils import formatdate
from typing import Any

_HOUR = 3600
#: The last second that can be written as a date (9999-12-31).
_LATEST = 253402300799


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie.

    ``value`` is what goes over the wire, quotes included; ``domain`` has no leading dot; ``host_only``: for
    this host alone, not for those below it; ``expires`` in seconds since 1970, None = ends with the session.
    """

    name: str
    value: str = field(repr=False)
    domain: str
    path: str = "/"
    host_only: bool = True
    secure: bool = False
    http_only: bool = False
    expires: int | None = None

    def header(self) -> str:
        """The Set-Cookie line that sets it.  Secret."""
        parts = [f"{self.name}={self.value}", f"Path={self.path}"]
        if not self.host_only:
            parts.append(f"Domain={self.domain}")
        if self.expires is not None:
            # an instant, not a number of seconds from now: it comes back as it went in
            parts.append(f"Expires={formatdate(min(self.expires, _LATEST), usegmt=True)}")
        parts += [word for word, said in (("Secure", self.secure), ("HttpOnly", self.http_only)) if said]
        return "; ".join(parts)

    def sent_to(self, host: str) -> bool:
        """Whether a browser sends it to this host (RFC 6265 §5.1.3); path and scheme are not looked at."""
        return host == self.domain or (not self.host_only and host.endswith(f".{self.domain}"))


def coarse(expires: float, now: float) -> int:
    """An expiry fit to be compared: rounded down to the minute, to the hour when that is more than two away.

    Sites move it on with every answer; each step would be one more write to the disk.
    """
    step = _HOUR if expires - now > 2 * _HOUR else 60
    return int(expires // step * step)


def to_text(cookies: Iterable[Cookie]) -> str:
    """One line of JSON, in an order of its own: equal sets of cookies give equal texts.  Secret."""
    ordered = sorted(cookies, key=lambda c: (c.domain, c.path, c.name))
    return json.dumps([asdict(cookie) for cookie in ordered], ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> tuple[Cookie, ...]:
    """Undo `to_text`.  ValueError when the text is none of its making; its message quotes nothing."""
    try:
        return tuple(_cookie(**row) for row in json.loads(text))
    except (ValueError, TypeError):
        # without the original, which quotes what it could not read
        raise ValueError("the stored cookies cannot be read back") from None


def _cookie(**row: Any) -> Cookie:
    cookie = Cookie(**row)
    texts = (cookie.name, cookie.value, cookie.domain, cookie.path)
    if not all(isinstance(text, str) for text in texts) or not isinstance(cookie.expires, int | None):
        raise TypeError
    return cookie
