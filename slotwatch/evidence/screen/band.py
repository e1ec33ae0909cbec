"""The band above a picture: what the picture is of, plainly set apart from it.  Pure."""

from html import escape

from slotwatch.evidence.data import Capture, Exchange
from slotwatch.evidence.dossier import dates
from slotwatch.evidence.screen.drawing import Shot
from slotwatch.evidence.screen.supply import Own

#: Pixels that the highest band takes: an address may be thousands of characters long.
BAND = 2000

#: Above rather than below: whoever prints a long picture on one page cuts its foot off.
_PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>{title}</title>
<style>
html, body {{ margin: 0; background: #fff; width: {width}px; overflow: hidden; }}
header {{ box-sizing: border-box; width: {width}px; padding: 12px 16px; background: #fff7d6;
  border: 3px solid #000; border-bottom: 12px solid #000; color: #000;
  font: 17px/1.4 "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }}
p {{ margin: 0 0 4px; }}
code {{ font: 15px/1.4 "DejaVu Sans Mono", monospace; }}
small {{ font-size: 14px; }}
img {{ display: block; width: {width}px; height: {height}px; }}
</style>
<header>{lines}</header><img decoding="sync" alt="" src="{picture}"></html>
"""


def around(capture: Capture, page: Exchange, address: str, shot: Shot, product: str) -> Own:
    """The page to draw: the band, and the picture below it.

    ``address`` is the page's as it may be shown, ``product`` the browser's name and version.
    """
    lines = "".join(f"<p>{line}</p>" for line in _lines(capture, page, address, shot, product))
    html = _PAGE.format(
        title=f"Capture {capture.number}",
        width=shot.width,
        height=shot.height,
        lines=lines,
        picture=Own.PICTURE,
    )
    return Own(html, shot.png)


def _lines(capture: Capture, page: Exchange, address: str, shot: Shot, product: str) -> list[str]:
    when = dates.stamp(capture.local)
    lines = [
        f"<b>Relevé {capture.check}</b> · capture {capture.number} · <b>{when}</b> ({dates.utc(capture.at)} UTC)",
        f"<code>{escape(address)}</code>",
        f"SHA-256 de la page : <code>{page.sha256}</code>",
    ]
    if page.blotted:
        lines.append(
            f"SHA-256 de la réponse telle qu’elle est arrivée : <code>{page.answered}</code> "
            f"(des secrets ont été effacés en {page.blotted} endroit{'s' * (page.blotted > 1)})"
        )
    return [*lines, f"<small>{' '.join(_remarks(page, shot, product))}</small>"]


def _remarks(page: Exchange, shot: Shot, product: str) -> list[str]:
    remarks = [
        "Bandeau ajouté par slotwatch, hors de la page.",
        "Dessous : la page telle qu’elle a été répondue, dessinée après coup, sans JavaScript ni réseau, par "
        + escape(product.replace("/", " "))
        + ".",
    ]
    if shot.missing == 1:
        remarks.append("Un fichier (style, image) qu’elle demande n’a pas été conservé et manque ici.")
    elif shot.missing:
        remarks.append(
            f"{shot.missing} fichiers (styles, images) qu’elle demande n’ont pas été conservés et manquent ici."
        )
    if shot.cut:
        remarks.append(
            f"<b>Image coupée</b> à {shot.width} × {shot.height} pixels : la page en fait "
            f"{shot.whole[0]} × {shot.whole[1]}."
        )
    if page.truncated:
        remarks.append("<b>Réponse trop longue</b> : conservée en partie.")
    return remarks
