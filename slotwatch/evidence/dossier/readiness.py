"""What a dossier still lacks, in plain words, with the source of each rule.  Pure.

Courts have fixed no number of captures or days; the marks here are prudence, and each says where it comes from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier.dates import iso_week
from slotwatch.evidence.dossier.sources import Source
from slotwatch.evidence.dossier.timeline import every_day

Language = Literal["fr", "en"]

#: Steps that reach the prefecture in writing.
WRITTEN = frozenset({"e-mail", "email", "letter"})

_WEEKS, _LONG = timedelta(weeks=3), timedelta(days=90)
_HOURS, _BY_HAND = 6, 4
_SHARE_OF_DAYS, _SHARE_OF_ERRORS = 0.8, 0.2
_HOLE = timedelta(days=2)
_CLOCK = 0.9


class State(StrEnum):
    """How a rule is met."""

    GOOD = "good"
    THIN = "thin"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule: how it is met, in words, and where it comes from."""

    state: State
    french: str
    english: str
    source: Source

    def words(self, language: Language) -> str:
        """The finding in a language."""
        return self.french if language == "fr" else self.english


def findings(data: DossierData) -> Iterator[Finding]:
    """Every rule, the met ones too, the gravest source first."""
    yield _weeks(data)
    yield _captures(data)
    yield _seen(data)
    yield _written(data)
    yield _length(data)
    yield _days(data)
    yield _hours(data)
    yield _holes(data)
    yield _errors(data)
    yield _by_hand(data)
    yield _clock(data)
    yield _stamps(data)


def _weeks(data: DossierData) -> Finding:
    weeks = len({iso_week(line.local) for line in data.checks} | {iso_week(each.local) for each in data.by_hand})
    if weeks < 2:
        return Finding(
            State.MISSING,
            "Toutes les tentatives tombent dans une seule semaine : cela ne suffit pas.",
            "All attempts fall into a single week: that is not enough.",
            Source.SAME_WEEK,
        )
    return Finding(
        State.GOOD,
        f"Les tentatives s’étendent sur {weeks} semaines.",
        f"The attempts spread over {weeks} weeks.",
        Source.SAME_WEEK,
    )


def _captures(data: DossierData) -> Finding:
    kept = [each for each in data.captures if not each.deleted]
    weeks = len({iso_week(each.local) for each in kept})
    hand = sum(1 for each in data.by_hand if each.files and not each.deleted)
    if weeks < 2:
        return Finding(
            State.MISSING,
            f"Captures conservées : {len(kept)}, dans {weeks} semaine ; documents à la main : {hand}. Il en faut "
            "de plusieurs semaines, chacune avec l’adresse, la date, l’heure et la phrase.",
            f"Captures kept: {len(kept)}, in {weeks} week(s); documents added by hand: {hand}. Several weeks are "
            "needed, each capture with its address, date, time and sentence.",
            Source.CAPTURES,
        )
    return Finding(
        State.GOOD,
        f"{len(kept)} captures dans {weeks} semaines, chacune avec adresse, date, heure et phrase.",
        f"{len(kept)} captures in {weeks} weeks, each with its address, date, time and sentence.",
        Source.CAPTURES,
    )


def _seen(data: DossierData) -> Finding:
    wanted = sum(1 for each in data.sightings if each.wanted)
    if wanted:
        return Finding(
            State.MISSING,
            f"Une place dans vos souhaits a été vue {wanted} fois. Le dossier le dira : notez ce que vous avez "
            "fait (slotwatch attest).",
            f"A slot within your wishes was seen {wanted} time(s). The dossier will say so: record what you did "
            "(slotwatch attest).",
            Source.HONESTY,
        )
    others = len(data.sightings)
    return Finding(
        State.THIN if others else State.GOOD,
        f"Places vues hors de vos souhaits : {others}." if others else "Aucune place n’a été vue.",
        f"Slots seen outside your wishes: {others}." if others else "No slot was seen.",
        Source.HONESTY,
    )


def _written(data: DossierData) -> Finding:
    count = sum(1 for each in data.by_hand if each.kind != "attempt" and each.result in WRITTEN)
    if not count:
        return Finding(
            State.MISSING,
            "Aucun courriel ni lettre à la préfecture n’est enregistré.",
            "No e-mail or letter to the prefecture is recorded.",
            Source.THREE_WEEKS,
        )
    return Finding(
        State.GOOD,
        f"Courriels et lettres à la préfecture : {count}.",
        f"E-mails and letters to the prefecture: {count}.",
        Source.THREE_WEEKS,
    )


def _length(data: DossierData) -> Finding:
    instants = [line.at for line in data.checks] + [each.at for each in data.by_hand]
    length = max(instants) - min(instants) if instants else timedelta()
    days = length.days
    if length < _WEEKS:
        return Finding(
            State.MISSING,
            f"Du premier au dernier relevé : {days} jours. Deux tribunaux se sont contentés de trois semaines.",
            f"From the first to the last look: {days} days. Two courts were content with three weeks.",
            Source.THREE_WEEKS,
        )
    if length < _LONG - timedelta(days=2):
        return Finding(
            State.THIN,
            f"Du premier au dernier relevé : {days} jours. Trois mois sont la pratique prudente.",
            f"From the first to the last look: {days} days. Three months are prudent practice.",
            Source.THREE_MONTHS,
        )
    return Finding(
        State.GOOD,
        f"Du premier au dernier relevé : {days} jours.",
        f"From the first to the last look: {days} days.",
        Source.THREE_MONTHS,
    )


def _days(data: DossierData) -> Finding:
    covered, length = data.totals.days, len(every_day(data))
    state = State.GOOD if covered >= _SHARE_OF_DAYS * length else State.THIN
    return Finding(
        state,
        f"Jours avec au moins un relevé : {covered} sur {length}.",
        f"Days with at least one look: {covered} of {length}.",
        Source.NO_NUMBER,
    )


def _hours(data: DossierData) -> Finding:
    hours = data.totals.hours
    state = State.GOOD if hours >= _HOURS else State.THIN
    return Finding(
        state,
        f"Heures différentes de la journée : {hours} sur 24.",
        f"Different hours of the day: {hours} of 24.",
        Source.NO_NUMBER,
    )


def _holes(data: DossierData) -> Finding:
    longest = data.totals.longest_hole
    if longest is None or longest < _HOLE:
        return Finding(
            State.GOOD,
            "Pas d’interruption de plus de deux jours.",
            "No hole of more than two days.",
            Source.HONESTY,
        )
    days = longest.total_seconds() / 86400
    return Finding(
        State.THIN,
        f"Plus longue interruption : {f'{days:.1f}'.replace('.', ',')} jours. Le dossier la montre ; dites "
        "pourquoi si vous le savez.",
        f"Longest hole: {days:.1f} days. The dossier shows it; say why if you know.",
        Source.HONESTY,
    )


def _errors(data: DossierData) -> Finding:
    count, all_of_them = len(data.errors), max(1, data.totals.checks)
    state = State.GOOD if count <= _SHARE_OF_ERRORS * all_of_them else State.THIN
    return Finding(
        state,
        f"Relevés sans réponse du site : {count} sur {data.totals.checks}. Ils ne prouvent rien.",
        f"Looks without an answer: {count} of {data.totals.checks}. They prove nothing.",
        Source.HONESTY,
    )


def _by_hand(data: DossierData) -> Finding:
    attempts = [each for each in data.by_hand if each.kind == "attempt"]
    weeks = len({iso_week(each.local) for each in attempts})
    good = len(attempts) >= _BY_HAND and weeks >= 2
    return Finding(
        State.GOOD if good else State.THIN,
        f"Tentatives à la main : {len(attempts)}, dans {weeks} semaines. Aucune décision publiée ne porte sur des "
        "captures faites par un logiciel : essayez aussi vous-même, à des heures et des semaines différentes.",
        f"Attempts by hand: {len(attempts)}, in {weeks} week(s). No published decision is about captures made by "
        "a program: try yourself as well, at different hours and in different weeks.",
        Source.ROBOT,
    )


def _clock(data: DossierData) -> Finding:
    followed = sum(1 for line in data.checks if line.synchronised)
    state = State.GOOD if followed >= _CLOCK * max(1, len(data.checks)) and not data.jumps else State.THIN
    return Finding(
        state,
        f"Horloge synchronisée à {followed} relevés sur {len(data.checks)} ; sauts de l’horloge : "
        f"{len(data.jumps)}.",
        f"Clock synchronised at {followed} of {len(data.checks)} looks; clock jumps: {len(data.jumps)}.",
        Source.DATED,
    )


def _stamps(data: DossierData) -> Finding:
    count = len(data.stamps)
    return Finding(
        State.GOOD if count else State.THIN,
        f"Horodatages d’une autorité extérieure (RFC 3161) : {count}."
        + ("" if count else " Facultatif : evidence.timestamp_url dans la configuration."),
        f"Stamps of an outside authority (RFC 3161): {count}."
        + ("" if count else " Optional: evidence.timestamp_url in the configuration."),
        Source.STAMP,
    )
