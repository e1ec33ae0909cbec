"""Reading single values about who and where: language, names, the contact, web addresses, folders.

Pure functions like those of `slotwatch.config.values`, with the same `BadValue`.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from slotwatch.config.problems import suggest
from slotwatch.config.values import BadValue, fold

_LANGUAGES = {"francais": "fr", "french": "fr", "fr-fr": "fr", "english": "en", "anglais": "en", "en-gb": "en"}
_NAME = re.compile(r"[\w-]{1,64}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\]")


def language(value: object) -> str:
    """``fr`` or ``en``."""
    if value in ("fr", "en"):
        return str(value)
    word = fold(value) if isinstance(value, str) else ""
    meant = _LANGUAGES.get(word, word)
    raise BadValue('"fr" or "en"', suggest(meant, ("fr", "en")))


def name(value: object) -> str:
    """A short name for logs, commands and folders: letters, digits, ``-`` and ``_``."""
    text = unicodedata.normalize("NFC", value) if isinstance(value, str) else ""
    if not _NAME.fullmatch(text):
        raise BadValue("a name of 1 to 64 letters, digits, - and _, without spaces")
    return text


def contact(value: object) -> str:
    """What a site's administrator reads in our User-Agent: an e-mail address or a web page."""
    expected = "your e-mail address or a web page of yours"
    hint = "Sites read it in our User-Agent, so that their administrators can reach you."
    if not isinstance(value, str) or len(value) > 200:
        raise BadValue(expected, hint)
    if value.startswith(("http://", "https://")):
        address = web_address(value)
        if address.isascii() and not set(address) & set("()"):
            return address
    elif _EMAIL.fullmatch(value):
        return value
    raise BadValue(expected, hint)


def web_address(value: object) -> str:
    """An http or https address without login, with its path spelt out.

    The path matters: ``https://a.example?@127.0.0.1/`` must not pass for a host of this machine.
    """
    expected = "a web address that begins with https:// or http://"
    if not isinstance(value, str) or len(value) > 2000 or _SPACE_OR_CONTROL.search(value):
        raise BadValue(expected)
    try:
        parts = urlsplit(value)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an IPv6 address inside, or a port that is no number
        raise BadValue(expected) from None
    if parts.scheme not in ("http", "https"):
        hint = "" if "://" in value else "Copy the whole address from the browser, https:// included."
        raise BadValue(expected, hint)
    if "@" in parts.netloc:
        raise BadValue("a web address without a user name or password in it", "Booking pages need no login.")
    if not has_host:
        raise BadValue(expected)
    return parts._replace(path=parts.path or "/").geturl()


def folder(value: object) -> str:
    """A folder's path; ``~`` and relative ones are for the caller to resolve."""
    if not isinstance(value, str) or not value.strip() or re.search(r"[\x00-\x1f]", value):
        raise BadValue("the path of a folder, in quotes")
    return value
