"""Where a sentence stands decides whether it is the answer (§14.13).  Pure.

RDV Service Public says its "no" in a block of its own.  The same words quoted in a help text, in a notice or
beside the page do not count.
"""

import re

from selectolax.lexbor import LexborNode

from slotwatch.providers._reading import Reading, prose
from slotwatch.providers._text import fold

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header li main "
        "nav ol p section table td th tr ul",
    )
)
#: What stands around the answer: menus, notices of the operator, footers.
_AROUND = frozenset({"aside", "blockquote", "footer", "header", "nav"})


def answers(reading: Reading, sentences: tuple[str, ...], *, whole: bool = False) -> str:
    """The site's words, where a block of the page itself begins with one of the sentences; "" otherwise.

    A sentence that is quoted in a help text or in a notice beside the page does not count (§14.13).  ``whole``:
    anywhere in its block.
    """
    top = reading.first("main, [role=main]") or reading.tree.body
    if top is None:
        return ""
    everything = prose(top)
    for sentence in (s for s in sentences if everything.says([s])):
        for block in _blocks_that_say(top, sentence):
            text, words = prose(block), fold(sentence)
            begins = text.folded.startswith(words) or text.glued.startswith(words)
            if (begins or whole) and not _is_around(block):
                return text.says([sentence])
    return ""


def _blocks_that_say(top: LexborNode, sentence: str) -> list[LexborNode]:
    """The innermost blocks that say it, in an element that does."""
    found, ahead = [], [top]
    while ahead:
        node = ahead.pop()
        within = [child for child in node.iter() if prose(child).says([sentence])]
        ahead += within
        if not within:
            while node.tag not in _BLOCKS and node.parent is not None:
                node = node.parent
            found.append(node)
    return found


def _is_around(node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None:
        if above.tag in _AROUND:
            return True
        above = above.parent
    return False
