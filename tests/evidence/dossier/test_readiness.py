"""What is thin is said in plain words, each with the source of its rule and how sure that is."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from slotwatch.evidence.data import Sighting
from slotwatch.evidence.dossier.order import PackError
from slotwatch.evidence.dossier.period import period
from slotwatch.evidence.dossier.readiness import State, findings
from slotwatch.evidence.dossier.report import lines
from slotwatch.evidence.dossier.sources import Source
from slotwatch.model import PARIS


def _states(data):
    return {each.source: each.state for each in reversed(list(findings(data)))}


def test_all_in_one_week_is_missing_and_names_the_decision(maker, words):
    for n in range(100):
        maker.check(words.SINCE + timedelta(hours=n))
    found = next(each for each in findings(maker.data()) if each.source is Source.SAME_WEEK)
    assert found.state is State.MISSING
    assert "435594" in Source.SAME_WEEK.words("fr")
    assert "certitude" in Source.SAME_WEEK.words("fr")
    assert "certainty: high" in Source.SAME_WEEK.words("en")


def test_three_months_with_captures_and_letters_are_good_and_the_rest_is_said(three_months):
    states = _states(three_months)
    for source in (Source.SAME_WEEK, Source.CAPTURES, Source.THREE_MONTHS, Source.THREE_WEEKS, Source.NO_NUMBER):
        assert states[source] is State.GOOD, source
    assert states[Source.STAMP] is State.THIN
    said = " ".join(each.french for each in findings(three_months))
    assert "11,3 jours" in said
    assert "Une place dans vos souhaits a été vue 1 fois" in said


def test_without_a_letter_or_an_e_mail_it_is_missing(three_months):
    attempts = tuple(each for each in three_months.by_hand if each.kind == "attempt")
    data = replace(three_months, by_hand=attempts)
    assert any(each.state is State.MISSING and "courriel" in each.french for each in findings(data))


def test_captures_of_one_week_are_missing_however_many(maker, words):
    for n in range(60):
        maker.check(words.SINCE + timedelta(days=n))
        if n < 5:
            maker.capture(words.page("x", 3000 + n))
    assert _states(maker.data())[Source.CAPTURES] is State.MISSING


@pytest.mark.parametrize(("days", "state"), [(10, State.MISSING), (40, State.THIN), (91, State.GOOD)])
def test_the_length_is_judged(maker, words, days, state):
    for n in range(days):
        maker.check(words.SINCE + timedelta(days=n, hours=9))
    found = [each for each in findings(maker.data()) if "premier au dernier" in each.french]
    assert [each.state for each in found] == [state]


def test_a_slot_outside_the_wishes_is_thin_not_missing(maker, words):
    line = maker.check(words.SINCE)
    seen = Sighting(1, 1, line.at, line.at, (), wanted=False)
    assert any("hors de vos souhaits : 1" in each.french for each in findings(maker.data(sightings=(seen,))))


def test_every_finding_has_words_in_both_languages(three_months):
    for each in findings(three_months):
        assert each.words("fr") != each.words("en")
        assert each.source.words("fr") != each.source.words("en")


@pytest.mark.parametrize(("language", "mark"), [("fr", "[manque]"), ("en", "[missing]")])
def test_the_report_has_a_mark_and_a_source_for_what_lacks(three_months, language, mark):
    said = list(lines(three_months, language))
    at = next(n for n, line in enumerate(said) if line.startswith(mark))
    assert "Source" in said[at + 1]
    assert "453391" in said[-2]


def test_a_period_is_whole_local_days():
    now = datetime(2027, 1, 1, tzinfo=PARIS)
    since, until = period(date(2026, 10, 25), date(2026, 10, 25), PARIS, now)
    assert until - since == timedelta(hours=25)
    assert since.isoformat() == "2026-10-24T22:00:00+00:00"


def test_a_period_does_not_reach_into_the_future():
    now = datetime(2026, 11, 10, 12, tzinfo=PARIS)
    assert period(date(2026, 9, 1), date(2026, 11, 30), PARIS, now)[1] == now


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 2), date(2026, 11, 1), "turn them round"),
        (date(2027, 2, 1), date(2027, 2, 3), "in the future"),
    ],
)
def test_a_period_that_cannot_be_is_told(first, last, said):
    with pytest.raises(PackError, match=said):
        period(first, last, PARIS, datetime(2026, 12, 1, tzinfo=PARIS))
