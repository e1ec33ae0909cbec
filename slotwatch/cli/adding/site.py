"""What the site is asked: what can be chosen there, and one look."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import click

from slotwatch import providers
from slotwatch.adding.verdict import Verdict, explain, is_login, judge
from slotwatch.cli.adding.asking import shown
from slotwatch.cli.common import Mistake, or_mistake
from slotwatch.config import Settings
from slotwatch.contract import Discoverer, Discovery, Fetch, Guarded, LookFailed, Page
from slotwatch.fetch import Bounds, LedElsewhere
from slotwatch.look import explore, look_now
from slotwatch.model import Available, Motive, NoSlot, NotOpen, Outcome, Pace
from slotwatch.policy.cadence import floor_for
from slotwatch.policy.episodes import describe

T = TypeVar("T")


@dataclass
class Site:
    """One visit to a site, with the manners of a look: at most one in the system's floor.

    ``fragment`` is what followed the # (some systems write their search there; it is never sent); ``asked``
    remembers that the visit has begun; ``doubtful_is_enough`` whether a person decides on doubtful answers
    (otherwise they end the command).
    """

    url: str
    system: str
    bounds: Bounds
    doubtful_is_enough: bool
    fragment: str = ""
    asked: bool = False

    @property
    def floor(self) -> float:
        """Least seconds between two visits."""
        return floor_for(urlsplit(self.url).netloc.lower(), providers.registry()[self.system].FLOOR)

    def discover(self, settings: Settings) -> Discovery | Outcome | None:
        """What can be chosen behind the address; None where the system cannot tell, the outcome that hid it."""
        system = providers.registry()[self.system]
        if not isinstance(system, Discoverer):
            return None
        url = f"{self.url}#{self.fragment}" if self.fragment else self.url
        found = self._explore(settings, lambda fetch: system.discover(url, fetch))
        if not isinstance(found, Discovery):
            return found
        if found.title:
            click.echo(f"Behind this address: {shown(found.title)}")
        if found.note:
            click.echo(f"Note: {shown(found.note)}")
        return found

    def page(self, settings: Settings) -> Page:
        """The page as it is now."""
        found = self._explore(settings, lambda fetch: fetch.get(self.url))
        if isinstance(found, Page):
            return found
        self.judge(found, "")
        raise Mistake("the page cannot be described while it does not answer; try again later")

    def look(self, settings: Settings, motive: Motive) -> Outcome:
        """One look."""
        return _bounded(lambda: asyncio.run(look_now(settings, motive, bounds=self.bounds, continued=self.asked)))

    def judge(self, outcome: Outcome, name: str) -> bool:
        """Show an outcome; whether it speaks for the motive.  Raises `Mistake` where it speaks against it."""
        verdict = judge(outcome)
        told = shown(explain(outcome, name, guarded=isinstance(providers.registry()[self.system], Guarded)))
        if verdict is Verdict.NEVER:
            raise Mistake(told)
        proof = outcome.evidence
        click.echo(f"\nOne look: {outcome.kind.replace('_', ' ')}")
        for slot in outcome.slots if isinstance(outcome, Available) else ():
            click.echo(f"  slot     {slot}")
        said = shown(describe(outcome))
        if isinstance(outcome, NoSlot | NotOpen):
            click.echo(f"  says     {said}")
        if shown(proof.marker) != said:
            click.echo(f"  decided  {shown(proof.marker) or 'nothing'}")
        click.echo(f"  page     {shown(proof.url) or self.url}{f' (HTTP {proof.status})' if proof.status else ''}")
        if verdict is Verdict.DOUBTFUL and not self.doubtful_is_enough:
            raise Mistake(f"{told} (nothing was written; --no-look writes it all the same)")
        click.echo(told)
        return verdict is not Verdict.DOUBTFUL

    def _explore(self, settings: Settings, ask: Callable[[Fetch], Awaitable[T]]) -> T | Outcome:
        probe = Motive("slotwatch-add", self.system, self.url, Pace(floor=self.floor))
        self.asked = True
        try:
            return _bounded(lambda: asyncio.run(explore(settings, probe, ask, bounds=self.bounds)))
        except LookFailed as failed:
            return failed.outcome


def _bounded(action: Callable[[], T]) -> T:
    try:
        return or_mistake(action)
    except LedElsewhere as led:
        if is_login(led.url):
            raise Mistake(
                "the site sends its visitors to a login, and slotwatch logs in nowhere: "
                "give the address of a page that anybody can open"
            ) from None
        raise Mistake(
            "the site sends its visitors on to another host, which slotwatch does not follow unasked: "
            f"if that is the page you mean, give its own address, {shown(led.url)}"
        ) from None
