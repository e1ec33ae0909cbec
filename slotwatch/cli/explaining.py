"""The command that says why: `explain`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from slotwatch.cli.common import config_option, find_motive, load, or_mistake


@click.command()
@click.argument("name")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(name: str, config_path: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Say when the motive NAME is looked at next, and why then: pace, hot windows, trouble, rest of its host."""
    settings = load(config_path)
    motive = find_motive(settings, name)
    from slotwatch.explain import explain as explained

    click.echo(or_mistake(lambda: explained(settings, motive, datetime.now(UTC), as_json=as_json)))
