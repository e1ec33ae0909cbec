"""The commands about the evidence: `evidence verify`, `stamp`, `export`, `delete`."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slotwatch.cli.common import FAILED, Mistake, config_option, find_motive, load, or_mistake

if TYPE_CHECKING:
    from slotwatch.config import Settings
    from slotwatch.evidence.stamps_proof import ProveToken
    from slotwatch.evidence.verdict import Verdict

_EXTRA = "needs libraries that are not installed: pip install 'slotwatch[evidence]'"

#: Entries from which on a progress bar is worth its lines.
_LONG = 5000

#: Seconds that an authority may take.
_PATIENCE = 30.0


@click.group("evidence")
def evidence() -> None:
    """Look after the evidence: prove it, stamp it, export it, delete it."""


@evidence.command("verify")
@click.argument("name", required=False)
@config_option
@click.option("--head", "heads", multiple=True, help="A hash noted elsewhere that the chain must hold.")
def verify(name: str | None, config_path: Path | None, heads: tuple[str, ...]) -> None:
    """Prove that nothing was changed, taken out or put in; say which entry if it was.

    The whole chain is proved; with NAME, only that motive's pages and files are. Exit 0 when all is well, 1 if
    not.
    """
    settings = load(config_path)
    if name is not None:
        find_motive(settings, name)
    verdict = or_mistake(lambda: _verify(settings, name, heads))
    for note in verdict.notes:
        click.echo(f"note: {note}")
    for problem in verdict.problems:
        click.echo(f"WRONG: {problem}")
    head = f"head {verdict.head[0]} {verdict.head[1]}" if verdict.head else "empty"
    click.echo(f"{verdict.entries} entries ({head}), {verdict.bodies} bodies, {verdict.stamps} stamps proved.")
    if verdict.problems:
        click.echo(f"{len(verdict.problems)} wrong.")
        sys.exit(FAILED)
    click.echo("All as it was sealed.")


@evidence.command("stamp")
@config_option
def stamp(config_path: Path | None) -> None:
    """Have the end of the chain stamped by the configured authority now (the daemon does so once a day)."""
    settings = load(config_path)
    url = settings.evidence.timestamp_url
    if not url:
        raise Mistake("no authority is configured: write timestamp_url below [evidence]")
    try:
        from slotwatch.evidence.authority import QUERY, REPLY, StampError, State
        from slotwatch.evidence.stamping import stamp as stamp_head
    except ImportError:
        raise Mistake(f"stamp {_EXTRA}") from None
    from slotwatch import __version__
    from slotwatch.evidence.opening import open_chain
    from slotwatch.evidence.tokens import Tokens
    from slotwatch.fetch.errand import post_bytes

    async def post(question: bytes) -> tuple[int, str, bytes]:
        agent = f"slotwatch/{__version__}"
        return await post_bytes(
            url, question, content_type=QUERY, accept=REPLY, user_agent=agent, seconds=_PATIENCE
        )

    now = datetime.now(UTC)

    def go() -> None:
        with open_chain(settings.state, now) as book:
            tokens, own = Tokens(settings.state), settings.evidence
            receipt = asyncio.run(stamp_head(book, tokens, post, url, own.timestamp_ca, now))
            if receipt is None:
                raise Mistake("there is nothing to stamp yet: start `slotwatch run` first")
            click.echo(f"Entry {receipt.number} stamped at {receipt.stamped.at:%Y-%m-%d %H:%M:%S} UTC.")
            click.echo(f"Token: {receipt.token}")
            if receipt.stamped.state is State.UNPROVED:
                click.echo("Its authority is not known to this machine: set timestamp_ca to have it proved.")

    try:
        or_mistake(go)
    except StampError as error:
        click.echo(f"slotwatch: not stamped: {error}", err=True)
        sys.exit(FAILED)


@evidence.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day. Default: the first look.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, included. Default: today.")
def export(
    name: str, file: Path, config_path: Path | None, since: datetime | None, until: datetime | None
) -> None:
    """Write the kept pages of the motive NAME to FILE (.warc.gz), for any web archive viewer."""
    settings = load(config_path)
    motive = find_motive(settings, name)
    if not file.name.endswith(".warc.gz"):
        raise Mistake(f"{file}: name a file that ends in .warc.gz")
    try:
        from slotwatch.evidence.warc import export as export_warc
    except ImportError:
        raise Mistake(f"export {_EXTRA}") from None
    from slotwatch.evidence.dossier_data import gather
    from slotwatch.store import Store

    begin = (since or datetime(2000, 1, 1)).replace(tzinfo=motive.timezone)  # noqa: DTZ001 - it has one now
    end = until.replace(tzinfo=motive.timezone) + timedelta(days=1) if until else datetime.now(UTC)
    if begin >= end:
        raise Mistake("--from lies after --to: turn them round")

    def write() -> str:
        store = Store.open_readonly(settings.state)
        try:
            data = gather(store, motive, begin, end)
            if not data.captures:
                raise Mistake(f"no page of {name} was kept in that time; nothing was written")
            with click.progressbar(data.captures, label="Writing", file=sys.stderr) as captures:
                done = export_warc(captures, data.body, file)
        finally:
            store.close()
        gone = f" {done.deleted} captures had been deleted before." if done.deleted else ""
        return f"{done.captures} captures, {done.exchanges} exchanges written to {file}.{gone}"

    try:
        click.echo(or_mistake(write))
    except FileExistsError:
        raise Mistake(f"{file} is there already; it was left as it is. Give another name.") from None
    except OSError as error:
        raise Mistake(f"{file} cannot be written: {error.strerror}. Give another name.") from None


@evidence.command("delete")
@click.argument("name")
@config_option
@click.option(
    "--before", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Delete what is older than this day."
)
@click.option("--by-hand", is_flag=True, help="The files you attached yourself too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(name: str, config_path: Path | None, before: datetime, by_hand: bool, yes: bool) -> None:  # noqa: FBT001 - click's way
    """Delete the kept pages of the motive NAME. What was read from them, and their hashes, stay in the chain."""
    settings = load(config_path)
    motive = find_motive(settings, name)
    from slotwatch.evidence.bodies import Bodies
    from slotwatch.evidence.deleting import delete as delete_bodies
    from slotwatch.evidence.deleting import older
    from slotwatch.evidence.opening import open_chain

    instant = before.replace(tzinfo=motive.timezone)
    now = datetime.now(UTC)

    def go() -> str:
        with open_chain(settings.state, now) as book:
            numbers = older(book, motive.name, instant, by_hand=by_hand)
            if not numbers:
                return "Nothing to delete."
            question = f"Delete the bodies of {len(numbers)} entries of {name} before {before:%Y-%m-%d} for good?"
            if not yes and not click.confirm(question):
                return "Nothing was deleted."
            tombstone = delete_bodies(book, Bodies(settings.state), motive.name, numbers, now)
        return f"Deleted. Entry {tombstone} of the chain says so."

    click.echo(or_mistake(go))


def _verify(settings: "Settings", name: str | None, heads: tuple[str, ...]) -> "Verdict":
    from slotwatch.evidence.bodies import Bodies
    from slotwatch.evidence.tokens import Tokens
    from slotwatch.evidence.verifying import verify
    from slotwatch.store import Store

    store = Store.open_readonly(settings.state)
    try:
        with _progress(store.chain_length()) as step:
            return verify(
                store,
                Bodies(settings.state),
                Tokens(settings.state),
                motive=name,
                heads=heads,
                prove=_prover(settings),
                step=step,
            )
    finally:
        store.close()


@contextmanager
def _progress(length: int) -> Iterator[Callable[[int], None]]:
    if length < _LONG:
        yield lambda _: None
        return
    with click.progressbar(length=length, label="Proving", file=sys.stderr) as bar:
        yield bar.update


def _prover(settings: "Settings") -> "ProveToken | None":
    try:
        from slotwatch.evidence.authority import StampError, State, examine, load_roots
    except ImportError:
        return None
    try:
        roots, known = load_roots(settings.evidence.timestamp_ca)
    except StampError as error:
        raise Mistake(str(error)) from None

    def prove(content: bytes, head: str) -> bool:
        try:
            return examine(content, head, nonce=None, roots=roots, known=known).state is State.STAMPED
        except StampError as error:
            raise ValueError(str(error)) from None

    return prove
