"""Which parts of a channel's address must never be read in a log.

Written for redaction, so in doubt a part counts as sensitive; what is left out are host names of servers, harmless
options, and words too short to be a secret (their replacement would make logs unreadable).
"""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

#: Shorter parts are no secrets, and blotting them out would hit half of every log line.
SHORTEST = 4

#: Schemas whose host is a server's name.  Elsewhere a token, a key or a phone number stands there.
_HOSTED = frozenset(
    scheme + secure
    for scheme in ("mailto", "json", "xml", "form", "ntfy", "gotify", "matrix", "mqtt", "signal", "smseagle")
    for secure in ("", "s")
)
_MAIL = frozenset(("mailto", "mailtos"))

#: Options that say how a message is sent, not to whom.
_HARMLESS = frozenset(
    (
        "mode",
        "format",
        "overflow",
        "verify",
        "cto",
        "rto",
        "smtp",
        "image",
        "silent",
        "preview",
        "priority",
        "method",
    )
)


def sensitive_parts(url: str) -> frozenset[str]:
    """Passwords, tokens, chat ids, phone numbers and addresses in a URL, each as written and decoded."""
    return _both_forms(_parts(url))


def _parts(url: str) -> Iterable[str]:
    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    # the schema's own rules may allow what URLs forbid ("tgram://123:abc/…" has no port): read it by hand
    try:
        split = urlsplit(f"http://{rest}")
    except ValueError:
        yield rest
        return
    login, at, host = split.netloc.rpartition("@")
    user, _, password = login.partition(":")
    yield password
    if scheme not in _HOSTED:
        yield from (user, host, *unquote(host).split(":"))
    elif scheme in _MAIL and at:
        yield user if "@" in unquote(user) else f"{user}@{host}"
    yield from split.path.split("/")
    for option in split.query.split("&"):
        key, _, value = option.partition("=")
        if key.lower() not in _HARMLESS:
            yield from (value, *value.split(","))
    yield split.fragment


def _both_forms(parts: Iterable[str]) -> frozenset[str]:
    return frozenset(form for part in parts for form in (part, unquote(part)) if len(form) >= SHORTEST)
