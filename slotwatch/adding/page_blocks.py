"""What a page shows that may mean yes or no: headings, sentences about appointments, buttons, forms.  Pure.

For an owner who builds a `page` motive: they point at the sentence that means "no", and this module
finds the part of the page around it.  It reads as the provider will, so what is shown here can be found there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from slotwatch.contract import Page

# the underscore keeps these from being taken for booking systems; they are no secret
from slotwatch.providers._reading import Reading, attribute, prose
from slotwatch.providers._text import clip, fold

_HEADINGS = "h1, h2, h3, h4, h5, h6"
_SENTENCES = "p, li, td, th, div, section, article, aside, dd, dt, legend, blockquote, caption, figcaption"
_BUTTONS = "button, input[type=submit], input[type=button], a[role=button], a[class*=btn], a[class*=button]"
_ASIDE = "nav, header, footer, [role=navigation], [role=banner], [role=contentinfo]"

#: What a sentence about appointments is about.
_NEAR = re.compile(
    r"\brendez-vous\b|\brdv\b|\bcreneaux?\b|disponib|\bplages? horaires?\b|\bguichet|\breserv|"
    r"\bappointments?\b|\bavailab|\bunavailable\b|\bslots?\b|\bbooking\b|\bbooked\b|\bcomplete?s?\b"
)
#: What makes it a no.
_NO = re.compile(
    r"\baucune?s?\b|\bplus (?:de|d'|aucune?)\b|\bn'(?:y a|existe|est)\b|\bpas (?:de|d'|disponible|possible)\b|"
    r"indisponible|\bcomplets?\b|\bno\b|\bnot\b|\bunavailable\b|\bfully booked\b|\bnone\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
#: A name that a program makes up anew at each visit is no landmark.
_LANDMARK = re.compile(r"[A-Za-z](?!.*\d{4})[\w-]{0,60}", re.ASCII)
#: The part that holds the message alone goes with the message.
_MESSAGE = re.compile(
    r"alert|message|error|erreur|warning|empty|vide|aucun|no[-_]?(?:slot|result|avail)", re.IGNORECASE
)

#: A longer element is a part of the page, not a sentence.
LONGEST = 400
#: More are not read by anyone.
MOST = 25


@dataclass(frozen=True, slots=True)
class Block:
    """Something on the page.

    ``kind`` is heading, text, button or form; ``text`` its visible words, on one line; ``says_no`` whether they
    sound like a "no"; ``container`` the CSS of the part of the page around it, "" where none has a name.
    """

    kind: str
    text: str
    says_no: bool = False
    container: str = ""

    @property
    def sentence(self) -> str:
        """The sentence of it that says no, without its full stop; all of it where none does."""
        sentences = _SENTENCE_END.split(self.text)
        said = next((s for s in sentences if sounds_like_no(s)), self.text)
        return clip(said.rstrip(" .!…"), 160).rstrip("…").strip()


def blocks(page: Page) -> tuple[Block, ...]:
    """What the page shows, in page order; where that is too much, what sounds like an answer goes first."""
    reading = Reading(page)
    places = {node.mem_id: place for place, node in enumerate(reading.css("*"))}
    outside = {node.mem_id for frame in reading.css(_ASIDE) for node in frame.css("*")}
    found: dict[str, tuple[tuple[bool, bool, int], Block]] = {}
    for node, kind in _candidates(reading):
        block = _block(reading, node, kind)
        if block is None or node.mem_id in outside or fold(block.text) in found:
            continue
        place = places.get(node.mem_id, 0)
        found[fold(block.text)] = (not block.says_no, kind == "text", place), block
    chosen = sorted(found.values(), key=lambda each: each[0])[:MOST]
    return tuple(block for _, block in sorted(chosen, key=lambda each: each[0][2]))


def around(page: Page, sentence: str) -> str:
    """The CSS of the part of the page in which a sentence stands, "" where it is nowhere or in no named part."""
    reading = Reading(page)
    holders = [
        node for node in reading.css(f"{_HEADINGS}, {_SENTENCES}, span, strong, label") if _says(node, sentence)
    ]
    innermost = min(holders, key=lambda node: len(prose(node).plain), default=None)
    return "" if innermost is None else _container(reading, innermost)


def counts(page: Page, css: str) -> int:
    """How many visible elements match a selector.  It must be one that can be read."""
    return len(Reading(page).css(css))


def sounds_like_no(text: str) -> bool:
    """Whether a sentence is about appointments and says no."""
    folded = fold(text)
    return bool(_NEAR.search(folded) and _NO.search(folded))


def is_bare(page: Page) -> bool:
    """Whether hardly anything is to be read although there are scripts: the page is made in the browser."""
    return "<script" in page.text.lower() and len(Reading(page).prose.folded) < 200


def _candidates(reading: Reading) -> Iterator[tuple[LexborNode, str]]:
    for css, kind in ((_HEADINGS, "heading"), (_BUTTONS, "button"), ("form", "form"), (_SENTENCES, "text")):
        for node in reading.css(css):
            yield node, kind


def _block(reading: Reading, node: LexborNode, kind: str) -> Block | None:
    if kind == "form":
        return Block(kind, _form(reading, node))
    text = clip(prose(node).plain or attribute(node, "value"), LONGEST)
    if not text or text.endswith("…"):
        return None
    near = bool(_NEAR.search(fold(text)))
    if kind == "text" and (not near or _holds_another(node)):
        return None
    if kind == "heading" and node.tag not in ("h1", "h2", "h3") and not near:
        return None
    says_no = kind != "button" and sounds_like_no(text)
    return Block(kind, text, says_no, _container(reading, node) if says_no else "")


def _holds_another(node: LexborNode) -> bool:
    """Whether a part of it is a sentence or heading about the same: the innermost is the one to show."""
    inner = (each for each in node.css(f"{_SENTENCES}, {_HEADINGS}") if each.mem_id != node.mem_id)
    return any(_NEAR.search(prose(each).folded) for each in inner)


def _form(reading: Reading, node: LexborNode) -> str:
    fields = [attribute(f, "name") for f in reading.css("input[name], select[name], textarea[name]", node)]
    method = attribute(node, "method").lower() or "get"
    asks = ", ".join(dict.fromkeys(clip(name, 40) for name in fields if name)) or "no visible field"
    return clip(f"sent by {method} to {attribute(node, 'action') or 'the same address'}; asks for: {asks}")


def _says(node: LexborNode, sentence: str) -> bool:
    return bool(prose(node).says([sentence]))


def _container(reading: Reading, node: LexborNode) -> str:
    """The nearest named part around a sentence that holds more than the sentence, and so stays when it goes."""
    said = len(prose(node).plain)
    above = node.parent
    while above is not None and above.tag not in ("body", "html", "-undef"):
        css = _landmark(above)
        if css and len(prose(above).plain) > said and len(reading.css(css)) == 1:
            return css
        above = above.parent
    return ""


def _landmark(node: LexborNode) -> str:
    name = attribute(node, "id")
    if _LANDMARK.fullmatch(name) and not _MESSAGE.search(name):
        return f"#{name}"
    return "main" if node.tag == "main" else ""
