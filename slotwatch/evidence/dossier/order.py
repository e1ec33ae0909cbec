"""What the person orders: for whom the dossier is, and what must not be printed in it."""

from dataclasses import dataclass, field


class PackError(Exception):
    """The pack cannot be made as ordered: one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """``person`` stands on the cover and nowhere else; ``prefecture`` beside it, "" when not given.

    ``secrets`` are the configuration's: no text of the pack may show one.  ``user_agent`` is what the sites
    read, ``contact`` the part of it that is the person's address and is masked.  ``first`` is the number of the
    first piece in the lawyer's own inventory.
    """

    person: str = field(repr=False)
    prefecture: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    user_agent: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    first: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be printed or numbered."""
        if not self.person.strip():
            raise PackError("for whom is the dossier? --for must name the person")
        if not 1 <= self.first <= 80:
            raise PackError(f"first piece {self.first}: the number of the first piece lies between 1 and 80")
