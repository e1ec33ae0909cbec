"""From apprise's log to a sentence that says what to do."""

import logging

import pytest

from slotwatch.notify.listening import Line
from slotwatch.notify.reasons import explain


def reason(schema: str, *texts: str, secrets: frozenset[str] = frozenset()) -> tuple[str, bool, float | None]:
    told = explain(schema, [Line(logging.WARNING, text) for text in texts], secrets)
    return told.error, told.permanent, told.retry_after


@pytest.mark.parametrize(
    ("text", "words", "permanent"),
    [
        (
            "Socket Exception: (535, b'5.7.8 bad credentials')",
            "refuses the login (535: 5.7.8 bad credentials)",
            True,
        ),
        (
            "Socket Exception: (550, b'no such user', 'a@example.org')",
            "refuses an address (550: no such user)",
            True,
        ),
        (
            "Socket Exception: {'a@example.org': (550, b'5.1.1 unknown')}",
            "refuses an address (550: 5.1.1 unknown)",
            True,
        ),
        ("Socket Exception: {'a@example.org': (552, b'full')}", "mailbox is full (552: full)", False),
        ("Socket Exception: (554, b'spam')", "refuses the message (554: spam)", True),
        ("Socket Exception: (421, b'too many connections')", "cannot take the message now (421", False),
        ("SMTP recipient a@example.org was refused: 450 b'greylisted'", "cannot take the message now (450", False),
        ("Socket Exception: SMTP AUTH extension not supported by server.", "takes no login on this port", True),
        ("Socket Exception: STARTTLS extension not supported by server.", "offers no encryption", True),
        ("Socket Exception: [Errno 111] Connection refused", "connection refused", False),
        ("Socket Exception: [Errno -2] Name or service not known", "name is unknown", False),
        ("Socket Exception: [Errno -3] Temporary failure in name resolution", "cannot be looked up", False),
        ("Socket Exception: [Errno 101] Network is unreachable", "no network", False),
        ("Socket Exception: [SSL: WRONG_VERSION_NUMBER] wrong version number", "does not speak TLS", True),
        ("Socket Exception: [SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "certificate is not valid", True),
        ("Socket Exception: Connection unexpectedly closed", "closed the connection", False),
        ("Socket Exception: timed out", "no answer in time", False),
    ],
)
def test_mail_servers(text: str, words: str, permanent: bool) -> None:
    error, is_permanent, _ = reason("mailtos", 'Connection error while submitting email to "x"', text)
    assert words in error
    assert is_permanent is permanent
    assert "a@example.org" not in error


@pytest.mark.parametrize(
    ("text", "words", "permanent"),
    [
        ("to 42: Unauthorized, error=401.", "does not know this bot token (401)", True),
        ("to 42: Not Found, error=404.", "does not know this bot token (404)", True),
        ("to 42: Bad Request: chat not found, error=400.", "no such chat (400)", True),
        ("to 42: Forbidden: bot was blocked by the user, error=403.", "blocked the bot (403)", True),
        ("to 42: Forbidden: bot can't initiate conversation with a user, error=403.", "may not write first", True),
        ("to 42: Forbidden: bot was kicked from the group chat, error=403.", "removed from the group", True),
        ("to 42: Bad Request: message is too long, error=400.", "refuses the message (HTTP 400)", True),
        ("to 42: Bad Gateway, error=502.", "in trouble (HTTP 502)", False),
    ],
)
def test_telegram(text: str, words: str, permanent: bool) -> None:
    error, is_permanent, _ = reason("tgram", f"Failed to send Telegram notification {text}")
    assert words in error
    assert is_permanent is permanent


@pytest.mark.parametrize(
    ("status", "words", "permanent"),
    [
        (400, "login or the key is missing", True),
        (402, "too many SMS", False),
        (403, "subscriber|account", True),
        (500, "server is in trouble", False),
    ],
)
def test_free_mobile(status: int, words: str, permanent: bool) -> None:
    error, is_permanent, _ = reason("freemobile", f"Failed to send Free Mobile notification: error={status}.")
    assert any(word in error for word in words.split("|"))
    assert str(status) in error
    assert is_permanent is permanent


@pytest.mark.parametrize(
    ("status", "words", "permanent"),
    [
        (401, "login, token or key", True),
        (404, "no such address", True),
        (503, "in trouble", False),
        (302, "sends us to another address", True),
        (418, "418", True),
    ],
)
def test_any_other_service_gives_its_http_status(status: int, words: str, permanent: bool) -> None:
    error, is_permanent, _ = reason("json", f"Failed to send JSON POST notification: , error={status}.")
    assert words in error
    assert str(status) in error
    assert is_permanent is permanent


def test_the_wait_that_a_server_asks_for_is_read_from_its_body() -> None:
    told = reason(
        "tgram",
        "to 42: Too Many Requests: retry after 14, error=429.",
        'Response Details:\r\nb\'{"ok":false,"error_code":429,"parameters":{"retry_after":14}}\'',
    )
    assert told == ("too many messages for the service (HTTP 429); it asks to wait 14 s", False, 14.0)


def test_too_many_without_a_wait() -> None:
    assert reason("json", "error=429.") == ("too many messages for the service (HTTP 429)", False, None)


def test_an_unknown_failure_gives_apprises_own_words_scrubbed() -> None:
    error, _, _ = reason("odd", "could not log in with hunter2", secrets=frozenset({"hunter2"}))
    assert error == "could not log in with ***"


def test_a_silent_failure_is_still_a_failure_with_words() -> None:
    assert explain("odd", []).error == "the service took the message but reported a failure"
