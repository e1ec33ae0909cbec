"""RDV Service Public: from the address to the week of one place, without a session (providers §5)."""

import re
from datetime import date

from slotwatch.simulator import foreign, wording
from slotwatch.simulator.booking import OUT_OF_SIGHT
from slotwatch.simulator.exchange import Asked, Cookie, Reply, redirect
from slotwatch.simulator.generic import CAPTCHA_FORM
from slotwatch.simulator.offers import Offer
from slotwatch.simulator.rdv_service_public_pages import SEARCH, WIZARD, Place, Query, RdvServicePublicPages
from slotwatch.simulator.script import Phase
from slotwatch.simulator.site import Cue

SERVICE = "3"
MOTIF = "renouvellement-public_office"
ORGANISATION = "12"
#: One place in each template.
PLACES = (Place("7", "Préfecture, accueil A"), Place("8", "Sous-préfecture, accueil B", newer=False))
_FLASH = "flash"
_NOT_FOUND = "Organisation non trouvée"
_ORG = re.compile(r"/org/(\d+)(?:/[^/]*)?/?")


class RdvServicePublicSite:
    """One organisation with two places; ``rdv_service_public/7`` speaks the newer template, ``/8`` the older."""

    key = "rdv_service_public"
    entry = SEARCH
    parts = tuple(f"rdv_service_public/{place.ident}" for place in PLACES)

    def __init__(self, weight: int) -> None:
        self.pages = RdvServicePublicPages(weight)

    def owns(self, path: str) -> bool:
        """The search, an organisation's link, and the wizard that no watcher enters."""
        return path in {SEARCH, WIZARD} or bool(_ORG.fullmatch(path))

    def channel(self, asked: Asked) -> str:
        """The place's own, once it is chosen."""
        part = f"{self.key}/{asked.query.get('lieu_id', '')}"
        return part if part in self.parts else self.key

    def at_answer(self, asked: Asked) -> bool:
        """At the list of places and at a week."""
        return asked.path == SEARCH and _step(asked) in {"place", "week"}

    def forget(self) -> None:
        """Nothing to lose: a visitor needs no session."""

    def trap(self, phase: Phase) -> Reply | None:
        """Trap 14 are this site's own steps."""
        return self._step_page(phase.variant or "address", {}) if phase.number == 14 else None

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """The step that the address leads to, or what stands in its way."""
        if link := _ORG.fullmatch(asked.path):
            return _follow(link[1])
        if asked.path == WIZARD:
            return redirect(foreign.SIGN_IN)
        step = _step(asked)
        if step not in {"place", "week"}:
            return self._step_page(step, asked.query, asked.cookies.get(_FLASH, ""))
        if cue.offers:
            return self._offer(step, asked, cue)
        return self._no_offer(step, asked, cue)

    def _step_page(self, step: str, asked: Query, flash: str = "") -> Reply:
        match step:
            case "service":
                page = self.pages.choice(
                    "Sélectionnez le service",
                    "Sélectionnez le service avec qui vous voulez prendre un RDV",
                    asked,
                    [("Titres de séjour", {"service_id": SERVICE}), ("Permis de conduire", {"service_id": "4"})],
                )
            case "motif":
                page = self.pages.choice(
                    "Sélectionnez le motif",
                    "Sélectionnez le motif de votre RDV",
                    asked,
                    [
                        ("Renouvellement", {"motif_name_with_location_type": MOTIF, "service_id": SERVICE}),
                        ("Duplicata", {"motif_name_with_location_type": "duplicata-public_office"}),
                    ],
                )
            case "organisation":
                page = self.pages.choice("Sélectionnez la structure", "Sélectionnez une organisation", asked, [])
            case _:
                page = self.pages.address(_NOT_FOUND if flash else "")
        return Reply(page, cookies=(Cookie(_FLASH, ""),) if flash else ())

    def _offer(self, step: str, asked: Asked, cue: Cue) -> Reply:
        if step == "place":
            return Reply(self.pages.places(asked.query, [(place, cue.offers[0]) for place in PLACES]), shows=True)
        return Reply(self._week(asked, cue.today, cue.offers), shows=True)

    def _no_offer(self, step: str, asked: Asked, cue: Cue) -> Reply:
        kind, variant = cue.phase.kind, cue.phase.variant
        if kind == "lost":
            return redirect(foreign.SIGN_IN)
        if kind == "nocalendar" and variant:
            return Reply(self._week(asked, cue.today, (), closed=True))
        if kind == "none" and not variant and step == "week":
            return Reply(self._week(asked, cue.today, ()))
        return Reply(self._said(kind, variant))

    def _said(self, kind: str, variant: str) -> str:
        said = wording.no_place(variant)
        match kind:
            case "captcha":
                return self.pages.page("Contrôle", (OUT_OF_SIGHT.format(said) if variant else "") + CAPTCHA_FORM)
            case "nocalendar":
                return self.pages.message(wording.NO_DEPARTMENT)
            case "quoted" if variant:
                return self.pages.page("Prendre rendez-vous", OUT_OF_SIGHT.format(wording.NO_PLACE))
            case "quoted":
                help_text = f"Si vous lisez «\u00a0{wording.NO_PLACE}\u00a0», revenez plus tard."
                return self.pages.page("Prendre rendez-vous", f'<div class="fr-callout"><p>{help_text}</p></div>')
            case _:
                return self.pages.message(said)

    def _week(self, asked: Asked, today: date, offers: tuple[Offer, ...], *, closed: bool = False) -> str:
        place = next((p for p in PLACES if p.ident == asked.query.get("lieu_id")), PLACES[0])
        first = max(_day(asked.query.get("date", ""), today), today)
        return self.pages.week(asked.query, place, first, offers, closed=closed)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return otherwise


def _step(asked: Asked) -> str:
    """The narrower the address, the deeper the step."""
    query = asked.query
    if not (query.get("departement") or query.get("public_link_organisation_id")):
        return "address"
    if not (query.get("motif_name_with_location_type") or query.get("motif_id")):
        return "motif" if query.get("service_id") else "service"
    return "week" if query.get("lieu_id") else "place"


def _follow(organisation: str) -> Reply:
    if organisation == ORGANISATION:
        return redirect(f"{SEARCH}?public_link_organisation_id={organisation}&departement=94")
    return redirect(SEARCH, cookies=(Cookie(_FLASH, "1"),))
