"""A page as its reader sees it: parsed once, without what no one would see.  Pure.

Only visible things decide: scripts, styles, templates, `noscript`, comments, the `hidden` attribute
and inline `display: none` are taken out before anything is asked.
"""

import re
from functools import cached_property
from itertools import chain
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from slotwatch.contract import Page
from slotwatch.model import Unrecognised
from slotwatch.providers._text import Prose, clip

_UNSEEN_TAGS = ("script", "style", "template", "noscript", "title", "iframe", "noframes", "noembed", "datalist")
_UNSEEN = ", ".join((*_UNSEEN_TAGS, "dialog:not([open])", "[hidden]", "[style]"))
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)

#: Pages with fewer tags cannot be deep enough to hurt.
_MANY_TAGS = 6_000
#: HTML parsers need time in the square of the depth; no honest page is a tenth as deep.
_TOO_DEEP = 1_500
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
#: Without content, or closed by the next of their kind.
_NEVER_DEEPER = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup "
        "tr td th thead tbody tfoot colgroup rp rt html head body",
    )
)
#: HTML parsers need time in the square of a tag's attributes as well (100 000 of them: 17 s, in which no other
#: motive is looked at).  So many names take four times as many characters at least.
_TOO_MANY_ATTRIBUTES = 4_000
_LONG_TAG = 4 * _TOO_MANY_ATTRIBUTES
_OPENING = re.compile(r"<[a-zA-Z]")
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_ATTRIBUTE_NAME = re.compile(r"[^\s/=]+(?:=[^\s]*)?")
_SEPARATOR = "\0"  # cannot be in a parsed text: HTML drops it


class Reading:
    """A page, parsed.  ``flaw`` says why it could not be, "" when it could."""

    def __init__(self, page: Page) -> None:
        """Parse the page and take out what is not seen."""
        self.page = page
        self.flaw = _flaw(page.text)
        self.tree = LexborHTMLParser("" if self.flaw else page.text, scripting=True)
        named = self.tree.css_first("head title") or self.tree.css_first("body > title")
        #: The title as it stands, on one line.
        self.title = clip(named.text()) if named else ""
        for node in self.tree.css(_UNSEEN):
            if _is_unseen(node):
                node.decompose(recursive=False)

    def css(self, selector: str, within: LexborNode | None = None) -> list[LexborNode]:
        """Visible elements that match, in document order; ``within`` itself may be one of them."""
        found = (within or self.tree).css(selector)
        unique = {node.mem_id: node for node in found}  # a selector list repeats what matches twice
        return [node for node in unique.values() if not is_hidden_field(node)]

    def first(self, selector: str, within: LexborNode | None = None) -> LexborNode | None:
        """The first visible element that matches."""
        return next(iter(self.css(selector, within)), None)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The title and the first-level headings, as they stand."""
        return (self.title, *(prose(node).plain for node in self.css("h1")))

    @property
    def heading(self) -> str:
        """What the page calls itself: its first heading, else its title."""
        return clip(next(filter(None, (*self.headings[1:], self.title)), ""), 120)

    @cached_property
    def prose(self) -> Prose:
        """The visible text of the whole body."""
        return prose(self.tree.body) if self.tree.body else Prose(())

    @cached_property
    def source(self) -> str:
        """The whole source, in lower case."""
        return self.page.text.lower()

    def is_cut(self, tag: str) -> bool:
        """Whether the body was cut, or its last element of this kind is never closed."""
        return self.page.truncated or self._last(f"</{tag}") < self._last(f"<{tag}")

    @property
    def ends_early(self) -> bool:
        """Whether the body was cut, or begins a document that it does not end."""
        return self.is_cut("html") and (self.page.truncated or self._last("</body") < 0)

    def _last(self, tag: str) -> int:
        """Where the tag stands last, -1 where it does not; lower case first, which spares most pages a copy."""
        place = self.page.text.rfind(tag)
        return place if place >= 0 else self.source.rfind(tag)

    def unrecognised(self, why: str, marker: str = "") -> Unrecognised:
        """Say that the page is none of the known ones, with what helps its owner to see why."""
        if self.flaw:
            why = f"{why}: {self.flaw}"
        elif self.title:
            why = f"{why} (the page is called «{clip(self.title, 80)}»)"
        return Unrecognised(why, self.page.evidence(marker or "none of the known ones"))


def prose(*nodes: LexborNode) -> Prose:
    """The visible text of these elements (of a `Reading`, where nothing unseen is left)."""
    return Prose(chain.from_iterable(node.text(separator=_SEPARATOR).split(_SEPARATOR) for node in nodes))


def attribute(node: LexborNode, name: str) -> str:
    """An attribute's value, "" where it is absent or empty."""
    return node.attributes.get(name) or ""


def is_hidden_field(node: LexborNode) -> bool:
    """Whether this is an `<input type=hidden>`: part of a form, but nothing a reader sees."""
    return node.tag == "input" and attribute(node, "type").lower() == "hidden"


def hidden_fields(form: LexborNode) -> list[tuple[str, str]]:
    """Names and values of a form's hidden fields, which a browser sends along."""
    fields = [node for node in form.css("input[name]") if is_hidden_field(node)]
    return [(attribute(field, "name"), attribute(field, "value")) for field in fields]


def absolute(link: str, base: str) -> str:
    """A link's whole address; "" if it is none.  Once on https, it stays there (providers §1.2)."""
    try:
        url = urljoin(base, link.strip()) if link.strip() else base
    except ValueError:
        return ""
    return f"https{url[4:]}" if base.lower().startswith("https:") and url.lower().startswith("http:") else url


def _is_unseen(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or "style" not in attributes:
        return True
    if node.tag in _UNSEEN_TAGS:
        return True
    if node.tag == "dialog" and "open" not in attributes:
        return True
    return bool(_UNSEEN_STYLE.search(attributes["style"] or ""))


def _flaw(text: str) -> str:
    """Why a page must not be parsed, "" when it may."""
    if _too_deep(text):
        return "its tags are nested too deeply"
    return "a tag has too many attributes" if _overloaded(text) else ""


def _overloaded(text: str) -> bool:
    """Whether some tag has far more attributes than any honest one.  Long scripts are no tags."""
    half = _LONG_TAG // 2
    # a tag so long would fill one of these windows and hold no end of one there
    if all(text.find(">", at, at + half) >= 0 for at in range(0, len(text) - half + 1, half)):
        return False
    at = 0
    for piece in text.split(">"):
        begin, at = at, at + len(piece) + 1
        if len(piece) < _LONG_TAG or (opening := _OPENING.search(piece)) is None:
            continue
        scripted = text.rfind("<script", 0, begin) > text.rfind("</script", 0, begin)
        names = 0 if scripted else len(_ATTRIBUTE_NAME.findall(_QUOTED.sub(" ", piece[opening.start() :])))
        if names > _TOO_MANY_ATTRIBUTES:
            return True
    return False


def _too_deep(text: str) -> bool:
    if text.count("<") < _MANY_TAGS:
        return False
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() in _NEVER_DEEPER:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > _TOO_DEEP:
            return True
    return False
