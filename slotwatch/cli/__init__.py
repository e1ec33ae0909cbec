"""The command line: thin commands, a module for each subject."""

import click

from slotwatch import __version__
from slotwatch.cli.zones import require_zones

require_zones()

from slotwatch.cli import (  # noqa: E402 - what comes now cannot be imported without the zones
    adding,
    attesting,
    capturing,
    configuring,
    dossier,
    evidence,
    explaining,
    screens,
    sessions,
    telling,
    watching,
)

COMMANDS = (
    watching.demo,
    configuring.init,
    adding.add,
    configuring.config,
    configuring.providers_list,
    watching.run,
    watching.look,
    watching.status,
    explaining.explain,
    watching.healthcheck,
    watching.backup,
    telling.notify,
    sessions.session,
    capturing.capture,
    capturing.replay,
    evidence.evidence,
    attesting.attest,
    dossier.dossier,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="slotwatch")
def main() -> None:
    """Watch prefecture booking pages and be told the moment a slot appears.

    Start with `slotwatch demo` to see it work, then `slotwatch init` to write your configuration.
    """


for command in COMMANDS:
    main.add_command(command)
evidence.evidence.add_command(screens.screens)
