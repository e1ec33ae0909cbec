"""What RDV-Préfecture's slot page holds: free times, embedded state, last release.  Pure (providers §2.3)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from selectolax.lexbor import LexborNode

from slotwatch.model import Slot
from slotwatch.providers._dates import first_in, hour_in, slots_in
from slotwatch.providers._json import MISSING, every
from slotwatch.providers._rdv_prefecture_options import Options
from slotwatch.providers._reading import Reading, attribute, prose
from slotwatch.providers._text import Prose, clip, fold

#: How far above a free time the day may stand that it belongs to.
_LEVELS = 4
#: Marks where one text node ends and the next begins; folding leaves it as it is.
_EDGE = "¦"
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class State:
    """The embedded object: first free days, whether it says that there are none, whether it defies reading.

    ``there``: the page has one with the field.  ``marker`` quotes the field.
    """

    days: tuple[Slot, ...] = ()
    says_none: bool = False
    unreadable: bool = False
    there: bool = False
    marker: str = ""


def embedded_state(reading: Reading, options: Options, zone: tzinfo) -> State:
    """Read every object of that name: a date in one is a yes, and only "" in all of them is a no (§14.2).

    null is as good as no field.
    """
    objects = every(reading.page.text, options.state) if options.state else []
    values = [v for o in objects if isinstance(o, dict) and (v := o.get(options.first_date)) is not None]
    named = {value: slots_in(value, zone) for value in values if isinstance(value, str)}
    days = tuple(slot for slots in named.values() for slot in slots)
    field = f"{options.state}.{options.first_date}"
    if days:
        value = next(value for value, slots in named.items() if slots)
        return State(days, there=True, marker=f'{field} = "{clip(value, 40)}"')
    odd = any(o is MISSING or not isinstance(o, dict) for o in objects) or any(value != "" for value in values)
    return State((), bool(values) and not odd, odd, bool(values), f'{field} = ""')


def shown_slots(reading: Reading, options: Options, zone: tzinfo, first: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The free times that can be chosen, () for none.

    A time's day stands in its label or, alone, in the nearest part of the page around it.  Where no time has
    a day, ``first`` (the days of the embedded state) takes their place.
    """
    days = _Days(options, zone)
    slots = tuple(_slot(node, words, days, zone) for node, words in _free(reading, options))
    return first if slots and first and all(slot.day is None for slot in slots) else slots


def last_release(reading: Reading, options: Options, zone: tzinfo) -> datetime | None:
    """When slots were last published, as the page says; midnight where it gives the day alone."""
    for line in _lines_behind(reading.prose, options.release):
        if (slot := first_in(line, zone)) is not None and slot.day is not None:
            try:
                return datetime.combine(slot.day, slot.at or time(), zone).astimezone(UTC)
            except OverflowError:  # year 1 or 9999, at the edge of what an instant can be
                return None
    return None


def _free(reading: Reading, options: Options) -> list[tuple[LexborNode, str]]:
    """Each free time with its words, once: an input and its label are one; what is disabled is not free."""
    nodes = reading.css(options.slot)
    if not nodes:
        return []
    inputs = {attribute(n, "id"): n for n in reading.css("input[id]")}
    labels = {attribute(n, "for"): n for n in reading.css("label[for]")}
    found: dict[int, tuple[LexborNode, str]] = {}
    for node in nodes:
        field = node if node.tag == "input" else inputs.get(attribute(node, "for") or "\0")
        if field is None:
            found[node.mem_id] = (node, prose(node).plain)
        elif "disabled" not in field.attributes:
            label = labels.get(attribute(field, "id") or "\0", node)
            found[field.mem_id] = (field, prose(label).plain)
    return list(found.values())


def _slot(node: LexborNode, words: str, days: "_Days", zone: tzinfo) -> Slot:
    if (named := first_in(words, zone)) is not None:
        return named
    return Slot(days.of(node), hour_in(words))


class _Days:
    """The day that a free time belongs to, by what stands around it; asked once for each part of the page."""

    def __init__(self, options: Options, zone: tzinfo) -> None:
        self._release = fold(options.release)
        self._zone = zone
        self._known: dict[int, tuple[date, ...] | None] = {}

    def of(self, node: LexborNode) -> date | None:
        above = node.parent
        for _ in range(_LEVELS):
            if above is None or above.tag in {"body", "main", "html"}:
                break
            if above.mem_id not in self._known:
                self._known[above.mem_id] = self._in(above)
            days = self._known[above.mem_id]
            if days is None or days:
                return days[0] if days and len(days) == 1 else None
            above = above.parent
        return None

    def _in(self, node: LexborNode) -> tuple[date, ...] | None:
        """The days named inside; None where the release line is, whose day is no slot's."""
        words = prose(node)
        if self._release in words.folded:
            return None
        return tuple({slot.day: None for slot in slots_in(words.folded, self._zone) if slot.day})


def _lines_behind(whole: Prose, words: str) -> list[str]:
    """What follows the words, text node by text node: a label that comes next is not part of their date."""
    wanted = fold(words).split()
    near = next((n for n, line in enumerate(whole.lines) if wanted[-1] in line), None) if wanted else None
    if near is None:
        return []
    text = fold(f" {_EDGE} ".join(whole.pieces[max(0, near - 4) : near + 12]))
    match = re.search(rf" (?:{_EDGE} )*".join(map(re.escape, wanted)), text)
    if match is None:
        return []
    rest = text[match.end() : match.end() + _LONGEST_LINE]
    # «à» ties the hour to its day, whatever markup stands between them
    rest = re.sub(rf"(?: {_EDGE})* a (?:{_EDGE} )*(?=\d)", " a ", rest)
    return rest.split(_EDGE)[:3]
