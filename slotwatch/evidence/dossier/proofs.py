"""The folder ``verification`` of a pack: raw pages, the sealed lines, the chronology as a table, the stamps.

Not pieces for the court but what an expert needs to check them, with `sha256sum` and `openssl` alone.
"""

import csv
import gzip
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path

from slotwatch.evidence.data import Capture, DossierData
from slotwatch.evidence.dossier import dates
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.reasons import reason
from slotwatch.evidence.dossier.words import NBSP, outcome

FOLDER = "verification"
PAGES, CHAIN, TABLE, STAMPS = "pages.zip", "chaine.jsonl.gz", "chronologie.zip", "jetons"

#: Bytes, packed, that the raw pages may take: the whole pack stays small enough to be handed in.
ROOM = 12_000_000
#: A body above this is packed on trial first, to know whether it still fits.
_BIG = 200_000

_SUFFIXES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/plain": "txt",
    "text/css": "css",
    "text/javascript": "js",
}
#: A fixed date in the archives, so that the same data give the same bytes; it is no date of the pages.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass
class Pages:
    """What became of each body, by its hash.

    ``joined`` gives its name in the archive; ``missing`` are absent or damaged, ``private`` name the person or
    a secret, ``too_big`` found no room.
    """

    joined: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    too_big: set[str] = field(default_factory=set)


def pages(data: DossierData, folder: Path, masking: Masking, progress: Callable[[], None]) -> Pages:
    """Pack the raw pages; ``progress`` is called once a capture.

    The page that decided comes first, of every capture; what else was fetched takes the room that is left.
    """
    done = Pages()
    with zipfile.ZipFile(folder / PAGES, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for capture in data.captures:
            _add(archive, data, done, masking, capture, deciding=True)
            progress()
        for capture in data.captures:
            _add(archive, data, done, masking, capture, deciding=False)
    return done


def _add(
    archive: zipfile.ZipFile, data: DossierData, done: Pages, masking: Masking, capture: Capture, *, deciding: bool
) -> None:
    if capture.deleted:
        return
    page = capture.page
    for exchange in capture.exchanges:
        name = exchange.sha256
        known = done.joined.keys() | done.missing | done.private | done.too_big
        if not name or name in known or (deciding and exchange is not page):
            continue
        body = data.body(name)
        if body is None or sha256(body).hexdigest() != name:
            done.missing.add(name)
        elif masking.betrays(body):
            done.private.add(name)
        elif not _fits(archive, body):
            done.too_big.add(name)
        else:
            info = _entry(f"{name}.{_SUFFIXES.get(exchange.media_type, 'bin')}")
            archive.writestr(info, body)
            done.joined[name] = info.filename


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _fits(archive: zipfile.ZipFile, body: bytes) -> bool:
    used = archive.start_dir
    size = len(zlib.compress(body, 1)) if len(body) > _BIG else len(body)
    return used + size <= ROOM


def chain(data: DossierData, folder: Path, masking: Masking) -> int:
    """Write the sealed lines, one a line; how many.  One that is kept back leaves its number and hash."""
    count = 0
    with (folder / CHAIN).open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        for each in data.chain():
            line = each.line
            if line is None or masking.betrays(line):
                line = json.dumps({"hash": each.hash, "kept_back": True, "number": each.number}).encode()
            packed.write(line + b"\n")
            count += 1
    return count


def table(data: DossierData, folder: Path, masking: Masking) -> None:
    """Write the chronology as a table (CSV, semicolons, UTF-8): whole sentences, for any spreadsheet."""
    with (
        zipfile.ZipFile(folder / TABLE, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(_entry("chronologie.csv"), "w") as file,
        TextIOWrapper(file, "utf-8", newline="") as text,
    ):
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(_rows(data, masking))


_COLUMNS = (
    *(
        "releve",
        "mode",
        "heure_locale",
        "heure_utc",
        "motif",
        "resultat",
        "phrase_ou_raison",
        "marqueur",
        "adresse",
    ),
    *(
        "http",
        "capture",
        "sha256_reponse",
        "duree_s",
        "horloge_synchronisee",
        "ecart_horloge_s",
        "entree",
        "sceau",
    ),
)


def _rows(data: DossierData, masking: Masking) -> Iterator[list[object]]:
    name = masking.note(data.motive.name)
    for line in data.checks:
        words = line.sentence if line.outcome in {"no_slot", "not_open"} else reason(line).replace(NBSP, " ")
        synchronised = {True: "oui", False: "non", None: ""}[line.synchronised]
        yield [
            *(line.number, "automatique", line.local.isoformat(timespec="seconds"), dates.utc(line.at), name),
            *(outcome(line.outcome), _cell(masking.text(words)), _cell(masking.text(line.marker))),
            *(_cell(masking.url(line.url)), line.status, line.capture, line.digest, f"{line.took:.3f}"),
            *(synchronised, line.gap, line.entry, line.seal),
        ]


def _cell(text: str) -> str:
    """A cell that a spreadsheet cannot take for a formula: sites choose these words, not we."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def stamps(data: DossierData, folder: Path) -> dict[int, str | None]:
    """Copy the authority's answers; the name of each by entry, None where its file is not there."""
    copied: dict[int, str | None] = {}
    for each in data.stamps:
        try:
            token = each.token.read_bytes()
        except OSError:
            copied[each.number] = None
            continue
        target = folder / STAMPS
        target.mkdir(exist_ok=True)
        name = f"entree-{each.number:09d}.tsr"
        (target / name).write_bytes(token)
        copied[each.number] = name
    return copied
