"""Lets aioresponses 0.7 work with an aiohttp whose ClientResponse wants a ``stream_writer`` (3.14 and later).

How to use: call ``install(monkeypatch)`` in a fixture before ``aioresponses()`` is entered, or
``install()`` once for the whole run.  tests/ is no package, so a conftest.py loads this file by its path
(tests/fetch/conftest.py shows how).  It does nothing where it is not needed.

What it does not mend: aioresponses fills no cookie jar and runs no middleware.  Status codes and
exceptions are tested with it; cookies, redirects and sessions on real servers.
"""

import asyncio
import inspect
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientResponse, StreamReader
from aiohttp.client_proto import ResponseHandler
from aioresponses import core

#: Bytes.  aioresponses feeds the whole body at once, and aiohttp pauses a protocol that has no transport
#: when more than this is waiting.
_BODY_LIMIT = 64 * 1024 * 1024


def install(monkeypatch: pytest.MonkeyPatch | None = None) -> bool:
    """Put the shim in place, for the test of ``monkeypatch`` or for good; False when it is not needed."""
    if "stream_writer" not in inspect.signature(ClientResponse.__init__).parameters:
        return False
    put = setattr if monkeypatch is None else monkeypatch.setattr
    put(core, "ClientResponse", _Response)
    put(core, "stream_reader_factory", _reader)
    return True


class _Response(ClientResponse):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("stream_writer", SimpleNamespace(output_size=0))
        super().__init__(*args, **kwargs)


def _reader(loop: asyncio.AbstractEventLoop) -> StreamReader:
    return StreamReader(ResponseHandler(loop=loop), limit=_BODY_LIMIT, loop=loop)
