"""Channels against servers that answer as the real ones do."""

import asyncio
import html
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from apprise.plugins.freemobile import NotifyFreeMobile
from apprise.plugins.telegram import NotifyTelegram
from pydantic import SecretStr

from slotwatch.notify.channels import MOST_HANGING, Channel, Message, build

TOKEN = "123456789:AAsyntheticTokenOfTheRightShape0123"
FRENCH = Message(
    "✅ Rendez-vous disponible : renouvellement",
    "Une place est visible – à l'étage.\n\nhttps://rdv.example.org/booking/create/1234?a=1&b=2_3",
)
ENGLISH = Message("Appointment available", "One slot.\n\nhttps://rdv.example.org/booking/create/1234?a=1&b=2_3")
Make = Callable[..., Channel]


# ── mail ───────────────────────────────────────────────────────────────────────────────────────


def mail(server: Any, login: str = "") -> str:
    return (
        f"mailto://{login}127.0.0.1:{server.port}?from=watch@example.org&to=owner@example.org&mode=insecure"
        "&name=slotwatch"
    )


@pytest.mark.parametrize("message", [FRENCH, ENGLISH], ids=["french", "english"])
async def test_a_mail_arrives_as_plain_text_with_its_subject_and_whole_link(
    mail_server: Any, channel: Make, message: Message
) -> None:
    result = await channel(mail(mail_server)).send(message)
    assert result.ok, result
    (arrived,) = mail_server.mails
    assert arrived["Subject"] == message.title
    assert arrived["To"] == "owner@example.org"
    assert "watch@example.org" in arrived["From"]
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content_charset() == "utf-8"
    assert arrived.get_content().strip().splitlines() == message.body.splitlines()


async def test_markup_characters_reach_the_mail_unchanged(mail_server: Any, channel: Make) -> None:
    body = "a <b> & _c_ *d* &amp; [e](f) `g` ${h} :smile: \\n"
    assert (await channel(mail(mail_server)).send(Message("<i> & _title_", body))).ok
    (arrived,) = mail_server.mails
    assert arrived["Subject"] == "<i> & _title_"
    assert arrived.get_content().strip() == body


async def test_a_refused_login_says_so(mail_server: Any, channel: Make) -> None:
    mail_server.password = "right"
    result = await channel(mail(mail_server, "watch:hunter2@")).send(ENGLISH)
    assert not result.ok
    assert "refuses the login (535" in result.error
    assert result.permanent
    assert mail_server.mails == []


async def test_a_login_that_is_right_is_let_in(mail_server: Any, channel: Make) -> None:
    mail_server.password = "right"
    assert (await channel(mail(mail_server, "watch:right@")).send(ENGLISH)).ok


async def test_a_refused_recipient_gives_the_servers_words(mail_server: Any, channel: Make) -> None:
    mail_server.refuse = "550 5.1.1 unknown user"
    result = await channel(mail(mail_server)).send(ENGLISH)
    assert "refuses an address (550: 5.1.1 unknown user)" in result.error


async def test_a_mail_server_that_is_down_is_a_refused_connection(channel: Make) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, not listening
        result = await channel(mail(SimpleNamespace(port=unused.getsockname()[1]))).send(ENGLISH)
    assert not result.ok
    assert result.error.startswith("connection refused")
    assert not result.permanent


# ── web hook ───────────────────────────────────────────────────────────────────────────────────


async def test_a_web_hook_gets_title_and_text_as_they_are(web_server: Any, channel: Make) -> None:
    result = await channel(f"json://127.0.0.1:{web_server.port}/hook").send(FRENCH)
    assert result.ok
    ((path, body),) = web_server.requests
    assert path == "/hook"
    assert (body["title"], body["message"]) == (FRENCH.title, FRENCH.body)


async def test_a_web_hook_that_fails_gives_its_status(web_server: Any, channel: Make) -> None:
    web_server.answers = [(503, {})]
    result = await channel(f"json://127.0.0.1:{web_server.port}/hook").send(FRENCH)
    assert (result.ok, result.error) == (False, "the service is in trouble (HTTP 503)")


# ── Telegram ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def telegram(web_server: Any, monkeypatch: pytest.MonkeyPatch, channel: Make) -> Channel:
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{web_server.url}/bot")
    return channel(f"tgram://{TOKEN}/42", timeout=0.5)


def as_shown(payload: dict[str, Any]) -> list[str]:
    """The lines a reader sees: Telegram's HTML mode knows tags and four entities."""
    assert payload["parse_mode"] == "HTML"
    text = re.sub(r"</?b>", "", payload["text"])
    assert not re.search(r"<|&(?!(lt|gt|amp|quot);)", text), "Telegram would refuse this"
    return [line for line in html.unescape(text).splitlines() if line]


async def test_markup_characters_reach_telegram_unchanged(telegram: Channel, web_server: Any) -> None:
    body = "1 < 2 & 3 > 2\n<b>bold</b> _under_ *star* `code` [a](b) &amp; \"q\" 'q' #x ~y~ ||z||"
    assert (await telegram.send(Message("<i>title</i> & _co_", body))).ok
    ((path, payload),) = web_server.requests
    assert path == f"/bot{TOKEN}/sendMessage"
    assert payload["chat_id"] == 42
    assert as_shown(payload) == ["<i>title</i> & _co_", *body.splitlines()]


async def test_a_link_reaches_telegram_whole_and_on_its_own_line(telegram: Channel, web_server: Any) -> None:
    assert (await telegram.send(FRENCH)).ok
    assert FRENCH.body.splitlines()[-1] in as_shown(web_server.requests[0][1])


@pytest.mark.parametrize(
    ("status", "description", "words"),
    [
        (401, "Unauthorized", "does not know this bot token (401)"),
        (400, "Bad Request: chat not found", "no such chat (400)"),
        (403, "Forbidden: bot was blocked by the user", "blocked the bot (403)"),
    ],
)
async def test_telegrams_refusals_say_what_to_do(
    telegram: Channel, web_server: Any, status: int, description: str, words: str
) -> None:
    web_server.answers = [(status, {"ok": False, "error_code": status, "description": description})]
    result = await telegram.send(FRENCH)
    assert words in result.error
    assert result.permanent
    assert result.retry_after is None


async def test_telegrams_flood_control_gives_the_wait(telegram: Channel, web_server: Any) -> None:
    web_server.answers = [
        (
            429,
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests",
                "parameters": {"retry_after": 35},
            },
        )
    ]
    result = await telegram.send(FRENCH)
    assert result.retry_after == 35.0
    assert result.error == "too many messages for the service (HTTP 429); it asks to wait 35 s"
    assert not result.permanent


async def test_telegram_that_hangs_is_given_up_in_time(telegram: Channel, web_server: Any) -> None:
    web_server.answers = ["hang"]
    started = time.monotonic()
    result = await telegram.send(FRENCH)
    assert time.monotonic() - started < 1.5
    assert not result.ok
    assert result.error in ("no answer within 0.5 s", "no answer in time")
    assert 0.4 < result.took < 1.5


# ── Free Mobile ────────────────────────────────────────────────────────────────────────────────


async def test_free_mobile_gets_one_sms(web_server: Any, monkeypatch: pytest.MonkeyPatch, channel: Make) -> None:
    monkeypatch.setattr(NotifyFreeMobile, "notify_url", f"{web_server.url}/sendmsg")
    sms = Message("", "RDV dispo jeu 14/01/2027 09h20 https://rdv.example.org/booking/create/1234?a=1&b=2_3")
    result = await channel("freemobile://12345678@AbCdEfGhIjKlMn", shape="sms").send(sms)
    assert result.ok
    assert web_server.requests == [("/sendmsg", {"user": "12345678", "pass": "AbCdEfGhIjKlMn", "msg": sms.body})]


@pytest.mark.parametrize("status", [400, 402, 403, 500])
async def test_free_mobiles_refusals_are_told_apart(
    web_server: Any, monkeypatch: pytest.MonkeyPatch, channel: Make, status: int
) -> None:
    monkeypatch.setattr(NotifyFreeMobile, "notify_url", f"{web_server.url}/sendmsg")
    web_server.answers = [(status, {})]
    result = await channel("freemobile://12345678@AbCdEfGhIjKlMn", shape="sms").send(Message("", "x"))
    assert f"({status})" in result.error
    assert result.error.startswith("Free Mobile")


async def test_two_messages_in_a_row_do_not_wait_for_each_other(
    web_server: Any, monkeypatch: pytest.MonkeyPatch, channel: Make
) -> None:
    monkeypatch.setattr(NotifyFreeMobile, "notify_url", f"{web_server.url}/sendmsg")
    sms = channel("freemobile://12345678@AbCdEfGhIjKlMn", shape="sms", timeout=2.0)
    assert [(await sms.send(Message("", str(i)))).ok for i in range(3)] == [True] * 3


# ── time, threads, mistakes ────────────────────────────────────────────────────────────────────


async def test_a_worker_that_never_comes_back_does_not_hold_the_caller(
    channel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = channel("json://127.0.0.1:9/hook", timeout=0.1)
    stuck = threading.Event()
    monkeypatch.setattr(hook._service.sender[0], "send", lambda **_: stuck.wait(20))
    results = [await hook.send(ENGLISH) for _ in range(MOST_HANGING + 1)]
    assert [r.error for r in results[:-1]] == ["no answer within 0.1 s"] * MOST_HANGING
    assert results[-1].error == f"{MOST_HANGING} earlier sends still hang"
    stuck.set()
    for thread in threading.enumerate():
        if thread.name == "send-main":
            await asyncio.to_thread(thread.join)
    assert (await hook.send(ENGLISH)).ok


async def test_a_hanging_channel_does_not_delay_another(web_servers: Callable[[], Any], channel: Make) -> None:
    slow, quick = await web_servers(), await web_servers()
    slow.answers = ["hang"]
    hanging = [channel(f"json://127.0.0.1:{slow.port}", name=f"slow{i}", timeout=3.0) for i in range(12)]
    fine = channel(f"json://127.0.0.1:{quick.port}")
    tasks = [asyncio.create_task(each.send(ENGLISH)) for each in hanging]
    await slow.called.wait()
    result = await fine.send(ENGLISH)
    assert result.ok
    assert result.took < 1.0
    slow.release.set()
    assert all(r.ok for r in await asyncio.gather(*tasks))


def test_a_send_that_hangs_does_not_hold_the_end_of_the_process() -> None:
    program = """
import asyncio, time
from types import SimpleNamespace
from pydantic import SecretStr
from slotwatch.notify.channels import Message, build
settings = SimpleNamespace(name="hook", url=SecretStr("json://127.0.0.1:9"), shape="text", timeout=0.1)
hook = build([settings])["hook"]
hook._service.sender[0].send = lambda **_: time.sleep(30)
print(asyncio.run(hook.send(Message("", "x"))).error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True)
    assert (done.stdout, done.stderr) == ("no answer within 0.1 s\n", "")


async def test_cancelling_passes_through(web_server: Any, channel: Make) -> None:
    web_server.answers = ["hang"]
    task = asyncio.create_task(channel(f"json://127.0.0.1:{web_server.port}").send(ENGLISH))
    await web_server.called.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_plugin_that_raises_is_a_failure_with_a_reason(
    channel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = channel("json://user:hunter2@127.0.0.1:9/hook")

    def explode(**_: object) -> bool:
        raise ZeroDivisionError("hunter2")

    monkeypatch.setattr(hook._service.sender[0], "send", explode)
    result = await hook.send(ENGLISH)
    assert not result.ok
    assert result.error
    assert "hunter2" not in result.error


async def test_a_thread_that_cannot_be_started_is_a_failure(
    channel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = channel("json://127.0.0.1:9/hook")

    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    result = await hook.send(ENGLISH)
    assert result.error == "cannot send now: can't start new thread"
    assert hook._hanging == 0


def test_building_names_the_channel_whose_address_is_bad() -> None:
    settings = SimpleNamespace(name="my phone", url=SecretStr("tgram://hunter2/1"), shape="text", timeout=5.0)
    with pytest.raises(ValueError, match="channel 'my phone': ") as caught:
        build([settings])
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_channel_shows_its_name_and_service_only(channel: Make) -> None:
    assert repr(channel("json://user:hunter2@127.0.0.1/hook", name="hook")) == "Channel('hook', 'text', json)"
