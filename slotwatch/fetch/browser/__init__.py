"""Pages that need JavaScript: the system's own Chromium, driven over the DevTools protocol.

No stealth and no changed identity: Chromium goes under its own name with ours behind it, in a profile of
its own, started for a look and ended with it.  `launch` and `open_tab` are for whoever else has a page to draw.
"""

from slotwatch.fetch.browser.browsers import Browsers
from slotwatch.fetch.browser.chromium import Chromium, launch
from slotwatch.fetch.browser.doorman import Manners
from slotwatch.fetch.browser.errors import BrowserError, NoBrowserError
from slotwatch.fetch.browser.patience import Patience
from slotwatch.fetch.browser.processes import measure
from slotwatch.fetch.browser.program import find, why_missing
from slotwatch.fetch.browser.session import BrowserSession
from slotwatch.fetch.browser.tab import Tab, open_context, open_tab

__all__ = [
    "BrowserError",
    "BrowserSession",
    "Browsers",
    "Chromium",
    "Manners",
    "NoBrowserError",
    "Patience",
    "Tab",
    "find",
    "launch",
    "measure",
    "open_context",
    "open_tab",
    "why_missing",
]
