"""Case 18: with everything at DEBUG and every channel failing, no secret is anywhere to be read."""

import asyncio
import logging
import socket
import traceback
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from apprise.plugins.freemobile import NotifyFreeMobile
from apprise.plugins.telegram import NotifyTelegram
from pydantic import SecretStr

from slotwatch.notify.channels import Message, build, check_url

SECRETS = (
    "AAsyntheticTokenOfTheRightShape0123",
    "987654321",
    "hunter2-password",
    "owner@example.org",
    "watch@example.org",
    "AbCdEfGhIjKlMn",
    "12345678",
    "path-secret-of-the-hook",
    "query-secret",
)
MESSAGE = Message("title", "body")


def addresses(port: int, mail: int) -> dict[str, str]:
    return {
        "telegram": "tgram://123456789:AAsyntheticTokenOfTheRightShape0123/987654321",
        "sms": "freemobile://12345678@AbCdEfGhIjKlMn",
        "hook": f"json://hook:hunter2-password@127.0.0.1:{port}/path-secret-of-the-hook?-key=query-secret",
        "mail": f"mailto://watch:hunter2-password@127.0.0.1:{mail}?mode=insecure"
        "&from=watch@example.org&to=owner@example.org",
    }


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture(autouse=True)
def _everything_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the test's own mail server talks of its mails


async def _fail(urls: dict[str, str], seconds: float) -> str:
    """What there is to be read of channels that were built from these addresses and all failed."""
    settings = [
        SimpleNamespace(name=name, url=SecretStr(url), shape="text", timeout=seconds) for name, url in urls.items()
    ]
    channels = build(settings)
    results = await asyncio.gather(*(channel.send(MESSAGE) for channel in channels.values()))
    assert [result.ok for result in results] == [False] * len(urls)
    assert all(result.error for result in results)
    return repr((results, channels, list(channels.values())))


@pytest.mark.parametrize(
    "answer",
    [
        (
            401,
            {
                "ok": False,
                "description": "no AAsyntheticTokenOfTheRightShape0123 for 987654321, owner@example.org",
            },
        ),
        (500, {"echo": "12345678 AbCdEfGhIjKlMn query-secret hunter2-password"}),
        (429, {"parameters": {"retry_after": 5}}),
        "hang",
    ],
    ids=["refused", "broken", "flooded", "hanging"],
)
async def test_failing_channels_leak_no_secret(
    web_server: Any,
    mail_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    answer: Any,
) -> None:
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{web_server.url}/bot")
    monkeypatch.setattr(NotifyFreeMobile, "notify_url", f"{web_server.url}/sendmsg")
    web_server.answers = [answer]
    mail_server.password = "another"
    seen = await _fail(addresses(web_server.port, mail_server.port), seconds=0.4)
    assert len(web_server.requests) == 3
    out = capsys.readouterr()
    assert leaked(seen + caplog.text + out.out + out.err) == []


async def test_channels_that_cannot_connect_leak_no_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"http://127.0.0.1:{port}/bot")
        monkeypatch.setattr(NotifyFreeMobile, "notify_url", f"http://127.0.0.1:{port}/sendmsg")
        seen = await _fail(addresses(port, port), seconds=2.0)
    out = capsys.readouterr()
    assert "connection refused" in seen
    assert leaked(seen + caplog.text + out.out + out.err) == []


async def test_the_same_channels_would_leak_without_the_gate(
    web_server: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, channel: Callable[..., Any]
) -> None:
    """The test above can fail: apprise does print secrets at DEBUG."""
    hook = channel(addresses(web_server.port, 0)["telegram"])
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{web_server.url}/bot")
    monkeypatch.setattr(logging.getLogger("apprise"), "filters", [])
    await hook.send(MESSAGE)
    assert leaked(caplog.text) != []


@pytest.mark.parametrize(
    "url",
    [
        "tgram://hunter2-password/987654321",
        "tgram://123456789:AAsyntheticTokenOfTheRightShape0123/!hunter2-password",
        "mailto://watch:hunter2-password@example.org?to=owner-hunter2-password",
        "twilio://hunter2-password:AbCdEfGhIjKlMn@12345678",
        "nonsense://hunter2-password@query-secret",
        "hunter2-password",
    ],
)
def test_a_refused_address_leaks_no_secret(url: str, caplog: pytest.LogCaptureFixture) -> None:
    reason = check_url(url)
    assert reason is not None
    settings = SimpleNamespace(name="main", url=SecretStr(url), shape="text", timeout=1.0)
    with pytest.raises(ValueError) as caught:
        build([settings])
    printed = "".join(traceback.format_exception(caught.value))
    assert leaked(reason + printed + repr(caught.value) + caplog.text) == []
