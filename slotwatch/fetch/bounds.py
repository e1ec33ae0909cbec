"""How far requests may go, for an address that somebody else may have written.

The daemon follows what its owner configured; `slotwatch add` is handed addresses, and must neither be
sent on to another site without saying so nor be made to knock at doors inside the owner's network.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from slotwatch.contract import LookFailed
from slotwatch.fetch.request import Request
from slotwatch.model import Cause, Evidence, Unreachable

#: Prefixes under which IPv6 carries IPv4 addresses, with the bits behind the IPv4 one: NAT64 and 6to4.
_CARRIERS = ((ip_network("64:ff9b::/96"), 0), (ip_network("2002::/16"), 80))


class LedElsewhere(LookFailed):
    """The site sends its visitors on to another host, and that was not to be followed.

    ``url`` is where it leads, without user name, password and fragment.
    """

    def __init__(self, url: str, source: str) -> None:
        """Carry the address, and an outcome for those who only know `LookFailed`."""
        host = url.partition("?")[0]
        super().__init__(Unreachable(Cause.REDIRECTS, f"sent on to {host}", Evidence(source, None, "redirects")))
        self.url = url


class PrivateRefusedError(OSError):
    """A connection into a private network was not made."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """``private``: connections to this machine and to private networks are allowed; ``elsewhere``: redirects may
    lead to another host (http and https of one site are one host).
    """

    private: bool = True
    elsewhere: bool = True

    def check(self, request: Request, target: Request) -> None:
        """Raise `LedElsewhere` for a redirect that leaves the host and may not."""
        if not self.elsewhere and request.lane != target.lane:
            raise LedElsewhere(target.shown, request.shown)

    @property
    def sockets(self) -> Callable[[tuple[Any, ...]], socket.socket] | None:
        """What opens the sockets of connections, None for the usual.

        It sees the very address that is connected to, so a name that is private only at the second
        look-up gets no further than one that always was.
        """
        return None if self.private else _public_socket


#: No bounds but the usual ones.
ANYWHERE = Bounds()


def is_inside(address: str) -> bool:
    """Whether a numeric address is this machine's, a private network's, or no single host's (multicast)."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = _carried(ip) or ip
    return ip.is_multicast or not ip.is_global


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    for network, shift in _CARRIERS:
        if ip in network:
            return IPv4Address(int(ip) >> shift & 0xFFFFFFFF)
    return None


def _public_socket(info: tuple[Any, ...]) -> socket.socket:
    family, kind, protocol, _, address = info
    if is_inside(address[0]):
        raise PrivateRefusedError(f"{address[0]} is a private address")
    return socket.socket(family, kind, protocol)
