"""From a shot to what may be kept: an exchange without secrets, and its body.  Pure.

A page is kept as it was answered, byte for byte: that is the evidence.  Only what would let somebody in, or
names the owner's secrets, is blotted out, and the exchange says in how many places, with the hash of the body
as it came. Tokens in the hidden fields of a page that anybody gets stay: without the visit's cookies, which are
never kept, they open nothing.  Pages that the owner's own session opened (``private``) are redacted whole:
there the tokens are the owner's, and the page may greet them by name.
"""

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from urllib.parse import quote, quote_plus

from slotwatch.contract import Page
from slotwatch.evidence.data import Exchange
from slotwatch.evidence.film import Shot
from slotwatch.redaction import Redactor

#: Headers that say what the answer is, how old and by whom; every other one may be a visitor's mark.
HEADERS = (
    "age",
    "cache-control",
    "content-language",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "location",
    "pragma",
    "retry-after",
    "server",
    "vary",
    "via",
    "x-powered-by",
)

#: A cookie's value shorter than this, or without a digit, is a word ("fr", "accepted") and no key.
_KEY_LENGTH = 10
_SHORTEST_SECRET = 6

_SESSION_ID = re.compile(r";jsessionid=[^?#/;\"'<>\s&]*", re.IGNORECASE)


def develop(shot: Shot, secrets: Iterable[str] = (), *, private: bool = False) -> tuple[Exchange, bytes]:
    """The exchange to keep of a shot, and its body (b"" without one).  ``secrets`` are the configuration's."""
    hidden = {s for s in shot.secrets if len(s) >= _KEY_LENGTH and any(c.isdigit() for c in s)}
    hidden |= {s for s in secrets if len(s) >= _SHORTEST_SECRET}
    redactor = Redactor(dict.fromkeys(sorted(hidden), "secret"))
    if shot.page is not None:
        return _of_page(shot, shot.page, hidden, redactor, private=private)
    body, answered, blotted = b"", "", 0
    if shot.talk is not None:
        raw = "\n".join(shot.talk.messages).encode("utf-8", "replace")
        body, blotted = _clean(raw, "", hidden, redactor, private=private)
        answered = sha256(raw).hexdigest()
    url = address(shot.url, redactor)
    exchange = Exchange(
        at=shot.at,
        method=shot.method,
        url=url,
        final=url,
        status=101 if shot.talk is not None else None,
        headers={"content-type": "text/plain; charset=utf-8"} if shot.talk is not None else {},
        sha256=sha256(body).hexdigest() if body else "",
        answered=answered if body else "",
        length=len(body),
        blotted=blotted,
        failure=redactor.text(shot.failure),
    )
    return exchange, body


def _of_page(
    shot: Shot, page: Page, hidden: set[str], redactor: Redactor, *, private: bool
) -> tuple[Exchange, bytes]:
    body, blotted = _clean(page.body, page.text, hidden, redactor, private=private)
    headers = {name: redactor.text(page.headers[name]) for name in HEADERS if name in page.headers}
    if page.revalidated:
        # what was on the wire must be told from what it stands for
        headers["x-slotwatch-revalidated"] = "304 Not Modified; the body is as it came before"
    if private and body != page.body and "content-type" in headers:
        kind = headers["content-type"].partition(";")[0].strip() or "text/html"
        headers["content-type"] = f"{kind}; charset=utf-8"
    exchange = Exchange(
        at=shot.at,
        method=shot.method,
        url=address(shot.url, redactor),
        final=address(page.url, redactor),
        status=page.status,
        chain=tuple((address(hop.url, redactor), hop.status) for hop in page.chain),
        headers=headers,
        sha256=sha256(body).hexdigest() if body else "",
        answered=page.digest if body else "",
        length=len(body),
        blotted=blotted,
        truncated=page.truncated,
    )
    return exchange, body


def _clean(
    body: bytes, text: str, hidden: Iterable[str], redactor: Redactor, *, private: bool
) -> tuple[bytes, int]:
    """The body without secrets, and in how many places it was changed."""
    if private:
        text = text or body.decode("utf-8", "replace")
        before = redactor.found.total()
        redacted = redactor.text(_SESSION_ID.sub("", text))
        count = redactor.found.total() - before + len(_SESSION_ID.findall(text))
        return (redacted.encode("utf-8", "replace"), count) if count else (body, 0)
    return _blot(body, hidden)


def _blot(body: bytes, hidden: Iterable[str]) -> tuple[bytes, int]:
    """Each secret replaced by asterisks, in every spelling a page may have; lengths stay as they are."""
    spellings = {form.encode("utf-8", "replace") for secret in hidden for form in _spellings(secret)}
    patterns = [re.escape(form) for form in sorted(spellings, key=len, reverse=True)]
    patterns.append(rb"(?<=;(?i:jsessionid)=)[^?#/;\"'<>\s&]+")
    pattern = re.compile(b"|".join(patterns))
    return pattern.subn(lambda match: b"*" * len(match[0]), body)


def address(url: str, redactor: Redactor | None = None) -> str:
    """An address without login, fragment, session number or other key; its query stays."""
    redactor = redactor or Redactor()
    return redactor.url(_SESSION_ID.sub("", url))


def _spellings(secret: str) -> Iterable[str]:
    yield from {secret, quote(secret, safe=""), quote_plus(secret), escape(secret), json.dumps(secret)[1:-1]}
