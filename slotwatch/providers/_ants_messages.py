"""What the ANTS hub says: meeting points with slots, the end of a search, refusals.  Pure (providers §6, §14).

One reading for both ways of asking.  Slots anywhere are a yes, also in a search that was not whole.  A no needs
the hub's own word that the search is over and that every editor has answered: only a conversation says it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from slotwatch.contract import Conversation, Page
from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Evidence,
    Human,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Slot,
    Unreachable,
    Unrecognised,
)
from slotwatch.providers._ants_options import Options
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._json import load
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import clip, fold

#: The step that ends a search; as bare text instead of an object it means that the quota is used up.
END = "end_of_search"
_SWITCHED = 101
_TOKEN = re.compile(r"\btoken\b.*\b(?:expire|invalid)|\b(?:expire|invalid)\w*\b.*\btoken\b")
_THROTTLED = re.compile(r"\btoo many\b|\btrop de\b|\brate limit|\bquota\b")
#: Day, hour, and what is left out: the hub prints French wall-clock time whatever zone it writes behind it.
_DATETIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A meeting point: a town hall or another office that takes requests.  ``slots`` are those it offers."""

    ident: str
    label: str
    slots: tuple[Slot, ...] = ()


@dataclass
class Search:
    """What was heard.  ``end`` is the object that ends a search, ``refused`` the words of a refusal."""

    points: list[Point] = field(default_factory=list)
    end: dict[str, Any] | None = None
    refused: str = ""
    over_quota: bool = False
    flaw: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the hub has nothing more to say."""
        return self.end is not None or self.over_quota or bool(self.refused)

    def hear(self, text: str) -> None:
        """Take one message, or a whole REST answer."""
        value = load(text)
        if text.strip() == END or value == END:
            self.over_quota = True
        elif isinstance(value, list) and (found := points(value)) is not None:
            self.points += found
        elif isinstance(value, dict):
            self._hear_object(value)
        else:
            self.flaw = self.flaw or f"a message of an unknown shape: «{clip(text, 80)}»"

    def _hear_object(self, value: dict[str, Any]) -> None:
        if isinstance(said := value.get("li_message"), str) or value.get("li_status") == "error":
            self.refused = clip(said) if isinstance(said, str) and said.strip() else "an error without words"
        elif value.get("step") == END:
            self.end = value
        elif not isinstance(value.get("step"), str):  # other steps are progress, and no answer
            self.flaw = (
                self.flaw or f"an object of an unknown shape, with {clip(', '.join(value), 80) or 'nothing'}"
            )


def ends(text: str) -> bool:
    """Whether the hub has nothing more to say after this message."""
    search = Search()
    if not text.lstrip().startswith("["):  # a batch may be big, and is never the end
        search.hear(text)
    return search.is_over


def points(value: Any, *, slots: bool = True) -> list[Point] | None:
    """The meeting points of an array; None if it is none.  ``slots``: each must have its list of slots."""
    if not isinstance(value, list):
        return None
    found = [_point(item, slots=slots) for item in value]
    return None if None in found else [point for point in found if point]


def read(page: Page, options: Options) -> Outcome:
    """What a REST answer says; of a page with status 101, the conversation that it records."""
    if page.status == _SWITCHED:
        recorded = transcript(page)
        if recorded is None:
            return Unrecognised("no record of a conversation", page.evidence("101 without messages"))
        return read_conversation(recorded, options)
    outcome = gate_status(page)
    if isinstance(outcome, NotOpen):  # of a call, 404 speaks of the call and not of the procedure
        return Reading(page).unrecognised(f"the call is not there (HTTP {page.status})", "HTTP status")
    if outcome is not None:
        return outcome
    search = Search()
    search.hear(page.text)
    if found := _found(search, options):
        return Available(found, page.evidence("available_slots"))
    if refusal := _refusal(search, page.evidence):
        return refusal
    if search.end is not None or (not search.flaw and not page.truncated):
        why = "an answer without slots does not say whether every editor was heard"
        return Unrecognised(f'{why}: mode = "websocket" does', page.evidence("no available_slots"))
    reading = Reading(page)
    return gate_text(reading) or reading.unrecognised(f"no list of meeting points: {search.flaw or 'cut off'}")


def transcript(page: Page) -> Conversation | None:
    """The conversation that a page with status 101 records, as a JSON list of its messages."""
    messages = load(page.text)
    if page.truncated or not isinstance(messages, list) or not all(isinstance(m, str) for m in messages):
        return None
    complete = any(ends(message) for message in messages)
    return Conversation(page.url, tuple(messages), complete, page.digest, None if complete else Cause.RESET)


def read_conversation(said: Conversation, options: Options, down: Sequence[str] = ()) -> Outcome:
    """What a search over the WebSocket says.  ``down`` are editors that the hub itself calls out of order."""
    search = Search()
    for message in said.messages:
        search.hear(message)
    if found := _found(search, options):
        return Available(found, said.evidence("available_slots"))
    if refusal := _refusal(search, said.evidence):
        return refusal
    if search.flaw:
        return Unrecognised(search.flaw, said.evidence("unknown message"))
    if search.end is not None:
        return _ended(search, search.end, said, down)
    if said.cause is Cause.PROTOCOL:
        return Unrecognised("the socket said what cannot be read, or too much", said.evidence("no end_of_search"))
    why = "no end_of_search: the site failed, or does not take these criteria"
    return Unreachable(said.cause or Cause.RESET, why, said.evidence("no end_of_search"))


def _ended(search: Search, end: dict[str, Any], said: Conversation, down: Sequence[str]) -> Outcome:
    """What a search without a wanted slot says, once the hub has called it over."""
    asked, failed = (_count(end.get(name)) for name in ("editors_number", "editor_errors_number"))
    marker = f"{END}: editors_number {asked}, editor_errors_number {failed}"
    if asked is None or failed is None or failed > asked:
        return Unrecognised("end_of_search without its numbers of editors", said.evidence(END))
    if failed:
        known = f" (out of order: {clip(', '.join(down), 160)})" if down else ""
        return Unrecognised(
            f"incomplete: {failed} of {asked} editors did not answer{known}", said.evidence(marker)
        )
    if not asked:
        return Unrecognised("no editor was asked: there may be no meeting point around", said.evidence(marker))
    elsewhere = sum(len(point.slots) for point in search.points)
    words = f"{END}: all {asked} editors have answered, without a slot"
    words += f" at the places chosen ({elsewhere} elsewhere)" if elsewhere else ""
    return NoSlot(words, said.evidence(marker))


def _found(search: Search, options: Options) -> tuple[Slot, ...]:
    return tuple(
        slot for point in search.points if options.wants(point.ident, point.label) for slot in point.slots
    )


def _refusal(search: Search, evidence: Callable[[str], Evidence]) -> Outcome | None:
    if search.over_quota:
        return Blocked(None, None, evidence(f"{END} as bare text: over the site's quota"))
    if not search.refused:
        return None
    folded, proof = fold(search.refused), evidence(f"li_message: {clip(search.refused, 120)}")
    if "captcha" in folded:
        return NeedsHuman(Human.CAPTCHA, proof)
    if _TOKEN.search(folded):
        return NeedsHuman(Human.SESSION, proof)
    if _THROTTLED.search(folded):
        return Blocked(None, None, proof)
    return Unrecognised(f"the site answered with an error: «{search.refused}»", proof)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _point(item: Any, *, slots: bool) -> Point | None:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        return None
    label = _label(item["name"], item.get("city_name"))
    offered = item.get("available_slots", None if slots else [])
    if not isinstance(offered, list):
        return None
    found = [_slot(each, label) for each in offered]
    return None if None in found else Point(_ident(item), label, tuple(slot for slot in found if slot))


def _ident(item: dict[str, Any]) -> str:
    ident = item.get("id")
    return str(ident) if isinstance(ident, str | int) else ""


def _label(name: str, city: Any) -> str:
    """Name and town, the town once."""
    name = clip(name, 120)
    town = clip(city, 60) if isinstance(city, str) else ""
    return f"{name}, {town}" if town and fold(town) not in fold(name) else name


def _slot(item: Any, place: str) -> Slot | None:
    if not isinstance(item, dict) or not isinstance(printed := item.get("datetime"), str) or not printed.strip():
        return None
    match = _DATETIME.fullmatch(printed.strip())
    try:
        # an hour that cannot be read takes nothing from the yes
        return Slot(date.fromisoformat(match[1]), _time(match[2]), place) if match else Slot(place=place)
    except ValueError:
        return Slot(place=place)


def _time(printed: str | None) -> time | None:
    return time.fromisoformat(printed) if printed else None


def labels(found: Iterable[Point]) -> str:
    """The meeting points, for the owner to choose from."""
    return clip(", ".join(f"{point.ident} «{point.label}»" for point in found) or "none", 600)
