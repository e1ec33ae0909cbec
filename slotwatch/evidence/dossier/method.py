"""The method note: what ran, where, how often, how right its clock was, and what it never does."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from reportlab.lib.units import mm

from slotwatch.evidence.data import DossierData, Run
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.masking import HIDDEN, Masking
from slotwatch.evidence.dossier.order import Order
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.words import counted, number, quoted, why_kept

_FACTS = (48 * mm, 126 * mm)


def story(data: DossierData, order: Order, masking: Masking) -> Iterator[Any]:
    """The flowables of the method note."""
    yield styles.para("Note de méthode", "h1")
    yield from _what(data, order, masking)
    yield from _how_often(data)
    yield from _clock(data)
    yield from _never()
    yield from _limits()
    yield from _runs(data)


def _title(title: str) -> Iterator[Any]:
    yield Bookmark(title)
    yield styles.para(title, "h2")


def _what(data: DossierData, order: Order, masking: Masking) -> Iterator[Any]:
    yield from _title("Ce qui a fonctionné, et où")
    yield styles.para(
        "slotwatch est un logiciel libre qui consulte, sur un ordinateur choisi par la personne, la page "
        "publique de prise de rendez-vous, et note ce que le site répond. Il fait ce que ferait une personne "
        "qui ouvre la page : il demande la page, lit la réponse et s’arrête là."
    )
    agent = order.user_agent.replace(order.contact, HIDDEN) if order.contact else order.user_agent
    rows: list[tuple[str, Any]] = [
        ("Logiciel", f"slotwatch {styles.foreign(data.generated)}{_versions(data)}"),
        ("Page consultée", styles.raw(masking.url(data.motive.url), "fact")),
        ("Système de rendez-vous", styles.raw(data.motive.provider, "fact")),
        ("Comment", _means(data)),
        ("Nom donné au site", styles.raw(masking.text(agent) or "non connu", "fact")),
    ]
    yield styles.facts(rows, _FACTS)
    yield styles.gap(4)
    yield styles.para(
        "Le nom donné au site (User-Agent) dit honnêtement qu’il s’agit d’un logiciel et comment joindre son "
        "utilisateur ; l’adresse est masquée ici."
    )


def _versions(data: DossierData) -> str:
    """The versions that ran, where they differ from the one that prints."""
    ran = sorted({str(run.facts["version"]) for run in data.runs if run.facts.get("version")} - {data.generated})
    return f" (a aussi fonctionné : {styles.foreign(', '.join(ran))})" if ran else ""


def _means(data: DossierData) -> str:
    if data.motive.fetch == "browser":
        return (
            "la page est ouverte dans un navigateur Chromium, sans fenêtre, parce qu’elle a besoin de JavaScript"
        )
    return "la page est demandée directement au site (HTTP), sans navigateur"


def _how_often(data: DossierData) -> Iterator[Any]:
    yield from _title("À quel rythme")
    pace = data.motive.pace
    words = (
        f"Rythme réglé : un relevé toutes les {_every(pace.every)} environ ({number(round(pace.jitter * 100))} % "
        "d’écart tiré au sort)"
    )
    if pace.night:
        words += f", et toutes les {_every(pace.night_every)} de {pace.night.start:%H:%M} à {pace.night.end:%H:%M}"
    yield styles.para(
        f"{words}. Il n’y a jamais plus d’une demande à la fois au même site, et le rythme ralentit quand le site "
        "peine, refuse ou demande d’attendre."
    )
    waits = [(b.at - a.at).total_seconds() for a, b in pairwise(data.checks)]
    if waits:
        yield styles.para(
            f"Rythme observé pendant la période : {number(len(data.checks))} relevés ; intervalle médian "
            f"{_wait(median(waits))}, le plus court {_wait(min(waits))}, le plus long {_wait(max(waits))}."
        )
    kept = Counter(each.why for each in data.captures)
    if kept:
        listed = ", ".join(f"{styles.foreign(why_kept(why))} : {number(n)}" for why, n in sorted(kept.items()))
        yield styles.para(f"Captures conservées – {listed}.")


def _wait(seconds: float) -> str:
    return dates.duration(timedelta(seconds=seconds))


def _every(seconds: float) -> str:
    """``60 min``: a pace reads better in minutes."""
    return f"{seconds / 60:g}".replace(".", ",") + " min" if 120 <= seconds <= 10_800 else _wait(seconds)


def _clock(data: DossierData) -> Iterator[Any]:
    yield from _title("L’heure")
    states = Counter(line.synchronised for line in data.checks)
    gaps = [line.gap for line in data.checks if line.gap is not None]
    rows: list[tuple[str, Any]] = [
        (
            "Horloge synchronisée",
            f"{counted(states[True], 'relevé', 'relevés')} : le système suit un serveur de temps (NTP)",
        ),
        ("Non synchronisée", counted(states[False], "relevé", "relevés")),
        ("État non connu", counted(states[None], "relevé", "relevés")),
    ]
    if gaps:
        far = max(gaps, key=abs)
        rows.append(
            (
                "Écart avec le site",
                (
                    f"médiane {dates.seconds(median(gaps))}, le plus grand {dates.seconds(far)} "
                    f"({counted(len(gaps), 'relevé', 'relevés')} où le site a donné son heure)"
                ),
            )
        )
    rows.append(("Sauts de l’horloge", number(len(data.jumps)) if data.jumps else "aucun"))
    yield styles.facts(rows, _FACTS)
    yield styles.gap(4)
    yield styles.para(
        "À chaque relevé, l’heure est celle de l’ordinateur. Son écart avec l’heure que le site inscrit dans sa "
        f"réponse (en-tête {quoted('Date')}) est noté : l’horloge de l’ordinateur moins celle du site, en "
        "secondes. Les heures locales portent leur écart avec le temps universel (UTC), parce qu’à la fin de "
        "l’heure d’été une même heure revient deux fois."
    )


def _never() -> Iterator[Any]:
    yield from _title("Ce que slotwatch ne fait jamais")
    yield from styles.items(
        (
            "Il ne s’identifie pas, ne remplit aucun formulaire d’identité et ne réserve rien.",
            (
                "Il ne résout aucun captcha et n’en fait résoudre aucun. Quand le site en montre un, la "
                "personne y répond elle-même, ou le relevé est noté « contrôle humain »."
            ),
            (
                "Il n’utilise ni proxy ni changement d’adresse, et ne se fait pas passer pour un navigateur qu’il "
                "n’est pas."
            ),
            (
                "Il ne lit pas l’absence d’un « non » comme un « oui », ni l’absence d’un « oui » comme un « "
                "non » : une page qu’il ne reconnaît pas est notée « page inconnue », hors statistique."
            ),
        )
    )


def _limits() -> Iterator[Any]:
    yield from _title("Limites")
    yield from styles.items(
        (
            "Entre deux relevés, rien n’est connu : une place peut avoir paru et disparu.",
            (
                "Les captures d’image, s’il y en a, sont rendues à partir de la réponse conservée. La réponse "
                "elle-même, avec son empreinte, fait foi."
            ),
            (
                "Dans les textes imprimés, le nom de la personne, les numéros de téléphone et les secrets de "
                f"réglage sont remplacés par {quoted('[masqué]')} ou un mot semblable. Les originaux scellés ne "
                "changent pas."
            ),
            "Les tentatives et démarches « à la main » sont rapportées telles que la personne les a enregistrées.",
            "Cette note n’est pas un avis juridique.",
        )
    )


def _runs(data: DossierData) -> Iterator[Any]:
    yield from _title("Marches et arrêts de slotwatch")
    if not data.runs:
        yield styles.para("Aucune marche n’est notée pour la période.")
        return
    zone = data.motive.timezone
    yield styles.table(
        ("Mise en marche", "Arrêt", "Version", "Rythme annoncé pour ce motif"),
        [
            (
                dates.moment(run.since.astimezone(zone)),
                "arrêt non noté" if run.until is None else dates.moment(run.until.astimezone(zone)),
                styles.raw(str(run.facts.get("version", "–"))),
                _announced(run, data.motive.name),
            )
            for run in data.runs
        ],
        (56 * mm, 56 * mm, 24 * mm, 38 * mm),
    )
    yield styles.para(
        "« Arrêt non noté » : slotwatch fonctionne encore, ou a été interrompu sans pouvoir l’écrire (coupure "
        "de courant).",
        "note",
    )


def _announced(run: Run, motive: str) -> str:
    known = run.facts.get("motives")
    for each in known if isinstance(known, list) else []:
        if isinstance(each, dict) and each.get("name") == motive and isinstance(each.get("every_s"), int | float):
            return f"toutes les {_every(each['every_s'])}"
    return "–"
