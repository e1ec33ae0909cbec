"""The configuration file: opened or begun, tried, written."""

from pathlib import Path

import click

from slotwatch import providers
from slotwatch.adding.draft import Draft, Replaced, new_draft, open_draft
from slotwatch.adding.toml_block import MotiveBlock
from slotwatch.adding.unfit import Unfit
from slotwatch.cli.adding.asking import Asker, readable, whole
from slotwatch.cli.adding.command import Wish
from slotwatch.cli.common import Mistake, or_mistake
from slotwatch.config import ConfigError
from slotwatch.config.addresses import contact as read_contact
from slotwatch.notify.channels import check_url
from slotwatch.store import StoreLock

_INIT = "or write a configuration first, with: slotwatch init"


def open_file(wish: Wish, asker: Asker, path: Path, url: str) -> Draft:
    """The configuration that is there, or a new one with its owner's contact and channel."""
    registry = providers.registry()
    draft = whole(lambda: open_draft(path, registry, check_url))
    if draft is not None:
        return draft
    click.echo(f"There is no configuration at {path} yet: this makes one.")
    if asker.terminal:
        click.echo("(For a file with every setting explained, leave with Ctrl-C and run: slotwatch init)")
    contact = asker.ask(
        "Your e-mail address or web page, shown to the sites so that they can reach you?",
        "--contact",
        wish.contact,
        lambda words: readable(lambda: read_contact(words.strip())),
        known=_INIT,
    )

    def draft_with(channel: str) -> Draft:
        draft = new_draft(path, contact, channel.strip(), registry, check_url)
        try:
            draft.with_block(trial(wish, url))
        except ConfigError as error:
            raise Unfit("; ".join(f"expected {p.expected}. {p.hint}".strip() for p in error.problems)) from None
        return draft

    question = "How to reach you, such as tgram://${TELEGRAM_TOKEN}/${TELEGRAM_CHAT} or mailtos://…?"
    return asker.ask(question, "--channel", wish.channel, draft_with, known=_INIT)


def trial(wish: Wish, url: str) -> MotiveBlock:
    """A motive that any sound configuration takes: whatever is wrong with it is wrong with the file."""
    marker = [{"text": "a trial, never written"}]
    return MotiveBlock(
        wish.name or "new-motive",
        url,
        "page",
        every="24h",
        night_every="24h",
        options={"slot": marker, "no_slot": marker},
    )


def write(path: Path, draft: Draft, block: MotiveBlock) -> None:
    """Write the file, behind what is in it by now."""
    try:
        try:
            settings = whole(lambda: draft.write(block))
        except Replaced:  # saved in an editor meanwhile
            newer = whole(lambda: open_draft(path, draft.registry, draft.check_channel))
            if newer is None:
                raise Mistake(f"{path} has gone meanwhile; nothing was written") from None
            settings = whole(lambda: newer.write(block))
    except Replaced:
        raise Mistake(f"{path} is being changed by somebody else; nothing was written") from None
    except OSError as error:
        way_out = (
            "give another place with --config"
            if draft.content is None
            else "paste the lines above at its end, or run this as the user who owns it"
        )
        raise Mistake(
            f"{path} cannot be written ({error.strerror or error}); it is as it was: {way_out}"
        ) from None
    click.echo(f"Wrote it to {path}.")
    running = or_mistake(lambda: StoreLock.held(settings.state))
    click.echo("Restart the daemon: it reads its file once." if running else "Start watching with: slotwatch run")
