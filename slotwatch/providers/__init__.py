"""The booking systems: one module each, found by scanning this folder.

A module whose name does not begin with an underscore is a provider and must have the names of
`slotwatch.contract.Provider`, plus a pure `read(page, options)`.  One that cannot be imported or lacks a name
is a loud error at start: a motive silently unwatched would be worse than no start.
"""

import importlib
from functools import cache

from slotwatch.contract import Provider
from slotwatch.providers._registry import ProviderBroken, load

__all__ = ["ProviderBroken", "recognise", "registry"]


@cache
def registry() -> dict[str, Provider]:
    """Every booking system by its name, sorted.  Raises `ProviderBroken`."""
    return load(importlib.import_module(__name__))


def recognise(url: str) -> list[str]:
    """The names of the systems to which this address belongs; empty when none knows it."""
    return [name for name, provider in registry().items() if provider.matches(url)]
