"""What to watch, under which name, how often, and which slots to tell of."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from slotwatch.adding.naming import meant, narrowed, told
from slotwatch.adding.unfit import Unfit
from slotwatch.cli.adding.asking import Asker, readable, shown
from slotwatch.cli.adding.command import Wish
from slotwatch.cli.common import Mistake
from slotwatch.config.addresses import name as read_name
from slotwatch.config.values import day, duration, spell
from slotwatch.contract import Choice, Discovery
from slotwatch.model import Motive, Pace

#: Words that choose everything, where that is possible.
_ALL = frozenset(("0", "all", "tous", "toutes"))


def check_given(wish: Wish) -> None:
    """Tell at once what is wrong with a name or a day that was given."""
    nobody = Asker(terminal=False, accept=True)
    ask_days(wish, nobody)
    if wish.name is not None:
        ask_name(wish, nobody, "", ())


def choose(
    wish: Wish, asker: Asker, found: Discovery | None, given: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    """The options, and the site's name of what was chosen ("" where there was nothing to choose)."""
    if found is None or not found.choices:
        if wish.choice is not None:
            raise Mistake(
                "--choice: the site lists nothing to choose from; leave it out, or give --option KEY=VALUE"
            )
        return {**(found.options if found else {}), **given}, ""
    choices = list(found.choices)
    if any(key in given for choice in choices for key in choice.options):
        choices = narrowed(choices, given)
        if not choices:
            raise Mistake(f"--option: the site does not offer this; it offers {told(found.choices)}")
    if len(choices) > 1 and wish.choice is None and asker.terminal:
        if found.optional:
            click.echo("   0  all of them")
        for number, choice in enumerate(choices, start=1):
            click.echo(f"  {number:2}  {shown(choice.label)}")
    # the only one is not asked for, but an option that names another is told
    words = choices[0].label if len(choices) == 1 and wish.choice is None else wish.choice

    def check(words: str) -> Choice | None:
        if found.optional and words.strip().casefold() in _ALL:
            return None
        return meant(choices, words)

    default = "0" if found.optional else None
    chosen = asker.ask(
        "Which one (number or name)?", "--choice", words, check, default=default, known=told(choices)
    )
    click.echo(f"Chosen: {shown(chosen.label) if chosen else 'all of them'}")
    picked = chosen.options if chosen else {}
    return {**found.options, **picked, **given}, chosen.label if chosen else ""


def ask_name(wish: Wish, asker: Asker, suggested: str, others: tuple[Motive, ...]) -> str:
    """The owner's name for the motive, unlike those of the others."""
    taken = {motive.name.casefold() for motive in others}

    def check(words: str) -> str:
        name = readable(lambda: read_name(words.strip()))
        if name.casefold() in taken:
            raise Unfit(f"there is a motive named {name} already; give it another name")
        return name

    return asker.ask("Your name for it?", "--name", wish.name, check, default=suggested)


def ask_pace(wish: Wish, asker: Asker, pace: Mapping[str, Any], floor: float) -> tuple[str | None, str | None]:
    """``every`` and ``night_every`` of the motive, None where the file's [pace] will do; ``floor`` in seconds."""
    shared = {key: duration(pace[key]) for key in ("every", "night_every") if key in pace}
    needed = {key: spell(floor) for key, wait in shared.items() if wait < floor}
    usual = needed.get("every") or spell(max(shared.get("every", Pace().every), floor))

    def check(words: str) -> str | None:
        if not words.strip():
            return needed.get("every")
        if readable(lambda: duration(words)) < floor:
            raise Unfit(f"at least {spell(floor)}: this spares the site, and nothing lowers it")
        return words.strip()

    question = f"How often to look, such as 10m (nothing: {usual})?"
    return asker.ask(question, "--every", wish.every, check, default=""), needed.get("night_every")


def ask_days(wish: Wish, asker: Asker) -> tuple[date | None, date | None]:
    """``before`` and ``after``: between which days slots are told of."""

    def check(words: str) -> date | None:
        return readable(lambda: day(words)) if words.strip() else None

    def ask(which: str, given: str | None) -> date | None:
        question = f"Only slots {which} a day, such as 2027-03-01 (nothing: any day)?"
        return asker.ask(question, f"--{which}", given, check, default="")

    before = ask("before", wish.before)
    return before, ask("after", wish.after)
