"""Whether the way a motive's pages are to be had (``fetch``) is one that there is."""

from collections.abc import Callable, Mapping
from typing import Any

from slotwatch.config.motives import named
from slotwatch.config.problems import Findings, Place, show
from slotwatch.config.tables import tables
from slotwatch.contract import Browsable, Provider

#: Why no browser can be used on this machine and what to do, None when one can.
CheckBrowser = Callable[[], str | None]


def check_ways(
    raw: Mapping[str, Any],
    providers: Mapping[str, Provider],
    check_browser: CheckBrowser | None,
    findings: Findings,
) -> None:
    """Note every motive that wants a browser which its system cannot use, or which is not there."""
    for index, each in tables(raw, "motive", findings):
        if each.get("fetch") != "browser":
            continue
        where = named(Place(f"motive[{index + 1}]"), each).at("fetch")
        able = sorted(name for name, provider in providers.items() if isinstance(provider, Browsable))
        if each.get("provider") not in able:
            hint = f"It works with provider = {' or '.join(map(show, able))}."
            findings.add(where, '"browser"', '"http"', hint)
        elif check_browser and (why := check_browser()):
            findings.add(where, '"browser"', "a Chromium on this machine", why)
