"""Which booking system an address belongs to; and whether a page of none is described well enough."""

from collections.abc import Mapping
from typing import Any

import click

from slotwatch import providers
from slotwatch.adding.page_motive import Marks
from slotwatch.adding.unfit import Unfit
from slotwatch.cli.adding.asking import Asker
from slotwatch.cli.adding.command import Wish
from slotwatch.cli.common import Mistake

#: What is watched with its owner's own markers.
PAGE = "page"

_BOTH = "give --no-text WORDS with --slot-css CSS or --slot-text WORDS"
_MARKS = ("no_text", "slot_css", "slot_text", "container", "must_contain")


def find_system(wish: Wish, asker: Asker, url: str) -> str:
    """The name of the booking system behind an address."""

    def check(words: str) -> str:
        return _fits(words, url)

    found = providers.recognise(url)
    if wish.provider is not None or len(found) > 1:
        listed = ", ".join(found)
        return asker.ask(f"Which system: {listed}?", "--provider", wish.provider, check, known=listed)
    if found:
        click.echo(f"{found[0]}: {providers.registry()[found[0]].TITLE}")
        return found[0]
    if marks_of(wish).complete:  # whoever gives both marks means the page as it is
        return PAGE
    if not asker.terminal:
        raise Mistake(
            "no booking system that slotwatch knows has such an address (slotwatch providers shows what theirs "
            f"look like); a page that says in words that there is no slot can be watched all the same: {_BOTH}"
        )
    click.echo("No booking system that slotwatch knows has such an address. A page can be watched all the same,")
    click.echo("if it says in words that there is no slot; or name the system, if you know it.")
    return asker.ask("System?", "--provider", None, check, default=PAGE)


def marks_of(wish: Wish) -> Marks:
    """The marks given as options."""
    return Marks(*(getattr(wish, name) or "" for name in _MARKS))


def is_described(wish: Wish, given: Mapping[str, Any]) -> bool:
    """Whether a page has its yes and its no, from its own options or from ``given`` ones of the system."""
    options = {**marks_of(wish).options, **given}
    return bool(options.get("slot") and options.get("no_slot"))


def check_marks(wish: Wish, asker: Asker, system: str, given: Mapping[str, Any]) -> None:
    """Say at once what would only come out after the site was asked."""
    if system != PAGE:
        if extra := [f"--{name.replace('_', '-')}" for name in _MARKS if getattr(wish, name)]:
            raise Mistake(f"{', '.join(extra)}: for pages of no known system, and this is {system}; leave it out")
    elif not is_described(wish, given) and (wish.no_look or not asker.terminal):
        raise Mistake(f"a page needs both a no and a yes: {_BOTH}")


def _fits(words: str, url: str) -> str:
    registry = providers.registry()
    if words not in registry:
        raise Unfit(f"{words!r} is none of the systems: {', '.join(sorted(registry))}")
    system = registry[words]
    if system.matches(system.EXAMPLE) and not system.matches(url):
        raise Unfit(f"{words} has addresses like {system.EXAMPLE}, and this is none")
    return words
