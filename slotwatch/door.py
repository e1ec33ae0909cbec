"""The owner's session of one motive, while the daemon watches: taken up, kept fresh, missed when it is over.

Only motives whose site wants a human first have a door.  The owner opens it from another process
(`slotwatch session open`), which writes to the store; the door looks there before each look, and while
the motive waits for its owner.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from slotwatch.model import Check, Happening, Motive, NeedsHuman, SessionEnding
from slotwatch.policy import sessions
from slotwatch.policy.sessions import Lifetime
from slotwatch.store import How, OwnerSession, StoreError

T = TypeVar("T")

#: Seconds between two glances at the store while a motive waits for its owner.
GLANCE = 5.0


class Book(Protocol):
    """What a door needs of the store."""

    async def session(self, motive: str) -> OwnerSession | None:
        """The session that a motive has."""
        ...

    async def lifetimes(self, host: str, how: How) -> list[Lifetime]:
        """The sessions that are over."""
        ...

    async def keep_cookies(self, number: int, cookies: str) -> None:
        """Keep the cookies that the site has set anew."""
        ...

    async def note_told(self, number: int, at: datetime) -> None:
        """Remember that its usual end was told."""
        ...

    async def end_session(self, number: int, at: datetime, *, refused: bool) -> None:
        """Close it."""
        ...


class Cookies(Protocol):
    """What a door needs of `fetch`: the motive's own cookies as one secret text."""

    def dump(self) -> str:
        """What is held."""
        ...

    def load(self, text: str) -> None:
        """Hold this instead.  ValueError when it cannot be read."""
        ...

    def forget(self) -> None:
        """Hold nothing."""
        ...

    @property
    def cookies(self) -> Mapping[str, str]:
        """Names and values."""
        ...


class Door:
    """One motive's session.  A store that fails is logged once and never stops a look."""

    def __init__(self, motive: Motive, cookies: Cookies, book: Book, log: Any) -> None:
        self._motive = motive
        self._cookies = cookies
        self._book = book
        self._log = log.bind(motive=motive.name)
        self._session: OwnerSession | None = None
        self._usual: float | None = None
        #: the session that ended last, in case the store could not be told
        self._over: OwnerSession | None = None
        self._over_at: datetime | None = None
        self._failing = False

    async def before_look(self) -> None:
        """Take up the session that the owner has opened, let go of one that they asked to forget."""
        await self._close()
        with suppress(_Failed):
            stored = await self._ask(lambda: self._book.session(self._motive.name))
            if stored is None or self._is_over(stored):
                self._let_go()
            elif self._session is None or self._session.number != stored.number:
                self._take_up(stored)
                past = await self._ask(lambda: self._book.lifetimes(stored.host, stored.how))
                self._usual = sessions.usually(past)

    async def opened(self) -> bool:
        """Whether the owner has opened a session that no look has used yet."""
        with suppress(_Failed):
            stored = await self._ask(lambda: self._book.session(self._motive.name))
            known = self._session is not None and stored is not None and stored.number == self._session.number
            return stored is not None and not known and not self._is_over(stored)
        return False

    def judge(self, check: Check, happenings: Sequence[Happening]) -> tuple[Happening, ...]:
        """What is to be told of a look, in the light of the session that it was made in."""
        session = self._session
        if isinstance(check.outcome, NeedsHuman):
            return sessions.let_in(happenings) if session is None else sessions.ended(happenings, session.opened)
        if session is None or session.told_at is not None:
            return tuple(happenings)
        warning = sessions.ending(session.opened, self._usual, check.at)
        return tuple(happenings) if warning is None else (*happenings, warning)

    async def after_look(self, check: Check, happenings: Sequence[Happening]) -> None:
        """Write down what the look did to the session: over, warned of, or with new cookies."""
        session = self._session
        if session is None:
            return
        if isinstance(check.outcome, NeedsHuman):
            self._session, self._over, self._over_at = None, session, check.at
            age = round((check.at - session.opened).total_seconds())
            self._log.info("session ended", session=session.number, age_s=age)
            await self._close()
            return
        with suppress(_Failed):
            if any(isinstance(what, SessionEnding) for what in happenings):
                self._session = session = replace(session, told_at=check.at)
                await self._ask(lambda: self._book.note_told(session.number, check.at))
            held = self._cookies.dump()
            # none: the provider has begun anew, which must not cost the owner their session
            if self._cookies.cookies and held != session.cookies:
                await self._ask(lambda: self._book.keep_cookies(session.number, held))
                self._session = replace(session, cookies=held)

    def _take_up(self, stored: OwnerSession) -> None:
        self._session = stored
        try:
            self._cookies.load(stored.cookies)
        except ValueError as error:
            self._cookies.forget()
            self._log.error("session unusable", session=stored.number, reason=str(error))
        else:
            self._log.info("session taken up", session=stored.number, how=stored.how.value)

    def _let_go(self) -> None:
        if self._session is not None:
            self._log.info("session forgotten", session=self._session.number)
            self._session = None
            self._cookies.forget()

    def _is_over(self, stored: OwnerSession) -> bool:
        return self._over is not None and stored.number == self._over.number

    async def _close(self) -> None:
        """Have it written down that the session is over; again before the next look if that fails."""
        over, at = self._over, self._over_at
        if over is None or at is None:
            return
        with suppress(_Failed):
            await self._ask(lambda: self._book.end_session(over.number, at, refused=True))
            self._over_at = None

    async def _ask(self, question: Callable[[], Awaitable[T]]) -> T:
        try:
            answer = await question()
        except StoreError as error:
            if not self._failing:
                self._log.error("sessions cannot be read or written", reason=str(error))
            self._failing = True
            raise _Failed from error
        self._failing = False
        return answer


class _Failed(Exception):  # noqa: N818 - never leaves this module
    """The store failed, and the log says so."""
