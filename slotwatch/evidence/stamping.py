"""Have the end of the chain stamped by an authority, and keep what it answers.  For the command alone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from slotwatch.contract import LookFailed
from slotwatch.evidence import authority, entries
from slotwatch.evidence.authority import REPLY, Stamped, StampError, State
from slotwatch.evidence.developing import address
from slotwatch.evidence.tokens import Tokens
from slotwatch.policy.episodes import describe
from slotwatch.store import ChainBook

#: Sends a question, gives status, media type and body.  Raises `LookFailed`.
Post = Callable[[bytes], Awaitable[tuple[int, str, bytes]]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was stamped, how, and where the token lies."""

    number: int
    head: str
    stamped: Stamped
    token: Path


async def stamp(
    book: ChainBook, tokens: Tokens, post: Post, url: str, ca: Path | None, now: datetime
) -> Receipt | None:
    """Have the head of the chain stamped; None when the chain is empty.  Raises `StampError`, `StoreError`.

    The token is on the disk before the chain says so: what dies in between leaves one stamp too many.
    """
    found = book.head()
    if found is None:
        return None
    number, head = found
    roots, known = authority.load_roots(ca)
    line = book.line(number)
    if line is None or sha256(line).hexdigest() != head:
        raise StampError(State.OTHER, f"entry {number} is not what was sealed: run `slotwatch evidence verify`")
    question = authority.ask(line)
    answer = await _answer(post, question.body)
    stamped = authority.examine(answer, head, nonce=question.nonce, roots=roots, known=known)
    path = tokens.keep(number, stamped.at, answer)
    token = sha256(answer).hexdigest()
    book.seal([entries.stamp(now, number, head, address(url), token, stamped.at)])
    return Receipt(number, head, stamped, path)


async def _answer(post: Post, question: bytes) -> bytes:
    try:
        status, media_type, body = await post(question)
    except LookFailed as failed:
        raise StampError(State.UNREACHABLE, describe(failed.outcome)) from None
    if status != 200:
        raise StampError(State.REFUSED, f"the authority answers HTTP {status}")
    if media_type != REPLY:
        raise StampError(State.GARBAGE, f"the answer is {media_type or 'of no type'}, not a timestamp")
    return body
