"""One line per check, in words on a terminal and in JSON otherwise; no secret ever gets through.

Redaction works on the finished line, tracebacks and other libraries' records included: whatever road
a secret took, it has to pass here.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO
from urllib.parse import quote, quote_plus

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"

#: Shorter strings are too common to be cut out of every line.
SHORTEST_SECRET = 4

#: On a terminal a check is one line.
LONGEST_DETAIL = 60


class Redact:
    """Replaces every known secret in a text, in each spelling it may take on its way to a log."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings = {form for s in secrets if len(s) >= SHORTEST_SECRET for form in _spellings(s)}
        # the longest first: a secret may contain another
        ordered = sorted(spellings, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def __repr__(self) -> str:
        """Tell nothing."""
        return "Redact(…)"


def _spellings(secret: str) -> set[str]:
    return {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
    }


class _RedactingRenderer:
    """The last processor: renders, then redacts."""

    def __init__(self, renderer: Processor, redact: Redact) -> None:
        self._renderer = renderer
        self._redact = redact

    def __call__(self, logger: WrappedLogger, name: str, event_dict: EventDict) -> str:
        return self._redact(str(self._renderer(logger, name, event_dict)))


def configure(
    mode: str = "auto", level: str = "info", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Set up structlog and the standard logging alike.

    ``mode`` is "console", "json" or "auto" (console on a terminal).  Chatty libraries stay at WARNING
    whatever ``level`` says: their debug lines hold addresses and passwords.
    """
    out = stream or sys.stderr
    console = mode == "console" or (mode == "auto" and out.isatty())
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(
            colors=out.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
            pad_event_to=0,
            pad_level=False,
            sort_keys=False,
        )
        if console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(
            fmt="%H:%M:%S" if console else "iso", utc=not console, key="at" if not console else "timestamp"
        ),
    ]
    shared.append(_shorten_look if console else structlog.processors.format_exc_info)
    last = _RedactingRenderer(renderer, Redact(secrets))
    number = getattr(logging, level.upper())
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    for chatty in ("apprise", "urllib3", "aiohttp", "asyncio", "requests", "mail"):
        logging.getLogger(chatty).setLevel(max(number, logging.WARNING))
    sys.excepthook = _log_uncaught


def _shorten_look(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A person at a terminal wants what, why and when next; the rest is in the JSON lines and the store."""
    if event.get("event") == "look":
        for key in ("check", "status", "took_s", "why") + (("told",) if not event.get("told") else ()):
            event.pop(key, None)
        detail = str(event.get("detail", ""))
        event["detail"] = detail if len(detail) <= LONGEST_DETAIL else detail[: LONGEST_DETAIL - 1] + "…"
    return event


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger().critical("crashed", exc_info=(kind, error, trace))
