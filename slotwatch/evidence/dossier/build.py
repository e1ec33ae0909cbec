"""The whole pack: every piece in its order, the files to check it with, and the list of all hashes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.platypus import PageBreak

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier import (
    attached,
    captures,
    chronology,
    cover,
    dates,
    holes,
    integrity,
    method,
    pictures,
    proofs,
    readme,
    steps,
    synthesis,
)
from slotwatch.evidence.dossier.cover import Piece
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.naming import file_name
from slotwatch.evidence.dossier.order import Order
from slotwatch.evidence.dossier.placing import digests, workshop
from slotwatch.evidence.dossier.sheet import Frontispiece, write
from slotwatch.evidence.dossier.timeline import last_day, last_instant

#: Where the holes, errors and slots stand in full; the synthesis names the file.
_HOLES = "interruptions_erreurs_places_vues"
_FRONT = "00_couverture_et_synthese.pdf"


@dataclass(frozen=True, slots=True)
class Pack:
    """A finished pack: where it is, its pieces, its size in bytes, and what became of the raw pages."""

    folder: Path
    pieces: tuple[Piece, ...]
    size: int
    pages: proofs.Pages


def steps_of(data: DossierData) -> int:
    """How many times `build` calls its ``progress``."""
    return len(data.checks) + 2 * len(data.captures)


def build(
    data: DossierData,
    order: Order,
    target: Path,
    *,
    screens: Mapping[int, Path] | None = None,
    force: bool = False,
    progress: Callable[[], None] = lambda: None,
) -> Pack:
    """Make the pack in ``target``, a new or empty folder (``force``: or one that holds a pack).

    ``screens`` are pictures (PNG or JPEG) by the number of their capture.  The same data, order and pictures
    give the same bytes.  Raises `PackError`; nothing half made is left behind then.
    """
    with workshop(target, force=force) as folder:
        maker = _Maker(data, order, folder, screens or {}, progress)
        maker.make()
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return Pack(target, tuple(maker.pieces), size, maker.pages)


class _Maker:
    """One pack in the making."""

    def __init__(
        self,
        data: DossierData,
        order: Order,
        folder: Path,
        screens: Mapping[int, Path],
        progress: Callable[[], None],
    ) -> None:
        self._data, self._order, self._folder = data, order, folder
        self._screens, self._progress = screens, progress
        self._masking = Masking(order)
        self._front = self._frontispiece()
        self.pieces: list[Piece] = []
        self.pages = proofs.Pages()

    def make(self) -> None:
        """All of it; what tells of the others comes after them."""
        data, masking = self._data, self._masking
        verification = self._folder / proofs.FOLDER
        verification.mkdir()
        self.pages = proofs.pages(data, verification, masking, self._progress)
        lines = proofs.chain(data, verification, masking)
        proofs.table(data, verification, masking)
        tokens = proofs.stamps(data, verification)
        self._piece("chronologie", "Chronologie", chronology.story(data, masking, self._progress), wide=True)
        self._captures()
        self._piece(_HOLES, "Interruptions, erreurs et places vues", holes.story(data, masking))
        self._by_hand()
        self._piece("note_de_methode", "Note de méthode", method.story(data, self._order, masking))
        self._write(readme.NOTE, readme.note(data))
        self._piece(
            "integrite", "Intégrité", integrity.story(data, digests(self._folder), tokens, self.pages, lines)
        )
        self._cover()

    def _piece(self, words: str, title: str, story: Iterable[Any], *, wide: bool = False) -> None:
        name = file_name(self._next, words)
        front = replace(self._front, title=f"{self._next:02d} – {title}", wide=wide)
        count = write(self._folder / name, front, story)
        self.pieces.append(Piece(self._next, name, title, count))

    def _captures(self) -> None:
        """One file a month, so that none grows too big to file."""
        wanted = [self._screens[c.number] for c in self._data.captures if c.number in self._screens]
        plan = pictures.plan(wanted, captures.RATIO)
        for (year, month), group in groupby(self._data.captures, key=lambda c: (c.local.year, c.local.month)):
            some = list(group)
            story = captures.story(
                self._data, some, self.pages, self._screens, plan, self._masking, self._progress
            )
            title = f"Captures {dates.of_month(date(year, month, 1))}"
            self._piece(f"captures_{year}-{month:02d}", title, story)

    def _by_hand(self) -> None:
        """What the person did, then the files that they added."""
        joined = attached.sort_out(self._data)
        printed = [each for each in joined if each.printed]
        own = [each for each in joined if each.own_piece]
        number = self._next + 1  # of the piece behind the table
        where = {each.key: each.why_not for each in joined}
        where |= {each.key: f"pièce {number:02d}" for each in printed}
        number += bool(printed)
        where |= {each.key: f"pièce {number + index:02d}" for index, each in enumerate(own)}
        story = steps.story(self._data, self._masking, where)
        self._piece("tentatives_et_demarches", "Tentatives et démarches à la main", story)
        if printed:
            story = attached.story(self._data, printed, self._masking)
            self._piece("documents_joints", "Documents joints par la personne", story)
        for each in own:
            name = file_name(self._next, f"document_joint_entree_{each.entry.number}")
            (self._folder / name).write_bytes(attached.content_of(self._data, each.file))
            self.pieces.append(Piece(self._next, name, f"Document joint, entrée {each.entry.number}", None))

    def _cover(self) -> None:
        """The cover tells its own pages too: it is written again when they are not two."""
        front = replace(self._front, title="00 – Couverture et synthèse")
        own = Piece(0, _FRONT, "Couverture et synthèse", 2)
        while (count := write(self._folder / _FRONT, front, self._front_story(own))) != own.pages:
            own = replace(own, pages=count)
        self._write(readme.INVENTORY, readme.inventory(self._data, self._masking, [own, *self.pieces]))

    def _front_story(self, own: Piece) -> Iterator[Any]:
        holes_piece = next(piece.name for piece in self.pieces if _HOLES in piece.name)
        yield from cover.story(self._data, self._order, self._masking, [own, *self.pieces])
        yield PageBreak()
        yield from synthesis.story(self._data, self._masking, holes_piece)

    @property
    def _next(self) -> int:
        """The number of the next piece."""
        return self._order.first + len(self.pieces)

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8")

    def _frontispiece(self) -> Frontispiece:
        data = self._data
        first, last = data.since.astimezone(data.motive.timezone).date(), last_day(data)
        return Frontispiece(
            title="",
            subject=f"{self._masking.note(data.motive.name)} – {data.motive.host}",
            period=f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
            version=data.generated,
            made=last_instant(data),
        )
