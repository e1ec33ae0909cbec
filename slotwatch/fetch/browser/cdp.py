"""The DevTools protocol over a pipe: commands with numbers, answers, events.

Messages are JSON texts that end in a zero byte.  A *session* is the id under which one page is spoken
to; "" is the browser itself.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

from slotwatch.fetch.browser.errors import BrowserError, GoneError, RefusedError

Json = dict[str, Any]
#: Called with an event's name and its parameters, on the event loop, and must not block.
Listener = Callable[[str, Json], None]

#: Bytes of one message: a page of 2 MiB whose every character is escaped, and room.
MESSAGE = 32 * 1024 * 1024


#: Seconds after which a browser that says nothing is taken for gone; who is in a hurry has a limit of their own.
_SILENCE = 60.0


class Connection:
    """One browser's line.  ``reader`` must allow `MESSAGE` bytes before a separator."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[str, asyncio.Future[Json]]] = {}
        self._listeners: dict[str, Listener] = {}
        self._end: BrowserError | None = None
        self._pump = asyncio.create_task(self._listen(), name="chromium")

    @property
    def end(self) -> BrowserError | None:
        """Why the line is dead, None while it lives."""
        return self._end

    def listen(self, session: str, listener: Listener) -> None:
        """Hear the events of a session from now on, in the place of whoever did."""
        self._listeners[session] = listener

    def forget(self, session: str) -> None:
        """Hear no more of a session."""
        self._listeners.pop(session, None)

    async def send(self, method: str, params: Json | None = None, session: str = "") -> Json:
        """One command and its result.

        Raises `RefusedError` when the browser answers with an error, `GoneError` when it is gone, or what
        `fail` was given.
        """
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        number = self._write(method, params, session)
        self._waiting[number] = (session, answer)
        try:
            async with asyncio.timeout(_SILENCE):
                await self._writer.drain()
                message = await answer
        except TimeoutError:
            raise GoneError(f"Chromium does not answer {method}") from None
        except OSError:
            raise GoneError("Chromium ended") from None
        finally:
            self._waiting.pop(number, None)
        if "error" in message:
            raise RefusedError(f"Chromium refuses {method}: {message['error'].get('message', '')}")
        result: Json = message.get("result", {})
        return result

    def tell(self, method: str, params: Json | None = None, session: str = "") -> None:
        """One command whose result nobody needs.  Does nothing when the browser is gone."""
        if self._end is None:
            self._write(method, params, session)

    def fail(self, session: str, error: BrowserError) -> None:
        """End every command of a session that waits for its answer: none will come."""
        for owner, answer in self._waiting.values():
            if owner == session and not answer.done():
                answer.set_exception(error)

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        self._pump.cancel()
        await asyncio.wait([self._pump])

    def _write(self, method: str, params: Json | None, session: str) -> int:
        if self._end is not None:
            raise self._end
        number = next(self._numbers)
        message: Json = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        self._writer.write(json.dumps(message).encode() + b"\0")
        return number

    async def _listen(self) -> None:
        end: BrowserError = GoneError("Chromium ended")
        try:
            while True:
                raw = await self._reader.readuntil(b"\0")
                self._take(json.loads(raw[:-1]))
        except asyncio.LimitOverrunError:
            end = GoneError("the page is too big for the line to Chromium")
        except (asyncio.IncompleteReadError, OSError):
            pass  # its end of the pipe is closed
        except ValueError:
            end = GoneError("Chromium says what is no message")
        finally:
            self._end = end
            for _, answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(end)

    def _take(self, message: Json) -> None:
        if "id" in message:
            _, answer = self._waiting.get(message["id"], ("", None))
            if answer is not None and not answer.done():
                answer.set_result(message)
            return
        listener = self._listeners.get(message.get("sessionId", ""))
        if listener is not None:
            listener(message["method"], message.get("params", {}))
