"""Damage, as networks, proxies, templates and malice do it to a page: seeded, so that every find comes again.

`mutate` gives the page and what was done to it; ``edges`` says where of the text was touched.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
_ATTRIBUTE = re.compile(r"""\s[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?(?=[\s/>])""")
_STRAY = (
    "</div>",
    "</form>",
    "</body>",
    "</html>",
    "<div>",
    "<form>",
    "<p",
    "<",
    ">",
    '"',
    "'",
    "<!--",
    "-->",
    "&",
    "<b>",
)
_SWALLOWERS = (
    "<!--",
    "<template>",
    "<script>",
    "<style>",
    "<title>",
    "<textarea>",
    "<noscript>",
    "<svg>",
    "<select>",
)
_ENTITIES = (
    "&nbsp;",
    "&shy;",
    "&zwnj;",
    "&#8203;",
    "&eacute",
    "&#x27;",
    "&rsquo;",
    "&amp;nbsp;",
    "&#0;",
    "&bogus;",
    "&#xD800;",
)
_CHARSETS = (
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
    ("latin-1", "utf-8"),
    ("utf-8", "utf-16"),
    ("utf-8", "ascii"),
)
_ODD = ("\0", "\x1b", "\ufffd", "\u200b", "\u00ad", "\ud800", "\ufeff", "\x85", "\u2028", "ﬁ", "İ", "\U0010ffff")


@dataclass(frozen=True)
class Damaged:
    """A page after one or more kinds of damage."""

    text: str
    how: tuple[str, ...]


def _span(random: Random, text: str, longest: int) -> tuple[int, int]:
    begin = random.randrange(len(text) + 1)
    return begin, min(len(text), begin + random.randint(1, longest))


def cut(random: Random, text: str) -> str:
    """The connection ends early."""
    return text[: random.randrange(len(text) + 1)]


def lose_the_head(random: Random, text: str) -> str:
    """The beginning is missing."""
    return text[random.randrange(len(text) + 1) :]


def lose(random: Random, text: str) -> str:
    """A stretch is missing."""
    begin, end = _span(random, text, random.choice((3, 60, 2000)))
    return text[:begin] + text[end:]


def double(random: Random, text: str) -> str:
    """A stretch comes twice."""
    begin, end = _span(random, text, random.choice((10, 300, 5000)))
    return text[:end] + text[begin:]


def swap(random: Random, text: str) -> str:
    """Two stretches change places."""
    a, b, c, d = sorted(random.randrange(len(text) + 1) for _ in range(4))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def flip_bytes(random: Random, text: str) -> str:
    """Some bytes become others."""
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(random.randint(1, 20)):
        if raw:
            raw[random.randrange(len(raw))] = random.randrange(256)
    return raw.decode("utf-8", "replace")


def mistake_the_charset(random: Random, text: str) -> str:
    """Written in one charset, read in another."""
    written, read = random.choice(_CHARSETS)
    return text.encode(written, "replace").decode(read, "replace")


def odd_characters(random: Random, text: str) -> str:
    """Characters that nobody expects, NUL among them."""
    for _ in range(random.randint(1, 30)):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(_ODD) * random.choice((1, 1, 40)) + text[at:]
    return text


def lose_tags(random: Random, text: str) -> str:
    """Some tags are missing."""
    return _TAG.sub(lambda m: "" if random.random() < 0.05 else m[0], text)


def double_tags(random: Random, text: str) -> str:
    """Some tags come twice."""
    return _TAG.sub(lambda m: m[0] * 2 if random.random() < 0.05 else m[0], text)


def swap_tags(random: Random, text: str) -> str:
    """Some tags stand where others should."""
    tags = _TAG.findall(text)
    return _TAG.sub(lambda m: random.choice(tags) if random.random() < 0.03 else m[0], text)


def shout_tags(_random: Random, text: str) -> str:
    """Tags in upper case, as in the nineties."""
    return _TAG.sub(lambda m: re.sub(r"</?[a-z0-9]+", lambda name: name[0].upper(), m[0]), text)


def lose_attributes(random: Random, text: str) -> str:
    """Some attributes are missing."""
    share = random.choice((0.05, 0.3, 1.0))
    return _TAG.sub(lambda m: _ATTRIBUTE.sub(lambda a: "" if random.random() < share else a[0], m[0]), text)


def entity_noise(random: Random, text: str) -> str:
    """Entities, right and wrong ones, anywhere."""
    for _ in range(random.randint(1, 20)):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(_ENTITIES) + text[at:]
    return text


def spell_as_entities(random: Random, text: str) -> str:
    """Letters written as numbers, some of them without their semicolon."""
    return re.sub(r"[a-zA-Zé’]", lambda m: f"&#{ord(m[0])};" if random.random() < 0.02 else m[0], text)


def stray_marks(random: Random, text: str) -> str:
    """Tags and marks without a partner."""
    for _ in range(random.randint(1, 10)):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(_STRAY) + text[at:]
    return text


def swallow(random: Random, text: str) -> str:
    """Something opens that takes the rest of the page for its own text."""
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(_SWALLOWERS) + text[at:]


def nest(random: Random, text: str) -> str:
    """A thousand elements deep, closed again or not."""
    tag, at = random.choice(("div", "b", "table", "form", "a", "ul", "font")), random.randrange(len(text) + 1)
    end = random.randrange(at, len(text) + 1)
    closed = f"</{tag}>" * 1000 if random.random() < 0.7 else ""
    return text[:at] + f"<{tag}>" * 1000 + text[at:end] + closed + text[end:]


def nest_data(random: Random, text: str) -> str:
    """A thousand brackets deep."""
    mark, at = random.choice("[{("), random.randrange(len(text) + 1)
    return text[:at] + mark * 1000 + text[at:]


KINDS: tuple[Callable[[Random, str], str], ...] = (
    cut,
    lose_the_head,
    lose,
    double,
    swap,
    flip_bytes,
    mistake_the_charset,
    odd_characters,
    lose_tags,
    double_tags,
    swap_tags,
    shout_tags,
    lose_attributes,
    entity_noise,
    spell_as_entities,
    stray_marks,
    swallow,
    nest,
    nest_data,
)


def mutate(random: Random, text: str) -> Damaged:
    """The text with one to three kinds of damage."""
    kinds = random.choices(KINDS, k=random.choice((1, 1, 2, 3)))
    for kind in kinds:
        text = kind(random, text)
    return Damaged(text, tuple(kind.__name__ for kind in kinds))
