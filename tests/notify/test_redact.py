"""Secrets are taken out of other people's words."""

import pytest

from slotwatch.notify.redact import scrub


@pytest.mark.parametrize(
    "secret",
    [
        "https://api.telegram.org/bot123456789:AAsynthetic-token/sendMessage",
        "mailtos://someone:hunter2@example.org",
        "someone@example.org",
        "someone%40example.org",
        "+33 6 12 34 56 78",
        "0612345678",
        "-1001234567890",
        "AAE1sYnThEtIc0ToKeNoF30Characters",
        "123456789:AAsynthetic",
    ],
)
def test_what_looks_like_a_secret_is_masked(secret: str) -> None:
    assert scrub(f"it failed for {secret} today") == "it failed for *** today"


def test_a_path_quoted_by_requests_is_masked() -> None:
    text = "HTTPConnectionPool(port=1): Max retries exceeded with url: /bot12:xy/sendMessage (Caused by x)"
    assert "bot12" not in scrub(text)


def test_known_secrets_are_masked_the_longest_first() -> None:
    assert scrub("login hunter2-more failed", ["hunter2", "hunter2-more"]) == "login *** failed"


def test_ordinary_words_and_codes_stay() -> None:
    text = "535 5.7.8 Username and Password not accepted (HTTP 401, line 12)"
    assert scrub(text) == text


def test_a_whole_page_becomes_one_short_line() -> None:
    line = scrub("<html>\n" + "word " * 500)
    assert len(line) == 200
    assert "\n" not in line
    assert line.endswith("…")
