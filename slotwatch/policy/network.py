"""Whose fault is it that nobody answers: the site's, or our own network's?  Pure.

One host that does not answer is that host's trouble.  When the latest look at *every* host failed before any
site could speak, it is one event of our own: no ladder climbs, nothing is counted against a site, the owner is
told once, and the first look that gets through sends every other motive to look again.

This machine's own addresses say nothing about the network, so they have no voice here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from slotwatch.model import (
    PARIS,
    Available,
    Cause,
    Check,
    NoSlot,
    Noticed,
    Outcome,
    Unreachable,
    Unrecognised,
)
from slotwatch.policy import episodes
from slotwatch.policy.cadence import FLOOR, Strain, Wait, is_loopback
from slotwatch.policy.episodes import MotiveState, Step, Trouble
from slotwatch.policy.standing import was_not_asked

#: An outage is worth a message from so long on: a router that restarts wakes nobody.
TOLD_AFTER = timedelta(minutes=10)
#: A good look older than this says nothing about the network of now.
FRESH = timedelta(minutes=30)
#: Seconds between two motives' looks when the network is back.
SPACING = 2.0
#: Failed looks in a row at the only host before a test of this machine may settle it.
ALONE = 2


class Sign(StrEnum):
    """What a look says of the way to the site."""

    REACHED = "reached"
    CUT = "offline"
    CLOCK = "clock-wrong"
    PORTAL = "captive-portal"


@dataclass(frozen=True, slots=True)
class Local:
    """What this machine knows of itself without asking anybody; None where it cannot tell.

    ``routed``: there is a way out of the local network; ``synchronised``: its clock follows a time server.
    """

    routed: bool | None = None
    synchronised: bool | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest look at a host: its sign, when it was, how many of this kind in a row and since when.

    ``where`` is the host on which a look ended that was led astray.
    """

    sign: Sign
    at: datetime
    since: datetime
    count: int = 1
    where: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """The latest look at each host; ``since`` when nothing gets through (None: something does).

    ``told``: the signs already told in this outage.
    """

    hosts: Mapping[str, Seen] = field(default_factory=lambda: MappingProxyType({}))
    since: datetime | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look means.

    ``ours``: it failed for a reason of our own, and is not counted against the site; ``sign`` what it says by
    itself; ``back``: with it the outage ended; ``notices`` are to be told.
    """

    sign: Sign = Sign.REACHED
    ours: bool = False
    back: bool = False
    notices: tuple[Noticed, ...] = ()


#: `Unreachable` for these reasons: the site had no chance to speak.
_CUT = frozenset({Cause.DNS, Cause.CONNECT, Cause.TIMEOUT, Cause.TLS})
#: OpenSSL's words for a certificate that is right at another time.
_WRONG_TIME = ("certificate is not yet valid", "certificate has expired")
#: Names that only a local network knows (RFC 6762, RFC 8375, and what routers use).
_LOCAL_NAMES = (".local", ".lan", ".home", ".internal", ".home.arpa", ".localdomain", ".box")


def sign_of(host: str, outcome: Outcome) -> tuple[Sign, str]:
    """What a look at this host says of the way there, and where it ended if it was led astray."""
    if isinstance(outcome, Unreachable):
        if outcome.cause is Cause.TLS and any(words in outcome.detail for words in _WRONG_TIME):
            return Sign.CLOCK, ""
        return (Sign.CUT if outcome.cause in _CUT else Sign.REACHED), ""
    if isinstance(outcome, Available | NoSlot):
        return Sign.REACHED, ""
    ended = urlsplit(outcome.evidence.url).netloc.rpartition("@")[2].lower()
    if not ended or ended == host:
        return Sign.REACHED, ""
    if _is_local(ended):
        return Sign.PORTAL, ended
    # another public host may be the site's own doing, as long as it is not everybody's: see `_astray`
    return Sign.REACHED, ended if isinstance(outcome, Unrecognised) else ""


def judge(
    network: Network, host: str, outcome: Outcome, at: datetime, local: Local | None = None
) -> tuple[Network, Verdict]:
    """Take one look at a host into account: whose fault it was, and what is to be told."""
    if is_loopback(host) or was_not_asked(outcome):
        return network, Verdict()
    sign, where = sign_of(host, outcome)
    hosts = {**network.hosts, host: _seen(network.hosts.get(host), sign, where, at)}
    signs = _signs(hosts, at, local or Local())
    if signs:
        return _cut_off(network, hosts, signs, sign, at)
    if network.since is None:
        return replace(network, hosts=hosts), Verdict(sign)
    # what was seen during the outage says nothing any more.  A look that failed ends it too, when this machine now
    # says that there is a way out: then it is the site's own trouble from here on
    notices = (_online(network.since, at),) if at - network.since >= TOLD_AFTER or network.told else ()
    anew = Network(MappingProxyType({host: Seen(sign, at, at, where=where)}))
    return anew, Verdict(sign, back=sign is Sign.REACHED, notices=notices)


def not_counted(state: MotiveState, check: Check, since: datetime) -> Step:
    """The state after a look that our own network spoilt: only the age alarm counts it.

    Failures of the same outage (``since``) that were counted before it was known for one are taken back.
    """
    state = replace(state, watched_since=state.watched_since or check.at, last_look=check.at)
    return episodes.age(replace(state, trouble=_without(state.trouble, since)), check.at)


def not_climbed(strain: Strain) -> Strain:
    """The strain after such a look: a ladder of no answers is left, any other is stayed on."""
    return Strain() if strain.kind == Unreachable.kind else strain


def wait(usual: Wait, floor: float, *, harmless: bool) -> Wait:
    """When to try again in an outage: as usual, or each minute where the try does not even leave this machine."""
    seconds = min(usual.seconds, max(floor, FLOOR)) if harmless else usual.seconds
    return Wait(seconds, "own network down")


def is_harmless(outcome: Outcome, local: Local) -> bool:
    """Whether the look cannot have cost the site anything: no name was found, or there was no way out."""
    return local.routed is False or (isinstance(outcome, Unreachable) and outcome.cause is Cause.DNS)


def _seen(before: Seen | None, sign: Sign, where: str, at: datetime) -> Seen:
    if before is None or before.sign is not sign:
        return Seen(sign, at, at, where=where)
    return Seen(sign, at, before.since, before.count + 1, where)


def _signs(hosts: Mapping[str, Seen], at: datetime, local: Local) -> tuple[Sign, ...]:
    """The signs of the hosts when none of them can be reached; empty when one can, or too little is known."""
    hosts = _astray({name: seen for name, seen in hosts.items() if _speaks(seen, at)})
    if not hosts or any(seen.sign is Sign.REACHED for seen in hosts.values()):
        return ()
    signs = tuple(seen.sign for seen in hosts.values())
    if len(hosts) > 1:
        return signs
    [only] = hosts.values()
    proof = local.synchronised if only.sign is Sign.CLOCK else local.routed
    # a public site that ends in a private network needs no second opinion, only a second look
    settled = only.sign is Sign.PORTAL or proof is False
    return signs if settled and only.count >= ALONE else ()


def _speaks(seen: Seen, at: datetime) -> bool:
    return seen.sign is not Sign.REACHED or abs(at - seen.at) <= FRESH


def _astray(hosts: dict[str, Seen]) -> dict[str, Seen]:
    """The same; when every host that was reached led to one and the same other page, that is a portal's."""
    reached = [seen for seen in hosts.values() if seen.sign is Sign.REACHED]
    ends = {seen.where for seen in reached}
    if len(reached) < 2 or len(ends) != 1 or "" in ends:
        return hosts
    return {
        name: replace(seen, sign=Sign.PORTAL) if seen.sign is Sign.REACHED else seen
        for name, seen in hosts.items()
    }


def _cut_off(
    network: Network, hosts: Mapping[str, Seen], signs: tuple[Sign, ...], sign: Sign, at: datetime
) -> tuple[Network, Verdict]:
    since = network.since or min(seen.since for seen in hosts.values() if _is_bad(seen))
    what = _kind(signs)
    notices: tuple[Noticed, ...] = ()
    # a wrong clock and a portal do not pass by themselves: their owner is asked at once
    if not network.told and (what is not Sign.CUT or at - since >= TOLD_AFTER):
        notices = (Noticed(what.value, f"{_moment(since)} →"),)
    told = network.told + tuple(notice.what for notice in notices)
    # a page of a portal's looks reached by itself; the verdict over all of them knows better
    own = sign if sign is not Sign.REACHED else Sign.PORTAL
    return Network(MappingProxyType(dict(hosts)), since, told), Verdict(own, ours=True, notices=notices)


def _is_bad(seen: Seen) -> bool:
    return seen.sign is not Sign.REACHED or bool(seen.where)


def _kind(signs: tuple[Sign, ...]) -> Sign:
    if Sign.PORTAL in signs:
        return Sign.PORTAL
    return Sign.CLOCK if set(signs) == {Sign.CLOCK} else Sign.CUT


def _online(since: datetime, at: datetime) -> Noticed:
    return Noticed("online", f"{_moment(since)} → {_moment(at)}")


def _moment(at: datetime, zone: ZoneInfo = PARIS) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _without(trouble: Trouble | None, since: datetime) -> Trouble | None:
    """The trouble as it was before the outage, as far as it is remembered: None when it began with it."""
    if trouble is None or trouble.kind != Unreachable.kind or trouble.told or trouble.since < since:
        return trouble
    return None


def _is_local(host: str) -> bool:
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    try:
        address = ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_NAMES)
    return not address.is_global
