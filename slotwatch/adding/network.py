"""Looking a name up before anything is asked of it."""

import asyncio
import socket

from slotwatch.adding.address import Address, BadAddress, refuse_private

#: Seconds that a look-up may take.
PATIENCE = 10.0


async def check_name(address: Address, *, allow_private: bool = False, must_exist: bool = True) -> None:
    """Raise `BadAddress` when the host's name leads into a private network or does not exist, unless it may.

    The connection itself is watched too (`slotwatch.fetch.Bounds`): a name may change its mind.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            found = await asyncio.get_running_loop().getaddrinfo(
                address.host, address.port, type=socket.SOCK_STREAM
            )
    except (OSError, UnicodeError):  # a TimeoutError is an OSError
        if not must_exist:
            return
        raise BadAddress(
            f"the name {address.host} cannot be found: is it spelt right, and is this machine online? "
            "(--no-look writes it without asking)"
        ) from None
    if not allow_private:
        refuse_private(address, (str(each[4][0]) for each in found))
