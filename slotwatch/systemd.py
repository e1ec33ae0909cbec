"""Telling systemd how we are: the sd_notify protocol, a datagram to the socket it names."""

import os
import socket
from collections.abc import Mapping


def notify(*lines: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Send lines such as ``READY=1`` or ``STATUS=…``; False when nobody asked to be told.

    An abstract socket is written with a leading "@" (sd_notify(3)).
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        sock.connect(address)
        sock.sendall("\n".join(lines).encode())
    return True


def watchdog_interval(environ: Mapping[str, str] = os.environ) -> float | None:
    """Seconds between two signs of life that systemd asked for (a third of its limit), None if it asked none."""
    limit = environ.get("WATCHDOG_USEC", "")
    if not limit.isdigit() or environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(limit) / 3e6
