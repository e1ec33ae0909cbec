"""From bytes to text, the way browsers do it.  Pure; no bytes make it raise."""

import codecs
import re
from functools import lru_cache

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

#: A page that says one of these means windows-1252: browsers read it like this, so authors never noticed.
_MEANS_1252 = frozenset({"ascii", "iso8859-1", "cp1252"})
#: Names that browsers know and Python does not, or reads in the machine's own byte order.
_ALIASES = {"x-cp1252": "cp1252", "ansi": "cp1252", "utf-16": "utf-16-le", "unicode": "utf-16-le"}
#: Codecs of Python's that are no charset of a page.
_NO_CHARSET = frozenset({"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"})

_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;\"']+)", re.IGNORECASE)
#: Both `<meta charset=…>` and the http-equiv form; a page declares its charset in its first bytes or never.
_IN_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([^\s;\"'/>]+)", re.IGNORECASE)
_META_BYTES = 2048


def decode(body: bytes | bytearray, content_type: str = "", *, truncated: bool = False) -> str:
    """The text of a body.

    In order: byte-order mark, charset of the Content-Type, of a ``<meta>``, strict UTF-8, windows-1252.
    A charset that the bytes contradict counts as not given.  ``truncated``: the body was cut, so half a
    character at its end is no contradiction.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], codec, "replace", truncated) or ""
    for candidate in (_declared(body, content_type), "utf-8"):
        if candidate and (text := _read(body, candidate, "strict", truncated)) is not None:
            return text
    return _last_resort(body)


def _declared(body: bytes | bytearray, content_type: str) -> str | None:
    if (found := _IN_HEADER.search(content_type)) and (codec := _codec(found[1])):
        return codec
    if (meta := _IN_META.search(body, 0, _META_BYTES)) and (codec := _codec(meta[1].decode("latin-1"))):
        # bytes in which a <meta> can be read are not UTF-16, whatever it says
        return "utf-8" if codec.startswith("utf-16") else codec
    return None


@lru_cache(maxsize=64)
def _codec(label: str) -> str | None:
    name = label.strip().lower()
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
        bytes(4).decode(codec)  # refuses the codecs that turn bytes into bytes
    except (LookupError, ValueError):
        return None
    if codec in _MEANS_1252:
        return "cp1252"
    return None if codec.replace("_", "-") in _NO_CHARSET else codec


def _read(body: bytes | bytearray, codec: str, errors: str, truncated: bool) -> str | None:  # noqa: FBT001 - private
    try:
        if truncated:
            return codecs.getincrementaldecoder(codec)(errors).decode(bytes(body), final=False)
        return body.decode(codec, errors)
    except UnicodeError:
        return None


def _last_resort(body: bytes | bytearray) -> str:
    """UTF-8 with a rotten byte or two, or windows-1252?  Accents that do read as UTF-8 outnumber chance."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text if foreign > 2 * broken else body.decode("cp1252", "replace")
