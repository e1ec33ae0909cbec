"""Take secrets out of words that others wrote: an error of apprise, a server's answer."""

import re
from collections.abc import Iterable

_MASK = "***"
#: Words longer than this are cut: a server may answer with a whole page.
_LONGEST = 200

# Known secrets go first; these catch what a server or a library adds of its own.
_PATTERNS = (
    re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE),
    re.compile(r"\burl: ?/\S+", re.IGNORECASE),
    re.compile(r"\bbot\d+:[\w-]+|\d{6,}:[\w-]{8,}"),
    re.compile(r"[\w.+-]+(?:@|%40)[\w.-]+"),
    re.compile(r"[+-]?\d(?:[ .-]?\d){7,}"),
    re.compile(r"\b(?=[\w-]*\d)[A-Za-z0-9_-]{20,}\b"),
)


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """The text in one line of at most 200 characters, without these secrets.

    Addresses of any kind, e-mail addresses, long numbers (telephones, chat ids) and what looks like a
    key are masked as well.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, _MASK)
    for pattern in _PATTERNS:
        text = pattern.sub(_MASK, text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
