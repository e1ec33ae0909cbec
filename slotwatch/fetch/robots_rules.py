"""What a robots.txt says, read as RFC 9309 has it.  Pure; no text makes it raise, and none makes it slow.

The standard library's reader takes the first rule that fits instead of the longest and knows neither ``*`` nor
``$``. Readers that turn patterns into regular expressions can be kept busy for hours by a pattern of many stars;
here a pattern is searched piece by piece, in a time that its length bounds.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Seconds.  A longer Crawl-delay is kept as this one: with more, a look of several steps would not end.
LONGEST_DELAY = 60.0
#: A product token, and what may follow it ("slotwatch/1.0").
_TOKEN = re.compile(r"\*|[A-Za-z_-]+")
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})|([^!-~])|([*$])")
_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_DELAY = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow.  ``pieces`` are what lies between the stars; ``anchored``: nothing may follow."""

    allow: bool
    pieces: tuple[str, ...]
    anchored: bool
    weight: int

    def fits(self, path: str) -> bool:
        """Whether a path (with its query, as `_normal` writes it) is one of its own."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        at = len(first)
        if not rest:
            return not self.anchored or at == len(path)
        *middle, last = rest
        for piece in middle:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if self.anchored:
            return path.endswith(last) and len(path) - len(last) >= at
        return path.find(last, at) >= 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one visitor.  ``delay`` seconds between two requests; 0 = not said."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether this path, with its query, may be asked for: the longest rule decides, Allow on a tie."""
        if path.partition("?")[0] == "/robots.txt":
            return True
        path = _normal(path)
        fitting = [(rule.weight, rule.allow) for rule in self.rules if rule.fits(path)]
        return max(fitting)[1] if fitting else True


#: What holds where there is no robots.txt.
EVERYTHING = Rules()


def parse(text: str, agent: str) -> Rules:
    """The rules for this visitor: of all groups that name it, or of those for everybody."""
    groups = list(_groups(text))
    for name in (agent.lower(), "*"):
        own = [group for group in groups if name in group.agents]
        if own:
            rules = tuple(rule for group in own for rule in group.rules)
            return Rules(rules, min(max(group.delay for group in own), LONGEST_DELAY))
    return EVERYTHING


class _Group:
    def __init__(self) -> None:
        self.agents: set[str] = set()
        self.rules: list[Rule] = []
        self.delay = 0.0
        self.begun = False


def _groups(text: str) -> Iterator[_Group]:
    group = _Group()
    for key, value in _records(text.removeprefix("\ufeff").splitlines()):
        if key == "user-agent":
            if group.begun:
                yield group
                group = _Group()
            if token := _TOKEN.match(value):
                group.agents.add(token[0].lower())
        elif key in ("allow", "disallow"):
            group.begun = True
            if value:  # "Disallow:" forbids nothing
                group.rules.append(_rule(value, allow=key == "allow"))
        elif key == "crawl-delay":
            # it ends the list of visitors: else "User-agent: *, Crawl-delay: 5, User-agent: bad, Disallow: /"
            # would forbid everything to everybody
            group.begun = True
            if _DELAY.fullmatch(value):
                group.delay = max(group.delay, float(value))
    yield group


def _records(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _rule(pattern: str, *, allow: bool) -> Rule:
    anchored = pattern.endswith("$")
    pieces = [_normal(piece) for piece in pattern.removesuffix("$").split("*")]
    # stars side by side are one
    kept = [piece for n, piece in enumerate(pieces) if piece or n in (0, len(pieces) - 1)]
    return Rule(allow, tuple(kept), anchored, len(pattern.encode("utf-8", "replace")))


def _normal(text: str) -> str:
    """One spelling for all: UTF-8 in capital %XX, what needs no escape without one, ``*`` and ``$`` escaped."""

    def spell(match: re.Match[bytes]) -> bytes:
        escaped, odd, special = match.groups()
        code = int(escaped, 16) if escaped else (odd or special)[0]
        return bytes([code]) if code in _UNRESERVED else b"%%%02X" % code

    return _ESCAPED.sub(spell, text.encode("utf-8", "replace")).decode("ascii")
