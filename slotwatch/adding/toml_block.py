"""A ``[[motive]]`` block as TOML text, and a file's text with such a block at its end.  Pure.

What stands in a file is its owner's, comments and blank lines included: a block is only ever added behind it.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# everything a basic string may not hold as it stands, and what a terminal or an editor would not show
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]')
_SHORT = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
#: A line of this many characters is read without scrolling.
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class MotiveBlock:
    """What the block says; settings that are None are left out.

    ``every`` and ``night_every`` are durations as the file writes them ("5m").
    """

    name: str
    url: str
    provider: str
    every: str | None = None
    night_every: str | None = None
    before: date | None = None
    after: date | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The block, without a blank line before it."""
        keys = ("name", "url", "provider", "every", "night_every", "before", "after")
        given = [(key, value) for key in keys if (value := getattr(self, key)) is not None]
        lines = ["[[motive]]", *(f"{key} = {toml_value(value)}" for key, value in given)]
        if self.options:
            lines += ["", "[motive.options]"]
            lines += [f"{_key(key)} = {_laid_out(value, len(key) + 3)}" for key, value in self.options.items()]
        return "\n".join(lines) + "\n"


def appended(text: str, block: MotiveBlock) -> str:
    """The text of a file with the block at its end; what stood there is kept to the letter.

    Line ends are the file's own.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text or text.endswith("\n") else newline
    blank = newline if text.strip() else ""
    return f"{text}{gap}{blank}{str(block).replace(chr(10), newline)}"


def toml_value(value: Any) -> str:
    """A value in one line: text, numbers, truth values, days, lists, tables (inline).

    Raises ValueError for what TOML cannot hold: None, half characters, other types.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case int():
            return str(value)
        case float():
            return repr(value) if math.isfinite(value) else str(value)  # inf and nan are TOML's words too
        case datetime():
            raise ValueError("an instant has no place in a configuration")
        case date():
            return value.isoformat()
        case Mapping():
            inner = ", ".join(f"{_key(key)} = {toml_value(each)}" for key, each in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case Sequence():
            return f"[{', '.join(map(toml_value, value))}]"
        case _:
            raise ValueError(f"TOML has no value for {type(value).__name__}")


def _laid_out(value: Any, indent: int) -> str:
    """The value in one line, or a list with a line for each of its entries where that is too long."""
    line = toml_value(value)
    if isinstance(value, list | tuple) and indent + len(line) > _WIDTH:
        return "[\n" + "".join(f"    {toml_value(each)},\n" for each in value) + "]"
    return line


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("half a character (a surrogate), which no file can hold") from None
    # a text with quotation marks in it, such as a CSS selector, is easier to read between single ones
    if '"' in text and "'" not in text and not _ESCAPED.search(text.replace('"', "").replace("\\", "")):
        return f"'{text}'"
    return '"' + _ESCAPED.sub(lambda m: _SHORT.get(m[0], f"\\u{ord(m[0]):04X}"), text) + '"'
