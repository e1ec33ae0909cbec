"""The way to the network: the one package that knows aiohttp's client and its failures.

`Client` is opened once per process; `Client.session` gives each motive its own way out
(`slotwatch.contract.Fetch`): its own cookies, and the host's lane shared with every other motive.
"""

from slotwatch.fetch.bounds import ANYWHERE, Bounds, LedElsewhere, is_inside
from slotwatch.fetch.browser.program import why_missing as why_no_browser
from slotwatch.fetch.budgets import STRIDE, Budgets
from slotwatch.fetch.client import Client
from slotwatch.fetch.courtesy import Courtesy
from slotwatch.fetch.identity import user_agent
from slotwatch.fetch.limits import Limits
from slotwatch.fetch.session import Session

__all__ = [
    "ANYWHERE",
    "STRIDE",
    "Bounds",
    "Budgets",
    "Client",
    "Courtesy",
    "LedElsewhere",
    "Limits",
    "Session",
    "is_inside",
    "user_agent",
    "why_no_browser",
]
