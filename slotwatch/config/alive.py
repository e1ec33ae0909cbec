"""``[alive]`` to what proves that slotwatch lives."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from slotwatch.config.addresses import web_address
from slotwatch.config.problems import Findings, Place, show
from slotwatch.config.secrets import BadSecrets, resolve
from slotwatch.config.settings import AliveSettings
from slotwatch.config.tables import read_table
from slotwatch.config.values import BadValue, spell
from slotwatch.config.wire import AliveTable

#: Seconds between two calls, at least: the service is a guest's host as well.
LEAST = 60.0


def read_alive(
    raw: Mapping[str, Any], environ: Mapping[str, str], folder: Path, findings: Findings
) -> tuple[AliveSettings, tuple[str, ...]]:
    """Read ``[alive]``, and the strings in it that no log may show; mistakes go to ``findings``."""
    own = raw.get("alive", {})
    if not isinstance(own, Mapping):
        findings.add("alive", show(own), "a table [alive]")
        return AliveSettings(), ()
    place = Place("alive")
    table = read_table(AliveTable, own, place, findings)
    every = _every(table, place, findings)
    url, secrets = _url(table, environ, folder, place, findings)
    if url is None and "ping_every" in own and "ping_url" not in own:
        findings.add(place.at("ping_url"), "nothing", "the address to call every ping_every")
    return AliveSettings(url, every, table.weekly), secrets


def _every(table: AliveTable, place: Place, findings: Findings) -> float:
    if table.ping_every is None:
        return AliveSettings().ping_every
    if table.ping_every < LEAST:
        findings.add(place.at("ping_every"), spell(table.ping_every), f"at least {spell(LEAST)}")
    return table.ping_every


def _url(
    table: AliveTable, environ: Mapping[str, str], folder: Path, place: Place, findings: Findings
) -> tuple[SecretStr | None, tuple[str, ...]]:
    if table.ping_url is None:
        return None, ()
    where = place.at("ping_url")
    try:
        resolved = resolve(table.ping_url.strip(), environ, folder)
    except BadSecrets as bad:
        for each in bad.each:
            findings.add(where, each.found, each.expected, each.hint)
        return None, ()
    try:
        url = web_address(resolved.url)
    except BadValue:
        findings.add(
            where, "no web address (not shown: it may hold a secret)", "an address that begins with https://"
        )
        return None, ()
    # whoever knows the path can call it: it is the password
    path = urlsplit(url).path.strip("/")
    return SecretStr(url), (*resolved.secrets, *filter(None, (path,)))
