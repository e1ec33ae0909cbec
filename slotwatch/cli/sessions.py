"""The commands about the owner's sessions: `session open`, `session import`, `session list`, `session forget`."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

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

if TYPE_CHECKING:
    from slotwatch.contract import Challenge
    from slotwatch.model import Outcome

#: Pictures that are handed to the desktop's viewer; whatever else a site sends is only kept as a file.
_PICTURES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
}

#: cookies.txt of a browser that never forgets is a megabyte at most.
_LARGEST = 16 * 1024 * 1024


@click.group("session")
def session() -> None:
    """Let slotwatch in where the site wants a person first (captcha)."""


@session.command("open")
@click.argument("name")
@config_option
def session_open(name: str, config_path: Path | None) -> None:
    """Show the captcha of the motive NAME's site, and pass on what you type."""
    settings = load(config_path)
    configure_logs(settings, level="error")
    motive = find_motive(settings, name)
    from slotwatch.notify.dates import duration
    from slotwatch.opening import NoDoor, Opened, TriedInVain, open_session
    from slotwatch.store import StoreLock

    try:
        result = or_mistake(lambda: asyncio.run(open_session(settings, motive, _Terminal())))
    except NoDoor as error:
        raise Mistake(str(error)) from None
    if isinstance(result, TriedInVain):
        click.echo(f"No session was opened. Try again in a while: slotwatch session open {name}", err=True)
        sys.exit(FAILED)
    if not isinstance(result, Opened):
        _no_captcha(result, motive.url, name)
        return
    lasts = f"Such sessions usually last {duration(result.usually)}." if result.usually else _UNKNOWN
    click.echo(f"{name}: the session is open. {lasts}")
    if StoreLock.held(settings.state):
        click.echo("The daemon takes it up within a minute.")
    else:
        click.echo("No daemon is running: start it with `slotwatch run`, before the session ends.")


@session.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def session_import(name: str, file: Path, config_path: Path | None) -> None:
    """Take over a session that you have opened in your browser: FILE is its cookies.txt (Netscape form)."""
    settings = load(config_path)
    motive = find_motive(settings, name)
    from slotwatch.fetch.netscape import NotNetscape
    from slotwatch.opening import NoDoor, import_session

    text = _read(file)
    try:
        selection = or_mistake(lambda: import_session(settings, motive, text, datetime.now(UTC)))
    except NotNetscape as error:
        raise Mistake(f"{file}: {error}") from None
    except NoDoor as error:
        raise Mistake(str(error)) from None
    left = f"{_count(selection.foreign)} of other sites left, {selection.expired} past their time"
    if not selection.taken:
        raise Mistake(
            f"{file}: no cookie for {motive.host} in it ({left}); open {motive.url} in the browser, pass the "
            "captcha, and export again"
        )
    click.echo(f"{name}: {_count(len(selection.taken))} for {motive.host} taken, {left}.")
    click.echo(
        f"Delete {file} now: whoever has it can use your session. The next look shows whether it lets us in."
    )


@session.command("list")
@config_option
def session_list(config_path: Path | None) -> None:
    """Show each session: how old it is, when it last let us in, when such sessions usually end."""
    settings = load(config_path)
    from slotwatch.status import sessions_report

    click.echo(or_mistake(lambda: sessions_report(settings, datetime.now(UTC))))


@session.command("forget")
@click.argument("name")
@config_option
def session_forget(name: str, config_path: Path | None) -> None:
    """Drop the session of the motive NAME and its cookies."""
    settings = load(config_path)
    motive = find_motive(settings, name)
    from slotwatch.opening import forget_session

    if or_mistake(lambda: forget_session(settings, motive, datetime.now(UTC))):
        click.echo(f"{name}: the session is forgotten.")
    else:
        click.echo(f"{name}: there is no session to forget.")


_UNKNOWN = "How long it lasts is not known yet; you get a message when it ends."


class _Terminal:
    """The owner at a terminal (or a pipe).  The picture lives in a private file for as long as they type."""

    async def answer(self, challenge: "Challenge") -> str:
        suffix = _PICTURES.get(challenge.media_type.partition(";")[0].strip().lower())
        with tempfile.NamedTemporaryFile(prefix="slotwatch-", suffix=suffix or ".bin") as file:  # mode 0600
            file.write(challenge.image)
            file.flush()
            click.echo(f"The site's picture: {file.name}")
            if suffix is not None:
                _view(file.name)
            # blocks the event loop: nothing else runs in it while its owner types
            words: str = click.prompt("What does it say")
        return words.strip()

    def tell(self, words: str) -> None:
        click.echo(words)


def _view(path: str) -> None:
    """Open the picture on the desktop, if there is one."""
    viewer = shutil.which("xdg-open")
    if viewer is None or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return

    def show() -> None:
        quiet = subprocess.DEVNULL
        subprocess.run(  # noqa: S603 - our own file, no shell
            [viewer, path], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, check=False
        )

    # some viewers stay in front until they are closed; the question must not wait for that
    threading.Thread(target=show, daemon=True).start()


def _no_captcha(outcome: "Outcome", url: str, name: str) -> None:
    from slotwatch.model import Available, NeedsHuman, NoSlot
    from slotwatch.policy.episodes import describe

    if isinstance(outcome, Available | NoSlot):
        click.echo(f"{name}: the site asks for no captcha just now; there is nothing to open.")
        return
    said = f"{outcome.kind.replace('_', ' ')}: {describe(outcome)}"
    if isinstance(outcome, NeedsHuman):
        advice = (
            f"it cannot be shown here. Open {url} in your browser, and when you are past it: "
            f"slotwatch session import {name} cookies.txt"
        )
    else:
        advice = "no session was opened. Try again later."
    click.echo(f"{name}: the site showed no captcha that slotwatch knows ({said}); {advice}", err=True)
    sys.exit(UNANSWERED)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise Mistake(f"{file}: larger than {_LARGEST // 1024**2} MB; it is no cookies.txt")
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Mistake(f"{file}: not a text in UTF-8; export as cookies.txt (Netscape form)") from None
    except OSError as error:
        raise Mistake(f"{file}: {error.strerror}. Give the file that your browser exported.") from None


def _count(number: int) -> str:
    return "1 cookie" if number == 1 else f"{number} cookies"
