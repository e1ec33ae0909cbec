"""One request to a service that is no booking site."""

import socket
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch.errand import post_bytes
from slotwatch.model import Cause


@asynccontextmanager
async def serving(handler):
    app = web.Application()
    app.router.add_post("/", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def _post(url, seconds=5.0):
    return await post_bytes(
        url, b"question", content_type="a/question", accept="a/reply", user_agent="slotwatch/0", seconds=seconds
    )


async def test_the_question_goes_out_whole_and_the_answer_comes_back():
    async def answer(request):
        asked = request.headers
        assert (asked["Content-Type"], asked["Accept"], asked["User-Agent"]) == (
            "a/question",
            "a/reply",
            "slotwatch/0",
        )
        assert await request.read() == b"question"
        return web.Response(body=b"reply", content_type="A/Reply", charset="utf-8")

    async with serving(answer) as url:
        assert await _post(url) == (200, "a/reply", b"reply")


async def test_a_redirect_is_an_answer_and_is_not_followed():
    async def answer(_request):
        return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"})

    async with serving(answer) as url:
        assert (await _post(url))[0] == 302


async def test_a_body_without_end_is_cut():
    async def answer(request):
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(65536))
        except ConnectionError:
            return response

    async with serving(answer) as url:
        assert len((await _post(url))[2]) == 256 * 1024


async def test_no_answer_in_time_and_no_server_are_failed_looks():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(LookFailed) as failed:
            await _post(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.2)
        assert failed.value.outcome.cause is Cause.TIMEOUT
    with pytest.raises(LookFailed) as failed:
        await _post("http://127.0.0.1:9/")
    assert failed.value.outcome.cause is Cause.CONNECT
