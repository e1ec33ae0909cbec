"""The captures of one month: each with its address, times, sentence, hashes, and picture if it has one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import PageBreak

from slotwatch.evidence.data import Capture, CheckLine, DossierData
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.excerpt import around
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.pictures import Plan, Plate, Room, Shape, UnreadablePictureError, shape
from slotwatch.evidence.dossier.proofs import FOLDER, PAGES, Pages
from slotwatch.evidence.dossier.reasons import reason
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.words import cut, number, outcome, quoted, why_kept

_WIDTH, _HEIGHT = 174 * mm, 253 * mm
_FACTS = (36 * mm, 138 * mm)
#: Height to width of the room that a caption usually leaves for its picture.
RATIO = 1.15


def story(
    data: DossierData,
    captures: Iterable[Capture],
    pages: Pages,
    screens: Mapping[int, Path],
    plan: Plan,
    masking: Masking,
    progress: Callable[[], None],
) -> Iterator[Any]:
    """The flowables.  ``screens`` holds the picture of a capture by its number."""
    lines = {line.number: line for line in data.checks}
    yield styles.para("Captures", "h1")
    if not screens:
        yield styles.para(
            "Ces captures sont sans image : la page n’a pas été rendue par un navigateur. Chacune donne "
            "l’adresse, la date, l’heure et la phrase exacte du site ; la page telle qu’elle a été répondue est "
            f"jointe, non modifiée, dans {FOLDER}/{PAGES}."
        )
    some = list(captures)
    yield _list(some, lines)
    pictured = True
    for capture in some:
        caption = _caption(capture, lines.get(capture.check), pages, masking)
        picture = screens.get(capture.number)
        shown, trouble = _plates(picture, caption, plan) if picture is not None else ([], "")
        if shown:
            yield PageBreak()
            yield Bookmark(_name(capture))
            yield caption
            yield styles.gap(6)
            yield shown[0]
            for plate in shown[1:]:
                yield PageBreak()
                yield styles.para(f"{_name(capture)} (suite)", "h2")
                yield plate
            if shown[-1].cut_off:
                yield styles.para("Image coupée en bas : la page continue. La page brute est entière.", "note")
        else:
            if pictured:
                yield PageBreak()
            note = trouble or ("" if not screens else "Pas d’image de cette capture.")
            rest = [styles.para(note, "note")] if note else []
            yield styles.together(
                Bookmark(_name(capture)), caption, *rest, *_excerpt(capture, lines, data, masking), styles.gap(14)
            )
        pictured = bool(shown)
        progress()


def _list(captures: list[Capture], lines: Mapping[int, CheckLine]) -> Any:
    """All of them at a glance."""
    return styles.table(
        ("Capture", "Relevé", "Quand", "Résultat", "Conservée pour"),
        [
            (
                str(each.number),
                str(each.check),
                dates.stamp(each.local),
                outcome(lines[each.check].outcome) if each.check in lines else "–",
                styles.foreign(why_kept(each.why)) + (" – supprimée depuis" if each.deleted else ""),
            )
            for each in captures
        ],
        (22 * mm, 22 * mm, 46 * mm, 34 * mm, 50 * mm),
        dense=True,
    )


def _name(capture: Capture) -> str:
    return f"Capture {capture.number} - {capture.local:%d-%m-%Y %Hh%M}"


def _caption(capture: Capture, line: CheckLine | None, pages: Pages, masking: Masking) -> Any:
    rows: list[tuple[str, Any]] = [
        (
            f"Capture {capture.number}",
            f"<b>relevé {capture.check}</b>, {dates.moment(capture.local)} ({dates.utc(capture.at)} UTC)",
        )
    ]
    page = capture.page
    address = page.final if page else line.url if line else ""
    rows.append(("Adresse", styles.raw(cut(masking.url(address)) or "pas de réponse", "fact")))
    if page and page.url != page.final:
        rows.append(("Adresse demandée", styles.raw(cut(masking.url(page.url)), "fact")))
    if line:
        rows.append(("Résultat", f"<b>{outcome(line.outcome)}</b>{_http(line.status)}"))
        rows.append(
            ("Phrase du site" if line.answered else "Raison", styles.raw(cut(masking.text(reason(line))), "fact"))
        )
    rows.append(("Conservée pour", f"{styles.foreign(why_kept(capture.why))}"))
    rows.append(("SHA-256", _hashes(capture)))
    rows.append(("Page brute", _raw_page(capture, pages)))
    rows.append(("Sceau", styles.raw(f"{capture.seal} (entrée {capture.number} de la chaîne)", "hash")))
    return styles.facts(rows, _FACTS, dense=True)


def _http(status: int | None) -> str:
    return f", HTTP {status}" if status else ""


def _hashes(capture: Capture) -> Any:
    page = capture.page
    if page is None:
        return styles.para("pas de page : aucune réponse n’est venue", "hash")
    words = styles.foreign(page.sha256)
    if page.blotted:
        words += (
            f" (page conservée, où des secrets ont été effacés en {number(page.blotted)} endroits) ; "
            f"{styles.foreign(page.answered)} (réponse telle qu’elle est arrivée)"
        )
    if page.truncated:
        words += " (réponse trop longue : conservée en partie)"
    return styles.para(words, "hash")


def _raw_page(capture: Capture, pages: Pages) -> str:
    """Where the raw page is, or plainly why it is not there."""
    page = capture.page
    if capture.deleted:
        return "<b>supprimée depuis</b> ; empreinte, adresse et résultat restent dans la chaîne"
    if page is None:
        return "–"
    if page.sha256 in pages.joined:
        return f"{FOLDER}/{PAGES} : {styles.foreign(pages.joined[page.sha256][:12])}…"
    if page.sha256 in pages.missing:
        return "<b>absente ou endommagée</b> : ce qui a été conservé ne correspond plus à l’empreinte"
    if page.sha256 in pages.private:
        return "non jointe : elle contient le nom de la personne ou un secret ; conservée par la personne"
    return "non jointe, trop volumineuse ; conservée par la personne, présentable sur demande"


def _plates(path: Path, caption: Any, plan: Plan) -> tuple[list[Plate], str]:
    """The pages of a picture; none, and why, when it cannot be printed."""
    try:
        return plates(path.read_bytes, shape(path.read_bytes()), caption, plan), ""
    except OSError as error:
        return [], f"Pas d’image : le fichier ne peut être lu ({error.strerror})."
    except UnreadablePictureError:
        return [], "Pas d’image : le fichier de l’image est endommagé."


def plates(content: Callable[[], bytes], shown: Shape, caption: Any, plan: Plan, taken: float = 0) -> list[Plate]:
    """The pages of a picture below its caption, and below ``taken`` points of something else."""
    _, used = caption.wrap(_WIDTH, _HEIGHT)
    room = Room(_WIDTH, max(_HEIGHT - used - taken - 28, _WIDTH), plan.allowance)
    count = shown.pages(room.height / room.width, plan.pages)
    return [Plate(content, shown, part, count, room) for part in range(count)]


def _excerpt(
    capture: Capture, lines: Mapping[int, CheckLine], data: DossierData, masking: Masking
) -> Iterator[Any]:
    """What stood on the page around the sentence, as text."""
    page, line = capture.page, lines.get(capture.check)
    if page is None or line is None or capture.deleted or "html" not in page.media_type:
        return
    body = _body(data, page.sha256)
    words = around(body, line.sentence) if body else ""
    if words:
        yield styles.gap(3)
        yield styles.para("Texte de la page autour de la phrase :", "note")
        yield styles.raw(quoted(masking.text(words)), "note")


@lru_cache(2)
def _cached(body: Callable[[str], bytes | None], name: str) -> bytes | None:
    return body(name)


def _body(data: DossierData, name: str) -> bytes | None:
    return _cached(data.body, name)
