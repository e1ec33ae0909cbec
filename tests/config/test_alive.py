"""``[alive]``: what proves that slotwatch lives."""

from datetime import time
from pathlib import Path

import pytest

from slotwatch.config import load
from slotwatch.config.values import BadValue
from slotwatch.config.weekly_hour import weekly
from slotwatch.policy.weekly import Weekly


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mon 09:00", Weekly(0, time(9))),
        ("lundi 9h", Weekly(0, time(9))),
        ("Dimanche à 18h30", Weekly(6, time(18, 30))),
        ("sunday at 00:00", Weekly(6, time(0))),
        (" ven., 7:05 ", Weekly(4, time(7, 5))),
    ],
)
def test_a_weekday_and_an_hour_in_both_languages(text, found):
    assert weekly(text) == found


@pytest.mark.parametrize("value", ["", "9h", "mon", "mon 25:00", "mon 9h-10h", "moon 9h", 9, None, ["mon 9h"]])
def test_anything_else_is_a_mistake(value):
    with pytest.raises(BadValue):
        weekly(value)


@pytest.fixture
def good(providers, environ):
    return lambda name: load(
        Path(__file__).with_name("good") / f"{name}.toml", providers, environ=environ | {"FREE_KEY": "AbCd"}
    )


def test_all_of_it_is_read(good, environ):
    alive = good("everything").alive
    assert alive.ping_url.get_secret_value() == f"https://ping.example/{environ['PING_KEY']}"
    assert alive.ping_every == 300
    assert alive.weekly == Weekly(6, time(18, 30))


def test_without_it_nobody_is_called_and_nothing_is_told(good):
    alive = good("smallest").alive
    assert alive.ping_url is None
    assert alive.weekly is None


def test_an_address_written_in_the_file_is_a_secret_all_the_same(load_text, base):
    text = base.replace("[[channel]]", '[alive]\nping_url = "https://ping.example/5f0c2d1e-1"\n[[channel]]', 1)
    assert "5f0c2d1e-1" in load_text(text).secrets
