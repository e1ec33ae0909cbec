"""Markers that the owner of a `page` motive writes: what to look for, and how sure it is.  Pure."""

import re
from dataclasses import replace
from datetime import tzinfo
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator
from selectolax.lexbor import LexborNode

from slotwatch.model import PARIS, Slot
from slotwatch.providers._dates import slots_in
from slotwatch.providers._json import MISSING, embedded, follow, load, parse_path
from slotwatch.providers._options import Css, OptionsModel, Words
from slotwatch.providers._reading import Reading, attribute, prose
from slotwatch.providers._text import Prose, clip

_WAYS = ("css", "text", "regex", "json")
_TESTS = ("equals", "above", "empty", "non_empty", "date")
_LONGEST_SEARCHED = 200_000


class Marker(OptionsModel):
    """One thing to look for: css, text, regex or json (with one test of its value).

    ``css`` may narrow ``text`` or ``regex`` to the words inside the elements that match.
    """

    css: Css | None = Field(
        None, description="A visible element that matches; with text or regex: where the words must stand."
    )
    text: Words | None = Field(None, description="Visible words, without regard to case, accents and spacing.")
    regex: str | None = Field(
        None, min_length=3, description="A pattern in the visible text, folded or as it stands."
    )
    json_path: str | None = Field(None, alias="json", description="Path of a JSON value, such as items[0].date.")
    equals: str | int | float | bool | None = Field(None, description="json: the value is this.")
    above: float | None = Field(None, description="json: the value is a number greater than this.")
    empty: Literal[True] | None = Field(None, description='json: the value is "", [], {} or null.')
    non_empty: Literal[True] | None = Field(None, description="json: a value (or one of them) is not empty.")
    date: Literal[True] | None = Field(None, description="json: the value names a day.")

    @field_validator("regex")
    @classmethod
    def _regex(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a pattern that can be read: {error}") from error
        return pattern

    @field_validator("json_path")
    @classmethod
    def _path(cls, path: str | None) -> str | None:
        if path is not None:
            parse_path(path)
        return path

    @model_validator(mode="after")
    def _one_way(self) -> "Marker":
        ways = [way for way in _WAYS if self._given(way) is not None]
        if len(ways) != 1 and ways not in (["css", "text"], ["css", "regex"]):
            given = " and ".join(ways) or "none of them"
            raise ValueError(
                f"a marker is one of css, text, regex or json (or css with text or regex), not {given}"
            )
        tests = [test for test in _TESTS if self._given(test) is not None]
        if ways == ["json"] and len(tests) != 1:
            raise ValueError("a json marker needs exactly one test: equals, above, empty, non_empty or date")
        if ways != ["json"] and tests:
            raise ValueError(f"{tests[0]} goes with json only")
        return self

    def _given(self, name: str) -> Any:
        return getattr(self, "json_path" if name == "json" else name)

    @property
    def is_structural(self) -> bool:
        """Whether it looks at structure, not at words."""
        return self.text is None and self.regex is None

    def __str__(self) -> str:
        """As it is told: `css: a.slot`, `json: total > 0`."""
        if self.json_path is not None:
            test = next(test for test in _TESTS if self._given(test) is not None)
            value = {
                "equals": f"= {self.equals!r}",
                "above": f"> {self.above:g}" if self.above is not None else "",
            }
            return f"json: {self.json_path} {value.get(test, test)}"
        return ", ".join(f"{way}: {given}" for way in _WAYS if (given := self._given(way)) is not None)

    def holds(self, values: list[Any] | None) -> bool:
        """Whether the values at the end of the path pass the test.  None, or no value at all: they do not."""
        if not values:
            return False
        if self.empty:
            return all(_is_empty(value) for value in values)
        if self.non_empty:
            return any(not _is_empty(value) for value in values)
        if self.date:
            return any(isinstance(value, str) and slots_in(value, PARIS) for value in values)
        if self.above is not None:
            return any(_is_number(value) and value > self.above for value in values)
        # true is no 1, and 2.0 is 2
        return any(value == self.equals and _is_number(value) == _is_number(self.equals) for value in values)


class Dates(OptionsModel):
    """Where the days on offer stand: elements (their text, or one attribute) or JSON values."""

    css: Css | None = Field(None, description="Elements that name a day, and an hour if they have it.")
    attribute: str | None = Field(None, pattern=r"^[\w-]+$", description="css: read this attribute, not the text.")
    json_path: str | None = Field(None, alias="json", description="Path of the values that name days.")
    first_only: bool = Field(default=False, description="The site names its first day alone; others may follow.")

    @model_validator(mode="after")
    def _one_way(self) -> "Dates":
        if (self.css is None) == (self.json_path is None):
            raise ValueError("dates needs exactly one of css or json")
        if self.json_path is not None:
            parse_path(self.json_path)
        return self


class Sight:
    """A page with what the markers of one motive are looked for in: its parts that count, its JSON.

    ``containers`` are the elements inside which elements and words count, None for the whole page.
    """

    def __init__(self, reading: Reading, container: str | None, name: str | None) -> None:
        """``container`` is their selector; ``name`` the key of a JSON value embedded in the page."""
        self.reading = reading
        self.containers = reading.css(container) if container else None
        self._name = name

    @cached_property
    def data(self) -> Any:
        """The JSON value, `MISSING` without one."""
        text = self.reading.page.text
        return embedded(text, self._name) if self._name else load(text)

    @cached_property
    def prose(self) -> Prose:
        """The visible words that count."""
        return self.reading.prose if self.containers is None else prose(*self.containers)

    def elements(self, selector: str) -> list[LexborNode]:
        """The visible elements that count."""
        if self.containers is None:
            return self.reading.css(selector)
        found = [node for container in self.containers for node in self.reading.css(selector, container)]
        return list({node.mem_id: node for node in found}.values())

    def find(self, marker: Marker) -> str:
        """What was found of this marker, in the site's own words where it has some; "" for nothing."""
        if marker.json_path is not None:
            return str(marker) if marker.holds(self.values(marker.json_path)) else ""
        nodes = None if marker.css is None else self.elements(marker.css)
        if marker.is_structural:
            return clip(prose(nodes[0]).plain) or str(marker) if nodes else ""
        words = self.prose if nodes is None else prose(*nodes)
        if marker.text is not None:
            return words.says([marker.text])
        pattern = re.compile(marker.regex or "", re.IGNORECASE)
        for text in (words.plain, words.folded):
            if match := pattern.search(text[:_LONGEST_SEARCHED]):
                return clip(match[0]) or str(marker)
        return ""

    def values(self, path: str) -> list[Any] | None:
        """The JSON values at the end of a path, None where it ends early."""
        return None if self.data is MISSING else follow(self.data, parse_path(path))

    def days(self, dates: Dates | None, zone: tzinfo) -> tuple[Slot, ...]:
        """The slots that the page names; empty where it names none."""
        if dates is None:
            return ()
        if dates.json_path is not None:
            texts = [str(value) for value in _flat(self.values(dates.json_path) or [])]
        else:
            nodes = self.elements(dates.css or "")
            texts = [attribute(n, dates.attribute) if dates.attribute else prose(n).plain for n in nodes]
        slots = (slot for text in texts for slot in slots_in(text, zone))
        return tuple(replace(slot, onwards=dates.first_only) for slot in slots)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _flat(values: list[Any]) -> list[Any]:
    return [inner for value in values for inner in (value if isinstance(value, list) else [value])]
