"""The commands about the watch itself: `run`, `look`, `status`, `healthcheck`, `backup`, `demo`."""

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from slotwatch.cli.common import FAILED, UNANSWERED, config_option, configure_logs, find_motive, load, or_mistake
from slotwatch.cli.outcomes import print_outcome


@click.command()
@click.option("--seconds", default=45.0, show_default=True, help="How long the story lasts.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to keep its files (default: a new one).")
def demo(seconds: float, folder: Path | None) -> None:
    """Show it working: a made-up prefecture, the real daemon, a real e-mail. No account needed."""
    from slotwatch.demo import play

    if not asyncio.run(play(seconds, folder, click.echo)):
        sys.exit(FAILED)


@click.command()
@config_option
def run(config_path: Path | None) -> None:
    """Watch until stopped (Ctrl-C or SIGTERM)."""
    settings = load(config_path)
    from slotwatch import daemon

    configure_logs(settings)
    or_mistake(lambda: asyncio.run(daemon.run(settings)))


@click.command()
@click.argument("name")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def look(name: str, config_path: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Do one check of the motive NAME now, and show what it was read from. Tells nobody, records no check."""
    settings = load(config_path)
    configure_logs(settings, level="warning")
    motive = find_motive(settings, name)
    from slotwatch.look import look_now
    from slotwatch.model import Available, NoSlot

    started = time.monotonic()
    outcome = or_mistake(lambda: asyncio.run(look_now(settings, motive)))
    print_outcome(motive, outcome, time.monotonic() - started, as_json=as_json)
    if not isinstance(outcome, Available | NoSlot):
        sys.exit(UNANSWERED)


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(config_path: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Show each motive's last look, its slots, and the latest messages."""
    settings = load(config_path)
    from slotwatch.status import report

    click.echo(or_mistake(lambda: report(settings, datetime.now(UTC), as_json=as_json)))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@config_option
@click.option("--force", is_flag=True, help="Write over an existing file.")
def backup(file: Path, config_path: Path | None, force: bool) -> None:  # noqa: FBT001 - click's way
    """Copy the database to FILE, safely, also while the daemon runs."""
    settings = load(config_path)
    from slotwatch.store import Store

    def copy() -> None:
        store = Store.open_readonly(settings.state)
        try:
            store.backup(file, force=force)
        finally:
            store.close()

    or_mistake(copy)
    click.echo(f"Copied to {file} ({file.stat().st_size / 1e6:.1f} MB).")
    evidence = settings.state / "evidence"
    if evidence.exists():
        click.echo(f"The pages kept as evidence are files of their own: copy {evidence} as well.")


@click.command()
@config_option
def healthcheck(config_path: Path | None) -> None:
    """Exit 0 when a daemon runs and looks when it should, 1 otherwise (for Docker and monitors)."""
    settings = load(config_path)
    from slotwatch.status import illness

    reason = or_mistake(lambda: illness(settings, datetime.now(UTC)))
    click.echo(reason or "healthy")
    if reason:
        sys.exit(FAILED)
