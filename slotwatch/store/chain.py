"""The sealed chain: every check and everything else worth proving, one entry each, in the order of writing.

An entry's canonical form is one line of JSON: sorted keys, no spaces, UTF-8, with its number and the hash of the
entry before it (64 zeros before the first).  Its own hash is the SHA-256 of that line.  So whoever has the
lines can check them with `sha256sum`, and nothing can be changed, taken out, put in or moved without
changing every hash that follows.

The line of a check is not stored: it is made anew from the check's row, which costs nothing to keep and
proves the row itself.  Everything else has its line's content in ``entries``.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from slotwatch.store.codec import from_ms, maybe_from_ms, storable, to_ms
from slotwatch.store.errors import Failure, StoreError

#: What the first entry holds as the hash before it.
BEGINNING = "0" * 64

#: The kind of an entry that is a check; every other kind is free.
CHECK = "check"

_FAR = 2**63 - 1

_LAST = "SELECT number, hash FROM seals ORDER BY number DESC LIMIT 1"

# Read by migration 5 too, and so before any later migration: a column that comes later cannot stand here without
# a copy of this for that step.  Facts that are null are left out of the line, so old lines stay as they are.
_FACTS = """
    c.id, m.name, c.at_ms, c.offset_min, c.took_ms, c.kind, d.text, u.text, c.status, k.text, c.digest,
    c.first_day, c.second_day, s.text, c.retry_after, c.released_ms, c.synchronised, c.gap_s
"""

_TEXTS = """
    LEFT JOIN motives m ON m.id = c.motive
    LEFT JOIN texts d ON d.id = c.detail LEFT JOIN texts u ON u.id = c.url
    LEFT JOIN texts k ON k.id = c.marker LEFT JOIN texts s ON s.id = c.slots
"""

_ONE_CHECK = f"SELECT {_FACTS} FROM checks c {_TEXTS} WHERE c.id = ?"  # noqa: S608 - our own constants

_WALK = f"""
    SELECT l.number, l.hash, l.check_id, e.kind, e.motive, e.at_ms, e.facts, {_FACTS}
    FROM seals l LEFT JOIN entries e ON e.number = l.number LEFT JOIN checks c ON c.id = l.check_id {_TEXTS}
    WHERE l.number BETWEEN ? AND ? ORDER BY l.number
"""  # noqa: S608 - our own constants

_ENTRIES = """
    SELECT e.number, l.hash, e.kind, e.motive, e.at_ms, e.facts
    FROM entries e JOIN seals l ON l.number = e.number
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to seal beside a check: what (``kind``), when, of which motive ("" for the installation).

    ``facts`` are plain JSON values.
    """

    kind: str
    at: datetime
    motive: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry with its number in the chain and its hash (hex)."""

    number: int
    hash: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain holds it, for whoever proves it.

    ``hash`` is the stored one (hex); ``check`` the number of the check, None for everything else; ``at`` None
    and `line` None where the content is gone.
    """

    number: int
    hash: str
    check: int | None
    kind: str
    motive: str
    at: datetime | None
    _facts: str | None = field(repr=False)

    def line(self, previous: str) -> bytes | None:
        """The canonical form after an entry of this hash; None when what was sealed is not there any more."""
        if self._facts is None or self.at is None:
            return None
        return _line(self.number, previous, self.kind, self.motive, self.at, self._facts)


def append(connection: sqlite3.Connection, entries: Iterable[Entry]) -> list[int]:
    """Seal entries, inside a transaction of the caller's; their numbers."""
    number, previous = _head(connection)
    numbers = []
    for entry in entries:
        number += 1
        facts = storable(_dump(entry.facts))
        at = from_ms(to_ms(entry.at))
        motive = storable(entry.motive)
        connection.execute(
            "INSERT INTO entries (number, kind, motive, at_ms, facts) VALUES (?, ?, ?, ?, ?)",
            (number, entry.kind, motive, to_ms(at), facts),
        )
        previous = _seal(connection, number, _line(number, previous, entry.kind, motive, at, facts), None)
        numbers.append(number)
    return numbers


def append_check(connection: sqlite3.Connection, check_id: int) -> int:
    """Seal a check that stands in its table, as it stands there; the entry's number."""
    number, previous = _head(connection)
    row = connection.execute(_ONE_CHECK, (check_id,)).fetchone()
    motive, at, facts = _of_check(row)
    assert at is not None  # it was written by us
    _seal(connection, number + 1, _line(number + 1, previous, CHECK, motive, at, facts), check_id)
    return number + 1


def seal_earlier(connection: sqlite3.Connection) -> None:
    """Migration: seal the checks made before there was a chain, in their order.

    They come before any other entry, which tells them apart from those sealed at once.
    """
    for (check_id,) in connection.execute("SELECT id FROM checks ORDER BY id").fetchall():
        append_check(connection, check_id)


def head(connection: sqlite3.Connection) -> tuple[int, str] | None:
    """Number and hash of the last entry, None for an empty chain."""
    number, last = _head(connection)
    return (number, last) if number else None


def walk(connection: sqlite3.Connection, first: int = 1, last: int = _FAR) -> Iterator[Link]:
    """The chain from one entry to another, read as it is asked for.  What is missing is left out, not told."""
    for number, stored, check_id, kind, motive, at, facts, *check in connection.execute(_WALK, (first, last)):
        if check_id is None:
            yield Link(number, stored.hex(), None, kind or "", motive or "", _instant(at), facts)
        elif check[0] is None:
            yield Link(number, stored.hex(), check_id, CHECK, "", None, None)
        else:
            yield Link(number, stored.hex(), check_id, CHECK, *_of_check(check))


def entries(
    connection: sqlite3.Connection, kinds: Iterable[str] = (), motive: str | None = None
) -> Iterator[Sealed]:
    """The entries that are no checks, in their order; of these kinds and this motive alone, where given."""
    wanted = tuple(kinds)
    where = [f"e.kind IN ({', '.join('?' * len(wanted))})"] if wanted else []
    values: list[str] = [*wanted]
    if motive is not None:
        where.append("e.motive = ?")
        values.append(motive)
    clause = f"WHERE {' AND '.join(where)}" if where else ""
    for number, stored, kind, name, at, facts in connection.execute(
        f"{_ENTRIES} {clause} ORDER BY e.number", values
    ):
        try:
            entry = Entry(kind, from_ms(at), name, json.loads(facts))
        except (ValueError, OverflowError) as error:
            raise StoreError(
                f"entry {number} of the chain cannot be read back ({error}): run `slotwatch evidence verify`",
                Failure.DAMAGED,
            ) from None
        yield Sealed(number, stored.hex(), entry)


def seals_of_checks(connection: sqlite3.Connection, first: int, last: int) -> dict[int, tuple[int, str]]:
    """Entry number and hash of the checks from number ``first`` to ``last``."""
    # numbers of entries run ahead of those of checks, never behind
    rows = connection.execute(
        "SELECT check_id, number, hash FROM seals WHERE number >= ? AND check_id BETWEEN ? AND ?",
        (first, first, last),
    )
    return {check: (number, stored.hex()) for check, number, stored in rows}


def length(connection: sqlite3.Connection) -> int:
    """How many entries there are, missing ones not counted."""
    (count,) = connection.execute("SELECT count(*) FROM seals").fetchone()
    return int(count)


def unsealed(connection: sqlite3.Connection) -> list[int]:
    """Checks that stand in their table without an entry: put in, or cut out of the chain."""
    rows = connection.execute(
        "SELECT id FROM checks EXCEPT SELECT check_id FROM seals WHERE check_id IS NOT NULL ORDER BY 1"
    )
    return [number for (number,) in rows]


def loose(connection: sqlite3.Connection) -> list[int]:
    """Contents that no seal holds: put in, or their seal was taken out."""
    rows = connection.execute(
        "SELECT number FROM entries EXCEPT SELECT number FROM seals WHERE check_id IS NULL ORDER BY 1"
    )
    return [number for (number,) in rows]


def last_check_before(connection: sqlite3.Connection, motive: str, at: datetime) -> datetime | None:
    """When the last look at a motive before this instant began; None when there was none."""
    (found,) = connection.execute(
        "SELECT max(at_ms) FROM checks WHERE motive = (SELECT id FROM motives WHERE name = ?) AND at_ms < ?",
        (motive, to_ms(at)),
    ).fetchone()
    return maybe_from_ms(found)


def _head(connection: sqlite3.Connection) -> tuple[int, str]:
    row = connection.execute(_LAST).fetchone()
    return (0, BEGINNING) if row is None else (row[0], row[1].hex())


def _seal(connection: sqlite3.Connection, number: int, line: bytes, check_id: int | None) -> str:
    digest = sha256(line)
    connection.execute(
        "INSERT INTO seals (number, hash, check_id) VALUES (?, ?, ?)", (number, digest.digest(), check_id)
    )
    return digest.hexdigest()


def _line(number: int, previous: str, kind: str, motive: str, at: datetime, facts: str) -> bytes:
    # facts is JSON already, and goes in letter by letter: what is stored is what is proved
    return (
        f'{{"at":"{at.isoformat(timespec="milliseconds")}","facts":{facts},"kind":{_dump(kind)},'
        f'"motive":{_dump(motive)},"number":{number:d},"previous":"{previous}"}}'
    ).encode()


def _of_check(row: Iterable[Any]) -> tuple[str, datetime | None, str]:
    """Motive, instant and facts of a check's row; a fact that is null is left out."""
    (
        number,
        motive,
        at,
        offset,
        took,
        kind,
        detail,
        url,
        status,
        marker,
        digest,
        first,
        second,
        slots,
        asked,
        released,
        synchronised,
        gap,
    ) = row
    when = _instant(released)
    facts = {
        "check": number,
        "detail": detail,
        "digest": None if digest is None else digest.hex(),
        "first_day": first,
        "gap_s": gap,
        "marker": marker,
        "outcome": kind,
        "released": None if when is None else when.isoformat(timespec="milliseconds"),
        "retry_after": asked,
        "second_day": second,
        "slots": slots,
        "status": status,
        "synchronised": {0: False, 1: True}.get(synchronised, synchronised),
        "took_ms": took,
        "url": url,
        "utc_offset": str(timedelta(minutes=offset)) if offset >= 0 else f"-{timedelta(minutes=-offset)}",
    }
    return motive or "", _instant(at), _dump({name: fact for name, fact in facts.items() if fact is not None})


def _instant(ms: int | None) -> datetime | None:
    """The instant; None for none, and for a number that was put in and is no instant."""
    try:
        return maybe_from_ms(ms)
    except OverflowError:
        return None


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
