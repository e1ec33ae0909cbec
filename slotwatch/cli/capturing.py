"""The commands that make a fixture from life: `capture`, `replay`."""

import asyncio
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slotwatch import __version__
from slotwatch.cli.common import (
    FAILED,
    UNANSWERED,
    Mistake,
    config_option,
    configure_logs,
    find_motive,
    load,
    or_mistake,
)
from slotwatch.cli.outcomes import print_outcome

if TYPE_CHECKING:
    from slotwatch.capture import Taken


@click.command()
@click.argument("name")
@config_option
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), help="The folder to make (default: a new one here)."
)
@click.option("--hide", "hidden", multiple=True, help="Words to take out as well, such as your name. Repeatable.")
def capture(name: str, config_path: Path | None, folder: Path | None, hidden: tuple[str, ...]) -> None:
    """Do one check of the motive NAME and keep what the site answered, ready for a bug report.

    Secrets and what looks personal are taken out; a replay then shows whether that changed anything.
    """
    settings = load(config_path)
    configure_logs(settings, level="warning")
    motive = find_motive(settings, name)
    from slotwatch import providers
    from slotwatch.capture import BadCapture, Hidden, Tape, develop, free_name, write
    from slotwatch.look import look_now

    if folder is not None and folder.exists():
        raise Mistake(f"{folder}: exists already; name a folder that does not")
    began = datetime.now(UTC)
    tape = Tape()
    started = time.monotonic()
    outcome = or_mistake(lambda: asyncio.run(look_now(settings, motive, onlooker=tape)))
    print_outcome(motive, outcome, time.monotonic() - started, as_json=False)
    taken = asyncio.run(
        develop(tape, motive, outcome, providers.registry(), Hidden((*settings.secrets, settings.contact), hidden))
    )
    try:
        place = folder or free_name(Path.cwd(), _names(motive.name, began))
        write(place, taken.dated(began.isoformat(timespec="seconds"), __version__))
    except BadCapture as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(f"{error.filename or folder}: {(error.strerror or 'cannot be written').lower()}") from None
    _tell(place, taken)
    if taken.doubt:
        sys.exit(FAILED)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def replay(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Run the provider on a FOLDER that `capture` made, without a network, and show the outcome."""
    from slotwatch import providers
    from slotwatch.capture import BadCapture, Strayed, look_again, motive_of, read, same
    from slotwatch.model import Available, NoSlot

    registry = providers.registry()
    try:
        shown = read(folder)
        motive = motive_of(shown, registry)
        started = time.monotonic()
        outcome = asyncio.run(look_again(shown, registry))
    except BadCapture as error:
        raise Mistake(str(error)) from None
    except Strayed as error:
        click.echo(f"slotwatch: {folder}: {error}", err=True)
        sys.exit(FAILED)
    print_outcome(motive, outcome, time.monotonic() - started, as_json=as_json)
    if not as_json:
        agrees = "the same" if same(shown.outcome, outcome) else "another"
        click.echo(f"  {'recorded':8} {shown.outcome.kind.replace('_', ' ')} ({agrees})")
    if not isinstance(outcome, Available | NoSlot):
        sys.exit(UNANSWERED)


def _names(motive: str, at: datetime) -> list[str]:
    slug = re.sub(r"[^a-z0-9]+", "-", motive.lower()).strip("-") or "motive"
    stem = f"capture-{slug}-{at:%Y%m%d-%H%M%S}"
    return [stem, *(f"{stem}-{n}" for n in range(2, 10))]


def _tell(place: Path, taken: "Taken") -> None:
    count = len(taken.shown.exchanges)
    click.echo(f"\n{count} answer{'' if count == 1 else 's'} kept in {place}")
    if taken.shown.redacted:
        click.echo("Taken out:")
        for what, times in sorted(taken.shown.redacted.items()):
            click.echo(f"  {times:4} {what}")
    else:
        click.echo("Nothing in it looked secret or personal.")
    if taken.doubt:
        click.echo(f"Careful: {taken.doubt}. Say so in your report.", err=True)
    else:
        click.echo("A replay of the folder gives the same outcome.")
    click.echo("Read its files through before you send them: only you know what else in them is personal.")
