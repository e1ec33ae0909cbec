"""How far a client goes with an address that somebody else may have written."""

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch import Bounds, LedElsewhere, is_inside
from slotwatch.model import Cause, Unreachable


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.251",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::fb",
        "::ffff:192.168.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_addresses_of_this_machine_private_networks_and_groups_are_inside(address):
    assert is_inside(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_addresses_are_not(address):
    assert not is_inside(address)


@pytest.fixture
async def asked(site):
    """A server, and what it was asked."""
    paths = []

    async def answer(request):
        paths.append(request.path_qs)
        if target := request.query.get("to"):
            raise web.HTTPFound(target)
        return web.Response(text="here")

    return await site({"/{rest:.*}": answer}), paths


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_no_connection_into_a_private_network_is_made_whatever_its_name(open_client, asked, host):
    url, paths = asked
    client = await open_client(bounds=Bounds(private=False))
    with pytest.raises(LookFailed) as failure:
        await client.session("a").get(url.replace("127.0.0.1", host))
    assert isinstance(failure.value.outcome, Unreachable)
    assert failure.value.outcome.cause is Cause.CONNECT
    assert "private address" in failure.value.outcome.detail
    assert paths == []


async def test_a_redirect_on_the_same_host_is_followed(open_client, asked):
    url, paths = asked
    client = await open_client(bounds=Bounds(elsewhere=False))
    page = await client.session("a").get(f"{url}/a?to=/b")
    assert (page.text, paths) == ("here", ["/a?to=/b", "/b"])


async def test_a_redirect_to_another_host_is_told_and_not_followed(open_client, asked):
    url, paths = asked
    elsewhere = url.replace("127.0.0.1", "localhost")
    client = await open_client(bounds=Bounds(elsewhere=False))
    for method in (client.session("a").get, client.session("a").post):
        with pytest.raises(LedElsewhere) as led:
            await method(f"{url}/a?to={elsewhere.replace('//', '//moi:s3cret@')}/b%23part")
        assert led.value.url == f"{elsewhere}/b"
        assert isinstance(led.value.outcome, Unreachable)
        assert led.value.outcome.cause is Cause.REDIRECTS
    assert len(paths) == 2


async def test_without_bounds_both_are_allowed(open_client, asked):
    url, paths = asked
    client = await open_client()
    page = await client.session("a").get(f"{url}/a?to={url.replace('127.0.0.1', 'localhost')}/b")
    assert page.url.startswith("http://localhost")
    assert len(paths) == 2
