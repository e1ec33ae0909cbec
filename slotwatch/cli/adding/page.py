"""The questions that make a `page` motive of a page of no known system."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import click

from slotwatch.adding.page_blocks import Block, around, blocks, is_bare
from slotwatch.adding.page_motive import (
    RULE,
    Marks,
    fit_no,
    fit_part,
    fit_yes_css,
    fit_yes_text,
    needs_ends_open,
    read,
    title_of,
)
from slotwatch.adding.unfit import Unfit
from slotwatch.cli.adding.asking import Asker, fitting, shown
from slotwatch.cli.common import Mistake
from slotwatch.contract import Page
from slotwatch.model import Outcome


def ask_marks(
    asker: Asker, page: Page, given: Marks, options: Mapping[str, Any]
) -> tuple[dict[str, Any], str, Outcome]:
    """The options for this page, its title, and what it answers with them now.

    ``given`` are marks from the command line, ``options`` further options of the owner's, which win.
    """
    if page.text.lstrip().startswith(("{", "[")):
        raise Mistake(
            "this address answers JSON: say where in it the answer stands, with --option "
            "'slot=[{json=\"total\", above=0}]' and --option 'no_slot=[{json=\"total\", equals=0}]' "
            "(docs/providers/page.md)"
        )
    found = blocks(page)
    _show(found, page)
    click.echo(f"\n{RULE}\n")
    marks = replace(given, no_text=_ask_no(asker, page, found, given))
    marks = _ask_yes(asker, page, marks)
    marks = _ask_part(asker, page, marks)
    made = {**marks.options, **options}
    if needs_ends_open(page):
        click.echo("The site leaves its pages without an end (no </body>): ends_open = true says so.")
        made = {"ends_open": True, **made}
    return made, title_of(page), fitting(lambda: read(page, made))


def _show(found: Sequence[Block], page: Page) -> None:
    click.echo(f"\nThe page {shown(page.url)} shows:")
    for number, block in enumerate(found, start=1):
        text = shown(block.text)
        click.echo(f"  {number:2} {'*' if block.says_no else ' '} {block.kind:8} {text[:150]}")
    if not found:
        click.echo("  nothing about appointments")
    if is_bare(page):
        click.echo("Hardly anything stands in the page itself: scripts fill it in, in a browser. With")
        click.echo('fetch = "browser" in its motive, slotwatch lets one do it.')
    click.echo("(* sounds like a no. A form is never sent: only what the page shows by itself can be watched.)")


def _ask_no(asker: Asker, page: Page, found: Sequence[Block], given: Marks) -> str:
    def check(words: str) -> str:
        if words.strip().isdecimal() and 0 < int(words.strip()[:6]) <= len(found):
            block = found[int(words) - 1]
            if block.kind in ("form", "button"):
                raise Unfit(f"{words.strip()} is a {block.kind}: choose the sentence that says that there is none")
            if not block.says_no:
                raise Unfit(f"«{shown(block.text)[:60]}» does not sound like a no; if it is one, type the words")
            return fit_no(page, block.sentence)
        return fit_no(page, words)

    likely = next((str(number) for number, block in enumerate(found, start=1) if block.says_no), None)
    question = "Which one means that there is no slot (its number, or the words)?"
    words = asker.ask(question, "--no-text", given.no_text or None, check, default=likely)
    click.echo(f"No slot: «{shown(words)}»")
    return words


def _ask_yes(asker: Asker, page: Page, marks: Marks) -> Marks:
    if marks.slot_css or marks.slot_text:
        css = fitting(lambda: fit_yes_css(page, marks.slot_css)) if marks.slot_css else ""
        text = fitting(lambda: fit_yes_text(page, marks.slot_text)) if marks.slot_text else ""
        return replace(marks, slot_css=css, slot_text=text)
    css = asker.ask(
        "What will show only when there is a slot? Its CSS, such as li.creneau or #calendrier a (nothing: words)",
        "--slot-css",
        None,
        lambda words: fit_yes_css(page, words) if words.strip() else "",
        default="",
    )
    if css:
        return replace(marks, slot_css=css)
    question = "Then the words that will show only when there is a slot, such as Choisissez un créneau:"
    return replace(marks, slot_text=asker.ask(question, "--slot-text", None, lambda w: fit_yes_text(page, w)))


def _ask_part(asker: Asker, page: Page, marks: Marks) -> Marks:
    near = around(page, marks.no_text)
    question = (
        "Only what stands in this part of the page counts, so that a news banner decides nothing (CSS, - for all)?"
    )

    def check(words: str) -> str:
        return "" if words.strip() == "-" else fit_part(page, words, marks.no_text)

    container = asker.ask(question, "--container", marks.container or None, check, default=near or "-")
    must = marks.must_contain
    if must:
        must = fitting(lambda: fit_part(page, must))
    elif not container:
        question = (
            "Something that every answer of this page has, so that a foreign page is none (CSS, - for none)?"
        )
        must = asker.ask(
            question, "--must-contain", None, lambda w: "" if w.strip() == "-" else fit_part(page, w), default="-"
        )
    return replace(marks, container=container, must_contain=must)
