"""The words of `slotwatch dossier check`: findings as lines for a terminal."""

from collections.abc import Iterator

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier.readiness import Language, State, findings
from slotwatch.evidence.dossier.timeline import last_day

_MARKS = {
    "fr": {State.GOOD: "bon", State.THIN: "mince", State.MISSING: "manque"},
    "en": {State.GOOD: "good", State.THIN: "thin", State.MISSING: "missing"},
}
_HEAD = {"fr": "{motive}, du {first} au {last} :", "en": "{motive}, {first} to {last}:"}
_SOURCE = {"fr": "Source : ", "en": "Source: "}
_END = {
    "fr": (
        "L’urgence est une autre preuve (présumée pour un renouvellement : CE, 9 juin 2022, n° 453391).",
        "Ce n’est pas un avis juridique : montrez le dossier à un avocat ou à une association.",
    ),
    "en": (
        "Urgency is a separate proof (presumed for a renewal: CE, 9 June 2022, no. 453391).",
        "This is not legal advice: show the dossier to a lawyer or an association.",
    ),
}


def lines(data: DossierData, language: Language) -> Iterator[str]:
    """What is met and what is thin, each with its source."""
    first = data.since.astimezone(data.motive.timezone).date()
    yield _HEAD[language].format(motive=data.motive.name, first=first.isoformat(), last=last_day(data).isoformat())
    marks = _MARKS[language]
    room = max(map(len, marks.values())) + 2
    for each in findings(data):
        yield ""
        yield f"{f'[{marks[each.state]}]':{room}}  {each.words(language)}"
        if each.state is not State.GOOD:
            yield f"{'':{room}}  {_SOURCE[language]}{each.source.words(language)}"
    yield ""
    yield from _END[language]
