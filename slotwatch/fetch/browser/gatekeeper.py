"""Which of a page's requests may go out.  Pure."""

from dataclasses import dataclass

from yarl import URL

from slotwatch.fetch.redirects import is_private

#: What does not change what a page says: not fetched, for the site's sake and ours.
_SPARED = frozenset({"Image", "Font", "Media"})

_WEB = frozenset({"http", "https"})
#: Addresses that no request leaves for.
_INSIDE = frozenset({"data", "blob", "about"})

#: Chromium's reasons for a request that was refused.
SPARED = "BlockedByClient"
FORBIDDEN = "AccessDenied"


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """``public``: the page is on the public web, and has no business on this machine or in its network."""

    public: bool

    def refusal(self, url: str, kind: str) -> str | None:
        """Why a request must not go out, in Chromium's words; None when it may.

        ``kind`` is Chromium's type of resource: Document, Script, XHR…
        """
        try:
            address = URL(url, encoded=True)
        except ValueError:
            return FORBIDDEN
        if address.scheme in _INSIDE:
            return None
        if address.scheme not in _WEB or self.is_forbidden(address):
            return FORBIDDEN
        # Chromium's own request for the icon of a tab that nobody sees
        icon = kind == "Other" and address.path == "/favicon.ico"
        return SPARED if kind in _SPARED or icon else None

    def is_forbidden(self, address: URL) -> bool:
        """Whether a public page reaches for a private address."""
        return self.public and is_private(address.raw_host or "")
