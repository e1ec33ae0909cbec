"""The ear on apprise's log: where the reason of a failure is told, and where secrets would leak.

apprise says *that* a send failed at WARNING, *why* at DEBUG, and prints at DEBUG the whole request, bot
token and passwords included.  So its logger is open down to DEBUG, but nothing passes to any handler:
a filter on the logger itself hands each record to the call that caused it, and stops it there.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from slotwatch.notify.redact import scrub

#: Loggers of the libraries under apprise.  At ERROR: urllib3's warnings quote addresses, token included.
_BENEATH = ("urllib3", "requests", "charset_normalizer", "oauthlib", "requests_oauthlib", "MARKDOWN")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of apprise's log, unredacted: for reading, never for showing."""

    level: int
    text: str


_ear: ContextVar[list[Line] | None] = ContextVar("slotwatch_apprise_lines", default=None)


class _Gate(logging.Filter):
    """Lets nothing below WARNING out, and nothing at all from a call that listens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record for the listening call; otherwise let a warning pass, scrubbed."""
        lines = _ear.get()
        if lines is not None:
            lines.append(Line(record.levelno, _text(record)))
            return False
        if record.levelno < logging.WARNING:
            return False
        record.msg, record.args, record.exc_info = scrub(_text(record)), (), None
        return True


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit their format must not cost a message
        return str(record.msg)


_GATE = _Gate()


def quiet_loggers() -> None:
    """See to it that no record below WARNING leaves apprise, whatever the root logger's level, nor any secret.

    May be called any number of times.  Everything of urllib3 and its like below ERROR is off.
    """
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.DEBUG)  # for the ear; the gate, not the level, keeps DEBUG in
    logger.addFilter(_GATE)
    for name in _BENEATH:
        logging.getLogger(name).setLevel(logging.ERROR)


@contextmanager
def listening() -> Iterator[list[Line]]:
    """Collect what apprise logs in this thread (or task) meanwhile; none of it reaches a handler."""
    lines: list[Line] = []
    token = _ear.set(lines)
    try:
        yield lines
    finally:
        _ear.reset(token)
