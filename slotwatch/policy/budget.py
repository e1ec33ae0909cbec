"""How many requests a day a host is sent at most, all motives together.  Pure.

A pace bounds the looks of one motive; nothing else bounds what many motives, long flows or a mistake of ours add
up to.  A spent budget rests the host until the local midnight.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slotwatch.model import PARIS, Blocked, Evidence
from slotwatch.policy.cadence import is_loopback
from slotwatch.policy.standing import SPENT

#: Requests a day to one host where the configuration does not say otherwise.  One motive at its floor (60 s) with
#: three requests a look needs 4 320: nobody goes blind for the pace that one motive may have.
USUAL = 5000
#: No configuration allows more: one request every nine seconds, all day long.
CEILING = 10_000


@dataclass(frozen=True, slots=True)
class Spending:
    """The requests that a host was sent on one local day."""

    day: date
    requests: int = 0


def allowance(host: str, configured: int | None = None) -> int | None:
    """Requests a day for this host, None for any number: one's own machine need not be spared unless told to."""
    if configured is not None:
        return min(configured, CEILING)
    return None if is_loopback(host) else USUAL


def spend(spending: Spending | None, now: datetime, zone: ZoneInfo = PARIS) -> Spending:
    """The spending with one request more.

    Any other day begins anew, an earlier one too: a clock that once was a year ahead must not leave a
    count behind that no midnight ends.
    """
    today = now.astimezone(zone).date()
    if spending is None or spending.day != today:
        return Spending(today, 1)
    return replace(spending, requests=spending.requests + 1)


def is_spent(spending: Spending | None, allowed: int | None, now: datetime, zone: ZoneInfo = PARIS) -> bool:
    """Whether nothing is left for today."""
    if spending is None or allowed is None or spending.day != now.astimezone(zone).date():
        return False
    return spending.requests >= allowed


def until_midnight(now: datetime, zone: ZoneInfo = PARIS) -> float:
    """Seconds to the next local midnight; 23 or 25 hours may lie before it."""
    following = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
    return (midnight.astimezone(now.tzinfo) - now).total_seconds()


def refusal(host: str, url: str, allowed: int, now: datetime, zone: ZoneInfo = PARIS) -> Blocked:
    """The outcome of a look that the budget ends: our own refusal, as long as the day lasts."""
    marker = f"{SPENT}the {allowed} requests for {host} are spent; slotwatch rests until midnight"
    return Blocked(None, until_midnight(now, zone), Evidence(url=url, marker=marker))
