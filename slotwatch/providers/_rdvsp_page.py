"""What a page of RDV Service Public answers (providers §5, §11).  Pure.

Slots of a week and «Prochaine disponibilité le» are a yes; a sentence of its own, or a whole week in silence, is a
no; whatever comes before the week is neither.
"""

from datetime import tzinfo

from slotwatch.contract import Choice, Page
from slotwatch.model import PARIS, Available, NoSlot, NotOpen, Outcome
from slotwatch.providers._gates import gate_captcha, gate_status, gate_text
from slotwatch.providers._rdvsp_options import Options, is_search
from slotwatch.providers._rdvsp_steps import full_places, mentions_next, offered, place_of, places, step_of
from slotwatch.providers._rdvsp_week import Week, loose, week
from slotwatch.providers._rdvsp_words import answers
from slotwatch.providers._reading import Reading, prose
from slotwatch.providers._text import clip


def read(page: Page, options: Options, *, zone: tzinfo = PARIS) -> Outcome:
    """What this page answers; ``zone`` is the clock of the place."""
    if outcome := gate_status(page):
        return outcome
    reading = Reading(page)
    weeks = [
        week(reading, container, place_of(reading, container, options), options, zone)
        for container in reading.css(options.container)
    ]
    return (
        _yes(reading, weeks, options, zone)
        or _all_closed(reading, weeks, options)
        or _no(reading, weeks, options)
        or _dead(reading, options)
        or gate_text(reading)
        or _early(reading, options)
        or reading.unrecognised("neither a week of slots nor the sentence that there are none is on the page")
    )


def _yes(reading: Reading, weeks: list[Week], options: Options, zone: tzinfo) -> Outcome | None:
    page = reading.page
    if slots := [slot for shown in weeks for slot in shown.slots] or loose(reading, options, zone):
        return Available(tuple(slots), page.evidence(f"{len(slots)} link(s) «{options.slot_label}…»"))
    following = [slot for shown in weeks for slot in shown.following]
    following += places(reading, options, zone)
    if following:
        return Available(tuple(following), page.evidence(f"«{options.next}» {min(map(str, following))}"))
    if any(shown.mentions_next for shown in weeks) or mentions_next(reading, options):
        return reading.unrecognised(f"«{options.next}» stands there without a date that can be read", options.next)
    return None


def _all_closed(reading: Reading, weeks: list[Week], options: Options) -> Outcome | None:
    """Every day of every week says that it cannot be booked."""
    if not weeks or not all(shown.is_empty and shown.closed >= shown.days for shown in weeks):
        return None
    if reading.page.truncated or not _ends(reading):
        return reading.unrecognised("the page is cut off", options.closed_day)
    return NotOpen(f"«{options.closed_day}» on all days", reading.page.evidence(options.closed_day))


def _dead(reading: Reading, options: Options) -> NotOpen | None:
    """A link that leads nowhere, a motif that was withdrawn."""
    for notice in reading.css(options.notice):
        if words := prose(notice).says(options.not_found):
            return NotOpen(words, reading.page.evidence(words))
    if words := answers(reading, options.not_open, whole=True):
        return NotOpen(words, reading.page.evidence(words))
    return None


def _no(reading: Reading, weeks: list[Week], options: Options) -> Outcome | None:
    page = reading.page
    words = answers(reading, options.no_slot)
    full = 0 if weeks else full_places(reading, options)
    if not (words or weeks or full):
        return None
    if captcha := gate_captcha(reading):
        return captcha
    if not is_search(page.url):
        return gate_text(reading) or reading.unrecognised("the site led away from its search", words)
    if strange := next((shown.stranger for shown in weeks if shown.stranger), ""):
        return reading.unrecognised(f"the week holds a link that is not known: «{strange}»", options.container)
    if page.truncated or reading.ends_early or not (words or _ends(reading)):
        return reading.unrecognised("the page is cut off", words or options.container)
    if words:
        return NoSlot(words, page.evidence(words))
    if reading.prose.says([options.next]):
        return reading.unrecognised(f"«{options.next}» stands outside of the places' own parts", options.next)
    if full:
        return NoSlot(f"«{options.full_place}» at all {full} places", page.evidence(options.full_place))
    if all(shown.is_empty for shown in weeks):
        silence = f"{sum(shown.days for shown in weeks)} days without a slot, and no «{options.next}»"
        return NoSlot(silence, page.evidence(f"{options.container}: {silence}"))
    return reading.unrecognised("the place's part of the page does not show a week", options.container)


def _early(reading: Reading, options: Options) -> Outcome | None:
    if (step := step_of(reading)) is None:
        return None
    offers = ", ".join(map(_written, offered(reading, options)))
    why = f"the link leads to an earlier step ({step.name}): {step.narrow}"
    if offers:
        why = clip(f"{why}; it offers {offers}", 600)
    return reading.unrecognised(why, f"step: {step.name}")


def _written(choice: Choice) -> str:
    """A choice as it is written into the configuration."""
    return " ".join(f'{name} = "{value}"' for name, value in choice.options.items()) + f" («{choice.label}»)"


def _ends(reading: Reading) -> bool:
    """Whether the document is closed behind its last week: silence is no answer where something may be missing."""
    source = reading.page.text.lower()
    return max(source.rfind("</body"), source.rfind("</html")) > source.rfind("creneaux-lieu-")
