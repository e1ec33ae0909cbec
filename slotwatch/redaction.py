"""Secrets and personal data taken out of what a site answered, so that it can be shown to others.  Pure.

Structure and markers stay: only values are replaced, each by a word that says so, and a text that is redacted
again stays as it is.  What counts as personal is guessed from names and shapes, so a careful reader still has to
look at the result: nobody else knows that a town's name is somebody's.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import quote, quote_plus

MASK = "REDACTED"
#: Shorter texts are too common to be cut out of a page.
SHORTEST = 4

#: Names whose values let somebody in, wherever they stand; part of a longer name.
_KEYS = (
    r"csrf|xsrf|token|nonce|captcha_?(?:id|uuid)|session_?id|jsessionid|phpsessid|sess_?id|api_?key|access_?key"
    r"|secret|passw(?:or)?d|authorization|signature"
)
#: Names whose values are a person's; the whole name.
_PERSON = (
    r"e?mail(?:_?check)?|courriel|phone(?:_?number)?|telephone|portable|mobile_?phone|last_?name|first_?name"
    r"|prenoms?|nom_?(?:usage|naissance)|birth_?(?:date|name|place)|date_?naissance|full_?name|user_?name|address"
)
_NAME = rf"(?:[\w.$-]{{0,60}}(?:{_KEYS})[\w.$-]{{0,60}}|{_PERSON})"
_SECRET_NAME = re.compile(_NAME, re.IGNORECASE)
_PERSON_NAME = re.compile(rf".*(?:{_PERSON}|naissance|birth).*", re.IGNORECASE)

_TAG = re.compile(r"<(?P<tag>input|meta)\b(?:[^<>\"']|\"[^\"<]{0,8000}\"|'[^'<]{0,8000}'){0,80}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TEXTAREA = re.compile(r"(<textarea\b[^<>]{0,2000}>)([^<]*\S[^<]*)(</textarea)", re.IGNORECASE)
#: Fields whose value is the choice they offer, not what their visitor is.
_CHOICES = frozenset({"radio", "checkbox", "submit", "button", "image", "reset", "file"})
#: Values that tell nothing of anybody: small numbers, truth values, days and hours.
_PLAIN = re.compile(
    r"\d{0,6}|on|off|true|false|oui|non|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"
)

#: `"name": "value"`, `name = 'value'`, `data-name="value"`; and the same escaped for an attribute.
_ASSIGNED = re.compile(
    rf"(?<![\w.$-])(?P<head>[\"']?(?P<name>(?:data-)?{_NAME})[\"']?\s*[:=]\s*(?P<q>[\"']))"
    r"(?P<value>(?:[^\"'\\\n<>]|\\.){1,8000})(?P=q)",
    re.IGNORECASE,
)
_ASSIGNED_ESCAPED = re.compile(
    rf"(?P<head>&quot;(?P<name>{_NAME})&quot;\s*:\s*&quot;)(?P<value>[^&\"'<>\n]{{1,8000}})(?=&quot;)",
    re.IGNORECASE,
)
_QUERY = re.compile(
    rf"(?P<head>(?:[?;]|&(?:amp;|\#38;)?)(?P<name>{_NAME}|sid|ticket)=)(?P<value>[^&;?\"'<>\s\#\\]+)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(\b(?:https?|wss?)://)[^\s/?#@\"'<>]{1,500}@", re.IGNORECASE)
_POSITION = re.compile(
    r"(?P<head>[?&](?:longitude|latitude|lon|lat|lng)=)(?P<value>-?\d{1,3}\.\d{2,})", re.IGNORECASE
)
_JWT = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*")
_BEARER = re.compile(r"(?P<head>\bBearer\s+)(?P<value>[\w.~+/=-]{8,})")
_EMAIL = re.compile(
    r"[\w.%+-]{1,64}(?:@|%40|&#64;|&#x40;)(?:[A-Za-z0-9-]{1,63}\.){1,4}"
    r"(?!(?:png|jpe?g|gif|svg|webp|css|js)\b)[A-Za-z]{2,24}\b"
)
_PHONE = re.compile(
    r"(?<![\w./+-])(?:(?:\+|00)33[\s.\-]?(?:\(0\)[\s.\-]?)?[1-9]|0[1-9])(?:[\s.\-\u00a0]?\d\d){4}(?![\w/-])"
)
_GREETING = re.compile(
    r"(?P<head>\b(?:[Bb]onjour|[Bb]ienvenue|[Cc]onnectée? en tant que|[Ww]elcome|[Hh]ello)\b,?[ \u00a0]+"
    r"(?:(?:M\.|Mme|Mlle|Monsieur|Madame)[ \u00a0]+)?)"
    r"(?P<value>[A-ZÀ-Ý][\w'’-]+(?:[ \u00a0]+[A-ZÀ-Ý][\w'’-]+){0,2})"
)

_MAIL_MASK = "redacted@example.org"


class Redactor:
    """Redacts texts, addresses and headers, and counts by kind what it took out (``found``).

    ``secrets`` are known texts, replaced wherever they stand in any of their spellings; give each with a word
    for what it is (``{"…": "cookie"}``).
    """

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        """Prepare to look for these."""
        known = {form: what for secret, what in (secrets or {}).items() for form in _spellings(secret)}
        self._known = {form: what for form, what in known.items() if len(form) >= SHORTEST and MASK not in form}
        # the longest first: a secret may contain another
        ordered = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None
        self.found: Counter[str] = Counter()

    def text(self, text: str) -> str:
        """A body, or any other text."""
        text = self._secrets(text)
        text = _TAG.sub(self._tag, text)
        text = _TEXTAREA.sub(lambda m: m[1] + self._masked(m[2], "text that was typed") + m[3], text)
        for pattern, what in (
            (_ASSIGNED, "value of {}"),
            (_ASSIGNED_ESCAPED, "value of {}"),
            (_QUERY, "{} in an address"),
            (_BEARER, "token"),
            (_GREETING, "name in a greeting"),
        ):
            text = self._values(pattern, what, text)
        text = _LOGIN.sub(self._stranger, text)
        text = _POSITION.sub(self._rounded, text)
        text = _JWT.sub(lambda m: self._masked(m[0], "token"), text)
        text = _EMAIL.sub(self._email, text)
        return _PHONE.sub(self._phone, text)

    def url(self, url: str) -> str:
        """An address; its fragment goes."""
        head, mark, _ = url.partition("#")
        if mark:
            self.found["fragment of an address"] += 1
        return self.text(head)

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """An answer's headers."""
        return {
            name: self._masked(value, f"header {name}") if _is_secret_header(name) else self.text(value)
            for name, value in headers.items()
        }

    def named(self, name: str, text: str) -> str:
        """A text that stands under this name: all of it goes where the name says that it is secret or personal."""
        return self._masked(text, f"value of {name}") if text and _SECRET_NAME.fullmatch(name) else self.text(text)

    def _secrets(self, text: str) -> str:
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda m: self._masked(m[0], self._known[m[0]]), text)

    def _masked(self, value: str, what: str) -> str:
        if value != MASK:
            self.found[what] += 1
        return MASK

    def _values(self, pattern: re.Pattern[str], what: str, text: str) -> str:
        def masked(match: re.Match[str]) -> str:
            name = match.groupdict().get("name", "")
            mask = self._masked(match["value"], what.format(name))
            return match["head"] + mask + match[0][match.end("value") - match.start() :]

        return pattern.sub(masked, text)

    def _tag(self, match: re.Match[str]) -> str:
        """A form's field or a `<meta>`, its value masked if it may be somebody's."""
        attributes = {a[1].lower(): next(filter(None, a.groups()[1:]), "") for a in _ATTRIBUTE.finditer(match[0])}
        name = attributes.get("name") or attributes.get("id") or ""
        kind = attributes.get("type", "text").lower()
        key = "content" if match["tag"].lower() == "meta" else "value"
        value = attributes.get(key, "")
        if not value or not _is_telling(key, name, kind, value):
            return match[0]
        what = "hidden field" if kind == "hidden" else "field"
        masked = self._masked(value, f"{what} {name}" if key == "value" else f"meta {name}")
        begin = next(a for a in _ATTRIBUTE.finditer(match[0]) if a[1].lower() == key)
        whole = match[0]
        return f'{whole[: begin.start()]}{begin[1]}="{masked}"{whole[begin.end() :]}'

    def _stranger(self, match: re.Match[str]) -> str:
        self.found["login in an address"] += 1
        return match[1]

    def _rounded(self, match: re.Match[str]) -> str:
        self.found["position, rounded to some ten kilometres"] += 1
        return f"{match['head']}{float(match['value']):.1f}"

    def _email(self, match: re.Match[str]) -> str:
        if match[0] != _MAIL_MASK:
            self.found["e-mail address"] += 1
        return _MAIL_MASK

    def _phone(self, match: re.Match[str]) -> str:
        blank = re.sub(r"\d", "0", match[0])
        self.found["telephone number"] += blank != match[0]
        return blank


def _is_telling(key: str, name: str, kind: str, value: str) -> bool:
    if key == "content":
        return bool(_SECRET_NAME.fullmatch(name))
    if kind in _CHOICES:
        return False
    return bool(_PERSON_NAME.fullmatch(name)) or not _PLAIN.fullmatch(value)


def _is_secret_header(name: str) -> bool:
    return bool(_SECRET_NAME.fullmatch(name)) or "cookie" in name or name in ("authorization", "www-authenticate")


def _spellings(secret: str) -> Iterable[str]:
    """How a text may be written in pages, addresses and JSON."""
    yield secret
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield escape(secret)
    yield json.dumps(secret)[1:-1]
