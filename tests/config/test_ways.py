"""How a motive's pages are had."""

import pytest

from slotwatch.config import ConfigError, load

PAGE = """\
provider = "page"
fetch = "browser"
[motive.options]
slot = [{ text = "oui" }]
no_slot = [{ text = "non" }]
"""


def test_pages_are_had_over_http_unless_the_motive_says_otherwise(load_text, base):
    assert load_text(base).motives[0].fetch == "http"
    assert load_text(base + 'fetch = "http"\n').motives[0].fetch == "http"


def test_a_page_may_be_opened_in_a_browser_where_nobody_says_that_there_is_none(load_text, base):
    assert load_text(base + PAGE).motives[0].fetch == "browser"


def test_whether_there_is_a_browser_is_only_asked_when_a_motive_wants_one(tmp_path, base, providers, environ):
    path = tmp_path / "slotwatch.toml"
    asked = []

    def check_browser() -> None:
        asked.append(1)

    for text, times in ((base, 0), (base + PAGE, 1)):
        path.write_text(text, encoding="utf-8")
        load(path, providers, environ=environ, check_browser=check_browser)
        assert len(asked) == times


def test_a_missing_browser_is_told_together_with_other_mistakes_of_the_motive(tmp_path, base, providers, environ):
    path = tmp_path / "slotwatch.toml"
    path.write_text(base + 'every = "soon"\n' + PAGE, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, providers, environ=environ, check_browser=lambda: "Install it: sudo apt install chromium.")
    assert {problem.where for problem in caught.value.problems} == {
        "motive[1].every (renouvellement)",
        "motive[1].fetch (renouvellement)",
    }
