"""The person's own attempts and steps: `attest`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slotwatch.cli.common import Mistake, config_option, find_motive, load, or_mistake

if TYPE_CHECKING:
    from slotwatch.config import Settings
    from slotwatch.evidence.data import ByHand


@click.command()
@click.argument("name", required=False)
@config_option
@click.option("--at", "written", help="When it happened, the office's local time: 2026-11-25 09:30. Default: now.")
@click.option("--kind", type=click.Choice(["attempt", "step"]), default="attempt", show_default=True)
@click.option(
    "--result",
    help="Of an attempt: none, slot, captcha, error, blocked, other. "
    "Of a step: letter, email, visit, call, witness, other.",
)
@click.option(
    "--file", "files", multiple=True, type=click.Path(path_type=Path), help="Attach a file (may be given again)."
)
@click.option("--note", default="", help="What you saw, in your own words.")
@click.option("--tracking", default="", help="The tracking number of a registered letter.")
@click.option("--list", "listing", is_flag=True, help="Show what was written down (of NAME, or of all).")
def attest(
    name: str | None,
    config_path: Path | None,
    written: str | None,
    kind: str,
    result: str | None,
    files: tuple[Path, ...],
    note: str,
    tracking: str,
    listing: bool,  # noqa: FBT001 - click's way
) -> None:
    """Write down your own attempt or step for the motive NAME: it is sealed, and marked as made by hand.

    Screenshots (PNG, JPEG), PDF, e-mails (.eml) and texts can be attached. Nothing can be changed afterwards: a
    mistake is put right by another entry that says so.
    """
    settings = load(config_path)
    if listing:
        _list(settings, name)
        return
    if name is None:
        raise Mistake("name the motive: slotwatch attest NAME --result none --file capture.png")
    if result is None:
        raise Mistake("say what came of it: --result none (or slot, captcha, error; of a step: letter, email…)")
    motive = find_motive(settings, name)
    from slotwatch.evidence.attachments import BadFileError, take
    from slotwatch.evidence.bodies import Bodies
    from slotwatch.evidence.by_hand import BadAttemptError, attest, instant, make
    from slotwatch.evidence.opening import open_chain

    now = datetime.now(UTC)
    try:
        at = instant(written, motive.timezone, now) if written else now.astimezone(motive.timezone)
        attempt = make(kind, result, at, note, tracking)
        taken = [take(file) for file in files]
    except (BadAttemptError, BadFileError) as error:
        raise Mistake(f"{error}\nNothing was written down.") from None

    def seal() -> int:
        with open_chain(settings.state, now) as book:
            return attest(book, Bodies(settings.state), motive.name, attempt, taken, now)

    number = or_mistake(seal)
    with_files = f" with {len(taken)} file{'s' * (len(taken) != 1)}" if taken else ""
    click.echo(f"Entry {number}: {kind} by hand ({result}), {at:%Y-%m-%d %H:%M %z}{with_files}. Sealed.")


def _list(settings: "Settings", name: str | None) -> None:
    from slotwatch.evidence import entries
    from slotwatch.evidence.room import deleted
    from slotwatch.store import Store

    if name is not None:
        find_motive(settings, name)

    def read() -> "list[tuple[str, ByHand]]":
        store = Store.open_readonly(settings.state)
        try:
            known = store.entries(entries.BY_HAND, entries.DELETED)
        finally:
            store.close()
        gone = deleted(known)
        return [
            (s.entry.motive, entries.read_by_hand(s, gone))
            for s in known
            if s.entry.kind == entries.BY_HAND and name in (None, s.entry.motive)
        ]

    found = sorted(or_mistake(read), key=lambda each: (each[1].at, each[1].number))
    for motive, each in found:
        click.echo(
            f"{each.local:%Y-%m-%d %H:%M %z}  {motive}  {each.kind} by hand: {each.result} (entry {each.number})"
        )
        for line in (*each.note.splitlines(), f"tracking {each.tracking}" if each.tracking else ""):
            if line:
                click.echo(f"    {line}")
        for file in each.files:
            click.echo(f"    {file.name} ({file.kind}, {file.length} bytes){', deleted' if each.deleted else ''}")
    if not found:
        click.echo("Nothing was written down by hand yet.")
