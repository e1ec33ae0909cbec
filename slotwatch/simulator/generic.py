"""A page and a JSON address of no particular system, for what users watch with their own markers."""

import calendar
import json
from datetime import date

from slotwatch.simulator import wording
from slotwatch.simulator.booking import OUT_OF_SIGHT
from slotwatch.simulator.dress import gouv_page
from slotwatch.simulator.exchange import Asked, Reply
from slotwatch.simulator.offers import Offer, in_words
from slotwatch.simulator.script import Phase
from slotwatch.simulator.site import Cue

#: A captcha in the shape of CaptchEtat's form (providers §2.2); nothing can be answered to it.
CAPTCHA_FORM = (
    '<form action="_validerCaptcha" method="post"><div id="botdetect-captcha">'
    '<img id="captchaFR_CaptchaImage" class="BDC_CaptchaImage" src="/captcha.png" alt="captcha">'
    '<a id="captchaFR_SoundLink" href="#">Écouter</a></div>'
    '<input type="hidden" name="captchaId" value="synthetic">'
    '<input type="text" id="captchaFormulaireExtInput" name="captchaUsercode"></form>'
)


class _Sessionless:
    """What the two addresses share: no steps, no session, one path."""

    key = ""
    entry = ""
    parts: tuple[str, ...] = ()

    def owns(self, path: str) -> bool:
        """The one path."""
        return path == self.entry

    def channel(self, asked: Asked) -> str:  # noqa: ARG002 - the protocol's signature
        """There is but one."""
        return self.key

    def at_answer(self, asked: Asked) -> bool:  # noqa: ARG002 - the protocol's signature
        """Always."""
        return True

    def forget(self) -> None:
        """Nothing to lose."""


class PageSite(_Sessionless):
    """An HTML page: the answer stands in ``section#resultat``."""

    key = "page"
    entry = "/rendez-vous/carte-de-sejour"

    def __init__(self, weight: int) -> None:
        self._weight = weight

    def trap(self, phase: Phase) -> Reply | None:
        """Trap 11 is a month whose days are all disabled."""
        if phase.number == 11:
            return self._page(f'<section id="resultat">{_closed_month(date(2026, 12, 1))}</section>')
        return None

    def answer(self, asked: Asked, cue: Cue) -> Reply:  # noqa: ARG002 - the protocol's signature
        """The page of the phase."""
        if cue.offers:
            return self._page(f'<section id="resultat">{_list(cue.offers)}</section>', shows=True)
        match cue.phase.kind:
            case "captcha":
                hidden = OUT_OF_SIGHT.format(wording.NO_SLOT) if cue.phase.variant else ""
                inner = f'<section id="controle">{hidden}{CAPTCHA_FORM}</section>'
            case "lost":
                inner = '<section id="session"><h2>Votre session a expiré</h2></section>'
            case "nocalendar":
                inner = f'<section id="resultat"><p>{wording.NO_CALENDAR}</p></section>'
            case "quoted" if cue.phase.variant:
                inner = f'<section id="resultat">{OUT_OF_SIGHT.format(wording.NO_SLOT)}</section>'
            case "quoted":
                inner = (
                    f'<aside class="aide">Si vous lisez «\u00a0{wording.NO_SLOT}\u00a0», patientez.</aside>'
                    '<section id="resultat"></section>'
                )
            case _:
                said = wording.as_html(wording.no_slot(cue.phase.variant))
                inner = f'<section id="resultat"><h2>{said}</h2><p>{wording.TRY_LATER}</p></section>'
        return self._page(inner)

    def _page(self, inner: str, *, shows: bool = False) -> Reply:
        return Reply(
            gouv_page("Carte de séjour - Rendez-vous", f"<h1>Carte de séjour</h1>{inner}", self._weight),
            shows=shows,
        )


class JsonSite(_Sessionless):
    """The same as data: ``critere.datePremiereDispo`` is an ISO day, or "" for none (providers §2.3)."""

    key = "json"
    entry = "/rendez-vous/carte-de-sejour.json"

    def trap(self, phase: Phase) -> Reply | None:
        """Trap 8 is the object without its field."""
        return _json({"critere": {"premierJour": ""}, "creneaux": []}) if phase.number == 8 else None

    def answer(self, asked: Asked, cue: Cue) -> Reply:  # noqa: ARG002 - the protocol's signature
        """The object of the phase."""
        match cue.phase.kind:
            case "captcha":
                return Reply(gouv_page("Contrôle", CAPTCHA_FORM, 0))
            case "lost":
                return _json({"erreur": "session"}, status=401)
            case "nocalendar":
                return _json({"critere": None, "message": wording.NO_CALENDAR})
            case "quoted":
                return _json({"aide": wording.NO_SLOT})
        first: str | None = cue.offers[0].day.isoformat() if cue.offers else ""
        if cue.phase.variant == "other":
            first = None
        times = [{"date": offer.day.isoformat(), "heure": f"{offer.at:%H:%M}"} for offer in cue.offers]
        return _json({"critere": {"datePremiereDispo": first}, "creneaux": times}, shows=bool(times))


def _json(value: object, *, status: int = 200, shows: bool = False) -> Reply:
    text = json.dumps(value, ensure_ascii=False)
    return Reply(text, status=status, content_type="application/json", shows=shows)


def _list(free: tuple[Offer, ...]) -> str:
    items = "".join(
        f'<li class="creneau"><time datetime="{o.day.isoformat()}T{o.at:%H:%M}">{o.words}</time></li>\n'
        for o in free
    )
    return f'<h2>Créneaux proposés</h2><ul class="creneaux">\n{items}</ul>'


def _closed_month(first: date) -> str:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    rows = "".join(
        "<tr>" + "".join(f'<td class="day disabled" aria-disabled="true">{day.day}</td>' for day in week) + "</tr>"
        for week in weeks
    )
    return f'<table class="month"><caption>{in_words(first).split(" ", 2)[2]}</caption>{rows}</table>'
