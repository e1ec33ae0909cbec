"""RDV-Préfecture, the national site of the prefectures (providers §2).

The site wants a captcha before it shows its slots.  slotwatch never reads it: the motive's owner opens the session
(`challenge`, `answer`), and one look is one request for the slot page in that session.  No time is
chosen, no form behind the slots is opened.
"""

from slotwatch.contract import Challenge, Discovery, Fetch, LookFailed, Page, Verdict
from slotwatch.model import Evidence, Motive, Outcome, Unrecognised
from slotwatch.providers._gates import gate_status
from slotwatch.providers._rdv_prefecture_captcha import (
    ANSWER_FIELD,
    captcha_form,
    inline_picture,
    media_type,
    verdict,
)
from slotwatch.providers._rdv_prefecture_options import Address, Options, address
from slotwatch.providers._rdv_prefecture_page import read
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import clip, fold

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "answer", "challenge", "discover", "look", "matches", "read"]

TITLE = "RDV-Préfecture, the national site (/rdvpref/reservation/demarche/…), in your own session"
EXAMPLE = "https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/12345/"
#: Owners reload every 5 to 10 minutes in one session (§2.4), and the site itself refreshes once a minute (§2.5).
FLOOR = 300.0

_ACTION, _FIELD = "action", "field:"
#: Titles that every procedure's terms have (providers §2.2).
_COMMON_TITLES = ("constituez votre dossier", "rdv-prefecture", "rdv prefecture", "prendre rendez-vous")
_NOTE = "a captcha stands before the slots: after adding it, open a session (slotwatch session open NAME)"


def matches(url: str) -> bool:
    """Whether the path is `/rdvpref/reservation/demarche/<number>`, at any of its pages."""
    return address(url) is not None


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check: one GET of the slot page, in the owner's session."""
    here = address(motive.url)
    if here is None:
        return _foreign(motive.url)
    return _read(await fetch.get(f"{here.base}/creneau/"), here, motive)


async def discover(url: str, fetch: Fetch) -> Discovery:
    """The procedure's name, from the title of its terms.  Raises `LookFailed` where the terms do not come."""
    here = address(url)
    if here is None:
        raise LookFailed(_foreign(url))
    page = await fetch.get(f"{here.base}/cgu/")
    if outcome := gate_status(page):
        raise LookFailed(outcome)
    name = _name(Reading(page).title) if address(page.url) else ""
    return Discovery(name or f"RDV-Préfecture, procedure {here.procedure}", note=_NOTE)


async def challenge(motive: Motive, fetch: Fetch) -> Challenge | Outcome:
    """The captcha of the terms, to show to the motive's owner: two GETs.

    An outcome where there is none to show.  A captcha without a picture of the site's own (reCAPTCHA,
    Turnstile) is `NeedsHuman`: the owner answers it in a browser and brings the cookies.
    """
    here = address(motive.url)
    if here is None:
        return _foreign(motive.url)
    page = await fetch.get(f"{here.base}/cgu/")
    if outcome := gate_status(page):
        return outcome
    form = captcha_form(page)
    if form is None:
        return _read(page, here, motive)
    picture = await _picture(form.image, page, fetch)
    if not isinstance(picture, bytes):
        return picture
    state = {_ACTION: form.action, **{f"{_FIELD}{name}": value for name, value in form.fields.items()}}
    return Challenge(picture, media_type(picture), page.url, state)


async def answer(motive: Motive, fetch: Fetch, challenge: Challenge, words: str) -> Verdict:
    """Pass on what the owner typed: one POST.  Raises `LookFailed` where the site says nothing about it."""
    here = address(motive.url)
    if here is None:
        raise LookFailed(_foreign(motive.url))
    fields = [(k.removeprefix(_FIELD), v) for k, v in challenge.state.items() if k.startswith(_FIELD)]
    page = await fetch.post(
        challenge.state[_ACTION],
        form=[*fields, (ANSWER_FIELD, words.strip())],
        headers={"Referer": challenge.url},
    )
    if outcome := gate_status(page):
        raise LookFailed(outcome)
    if (said := verdict(page, here)) is None:
        raise LookFailed(_read(page, here, motive))
    return said


async def _picture(source: str, page: Page, fetch: Fetch) -> bytes | Outcome:
    if source.startswith("data:"):
        picture, where = inline_picture(source), page
    else:
        where = await fetch.get(source, headers={"Referer": page.url, "Accept": "image/*"})
        if where.status != 200 and (outcome := gate_status(where)):
            return outcome
        picture = where.body
    if not media_type(picture) or where.truncated:
        return Unrecognised("the captcha's picture is none that can be shown", where.evidence("captcha picture"))
    return picture


def _read(page: Page, here: Address, motive: Motive) -> Outcome:
    """What the page answers, if it is of the wanted procedure."""
    assert isinstance(motive.options, Options)
    at = address(page.url)
    if at is not None and at.procedure != here.procedure and gate_status(page) is None:
        return Reading(page).unrecognised(f"the site led to another procedure, {at.procedure}")
    return read(page, motive.options, zone=motive.timezone)


def _foreign(url: str) -> Unrecognised:
    why = f"{url} is no address of this system: it should look like {EXAMPLE}"
    return Unrecognised(why, Evidence(url=url))


def _name(title: str) -> str:
    """What of a title is the procedure's own, "" where it has but what all of them have."""
    parts = title.replace("|", " - ").replace(" – ", " - ").split(" - ")
    own = [part.strip() for part in parts if part.strip() and not fold(part).startswith(_COMMON_TITLES)]
    return clip(" - ".join(own), 120)
