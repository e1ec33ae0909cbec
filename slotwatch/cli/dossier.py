"""The commands about the dossier: `dossier NAME`, `dossier check NAME`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from slotwatch.cli.common import Mistake, config_option, find_motive, load, or_mistake
from slotwatch.cli.screens import drawn

if TYPE_CHECKING:
    from slotwatch.config import Settings
    from slotwatch.evidence.data import DossierData
    from slotwatch.evidence.dossier.build import Pack
    from slotwatch.model import Motive
    from slotwatch.store import Store

F = TypeVar("F", bound=Callable[..., Any])

_DAY = click.DateTime(["%Y-%m-%d"])


class _MakeUnlessNamed(click.Group):
    """A group whose command is `make` when the first word is none of its commands, but a motive."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `make` in its place."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group("dossier", cls=_MakeUnlessNamed)
def dossier() -> None:
    """Make the evidence file of a motive for a lawyer: dossier NAME --from DAY --to DAY --for "NAME".

    `dossier check NAME` says what it still lacks; `dossier make --help` names the options.
    """


def _period(command: F) -> F:
    """Both commands take the period in the same way."""
    to = click.option("--to", "last", type=_DAY, required=True, help="Last day, included: 2026-11-30.")
    since = click.option("--from", "first", type=_DAY, required=True, help="First day: 2026-09-01.")
    return since(to(command))


@dossier.command("make")
@click.argument("name")
@config_option
@_period
@click.option("--for", "person", required=True, help="The person's name. It stands on the cover alone.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to make. Default: dossier-NAME-… here.")
@click.option("--prefecture", default="", help="The prefecture's name, for the cover.")
@click.option("--first-piece", default=1, show_default=True, help="Number of the first piece in the inventory.")
@click.option(
    "--screens",
    type=click.Path(path_type=Path),
    help="A folder of pictures of the captures (capture-812.png). Default: they are drawn, if Chromium is there.",
)
@click.option("--yes", is_flag=True, help="Do not ask, also when a slot within your wishes was seen.")
@click.option("--force", is_flag=True, help="Replace a dossier that lies there already.")
def make(
    name: str,
    config_path: Path | None,
    first: datetime,
    last: datetime,
    person: str,
    out: Path | None,
    prefecture: str,
    first_piece: int,
    screens: Path | None,
    yes: bool,  # noqa: FBT001 - click's way
    force: bool,  # noqa: FBT001 - click's way
) -> None:
    """Make the pack of files (PDF, inventory, hashes) of the motive NAME, ready for Télérecours."""
    settings = load(config_path)
    motive = find_motive(settings, name)
    try:
        from slotwatch.evidence.dossier.build import build, steps_of
    except ImportError:
        raise Mistake("dossier needs a library that is not installed: pip install 'slotwatch[evidence]'") from None
    from slotwatch import __version__
    from slotwatch.evidence.dossier.naming import slug
    from slotwatch.evidence.dossier.order import Order, PackError
    from slotwatch.evidence.dossier.placing import refuse
    from slotwatch.evidence.dossier.screens import screens_in
    from slotwatch.fetch import user_agent

    target = out or Path(f"dossier-{slug(name)}-{first:%Y-%m-%d}-{last:%Y-%m-%d}")
    agent = user_agent(__version__, settings.contact)
    try:
        order = Order(person, prefecture, settings.secrets, agent, settings.contact, first_piece)
        refuse(target, force=force)
        given = screens_in(screens) if screens is not None else None
        with _gathered(settings, motive, first.date(), last.date()) as data:
            _warn(data, yes=yes)
            with (
                nullcontext(given) if given is not None else drawn(data, order) as pictures,
                click.progressbar(length=steps_of(data), label="Dossier", file=sys.stderr) as bar,
            ):
                pack = build(data, order, target, screens=pictures, force=force, progress=lambda: bar.update(1))
    except PackError as error:
        raise Mistake(str(error)) from None
    _tell(pack)


@dossier.command("check")
@click.argument("name")
@config_option
@_period
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def check(name: str, config_path: Path | None, first: datetime, last: datetime, lang: Any) -> None:
    """Say in plain words what the dossier of the motive NAME still lacks, with the source of each rule."""
    settings = load(config_path)
    motive = find_motive(settings, name)
    from slotwatch.evidence.dossier.order import PackError
    from slotwatch.evidence.dossier.report import lines

    try:
        with _gathered(settings, motive, first.date(), last.date()) as data:
            for line in lines(data, lang):
                click.echo(line)
    except PackError as error:
        raise Mistake(str(error)) from None


@contextmanager
def _gathered(settings: "Settings", motive: "Motive", first: date, last: date) -> Iterator["DossierData"]:
    """The data of a period that holds something; the store stays open meanwhile."""
    from slotwatch.evidence.dossier.period import period
    from slotwatch.evidence.dossier_data import gather
    from slotwatch.store import Store, StoreError

    since, until = period(first, last, motive.timezone, datetime.now(UTC))
    store = or_mistake(lambda: Store.open_readonly(settings.state))
    try:
        data = gather(store, motive, since, until)
        if not data.checks and not data.by_hand:
            raise Mistake(f"{motive.name}: not watched between {first} and {last}: {_known(store, motive)}")
        yield data
    except StoreError as error:
        raise Mistake(str(error)) from None
    finally:
        store.close()


def _known(store: "Store", motive: "Motive") -> str:
    """When the motive was watched, for whoever asked for another time."""
    always = (datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))
    begun = next(store.checks(motive.name, *always), None)
    if begun is None:
        return "there is no look at it yet: start `slotwatch run` first"
    ended = max(
        status.last_at for status in store.statuses(always[1]) if status.motive == motive.name and status.last_at
    )
    return f"its looks go from {begun.local:%Y-%m-%d} to {ended.astimezone(motive.timezone):%Y-%m-%d}"


def _warn(data: "DossierData", *, yes: bool) -> None:
    """A slot that the person wanted is in the dossier: they must know before their opponent does."""
    wanted = [each for each in data.sightings if each.wanted]
    if not wanted:
        return
    zone = data.motive.timezone
    click.echo(
        f"A slot within your wishes was seen {len(wanted)} time(s), first on "
        f"{wanted[0].since.astimezone(zone):%Y-%m-%d %H:%M}. The dossier says so on its cover, in the synthesis, "
        "in the chronology and in a piece of its own; nothing can take it out.",
        err=True,
    )
    if yes:
        return
    if not sys.stdin.isatty():
        raise Mistake("nothing was made: add --yes to go on all the same")
    click.confirm("Go on?", abort=True, err=True)


def _tell(pack: "Pack") -> None:
    click.echo(f"{pack.folder}: {len(pack.pieces)} pieces, {pack.size / 1e6:.1f} MB")
    for piece in pack.pieces:
        pages = f"{piece.pages} p." if piece.pages is not None else ""
        click.echo(f"  {piece.name:48} {pages}")
    for names, what in (
        (
            pack.pages.missing,
            "pages are missing or damaged: the dossier names them; see `slotwatch evidence verify`",
        ),
        (pack.pages.private, "pages show a name or a secret and stay out: the dossier says so"),
        (pack.pages.too_big, "pages were too big and stay out: the dossier says so"),
    ):
        if names:
            click.echo(f"Careful: {len(names)} {what}.", err=True)
    click.echo("Read it through before you hand it in: only you know what else in it is personal.")
    click.echo("Not legal advice: show it to a lawyer or an association.")
