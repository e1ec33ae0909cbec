"""Addresses of RDV-Préfecture, and what its owner may correct.  Pure (providers §2.1, §13)."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pydantic import Field

from slotwatch.providers._options import Css, OptionsModel, Words

_ADDRESS = re.compile(
    r"(?P<base>https?://(?P<host>[^/?#\s]+)/rdvpref/reservation/demarche/(?P<id>\d{1,12}))"
    r"(?:/(?P<page>[^?#\s]*))?(?:\?(?P<query>[^#\s]*))?(?:#.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """A page of one procedure.

    ``base`` is without a slash at its end; ``page`` the first folder behind it ("" is the home page);
    ``error`` the parameter of that name, "" without one.
    """

    base: str
    host: str
    procedure: str
    page: str
    error: str


def address(url: str) -> Address | None:
    """The address taken apart, None if it is not of this system."""
    if (match := _ADDRESS.fullmatch(url)) is None:
        return None
    # a Java server may hang its session on the path: /creneau/;jsessionid=…
    page = (match["page"] or "").partition(";")[0].strip("/").partition("/")[0].lower()
    query = dict(parse_qsl(match["query"] or "", keep_blank_values=True))
    return Address(match["base"], match["host"].lower(), match["id"], page, query.get("error", ""))


class Options(OptionsModel):
    """The site's own markers, where they differ from the usual ones."""

    slot: Css = Field(
        "input[id^=trhId_], .radio-card label",
        description="CSS of what stands for one free time on the slot page.",
    )
    no_slot: tuple[Words, ...] = Field(
        ("aucun créneau disponible",), min_length=1, description="Beginnings of the headings that mean: no slot."
    )
    no_slot_in: Css = Field("h2", description="CSS of the headings in which the no-slot words count.")
    slot_page: tuple[Words, ...] = Field(
        ("choisissez votre créneau",),
        description="Words in the slot page's title or first-level heading; the release line does as well.",
    )
    state: str = Field("critere", description='Name of the JSON object in the slot page; "" to pass it over.')
    first_date: str = Field(
        "datePremiereDispo", min_length=1, description="Its field for the first free day, empty for none."
    )
    release: Words = Field(
        "dernière mise en ligne", description="Words before the day on which slots were last published."
    )
    not_open: tuple[Words, ...] = Field((), description="Sentences that mean: this procedure is closed.")
    way_in: Css = Field(
        "a[href*=cgu], form[action*=cgu], [formaction*=cgu]",
        description="CSS of the way from the home page to an appointment; a home page without it is closed.",
    )
