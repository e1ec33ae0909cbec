"""RDV Service Public: its addresses, and what an owner may say about one (providers §5).  Pure."""

import re
from datetime import date
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import Field

from slotwatch.providers._options import Css, OptionsModel, Words
from slotwatch.providers._rdvsp_dates import query

#: The instances that the code base is known to serve; each with its sub-domains.
_HOSTS = ("rdv-solidarites.fr", "rdv.anct.gouv.fr", "rdv.numerique.gouv.fr", "rdv-aide-numerique.fr")
_SEARCH = re.compile(r"/(?:prendre_rdv/?)?")
_PUBLIC_LINK = re.compile(r"/org/(?:\d+|ext/[^/]+/[^/]+)(?:/[^/]*)?/?")
_RESCHEDULE = re.compile(r"/users/rdvs/\d+/creneaux/?")
#: Options by the parameter of the address that they stand for.
PARAMETERS = {
    "service_id": "service_id",
    "motif_name_with_location_type": "motif",
    "motif_id": "motif_id",
    "lieu_id": "lieu_id",
    "user_selected_organisation_id": "organisation_id",
}
#: They fix the week that is shown: a pasted address would look at that week for ever.
_PASSING = frozenset({"date", "autofocus"})


class Options(OptionsModel):
    """What narrows the address down, and the site's own words where they differ from the usual ones."""

    service_id: str | None = Field(None, pattern=r"^\d+$", description="Number of the service, if the site asks.")
    motif: str | None = Field(
        None,
        min_length=1,
        description="The site's key of the motif with its kind of place, such as titre_de_sejour-public_office.",
    )
    motif_id: str | None = Field(None, pattern=r"^\d+$", description="Number of the motif.")
    lieu_id: str | None = Field(
        None,
        pattern=r"^\d+$",
        description="Number of the place; without it every place that the site shows counts.",
    )
    organisation_id: str | None = Field(
        None, pattern=r"^\d+$", description="Number of the organisation, for motifs without a place."
    )
    from_day: date | None = Field(
        None,
        description="First day to look at, such as 2027-03-01: the site shows its week and what follows.",
    )
    no_slot: tuple[Words, ...] = Field(
        (
            "malheureusement, aucun créneau",
            "malheureusement, tous les créneaux sont pris",
            "votre référent n'a pas de créneaux disponibles",
        ),
        min_length=1,
        description="Beginnings of the sentences that mean: no slot.",
    )
    full_place: Words = Field("aucune disponibilité", description="Words on a place of the list that has no slot.")
    not_open: tuple[Words, ...] = Field(
        (
            "la prise de rendez-vous n'est pas disponible pour ce département",
            "n'est plus disponible à la réservation",
        ),
        description="Sentences that mean: there is nothing to book here.",
    )
    not_found: tuple[Words, ...] = Field(
        ("organisation non trouvée",), description="Words of the notice that a link is dead."
    )
    next: Words = Field("prochaine disponibilité le", description="Words before the next day that has a slot.")
    slot_label: Words = Field("choisir le créneau d", description="How the label of a slot's link begins.")
    closed_day: Words = Field(
        "date fermée à la reservation", description="Words on a day that cannot be booked yet or any more."
    )
    container: Css = Field(
        "[id^=creneaux-lieu-]", description="CSS of the week of one place: only it shows slots."
    )
    card: Css = Field(".card, .fr-card", description="CSS of one place in the list of places.")
    notice: Css = Field(
        "[role=alert], .alert, .fr-alert, [class*=flash]", description="CSS of a notice about the link itself."
    )

    @property
    def narrowing(self) -> dict[str, str]:
        """The parameters that these options add to the address."""
        chosen = {name: value for name, option in PARAMETERS.items() if (value := getattr(self, option))}
        return chosen | ({"date": self.from_day.isoformat()} if self.from_day else {})


def belongs(url: str) -> bool:
    """Whether this is a public page of the system: a search or a public link, or any page of a known instance."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host:
        return False
    known = any(host == name or host.endswith(f".{name}") for name in _HOSTS)
    return known or parts.path.rstrip("/") == "/prendre_rdv"


def is_search(url: str) -> bool:
    """Whether the site answers the question here: the search, or another day for an appointment held."""
    path = _path(url)
    return bool(_SEARCH.fullmatch(path) or _RESCHEDULE.fullmatch(path))


def is_public_link(url: str) -> bool:
    """Whether it is an organisation's own link, which only redirects to the search."""
    return bool(_PUBLIC_LINK.fullmatch(_path(url)))


def narrowed(url: str, options: Options) -> str:
    """The address with the owner's choices; a week that was copied along is dropped."""
    wanted = options.narrowing
    held = query(url)
    kept = [(name, value) for name, value in held if name not in _PASSING and name not in wanted]
    if not wanted and kept == held:
        return url
    return urlunsplit(urlsplit(url)._replace(query=urlencode([*kept, *wanted.items()]), fragment=""))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return ""
