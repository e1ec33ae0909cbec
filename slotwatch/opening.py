"""How an owner lets slotwatch in: the site's own captcha shown to them, or their browser's cookies taken over.

slotwatch shows the picture and passes on what its owner types.  It never reads one itself.
"""

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from slotwatch import providers
from slotwatch.clock import Clock, SystemClock
from slotwatch.config import Settings
from slotwatch.contract import Challenge, Fetch, Guarded, LookFailed, Verdict
from slotwatch.fetch import Session
from slotwatch.fetch.cookies import to_text
from slotwatch.fetch.netscape import Selection, read, select
from slotwatch.look import explore, seconds_early
from slotwatch.model import Motive, Outcome
from slotwatch.policy.sessions import usually
from slotwatch.store import Failure, How, SessionBook, Store, StoreError, StoreLock, open_beside

#: So many answers, wrong ones and further captchas together; then the site is left alone.
TRIES = 3

#: An owner who was just told that the session is over waits out the motive's floor; more is refused.
SLACK = 5.0


class Owner(Protocol):
    """The person who opens the session: at a terminal, on a page."""

    async def answer(self, challenge: Challenge) -> str:
        """Show the picture, give back what its owner typed."""
        ...

    def tell(self, words: str) -> None:
        """Say something, one line."""
        ...


class NoDoor(Exception):  # noqa: N818 - named for what the owner is told
    """The motive's system asks for no session."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session was opened; ``usually`` is how long such sessions last (seconds), None while unknown."""

    usually: float | None


@dataclass(frozen=True, slots=True)
class TriedInVain:
    """The site accepted none of the answers."""


_SAID = {
    Verdict.WRONG: "The site says that this was not right.",
    Verdict.EXPIRED: "The site says that the picture was too old.",
    Verdict.CHAINED: "The site wants a second captcha.",
}


async def open_session(
    settings: Settings, motive: Motive, owner: Owner, clock: Clock | None = None
) -> Opened | TriedInVain | Outcome:
    """Ask the site for its captcha, the owner for the answer, and keep the session that it opens.

    An outcome: the site showed none (it answers without, it refuses, it is down…), and nothing was changed.
    Raises `NoDoor`, and StoreError when the site must be left alone for longer than the motive's floor.
    """
    clock = clock or SystemClock()
    provider = _guarded(motive)
    await _wait_for_the_floor(settings, motive, owner, clock)

    async def ask(fetch: Fetch) -> Opened | TriedInVain:
        assert isinstance(fetch, Session)  # the one that `explore` hands out
        fetch.forget()
        for left in reversed(range(TRIES)):
            challenge = await provider.challenge(motive, fetch)
            if not isinstance(challenge, Challenge):
                raise LookFailed(challenge)
            words = await owner.answer(challenge)
            verdict = await provider.answer(motive, fetch, challenge, words)
            if verdict is Verdict.ACCEPTED:
                return _keep(settings, motive, fetch.dump(), clock.now())
            owner.tell(f"{_SAID[verdict]}{_left(left)}")
        return TriedInVain()

    try:
        return await explore(settings, motive, ask, clock)
    except LookFailed as failed:
        return failed.outcome


def import_session(settings: Settings, motive: Motive, text: str, now: datetime) -> Selection:
    """Keep those cookies of a cookies.txt that fit the motive's host; without any, nothing is changed.

    Asks the site nothing: the next look will show whether it lets them in.  Raises `NoDoor`,
    `slotwatch.fetch.netscape.NotNetscape`, and StoreError.
    """
    _guarded(motive)
    selection = select(read(text), motive.host, now.timestamp())
    if selection.taken:
        with writing(settings, now) as book:
            book.save_session(motive.name, motive.host, to_text(selection.taken), opened=now, how=How.IMPORTED)
    return selection


def forget_session(settings: Settings, motive: Motive, now: datetime) -> bool:
    """Drop the motive's session and its cookies; False when it has none."""
    with writing(settings, now) as book:
        session = book.session(motive.name)
        if session is not None:
            book.end_session(session.number, now, refused=False)
    return session is not None


@contextmanager
def writing(settings: Settings, now: datetime) -> Iterator[SessionBook]:
    """The sessions, to be written to for a moment: as the only writer, or beside the daemon that is."""
    with ExitStack() as stack:
        book: SessionBook
        try:
            stack.enter_context(StoreLock(settings.state))
        except StoreError as error:
            if not error.is_lock:
                raise
            book = stack.enter_context(open_beside(settings.state))
        else:
            book = Store.open(settings.state, now=now).store
            stack.callback(book.close)
        yield book


def _guarded(motive: Motive) -> Guarded:
    provider = providers.registry()[motive.provider]
    if not isinstance(provider, Guarded):
        raise NoDoor(
            f"{motive.name}: {motive.provider} pages ask for no session; there is nothing to open "
            f"(those that do: {', '.join(_doors()) or 'none'})"
        )
    return provider


def _doors() -> list[str]:
    return [name for name, provider in providers.registry().items() if isinstance(provider, Guarded)]


def _keep(settings: Settings, motive: Motive, cookies: str, now: datetime) -> Opened:
    # `explore` holds the lock, or a daemon does: either way somebody else is the writer
    with open_beside(settings.state) as book:
        book.save_session(motive.name, motive.host, cookies, opened=now, how=How.OPENED)
        return Opened(usually(book.lifetimes(motive.host, How.OPENED)))


async def _wait_for_the_floor(settings: Settings, motive: Motive, owner: Owner, clock: Clock) -> None:
    try:
        store = Store.open_readonly(settings.state)
    except StoreError as error:
        if error.kind in (Failure.MISSING, Failure.OLDER):
            return  # nobody has asked yet, or `explore` will bring it up to date and see
        raise
    try:
        left = seconds_early(store, motive, clock.now())
    finally:
        store.close()
    if 0 < left <= motive.pace.floor + SLACK:
        owner.tell(f"{motive.host} was asked a moment ago: waiting {math.ceil(left)} s.")
        await clock.sleep(left + 0.001)  # instants are kept to the millisecond


def _left(tries: int) -> str:
    return {0: "", 1: " Here is another picture; this is the last try."}.get(tries, " Here is another picture.")
