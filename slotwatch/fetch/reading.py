"""From an answer to a `Page`: bounded in memory, decoded, without secrets."""

from hashlib import sha256

import aiohttp

from slotwatch.clock import Clock
from slotwatch.contract import Hop, Page
from slotwatch.fetch import charset, retry_after

_SECRET_HEADERS = frozenset({"set-cookie", "set-cookie2"})


async def read_page(
    response: aiohttp.ClientResponse, url: str, chain: tuple[Hop, ...], limit: int, clock: Clock
) -> Page:
    """Read at most ``limit`` bytes of the body and make a page of it.

    ``url`` is where the answer came from, fit for the record.  Raises what aiohttp raises.
    """
    body, truncated = await _read_body(response, limit)
    headers = _headers(response)
    asked = headers.get("retry-after")
    return Page(
        url=url,
        status=response.status,
        text=charset.decode(body, headers.get("content-type", ""), truncated=truncated),
        headers=headers,
        chain=chain,
        digest=sha256(body).hexdigest(),
        retry_after=retry_after.seconds(asked, headers.get("date"), clock.now()) if asked else None,
        truncated=truncated,
        body=bytes(body),
    )


async def _read_body(response: aiohttp.ClientResponse, limit: int) -> tuple[bytearray, bool]:
    # a bytearray, not a list of chunks: a server that sends single bytes would make the list
    # a hundred times as big as the body.  aiohttp decompresses some hundred KiB ahead and no more.
    body = bytearray()
    while chunk := await response.content.readany():
        body += chunk
        if len(body) > limit:
            del body[limit:]
            response.close()  # whatever else is under way is not wanted
            return body, True
    return body, False


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        if key in _SECRET_HEADERS:
            continue
        if not value.isascii():
            # aiohttp keeps undecodable bytes as surrogates, which no file and no database takes
            value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers
