"""Questions: answered by an option, by the person at the terminal, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import click

from slotwatch.adding.unfit import Unfit
from slotwatch.cli.common import Mistake
from slotwatch.config import ConfigError
from slotwatch.config.values import BadValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asker:
    """``terminal``: somebody can be asked.  ``accept``: take the default of every question that has one."""

    terminal: bool
    accept: bool = False

    def ask(
        self,
        question: str,
        option: str,
        given: str | None,
        check: Callable[[str], T],
        *,
        default: str | None = None,
        known: str = "",
    ) -> T:
        """The answer, as ``check`` returns it; where that raises `Unfit`, a person is asked again.

        ``known`` tells, without a terminal, what could be given.  Raises `Mistake` for an option that does not
        fit, and for a question that nobody is there to answer: the message names the option.
        """
        if given is not None:
            try:
                return check(given)
            except Unfit as unfit:
                raise Mistake(f"{option}: {unfit}") from None
        if self.accept and default is not None:
            return check(default)
        if not self.terminal:
            offered = f" ({known})" if known else ""
            raise Mistake(f"{question.rstrip('?')}: nobody can be asked here, so give {option}{offered}")

        def again(words: str) -> T:
            try:
                return check(words)
            except Unfit as unfit:
                raise click.UsageError(str(unfit)) from None

        answer: T = click.prompt(
            question, default=default, value_proc=again, show_default=bool(default), prompt_suffix=" "
        )
        return answer

    def confirm(self, question: str, *, default: bool, accepted: bool, given: bool | None = None) -> bool:
        """Yes or no; ``accepted`` is the answer where nobody is to be asked, ``given`` the option's."""
        if given is not None:
            return given
        if self.accept or not self.terminal:
            return accepted
        return click.confirm(question, default=default)


def shown(text: str) -> str:
    """A site's words, fit for a terminal: one line, nothing that moves the cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def fitting(action: Callable[[], T]) -> T:
    """Run something whose `Unfit` is the end of the command."""
    try:
        return action()
    except Unfit as unfit:
        raise Mistake(str(unfit)) from None


def whole(action: Callable[[], T]) -> T:
    """Run something that reads the configuration: its mistakes are told, and nothing is changed."""
    try:
        return action()
    except ConfigError as error:
        raise Mistake(str(error)) from None


def readable(action: Callable[[], T]) -> T:
    """Run a reader of the configuration's values: what it does not take is `Unfit`."""
    try:
        return action()
    except BadValue as bad:
        raise Unfit(f"expected {bad.expected}. {bad.hint}".strip()) from None
