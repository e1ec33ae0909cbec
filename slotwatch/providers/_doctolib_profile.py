"""What a booking page of Doctolib's shape knows of itself: motives, agendas, places (providers §7.3).  Pure.

A practice rearranges its agendas now and then.  So their numbers are read anew at each look: old ones would answer
"nothing" for ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from slotwatch.providers._doctolib_answer import PATH
from slotwatch.providers._json import MISSING, load
from slotwatch.providers._text import clip

_INFO = "/online_booking/api/slot_selection_funnel/v1/info.json"
_HOST = re.compile(r"(?:[\w-]+\.)*doctolib\.[a-z]{2,3}", re.IGNORECASE)
_PAGE = re.compile(r"/[^/]+/[^/]+/(?P<slug>[\w-]+)(?:/.*)?")


@dataclass(frozen=True, slots=True)
class Agenda:
    """A calendar: the practice where it is, the motives that it takes."""

    ident: str
    practice: str
    motives: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """A page's own data.  ``agendas`` are those that can be booked; ``places`` are names by practice."""

    title: str
    motives: Mapping[str, str]
    agendas: tuple[Agenda, ...]
    places: Mapping[str, str]

    def agendas_for(self, motive: str, practice: str | None) -> tuple[Agenda, ...]:
        """The agendas that take this motive, at this practice if one is given."""
        return tuple(a for a in self.agendas if motive in a.motives and practice in {None, a.practice})


def slug(url: str) -> str:
    """The last name in the path of a booking page: `/centre-de-sante/ville/NAME`; "" where there is none."""
    try:
        match = _PAGE.fullmatch(urlsplit(url).path)
    except ValueError:
        return ""
    return match["slug"] if match else ""


def is_page(url: str) -> bool:
    """Whether it is a booking page of a Doctolib host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(_HOST.fullmatch(host) and slug(url))


def info_address(url: str) -> str:
    """Where a page's own data is."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{_INFO}?profile_slug={quote(slug(url))}"


def availabilities_address(url: str, motive: str, agendas: tuple[Agenda, ...], start: date, limit: int) -> str:
    """Where the answer is for these agendas, for ``limit`` days from ``start``."""
    parts = urlsplit(url)
    practices = list(dict.fromkeys(a.practice for a in agendas if a.practice))
    asked = {
        "visit_motive_ids": motive,
        "agenda_ids": "-".join(a.ident for a in agendas),
        "practice_ids": "-".join(practices),
        "telehealth": "false",
        "start_date": start.isoformat(),
        "limit": str(limit),
    }
    return f"{parts.scheme}://{parts.netloc}{PATH}?{urlencode(asked)}"


def profile(text: str) -> Profile | None:
    """The data of a page, None where it is none that is known."""
    data = load(text)
    data = data.get("data") if data is not MISSING and isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("visit_motives"), list):
        return None
    return Profile(
        title=_title(data.get("profile")),
        motives={_text(m.get("id")): clip(_text(m.get("name")), 160) for m in _dicts(data["visit_motives"])},
        agendas=tuple(
            Agenda(
                _text(a.get("id")),
                _text(a.get("practice_id")),
                frozenset(map(_text, _list(a.get("visit_motive_ids")))),
            )
            for a in _dicts(data.get("agendas"))
            if a.get("booking_disabled") is not True and a.get("booking_temporary_disabled") is not True
        ),
        places={
            _text(practice): clip(_text(p.get("name") or p.get("address")), 160)
            for p in _dicts(data.get("places"))
            for practice in _list(p.get("practice_ids"))
        },
    )


def _title(data: Any) -> str:
    return clip(_text(data.get("name_with_title") or data.get("name")), 160) if isinstance(data, dict) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
