"""Pages of RDV-Préfecture, written from their markers (providers §2.2, §2.3)."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from slotwatch.simulator import wording
from slotwatch.simulator.booking import OUT_OF_SIGHT
from slotwatch.simulator.dress import gouv_page, with_banner
from slotwatch.simulator.offers import Offer, in_words, monday
from slotwatch.simulator.script import Phase
from slotwatch.simulator.wording import as_html

#: What the site says to an error parameter of its terms.
ERRORS = {
    "invalidCaptcha": '<p id="text-input-captcha-desc-error">Le code saisi est incorrect</p>',
    "errorSessionInvalide": "<p>Votre session a expiré.</p>",
}
_RELEASED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RdvPrefecturePages:
    """Everything one procedure can show.  ``base`` is its path without a slash at the end."""

    base: str
    title: str
    weight: int

    def home(self, *, closed: bool = False) -> str:
        """The first page; closed, it has no way to an appointment."""
        book = "" if closed else f'<a class="fr-btn" href="{self.base}/cgu/">Prendre un rendez-vous</a>'
        return self._page(
            f"Accueil - {self.title}",
            f"<p>Étape 1 sur 6</p><h1>{as_html(self.title)}</h1><h2>Que souhaitez-vous faire ?</h2>{book}"
            f'<a href="{self.base}/login/">Gérer mes rendez-vous</a>',
        )

    def terms(self, captcha: str, error: str = "", beside: str = "") -> str:
        """The terms with the captcha of this identifier."""
        return self._page(
            f"Constituez votre dossier - {self.title}",
            f"<h1>Constituez votre dossier</h1>{beside}{ERRORS.get(error, '')}"
            f'<form method="post" action="{self.base}/cgu/">'
            '<div id="botdetect-captcha" data-stylename="captchaFR">'
            '<img id="captchaFR_CaptchaImage" class="BDC_CaptchaImage" alt="Recopiez le code"'
            f' src="/rdvpref/captcha?get=image&amp;c=captchaFR&amp;t={captcha}">'
            '<button type="button" id="captchaFR_SoundLink">Écouter le code</button></div>'
            f'<input type="hidden" name="captchaId" value="{captcha}">'
            '<label for="captchaFormulaireExtInput">Recopiez le code</label>'
            '<input type="text" id="captchaFormulaireExtInput" name="captchaUsercode" autocomplete="off">'
            f'<button type="submit" formaction="{self.base}/cgu/_validerCaptcha">Suivant</button></form>',
        )

    def slots(self, offers: tuple[Offer, ...], today: date) -> str:
        """The slot page with what can be chosen."""
        days = "".join(
            f'<div class="jour"><h3>{in_words(day)}</h3>{"".join(map(_card, of_day))}</div>\n'
            for day, of_day in groupby(offers, key=lambda offer: offer.day)
        )
        state = _state(today, offers[0].day.isoformat(), offers[0].day)
        return self._slot_page(f"{_release(today)}<form>{days}</form>{state}")

    def later(self, offers: tuple[Offer, ...], today: date) -> str:
        """Nothing in the week that is shown, and a first free day behind it."""
        state = _state(today, offers[0].day.isoformat(), today)
        return self._slot_page(f"{_release(today)}{_heading(wording.NO_SLOT)}{state}")

    def nothing(self, phase: Phase, today: date) -> str:
        """The slot page without slots, in the wording of the phase, or with neither marker."""
        if phase.kind == "quoted":
            return self._quoted(phase.variant)
        match phase.variant:
            case "other":
                return self._slot_page(_heading(wording.OTHER))
            case "short":  # the embedded state alone
                return self._slot_page(f"{_release(today)}{_state(today, '', today)}")
            case "spelled":  # the sentence alone
                return self._slot_page(f"{_release(today)}{_heading(wording.NO_SLOT)}")
            case variant:
                said = _heading(wording.no_slot(variant))
                return self._slot_page(f"{_release(today)}{said}{_state(today, '', today)}")

    def neither(self) -> str:
        """The slot page's title, and neither slots nor the sentence (trap 8)."""
        return self._slot_page('<p>Date, horaire, rendez-vous disponible</p><div id="app"></div>')

    def identity(self) -> str:
        """The step behind the slots, where no watcher has any business."""
        fields = "".join(f'<p><label>{name}<input name="{name}"></label></p>' for name in ("lastname", "email"))
        return self._page("Vos informations", f"<h1>Vos informations</h1><form>{fields}</form>")

    def _quoted(self, variant: str) -> str:
        if variant == "hidden":
            return self._slot_page(OUT_OF_SIGHT.format(wording.NO_SLOT))
        advice = f"Si le message «\u00a0{wording.NO_SLOT}\u00a0» s'affiche, revenez un autre jour."
        return with_banner(self._slot_page("<p>Chargement</p>"), advice)

    def _slot_page(self, inner: str) -> str:
        return self._page("Choisissez votre créneau", f"<h1>Choisissez votre créneau</h1>{inner}")

    def _page(self, title: str, main: str) -> str:
        return gouv_page(title, main, self.weight)


def _card(offer: Offer) -> str:
    ident = f"trhId_{offer.stamp // 60 % 1_000_000}"
    return (
        '<div class="row cellule justify-center radio-card">'
        f'<input type="radio" name="trhId" id="{ident}" value="{ident[6:]}">'
        f'<label for="{ident}">{offer.at:%H:%M}</label></div>'
    )


def _heading(sentence: str) -> str:
    return f"<h2>{as_html(sentence)}</h2><p>{wording.TRY_LATER}</p>"


def _release(today: date) -> str:
    day = today - _RELEASED
    return f'<p class="publication">Dernière mise en ligne le <strong>{day:%d/%m/%Y}</strong> à 09:00</p>'


def _state(today: date, first: str, shown: date) -> str:
    """The engine's search criteria, as it leaves them in the page (providers §2.5)."""
    criteria = {
        "ageIds": ["1"],
        "premierJour": monday(shown).isoformat(),
        "dateMin": today.isoformat(),
        "minutesMin": 0,
        "dateMax": (today + timedelta(days=90)).isoformat(),
        "datePremiereDispo": first,
    }
    return (
        f"<script>window.vData = {json.dumps({'critere': criteria, 'trhs': []}, separators=(',', ':'))};</script>"
    )
