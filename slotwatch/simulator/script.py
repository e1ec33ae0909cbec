"""The script of what to answer when: phases, their notation, and who is on at a given second.

    none 20s; slots 2 15s; 502 5s; captcha

is four phases; each but the last has a time, and the last holds for ever.  When the last has a
time too, the script begins again.  The notation of one phase is

    KIND [N] [VARIANT] [from DAYS] [retry SECONDS|past] [late] [TIME]

in which a time is a number with its unit (``500ms``, ``15s``, ``2m``, ``1.5h``, ``1d``), ``from``
is the least number of days until the first slot, ``retry`` adds a Retry-After header (``past`` =
an HTTP date of an hour ago) and ``late`` lets the trouble strike only at the step that would give
the answer, after the steps before it went well.  `manual.SCRIPT_HELP` lists the kinds and variants.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from slotwatch.simulator.kinds import KINDS, TRAPS, Kind

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LONGEST = 366 * 86400.0
DAYS_AHEAD = 7

_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")


@dataclass(frozen=True, slots=True)
class Phase:
    """One answer and how long it is given.

    ``number`` is N of ``slots N`` and ``trap N``, else 0; ``days`` the least days until the first
    slot; ``retry`` is "" or the seconds in digits or "past"; ``lasts`` is seconds, None = for ever.
    Raises ValueError where the words do not go together.
    """

    kind: str
    number: int = 0
    variant: str = ""
    days: int = DAYS_AHEAD
    retry: str = ""
    late: bool = False
    lasts: float | None = None

    def __post_init__(self) -> None:
        """Refuse what the table of kinds does not know."""
        kind = KINDS.get(self.kind)
        if kind is None:
            raise ValueError(f'no such answer "{self.kind}"{did_you_mean(self.kind, KINDS)}')
        self._check_number(kind)
        variants = TRAPS[self.number].variants if self.kind == "trap" else kind.variants
        if self.variant and self.variant not in variants:
            raise ValueError(_odd_word(self.name, self.variant, variants))
        if self.days != DAYS_AHEAD and not kind.dated:
            raise ValueError(f'"from" goes with slots only, not with {self.name}')
        if not 0 <= self.days <= 366:
            raise ValueError(f'"from" takes 0 to 366 days, not {self.days}')
        if self.retry and not kind.retry:
            raise ValueError(f'"retry" does not go with {self.name}')
        if self.retry != "past" and self.retry and not self.retry.isdecimal():
            raise ValueError(f'"retry" takes whole seconds or "past", not "{self.retry}"')
        if self.late and not kind.late:
            raise ValueError(f'"late" does not go with {self.name}')
        if self.lasts is not None and not 0.001 <= self.lasts <= LONGEST:
            raise ValueError("a time is 1ms to 366d")

    def _check_number(self, kind: Kind) -> None:
        if kind.numbers is None:
            if self.number:
                raise ValueError(f"{self.kind} takes no number")
            return
        least, most = kind.numbers
        if not least <= self.number <= most:
            found = f", not {self.number}" if self.number else ""
            raise ValueError(f"{self.kind} takes a number from {least} to {most}{found}")

    @property
    def name(self) -> str:
        """Kind and number: ``slots 2``, ``502``."""
        return f"{self.kind} {self.number}" if self.number else self.kind

    @property
    def strikes_late(self) -> bool:
        """Whether the steps before the answer go well."""
        once = self.kind == "lost" and self.variant == "once"
        return self.late or once or (self.kind == "trap" and TRAPS[self.number].late)

    def __str__(self) -> str:
        words = [self.name, self.variant]
        if self.days != DAYS_AHEAD:
            words.append(f"from {self.days}")
        if self.retry:
            words.append(f"retry {self.retry}")
        if self.late:
            words.append("late")
        if self.lasts is not None:
            words.append(f"{self.lasts:.3f}".rstrip("0").rstrip(".") + "s")
        return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Script:
    """Phases in order.  ``str()`` gives the notation back."""

    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        """Refuse an empty script and a phase that nothing can follow."""
        if not self.phases:
            raise ValueError("the script is empty; write for example: none 20s; slots 2 15s; none")
        for number, phase in enumerate(self.phases[:-1], start=1):
            if phase.lasts is None:
                raise ValueError(
                    f'phase {number} "{phase}" has no time, so the next would never come; write "{phase} 20s"'
                )

    def at(self, elapsed: float) -> tuple[int, Phase]:
        """The phase ``elapsed`` seconds after the start, and its running number from 0."""
        total = sum(phase.lasts or 0.0 for phase in self.phases)
        turns, rest = 0, elapsed
        if self.phases[-1].lasts is not None:
            turns = int(elapsed // total)
            rest = elapsed - turns * total
        for number, phase in enumerate(self.phases):
            if phase.lasts is None or rest < phase.lasts:
                return turns * len(self.phases) + number, phase
            rest -= phase.lasts
        return turns * len(self.phases) + len(self.phases) - 1, self.phases[-1]  # rounding at the very end

    def __str__(self) -> str:
        return "; ".join(str(phase) for phase in self.phases)


def parse_script(text: str) -> Script:
    """Read the notation of the module docstring.

    ValueError, in one line: which phase, what is wrong, what to write instead.
    """
    if not text.strip():
        return Script(())  # says what an empty script should hold
    phases = []
    for number, part in enumerate(text.split(";"), start=1):
        try:
            phases.append(_parse_phase(part.lower().split()))
        except ValueError as error:
            raise ValueError(f'phase {number} "{" ".join(part.split())}": {error}') from None
    return Script(tuple(phases))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of an error line: the nearest known word, or all of them."""
    names = list(known)
    near = get_close_matches(word, names, n=1, cutoff=0.55)
    return f'; did you mean "{near[0]}"?' if near else f"; it is one of: {', '.join(names)}"


class _Words:
    """The words after the kind, put where they belong; each may come once."""

    def __init__(self, name: str) -> None:
        self.fields: dict[str, Any] = {"kind": name}
        self.takes_number = name in KINDS and KINDS[name].numbers is not None

    def put(self, field: str, value: object, what: str) -> None:
        if field in self.fields:
            raise ValueError(f"{what} is given twice")
        self.fields[field] = value

    def take(self, word: str, rest: deque[str]) -> None:
        """Place one word, with the number after it where it wants one."""
        if word == "late":
            self.put("late", word == "late", '"late"')
        elif word == "from":
            days = rest.popleft() if rest else ""
            if not days.isdecimal():
                raise ValueError('"from" takes whole days, as in "slots 2 from 40"')
            self.put("days", int(days), '"from"')
        elif word == "retry":
            self.put("retry", rest.popleft() if rest else "nothing", '"retry"')
        elif match := _TIME.fullmatch(word):
            self.put("lasts", round(float(match[1]) * UNITS[match[2]], 3), "the time")
        elif word.isdecimal() and self.takes_number and "number" not in self.fields:
            self.fields["number"] = int(word)
        elif "variant" in self.fields:
            Phase(**self.fields)  # the word before may be the one that is wrong
            raise ValueError(f'"{word}" is one word too many')
        else:
            self.fields["variant"] = word


def _parse_phase(words: list[str]) -> Phase:
    if not words:
        raise ValueError('nothing stands here; take the ";" away or write an answer, such as none')
    taken = _Words(words[0])
    if words[0] in KINDS:  # of an unknown kind nothing more can be said than that it is unknown
        rest = deque(words[1:])
        while rest:
            if "lasts" in taken.fields:
                raise ValueError(f'"{rest[0]}" comes after the time; the time is the last word')
            taken.take(rest.popleft(), rest)
    return Phase(**taken.fields)


def _odd_word(name: str, word: str, variants: tuple[str, ...]) -> str:
    if word.isdecimal():
        return f'"{word}" means nothing after {name}; a time needs its unit, as in {word}s'
    if not variants:
        return f'{name} has no variant "{word}"'
    return f'{name} has no variant "{word}"{did_you_mean(word, variants)}'
