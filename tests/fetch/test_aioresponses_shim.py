"""The shim of tests/support/aioresponses_shim.py: aioresponses answers with the aiohttp at hand."""

import aiohttp
import pytest


@pytest.mark.parametrize("size", [0, 10, 100_000, 1_000_000])
async def test_a_mocked_body_of_any_size_is_read(mocked, size):
    mocked.get("http://www.exemple.test/", body=b"x" * size, headers={"X-A": "1"})
    async with aiohttp.ClientSession() as session, session.get("http://www.exemple.test/") as response:
        assert (response.status, len(await response.read()), response.headers["X-A"]) == (200, size, "1")
