"""What a page of RDV-Préfecture answers.  Pure (providers §2.2, §2.3, §14.2).

Only the slot page (`/creneau/`) says yes or no.  The terms (`/cgu/`) and every address with an error are for a
human, whatever stands on them.
"""

from datetime import tzinfo

from slotwatch.contract import Page
from slotwatch.model import (
    PARIS,
    Available,
    Blocked,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
)
from slotwatch.providers._gates import gate_captcha, gate_status, gate_text
from slotwatch.providers._rdv_prefecture_options import Address, Options, address
from slotwatch.providers._rdv_prefecture_slots import State, embedded_state, last_release, shown_slots
from slotwatch.providers._reading import Reading, prose
from slotwatch.providers._text import clip, fold

#: The answer field of the site's own captcha (providers §2.2).
CAPTCHA_FORM = "#captchaFormulaireExtInput, [name=captchaUsercode]"
WRONG_ANSWER = "invalidcaptcha"

_HOME = ("que souhaitez-vous faire", "gérer mes rendez-vous", "étape 1 sur 6")


def read(page: Page, options: Options, *, zone: tzinfo = PARIS) -> Outcome:
    """What this page answers; ``zone`` is the clock of the place."""
    if outcome := gate_status(page):
        return outcome
    reading, here = Reading(page), address(page.url)
    if here is None:
        return gate_text(reading) or reading.unrecognised("the site led away from its booking pages")
    if here.error or here.page == "cgu":
        return _for_a_human(reading, here)
    if here.page == "creneau":
        return _answer(reading, options, zone)
    if not here.page:
        return _home(reading, options)
    return gate_text(reading) or reading.unrecognised(
        f"the page «{clip(here.page, 40)}» is not the one with slots"
    )


def _for_a_human(reading: Reading, here: Address) -> Outcome:
    """The terms with their captcha; a refusal or an outage may stand in their place."""
    if gate_captcha(reading) is None and isinstance(other := gate_text(reading), Blocked | Maintenance):
        return other
    session = here.error and here.error.lower() != WRONG_ANSWER
    marker = f"error={clip(here.error, 60)}" if here.error else "/cgu/"
    return NeedsHuman(Human.SESSION if session else Human.CAPTCHA, reading.page.evidence(marker))


def _answer(reading: Reading, options: Options, zone: tzinfo) -> Outcome:
    """The slot page: what can be chosen first, the embedded state second, the sentence last."""
    page, state = reading.page, embedded_state(reading, options, zone)
    released = last_release(reading, options, zone)
    if slots := shown_slots(reading, options, zone, state.days):
        return Available(slots, page.evidence(f"{len(slots)} × {options.slot}"), released)
    if state.days:
        return Available(state.days, page.evidence(state.marker), released)
    if reading.first(CAPTCHA_FORM):
        return NeedsHuman(Human.CAPTCHA, page.evidence("captchaUsercode"))
    sentence = _sentence(reading, options)
    if not sentence and not state.says_none:
        return _neither(reading, options)
    marker = sentence or state.marker
    if why := _doubt(reading, options, state):
        return gate_text(reading) or reading.unrecognised(why, marker)
    return NoSlot(marker, page.evidence(marker), released)


def _sentence(reading: Reading, options: Options) -> str:
    """The no-slot words at the beginning of a heading, "" where none begins so.

    A heading that merely quotes them, as a help text does, is not the answer (§14.13).
    """
    wanted = tuple(map(fold, options.no_slot))
    for node in reading.css(options.no_slot_in):
        words = prose(node)
        if words.folded.startswith(wanted) or words.glued.startswith(wanted):
            return words.says(options.no_slot) or clip(words.plain)
    return ""


def _doubt(reading: Reading, options: Options, state: State) -> str:
    """Why a page that seems to say no cannot be taken at its word, "" when it can."""
    if state.unreadable:
        return f"the page says no, but its «{options.state}» cannot be read"
    if reading.ends_early:
        return "the page is cut off"
    if not reading.prose.folded:
        return "the page says no, but shows nothing at all"
    if not state.there and not _is_slot_page(reading, options):
        return "the page says no, but shows nothing of the slot page"
    return ""


def _is_slot_page(reading: Reading, options: Options) -> bool:
    wanted = tuple(map(fold, options.slot_page))
    titled = any(words in fold(heading) for heading in reading.headings for words in wanted)
    return titled or bool(reading.prose.says((options.release,)))


def _neither(reading: Reading, options: Options) -> Outcome:
    if words := reading.prose.says(options.not_open):
        return NotOpen(words, reading.page.evidence(words))
    where = "the slot page" if _is_slot_page(reading, options) else "the page in its place"
    return gate_text(reading) or reading.unrecognised(f"{where} has neither slots nor the no-slot heading")


def _home(reading: Reading, options: Options) -> Outcome:
    """Thrown back to the first page: closed, if it has no way to an appointment."""
    words = reading.prose.says(options.not_open)
    if not words and reading.prose.says(_HOME) and not reading.css(options.way_in) and not reading.ends_early:
        words = "the home page shows no way to an appointment"
    if words:
        return NotOpen(words, reading.page.evidence(words))
    return gate_text(reading) or reading.unrecognised("the site led back to the home page of the procedure")
