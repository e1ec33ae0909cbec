"""Whether the system's clock follows a time server, as the kernel knows it (Linux).

The kernel is told by whoever keeps the clock (systemd-timesyncd, chrony, ntpd, the host of a container); asking
costs two microseconds and needs no privilege.
"""

import ctypes
import sys
from collections.abc import Callable

#: adjtimex(2): the call's result when the clock is not synchronised, and the status bit that says the same.
_TIME_ERROR = 5
_STA_UNSYNC = 0x0040

#: A `struct timex` is 208 bytes on 64-bit Linux, 128 on 32-bit.  ``modes`` = 0 asks and changes nothing.
_ROOM = 512


def adjtimex() -> tuple[int, int]:
    """The kernel's answer: the call's result and the ``status`` field.  OSError where there is no such call."""
    libc = ctypes.CDLL(None, use_errno=True)  # the C library that Python itself uses
    buffer = ctypes.create_string_buffer(_ROOM)
    try:
        state = libc.adjtimex(buffer)
    except AttributeError as error:
        raise OSError("no adjtimex in the C library") from error
    if state < 0:
        raise OSError(ctypes.get_errno(), "adjtimex")
    # modes (unsigned int, padded), then offset, freq, maxerror, esterror (long each), then status (int)
    at = 5 * ctypes.sizeof(ctypes.c_long)
    return int(state), int.from_bytes(buffer.raw[at : at + 4], sys.byteorder, signed=True)


def synchronised(ask: Callable[[], tuple[int, int]] = adjtimex) -> bool | None:
    """Whether the clock follows a time server; None when the system does not say."""
    try:
        state, status = ask()
    except OSError:
        return None
    return state != _TIME_ERROR and not status & _STA_UNSYNC
