"""What a proof of the evidence found."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was sealed.  ``number`` is the entry's, None where none is meant."""

    number: int | None
    where: str
    what: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.where}: {self.what}"


@dataclass(slots=True)
class Verdict:
    """What was proved, and what is wrong.  ``notes`` are no faults, but to be known."""

    entries: int = 0
    bodies: int = 0
    stamps: int = 0
    head: tuple[int, str] | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
