"""Choosing one entry of a list on a page by its value and its label: never the next best one.  Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from slotwatch import contract
from slotwatch.model import Change
from slotwatch.providers._reading import Reading, attribute, prose
from slotwatch.providers._text import clip, fold

_ROWS = frozenset({"label", "p", "li", "tr", "dd", "td"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio button or checkbox: the value that is sent, the label that is read."""

    value: str
    label: str

    def __str__(self) -> str:
        """As it is told to the owner."""
        return f"{self.value} «{self.label}»" if self.label else self.value


def choices(reading: Reading, name: str, within: LexborNode | None = None) -> tuple[Choice, ...]:
    """The visible radios or checkboxes of this name, with their labels, in page order."""
    labels = {attribute(label, "for"): label for label in reading.css("label[for]", within)}
    return tuple(
        Choice(clip(attribute(field, "value"), 80), _label(field, labels))
        for field in reading.css(f'input[name="{name}"]', within)
        if attribute(field, "type").lower() in {"radio", "checkbox"}
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """No entry can be chosen.  ``change``: the wanted one is not on the list, or has another name there."""

    why: str
    change: Change | None = None

    @property
    def absent(self) -> bool:
        """Whether the wanted one is simply not on the list."""
        return self.change is Change.VANISHED

    def marker(self, where: str) -> str:
        """The marker of the outcome, for a list that stands at ``where`` (a field's name)."""
        return where if self.change is None else self.change.marker(where)


def pick(
    offered: Sequence[Choice], value: str | None, label: str | None, *, what: str, key: str
) -> Choice | Refused:
    """The entry that is meant, or why there is none.

    ``value`` decides, ``label`` confirms it (or decides alone); with neither, a list of one is taken.
    ``what`` and ``key`` name the thing and the option for it ("counter", "planning").
    """
    if value is None and label is None:
        if len(offered) == 1:
            return offered[0]
        return Refused(f'there are {len(offered)} {what}s: write {key} = "…" with one of {told(offered)}')
    meant = [c for c in offered if (value is None or c.value == value) and _is_called(c, label)]
    if len(meant) > 1:  # several hold the words: the one that is nothing else
        exact = [c for c in meant if label is not None and fold(c.label) == fold(label)]
        if len(exact) != 1:
            return Refused(f"several {what}s are called «{label}»: write {key} as well, one of {told(meant)}")
        meant = exact
    if meant:
        return meant[0]
    if renamed := next((c for c in offered if c.value == value), None):
        return Refused(f"{what} {value} is now called «{renamed.label}», not «{label}»", Change.RELABELLED)
    wanted = " ".join(filter(None, (value, f"«{label}»" if label else "")))
    return Refused(f"{what} {wanted} is not one of those offered: {told(offered)}", Change.VANISHED)


def to_discover(offered: Iterable[Choice], *, value: str, label: str) -> tuple[contract.Choice, ...]:
    """The entries as `discover` lists them; ``value`` and ``label`` are the names of the options that choose one.

    The label goes with the value and guards it: a list that is renumbered is told, not mistaken.
    """
    return tuple(
        contract.Choice(c.label or c.value, {value: c.value, **({label: c.label} if len(c.label) > 1 else {})})
        for c in offered
    )


def told(offered: Iterable[Choice]) -> str:
    """The entries, for the owner to choose from."""
    return clip(", ".join(map(str, offered)) or "none", 600)


def _is_called(choice: Choice, label: str | None) -> bool:
    # whole words: «Guichet 1» is not «Guichet 10»
    return label is None or bool(re.search(rf"(?<!\w){re.escape(fold(label))}(?!\w)", fold(choice.label)))


def _label(field: LexborNode, labels: dict[str, LexborNode]) -> str:
    """The words of its label, else of the nearest row that holds this field alone."""
    if named := labels.get(attribute(field, "id") or "\0"):
        return clip(prose(named).plain, 160)
    row = field.parent
    while row is not None and len(row.css(f'input[name="{attribute(field, "name")}"]')) == 1:
        if row.tag in _ROWS and (words := clip(prose(row).plain, 160)):
            return words
        row = row.parent
    return ""
