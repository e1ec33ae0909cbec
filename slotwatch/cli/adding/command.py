"""The command and its options: one for each question it may ask."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from slotwatch.cli.common import config_option


@dataclass(frozen=True, slots=True)
class Wish:
    """What was given on the command line; None stands for a question still open."""

    url: str
    name: str | None
    provider: str | None
    option: tuple[str, ...]
    choice: str | None
    every: str | None
    before: str | None
    after: str | None
    no_text: str | None
    slot_css: str | None
    slot_text: str | None
    container: str | None
    must_contain: str | None
    contact: str | None
    channel: str | None
    yes: bool
    test_message: bool | None
    allow_private: bool
    no_look: bool


@click.command()
@click.argument("url")
@config_option
@click.option("--name", help="Your name for the motive.")
@click.option("--provider", metavar="SYSTEM", help="The booking system, where the address does not tell it.")
@click.option("--option", multiple=True, metavar="KEY=VALUE", help="An option of the booking system (repeatable).")
@click.option(
    "--choice", metavar="LABEL", help="Which counter, motive or place of the site's: its name or number."
)
@click.option("--every", metavar="DURATION", help='Time between two looks, such as "10m". Default: as in [pace].')
@click.option("--before", metavar="DAY", help="Tell only of slots before this day, such as 2027-03-01.")
@click.option("--after", metavar="DAY", help="Tell only of slots after this day.")
@click.option("--no-text", metavar="WORDS", help="Page of no known system: words that mean that there is no slot…")
@click.option("--slot-css", metavar="CSS", help="…CSS of what shows only when there is a slot,")
@click.option("--slot-text", metavar="WORDS", help="…or words that show only when there is a slot;")
@click.option("--container", metavar="CSS", help="…CSS of the part of the page that counts;")
@click.option("--must-contain", metavar="CSS", help="…CSS of something that every answer has.")
@click.option(
    "--contact", metavar="WHO", help="New configuration: your e-mail address or page, shown to the sites."
)
@click.option("--channel", metavar="ADDRESS", help="New configuration: how to reach you, in Apprise's form.")
@click.option("--yes", is_flag=True, help="Take the default of every question that has one, and write.")
@click.option("--test-message/--no-test-message", default=None, help="Send a test message at the end, or not.")
@click.option("--allow-private", is_flag=True, help="Allow addresses of this machine and of private networks.")
@click.option("--no-look", is_flag=True, help="Ask the site nothing: write what is given here.")
def add(config_path: Path | None, **given: Any) -> None:
    """Add the booking page at URL to the configuration.

    Recognises the system, lists what can be watched there, does one look, shows what it read, and writes the
    motive at the end of the file; everything else in it stays as it is.  Each question has an option of its own.
    """
    from slotwatch.cli.adding.asking import Asker
    from slotwatch.cli.adding.steps import run

    wish = Wish(**given)
    run(wish, Asker(sys.stdin.isatty(), wish.yes), config_path)
