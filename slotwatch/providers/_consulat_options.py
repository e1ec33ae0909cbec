"""Addresses of the consulates' booking pages and of their API; their options.  Pure (providers §7.1)."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from pydantic import Field

from slotwatch.providers._options import OptionsModel, Words

OFFICIAL_API = "https://api.consulat.gouv.fr/api"

_SLUG = r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)+)"
_ON_SITE = re.compile(rf"/(?:[a-z]{{2}}/)?{_SLUG}(?:/rendez-vous)?/?", re.IGNORECASE)
#: Away from the ministry's own host, the address must say by itself that it is a consulate's.
_ELSEWHERE = re.compile(rf"/(?:[a-z]{{2}}/)?(?=consulat-|ambassade-){_SLUG}/rendez-vous/?", re.IGNORECASE)
_CALL = re.compile(
    r".*/team/(?:slug/[^/?#]+(?P<team>)|[^/?#]+/(?:reservations/)?"
    r"(?P<what>reservations-session|get-interval|exclude-days|availability))/?(?:\?.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """A consulate: its ``slug``, the API of its site, and the service that the address names ("" for none)."""

    slug: str
    api: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API: what for, and the day it asks about."""

    what: str
    day: date | None = None


def address(url: str) -> Address | None:
    """The address of a booking page taken apart, None if it is not of this system."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "api" in host.split("."):
        return None
    official = f".{host}".endswith(".consulat.gouv.fr")
    if (match := (_ON_SITE if official else _ELSEWHERE).fullmatch(parts.path)) is None:
        return None
    api = OFFICIAL_API if official else f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/api"
    return Address(match["slug"].lower(), api, "".join(parse_qs(parts.query).get("name", [""])[:1]))


def call(url: str) -> Call | None:
    """What a call of the API asks, None if this is none."""
    if (match := _CALL.fullmatch(url)) is None:
        return None
    day = dict(parse_qsl(url.partition("?")[2])).get("date", "")
    return Call(match["what"].lower() if match["what"] else "team", _day(day))


def without_session(url: str) -> str:
    """The address without the identifier of the reservation session, fit for the record."""
    path, mark, query = url.partition("?")
    kept = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k.lower() != "sessionid"]
    return f"{path}{mark}{urlencode(kept)}" if mark else url


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Options(OptionsModel):
    """Which service to watch, and how the API is spoken to."""

    service: str | None = Field(
        None, min_length=2, description="Name of the service, or part of it in whole words."
    )
    service_id: str | None = Field(
        None, pattern=r"^[\w-]+$", description="Identifier of the service; guards against a renaming."
    )
    days: int = Field(
        5, ge=1, le=14, description="How many open days are asked for their times at a look, one request each."
    )
    api: str | None = Field(
        None, pattern=r"^https?://[^\s?#]+[^\s?#/]$", description="Address of the API, without a slash at its end."
    )
    web_header: str = Field(
        "x-gouv-web", pattern=r"^[\w-]+$", description="Header that names the site to its API (2022: x-troov-web)."
    )
    web: str = Field("fr.gouv.consulat", pattern=r"^[\w.-]+$", description="Its value (2022: com.troov.web).")
    captcha: tuple[Words, ...] = Field(
        ("captcha", "turnstile"), description="Words in a refusal that mean: a human is needed."
    )
    captcha_status: tuple[int, ...] = Field(
        (400, 401, 422), description="Statuses of a refused reservation session that mean the same."
    )
