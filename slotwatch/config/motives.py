"""``[[motive]]`` tables to motives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from slotwatch.config import addresses
from slotwatch.config.pace import Paces
from slotwatch.config.problems import Findings, Place, one_of, show, suggest
from slotwatch.config.tables import read_table, tables
from slotwatch.config.translation import keys_of, report
from slotwatch.config.values import BadValue
from slotwatch.config.wire import MotiveTable
from slotwatch.contract import Provider
from slotwatch.model import PARIS, Filter, Motive
from slotwatch.policy.cadence import floor_for


@dataclass(frozen=True, slots=True)
class ReadMotives:
    """The motives without mistakes, and the names of all of them, with mistakes or not."""

    motives: tuple[Motive, ...]
    names: tuple[str, ...]


def read_motives(
    raw: Mapping[str, Any], paces: Paces, providers: Mapping[str, Provider], findings: Findings
) -> ReadMotives:
    """Read every ``[[motive]]``; mistakes go to ``findings``."""
    motives: list[Motive] = []
    names: dict[str, str] = {}
    for index, each in tables(raw, "motive", findings):
        motive, name = _read(each, index, names, paces, providers, findings)
        if name is not None:
            names.setdefault(name.casefold(), name)
        if motive is not None:
            motives.append(motive)
    paces.finish()
    return ReadMotives(tuple(motives), tuple(names.values()))


def _read(
    raw: Mapping[str, Any],
    index: int,
    names: Mapping[str, str],
    paces: Paces,
    providers: Mapping[str, Provider],
    findings: Findings,
) -> tuple[Motive | None, str | None]:
    place = named(Place(f"motive[{index + 1}]"), raw)
    homes = {key: "below [motive.options]" for each in providers.values() for key in keys_of(each.Options)}
    table = read_table(MotiveTable, raw, place, findings, homes=homes)
    if table.name is not None:
        unique(table.name, names, place, findings)
    provider = _provider(table, raw, providers, place, findings)
    options = None
    floor = 0.0
    if provider is not None:
        options = _options(providers[provider], raw, place, findings)
        floor = providers[provider].FLOOR
    if table.url is None:
        return None, table.name
    pace = paces.of(table, raw, floor_for(urlsplit(table.url).netloc.lower(), floor), place)
    wanted = _filter(table, raw, place, findings)
    if table.name is None or provider is None:
        return None, table.name
    return Motive(
        name=table.name,
        provider=provider,
        url=table.url,
        pace=pace,
        filter=wanted,
        timezone=table.timezone or PARIS,
        options=options,
        fetch=table.fetch or "http",
        robots=table.robots or "obey",
    ), table.name


def named(place: Place, raw: Mapping[str, Any]) -> Place:
    """The place with its owner's name for it, if that name is fit to be printed."""
    try:
        return Place(place.path, addresses.name(raw.get("name")))
    except BadValue:
        return place


def unique(name: str, names: Mapping[str, str], place: Place, findings: Findings) -> None:
    """Refuse a name that another table has; upper and lower case do not tell names apart."""
    kind = place.path.partition("[")[0]
    if name.casefold() in names:
        findings.add(place.at("name"), f"{show(name)} a second time", f"a name that no other {kind} has")


def _provider(
    table: MotiveTable, raw: Mapping[str, Any], providers: Mapping[str, Provider], place: Place, findings: Findings
) -> str | None:
    if table.provider is not None:
        if table.provider in providers:
            _same_system(table, providers[table.provider], place, findings)
            return table.provider
        hint = suggest(table.provider, providers)
        findings.add(place.at("provider"), show(table.provider), one_of(sorted(providers)), hint)
        return None
    if "provider" in raw or table.url is None:  # already told
        return None
    fitting = sorted(name for name, provider in providers.items() if provider.matches(table.url))
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        hint = f'Choose one: provider = "{fitting[0]}".'
        findings.add(place.at("url"), f"an address of {' and '.join(fitting)}", "one booking system", hint)
    else:
        findings.add(
            place.at("url"),
            f"{show(table.url)}, which no booking system recognises",
            f"an address of a known system ({', '.join(sorted(providers))})",
            'Name the system (provider = "…"), or use provider = "page" with your own markers.',
        )
    return None


def _same_system(table: MotiveTable, provider: Provider, place: Place, findings: Findings) -> None:
    """Tell an address that the named system cannot be behind.

    A system that does not recognise its own example takes any address (`page`).
    """
    if table.url is None or provider.matches(table.url) or not provider.matches(provider.EXAMPLE):
        return
    findings.add(place.at("url"), show(table.url), f"an address like {provider.EXAMPLE}")


def _options(provider: Provider, raw: Mapping[str, Any], place: Place, findings: Findings) -> object:
    options = raw.get("options", {})
    if not isinstance(options, Mapping):
        return None
    inside = Place(f"{place.path}.options", place.name)
    try:
        return provider.Options.model_validate(options)
    except ValidationError as error:
        report(error, provider.Options, options, inside, findings)
        return None


def _filter(table: MotiveTable, raw: Mapping[str, Any], place: Place, findings: Findings) -> Filter:
    before, after = table.before, table.after
    if before and after and (before - after).days < 2:
        found = f"{show(raw['before'])} with after = {show(raw['after'])}"
        findings.add(
            place.at("before"), found, "a day at least two days later than after", "Both days are excluded."
        )
    return Filter(before, after, frozenset(table.weekdays or ()), tuple(table.hours or ()))
