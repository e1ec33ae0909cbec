"""Addresses: which are taken, why the others are refused, and how little is loaded for them."""

import subprocess
import sys

import pytest

from slotwatch.notify.channels import check_url
from slotwatch.notify.services import _REGISTER, KNOWN, _instance, _light, open_service

GOOD = [
    "tgram://123456789:AAsyntheticTokenOfTheRightShape0123/-100123456",
    "tgram://123456789:AAsyntheticTokenOfTheRightShape0123/@some_channel",
    "mailto://watch:hunter2@example.org",
    "mailtos://watch:hunter2@example.org?to=owner@example.net&smtp=smtp.example.org",
    "freemobile://12345678@AbCdEfGhIjKlMn",
    "json://127.0.0.1:8080/hook",
    "ntfys://ntfy.example.org/some-topic",
    "gotify://gotify.example.org/AsyntheticTokn1",
    "discord://123456789012345678/synthetic-webhook-token",
    "signal://127.0.0.1:8080/33600000001/33600000002",
    "twilio://AC0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef@33600000001/33600000002",
    "pover://uuuuuuuuuuuuuuuuuuuuuuuuuuuuuu@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "octopush://user@example.org/synthetic-api-key/+33600000002",
    "sfr://serviceid:hunter2@spaceid/0600000002",
]


@pytest.mark.parametrize("url", GOOD, ids=lambda url: url.partition(":")[0])
def test_a_good_address_is_taken(url: str) -> None:
    assert check_url(url) is None


def test_every_known_schema_is_found_in_its_module_without_loading_the_others() -> None:
    program = """
import sys
from slotwatch.notify.services import KNOWN, _light
print(sorted(schema for schema in KNOWN if _light(schema) is None))
print(sum(name.startswith("apprise.plugins.") for name in sys.modules) < 60)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True"]


def test_the_light_way_gives_the_classes_that_apprise_itself_would_take() -> None:
    assert check_url("no-such-service://x") is not None  # makes apprise load all it has
    assert {schema: _light(schema) for schema in KNOWN} == {schema: _REGISTER[schema] for schema in KNOWN}


def test_a_service_that_is_not_in_the_list_is_found_by_apprise_itself() -> None:
    assert "pushed" not in KNOWN
    assert check_url("pushed://synthetic-app-key/synthetic-app-secret") is None


def test_an_address_copied_from_a_web_hook_page_is_understood() -> None:
    assert check_url("https://discord.com/api/webhooks/123456789012345678/synthetic-webhook-token") is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("owner@example.org", "it is not an apprise address; write for example tgram://BOT_TOKEN/CHAT_ID"),
        ("tgrm://123:abc/1", "apprise knows no service tgrm://; did you mean tgram://?"),
        ("https://example.org/hook", "apprise knows no service https://"),
        ("tgram://hunter2-is-no-token/1", "the address should look like tgram://BOT_TOKEN/CHAT_ID"),
        (
            "tgram://123456789:AAsyntheticTokenOfTheRightShape0123",
            "the chat is missing: write tgram://BOT_TOKEN/CHAT_ID",
        ),
        (
            "tgram://123456789:AAsyntheticTokenOfTheRightShape0123/!!hunter2",
            "Dropped invalid Telegram chat/group (***) specified.",
        ),
        ("freemobile://hunter2login", "the address should look like freemobile://LOGIN@KEY"),
        ("mailto://hunter2@example.org?to=nobody-hunter2", "Dropped invalid To email"),
        ("json://", "the address should look like jsons://HOST/PATH"),
        ("twilio://hunter2", "the address should look like twilio://"),
        ("pushed://hunter2", "the pushed:// address is incomplete or misspelt"),
    ],
)
def test_a_bad_address_is_refused_with_a_reason_that_does_not_quote_it(url: str, reason: str) -> None:
    told = check_url(url)
    assert told is not None
    assert reason in told
    assert "hunter2" not in told
    assert "\n" not in told


def test_a_service_that_lacks_its_library_says_which() -> None:
    told = check_url("growl://127.0.0.1")
    assert told is not None
    assert told.startswith("growl:// needs a Python package that is not installed: gntp")


def test_options_that_would_hide_a_failure_or_rewrite_the_text_are_ours() -> None:
    service = open_service(
        "tgram://123456789:AAsynthetic-token-of-shape/42?optional=yes&retry=5&wait=9&format=markdown"
    )
    (plugin,) = service.sender
    assert (plugin.optional, plugin.retry, plugin._format_override) == (False, 0, None)


def test_the_socket_timeouts_are_the_channels() -> None:
    (plugin,) = open_service("json://127.0.0.1/hook?rto=60&cto=60", timeout=7.0).sender
    assert plugin.request_timeout == (7.0, 7.0)


def test_a_service_does_not_show_its_address() -> None:
    assert repr(open_service("json://user:hunter2@127.0.0.1/hook")) == "Service(json)"


def test_a_plugin_that_raises_something_odd_is_a_refusal_too() -> None:
    def explode(**fields: object) -> None:
        raise KeyError("hunter2")

    with pytest.raises(ValueError, match=r"\*\*\*") as caught:
        _instance(explode, "odd", {"host": "x"}, None, [], frozenset({"hunter2"}))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
