"""From a tape to what may be shown: redacted, then replayed to see that redaction has changed nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from slotwatch.capture import showing
from slotwatch.capture.folder import BadCapture, Shown
from slotwatch.capture.replaying import Strayed, replay
from slotwatch.capture.tape import Tape
from slotwatch.contract import Page, Provider
from slotwatch.model import Motive, Outcome
from slotwatch.redaction import Redactor

#: Cookies with shorter values say "yes" or "fr", and would be cut out of half the page.
_SHORTEST_COOKIE = 8


@dataclass(frozen=True, slots=True)
class Taken:
    """A look fit to be shown.  ``doubt`` says why a replay gives another outcome, "" when it gives the same."""

    shown: Shown
    doubt: str = ""

    def dated(self, taken: str, version: str) -> Shown:
        """What is shown, with when it was taken (ISO) and by which slotwatch."""
        return replace(self.shown, taken=taken, version=version)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What must not be shown, whatever it looks like: the configuration's secrets, and words its owner named."""

    secrets: Iterable[str] = ()
    words: Iterable[str] = ()


async def develop(
    tape: Tape, motive: Motive, outcome: Outcome, registry: Mapping[str, Provider], hidden: Hidden
) -> Taken:
    """Redact what was recorded of a look that gave ``outcome``, and try it."""
    redactor = Redactor(
        {
            **{value: f"cookie {name}" for name, value in _cookies(tape)},
            **dict.fromkeys(hidden.secrets, "secret of the configuration"),
            **showing.secrets_of(motive),
            **dict.fromkeys(hidden.words, "words you named"),
        }
    )
    exchanges = [showing.show(exchange, redactor) for exchange in tape.exchanges]
    dropped = sum(isinstance(e.answer, Page) and not showing.is_text(e.answer) for e in tape.exchanges)
    shown = Shown(
        provider=motive.provider,
        motive=redactor.text(motive.name),
        url=redactor.url(motive.url),
        timezone=motive.timezone,
        options=showing.options(motive.options, redactor),
        exchanges=exchanges,
        cookies=sorted(tape.cookies),
        outcome=showing.outcome(outcome, redactor),
    )
    redactor.found["body that is no text"] += dropped
    doubt = await _doubt(tape, motive, outcome, shown, registry)
    return Taken(replace(shown, redacted=+redactor.found, faithful=not doubt), doubt)


async def look_again(shown: Shown, registry: Mapping[str, Provider]) -> Outcome:
    """The provider's look at a capture.  Raises `BadCapture` and `Strayed`."""
    motive = motive_of(shown, registry)
    return await replay(registry[motive.provider], motive, shown.exchanges, shown.cookies)


def motive_of(shown: Shown, registry: Mapping[str, Provider]) -> Motive:
    """The motive of a capture.  Raises `BadCapture` for a system or options that this slotwatch does not know."""
    provider = registry.get(shown.provider)
    if provider is None:
        raise BadCapture(f"there is no provider {shown.provider!r}; there are: {', '.join(registry)}")
    try:
        options = provider.Options.model_validate(dict(shown.options))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, ("options", *first["loc"])))
        raise BadCapture(f"{where}: {first['msg']} (provider {shown.provider})") from None
    return Motive(shown.motive, shown.provider, shown.url, timezone=shown.timezone, options=options)


async def _doubt(
    tape: Tape, motive: Motive, outcome: Outcome, shown: Shown, registry: Mapping[str, Provider]
) -> str:
    try:
        again = await look_again(shown, registry)
    except (Strayed, BadCapture) as reason:
        told = str(reason)
    else:
        if showing.same(outcome, again):
            return ""
        told = f"a replay gives {again.kind.replace('_', ' ')}, the look gave {outcome.kind.replace('_', ' ')}"
    if await _repeats(tape, motive, outcome, registry):
        return f"redaction has changed the outcome: {told}"
    return f"this look cannot be repeated from its record, redacted or not: {told}"


async def _repeats(tape: Tape, motive: Motive, outcome: Outcome, registry: Mapping[str, Provider]) -> bool:
    try:
        again = await replay(registry[motive.provider], motive, tape.exchanges, tape.cookies)
    except Strayed:
        return False
    return showing.same(outcome, again)


def _cookies(tape: Tape) -> Iterable[tuple[str, str]]:
    for name, values in tape.cookies.items():
        for value in values:
            if len(value) >= _SHORTEST_COOKIE:
                yield name, value
