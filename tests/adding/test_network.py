"""Names are looked up before anything is asked of their host."""

import asyncio
import socket

import pytest

from slotwatch.adding.address import BadAddress, read_address
from slotwatch.adding.network import check_name

ADDRESS = read_address("https://rdv.example.org/")


@pytest.fixture
def resolver(monkeypatch):
    """`resolver(...)`: what the name leads to, or the error of looking it up."""

    def answer(*found):
        async def getaddrinfo(_host, port, **_):
            if isinstance(found[0], Exception):
                raise found[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)

    return answer


async def test_a_public_name_passes(resolver):
    resolver("1.1.1.1")
    await check_name(ADDRESS)


async def test_a_name_that_leads_into_a_private_network_is_refused_unless_allowed(resolver):
    resolver("1.1.1.1", "10.0.0.5")
    with pytest.raises(BadAddress, match=r"leads to 10\.0\.0\.5"):
        await check_name(ADDRESS)
    with pytest.raises(BadAddress):
        await check_name(ADDRESS, must_exist=False)
    await check_name(ADDRESS, allow_private=True)


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), TimeoutError(), UnicodeError()])
async def test_a_name_that_is_not_found_is_told_unless_the_site_is_not_asked(resolver, error):
    resolver(error)
    with pytest.raises(BadAddress, match="cannot be found"):
        await check_name(ADDRESS)
    await check_name(ADDRESS, must_exist=False)
