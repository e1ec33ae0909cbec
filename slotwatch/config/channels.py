"""``[[channel]]`` tables to channel settings."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from slotwatch.config.motives import named, unique
from slotwatch.config.problems import Findings, Place, one_of, show, suggest
from slotwatch.config.secrets import BadSecrets, Resolved, resolve
from slotwatch.config.sensitive import SHORTEST, sensitive_parts
from slotwatch.config.settings import ChannelSettings
from slotwatch.config.tables import read_table, tables
from slotwatch.config.wire import ChannelTable
from slotwatch.policy.routing import Route

#: Seconds that one try may take, unless the channel says otherwise.
TIMEOUT = 15.0

#: Services whose messages are SMS: 160 characters, paid or counted one by one.
SMS = frozenset((
    "46elks", "atalk", "bulksms", "bulkvs", "burstsms", "clickatell", "clicksend", "d7sms", "elks", "freemobile",
    "httpsms", "infobip", "kavenegar", "kudosity", "msg91", "msgbird", "nexmo", "octopush", "ovhsms", "plivo",
    "ringc", "serwersms", "seven", "sfr", "sinch", "sms", "smsc", "smseagle", "smseagles", "smsmanager", "smsmgr",
    "smstunnel", "telnyx", "twilio", "voipms", "vonage",
))  # fmt: skip

_SCHEMA = re.compile(r"([A-Za-z0-9][A-Za-z0-9+.-]{0,30})://.")

#: Says why notify cannot use an address, or None when it can.
CheckChannel = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class ReadChannels:
    """The channels without mistakes, and every string in them that no log may show."""

    channels: tuple[ChannelSettings, ...]
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a channel needs to know besides its table."""

    environ: Mapping[str, str]
    folder: Path
    motives: Sequence[str]
    check: CheckChannel | None


def read_channels(raw: Mapping[str, Any], around: Surroundings, findings: Findings) -> ReadChannels:
    """Read every ``[[channel]]``; mistakes go to ``findings``, without any address."""
    channels: list[ChannelSettings] = []
    secrets: set[str] = set()
    names: dict[str, str] = {}
    for index, each in tables(raw, "channel", findings):
        place = named(Place(f"channel[{index + 1}]"), each)
        table = read_table(ChannelTable, each, place, findings)
        if table.name is not None:
            unique(table.name, names, place, findings)
            names.setdefault(table.name.casefold(), table.name)
        _check_motives(table, around.motives, place, findings)
        resolved = None if table.url is None else _resolve(table.url, around, place, findings)
        if resolved is not None:
            secrets |= {*resolved.secrets, *sensitive_parts(resolved.url)}
            if table.name is not None:
                channels.append(_channel(table, table.name, resolved.url))
    # longest first: a secret that contains another must be blotted out whole
    hidden = sorted((s for s in secrets if len(s) >= SHORTEST), key=lambda s: (-len(s), s))
    return ReadChannels(tuple(channels), tuple(hidden))


def schema_of(url: str) -> str:
    """The part of an address before ``://``, lower case; "" when there is none."""
    match = _SCHEMA.match(url)
    return match[1].lower() if match else ""


def _channel(table: ChannelTable, name: str, url: str) -> ChannelSettings:
    shape: Literal["text", "sms"] = table.shape or ("sms" if schema_of(url) in SMS else "text")
    return ChannelSettings(
        name=name,
        url=SecretStr(url),
        shape=shape,
        timeout=TIMEOUT if table.timeout is None else table.timeout,
        route=Route(
            channel=name,
            troubles=table.troubles is not False,
            slots_break_silence=table.slots_break_silence is not False,
            quiet=table.quiet,
            motives=frozenset(table.motives or ()),
        ),
    )


def _resolve(written: str, around: Surroundings, place: Place, findings: Findings) -> Resolved | None:
    where = place.at("url")
    try:
        resolved = resolve(written.strip(), around.environ, around.folder)
    except BadSecrets as bad:
        for each in bad.each:
            findings.add(where, each.found, each.expected, each.hint)
        return None
    schema = schema_of(resolved.url)
    if not schema:
        expected = "an address that begins with a service, such as tgram:// or mailtos://"
        findings.add(where, "an address without a service (not shown: it may hold a secret)", expected)
        return None
    reason = around.check(resolved.url) if around.check else None
    if reason:
        findings.add(where, show(f"{schema}://…"), "an address that works", _without(reason, resolved))
        return None
    return resolved


def _without(reason: str, resolved: Resolved) -> str:
    hidden = {resolved.url, *resolved.secrets, *sensitive_parts(resolved.url)}
    for secret in sorted(hidden, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            reason = reason.replace(secret, "…")
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."


def _check_motives(table: ChannelTable, known: Sequence[str], place: Place, findings: Findings) -> None:
    if table.motives == []:
        findings.add(place.at("motives"), "an empty list", "names of motives", "Leave it out for all of them.")
    for index, name in enumerate(table.motives or ()):
        if name not in known:
            findings.add(
                place.at("motives", index),
                show(name),
                one_of(known) if known else "a motive",
                suggest(name, known),
            )
