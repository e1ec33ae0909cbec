"""One request to a service that is no booking site (a timestamp authority): no session, no lane, no cookies."""

import aiohttp

from slotwatch.fetch.failures import FAILURES, look_failed

#: Bytes read of an answer; what an authority says fits ten times.
_MOST = 256 * 1024


async def post_bytes(
    url: str, body: bytes, *, content_type: str, accept: str, user_agent: str, seconds: float
) -> tuple[int, str, bytes]:
    """POST once; the answer's status, media type (lower case, without parameters) and body, cut at 256 KiB.

    No redirect is followed: an authority that moved is to be configured anew.  Raises `LookFailed` when no
    answer came within ``seconds``.
    """
    headers = {"Content-Type": content_type, "Accept": accept, "User-Agent": user_agent}
    try:
        async with (
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=seconds), cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            ) as http,
            http.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            content = await response.content.read(_MOST)
            while len(content) < _MOST and (more := await response.content.read(_MOST - len(content))):
                content += more
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return response.status, media_type, content
    except FAILURES as error:
        raise look_failed(error, url) from None
