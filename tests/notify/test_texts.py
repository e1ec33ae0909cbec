"""What the owner reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import (
    Capture,
    Change,
    Event,
    Happening,
    Motive,
    Noticed,
    SessionEnded,
    SessionEnding,
    SiteChanged,
    Slot,
    SlotsGone,
    SlotsOpened,
    TestMessage,
    TroubleEntered,
    TroubleLeft,
    WeekOf,
    WeekPassed,
    WentBlind,
)
from slotwatch.notify import gsm
from slotwatch.notify.message import Message
from slotwatch.notify.texts import write

AT = datetime(2026, 11, 25, 9, 3, 22, tzinfo=UTC)
LINK = "https://rdv.example.org/booking/create/1234?a=1&b=2_3"
MOTIVE = Motive("renouvellement", "booking", LINK)
SLOTS = tuple(Slot(date(2027, 1, 14) + timedelta(days=i), time(9, 20), "Guichet 3") for i in range(7))

KINDS = ("not_open", "blocked", "unrecognised", "unreachable", "maintenance", "something new")
TROUBLES = [TroubleEntered(kind, "HTTP 403", AT, 3) for kind in KINDS]
HUMAN = [TroubleEntered("needs_human", want, AT, 1) for want in ("captcha", "session", "login", "other")]
CHANGES = [
    TroubleEntered("unrecognised", "counter 2 is now called «B»", AT, 3, change=Change.RELABELLED),
    TroubleEntered("not_open", "motive 10 is not one of those offered: 20", AT, 2, change=Change.VANISHED),
    TroubleEntered("not_open", "HTTP 404", AT, 2, change=Change.DEAD_LINK),
]
DRIED_UP = SiteChanged("suspected-soft-ban", AT - timedelta(days=15, hours=2), 4321, 30 * 3600.0)
EVERYTHING: list[Happening] = [
    SlotsOpened(SLOTS, 9),
    SlotsOpened((Slot(),), 1),
    SlotsGone(SLOTS),
    *TROUBLES,
    *HUMAN,
    TroubleEntered("blocked", "HTTP 429", AT, 1, retry_after=86400.0),
    TroubleEntered("maintenance", "HTTP 503", AT, 1, retry_after=7200.0),
    TroubleLeft("blocked", AT),
    WentBlind(AT - timedelta(hours=6)),
    TroubleEntered("needs_human", "captcha", AT, 1, session=True),
    SessionEnding(AT - timedelta(hours=5), 19800.0),
    SessionEnded(AT - timedelta(hours=5)),
    *CHANGES,
    DRIED_UP,
    Noticed("database-moved-aside", "slotwatch.db.damaged"),
    Noticed("store-failing", "disk full"),
    Noticed("clock-jump", "-3600 s"),
    Noticed("clock-unset", "1970-01-01T00:02+00:00"),
    Noticed("offline", "2026-11-25 10:00 →"),
    Noticed("online", "2026-11-25 10:00 → 2026-11-25 12:41"),
    Noticed("captive-portal", "2026-11-25 10:00 →"),
    Noticed("clock-wrong", "2026-11-25 10:00 →"),
    Noticed("ping-failing", "timeout"),
    WeekPassed(AT - timedelta(days=7), AT, (WeekOf("renouvellement", 2010, 1990, 12, 7, 1260.0),)),
    Noticed("captures-stopped", "12 MB"),
    Noticed("captures-failing", "no permission"),
    Noticed("stamp-failing", "timeout"),
    Noticed("try-by-hand", "renouvellement"),
    Noticed("something {new}", "a detail"),
    TestMessage(),
]


def told(
    what: Happening,
    *,
    language: Any = "fr",
    shape: Any = "text",
    after: timedelta = timedelta(0),
    gone_at: datetime | None = None,
    motive: Motive | None = MOTIVE,
) -> Message:
    event = Event("e1", motive.name if motive else "", AT, what)
    return write(event, motive=motive, language=language, shape=shape, now=AT + after, gone_at=gone_at)


def test_a_fresh_slot_in_french() -> None:
    message = told(SlotsOpened(SLOTS, 9))
    assert message.title == "✅ Rendez-vous disponible : renouvellement"
    assert message.body == (
        "7 places sont visibles pour « renouvellement ».\n"
        "Site : rdv.example.org\n\n"
        "• jeudi 14 janvier 2027 à 09h20 – Guichet 3\n"
        "• vendredi 15 janvier 2027 à 09h20 – Guichet 3\n"
        "• samedi 16 janvier 2027 à 09h20 – Guichet 3\n"
        "• dimanche 17 janvier 2027 à 09h20 – Guichet 3\n"
        "• lundi 18 janvier 2027 à 09h20 – Guichet 3\n"
        "+2 autres\n"
        "9 places en tout sur la page.\n\n"
        "Pour réserver, ouvrez vite cette page :\n"
        f"{LINK}\n\n"
        "Vu : mercredi 25 novembre 2026 à 10h03 (UTC+01:00)."
    )


def test_a_fresh_slot_in_english() -> None:
    message = told(SlotsOpened(SLOTS[:1], 1), language="en")
    assert message.title == "✅ Appointment available: renouvellement"
    assert message.body == (
        "One slot is on offer for “renouvellement”.\n"
        "Site: rdv.example.org\n\n"
        "• Thursday 14 January 2027 at 09:20 – Guichet 3\n\n"
        "To book, open this page quickly:\n"
        f"{LINK}\n\n"
        "Seen: Wednesday 25 November 2026 at 10:03 (UTC+01:00)."
    )


def test_six_slots_name_five_and_count_one() -> None:
    assert "\n+1 autre\n" in told(SlotsOpened(SLOTS[:6], 6)).body


def test_a_message_two_minutes_old_is_not_late() -> None:
    message = told(SlotsOpened(SLOTS, 9), after=timedelta(minutes=2))
    assert "retard" not in message.title + message.body


def test_a_later_message_says_that_it_is_late_and_when_it_was_seen() -> None:
    message = told(SlotsOpened(SLOTS, 9), after=timedelta(minutes=20))
    assert message.title == "✅ (en retard) Rendez-vous disponible : renouvellement"
    assert "Message en retard : vu à 10h03, il est maintenant 10h23." in message.body


def test_a_message_from_yesterday_names_the_days() -> None:
    message = told(SlotsOpened(SLOTS, 9), language="en", after=timedelta(hours=20))
    assert "seen at Wed 25 Nov 2026 10:03, it is now Thu 26 Nov 2026 06:03" in message.body


def test_slots_that_came_and_went_say_so_and_offer_nothing() -> None:
    message = told(SlotsOpened(SLOTS, 9), after=timedelta(minutes=20), gone_at=AT + timedelta(minutes=5))
    assert message.title == "⌛ Places parues puis disparues : renouvellement"
    assert message.body.startswith("Des places sont apparues puis ont disparu")
    assert "Vues : mercredi 25 novembre 2026 à 10h03" in message.body
    assert "Disparues : mercredi 25 novembre 2026 à 10h08" in message.body
    assert "disponible" not in message.title + message.body
    assert "réserver" not in message.body


@pytest.mark.parametrize(
    ("what", "fragments"),
    [
        (HUMAN[0], ["captcha", "ouvrez la page et répondez au captcha"]),
        (HUMAN[1], ["session est terminée", "recommencez"]),
        (HUMAN[2], ["demande de se connecter", "connectez-vous"]),
        (TROUBLES[0], ["le lien est mort", "cherchez le nouveau lien"]),
        (TROUBLES[1], ["Ce n'est pas un « non »", "slotwatch attend"]),
        (TROUBLES[2], ["ne reconnaît plus la page", "Ce n'est pas une place"]),
        (TROUBLES[3], ["ne répond pas", "vérifiez votre connexion"]),
        (TROUBLES[4], ["maintenance", "Rien à faire"]),
        (WentBlind(AT - timedelta(hours=6)), ["aucune réponse depuis 6 h", "Ce n'est pas un « non »"]),
        (TroubleLeft("blocked", AT), ["voit de nouveau la page"]),
        (CHANGES[0], ["porte un autre nom", "mettez le nouveau nom", "is now called «B»"]),
        (CHANGES[1], ["n'est pas dans la liste", "un autre nom, mettez-le", "not one of those offered: 20"]),
        (CHANGES[2], ["cette page n'existe pas", "cherchez le nouveau lien"]),
        (DRIED_UP, ["depuis 15 jours : 4321 fois", "au bout de 30 h", "Rien n'est sûr", "autre connexion"]),
        (Noticed("store-failing", "disk full"), ["écrire sur le disque", "disk full"]),
        (Noticed("unheard-of", "a detail"), ["unheard-of", "a detail"]),
    ],
)
def test_trouble_says_what_it_means_and_what_to_do(what: Happening, fragments: list[str]) -> None:
    body = told(what).body
    assert [fragment for fragment in fragments if fragment not in body] == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("what", [*CHANGES, TROUBLES[2], DRIED_UP], ids=lambda what: what.kind)
def test_a_change_of_the_site_names_the_page_that_was_kept_or_says_why_none_was(what, language: str) -> None:
    kept = told(replace(what, capture=Capture("/state/captures/x.20261125T090000Z.html")), language=language)
    assert "/state/captures/x.20261125T090000Z.html" in kept.body.splitlines()
    failed = told(replace(what, capture=Capture(error="No space left on device")), language=language)
    assert "No space left on device" in failed.body
    assert "captures" not in failed.body
    sms = told(replace(what, capture=Capture("/state/captures/x.html")), language=language, shape="sms")
    assert "captures" not in sms.body


OPEN_IT = "slotwatch session open renouvellement"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("shape", ["text", "sms"])
@pytest.mark.parametrize(
    "what",
    [
        SessionEnding(AT - timedelta(hours=5), 19800.0),
        SessionEnded(AT - timedelta(hours=5)),
        TroubleEntered("needs_human", "captcha", AT, 1, session=True),
    ],
    ids=lambda what: what.kind,
)
def test_what_concerns_the_owners_session_says_how_to_open_one(what: Happening, language: str, shape: str) -> None:
    assert OPEN_IT in told(what, language=language, shape=shape).body


def test_the_age_of_a_session_and_its_usual_end_are_told() -> None:
    body = told(SessionEnding(AT - timedelta(hours=5), 19800.0)).body
    assert "mercredi 25 novembre 2026 à 05h03 (UTC+01:00)" in body
    assert "5 h 30 min" in body
    assert "05h03" in told(SessionEnded(AT - timedelta(hours=5))).body


def test_a_captcha_that_no_session_helps_against_names_no_command() -> None:
    assert "session open" not in told(HUMAN[0]).body


def test_a_wait_of_a_day_is_obeyed_but_told() -> None:
    body = told(TroubleEntered("blocked", "HTTP 429", AT, 1, retry_after=86400.0)).body
    assert "demande d'attendre 24 h" in body
    assert "jeudi 26 novembre 2026 à 10h03 (UTC+01:00)" in body


def test_trouble_told_late_says_so() -> None:
    body = told(WentBlind(AT - timedelta(hours=6)), after=timedelta(hours=3)).body
    assert "Message en retard : constaté à 10h03, il est maintenant 13h03." in body


def test_a_long_detail_of_the_sites_is_cut_and_on_one_line() -> None:
    body = told(TroubleEntered("not_open", "mot\n" * 500, AT, 2)).body
    assert len(body) < 1200
    assert "mot mot" in body


def test_nothing_but_a_slot_bears_the_mark_of_a_slot() -> None:
    marks = {told(what).title[0] for what in EVERYTHING if not isinstance(what, SlotsOpened)}
    assert "✅" not in marks


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("what", EVERYTHING, ids=lambda what: f"{what.kind}-{getattr(what, 'trouble', '')}")
def test_every_event_has_its_link_on_a_line_of_its_own(what: Happening, language: str) -> None:
    message = told(what, language=language)
    installation = isinstance(what, Noticed | WeekPassed | TestMessage)
    assert message.title
    assert "{" not in message.title.replace("{new}", "")
    assert (LINK in message.body.splitlines()) is not installation


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("what", EVERYTHING, ids=lambda what: f"{what.kind}-{getattr(what, 'trouble', '')}")
def test_every_event_fits_an_sms_without_being_cut(what: Happening, language: str) -> None:
    message = told(what, language=language, shape="sms")
    assert message.title == ""
    assert gsm.septets(message.body) <= 160
    assert message.body.endswith(LINK)
    assert "..." not in message.body


def test_a_late_sms_says_so() -> None:
    sms = told(SlotsOpened(SLOTS, 9), shape="sms", after=timedelta(minutes=20)).body
    assert sms == f"RDV dispo (en retard: vu 10h03, il est 10h23) jeu 14/01/2027 09h20 (+6) renouvellement {LINK}"


def test_without_a_motive_there_is_no_link_and_the_time_is_that_of_paris() -> None:
    message = told(SlotsOpened(SLOTS, 9), motive=None)
    assert "http" not in message.body
    assert "10h03 (UTC+01:00)" in message.body


HAPPENINGS = st.sampled_from(EVERYTHING)


@given(what=HAPPENINGS, name=st.text(min_size=1, max_size=300), late=st.integers(0, 10**6), gone=st.booleans())
def test_any_event_of_any_motive_makes_one_sms_with_the_whole_link(
    what: Happening, name: str, late: int, gone: bool
) -> None:
    motive = Motive(name, "booking", LINK)
    message = told(
        what,
        shape="sms",
        motive=motive,
        after=timedelta(seconds=late),
        gone_at=AT + timedelta(seconds=late) if gone else None,
    )
    assert gsm.septets(message.body) <= 160
    assert set(message.body) <= gsm.BASIC | gsm.EXTENDED
    assert message.body.endswith(LINK)


@pytest.mark.parametrize(
    ("detail", "french", "english"),
    [
        (
            "robots.txt of www.prefecture.example disallows /booking/: slotwatch does not look",
            ["Le site demande aux robots", "robots.txt of www.prefecture.example", 'robots = "ignore"', "« non »"],
            ["asks robots to stay away", "robots.txt of www.prefecture.example", 'robots = "ignore"', "“no”"],
        ),
        (
            "daily budget: the 5000 requests for www.prefecture.example are spent",
            ["Assez de requêtes", "jusqu'à minuit", "daily_requests", "the 5000 requests"],
            ["Enough requests", "until midnight", "daily_requests", "the 5000 requests"],
        ),
    ],
    ids=["robots", "budget"],
)
def test_where_slotwatch_does_not_ask_the_words_do_not_say_that_the_site_refuses(detail, french, english) -> None:
    what = TroubleEntered("blocked", detail, AT, 1, retry_after=40_000.0)
    for language, fragments in (("fr", french), ("en", english)):
        message = told(what, language=language)
        whole = f"{message.title}\n{message.body}"
        assert [fragment for fragment in fragments if fragment not in whole] == []
        assert "refuse" not in whole
        assert len(told(what, language=language, shape="sms").body) <= 160


def test_the_weeks_figures_in_both_languages() -> None:
    weeks = (WeekOf("renouvellement", 2010, 1990, 12, 7, 1260.0), WeekOf("asile", 3, 0, 0, 0, 86400.0 * 3))
    passed = WeekPassed(AT - timedelta(days=7), AT, weeks)
    french = told(passed, motive=None)
    assert french.title == "☑ slotwatch : tout va bien, la semaine en chiffres"
    assert (
        "• renouvellement : 2010 passages, 1990 réponses, dont avec une place : 0,6 % ; places vues : 7"
        in french.body
    )
    assert "plus long trou : 21 min" in french.body
    assert "• asile : 3 passages, 0 réponses, dont avec une place : – ;" in french.body
    english = told(passed, motive=None, language="en").body
    assert "• renouvellement: 2010 looks, 1990 answers, of which with a slot: 0.6 %; slots seen: 7" in english
    sms = told(passed, motive=None, shape="sms").body
    assert sms == "slotwatch va bien. Cette semaine: 2013 passages, 7 places vues."


def test_an_outages_end_says_from_when_to_when() -> None:
    body = told(Noticed("online", "2026-11-25 10:00 → 2026-11-25 12:41"), motive=None).body
    assert "La connexion est revenue" in body
    assert "2026-11-25 10:00 → 2026-11-25 12:41" in body
