"""The demo: a made-up prefecture, the real daemon, a real mail server, all on this machine.

Nothing is mocked: the alert shown in the terminal is an e-mail that apprise sent and a mail server took.
"""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from slotwatch import daemon, providers
from slotwatch.config import load
from slotwatch.logs import configure
from slotwatch.notify.channels import check_url, quiet_loggers
from slotwatch.simulator import Simulator, parse_script

#: The prefecture's story: full, two places for a few seconds, full again, one place more, full.
STORY = "none 8s; slots 2 9s; none 5s; slots 1 8s; none"

CONFIG = """\
# The demo's configuration.  Yours looks the same, with your prefecture's page and your own address.
language = "fr"
contact = "demo@example.org"
state = "{state}"

[pace]
every = "1s"     # only this machine's own pages may be looked at so often; elsewhere the least is 60s

[[channel]]
name = "e-mail"
url = "mailto://127.0.0.1:{smtp}/?from=slotwatch@example.org&to=vous@example.org"

[[motive]]
name = "renouvellement-titre-de-sejour"
url = "{page}"
"""

Echo = Callable[[str], None]


class Inbox:
    """Takes every mail and shows it."""

    def __init__(self, echo: Echo) -> None:
        self.mails: list[EmailMessage] = []
        self._echo = echo

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep and print one mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        body = mail.get_body(("plain",))
        text = body.get_content().strip() if body else ""
        frame = "─" * 78
        self._echo(f"\n┌{frame}\n│ ✉  e-mail for {mail['To']}\n│ {mail['Subject']}\n├{frame}")
        self._echo("\n".join(f"│ {line}" for line in text.splitlines()))
        self._echo(f"└{frame}\n")
        return "250 Message accepted for delivery"


async def play(seconds: float, folder: Path | None, echo: Echo) -> bool:
    """Run the story for so many seconds; True when an alert arrived in the inbox."""
    home = folder or Path(tempfile.mkdtemp(prefix="slotwatch-demo-"))
    home.mkdir(parents=True, exist_ok=True)
    inbox = Inbox(echo)
    # port 0: whatever is free
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(inbox, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    async with server, Simulator(script=parse_script(STORY), today=datetime.now(UTC).date()) as prefecture:
        path = home / "slotwatch.toml"
        path.write_text(
            CONFIG.format(
                state=(home / "state").as_posix(),
                smtp=server.sockets[0].getsockname()[1],
                page=prefecture.single_url,
            ),
            encoding="utf-8",
        )
        settings = load(path, providers.registry(), check_channel=check_url)
        configure("console", "info", settings.secrets)
        quiet_loggers()
        echo(f"A made-up prefecture answers at {prefecture.single_url}")
        echo(f"Configuration  {path}")
        echo(f"Database       {settings.state / 'slotwatch.db'}")
        echo(f"The story      {STORY}")
        echo("Watching. The first place appears after 8 seconds; Ctrl-C ends the demo.\n")
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, stop.set)
        await daemon.run(settings, stop=stop)
    alerts = [mail for mail in inbox.mails if prefecture.single_url in str(mail.get_body(("plain",)))]
    echo(f"\n{len(inbox.mails)} e-mails arrived. See what was written down:  slotwatch status --config {path}")
    return bool(alerts)
