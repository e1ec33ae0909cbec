"""A file to settings: read, check everything, then either all of it or a `ConfigError` with every mistake."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from slotwatch.config.alive import read_alive
from slotwatch.config.channels import CheckChannel, ReadChannels, Surroundings, read_channels
from slotwatch.config.evidence import read_evidence
from slotwatch.config.motives import ReadMotives, read_motives
from slotwatch.config.pace import Paces
from slotwatch.config.paths import expand, state_dir
from slotwatch.config.problems import ConfigError, Findings, Place, show
from slotwatch.config.settings import ChannelSettings, Settings
from slotwatch.config.source import read_source
from slotwatch.config.tables import read_table
from slotwatch.config.ways import CheckBrowser, check_ways
from slotwatch.config.wire import PaceTable, RootTable
from slotwatch.contract import Provider
from slotwatch.model import Motive


def load(
    path: Path,
    providers: Mapping[str, Provider],
    *,
    environ: Mapping[str, str] = os.environ,
    check_channel: CheckChannel | None = None,
    check_browser: CheckBrowser | None = None,
    text: str | None = None,
) -> Settings:
    """Read a configuration file.

    ``providers`` are the booking systems by name.  ``check_channel`` is given each channel's address with
    its secrets in place, and answers why it cannot be used, or None; its words are shown, without those
    secrets; ``check_browser`` answers why no browser can be used here, or None.  ``text`` is read in the
    place of the file's content, to try a change before it is written.  Nothing is created or contacted.
    Raises `ConfigError` with every mistake in the file.
    """
    findings = Findings(path)
    raw = read_source(path, findings, text)
    if raw is None:
        raise ConfigError(findings.problems)
    root = read_table(RootTable, raw, Place(), findings, apart=("pace", "evidence", "alive", "channel", "motive"))
    paces = _paces(raw, findings)
    motives = read_motives(raw, paces, providers, findings)
    check_ways(raw, providers, check_browser, findings)
    around = Surroundings(environ, path.absolute().parent, motives.names, check_channel)
    channels = read_channels(raw, around, findings)
    evidence = read_evidence(raw, environ, path.absolute().parent, findings)
    alive, hidden = read_alive(raw, environ, path.absolute().parent, findings)
    if not findings.problems:
        _check_every_motive_is_told(motives.motives, channels.channels, findings)
    if findings.problems:
        raise ConfigError(findings.problems)
    settings = _settings(path, root, motives, channels, environ)
    secrets = tuple(sorted({*settings.secrets, *hidden}, key=lambda s: (-len(s), s)))
    budget = paces.defaults.daily_requests
    return replace(settings, evidence=evidence, alive=alive, secrets=secrets, daily_requests=budget)


def _paces(raw: Mapping[str, Any], findings: Findings) -> Paces:
    pace = raw.get("pace", {})
    if not isinstance(pace, Mapping):
        findings.add("pace", show(pace), "a table [pace]")
        pace = {}
    return Paces(pace, read_table(PaceTable, pace, Place("pace"), findings), findings)


def _check_every_motive_is_told(
    motives: Iterable[Motive], channels: Iterable[ChannelSettings], findings: Findings
) -> None:
    routes = [channel.route for channel in channels]
    for index, motive in enumerate(motives):
        if not any(not route.motives or motive.name in route.motives for route in routes):
            findings.add(
                Place(f"motive[{index + 1}]", motive.name).at(),
                "a motive that no channel tells of",
                "at least one channel",
                f"Add {show(motive.name)} to the motives of a channel.",
            )


def _settings(
    path: Path, root: RootTable, motives: ReadMotives, channels: ReadChannels, environ: Mapping[str, str]
) -> Settings:
    # absolute: a daemon may change its folder
    state = expand(root.state, environ, path.absolute().parent) if root.state else None
    return Settings(
        path=path,
        language=root.language or "fr",
        contact=root.contact or "",
        state=state_dir(environ, state),
        motives=motives.motives,
        channels=channels.channels,
        secrets=channels.secrets,
        log=root.log or "auto",
        level=root.level or "info",
        captures=root.captures is not False,
    )
