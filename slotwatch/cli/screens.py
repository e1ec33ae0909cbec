"""The command `evidence screens`, and the pictures that a dossier has drawn for itself."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slotwatch.cli.common import FAILED, Mistake, config_option, find_motive, load, or_mistake

if TYPE_CHECKING:
    from slotwatch.config import Settings
    from slotwatch.evidence.data import Capture, DossierData
    from slotwatch.evidence.dossier.order import Order
    from slotwatch.evidence.screen import Discretion, Series
    from slotwatch.model import Motive

SUMS = "SHA256SUMS"


@click.command("screens")
@click.argument("name")
@config_option
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day. Default: the first look.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, included. Default: today.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The folder to make. Default: screens-NAME in this one."
)
def screens(
    name: str, config_path: Path | None, since: datetime | None, until: datetime | None, out: Path | None
) -> None:
    """Draw the kept pages of the motive NAME as they were answered, each below a band that says what it is.

    Needs Chromium. The pages are drawn without JavaScript and without the network.
    """
    settings = load(config_path)
    motive = find_motive(settings, name)
    begin = (since or datetime(2000, 1, 1)).replace(tzinfo=motive.timezone)  # noqa: DTZ001 - it has one now
    end = until.replace(tzinfo=motive.timezone) + timedelta(days=1) if until else datetime.now(UTC)
    if begin >= end:
        raise Mistake("--from lies after --to: turn them round")
    from slotwatch.evidence.dossier.naming import slug
    from slotwatch.fetch.browser import BrowserError, find

    try:
        find()
    except BrowserError as error:
        raise Mistake(str(error)) from None
    folder = out or Path(f"screens-{slug(name)}")
    series = or_mistake(lambda: _screens(settings, motive, begin, end, folder))
    for number, why in series.without.items():
        click.echo(f"Capture {number}: no picture: {why}.", err=True)
    click.echo(f"{folder}: {_count(series)}, {series.size / 1e6:.1f} MB. {_memory(series)}")
    if not series.pictures:
        sys.exit(FAILED)


@contextmanager
def drawn(data: "DossierData", order: "Order") -> Iterator[Mapping[int, Path]]:
    """The pictures of a dossier, by the number of their capture, as long as the context lasts.

    Without Chromium there are none, and a line says why: the dossier then has each page's sentence alone.  A
    page that shows the person's name or a secret has none either.
    """
    from slotwatch.evidence.dossier.masking import Masking
    from slotwatch.evidence.screen import Discretion
    from slotwatch.fetch.browser import BrowserError

    if not data.captures:
        yield {}
        return
    masking = Masking(order)
    discretion = Discretion(lambda text: masking.betrays(text.encode("utf-8", "replace")), masking.url)
    with tempfile.TemporaryDirectory(prefix="slotwatch-screens-") as folder:
        paths: Mapping[int, Path] = {}
        try:
            series = _draw(data.captures, data.body, Path(folder), discretion)
        except BrowserError as error:
            click.echo(f"No pictures of the pages, only what they say: {error}", err=True)
        except OSError as error:
            click.echo(f"No pictures of the pages, only what they say: {folder}: {error.strerror}", err=True)
        else:
            paths = series.paths
            gone = f"; {len(series.without)} captures have none" if series.without else ""
            click.echo(f"{_count(series)}{gone}. {_memory(series)}", err=True)
        yield paths


def _screens(settings: "Settings", motive: "Motive", begin: datetime, end: datetime, folder: Path) -> "Series":
    from slotwatch.evidence.dossier_data import gather
    from slotwatch.evidence.screen import Discretion
    from slotwatch.fetch.browser import BrowserError
    from slotwatch.store import Store

    store = Store.open_readonly(settings.state)
    try:
        data = gather(store, motive, begin, end)
        if not data.captures:
            raise Mistake(f"no page of {motive.name} was kept in that time; nothing was drawn")
        _make(folder)
        try:
            series = _draw(data.captures, data.body, folder, Discretion())
            lines = [f"{each.sha256}  {each.path.name}\n" for each in series.pictures.values()]
            (folder / SUMS).write_text("".join(lines), "utf-8")
        except OSError as error:
            raise Mistake(f"{folder} cannot be written: {error.strerror}. Free some space.") from None
        except BrowserError as error:
            raise Mistake(str(error)) from None
    finally:
        store.close()
    return series


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise Mistake(f"{folder} cannot be made: {error.strerror}. Give another folder.") from None
    if taken:
        raise Mistake(f"{folder} is not empty; it was left as it is. Give a new folder.")


def _draw(
    captures: "Sequence[Capture]", bodies: Callable[[str], bytes | None], folder: Path, discretion: "Discretion"
) -> "Series":
    from slotwatch.evidence.screen import render

    with click.progressbar(length=len(captures), label="Pictures", file=sys.stderr) as bar:
        return asyncio.run(render(captures, bodies, folder, discretion=discretion, progress=lambda: bar.update(1)))


def _count(series: "Series") -> str:
    count = len(series.pictures)
    return f"{count} picture{'s' * (count != 1)}"


def _memory(series: "Series") -> str:
    return f"Chromium held {series.peak / 1e6:.0f} MB at most." if series.peak else ""
