"""Files that the person adds: proved to be what they claim, and named so that any system can keep them."""

import re
import stat
import unicodedata
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesHeaderParser
from hashlib import sha256
from pathlib import Path

from slotwatch.evidence.data import Attachment

#: Bytes of one file: a dossier that courts take is smaller than two of these.
MOST = 25_000_000

_KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".pdf": "pdf", ".eml": "eml", ".txt": "text"}
_TAKEN = "PNG, JPEG, PDF, .eml or .txt"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"%PDF-", "pdf"),
    (b"GIF8", "a GIF"),
    (b"PK\x03\x04", "a ZIP or an office file"),
    (b"RIFF", "a WebP or a video"),
    (b"\x1f\x8b", "a gzip file"),
)
#: An ISO media file says what it is from its fifth byte on: telephones take photos in this form.
_PHOTO = re.compile(rb"(?s).{4}ftyp(?:hei[cx]|mif1|avif)")

_LONGEST_NAME = 80


class BadFileError(Exception):
    """A file that cannot be taken.  One line: which, why, what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read and proved."""

    attachment: Attachment
    content: bytes = field(repr=False)


def take(path: Path) -> Taken:
    """Read a file.  Raises `BadFileError`; the file itself is never touched."""
    shown = safe_name(path.name)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadFileError(f"{shown}: is not a file: name a {_TAKEN} file")
        if found.st_size > MOST:
            size = f"{found.st_size / 1e6:.0f} MB"
            raise BadFileError(f"{shown}: {size} is more than {MOST / 1e6:.0f} MB: make it smaller, or split it")
        content = path.read_bytes()
    except OSError as error:
        raise BadFileError(f"{shown}: {error.strerror}: name a file that this user may read") from None
    except ValueError:  # a NUL in the name
        raise BadFileError(f"{shown}: is not the name of a file") from None
    kind = _kind(shown, path.suffix.lower(), content)
    return Taken(Attachment(shown, kind, sha256(content).hexdigest(), len(content)), content)


def safe_name(name: str) -> str:
    """A name fit to be printed and written anywhere: letters, digits, ``.-_``, at most 80 characters."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    text = "".join(c if c.isalnum() or c in ".-_" else "_" for c in text)
    text = re.sub(r"_{2,}", "_", text).lstrip(".") or "file"
    stem, dot, suffix = text.rpartition(".")
    if len(text) <= _LONGEST_NAME or not dot or len(suffix) > 8:
        return text[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def _kind(shown: str, suffix: str, content: bytes) -> str:
    claimed = _KINDS.get(suffix)
    found = next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")
    if _PHOTO.match(content):
        raise BadFileError(f"{shown}: is a photo in a telephone's own form (HEIC, AVIF): save it as JPEG")
    if claimed is None:
        raise BadFileError(f"{shown}: is of a kind that is not taken: name a {_TAKEN} file")
    if not content:
        raise BadFileError(f"{shown}: is empty")
    if claimed in {"png", "jpeg", "pdf"}:
        if found != claimed:
            what = f"is {_words(found)}" if found else "is no image or document of its kind"
            raise BadFileError(f"{shown}: {what}, although its name ends in {suffix}: name the right file")
        if not _whole(claimed, content):
            raise BadFileError(f"{shown}: is cut short: copy it again")
        return claimed
    if found:
        raise BadFileError(f"{shown}: is {_words(found)}, although its name ends in {suffix}: name the right file")
    if claimed == "eml" and not _is_mail(content):
        raise BadFileError(f"{shown}: is no e-mail: save the message from your mail program as .eml")
    if claimed == "text" and not _is_text(content):
        raise BadFileError(f"{shown}: is no text in UTF-8: save it again as UTF-8")
    return claimed


def _words(kind: str) -> str:
    return kind if " " in kind else f"a {kind.upper()}"


def _whole(kind: str, content: bytes) -> bool:
    match kind:
        case "png":
            return b"IEND" in content[-64:]
        case "jpeg":
            return b"\xff\xd9" in content[-65536:]
        case _:
            return b"%%EOF" in content[-2048:]


def _is_mail(content: bytes) -> bool:
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(content)
    return "From" in headers and any(name in headers for name in ("Date", "Received", "Subject", "Message-ID"))


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
