"""Short numbers for what comes again and again: long texts and motives' names."""

import sqlite3
from zlib import crc32

from slotwatch.store.codec import storable

#: Texts remembered with their numbers.  A handful of motives repeat a handful of texts.
_REMEMBERED = 512


class Numbers:
    """Number of a text in ``texts`` and of a motive in ``motives``, with a memory of the recent ones.

    Used inside a transaction; call `forget` when it is rolled back, for its numbers were never given.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Belong to one connection."""
        self._connection = connection
        self._texts: dict[str, int] = {}
        self._motives: dict[str, int] = {}

    def text(self, text: str | None) -> int | None:
        """The text's number, given now if it is new; None for no text."""
        if not text:
            return None
        number = self._texts.get(text)
        if number is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            number = self._texts[text] = self._find_text(storable(text))
        return number

    def motive(self, name: str) -> int:
        """The motive's number, given now (with an empty state) if it is new."""
        number = self._motives.get(name)
        if number is None:
            row = self._connection.execute("SELECT id FROM motives WHERE name = ?", (name,)).fetchone()
            if row is None:
                row = self._connection.execute(
                    "INSERT INTO motives (name, state) VALUES (?, '{}') RETURNING id", (name,)
                ).fetchone()
            number = self._motives[name] = int(row[0])
        return number

    def forget(self) -> None:
        """Remember nothing: what was given in a transaction that failed does not exist."""
        self._texts.clear()
        self._motives.clear()

    def _find_text(self, text: str) -> int:
        crc = crc32(text.encode())
        row = self._connection.execute("SELECT id FROM texts WHERE crc = ? AND text = ?", (crc, text)).fetchone()
        if row is None:
            row = self._connection.execute(
                "INSERT INTO texts (crc, text) VALUES (?, ?) RETURNING id", (crc, text)
            ).fetchone()
        return int(row[0])
