"""What to ask the ANTS hub, and where.  Pure (providers §6)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlencode, urlsplit

from pydantic import Field, SecretStr, StringConstraints, model_validator

from slotwatch.providers._options import OptionsModel
from slotwatch.providers._text import fold

SITE = "rendezvouspasseport.ants.gouv.fr"
API = f"https://api.{SITE}/api"

#: Any other address is known by the hub's own calls, which hardly another site has.
_CALL = re.compile(
    r"(?P<base>https?://[^/?#\s]+(?:/[^?#\s]*)?/api)/(?:SlotsFromPosition(?:Streaming)?|MeetingPointsFromPosition)/?"
    r"(?:[?#].*)?",
    re.IGNORECASE,
)


Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Options(OptionsModel):
    """Where to look, for which papers, how far ahead; and how to ask."""

    longitude: float = Field(ge=-180, le=180, description="Longitude to search around, in degrees (Paris: 2.35).")
    latitude: float = Field(ge=-90, le=90, description="Latitude to search around, in degrees (Paris: 48.85).")
    radius_km: Literal[20, 40, 60] = Field(20, description="How far around: 20, 40 or 60 km.")
    address: str = Field(
        "", max_length=200, description="Name of the place, as the site's own form sends it; may be empty."
    )
    reason: Literal["CNI", "PASSPORT", "CNI-PASSPORT"] = Field(
        "CNI", description="Identity card (CNI), PASSPORT, or both (CNI-PASSPORT)."
    )
    documents_number: int = Field(1, ge=1, le=5, description="For how many persons.")
    start_in_days: int = Field(0, ge=0, le=365, description="First day to ask for, counted from today.")
    end_in_days: int = Field(90, ge=1, le=366, description="Last day to ask for, counted from today.")
    places: tuple[Place, ...] = Field(
        (), description="Only these meeting points: their id, or words of their name or town; empty = all."
    )
    mode: Literal["websocket", "rest"] = Field(
        "websocket",
        description="websocket (says when the search is whole) or rest (one answer, which can never say no).",
    )
    api: str | None = Field(
        None, pattern=r"^https?://[^\s?#]+$", description="Address of the API, up to and with /api."
    )
    token: SecretStr | None = Field(
        None, description="The site's own token from your browser's session, where it wants one."
    )

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end_in_days <= self.start_in_days:
            raise ValueError(
                f"end_in_days ({self.end_in_days}) must be later than start_in_days ({self.start_in_days})"
            )
        return self

    def wants(self, ident: str, label: str) -> bool:
        """Whether a meeting point is one of those chosen; all are, where none is chosen."""
        return not self.places or any(is_meant(place, ident, label) for place in self.places)

    def criteria(self, today: date) -> dict[str, Any]:
        """The search, by the hub's own names."""
        return {
            "longitude": self.longitude,
            "latitude": self.latitude,
            "start_date": (today + timedelta(days=self.start_in_days)).isoformat(),
            "end_date": (today + timedelta(days=self.end_in_days)).isoformat(),
            "radius_km": self.radius_km,
            "address": self.address,
            "reason": self.reason,
            "documents_number": self.documents_number,
        }


def is_meant(place: str, ident: str, label: str) -> bool:
    """Whether a chosen place is this meeting point: a number is an id, anything else whole words of its label."""
    if place.isdecimal() or place == ident:
        return place == ident
    return bool(re.search(rf"(?<!\w){re.escape(fold(place))}(?!\w)", fold(label)))


@dataclass(frozen=True, slots=True)
class Hub:
    """The API's address, up to `/api`."""

    base: str

    @property
    def status(self) -> str:
        """State of the editors."""
        return f"{self.base}/status"

    def points(self, longitude: float, latitude: float, radius_km: int) -> str:
        """Every meeting point around a position."""
        asked = {"longitude": longitude, "latitude": latitude, "radius_km": radius_km}
        return f"{self.base}/MeetingPointsFromPosition?{urlencode(asked)}"

    def slots(self, criteria: dict[str, Any]) -> str:
        """The search in one answer."""
        return f"{self.base}/SlotsFromPosition?{urlencode(criteria)}"

    def stream(self, token: SecretStr | None) -> str:
        """The search as a conversation."""
        query = f"?token={quote(token.get_secret_value(), safe='')}" if token else ""
        return f"ws{self.base.removeprefix('http')}/SlotsFromPositionStreaming{query}"


def hub(url: str, api: str | None = None) -> Hub | None:
    """The API behind the address that its owner watches; None if that is none of the hub's."""
    if api:
        return Hub(api.rstrip("/"))
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    if split.scheme in ("http", "https") and split.hostname in (SITE, f"api.{SITE}"):
        return Hub(API)
    match = _CALL.fullmatch(url)
    return Hub(match["base"]) if match else None
