"""Damaged pages by the thousand: no reader raises, and no damage outside of what decided turns yes into no.

`make fuzz` reads ten thousand; FUZZ_PAGES and FUZZ_SEED say how many, and which, so that a find comes again.
"""

import os
import re
import time
from dataclasses import replace
from html import unescape
from random import Random

import pytest
from mutations import KINDS, mutate

from slotwatch.contract import Page
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import fold

ANSWERS = {"available", "no_slot"}
PAGES = int(os.environ.get("FUZZ_PAGES", "1500"))
SEED = int(os.environ.get("FUZZ_SEED", "20261125"))

#: No page of ours is slow; one that a stranger made must not stop the watch either (seconds).
SLOWEST = 0.5

_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta source track wbr"))
_WORDS = re.compile(r"(?<=>)[^<>]*[^\s<>][^<>]*(?=<)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")


def elements(text):
    """Where the elements of a page begin, where their start tags end, where they end: inner ones first."""
    opened, found = [], []
    for match in _TAG.finditer(text):
        closes, name, empty = match[1], match[2].lower(), match[3] or match[2].lower() in _VOID
        if empty:
            found.append((match.start(), match.end(), match.end()))
        elif not closes:
            opened.append((name, match.start(), match.end()))
        elif name in (names := [name for name, *_ in opened]):
            last = len(names) - 1 - names[::-1].index(name)
            found.append((*opened[last][1:], match.end()))
            del opened[last:]
    return found


def deciding(case, kind):
    """What decides on a page: the words, the start tags and the innermost elements without which it is another.

    The whole page where there are none; None where the page holds the other answer as well, which then shows.
    """
    text = case.page.text

    def changes(begin, end, instead=""):
        return case.reader.read(replace(case.page, text=text[:begin] + instead + text[end:])).kind

    spans = []
    for begin, end in (match.span() for match in _WORDS.finditer(text)):
        if (other := changes(begin, end)) != kind:
            spans.append((begin, end))
        if other in ANSWERS - {kind}:
            return None
    for begin, tag_end, end in elements(text):
        bare = re.match(r"<\w+", text[begin:tag_end])[0] + ">"
        if changes(begin, tag_end, bare) != kind:
            spans.append((begin, tag_end))
        if (other := changes(begin, end)) in ANSWERS - {kind}:
            return None
        if other != kind and not any(begin <= inner and until <= end for inner, until in spans):
            spans.append((begin, end))
    return [text[begin:end] for begin, end in spans] or [text]


def is_whole(part, text):
    """Whether this part of a page came through the damage, and its words can still be seen."""
    words = fold(_TAG.sub(" ", unescape(part)))
    return part in text and words in Reading(Page("", 200, text)).prose.folded


def damaged_pages(cases):
    """Case, what its page is undamaged, and the damage."""
    random = Random(SEED)
    known = [(case, case.reader.read(case.page).kind) for case in cases]
    for _ in range(PAGES):
        case, kind = random.choice(known)
        yield case, kind, mutate(random, case.page.text)


@pytest.mark.timeout(600)
def test_damage_never_raises_never_hangs_and_never_turns_one_answer_into_the_other(cases):
    print(f"FUZZ_PAGES={PAGES} FUZZ_SEED={SEED}")  # shown when it fails
    outcomes, flips = set(), []
    for case, before, damaged in damaged_pages(cases):
        began = time.process_time()
        outcome = case.reader.read(replace(case.page, text=damaged.text))
        assert time.process_time() - began < SLOWEST, (case.name, damaged.how)
        repr(outcome).encode("utf-8")
        outcomes.add(outcome.kind)
        if {before, outcome.kind} == ANSWERS:
            parts = deciding(case, before)
            if parts is not None and all(is_whole(part, damaged.text) for part in parts):
                flips.append((str(case), damaged.how, outcome))
    assert flips == []
    assert outcomes >= ANSWERS | {"unrecognised", "needs_human", "blocked", "maintenance"}


def test_every_kind_of_damage_does_some(cases):
    pages = [case.page.text for case in cases if len(case.page.text) > 200]
    for kind in KINDS:
        random = Random(SEED)
        assert any(kind(random, text) != text for text in pages), kind.__name__
        assert kind(random, "") is not None


def test_what_decides_is_found_where_it_stands(cases):
    """The check above would pass on anything if it took the whole page for the deciding part."""
    html = [case for case in cases if case.expect in ANSWERS and case.page.text.lstrip()[:1] == "<"]
    found = [(case, parts) for case in html if (parts := deciding(case, case.expect)) is not None]
    small = [case for case, parts in found if max(map(len, parts)) < len(case.page.text) / 2]
    assert len(small) > len(html) / 2
