"""JSON in answers and pages: finding it, and following a path through it.  Pure."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

_STEP = re.compile(r"\.?(?P<key>[^.\[\]\s]+)|\[(?P<index>\d{1,6}|\*)\]")
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<template\b.*?(?:</template|\Z)", re.DOTALL | re.IGNORECASE)

Step = str | int | None  # a key, a place in a list, or all of its places

#: What stands for "there is none here", since null is a value.
MISSING = object()


def parse_path(path: str) -> tuple[Step, ...]:
    """`availabilities[*].slots[0]` as its steps; `$` or `$.total` may begin it.  ValueError if it is no path."""
    rest = path.removeprefix("$")
    steps: list[Step] = []
    while rest:
        match = _STEP.match(rest)
        if match is None or (not steps and rest == path and rest.startswith(".")):
            raise ValueError(f"{path!r} is not a path such as total, items[0].date or availabilities[*].slots")
        index = match["index"]
        steps.append(match["key"] if index is None else None if index == "*" else int(index))
        rest = rest[match.end() :]
    if not steps and path != "$":
        raise ValueError('a path must not be empty; "$" is the whole document')
    return tuple(steps)


def follow(data: Any, steps: tuple[Step, ...]) -> list[Any] | None:
    """The values at the end of a path; None where any branch of it ends early (a shape we do not know)."""
    values = [data]
    for step in steps:
        further: list[Any] = []
        for value in values:
            found = _take(value, step)
            if found is None:
                return None
            further += found
        values = further
    return values


def _take(value: Any, step: Step) -> list[Any] | None:
    match value, step:
        case dict(), str():
            return [value[step]] if step in value else None
        case list(), int():
            return [value[step]] if step < len(value) else None
        case list(), None:
            return value
    return None


def load(text: str) -> Any:
    """The document, or `MISSING` when the text is no JSON."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return MISSING


def embedded(text: str, name: str) -> Any:
    """The JSON value behind `"name":` in a page's source; `MISSING` when it is absent, or told in two ways."""
    found = every(text, name)
    return found[0] if found and all(value == found[0] for value in found) else MISSING


def every(text: str, name: str) -> list[Any]:
    """All JSON values behind `"name":` in a page's source; `MISSING` stands for one that cannot be read.

    Comments and templates do not count.  In attributes the source may be escaped (`&quot;`).
    """
    source = _UNSEEN.sub(" ", text)
    found = list(_behind(source, name))
    if f"&quot;{name}&quot;" in source:
        found += _behind(unescape(source), name)
    return found


def _behind(source: str, name: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    for match in re.finditer(rf'"{re.escape(name)}"\s*:\s*', source):
        try:
            yield decoder.raw_decode(source, match.end())[0]
        except (ValueError, RecursionError):
            yield MISSING
