"""An e-mail as it is read: who, to whom, when, about what, and its words.  Pure."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from selectolax.lexbor import LexborHTMLParser

_HEADERS = (("Date", "Date"), ("From", "De"), ("To", "À"), ("Cc", "Copie"), ("Subject", "Objet"))
#: Letters of a body that are printed.
_MOST = 12_000


def read(content: bytes) -> tuple[list[tuple[str, str]], list[str]]:
    """Headers with their French names, and the paragraphs of the text."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)  # what this policy makes
    headers = [(french, _header(message, name)) for name, french in _HEADERS]
    attached = [part.get_filename() or "sans nom" for part in message.iter_attachments()]
    if attached:
        headers.append(("Pièces jointes", ", ".join(attached)))
    return [(name, value) for name, value in headers if value], [*paragraphs(_text(message))]


def paragraphs(text: str) -> Iterator[str]:
    """The lines of a text, empty ones left out; what is too long to print says so."""
    for line in text[:_MOST].splitlines():
        if line.strip():
            yield line.rstrip()
    if len(text) > _MOST:
        yield f"[… {len(text) - _MOST} caractères de plus dans l’original]"


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, KeyError, AttributeError):  # the standard library on headers made by no mailer
        return ""


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    raw = body.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        text = raw.decode(body.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    if body.get_content_type() == "text/html":
        tree = LexborHTMLParser(text)
        return tree.body.text(separator="\n") if tree.body else ""
    return text
