"""What must not be printed: the person's name beyond the cover, secrets, telephone numbers.  Pure.

Only what is printed is masked; what was sealed stays as it was, so its hashes still hold.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from slotwatch.evidence.dossier.order import Order
from slotwatch.redaction import MASK, SHORTEST, Redactor

HIDDEN, NAME, PHONE = "[masqué]", "[nom masqué]", "[téléphone masqué]"

_PHONE = re.compile(
    r"(?<![\w./+-])(?:(?:\+|00)33[\s.\-]?(?:\(0\)[\s.\-]?)?[1-9]|0[1-9])(?:[\s.\-\u00a0]?\d\d){4}(?![\w/-])"
)
#: A part of a name shorter than this is too common a word ("de", "le") to be taken out.
_SHORTEST_NAME = 3


class Masking:
    """See the module."""

    def __init__(self, order: Order) -> None:
        """Know what to hide."""
        secrets = {form for s in (*order.secrets, order.contact) for form in _spellings(s) if len(s) >= SHORTEST}
        self._secrets = _any(sorted(secrets, key=len, reverse=True))
        self._urls = Redactor({s: "secret" for s in (*order.secrets, order.contact) if s})
        parts = [part for part in re.split(r"[\s'’-]+", order.person) if len(part) >= _SHORTEST_NAME]
        words = order.person.split()
        whole = [" ".join(words), " ".join(reversed(words))]
        self._whole = _any([form for name in whole for form in _accents(name)], words=True)
        self._parts = _any([form for part in parts for form in _accents(part)], words=True)

    def text(self, text: str) -> str:
        """A site's or the network's words."""
        return self._phones(self._whole.sub(NAME, self._secrets.sub(HIDDEN, text)))

    def own(self, text: str) -> str:
        """A document of the person's own: it may name them; telephones and secrets go all the same."""
        return self._phones(self._secrets.sub(HIDDEN, text))

    def note(self, text: str) -> str:
        """The person's own words, or names that they chose: each part of their name goes."""
        return self._parts.sub(NAME, self.text(text))

    def url(self, url: str) -> str:
        """An address: values of tokens go as well."""
        head, mark, fragment = url.partition("#")
        shown = self._urls.url(head).replace(MASK, HIDDEN)
        return self._whole.sub(NAME, f"{shown}{mark}{self._secrets.sub(HIDDEN, fragment)}")

    def betrays(self, content: bytes) -> bool:
        """Whether something that cannot be masked (its hash would no longer hold) shows a secret or the name."""
        text = content.decode("utf-8", "replace")
        return bool(self._secrets.search(text) or self._whole.search(text))

    def _phones(self, text: str) -> str:
        return _PHONE.sub(PHONE, text)


def _any(forms: Iterable[str], *, words: bool = False) -> re.Pattern[str]:
    """Any of these; nothing at all when there are none."""
    found = "|".join(re.escape(form) for form in forms if form)
    if not found:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)" if words else found, re.IGNORECASE)


def _accents(name: str) -> set[str]:
    """As it was given, and without its accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return {name, bare}


def _spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), quote_plus(secret)}
