"""What may go wrong between us and the browser.  None of these leaves the package: see `session`."""


class BrowserError(Exception):
    """The browser is not there, did not start, or let us down.  Its words are fit for the owner."""


class NoBrowserError(BrowserError):
    """There is none on this machine; the words say how to get one."""


class NotStartedError(BrowserError):
    """It is there and does not run."""


class GoneError(BrowserError):
    """It ended, or its end of the line was cut, before the answer came."""


class CrashedError(BrowserError):
    """The page's own process crashed, or the page closed itself."""


class RefusedError(BrowserError):
    """The browser answered a command with an error."""
