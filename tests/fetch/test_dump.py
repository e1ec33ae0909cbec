"""A session's cookies put down and taken up again, against a real server."""

import pytest
from aiohttp import web


async def greet(request):
    response = web.Response(text="hello")
    response.set_cookie("session", 's3cr3t="/+', path="/", httponly=True)
    return response


async def seen(request):
    return web.Response(text=request.headers.get("Cookie", "none"))


async def test_another_process_goes_on_in_the_same_session(open_client, site):
    url = await site({"/greet": greet, "/seen": seen})
    first = (await open_client()).session("titre")
    await first.get(f"{url}/greet")
    second = (await open_client()).session("titre")
    second.load(first.dump())
    shown = (await second.get(f"{url}/seen")).text
    assert "s3cr3t" in shown
    assert shown == (await first.get(f"{url}/seen")).text
    assert second.dump() == first.dump()


async def test_loading_takes_the_place_of_what_was_held(open_client, site):
    url = await site({"/greet": greet, "/seen": seen})
    session = (await open_client()).session("titre")
    empty = session.dump()
    await session.get(f"{url}/greet")
    session.load(empty)
    assert (await session.get(f"{url}/seen")).text == "none"


async def test_a_text_that_is_no_dump_is_refused_and_changes_nothing(open_client, site):
    url = await site({"/greet": greet})
    session = (await open_client()).session("titre")
    await session.get(f"{url}/greet")
    before = session.dump()
    with pytest.raises(ValueError, match="cannot be read back"):
        session.load("[{]")
    assert session.dump() == before
    assert "s3cr3t" not in repr(session)
