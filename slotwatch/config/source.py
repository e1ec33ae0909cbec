"""From a file to what TOML makes of it."""

import re
from pathlib import Path
from typing import Any

import tomli

from slotwatch.config.problems import Findings

#: A configuration is a few kilobytes; more is the wrong file.
LARGEST = 1024 * 1024

# tomli names a key by the repr of its parts
_KEY = re.compile(r"\('(.*)',?\)")

_EXPECTED = "a configuration file"
_BACKSLASH = r"Write \\ for a backslash, or put the text in 'single quotes'."
_HINTS = {
    "Invalid value": "Text goes in quotes; a day is written 2027-03-01.",
    "Cannot declare": "[pace] stands once; several motives or channels are written [[motive]] and [[channel]].",
    "Illegal character '\\n'": "Text ends with a quote on the same line.",
    "Cannot overwrite": "The same key is given twice.",
    "Invalid hex value": _BACKSLASH,
    "Unescaped": _BACKSLASH,
}


def read_source(path: Path, findings: Findings, text: str | None = None) -> dict[str, Any] | None:
    """The content of a TOML file (or of ``text`` in its place); None after noting why there is none."""
    text = _read_text(path, findings) if text is None else text
    if text is None:
        return None
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        hint = next((hint for start, hint in _HINTS.items() if error.msg.startswith(start)), "")
        message = _KEY.sub(lambda match: match[1].replace("', '", "."), error.msg)
        findings.add(where, f"a mistake in the TOML ({message})", "TOML, https://toml.io", hint)
    except RecursionError:
        findings.add("", "tables or lists nested too deep", _EXPECTED)
    except ValueError:  # a number of more digits than Python reads
        findings.add("", "a number that is too long", _EXPECTED)
    return None


def _read_text(path: Path, findings: Findings) -> str | None:
    try:
        if path.is_dir():
            findings.add("", "a folder", _EXPECTED, "Name the file in it, usually slotwatch.toml.")
            return None
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        findings.add("", "no such file", _EXPECTED, "Write one with: slotwatch init")
        return None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or "not a path"
        findings.add("", f"a file that cannot be read ({reason})", "one that this user may read")
        return None
    if len(content) > LARGEST:
        findings.add("", "more than 1 MiB", _EXPECTED)
        return None
    try:
        return content.decode("utf-8-sig")  # some editors write a byte order mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.add(f"line {line}", "bytes that are not UTF-8", "text saved as UTF-8")
        return None
