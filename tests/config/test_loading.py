"""Good files to whole settings."""

import dataclasses
import unicodedata
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slotwatch.config import ConfigError, load
from slotwatch.model import Filter, HotHours, Pace, Window
from slotwatch.policy.routing import Route

GOOD = Path(__file__).with_name("good")


@pytest.fixture
def good(providers, environ):
    return lambda name: load(GOOD / f"{name}.toml", providers, environ=environ | {"FREE_KEY": "Xy7/Zz@9"})


@pytest.mark.parametrize("file", sorted(GOOD.glob("*.toml")), ids=lambda file: file.stem)
def test_every_good_file_loads(file, good):
    assert good(file.stem).motives


def test_what_is_left_out_has_its_default(good, environ):
    settings = good("smallest")
    assert (settings.language, settings.log, settings.level) == ("fr", "auto", "info")
    assert settings.contact == "https://example.org/slotwatch"
    assert settings.state == Path(environ["HOME"], ".local/state/slotwatch")
    (motive,) = settings.motives
    assert motive.name == "préfecture-94"
    assert motive.provider == "booking"
    assert motive.url == "https://www.prefecture.example/booking/create/12345?motif=1"
    assert motive.pace == Pace()
    assert motive.filter == Filter()
    assert motive.timezone == ZoneInfo("Europe/Paris")
    assert motive.options.steps == 2
    (channel,) = settings.channels
    assert channel.shape == "sms"
    assert channel.timeout == 15
    assert channel.route == Route("sms")
    assert channel.url.get_secret_value() == "freemobile://12345678@Xy7%2FZz%409"


def test_every_setting_reaches_its_place(good):
    settings = good("everything")
    assert settings.path == GOOD / "everything.toml"
    assert (settings.language, settings.log, settings.level) == ("en", "json", "debug")
    assert settings.state == GOOD / "state"
    telegram, mail = settings.channels
    assert (telegram.shape, telegram.timeout) == ("sms", 5)
    assert telegram.route == Route(
        "telegram",
        troubles=True,
        slots_break_silence=False,
        quiet=Window(time(22), time(7)),
        motives=frozenset({"renouvellement", "page"}),
    )
    assert (mail.shape, mail.route) == ("text", Route("mail", troubles=False))
    assert settings.daily_requests == 500
    booking, page, esii = settings.motives
    assert (booking.robots, page.robots) == ("ignore", "obey")
    assert booking.pace == Pace(
        every=5400,
        jitter=0.5,
        floor=60,
        night=Window(time(0), time(0)),
        night_every=7200,
        hot=(
            HotHours(Window(time(8, 25), time(8, 45))),
            HotHours(Window(time(8, 25), time(8, 45)), frozenset({0})),
            HotHours(Window(time(23, 50), time(0, 20)), frozenset({4, 5, 6, 0, 2})),
        ),
    )
    assert booking.timezone == ZoneInfo("Indian/Reunion")
    assert booking.filter == Filter(
        before=date(2027, 3, 1),
        after=date(2026, 12, 24),
        weekdays=frozenset({0, 1, 2, 3}),
        hours=(Window(time(9), time(12)), Window(time(14), time(16, 30))),
    )
    assert (booking.options.planning, booking.options.steps) == (["Guichet 4"], 3)
    assert page.provider == "page"
    assert page.pace == Pace(every=600, jitter=0, floor=60, night=Window(time(23), time(6)), night_every=3600)
    assert page.filter == Filter(weekdays=frozenset({5}), hours=(Window(time(8, 30), time(12)),))
    assert (esii.provider, esii.pace.floor) == ("eappointment", 300)


def test_ones_own_machine_may_be_looked_at_fast(good):
    (motive,) = good("own_machine").motives
    assert (motive.pace.every, motive.pace.floor) == (0.2, 0.05)


def test_a_default_below_a_systems_floor_is_raised_to_it(load_text, base, providers, monkeypatch):
    monkeypatch.setattr(providers["booking"], "FLOOR", 1200.0)
    pace = load_text(base).motives[0].pace
    assert (pace.every, pace.night_every, pace.floor) == (1200, 1200, 1200)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.prefecture.example?x=@127.0.0.1/booking/create/1",
        "https://www.prefecture.example#@localhost/booking/create/1",
        "https://localhost.prefecture.example/booking/create/1",
        "https://127.0.0.1.prefecture.example/booking/create/1",
    ],
)
def test_no_spelling_of_an_address_passes_for_ones_own_machine(load_text, base, url):
    settings = load_text(base.replace("https://www.prefecture.example/booking/create/12345", url))
    assert settings.motives[0].pace.floor == 60
    assert settings.motives[0].host.endswith("prefecture.example")


def test_the_settings_are_frozen(good):
    settings = good("smallest")
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.language = "en"
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.motives[0].pace.floor = 1


def test_no_secret_is_in_the_repr_of_the_settings(good, secrets):
    settings = good("everything")
    for text in (repr(settings), str(settings), repr(settings.channels[0]), repr(settings.channels)):
        for secret in secrets:
            assert secret not in text


def test_every_secret_is_handed_to_the_redaction_longest_first(good, secrets):
    hidden = good("everything").secrets
    assert set(secrets) <= {*hidden}
    assert {"toi@example.org", "moi@smtp.example.org"} <= {*hidden}
    assert not {"example.org", "smtp.example.org"} & {*hidden}
    lengths = [len(secret) for secret in hidden]
    assert lengths == sorted(lengths, reverse=True)


def test_a_motive_written_with_separate_accents_is_found_by_its_channel(load_text, base):
    text = base.replace("renouvellement", unicodedata.normalize("NFD", "préfecture"))
    settings = load_text(text.replace("[[motive]]", 'motives = ["préfecture"]\n[[motive]]'))
    assert settings.channels[0].route.motives == {settings.motives[0].name}


def test_the_check_of_a_channel_is_given_the_address_with_its_secrets(load_text, base, environ):
    seen = []
    load_text(base, check=lambda url: seen.append(url))
    assert seen == ["tgram://110201543%3AAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/-1009988776655"]


def test_what_the_check_says_is_told_without_the_secrets_it_quotes(load_text, base, secrets):
    with pytest.raises(ConfigError) as caught:
        load_text(base, check=lambda url: f"bad token {secrets[0]} for chat {secrets[1]}, tried {url}")
    told = str(caught.value)
    assert "channel[1].url (telegram)" in told
    assert "Bad token … for chat …" in told
    for secret in secrets:
        assert secret not in told


def test_a_channel_name_that_may_be_a_secret_is_not_printed(load_text, base):
    with pytest.raises(ConfigError) as caught:
        load_text(base.replace('"telegram"', '"tgram://1234567:verysecret/99 99"'))
    assert "verysecret" not in str(caught.value)
    assert '"tgram://…"' in str(caught.value)


def test_the_evidence_has_usual_limits_and_a_motive_may_have_its_own_plan(load_text, base):
    usual = load_text(base).evidence
    assert (usual.plan("renouvellement").daily, usual.max_size, usual.keep_days) == (3, 500_000_000, None)
    table = '\n[evidence]\nkeep = "none"\nkeep_days = 30\nremind = "weekly"\n'
    own = load_text(f'{base}keep = "all"\n{table}')
    assert own.evidence.plan("renouvellement").every
    assert not own.evidence.plan("another").changes
    assert (own.evidence.keep_days, own.evidence.remind) == (30, True)
