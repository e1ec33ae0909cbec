"""The steps of `slotwatch add`, in their order."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from slotwatch import providers
from slotwatch.adding.address import Address, read_address
from slotwatch.adding.draft import Draft, same_watch
from slotwatch.adding.naming import last_part, suggest_name
from slotwatch.adding.network import check_name
from slotwatch.adding.toml_block import MotiveBlock
from slotwatch.adding.verdict import Verdict, judge
from slotwatch.cli.adding.asking import Asker, fitting, shown, whole
from slotwatch.cli.adding.choosing import ask_days, ask_name, ask_pace, check_given, choose
from slotwatch.cli.adding.command import Wish
from slotwatch.cli.adding.file import open_file, trial, write
from slotwatch.cli.adding.options import ask_missing, options_of
from slotwatch.cli.adding.page import ask_marks
from slotwatch.cli.adding.site import Site
from slotwatch.cli.adding.system import PAGE, check_marks, find_system, is_described, marks_of
from slotwatch.cli.common import FAILED, Mistake, configure_logs
from slotwatch.cli.telling import tell_channels
from slotwatch.config import Settings, default_path
from slotwatch.fetch import Bounds
from slotwatch.model import Available, Motive, Outcome


def run(wish: Wish, asker: Asker, config_path: Path | None) -> None:
    """From the address to the file.  Whatever can be found wrong without the site is told before it is asked."""
    given = options_of(wish.option)
    address = fitting(lambda: read_address(wish.url, allow_private=wish.allow_private))
    if not asker.terminal and not wish.yes:
        raise Mistake("this is no terminal, so nothing can be asked: add --yes, and an option for each question")
    if address.dropped:
        click.echo(f"Left out: #{shown(address.dropped)[:60]} (what follows a # never reaches the site).")
    system = find_system(wish, asker, address.url)
    check_marks(wish, asker, system, given)
    check_given(wish)
    path = config_path or default_path(os.environ)
    draft = open_file(wish, asker, path, address.url)
    settings = whole(lambda: draft.with_block(trial(wish, address.url)))
    _tell_of_neighbours(settings, address)
    fitting(
        lambda: asyncio.run(check_name(address, allow_private=wish.allow_private, must_exist=not wish.no_look))
    )
    configure_logs(settings, level="error")
    site = _site(wish, asker, address, system)
    if wish.every is not None:
        ask_pace(wish, asker, draft.raw.get("pace", {}), site.floor)
    _Addition(wish, asker, path, draft, settings, site, given).make(address)


@dataclass(frozen=True, slots=True)
class _Addition:
    """One motive on its way into the file.  The last motive of ``settings`` is a trial, the others are watched."""

    wish: Wish
    asker: Asker
    path: Path
    draft: Draft
    settings: Settings
    site: Site
    given: Mapping[str, Any]

    def make(self, address: Address) -> None:
        """Ask, look, show, write, tell."""
        options, words, outcome = self._page() if self.site.system == PAGE else self._choice()
        block = self._block(options, suggest_name((*words, address.host), self._names))
        after = whole(lambda: self.draft.with_block(block))
        motive = after.motives[-1]
        if twin := same_watch(motive, self._others):
            raise Mistake(f"{twin.name} watches exactly this already; nothing was changed")
        speaks_for_it = self.wish.no_look or self._judge(outcome or self.site.look(after, motive), motive)
        click.echo(f"\nFor the end of {self.path}:\n\n{block}")
        if not self.asker.confirm("Write it?", default=speaks_for_it, accepted=True):
            click.echo("Nothing was written.")
            return
        write(self.path, self.draft, block)
        question = "Send a test message through every channel?"
        wanted = self.asker.confirm(question, given=self.wish.test_message, default=True, accepted=False)
        if wanted and not tell_channels(after, after.channels):
            sys.exit(FAILED)

    @property
    def _others(self) -> tuple[Motive, ...]:
        return self.settings.motives[:-1]

    @property
    def _names(self) -> list[str]:
        return [motive.name for motive in self._others]

    def _page(self) -> tuple[dict[str, Any], tuple[str, ...], Outcome | None]:
        """Options of a page of no known system; its words for a name; the outcome if it was read on the way."""
        marks = marks_of(self.wish)
        if is_described(self.wish, self.given):
            return {**marks.options, **self.given}, (last_part(self.site.url),), None
        page = self.site.page(self.settings)
        options, title, outcome = ask_marks(self.asker, page, marks, self.given)
        return options, (title,), outcome

    def _choice(self) -> tuple[dict[str, Any], tuple[str, ...], Outcome | None]:
        """Options that choose what to watch; the site's words for a name; the outcome that stood in the way."""
        found = None if self.wish.no_look else self.site.discover(self.settings)
        outcome = found if isinstance(found, Outcome) else None
        if outcome is not None and judge(outcome) in (Verdict.NEVER, Verdict.DOUBTFUL):
            self.site.judge(outcome, "NAME")  # no need to ask for a name first
        listed = None if isinstance(found, Outcome) else found
        options, label = choose(self.wish, self.asker, listed, self.given)
        options = ask_missing(self.asker, providers.registry()[self.site.system].Options, options)
        return options, (label, listed.title if listed else ""), outcome

    def _block(self, options: Mapping[str, Any], suggested: str) -> MotiveBlock:
        name = ask_name(self.wish, self.asker, suggested, self._others)
        every, night_every = ask_pace(self.wish, self.asker, self.draft.raw.get("pace", {}), self.site.floor)
        before, after = ask_days(self.wish, self.asker)
        return MotiveBlock(name, self.site.url, self.site.system, every, night_every, before, after, options)

    def _judge(self, outcome: Outcome, motive: Motive) -> bool:
        speaks_for_it = self.site.judge(outcome, motive.name)
        if self.site.system == PAGE and isinstance(outcome, Available):
            raise Mistake(
                "the page shows a slot now, so the words for no could not be tried; nothing was written: "
                "come back when it says no, or add --no-look"
            )
        return speaks_for_it


def _site(wish: Wish, asker: Asker, address: Address, system: str) -> Site:
    bounds = Bounds(private=wish.allow_private, elsewhere=False)
    decides = asker.terminal and not asker.accept
    return Site(address.url, system, bounds, doubtful_is_enough=decides, fragment=address.dropped)


def _tell_of_neighbours(settings: Settings, address: Address) -> None:
    for other in settings.motives[:-1]:
        if other.url == address.url:
            click.echo(f"Note: {other.name} watches this address already.")
