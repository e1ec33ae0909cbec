"""The words of a page around the sentence that decided, for a capture without a picture.  Pure."""

from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

#: Letters before and behind the sentence.
_BEFORE, _BEHIND = 250, 350
#: A page above this is not worth unpacking for a few words.
_LARGEST = 3_000_000


@lru_cache(8)
def around(body: bytes, sentence: str) -> str:
    """Some hundred letters of the visible text, with the sentence where it is found; "" for an empty page."""
    text = _visible(body)
    wanted = " ".join(sentence.split())
    at = max(text.find(wanted), 0) if wanted else 0
    begin, end = max(0, at - _BEFORE), at + (len(wanted) if wanted in text else 0) + _BEHIND
    return f"{'… ' if begin else ''}{text[begin:end].strip()}{' …' if end < len(text) else ''}" if text else ""


def _visible(body: bytes) -> str:
    if len(body) > _LARGEST:
        return ""
    tree = LexborHTMLParser(body)
    for node in tree.css("script, style, noscript, template, head"):
        node.decompose()
    return " ".join(tree.body.text(separator=" ").split()) if tree.body else ""
