"""The steps of RDV Service Public before a week of slots: what each asks for, and what it offers (providers §5).

The narrower the address, the deeper the step: address, service, motif, place or organisation, week.  The list of
places shows only those that have something, each with its «Prochaine disponibilité le»: that is an answer.  Every
other step is none, because the question has not been asked yet (trap 14).  Pure.
"""

from dataclasses import dataclass
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from slotwatch.contract import Choice
from slotwatch.model import Slot
from slotwatch.providers._rdvsp_dates import query
from slotwatch.providers._rdvsp_options import PARAMETERS, Options, is_search
from slotwatch.providers._rdvsp_week import following
from slotwatch.providers._reading import Reading, absolute, attribute, prose
from slotwatch.providers._text import clip, fold

#: What leads on from a place on the list: a link to its week, or a button that opens a notice first.
_LEADS_ON = "a[href*=lieu_id], a[href*=user_selected_organisation_id], a[href*='date='], button"
_TITLES = ".card-title, .fr-card__title, h3, h4, h5"
_RECAP = "h2.card-title"
_PLACE = ("lieu :", "lieu:")
_CHANGE = " modifier"


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way: its name, the words and elements that show it, what brings the owner further."""

    name: str
    says: tuple[str, ...]
    css: str
    narrow: str


_GO_ON = "go on by hand to the week of the calendar, and copy the address from there"
#: The deepest first: a later step repeats what was chosen in the ones before.
STEPS = (
    Step(
        "group appointments",
        ("inscrivez-vous à l'atelier",),
        "",
        "it lists group appointments, which slotwatch does not read",
    ),
    Step(
        "number of ANTS files",
        (),
        "[name=ants_pre_demandes_count]",
        f"enter how many files you have there, {_GO_ON}",
    ),
    Step(
        "organisation",
        ("sélectionnez une organisation", "sélectionnez la structure"),
        "",
        f"write organisation_id, or {_GO_ON}",
    ),
    Step("place", ("sélectionnez un lieu", "sélectionnez le lieu"), "", f"write lieu_id, or {_GO_ON}"),
    Step("motif", ("sélectionnez le motif",), "", f"write motif, or {_GO_ON}"),
    Step("service", ("sélectionnez le service",), "", f"write service_id, or {_GO_ON}"),
    Step(
        "address",
        (),
        "#search_where, #search_form, input[name=address]",
        f"enter the address you live at there, {_GO_ON}",
    ),
)


def step_of(reading: Reading) -> Step | None:
    """The step that the page shows, None when it is none of them."""
    for step in STEPS:
        if (step.says and reading.prose.says(step.says)) or (step.css and reading.first(step.css)):
            return step
    return None


def offered(reading: Reading, options: Options) -> tuple[Choice, ...]:
    """What can be chosen at this step: the links that add to the address what options stand for."""
    held = dict(query(reading.page.url))
    found: dict[tuple[tuple[str, str], ...], str] = {}
    cards = _cards(reading, options)
    for link in reading.css("a[href*='?']"):
        href = attribute(link, "href")
        adds = {name: value for name, value in query(href) if name in PARAMETERS and held.get(name) != value}
        if adds and is_search(absolute(href, reading.page.url)) and (label := _label(link, cards)):
            found.setdefault(tuple(sorted((PARAMETERS[name], value) for name, value in adds.items())), label)
    return tuple(Choice(label, dict(options)) for options, label in found.items())


def places(reading: Reading, options: Options, zone: tzinfo) -> tuple[Slot, ...]:
    """The next day of every place (or organisation) on the list, by its name."""
    return tuple(
        slot
        for card in _cards(reading, options).values()
        if reading.first(_LEADS_ON, card)
        for slot in following(card, _title(card), options, zone)
    )


def mentions_next(reading: Reading, options: Options) -> bool:
    """Whether any place on the list speaks of its next day, readable or not."""
    return any(prose(card).says([options.next]) for card in _cards(reading, options).values())


def full_places(reading: Reading, options: Options) -> int:
    """How many places the list names, if every one of them says that it has no slot; else 0."""
    listed = [c for c in _cards(reading, options).values() if reading.first(_LEADS_ON, c) or _is_full(c, options)]
    return len(listed) if all(_is_full(card, options) for card in listed) else 0


def place_of(reading: Reading, container: LexborNode, options: Options) -> str:
    """The name of the place whose week this is, "" where the page does not tell it."""
    for card in _above(container):
        if card.tag == "html" or len(card.css(options.container)) > 1:
            break
        if titles := [t for t in card.css(_RECAP) if not _inside(t, container)]:
            return clip(prose(titles[-1]).plain, 160)
    for line in reading.css("li"):
        # the colon first: folding every line of a long page costs more than reading it
        if ":" in (text := prose(line).plain) and fold(text).startswith(_PLACE):
            name = text.partition(":")[2].strip()
            return clip(name.removesuffix(_CHANGE).strip() if fold(name).endswith(_CHANGE) else name, 160)
    return ""


def _cards(reading: Reading, options: Options) -> dict[int, LexborNode]:
    """The innermost cards, by their identity; the card of a week is none of a list."""
    within = f"{options.card}, {options.container}"
    return {
        card.mem_id: card
        for card in reading.css(options.card)
        if all(node.mem_id == card.mem_id for node in card.css(within))
    }


def _is_full(card: LexborNode, options: Options) -> bool:
    return bool(prose(card).says([options.full_place]))


def _label(link: LexborNode, cards: dict[int, LexborNode]) -> str:
    """The title inside the link, else of its card, else the link's own words."""
    if title := _title(link):
        return title
    card = next((cards[node.mem_id] for node in _above(link) if node.mem_id in cards), None)
    return (_title(card) if card is not None else "") or clip(prose(link).plain, 160)


def _title(node: LexborNode) -> str:
    title = next((t for t in node.css(_TITLES) if t.mem_id != node.mem_id), None)
    return clip(prose(title).plain, 160) if title is not None else ""


def _above(node: LexborNode) -> list[LexborNode]:
    above, parent = [], node.parent
    while parent is not None:
        above.append(parent)
        parent = parent.parent
    return above


def _inside(node: LexborNode, outer: LexborNode) -> bool:
    return any(above.mem_id == outer.mem_id for above in _above(node))
