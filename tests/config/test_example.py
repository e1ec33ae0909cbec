"""The example that `slotwatch init` writes."""

import re

import pytest

from slotwatch.config import EXAMPLE, ConfigError, load
from slotwatch.config.wire import AliveTable, ChannelTable, EvidenceTable, MotiveTable, PaceTable, RootTable
from slotwatch.providers import registry

#: Its prose starts with a capital or ends like a sentence; a setting is ``key = value`` or a header.
SETTING = re.compile(r"^# (?=[a-z_]+ = |\[)", re.MULTILINE)


def test_the_example_loads_as_it_is(load_text):
    settings = load_text(EXAMPLE)
    assert [motive.name for motive in settings.motives] == ["renouvellement"]
    assert [channel.name for channel in settings.channels] == ["telegram"]


def test_the_example_loads_with_every_comment_taken_away(load_text):
    everything = SETTING.sub("", EXAMPLE)
    settings = load_text(
        everything,
        MAIL_USER="moi@example.org",
        MAIL_TO="moi@example.org",
        FREE_USER="12345678",
        FREE_KEY="AbCd",
        PING_KEY="0a1b2c3d",
    )
    assert [channel.name for channel in settings.channels] == ["telegram", "mail", "sms"]
    assert [channel.shape for channel in settings.channels] == ["text", "text", "sms"]
    assert settings.motives[0].filter.hours


@pytest.mark.parametrize("table", [RootTable, PaceTable, EvidenceTable, AliveTable, ChannelTable, MotiveTable])
def test_every_setting_is_in_the_example_with_a_comment_above(table):
    lines = EXAMPLE.splitlines()
    for key in set(table.model_fields) - {"pace", "evidence", "alive", "channel", "motive", "options"}:
        places = [n for n, line in enumerate(lines) if re.match(rf"(# )?{key} = ", line)]
        assert places, key
        assert any(lines[n - 1].startswith("#") for n in places), key


def test_the_example_names_nobody_real():
    hosts = re.findall(r"(?:@|https?://)([a-z0-9.-]+\.[a-z]+)", EXAMPLE)
    assert hosts
    assert all(host.endswith((".example", "example.org")) for host in hosts)


def test_without_its_secrets_the_example_names_each_of_them(tmp_path, providers):
    path = tmp_path / "slotwatch.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, providers, environ={})
    assert [problem.found.partition(",")[0] for problem in caught.value.problems] == [
        "${TELEGRAM_TOKEN}",
        "${TELEGRAM_CHAT}",
    ]


def test_the_example_loads_with_the_real_booking_systems(tmp_path, environ):
    path = tmp_path / "slotwatch.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert load(path, registry(), environ=environ).motives[0].provider == "booking"
