"""Integrity: the hash of every file of the pack, the end of the chain, the stamps, and what all that proves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.units import mm

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.proofs import CHAIN, FOLDER, PAGES, STAMPS, Pages
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.words import counted, number

_WIDTHS = (62 * mm, 112 * mm)


def story(
    data: DossierData,
    hashes: Sequence[tuple[str, str]],
    tokens: Mapping[int, str | None],
    pages: Pages,
    lines: int,
) -> Iterator[Any]:
    """The flowables.  ``hashes`` are name and SHA-256 of each file made so far."""
    yield styles.para("Intégrité", "h1")
    yield styles.para(
        "<b>Une empreinte ou un horodatage prouve que le fichier existait à ce moment-là, dans cet état ; il ne "
        "prouve pas que la page disait vrai.</b> L’empreinte (SHA-256) d’un fichier change dès qu’un seul octet "
        "change."
    )
    yield from _files(hashes)
    yield from _chain(data, lines)
    yield from _stamps(data, tokens)
    yield from _raw_pages(data, pages)


def _title(title: str) -> Iterator[Any]:
    yield Bookmark(title)
    yield styles.para(title, "h2")


def _files(hashes: Sequence[tuple[str, str]]) -> Iterator[Any]:
    yield from _title("Empreintes des fichiers")
    yield styles.table(
        ("Fichier", "SHA-256"),
        [(styles.raw(name), styles.raw(digest, "hash")) for name, digest in hashes],
        _WIDTHS,
    )
    yield styles.gap(3)
    yield styles.para(
        "L’empreinte de la présente pièce et celle de la couverture sont dans SHA256SUMS, qui les contient "
        "toutes. LISEZMOI_verification.txt explique comment les contrôler avec des outils courants.",
        "note",
    )


def _chain(data: DossierData, lines: int) -> Iterator[Any]:
    yield from _title("Chaîne scellée")
    yield styles.para(
        "Chaque relevé, capture, tentative à la main, marche, arrêt et saut d’horloge forme une ligne de texte "
        "qui contient l’empreinte de la ligne précédente. Changer, retirer, ajouter ou déplacer une ligne "
        "change toutes les empreintes qui suivent."
    )
    if data.head is None:
        yield styles.para("<b>La chaîne est vide : rien de la période n’est scellé.</b>")
        return
    entry, digest = data.head
    yield styles.facts(
        [
            ("Dernière entrée", str(entry)),
            ("Son empreinte", styles.raw(digest, "hash")),
            ("Lignes jointes", f"{number(lines)}, dans {FOLDER}/{CHAIN}"),
        ],
        (40 * mm, 134 * mm),
    )
    yield styles.gap(4)
    yield styles.para(
        "Les lignes d’autres motifs et celles qui contiennent des mots de la personne ne sont pas jointes : "
        "seule leur empreinte l’est. Un expert peut contrôler la chaîne entière sur la base de données que la "
        "personne conserve, avec la commande slotwatch evidence verify."
    )


def _stamps(data: DossierData, tokens: Mapping[int, str | None]) -> Iterator[Any]:
    yield from _title("Horodatages (RFC 3161)")
    if not data.stamps:
        yield styles.para(
            "Aucune autorité d’horodatage n’a été réglée ou n’a répondu : la date des sceaux repose sur "
            "l’horloge de l’ordinateur, dont la note de méthode donne l’état à chaque relevé."
        )
        return
    zone = data.motive.timezone
    yield styles.para(
        f"{counted(len(data.stamps), 'horodatage', 'horodatages')}. Une autorité extérieure a attesté que la "
        "ligne, donc toutes celles qui la précèdent, existait à la date dite."
    )
    yield styles.table(
        ("Entrée", "Attesté", "Autorité", "Empreinte attestée", "Jeton"),
        [
            (
                str(each.number),
                dates.moment(each.at.astimezone(zone)),
                styles.raw(each.authority),
                styles.raw(each.head, "hash"),
                styles.raw(name) if (name := tokens.get(each.number)) else "<b>fichier absent</b>",
            )
            for each in data.stamps
        ],
        (16 * mm, 34 * mm, 36 * mm, 52 * mm, 36 * mm),
    )
    yield styles.para(f"Les jetons sont dans {FOLDER}/{STAMPS}.", "note")


def _raw_pages(data: DossierData, pages: Pages) -> Iterator[Any]:
    yield from _title("Pages brutes")
    if not data.captures:
        yield styles.para("Aucune capture n’a été conservée pour la période.")
        return
    yield styles.para(
        f"{counted(len(pages.joined), 'page ou ressource', 'pages ou ressources')} dans {FOLDER}/{PAGES}, "
        "chacune nommée d’après son empreinte ; une page répondue plusieurs fois à l’identique n’y est qu’une "
        "fois."
    )
    for names, words in (
        (pages.missing, "absentes ou endommagées : le contenu conservé ne correspond plus à l’empreinte"),
        (pages.private, "non jointes : elles contiennent le nom de la personne ou un secret de réglage"),
        (pages.too_big, "non jointes, trop volumineuses : conservées par la personne, présentables sur demande"),
    ):
        if names:
            yield styles.para(f"<b>{number(len(names))}</b> {words} :")
            yield from (styles.raw(name, "hash") for name in sorted(names))
