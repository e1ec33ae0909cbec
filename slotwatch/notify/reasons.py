"""Why a send failed, for the person who must put it right: from apprise's log to one sentence.

Pure.  The log of one failed send is read for the server's status and words; known combinations get
a sentence that says what to do, the others the status alone.
"""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slotwatch.notify.listening import Line
from slotwatch.notify.redact import scrub


@dataclass(frozen=True, slots=True)
class Reason:
    """What went wrong.  ``permanent`` = it needs a person; ``retry_after`` in seconds, if the server said."""

    error: str
    permanent: bool = False
    retry_after: float | None = None


_HTTP = re.compile(r"error=(\d{3})\b")
_SMTP = re.compile(r"Exception: (?:\{.*?: )?\((\d{3}), b?(['\"])(.*?)\2", re.DOTALL)
_RECIPIENT = re.compile(r"was refused: (\d{3}) b?(['\"])(.*?)\2", re.DOTALL)
_RETRY = re.compile(r"retry[_ -]after\W{1,4}(\d+(?:\.\d+)?)", re.IGNORECASE)

_FREE_MOBILE = {
    400: ("Free Mobile: the login or the key is missing in the address (400)", True),
    402: ("Free Mobile: too many SMS in too little time (402)", False),
    403: ("Free Mobile refuses (403): switch SMS notifications on in your account, check login and key", True),
    500: ("Free Mobile: their server is in trouble (500)", False),
}

#: Words of Telegram's own descriptions; the first that is found decides.
_TELEGRAM = (
    ("chat not found", "Telegram: no such chat (400): write to your bot once, and check the chat id"),
    ("blocked by the user", "Telegram: you have blocked the bot (403): unblock it and press Start"),
    ("initiate conversation", "Telegram: the bot may not write first (403): open a chat with it and press Start"),
    ("kicked", "Telegram: the bot was removed from the group (403): add it again"),
    ("unauthorized", "Telegram does not know this bot token (401): copy it again from @BotFather"),
)

#: Marks in an exception's text, what they mean, and whether a person must act.
_NETWORK = (
    ("certificate", "the server's TLS certificate is not valid", True),
    ("wrong_version_number", "the server does not speak TLS on this port: check the port", True),
    ("name or service not known", "the server's name is unknown: check the spelling and the network", False),
    ("temporary failure in name resolution", "the server's name cannot be looked up: no network?", False),
    ("no address associated", "the server's name is unknown: check the spelling and the network", False),
    ("getaddrinfo failed", "the server's name is unknown: check the spelling and the network", False),
    ("connection refused", "connection refused: is the server up, and is the port right?", False),
    ("timed out", "no answer in time", False),
    ("network is unreachable", "no network", False),
    ("no route to host", "no way to the server", False),
    ("auth extension not supported", "the mail server takes no login on this port: check the port", True),
    ("starttls extension not supported", "the mail server offers no encryption on this port", True),
    ("unexpectedly closed", "the server closed the connection", False),
    ("connection reset", "the server closed the connection", False),
    ("connection aborted", "the server closed the connection", False),
    ("remotedisconnected", "the server closed the connection", False),
    ("ssl", "the encrypted connection failed", False),
)


def explain(schema: str, lines: Sequence[Line], secrets: Iterable[str] = ()) -> Reason:
    """The reason of a failed send, from what apprise logged meanwhile.  ``error`` carries no secret."""
    whole = "\n".join(line.text for line in lines)
    if match := _SMTP.search(whole) or _RECIPIENT.search(whole):
        return _smtp(int(match[1]), scrub(_plain(match[3]), secrets))
    statuses = [int(status) for line in lines for status in _HTTP.findall(line.text)]
    if statuses:
        return _http(schema, statuses[-1], whole)
    low = whole.lower()
    for mark, words, permanent in _NETWORK:
        if mark in low:
            return Reason(words, permanent)
    told = [line.text for line in lines if line.level >= logging.WARNING]
    return Reason(scrub(told[-1], secrets) if told else "the service took the message but reported a failure")


def _smtp(status: int, words: str) -> Reason:
    said = f"{status}: {words}" if words else str(status)
    if status in (530, 534, 535):
        return Reason(f"the mail server refuses the login ({said}); it may want an app password", permanent=True)
    if status in (550, 551, 553):
        return Reason(f"the mail server refuses an address ({said}): check sender and recipient", permanent=True)
    if status in (452, 552):
        return Reason(f"the mailbox is full ({said})")
    if status >= 500:
        return Reason(f"the mail server refuses the message ({said})", permanent=True)
    return Reason(f"the mail server cannot take the message now ({said})")


def _http(schema: str, status: int, whole: str) -> Reason:
    if status == 429:
        return _too_many(whole)
    if schema == "freemobile" and status in _FREE_MOBILE:
        words, permanent = _FREE_MOBILE[status]
        return Reason(words, permanent)
    if schema == "tgram":
        low = whole.lower()
        for mark, words in _TELEGRAM:
            if mark in low:
                return Reason(words, permanent=True)
        if status == 404:  # Telegram's answer to a token that has the wrong shape
            return Reason(
                "Telegram does not know this bot token (404): copy it again from @BotFather", permanent=True
            )
    return _any_service(status, whole)


def _any_service(status: int, whole: str) -> Reason:
    if status in (401, 403):
        return Reason(f"the service refuses the login, token or key (HTTP {status})", permanent=True)
    if status == 404:
        return Reason("the service knows no such address (HTTP 404)", permanent=True)
    if status >= 500:
        return Reason(f"the service is in trouble (HTTP {status})", retry_after=_asked(whole))
    if 300 <= status < 400:
        where = "write the address that it redirects to in the channel's url"
        return Reason(f"the service sends us to another address (HTTP {status}): {where}", permanent=True)
    return Reason(f"the service refuses the message (HTTP {status})", permanent=True)


def _too_many(whole: str) -> Reason:
    asked = _asked(whole)
    wait = f"; it asks to wait {asked:g} s" if asked is not None else ""
    return Reason(f"too many messages for the service (HTTP 429){wait}", retry_after=asked)


def _asked(whole: str) -> float | None:
    found = [float(seconds) for seconds in _RETRY.findall(whole)]
    return max(found) if found else None


def _plain(words: str) -> str:
    return words.replace("\\n", " ").replace("\\r", " ").replace("\\'", "'")
