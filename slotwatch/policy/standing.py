"""A standing refusal: what a site's robots.txt forbids to everybody, not to us and not for now.  Pure.

It is `Blocked`, since the site refuses us, but it has a marker of its own: it says nothing about the other pages
of the host, so no other motive rests for it; nothing was asked, so asking again costs nobody anything; and it is
told at once, because no second look can tell more.
"""

from slotwatch.model import Blocked, Evidence, Outcome

#: How its marker begins, and so the detail of the trouble that is told.
MARKER = "robots.txt of "
#: The same of a spent daily budget (`policy.budget`).
SPENT = "daily budget: "
#: The name of its ladder, and of the strain that a motive on it has.
KIND = "robots"


def disallowed(host: str, path: str, url: str) -> Blocked:
    """The outcome of a look that robots.txt forbids.  ``path`` and ``url`` must be fit for the record."""
    marker = f'{MARKER}{host} disallows {path}: slotwatch does not look (robots = "ignore" looks all the same)'
    return Blocked(None, None, Evidence(url=url, marker=marker))


def is_standing(outcome: Outcome) -> bool:
    """Whether this is the refusal of a robots.txt."""
    return isinstance(outcome, Blocked) and outcome.status is None and outcome.evidence.marker.startswith(MARKER)


def was_not_asked(outcome: Outcome) -> bool:
    """Whether no request left for this outcome: it says nothing about the site, and nothing about our network."""
    return is_standing(outcome) or (
        isinstance(outcome, Blocked) and outcome.status is None and outcome.evidence.marker.startswith(SPENT)
    )
