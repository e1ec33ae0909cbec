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
    """What decides on a page: the innermost elements without which, or without whose attributes, it is another.

    The whole page where there are none; None where the page holds the other answer as well, which then shows.
    """
    text, containers = case.page.text, []
    for begin, tag_end, end in elements(text):
        if any(begin <= inner and until <= end for inner, until in containers):
            continue
        bare = re.match(r"<\w+", text[begin:tag_end])[0] + ">"
        for other in (text[:begin] + text[end:], text[:begin] + bare + text[tag_end:]):
            changed = case.reader.read(replace(case.page, text=other)).kind
            if changed != kind:
                containers.append((begin, end))
            if end < len(text) and changed in ANSWERS - {kind} and other == text[:begin] + text[end:]:
                return None
    return [text[begin:end] for begin, end in containers] or [text]


def is_whole(container, text):
    """Whether this element came through the damage, and its words can still be seen."""
    words = fold(_TAG.sub(" ", unescape(container)))
    return container in text and words in Reading(Page("", 200, text)).prose.folded


def damaged_pages(cases):
    """Case, what its page is undamaged, and the damage."""
    random = Random(SEED)
    known = [(case, case.reader.read(case.page).kind) for case in cases]
    for _ in range(PAGES):
        case, kind = random.choice(known)
        yield case, kind, mutate(random, case.page.text)


@pytest.mark.timeout(600)
def test_damage_never_raises_never_hangs_and_never_turns_one_answer_into_the_other(cases):
    outcomes, flips = set(), []
    for case, before, damaged in damaged_pages(cases):
        began = time.process_time()
        outcome = case.reader.read(replace(case.page, text=damaged.text))
        assert time.process_time() - began < SLOWEST, (case.name, damaged.how)
        repr(outcome).encode("utf-8")
        outcomes.add(outcome.kind)
        if {before, outcome.kind} == ANSWERS:
            containers = deciding(case, before)
            if containers is not None and all(is_whole(container, damaged.text) for container in containers):
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
    shares = []
    for case in html:
        containers = deciding(case, case.expect)
        shares.append(min(len(container) for container in containers) / len(case.page.text))
    assert sum(share < 0.5 for share in shares) > len(shares) / 2
