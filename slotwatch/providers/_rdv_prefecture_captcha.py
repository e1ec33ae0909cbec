"""The captcha of RDV-Préfecture's terms: its form, and what came of an answer.  Pure (providers §2.2).

Nothing here looks into the picture: it is shown to the motive's owner, who types what it says.
"""

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from slotwatch.contract import Page, Verdict
from slotwatch.providers._gates import gate_captcha
from slotwatch.providers._rdv_prefecture_options import Address, address
from slotwatch.providers._rdv_prefecture_page import CAPTCHA_FORM, WRONG_ANSWER
from slotwatch.providers._reading import Reading, absolute, attribute, hidden_fields
from slotwatch.providers._text import fold

ANSWER_FIELD = "captchaUsercode"
_IMAGE = "#captchaFR_CaptchaImage, img.BDC_CaptchaImage"
_BUTTON = "[formaction*=_validerCaptcha]"
_ERROR = "#text-input-captcha-desc-error"
_DATA = "data:image/"
_MAGIC = {b"\x89PNG": "image/png", b"GIF8": "image/gif", b"\xff\xd8\xff": "image/jpeg", b"BM": "image/bmp"}


@dataclass(frozen=True, slots=True)
class CaptchaForm:
    """Where the picture is, where the answer goes, and the fields that go with it."""

    image: str
    action: str
    fields: Mapping[str, str]


def captcha_form(page: Page) -> CaptchaForm | None:
    """The form of the site's own captcha; None where there is none that could be shown and answered.

    Picture and answer must belong to this site, the answer to this procedure: what the owner types goes
    nowhere else.
    """
    here = address(page.url)
    tree = LexborHTMLParser(page.text)
    image, field = tree.css_first(_IMAGE), tree.css_first(CAPTCHA_FORM)
    if here is None or image is None or field is None or (form := _form_of(field)) is None:
        return None
    button = form.css_first(_BUTTON)
    target = attribute(button, "formaction") if button else attribute(form, "action")
    action = absolute(target, page.url)
    picture = attribute(image, "src").strip()
    picture = picture if picture.startswith(_DATA) else absolute(picture, page.url) if picture else ""
    if not _is_ours(picture, here) or not _answers(action, here):
        return None
    fields = dict(hidden_fields(form))
    if "captchaId" not in fields and (ident := tree.css_first("input[name=captchaId]")):
        fields["captchaId"] = attribute(ident, "value")
    if button is not None and (name := attribute(button, "name")):
        fields[name] = attribute(button, "value")
    return CaptchaForm(picture, action, fields)


def inline_picture(source: str) -> bytes:
    """The bytes of a `data:` picture, b"" where they cannot be read."""
    if not source.startswith(_DATA) or ";base64," not in source:
        return b""
    try:
        return b64decode(source.partition(";base64,")[2], validate=True)
    except (Error, ValueError):
        return b""


def media_type(picture: bytes) -> str:
    """What kind of picture the bytes are, by how they begin; "" for none that is known."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC.items() if picture.startswith(magic)), "")


def verdict(page: Page, asked: Address) -> Verdict | None:
    """What the site said to an answer, None where this page does not tell."""
    here = address(page.url)
    if here is None or here.procedure != asked.procedure:
        return None
    if here.error:
        return Verdict.WRONG if here.error.lower() == WRONG_ANSWER else Verdict.EXPIRED
    reading = Reading(page)
    told = reading.first(_ERROR)
    if told is not None and "incorrect" in fold(told.text()):
        return Verdict.WRONG
    if gate_captcha(reading) is not None:
        return Verdict.CHAINED
    return Verdict.ACCEPTED if here.page == "creneau" else None


def _form_of(field: LexborNode) -> LexborNode | None:
    above = field.parent
    while above is not None and above.tag != "form":
        above = above.parent
    return above


def _is_ours(picture: str, here: Address) -> bool:
    return picture.startswith(_DATA) or _host(picture) == here.host


def _answers(action: str, here: Address) -> bool:
    target = address(action)
    return target is not None and (target.host, target.procedure) == (here.host, here.procedure)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
