"""DWR's wire format, as far as one call needs it: the request's lines, the reply's value.  Pure.

Both generations are read (providers §4.3): DWR 2 answers `dwr.engine._remoteHandleCallback(…)`, often with
the value spelt out before in assignments (`s0.msg="…";`), DWR 3 `….handleCallback(…)`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from slotwatch.providers._javascript import NotJavaScript, Reader

_LONGEST_REPLY = 256 * 1024
_CALLBACKS = frozenset({"handleCallback", "_remoteHandleCallback"})
_FAILURES = frozenset(
    {"handleException", "handleBatchException", "_remoteHandleException", "_remoteHandleBatchException"}
)


class NotDwr(Exception):  # noqa: N818 - it tells what the reply is, and the caller makes it an outcome
    """The text is not a whole DWR reply that carries a value; the message says what it is instead."""


def call_body(
    script: str,
    method: str,
    arguments: Sequence[str],
    quantities: Mapping[str, int],
    *,
    page: str,
    session: str = "",
    generation: int = 2,
) -> str:
    """The `text/plain` body of one call: lines of `key=value`.

    ``arguments`` are DWR-typed values in order (`boolean:false`); the one that is `{motive}` becomes the
    map of ``quantities``.  ``page`` is the path of the JSP that calls; ``session`` the JSESSIONID, which the
    site's own script sends where it can read it.
    """
    keys = {key: f"c0-e{n}" for n, key in enumerate(quantities, 1)}
    motives = "Object_Object:{" + ", ".join(f"{key}:reference:{name}" for key, name in keys.items()) + "}"
    lines = ["callCount=1", f"page={page}", f"httpSessionId={session}", "scriptSessionId="]
    if generation == 3:
        lines += ["nextReverseAjaxIndex=0", "instanceId=0"]
    lines += [f"c0-scriptName={script}", f"c0-methodName={method}", "c0-id=0"]
    lines += [f"{name}=number:{quantities[key]}" for key, name in keys.items()]
    lines += [f"c0-param{n}={motives if a == '{motive}' else a}" for n, a in enumerate(arguments)]
    return "\n".join([*lines, "batchId=0", ""])


def read_reply(text: str) -> Any:
    """The value that the reply's callback is given: dict, list, str, float, bool or None.

    Raises `NotDwr` for an exception of the server, a reply that is cut, and anything else.
    """
    if len(text) > _LONGEST_REPLY:
        raise NotDwr("it is far too long")
    if "handle" not in text.lower():  # spare a web page the reading
        raise NotDwr("it calls nothing back")
    try:
        calls = Reader(text, _CALLBACKS | _FAILURES).calls
    except NotJavaScript as what:
        raise NotDwr(f"it is {what}" if str(what).startswith(("cut", "nested")) else f"it holds {what}") from what
    if any(function in _FAILURES for function, _ in calls):
        raise NotDwr("the server answered with an exception")
    if not calls:
        raise NotDwr("it calls nothing back")
    if len(calls) > 1:
        raise NotDwr("it calls back more than once")
    arguments = calls[0][1]
    if len(arguments) != 3:
        raise NotDwr("its callback has not the three arguments of DWR")
    return arguments[2]
