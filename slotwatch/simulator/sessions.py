"""The sites' sessions: numbered, reproducible identifiers, and what each visitor has done so far."""

from dataclasses import dataclass, field
from hashlib import sha256

#: Enough for any test; a demo that runs for weeks must not grow.
_KEPT = 500


@dataclass(slots=True)
class Session:
    """One visitor.  ``choice`` is the counter or site chosen, ``step`` how far they came."""

    ident: str
    choice: str = ""
    step: int = 0
    told_yes: bool = False


@dataclass
class Sessions:
    """Sessions of one site.  ``length`` is that of an identifier, in hexadecimal digits."""

    name: str
    length: int
    _open: dict[str, Session] = field(default_factory=dict)
    _count: int = 0

    def find(self, ident: str | None) -> Session | None:
        """The session of this identifier, None when there is none (any more)."""
        return self._open.get(ident or "")

    def begin(self) -> Session:
        """A new session; the oldest goes when there are too many."""
        self._count += 1
        ident = sha256(f"{self.name} {self._count}".encode()).hexdigest()[: self.length]
        session = self._open[ident] = Session(ident)
        if len(self._open) > _KEPT:
            del self._open[next(iter(self._open))]
        return session

    def forget(self) -> None:
        """Lose all of them, as a restarted server does."""
        self._open.clear()
