"""French as it is set: spaces that do not break, numbers, dates, names that Télérecours takes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from slotwatch.evidence.dossier import dates, words
from slotwatch.evidence.dossier.naming import bookmark, file_name, slug
from slotwatch.evidence.dossier.reasons import reason
from slotwatch.model import PARIS, Cause, Human, Slot

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Bonjour !", "Bonjour\u00a0!"),
        ("« Quoi ? »", "«\u00a0Quoi\u00a0?\u00a0»"),
        ("99 %", "99\u00a0%"),
        ("deux : trois ; quatre", "deux\u00a0: trois\u00a0; quatre"),
        ("suivi n° 12", "suivi n°\u00a012"),
        ("https://a.example/?x=1", "https://a.example/?x=1"),
    ],
)
def test_spaces_before_signs_do_not_break(written, expected):
    assert words.typo(written) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 relevé"), (1, "1 relevé"), (2, "2 relevés"), (2000, "2 000 relevés")]
)
def test_french_counts_nought_as_one(count, expected):
    assert words.counted(count, "relevé", "relevés").replace(NBSP, " ") == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.5, "50 %"),
        (0.994, "99,4 %"),
        (0.0001, "moins de 0,1 %"),
        (0.9999, "plus de 99,9 %"),
    ],
)
def test_a_share_that_is_not_whole_is_not_rounded_to_nought_or_all(share, expected):
    assert words.percent(share).replace(NBSP, " ") == expected


def test_a_day_an_hour_and_a_moment_in_french():
    local = datetime(2026, 11, 25, 8, 30, tzinfo=UTC).astimezone(PARIS)
    assert dates.moment(local).replace(NBSP, " ") == "mercredi 25 novembre 2026 à 9 h 30 (UTC+01:00)"
    assert dates.day(date(2026, 9, 1)).replace(NBSP, " ") == "mardi 1er septembre 2026"
    assert dates.stamp(local) == "25/11/2026 09:30:00 +01:00"
    assert dates.utc(local.astimezone(UTC)) == "2026-11-25 08:30:00"


@pytest.mark.parametrize(
    ("month", "expected"),
    [(9, "de septembre 2026"), (10, "d’octobre 2026"), (4, "d’avril 2026"), (8, "d’août 2026")],
)
def test_a_month_is_elided(month, expected):
    assert dates.of_month(date(2026, month, 1)).replace(NBSP, " ") == expected


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(seconds=45), "45 s"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=1, minutes=30), "1 h 30 min"),
        (timedelta(days=1, hours=3, minutes=12), "1 jour 3 h"),
        (timedelta(days=11), "11 jours"),
    ],
)
def test_a_duration_in_two_units(length, expected):
    assert dates.duration(length).replace(NBSP, " ") == expected


def test_a_difference_has_its_sign():
    assert dates.seconds(-3600).replace(NBSP, " ") == "−3 600 s"
    assert dates.seconds(2).replace(NBSP, " ") == "+2 s"


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        (Slot(date(2027, 1, 14), time(9, 20), "guichet 1"), "jeudi 14 janvier 2027 à 9 h 20 (guichet 1)"),
        (Slot(), "date non précisée"),
        (Slot(date(2027, 1, 14), onwards=True), "jeudi 14 janvier 2027 et jours suivants"),
    ],
)
def test_a_slot_as_far_as_the_site_tells_it(slot, expected):
    assert dates.slot(slot).replace(NBSP, " ") == expected


def test_the_week_of_new_year_belongs_to_the_year_of_its_thursday():
    assert dates.iso_week(date(2027, 1, 1)) == "2026-W53"
    assert dates.week("2026-W53") == "S53"


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_of_silence_has_french_words(maker, words_of, cause):
    said = words_of("unreachable", cause.value)
    assert said
    assert said != cause.value


@pytest.mark.parametrize("want", list(Human))
def test_every_wish_for_a_human_has_french_words(words_of, want):
    assert words_of("needs_human", want.value).startswith("le site demande")


def test_the_sites_own_sentence_is_quoted_letter_by_letter(words_of):
    assert words_of("no_slot", "Aucun : créneau !").replace(NBSP, " ", 1) == f"« Aucun : créneau !{NBSP}»"


def test_the_details_of_the_network_stay(words_of):
    assert words_of("unreachable", "timeout: 30 s") == "délai d’attente dépassé (30 s)"


def test_the_slots_on_offer_are_named_and_many_are_counted(words_of):
    slots = tuple(Slot(date(2027, 1, n)) for n in range(11, 17))
    said = words_of("available", "6 on offer", slots=slots).replace(NBSP, " ")
    assert said.startswith("lundi 11 janvier 2027 ; mardi 12 janvier 2027 ; ")
    assert said.endswith("et 2 autres")
    assert "on offer" not in said


@pytest.fixture
def words_of(maker):
    def said(outcome, sentence, **more):
        return reason(maker.check(datetime(2026, 9, 1, 9, tzinfo=UTC), outcome, sentence, **more))

    return said


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("captures_2026-09", "03_captures_2026-09.pdf"),
        ("Note de méthode", "03_note_de_methode.pdf"),
        ("œuvre & cœur / 100 %. fin", "03_oeuvre_coeur_100_fin.pdf"),
        ("…", "03_piece.pdf"),
        ("عربي", "03_piece.pdf"),
    ],
)
def test_a_file_name_has_its_number_and_nothing_odd(title, expected):
    assert file_name(3, title) == expected


def test_a_long_name_is_cut_with_its_suffix():
    name = file_name(12, "a" * 200)
    assert len(name) == 80
    assert name.endswith(".pdf")


def test_a_bookmark_keeps_spaces_and_loses_accents_and_signs():
    assert bookmark("Écran & préfecture n° 3 / 4.") == "Ecran prefecture n 3 4"
    assert len(bookmark("x" * 100)) == 80


def test_a_motives_name_as_a_folder():
    assert slug("Renouvellement / Créteil") == "renouvellement-creteil"
    assert slug("…") == "motif"
