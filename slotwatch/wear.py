"""How much we write to the disk: memory cards wear by what is written, so it is measured and shown.

The kernel counts what a process sends to the storage (``write_bytes`` of /proc/self/io); counts of the last day
are kept beside the database, so that `slotwatch status` can show them.
"""

import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

#: The file in the state folder.
FILE = "wear.json"
DAY = timedelta(days=1)
_IO = Path("/proc/self/io")


@dataclass(frozen=True, slots=True)
class Wear:
    """Bytes written from ``since`` to ``until``."""

    since: datetime
    until: datetime
    written: int

    @property
    def per_day(self) -> float | None:
        """Bytes a day at this rate; None while too little time has passed to tell."""
        seconds = (self.until - self.since).total_seconds()
        return self.written / seconds * 86400 if seconds >= 600 else None

    def __str__(self) -> str:
        """One line for people."""
        rate = self.per_day
        if rate is None:
            return "measured after ten minutes"
        return (
            f"{rate / 1e6:.1f} MB a day (over the last {(self.until - self.since).total_seconds() / 3600:.1f} h)"
        )


def written(io: Path = _IO) -> int | None:
    """Bytes that this process has sent to the storage since its start; None where the system does not say."""
    try:
        lines = io.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeError):
        return None
    for line in lines:
        name, _, count = line.partition(":")
        if name == "write_bytes" and count.strip().isdigit():
            return int(count)
    return None


class Meter:
    """Takes a reading now and then, and keeps those of the last day.  A restart begins anew."""

    def __init__(self, folder: Path, io: Path = _IO) -> None:
        self._path = folder / FILE
        self._io = io
        self._readings: deque[tuple[datetime, int]] = deque()

    def read(self, now: datetime) -> Wear | None:
        """Take a reading; what was written in the last day, None while that cannot be told."""
        count = written(self._io)
        if count is None:
            return None
        if self._readings and now < self._readings[-1][0]:  # the clock went back: older readings lie in the future
            self._readings.clear()
        self._readings.append((now, count))
        while len(self._readings) > 2 and now - self._readings[1][0] >= DAY:
            self._readings.popleft()
        since, before = self._readings[0]
        return Wear(since, now, count - before)

    def save(self, now: datetime) -> None:
        """Take a reading and keep it for `load`.  OSError when the disk does not want it."""
        wear = self.read(now)
        if wear is None:
            return
        facts = {"since": wear.since.isoformat(), "until": wear.until.isoformat(), "written": wear.written}
        fresh = self._path.with_suffix(".new")
        with suppress(FileNotFoundError):
            fresh.unlink()
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(facts), encoding="ascii")
        fresh.replace(self._path)


def load(folder: Path) -> Wear | None:
    """What a daemon of this folder last kept; None when there is nothing that can be read."""
    try:
        facts = json.loads((folder / FILE).read_text(encoding="ascii"))
        since, until = datetime.fromisoformat(facts["since"]), datetime.fromisoformat(facts["until"])
        return Wear(since, until, int(facts["written"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
