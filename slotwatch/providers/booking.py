"""The eZ `booking` module of the prefectures, and the Préfecture de police (providers §1, §3).

One look walks as a visitor would: terms, counter if the site asks, result; two to four requests.
It stops at the first page that answers: nothing is ever held, chosen or filled in.
"""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from slotwatch.contract import Choice, Discovery, Fetch, LookFailed, Page
from slotwatch.model import Available, Evidence, Motive, NoSlot, Outcome, Unrecognised
from slotwatch.providers._booking_page import (
    LAST_STEP,
    Address,
    Options,
    address,
    next_button,
    read,
    read_answer,
    sends_to,
)
from slotwatch.providers._choice import Refused, choices, pick, to_discover
from slotwatch.providers._gates import gate_captcha, gate_status
from slotwatch.providers._reading import Reading, attribute, hidden_fields, prose
from slotwatch.providers._text import fold

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "discover", "look", "matches", "read"]

TITLE = "Prefecture booking module (/booking/create/…), Préfecture de police"
EXAMPLE = "https://www.example.gouv.fr/booking/create/12345"
FLOOR = 60.0


def matches(url: str) -> bool:
    """Whether the path is `/booking/create/<number>`, with or without a step."""
    return address(url) is not None


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check.  Terms shown again after they were accepted mean a lost session: one new try (§14.12)."""
    outcome = await _Walk(motive, fetch).go()
    if isinstance(outcome, Reading):
        fetch.forget()
        outcome = await _Walk(motive, fetch).go()
    if isinstance(outcome, Reading):
        return outcome.unrecognised("the terms are shown again after they were accepted, in a new session too")
    return outcome


async def discover(url: str, fetch: Fetch) -> Discovery:
    """The counters behind an address, none where the site asks for none: the first two requests of a look.

    Raises `LookFailed` with the refusal, outage or captcha that stands before them.
    """
    scout = _Scout(Motive("", "booking", url, options=Options.model_validate({})), fetch)
    outcome = await scout.go()
    if isinstance(outcome, Reading):
        outcome = outcome.unrecognised("the terms are shown again after they were accepted")
    if scout.counters or isinstance(outcome, Available | NoSlot):
        return Discovery(scout.title, scout.counters)
    if isinstance(outcome, Unrecognised):
        return Discovery(scout.title, note=outcome.why)
    raise LookFailed(outcome)


@dataclass
class _Walk:
    """From the terms to the answer, in one session."""

    motive: Motive
    fetch: Fetch
    accepted: bool = False
    chosen: bool = False
    place: str = ""

    async def go(self) -> Outcome | Reading:
        """The outcome, or the terms page that came back."""
        here = address(self.motive.url)
        if here is None:
            why = f"{self.motive.url} is no address of this system: it should look like {EXAMPLE}"
            return Unrecognised(why, Evidence(url=self.motive.url))
        step: Outcome | Reading | Page = await self.fetch.get(f"{here.base}/0")
        while isinstance(step, Page):
            step = await self._step(here, step)
        return step

    async def _step(self, here: Address, page: Page) -> Outcome | Reading | Page:
        if outcome := gate_status(page):
            return outcome
        reading = Reading(page)
        at = address(page.url)
        if at is None:
            return self._answer(reading)
        if at.procedure != here.procedure:
            return reading.unrecognised(f"the site led to another procedure, {at.procedure}")
        for form in reading.css(self._options.container):
            if condition := reading.first("input[name=condition]", form):
                return await self._accept(at, reading, form, condition)
            if reading.first("input[name=planning]", form):
                return await self._choose(at, reading, form)
        return self._answer(reading)

    @property
    def _options(self) -> Options:
        assert isinstance(self.motive.options, Options)
        return self.motive.options

    async def _accept(
        self, at: Address, reading: Reading, form: LexborNode, condition: LexborNode
    ) -> Outcome | Reading | Page:
        if self.accepted:
            return reading
        self.accepted = True
        value = condition.attributes.get("value")
        return await self._submit(at, reading, form, ("condition", "on" if value is None else value))

    async def _choose(self, at: Address, reading: Reading, form: LexborNode) -> Outcome | Page:
        if self.chosen:
            return reading.unrecognised("the list of counters is shown again after one was chosen")
        counters = choices(reading, "planning", form)
        options = self._options
        choice = pick(counters, options.planning, options.counter, what="counter", key="planning")
        if isinstance(choice, Refused):
            return reading.unrecognised(choice.why, choice.marker("name=planning"))
        self.chosen, self.place = True, choice.label
        return await self._submit(at, reading, form, ("planning", choice.value))

    async def _submit(
        self, at: Address, reading: Reading, form: LexborNode, answer: tuple[str, str]
    ) -> Outcome | Page:
        if captcha := gate_captcha(reading, form):
            return captcha
        button = next_button(reading, form)
        if button is None:
            return reading.unrecognised("the form has no button that leads on (name=nextButton)")
        value = attribute(button, "value")
        target = sends_to(form, reading.page, at)
        holds = fold(self._options.first_free) in fold(value or prose(button).plain)
        if target is None or holds or target[1] > LAST_STEP:
            return reading.unrecognised("the form leads on to where slotwatch does not go")
        sent = [*hidden_fields(form), answer, ("nextButton", value)]
        return await self.fetch.post(target[0], form=sent, headers={"Referer": reading.page.url})

    def _answer(self, reading: Reading) -> Outcome:
        options = self._options
        outcome = read_answer(reading, options, place=self.place, zone=self.motive.timezone)
        asked = options.planning or options.counter
        if asked and not self.chosen and isinstance(outcome, Available | NoSlot):
            return reading.unrecognised(
                f"the site answered without asking for a counter, so this is not known to be {asked}: "
                "remove planning and counter from the configuration if that is right",
                outcome.evidence.marker,
            )
        return outcome


@dataclass
class _Scout(_Walk):
    """The same way, as far as the list of counters: none is chosen."""

    title: str = ""
    counters: tuple[Choice, ...] = ()

    async def _choose(self, at: Address, reading: Reading, form: LexborNode) -> Outcome | Page:  # noqa: ARG002
        self.title = reading.heading
        self.counters = to_discover(choices(reading, "planning", form), value="planning", label="counter")
        return reading.unrecognised("the list of counters")

    def _answer(self, reading: Reading) -> Outcome:
        self.title = reading.heading
        return super()._answer(reading)
