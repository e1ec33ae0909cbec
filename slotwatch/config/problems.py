"""What is wrong with a configuration, said so that its owner can put it right.

Every mistake is a `Problem`; all of them travel together in one `ConfigError`.  Nothing in here
prints an address that may carry a secret: `show` and `Problem` cut such addresses to their schema.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

#: A value is quoted up to this many characters.
SHOWN = 60

# what already was cut ends in "…" and is left alone, and so is the punctuation after an address
_ADDRESS = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*)://(?!…)(?:[^\s\"]*[^\s\".,:;])?")
_LOGIN = re.compile(r"://[^/?#\s\"]*@")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake.

    ``where`` is the path of the setting (``motive[1].every (renouvellement)``: lists count from 1, the
    name follows when it is known), or a line and column, or "" for the file itself.  ``found`` and
    ``expected`` are short phrases; ``hint`` is a sentence, "" when there is nothing to add.
    """

    file: Path
    where: str
    found: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        """One line, without line breaks and without any address that may hold a secret."""
        place = f"{self.file}: {self.where}" if self.where else f"{self.file}"
        line = f"{place}: found {self.found}; expected {self.expected}."
        return _one_line(mask(f"{line} {self.hint}" if self.hint else line))


class ConfigError(Exception):
    """The configuration cannot be used.  ``problems`` is not empty and holds every mistake found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """One line a problem, and a last one that says what came of it."""
        count = "1 mistake" if len(self.problems) == 1 else f"{len(self.problems)} mistakes"
        return "\n".join([*map(str, self.problems), f"{count}. Nothing was started or changed."])


@dataclass(frozen=True, slots=True)
class Place:
    """A table of the file: its path, and the name its owner gave it once that is known."""

    path: str = ""
    name: str = ""

    def at(self, *steps: str | int) -> str:
        """The path of a setting inside this table; list indices are given from 0 and shown from 1."""
        path = self.path
        for step in steps:
            if isinstance(step, int):
                path += f"[{step + 1}]"
            else:
                path += f"{'.' if path else ''}{_key(step)}"
        return f"{path} ({self.name})" if self.name else path


@dataclass(slots=True)
class Findings:
    """Collects the problems of one file."""

    file: Path
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, found: str, expected: str, hint: str = "") -> None:
        """Note a mistake, once."""
        problem = Problem(self.file, where, found, expected, hint)
        if problem not in self.problems:
            self.problems.append(problem)


def show(value: Any) -> str:
    """A value as it stands in the file, cut short."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(_cut_address(value))
        case int():
            return "a huge number" if abs(value) >= 10**SHOWN else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return "a table"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return str(value)


def suggest(word: str, known: Iterable[str], *, nearness: float = 0.6) -> str:
    """``Did you mean "…"?`` when something near is known, else ""."""
    by_folded = {k.casefold(): k for k in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=nearness)
    return f'Did you mean "{by_folded[near[0]]}"?' if near else ""


def one_of(known: Iterable[str]) -> str:
    """``one of: a, b, c``, in the order given."""
    return "one of: " + ", ".join(known)


def mask(text: str) -> str:
    """Cut addresses to what is safe to print: the schema alone, or a web address without its login."""

    def cut(match: re.Match[str]) -> str:
        if match[1].lower() in ("http", "https"):
            return _LOGIN.sub("://…@", match[0])
        return f"{match[1]}://…"

    return _ADDRESS.sub(cut, text)


def _cut_address(value: str) -> str:
    # here the whole value is at hand, so the address may hold spaces, and the login may hold slashes
    scheme, mark, rest = value.partition("://")
    if not mark:
        return value
    if scheme.strip().lower() not in ("http", "https"):
        return f"{scheme[-20:].split()[-1] if scheme.strip() else ''}://…"
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if "@" in rest else value


def _quoted(text: str) -> str:
    return json.dumps(text if len(text) <= SHOWN else f"{text[:SHOWN]}…", ensure_ascii=False)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) and len(key) <= SHOWN else _quoted(_cut_address(key))


def _one_line(text: str) -> str:
    return _UNPRINTABLE.sub(lambda m: f"\\x{ord(m[0]):02x}", text)
