"""Pages of the eZ `booking` module: addresses, forms and what they answer.  Pure (providers §1, §3).

Terms (`condition`), counters (`planning`), result: the first two are steps on the way, and never an
answer, whatever their text says.  The result is read inside the module's own form.
"""

import re
from dataclasses import dataclass
from datetime import tzinfo

from pydantic import Field
from selectolax.lexbor import LexborNode

from slotwatch.contract import Page
from slotwatch.model import PARIS, Available, NoSlot, NotOpen, Outcome, Slot
from slotwatch.providers._dates import slot_at
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._options import Css, OptionsModel, Words
from slotwatch.providers._reading import Reading, absolute, attribute, prose
from slotwatch.providers._text import fold

_ADDRESS = re.compile(
    r"(?P<base>https?://(?P<host>[^/?#\s]+)(?:/index\.php)?/booking/create/(?P<id>\d{1,12}))"
    r"(?:/(?P<step>\d+)(?:/[^?#]*)?)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
#: Times are held at step 5 and names asked for at step 6 (providers §1.3): slotwatch goes no further than this.
LAST_STEP = 4
_LEGEND = "legend, caption, [class*=legend], [id*=legend], [class*=Legend], [id*=Legend]"
#: «Légende», whatever a wrong charset made of its accent.
_LEGEND_WORD = re.compile(r"\bl\S{1,8}gende\b")


class Options(OptionsModel):
    """Which counter to watch, and the site's own words where they differ from the usual ones."""

    planning: str | None = Field(
        None,
        pattern=r"^[\w-]+$",
        description="Number of the counter (the radio button's value), if the site asks.",
    )
    counter: str | None = Field(
        None,
        min_length=2,
        description="Name of the counter, or part of it in whole words; guards against a renumbering.",
    )
    no_slot: tuple[Words, ...] = Field(
        ("plus de plage horaire",), min_length=1, description="Sentences in the form that mean: no slot."
    )
    not_open: tuple[Words, ...] = Field(
        ("ce lien a été désactivé définitivement", "pas calendrier disponible", "pas de calendrier disponible"),
        description="Sentences that mean: there is nothing to book here.",
    )
    container: Css = Field(
        "form#FormBookingCreate, form[name=create]", description="CSS of the module's own form: only it answers."
    )
    free_cell: Css = Field("td.status-1.free", description="CSS of a free cell of the calendar.")
    step_images: tuple[Words, ...] = Field(
        ("/etape_3r.png", "/etape_4r.png"),
        description="Ends of the addresses of images that show a step behind the answer.",
    )
    first_free: Words = Field(
        "première plage horaire libre", description="Label of the button that takes the first free time."
    )


@dataclass(frozen=True, slots=True)
class Address:
    """A page of one procedure: ``base`` without its step; ``step`` None where the address has none."""

    host: str
    base: str
    procedure: str
    step: int | None


def address(url: str) -> Address | None:
    """The address taken apart, None if it is not of this module."""
    if (match := _ADDRESS.fullmatch(url)) is None:
        return None
    step = int(match["step"][:6]) if match["step"] else None
    return Address(match["host"].lower(), match["base"], match["id"], step)


def read(page: Page, options: Options, *, place: str = "", zone: tzinfo = PARIS) -> Outcome:
    """What this page answers.  ``place`` is the counter that was chosen, ``zone`` the site's clock."""
    return gate_status(page) or read_answer(Reading(page), options, place=place, zone=zone)


def read_answer(reading: Reading, options: Options, *, place: str = "", zone: tzinfo = PARIS) -> Outcome:
    """What a page with a good status answers: free times first, sentences second, gates last."""
    page = reading.page
    here = address(page.url)
    if here is None:
        return gate_text(reading) or reading.unrecognised("the site led away from its booking pages")
    if found := _free_times(reading, here, options, place, zone):
        return found
    forms = reading.css(options.container)
    if step := early_step(reading, forms):
        return reading.unrecognised(f"{step}: the question has not been asked yet", step)
    sentence = prose(*forms).says(options.no_slot)
    hint = _later_step(reading, here, forms, options)
    if sentence:
        return _sentence(reading, forms, sentence, hint)
    if hint and reading.is_cut("form"):  # the sentence that contradicts it may be in the rest
        return reading.unrecognised(f"the page shows {hint}, but is cut off", hint)
    if hint:
        return Available((Slot(place=place),), page.evidence(hint))
    if words := (prose(*forms) if forms else reading.prose).says(options.not_open):
        return NotOpen(words, page.evidence(words))
    return gate_text(reading) or reading.unrecognised(
        "the form says neither yes nor no" if forms else "the booking form is not on the page"
    )


def early_step(reading: Reading, forms: list[LexborNode]) -> str:
    """The name of the step on the way that these forms show, "" for none."""
    for form in forms:
        if reading.first("input[name=condition]", form):
            return "terms page (name=condition)"
        if reading.first("input[name=planning]", form):
            return "list of counters (name=planning)"
    return ""


def next_button(reading: Reading, form: LexborNode) -> LexborNode | None:
    """The button that leads on."""
    return reading.first("[name=nextButton]", form)


def sends_to(form: LexborNode, page: Page, at: Address) -> tuple[str, int] | None:
    """The address and the step that the form is sent to; None where that leaves the page's host or procedure."""
    url = absolute(attribute(form, "action"), page.url)
    target = address(url)
    if target is None or (target.host, target.procedure) != (at.host, at.procedure):
        return None
    return url, target.step or 0


def _free_times(reading: Reading, here: Address, options: Options, place: str, zone: tzinfo) -> Available | None:
    link = re.compile(rf"/booking/create/{here.procedure}/5/(\d{{9,11}})(?:[/?#]|$)", re.IGNORECASE)
    times = [
        match[1]
        for node in reading.css('a[href*="booking/create/"]')
        if (match := link.search(attribute(node, "href")))
    ]
    if times:
        marker = f"{len(times)} link(s) to booking/create/{here.procedure}/5"
        return Available(tuple(slot_at(t, zone, place) for t in times), reading.page.evidence(marker))
    cells = reading.css(options.free_cell)
    legends = {legend.mem_id for legend in reading.css(_LEGEND)} if cells else set()
    if any(_holds_a_time(cell) and not _in_legend(cell, legends) for cell in cells):
        return Available((Slot(place=place),), reading.page.evidence(options.free_cell))
    return None


def _holds_a_time(cell: LexborNode) -> bool:
    """A free cell leads somewhere or names an hour; the legend's sample of one only says «libre»."""
    return cell.css_first("a[href]") is not None or any(c.isdigit() for c in prose(cell).folded)


def _in_legend(node: LexborNode, legends: set[int]) -> bool:
    """Whether the legend holds this cell: the calendar explains «libre» there (providers §1.5)."""
    above: LexborNode | None = node
    while above is not None and above.tag not in {"form", "body"}:
        if above.mem_id in legends or (above.tag == "tr" and _LEGEND_WORD.search(prose(above).folded)):
            return True
        above = above.parent
    return False


def _later_step(reading: Reading, here: Address, forms: list[LexborNode], options: Options) -> str:
    """What shows that the site went on to offer times, "" for nothing (providers §1.4)."""
    for form in forms:
        target = sends_to(form, reading.page, here) if attribute(form, "action") else None
        if target is not None and target[1] == LAST_STEP:
            return "form action ends in /4"
        button = next_button(reading, form)
        label = fold(attribute(button, "value") or prose(button).plain) if button else ""
        if label and fold(options.first_free) in label:
            return f"button «{options.first_free}»"
    if forms:
        for image in reading.css("img[src]"):
            if attribute(image, "src").partition("?")[0].endswith(options.step_images):
                return attribute(image, "src").rpartition("/")[2][:40]
    return ""


def _sentence(reading: Reading, forms: list[LexborNode], sentence: str, hint: str) -> Outcome:
    """The no-slot sentence stands in the form: is it the answer?"""
    if hint:
        return reading.unrecognised(f"the page says both «{sentence}» and {hint}", hint)
    if any(next_button(reading, form) for form in forms):
        return reading.unrecognised("the no-slot sentence stands beside a button that leads on", "nextButton")
    if reading.is_cut("form"):
        return reading.unrecognised("the page is cut off", "cut off")
    return NoSlot(sentence, reading.page.evidence(sentence))
