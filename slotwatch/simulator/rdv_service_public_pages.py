"""Pages of RDV Service Public in both templates (providers §5): steps, places, and the week of one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from slotwatch.simulator.dress import gouv_page
from slotwatch.simulator.offers import DAYS, MONTHS, PARIS, Offer
from slotwatch.simulator.wording import as_html

SEARCH = "/prendre_rdv"
WIZARD = "/users/rdv_wizard_step/new"
NEXT = "Prochaine disponibilité le"
CLOSED_DAY = "Date fermée à la reservation"
NO_DAY = "Pas de créneau disponible"
#: The site's own abbreviations of the months.
_SHORT = ("jan.", "fév.", "mar.", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A "lieu": its number, its name, and which template its pages use."""

    ident: str
    name: str
    newer: bool = True


@dataclass(frozen=True, slots=True)
class RdvServicePublicPages:
    """Everything the site can show."""

    weight: int

    def page(self, title: str, main: str) -> str:
        """Any page of it; its "no" and its notices stand in ``main``."""
        return gouv_page(title, f"<section>{main}</section>", self.weight)

    def address(self, notice: str = "") -> str:
        """The first step, above it what went wrong before."""
        told = f'<div class="fr-alert fr-alert--error"><p>{as_html(notice)}</p></div>' if notice else ""
        return self.page(
            "Prendre rendez-vous",
            f'{told}<div id="search_form"><form action="{SEARCH}" method="get">'
            '<input type="hidden" name="departement"><label for="search_where">Votre adresse</label>'
            '<input id="search_where" name="address"><button disabled>Rechercher</button></form></div>',
        )

    def choice(self, title: str, asks: str, query: Query, choices: Sequence[tuple[str, Query]]) -> str:
        """A step that lists links: services, motifs."""
        cards = "".join(
            f'<li class="fr-card"><div class="fr-card__title"><a href="{link(query, adds)}">{as_html(label)}</a>'
            "</div></li>"
            for label, adds in choices
        )
        return self.page(title, f'<p class="fr-text--lg">{asks}&nbsp;:</p><ul>{cards}</ul>')

    def places(self, query: Query, free: Sequence[tuple[Place, Offer]]) -> str:
        """The places that have something, each with its next time."""
        cards = "".join(
            f'<div class="card mb-3"><div class="card-body"><h4 class="card-title">{as_html(place.name)}</h4>'
            '<div class="card-subtitle">1 place des Exemples</div>'
            f'<a class="stretched-link" href="{link(query, {"lieu_id": place.ident, "date": moment(offer)})}">'
            f"{NEXT}<br><strong>{human(offer)}</strong></a></div></div>"
            for place, offer in free
        )
        return self.page(
            "Sélectionnez le lieu",
            f"<h3>Sélectionnez un lieu de RDV :</h3><p>{len(free)} lieux sont disponibles</p>{cards}",
        )

    def message(self, sentence: str) -> str:
        """Nothing to show, or nothing any more."""
        return self.page(
            "Prendre rendez-vous",
            '<div class="card"><div class="card-body">'
            f'<div class="font-weight-bold">{as_html(sentence)}</div></div></div>',
        )

    def week(
        self, query: Query, place: Place, first: date, offers: Sequence[Offer], *, closed: bool = False
    ) -> str:
        """Seven days of a place from ``first``; what is offered later is told as the next time."""
        days = [first + timedelta(days=n) for n in range(7)]
        shown = [offer for offer in offers if offer.day in days]
        later = [offer for offer in offers if offer.day > days[-1]]
        columns = "".join(self._column(query, place, day, shown, closed=closed) for day in days)
        following = "" if shown or not later else self._next(query, place, later[0])
        link_on = link(query, {"date": (days[-1] + timedelta(days=1)).isoformat()})
        week_on = f'<a class="btn" href="{link_on}" aria-label="semaine suivante"><span>sem. prochaine</span></a>'
        return self.page(
            "Sélectionnez un créneau",
            f'<div class="card"><a href="{link(query, {}, drop=("lieu_id",))}">'
            f'<h2 class="card-title">{as_html(place.name)}</h2></a></div><h3>Sélectionnez un créneau :</h3>'
            f'<div class="card mb-3"><div class="card-body"><div id="creneaux-lieu-{place.ident}">'
            f'<div class="row">{columns}{following}</div>{week_on}</div></div></div>',
        )

    def _column(self, query: Query, place: Place, day: date, shown: Sequence[Offer], *, closed: bool) -> str:
        free = [offer for offer in shown if offer.day == day]
        number = f"{day.day}" if place.newer else f"{day.day:02}"
        heading = f"<p><strong>{DAYS[day.weekday()]}</strong><br>{number} {_SHORT[day.month - 1]}</p>"
        if free:
            inner = "".join(self._slot(query, place, offer) for offer in free)
        elif closed:
            inner = f"<p>{CLOSED_DAY}</p>"
        elif place.newer:
            inner = f"<p>{NO_DAY}</p>"
        else:
            inner = '<p><i class="fa fa-minus"></i></p>' if shown else ""
        return f'<div class="col-6">{heading}{inner}</div>'

    def _slot(self, query: Query, place: Place, offer: Offer) -> str:
        on = (
            f"du {DAYS[offer.day.weekday()]} {offer.day.day} {_SHORT[offer.day.month - 1]} à "
            if place.newer
            else "de "
        )
        style = "fr-btn fr-btn--tertiary" if place.newer else "btn btn-light"
        target = link(query, {"motif_id": "31", "starts_at": moment(offer)}, path=WIZARD)
        label = f"Choisir le créneau {on}{offer.at:%H:%M}"
        return f'<a class="{style}" href="{target}" aria-label="{label}">{offer.at:%H:%M}</a>'

    def _next(self, query: Query, place: Place, offer: Offer) -> str:
        style = "fr-btn fr-btn--secondary" if place.newer else "btn btn-light"
        target = link(query, {"date": moment(offer)})
        told = f"<div>{NEXT}<br><strong>{human(offer)}</strong></div>"
        return f'<div class="bg-overlay"><a class="{style}" href="{target}">{told}</a></div>'


def link(query: Query, adds: Query, *, drop: Sequence[str] = (), path: str = SEARCH) -> str:
    """A link of the site: what was asked, with more or less."""
    asked = {name: value for name, value in {**query, **adds}.items() if name not in drop}
    return f"{path}?{urlencode(asked)}".replace("&", "&amp;")


def human(offer: Offer) -> str:
    """``lundi 07 décembre 2026 à 08h30``."""
    day = offer.day
    return f"{DAYS[day.weekday()]} {day.day:02} {MONTHS[day.month - 1]} {day.year} à {offer.at:%Hh%M}"


def moment(offer: Offer) -> str:
    """``2026-12-07 08:30:00 +0100``."""
    return datetime.combine(offer.day, offer.at, PARIS).strftime("%Y-%m-%d %H:%M:%S %z")
