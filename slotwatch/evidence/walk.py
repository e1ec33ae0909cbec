"""The chain's own proof, link by link.

A hash cannot say what stood there before, so a changed entry is named, not healed.  What can be told apart is: a
changed content, a changed seal, a missing entry, and entries that stand in each other's place.
"""

from dataclasses import replace
from hashlib import sha256

from slotwatch.evidence.verdict import Problem, Verdict
from slotwatch.store import BEGINNING, Link

#: Wrong entries among which the moved ones are looked for.
FEW = 200


class Walk:
    """Takes the links in order; what is wrong goes to the verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self._next = 1
        self._stored: str | None = BEGINNING
        self._computed: str | None = BEGINNING
        self._wrong: list[tuple[Link, str]] = []
        self._reported: dict[int, int] = {}

    def take(self, link: Link) -> None:
        """The next link that is there."""
        verdict = self._verdict
        verdict.entries += 1
        verdict.head = (link.number, link.hash)
        if link.number != self._next:
            self._missing(link.number)
        if self._stored is not None:
            self._prove(link, self._stored)
        else:
            self._computed = None
        self._stored = link.hash
        self._next = link.number + 1

    def finish(self) -> None:
        """Say of wrong entries what was moved where."""
        wrong = self._wrong[:FEW]
        for link, previous in wrong:
            for other, _ in wrong:
                if other.number == link.number:
                    continue
                line = replace(other, number=link.number).line(previous)
                if line is not None and sha256(line).hexdigest() in {link.hash, other.hash}:
                    self._say(link, f"moved: what belongs here stands at entry {other.number}")

    def _prove(self, link: Link, previous: str) -> None:
        line = link.line(previous)
        if line is None:
            self._computed = None
            self._say(link, f"check {link.check} is gone" if link.check else "its content is gone")
            return
        computed = sha256(line).hexdigest()
        if computed == link.hash:
            self._computed = computed
            return
        if self._computed is not None and self._computed != previous:
            again = link.line(self._computed)
            if again is not None and sha256(again).hexdigest() == link.hash:
                self._computed = link.hash
                former = self._reported.get(link.number - 1)
                if former is not None:
                    problem = self._verdict.problems[former]
                    words = "its seal was changed; what it seals is as it was"
                    self._verdict.problems[former] = replace(problem, what=words)
                return
        self._computed = computed
        self._wrong.append((link, previous))
        self._say(link, "was changed, or put after another entry: it is not what was sealed")

    def _missing(self, number: int) -> None:
        first, last = self._next, number - 1
        where = f"entry {first}" if first == last else f"entries {first} to {last}"
        if number < self._next:
            where = f"entry {number}"
        self._verdict.problems.append(Problem(first, where, "missing"))
        self._stored = None

    def _say(self, link: Link, what: str) -> None:
        problem = Problem(link.number, _where(link), what)
        at = self._reported.get(link.number)
        if at is None:
            self._reported[link.number] = len(self._verdict.problems)
            self._verdict.problems.append(problem)
        else:
            self._verdict.problems[at] = problem


def _where(link: Link) -> str:
    about = [f"check {link.check}"] if link.check is not None else [link.kind or "unknown"]
    about += [link.motive] if link.motive else []
    about += [f"{link.at:%Y-%m-%d %H:%M:%S} UTC"] if link.at is not None else []
    return f"entry {link.number} ({', '.join(about)})"
