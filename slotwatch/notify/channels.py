"""Channels: the ways to the owner.  Each is one apprise address, sends one message at a time, and never raises."""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from apprise import NotifyFormat

from slotwatch.notify.listening import Line, listening, quiet_loggers
from slotwatch.notify.message import Message, Result, Shape
from slotwatch.notify.reasons import Reason, explain
from slotwatch.notify.services import Refused, Service, open_service

__all__ = ["Channel", "Message", "Result", "Shape", "build", "check_url", "quiet_loggers"]

#: Sends of one channel that may hang at the same time: a server that drips bytes keeps a thread for long.
MOST_HANGING = 4


class Secret(Protocol):
    """`pydantic.SecretStr`, as far as it is needed."""

    def get_secret_value(self) -> str:
        """The value itself."""
        ...


class Settings(Protocol):
    """A channel as the configuration describes it.  ``timeout`` in seconds, for one whole send."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def url(self) -> Secret:
        """Its apprise address."""
        ...

    @property
    def shape(self) -> Shape:
        """What its messages look like."""
        ...

    @property
    def timeout(self) -> float:
        """Longest time for one send."""
        ...


def check_url(url: str) -> str | None:
    """Why this is no address that a channel could use, in one line without the address; None when it is good."""
    try:
        open_service(url)
    except Refused as refused:
        return str(refused)
    return None


def build(channels: Iterable[Settings]) -> dict[str, "Channel"]:
    """The channels by name, with all that a first send needs loaded.

    Raises ValueError at an address that is no good; the message names the channel and quotes no address.
    """
    built: dict[str, Channel] = {}
    for settings in channels:
        try:
            service = open_service(settings.url.get_secret_value(), settings.timeout)
        except Refused as refused:
            raise ValueError(f"channel {settings.name!r}: {refused}") from None
        built[settings.name] = Channel(settings.name, settings.shape, service, settings.timeout)
    "localhost".encode("idna")  # every first connection loads this codec
    return built


class Channel:
    """One way to the owner."""

    def __init__(self, name: str, shape: Shape, service: Service, timeout: float) -> None:
        self.name = name
        self.shape: Shape = shape
        self._service = service
        self._timeout = timeout
        self._hanging = 0

    def __repr__(self) -> str:
        return f"Channel({self.name!r}, {self.shape!r}, {self._service.schema})"

    async def send(self, message: Message) -> Result:
        """Send, in at most the channel's timeout.  Every failure is a Result; only cancellation passes.

        A send that was given up may still arrive: its thread cannot be stopped, only left behind.
        """
        started = time.monotonic()
        if self._hanging >= MOST_HANGING:
            reason: Reason | None = Reason(f"{self._hanging} earlier sends still hang")
        else:
            reason = await self._try(message)
        took = time.monotonic() - started
        if reason is None:
            return Result(ok=True, took=took)
        return Result(
            ok=False,
            error=reason.error,
            retry_after=reason.retry_after,
            permanent=reason.permanent,
            took=took,
        )

    async def _try(self, message: Message) -> Reason | None:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._in_a_thread(lambda: self._deliver(message))
        except TimeoutError:
            return Reason(f"no answer within {self._timeout:g} s")
        except RuntimeError as error:  # the system gives no more threads
            return Reason(f"cannot send now: {error}")

    async def _in_a_thread(self, work: Callable[[], Reason | None]) -> Reason | None:
        """Run ``work`` in a thread of its own.

        Not in apprise's shared pool: six sends that hang would starve every other channel, and the
        interpreter waits for a pool's threads at exit.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Reason | None] = loop.create_future()

        def settle(reason: Reason | None) -> None:
            self._hanging -= 1
            if not done.done():
                done.set_result(reason)

        def run() -> None:
            try:
                reason = work()
            except Exception as error:  # noqa: BLE001 - a thread that dies would leave its channel waiting
                reason = Reason(f"a mistake in slotwatch ({type(error).__name__}); please report it")
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, reason)

        thread = threading.Thread(target=run, name=f"send-{self.name}", daemon=True)
        thread.start()
        self._hanging += 1
        return await done

    def _deliver(self, message: Message) -> Reason | None:
        """Send and wait for the answer (in a thread).  None when it was taken."""
        with listening() as lines:
            try:
                taken = self._service.sender.notify(
                    body=message.body, title=message.title, body_format=NotifyFormat.TEXT
                )
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything; the owner gets the reason
                lines.append(Line(logging.WARNING, f"{type(error).__name__}: {error}"))
                taken = None
        return None if taken else explain(self._service.schema, lines, self._service.secrets)
