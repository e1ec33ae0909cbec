"""The sites under one roof: who owns a path, what plays there, and so what is answered.  No socket in here."""

from dataclasses import replace
from datetime import date

from slotwatch.clock import Clock
from slotwatch.simulator.ants import AntsSite
from slotwatch.simulator.booking import BookingSite
from slotwatch.simulator.booking_pages import Counter
from slotwatch.simulator.captcha import CaptchaGate
from slotwatch.simulator.consulat import ConsulatSite
from slotwatch.simulator.doctolib import DoctolibSite
from slotwatch.simulator.eappointment import EappointmentSite
from slotwatch.simulator.exchange import Asked, Fault, Reply
from slotwatch.simulator.foreign import elsewhere
from slotwatch.simulator.generic import JsonSite, PageSite
from slotwatch.simulator.offers import PARIS, Offer, offers
from slotwatch.simulator.qmatic import QmaticSite
from slotwatch.simulator.rdv_prefecture import RdvPrefectureSite
from slotwatch.simulator.rdv_service_public import RdvServicePublicSite
from slotwatch.simulator.script import Phase, Script, did_you_mean
from slotwatch.simulator.site import NONE, Cue, Site
from slotwatch.simulator.stage import EVERYWHERE, Stage
from slotwatch.simulator.traps import spring, truncated
from slotwatch.simulator.troubles import trouble

#: A department's procedure with two counters, one with a single counter, Paris's card pick-up (providers §1, §3).
COUNTERS = (Counter("14500", "Guichet 1 - Renouvellement"), Counter("14510", "Guichet 2 - Première demande"))
SINGLE = (Counter("9846", "Guichet unique"),)
PARIS_COUNTERS = tuple(
    Counter(pid, f"Remise de titre - guichet {letter}")
    for pid, letter in zip(
        ("990", "1000", "1001", "1002", "1003", "1005", "1028", "1029"), "ABCDEFGH", strict=True
    )
)


class House:
    """Every site, and the stage that tells them what to answer.

    ``today`` fixes the day from which slots are dated, None takes the clock's day in Paris; ``weight`` is
    the size of a page in bytes, ``dwr`` the version the eappointment site speaks.
    """

    def __init__(self, clock: Clock, script: Script, today: date | None, weight: int, dwr: int) -> None:
        self._clock = clock
        self._today = today
        self._weight = weight
        self._dwr = dwr
        self.captcha = CaptchaGate()
        self.sites: tuple[Site, ...] = (
            BookingSite(16105, "Titre de séjour", COUNTERS, weight),
            BookingSite(9845, "Naturalisation", SINGLE, weight),
            BookingSite(989, "Remise de titre", PARIS_COUNTERS, weight),
            EappointmentSite(weight, dwr),
            PageSite(weight),
            JsonSite(),
            AntsSite(),
            RdvServicePublicSite(weight),
            QmaticSite(weight),
            DoctolibSite(weight),
            RdvPrefectureSite(16040, "Titre de séjour", self.captcha, weight),
            ConsulatSite(),
        )
        self.keys = tuple(key for site in self.sites for key in (site.key, *site.parts))
        self._stage = Stage(clock, script)

    @property
    def today(self) -> date:
        """The day from which slots are dated."""
        return self._today or self._clock.now().astimezone(PARIS).date()

    def site_at(self, path: str) -> Site | None:
        """The site that owns a path."""
        return next((site for site in self.sites if site.owns(path)), None)

    def site_of(self, key: str) -> Site:
        """The site of a key, or of one of its parts.  ValueError with the nearest key where there is none."""
        if key not in self.keys:
            raise ValueError(f'no site "{key}"{did_you_mean(key, self.keys)}')
        return next(site for site in self.sites if f"{key}/".startswith(f"{site.key}/"))

    def play(self, script: Script, channel: str) -> None:
        """Begin a script for a key, a family of keys (``booking``) or, with "", everywhere."""
        families = {key.partition("/")[0] for key in self.keys}
        if channel != EVERYWHERE and channel not in families:
            self.site_of(channel)
        self._stage.play(channel, script)

    def offers(self, key: str) -> tuple[Offer, ...]:
        """The slots on offer now, () when there is none."""
        self.site_of(key)
        return self._offers(self._stage.turn(key).phase)

    def reply(self, asked: Asked) -> Reply:
        """What to answer now."""
        site = self.site_at(asked.path)
        if site is None:
            return elsewhere(asked.path, asked.query.get("error", ""), self._weight)
        turn = self._stage.turn(site.channel(asked))
        phase = turn.phase
        if phase.strikes_late and not site.at_answer(asked):
            phase = NONE
        if phase.kind == "lost":
            if phase.variant == "once" and not turn.first_use():
                phase = NONE
            else:
                site.forget()
        return self._perform(site, asked, Cue(phase, self._offers(phase), self.today))

    def _perform(self, site: Site, asked: Asked, cue: Cue) -> Reply:
        phase = cue.phase
        match phase.kind:
            case "trap":
                return spring(site, asked, cue, self._weight, self._dwr)
            case "cut" | "reset":
                whole = site.answer(asked, replace(cue, phase=NONE))
                return truncated(whole) if phase.variant == "clean" else replace(whole, fault=Fault(phase.kind))
            case "exception" if site.key == "eappointment" and not phase.variant:
                return site.answer(asked, cue)
            case "quota" if site.key == "ants":
                return site.answer(asked, cue)
            case _:
                common = trouble(phase, asked, self._clock.now(), self._weight)
                return common if common is not None else site.answer(asked, cue)

    def _offers(self, phase: Phase) -> tuple[Offer, ...]:
        if phase.kind == "slots":
            return offers(phase.number, self.today, phase.days)
        if phase.kind == "trap" and phase.variant == "slots":
            return offers(2, self.today, phase.days)
        return ()
