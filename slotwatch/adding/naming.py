"""Names for motives, made from what the site calls things; and which of the site's choices is meant.  Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from slotwatch.adding.unfit import Unfit
from slotwatch.contract import Choice
from slotwatch.providers._text import fold

_LONGEST = 40
_APART = re.compile(r"\s[-–|]\s|[|:]")


def suggest_name(words: Sequence[str], taken: Collection[str]) -> str:
    """A name from the first of these that has letters (a counter, a title, a host), unlike those taken."""
    name = next(filter(None, map(_slug, words)), "") or "motive"
    known = {each.casefold() for each in taken}
    numbered = (name if n == 1 else f"{name}-{n}" for n in range(1, len(known) + 2))
    return next(each for each in numbered if each not in known)


def last_part(url: str) -> str:
    """The last part of an address's path that has letters, without its ending; "" where there is none."""
    parts = [part.partition(".")[0] for part in unquote(urlsplit(url).path).split("/")]
    return next((part for part in reversed(parts) if any(c.isalpha() for c in part)), "")


def meant(choices: Sequence[Choice], words: str) -> Choice:
    """The choice that is meant by a number of the list (from 1), its label, or words of it.

    Raises `Unfit` when there is none, or more than one.
    """
    wanted = fold(words)
    exact = [choice for choice in choices if fold(choice.label) == wanted]
    if len(exact) == 1:
        return exact[0]
    if not exact and wanted.isdecimal() and 0 < int(wanted[:6]) <= len(choices):
        return choices[int(wanted) - 1]
    part = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)") if wanted else None
    found = exact or [choice for choice in choices if part and part.search(fold(choice.label))]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unfit(f"«{words}» fits several: {told(found)}")
    raise Unfit(f"«{words}» is none of them: {told(choices)}")


def narrowed(choices: Sequence[Choice], options: Mapping[str, Any]) -> list[Choice]:
    """The choices that agree with options already given."""
    return [
        choice
        for choice in choices
        if all(str(options[key]) == str(value) for key, value in choice.options.items() if key in options)
    ]


def told(choices: Sequence[Choice]) -> str:
    """The labels, for a message."""
    return ", ".join(f"«{choice.label}»" for choice in choices[:30]) + (" …" if len(choices) > 30 else "")


def _slug(words: str) -> str:
    first = _APART.split(words)[0] if len(words) > _LONGEST else words
    plain = re.sub(r"[^a-z0-9]+", "-", fold(first)).strip("-")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST + 1].rpartition("-")[0] or plain[:_LONGEST]
