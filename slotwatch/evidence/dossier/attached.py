"""The files that the person added: pictures, e-mails and texts printed as one piece; PDFs are their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import PageBreak

from slotwatch.evidence.data import Attachment, ByHand, DossierData
from slotwatch.evidence.dossier import dates, mails, styles
from slotwatch.evidence.dossier.captures import plates
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.pictures import Plan, UnreadablePictureError, shape
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.words import by_hand

#: A PDF above this would make the pack too big to hand in: it is named, and stays with the person.
LARGEST_PDF = 8_000_000

_FACTS = (30 * mm, 144 * mm)
#: Points that the first page's heading takes.
_INTRODUCTION = 75.0
_PLAN = Plan(pages=3, allowance=160_000)


@dataclass(frozen=True, slots=True)
class Joined:
    """A file on its way into the pack.  ``why_not`` says why it stays out, "" when it goes in."""

    entry: ByHand
    file: Attachment
    why_not: str = ""

    @property
    def key(self) -> tuple[int, str]:
        """Entry and hash."""
        return self.entry.number, self.file.sha256

    @property
    def own_piece(self) -> bool:
        """A PDF is handed in as it is, byte for byte."""
        return not self.why_not and self.file.kind == "pdf"

    @property
    def printed(self) -> bool:
        """Everything else is printed."""
        return not self.why_not and self.file.kind != "pdf"


def sort_out(data: DossierData) -> list[Joined]:
    """All attached files of the period, in order, with what becomes of each."""
    return [Joined(entry, file, _why_not(data, entry, file)) for entry in data.by_hand for file in entry.files]


def _why_not(data: DossierData, entry: ByHand, file: Attachment) -> str:
    if entry.deleted:
        return "supprimé depuis, à la demande de la personne"
    content = data.body(file.sha256)
    if content is None or sha256(content).hexdigest() != file.sha256:
        return "non joint : absent ou endommagé, il ne correspond plus à son empreinte"
    if file.kind == "pdf":
        if not content.startswith(b"%PDF"):
            return "non joint : ce n’est pas un PDF"
        if len(content) > LARGEST_PDF:
            return "non joint : trop volumineux ; conservé par la personne"
    if file.kind in {"png", "jpeg"}:
        try:
            shape(content)
        except UnreadablePictureError:
            return "non joint : l’image ne peut être lue"
    return ""


def story(data: DossierData, printed: list[Joined], masking: Masking) -> Iterator[Any]:
    """The flowables: each printed file under its entry."""
    yield styles.para("Documents joints par la personne", "h1")
    yield styles.para(
        "Ces documents viennent de la personne. Images, courriels et textes sont imprimés ici, réduits au "
        "besoin ; les originaux, dont l’empreinte est donnée, sont conservés par elle. Les numéros de téléphone "
        "y sont masqués dans le texte.",
        "note",
    )
    for index, each in enumerate(printed):
        if index:
            yield PageBreak()
        yield Bookmark(f"Entree {each.entry.number} - {masking.note(each.file.name)}")
        yield from _document(data, each, masking, taken=0 if index else _INTRODUCTION)


def _document(data: DossierData, each: Joined, masking: Masking, taken: float) -> Iterator[Any]:
    caption = styles.facts(
        [
            ("À la main", f"<b>entrée {each.entry.number}</b>, {dates.moment(each.entry.local)}"),
            ("Quoi", styles.raw(by_hand(each.entry.result), "fact")),
            ("Fichier", styles.raw(masking.note(each.file.name), "fact")),
            ("SHA-256", styles.raw(each.file.sha256, "hash")),
        ],
        _FACTS,
        dense=True,
    )
    yield caption
    yield styles.gap(8)
    content = partial(content_of, data, each.file)
    if each.file.kind in {"png", "jpeg"}:
        for index, plate in enumerate(plates(content, shape(content()), caption, _PLAN, taken)):
            if index:
                yield PageBreak()
            yield plate
        return
    if each.file.kind == "eml":
        headers, lines = mails.read(content())
        yield styles.facts([(name, styles.raw(masking.own(value), "fact")) for name, value in headers], _FACTS)
        yield styles.gap(8)
    else:
        lines = [*mails.paragraphs(content().decode("utf-8", "replace"))]
    for line in lines:
        yield styles.raw(masking.own(line), "body")


def content_of(data: DossierData, file: Attachment) -> bytes:
    """The bytes of a file that `sort_out` has found in order."""
    content = data.body(file.sha256)
    assert content is not None
    return content
