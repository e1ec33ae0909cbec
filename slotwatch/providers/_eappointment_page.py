"""Pages and replies of ESII eAppointment.  Pure (providers §4).

The answer is never on the page: it is the value of one DWR call, `foundAvailabilities` with `msg`.
Error replies have status 200 as well, so everything that is not a whole, known value is `Unrecognised`.
"""

import re
from dataclasses import dataclass, replace
from datetime import tzinfo
from html import unescape
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import Field

from slotwatch.contract import Page
from slotwatch.model import PARIS, Available, Blocked, Maintenance, NeedsHuman, NoSlot, NotOpen, Outcome, Slot
from slotwatch.providers._choice import Choice, choices, pick
from slotwatch.providers._dates import slots_in
from slotwatch.providers._dwr import NotDwr, read_reply
from slotwatch.providers._gates import gate_captcha, gate_status, gate_text
from slotwatch.providers._options import Css, OptionsModel, Words
from slotwatch.providers._reading import Reading, absolute, attribute, hidden_fields, prose
from slotwatch.providers._text import Prose, clip

_ADDRESS = re.compile(r"(?P<base>https?://[^/?#\s]+/eAppointment[^/?#\s]*)(?P<rest>/[^\s]*)?", re.IGNORECASE)
_MOTIVE_BOX = "input[name=selectedMotiveKeyList]"
_ENTRY_FIELD = "input#CPId, input[name=CP]"
#: Keys of sites, as the entry page's script spells them (§4.2).
_SITE_KEY = re.compile(r"""["']([A-Z]{1,4}\d{2,6})["']""")


class Options(OptionsModel):
    """Which site and motive to ask for, and how this installation's call is spelt."""

    sitekey: str | None = Field(
        None, pattern=r"^\w+$", description="Site, such as P941; may also stand in the address as ?sitekey=."
    )
    postcode: str | None = Field(
        None,
        pattern=r"^\d{5}$",
        description="Postal code, for installations that want userZip in the entry address.",
    )
    motive: str | None = Field(
        None,
        pattern=r"^\w+$",
        description="Key of the motive (the checkbox's value); not needed where there is only one.",
    )
    label: str | None = Field(
        None,
        min_length=2,
        description="Name of the motive, or part of it in whole words; guards against a renumbering.",
    )
    quantity: int = Field(1, ge=1, le=10, description="How many appointments of this motive to ask for.")
    entry: str = Field("appointment.do", pattern=r"^[\w./-]+$", description="Page that opens the session.")
    motives_page: str = Field(
        "element/jsp/appointment.jsp",
        pattern=r"^[\w./-]+$",
        description="Page that lists the motives, and makes the call.",
    )
    script: str = Field("AjaxMotive", pattern=r"^\w+$", description="DWR script that is called.")
    method: str = Field("motiveMultiSiteSubmit", pattern=r"^\w+$", description="DWR method that is called.")
    arguments: tuple[str, ...] = Field(
        ("boolean:false", "{motive}"),
        description="DWR-typed arguments in order, such as boolean:false; {motive} stands for the chosen motive.",
    )
    dwr: Literal[2, 3] = Field(2, description="Generation of DWR, for the request; replies of both are read.")
    no_slot: tuple[Words, ...] = Field(
        ("aucun rendez-vous n'est possible", "il n'y a pas de rendez-vous disponible"),
        min_length=1,
        description="Words of the message that mean: no slot.",
    )
    error_title: tuple[Words, ...] = Field(
        ("erreur",), description="Words in a page's title that mean: out of order."
    )
    details: bool = Field(
        default=True, description="After a yes, read the next step once for the first day (one request more)."
    )
    details_page: str = Field(
        "element/jsp/appointment.jsp",
        pattern=r"^[\w./-]+$",
        description="Page of the next step, where the list of motives is in no form that leads to it.",
    )
    soonest: Css = Field(
        ".soonestText, #dayValueId:not([disabled])", description="CSS of what names the first day on that page."
    )


@dataclass(frozen=True, slots=True)
class Address:
    """An installation: ``base`` ends in its `/eAppointment…`; ``query`` is what the owner's address carries."""

    base: str
    query: dict[str, str]

    def page(self, path: str) -> str:
        """The address of one of its pages."""
        return f"{self.base}/{path.lstrip('/')}"

    def entry(self, options: Options) -> str:
        """The page that opens a session for the wanted site."""
        asked = {
            "sitekey": options.sitekey or self.query.get("sitekey"),
            "userZip": options.postcode or self.query.get("userZip"),
            "preselectservice": self.query.get("preselectservice"),
            "mobile": "false",
        }
        return f"{self.page(options.entry)}?{urlencode({k: v for k, v in asked.items() if v})}"

    def call(self, options: Options) -> str:
        """Where the DWR call goes."""
        return self.page(f"dwr/call/plaincall/{options.script}.{options.method}.dwr")


def address(url: str) -> Address | None:
    """The address taken apart, None if it is not of this product."""
    if (match := _ADDRESS.fullmatch(url)) is None:
        return None
    query = parse_qs(urlsplit(f"//x{match['rest'] or ''}").query)
    return Address(match["base"], {key: values[-1] for key, values in query.items()})


def read(page: Page, options: Options) -> Outcome:
    """What this page or DWR reply answers.  Only a reply can say yes or no."""
    outcome = gate_status(page)
    if isinstance(outcome, NotOpen):  # of a call, 404 speaks of the call and not of the procedure
        return Reading(page).unrecognised(f"the call or page is not there (HTTP {page.status})", "HTTP status")
    if outcome is not None:
        return outcome
    if page.text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _read_html(Reading(page), options)
    return read_call(page, options)


def read_call(page: Page, options: Options) -> Outcome:
    """What a DWR reply says."""
    reading = Reading(page)
    try:
        value = read_reply(page.text)
    except NotDwr as what:
        # the words of a failing server inside a DWR reply are no page of their own
        gate = None if "dwr" in page.text.lower() else gate_text(reading)
        return gate or reading.unrecognised(f"no DWR reply that can be read: {what}")
    found = value.get("foundAvailabilities") if isinstance(value, dict) else None
    if found is True:
        return Available((Slot(),), page.evidence("foundAvailabilities: true"))
    if found is not False:
        return reading.unrecognised("the DWR reply has no foundAvailabilities", "foundAvailabilities missing")
    message = value.get("msg")
    words = unescape(message) if isinstance(message, str) else ""
    if Prose([words]).says(options.no_slot) and not page.truncated:
        return NoSlot(clip(words), page.evidence(f"foundAvailabilities: false, {clip(words)}"))
    return reading.unrecognised(f"foundAvailabilities is false with an unknown message «{clip(words)}»", "msg")


def is_entry(reading: Reading) -> bool:
    """Whether this is the entry page that asks for the postal code: the session is lost (§4.2)."""
    return reading.first(_ENTRY_FIELD) is not None or "/specific/" in reading.page.url


def site_keys(reading: Reading) -> tuple[str, ...]:
    """What look like keys of sites in the source of the entry page, at most a dozen."""
    return tuple(dict.fromkeys(_SITE_KEY.findall(reading.page.text)))[:12]


def motives(reading: Reading) -> tuple[Choice, ...]:
    """The motives on offer, in page order; empty when this is not the list."""
    return choices(reading, "selectedMotiveKeyList")


def choose(reading: Reading, offered: tuple[Choice, ...], options: Options) -> Choice | Outcome:
    """The wanted motive, or what its absence means: a list without it is `NotOpen` (§14.4)."""
    if captcha := gate_captcha(reading):
        return captcha
    choice = pick(offered, options.motive, options.label, what="motive", key="motive")
    if isinstance(choice, Choice):
        return choice
    if choice.absent:
        return NotOpen(choice.why, reading.page.evidence(choice.marker("selectedMotiveKeyList")))
    return reading.unrecognised(choice.why, choice.marker("selectedMotiveKeyList"))


def stranded(reading: Reading, options: Options) -> Outcome:
    """What a page is that should list motives and does not."""
    page = reading.page
    gate = gate_text(reading)
    if isinstance(gate, Blocked | NeedsHuman | Maintenance):
        return gate
    if words := Prose([reading.title]).says(options.error_title):
        return Maintenance(page.status, page.retry_after, page.evidence(f"title: {words}"))
    if is_entry(reading):
        return reading.unrecognised("the site went back to its entry page (postal code)", "entry page")
    return reading.unrecognised("the list of motives is not on the page")


def next_step(reading: Reading, site: Address, choice: Choice) -> tuple[str, list[tuple[str, str]]] | None:
    """Where the form around the motives is sent, and with what; None where it leads out of the site."""
    for form in reading.css("form[action]"):
        url = absolute(attribute(form, "action"), reading.page.url)
        if reading.first(_MOTIVE_BOX, form) and url.startswith(f"{site.base}/"):
            return url, [*hidden_fields(form), ("selectedMotiveKeyList", choice.value)]
    return None


def first_slots(page: Page, options: Options, zone: tzinfo = PARIS) -> tuple[Slot, ...]:
    """The first day (and hour) that the next step names; empty when it names none."""
    if gate_status(page) is not None:
        return ()
    reading = Reading(page)
    for node in reading.css(options.soonest):
        text = f"{attribute(node, 'value')} {attribute(node, 'data-date')} {prose(node).plain}"
        if slots := slots_in(text, zone):
            return (replace(slots[0], onwards=True),)
    return ()


def _read_html(reading: Reading, options: Options) -> Outcome:
    if motives(reading):
        return reading.unrecognised(
            "list of motives: the question has not been asked yet", "selectedMotiveKeyList"
        )
    return stranded(reading, options)
