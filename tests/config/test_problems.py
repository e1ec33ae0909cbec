from datetime import date
from pathlib import Path

import pytest

from slotwatch.config.problems import ConfigError, Place, Problem, mask, show, suggest


def test_a_problem_is_one_line_with_all_its_parts():
    problem = Problem(Path("s.toml"), "pace.every", '"x"', "a duration", "Try again.")
    assert str(problem) == 's.toml: pace.every: found "x"; expected a duration. Try again.'


def test_a_problem_stays_one_line_whatever_it_quotes():
    problem = Problem(Path("a\nb.toml"), "x\r", "y\u2028z", "\x1b[31m\udcff")
    assert str(problem).splitlines() == [str(problem)]
    assert str(problem).isprintable()


def test_the_error_ends_by_saying_that_nothing_happened():
    problem = Problem(Path("s.toml"), "", "a", "b")
    assert str(ConfigError([problem])).endswith("\n1 mistake. Nothing was started or changed.")
    assert str(ConfigError([problem] * 2)).endswith("\n2 mistakes. Nothing was started or changed.")


def test_paths_count_from_one_and_name_what_is_known():
    assert Place().at("language") == "language"
    assert Place("motive[1]", "x").at("options", "slot", 0, "css") == "motive[1].options.slot[1].css (x)"
    assert Place().at("a b") == '"a b"'
    assert Place().at("tgram://123:abc/1") == '"tgram://…"'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\nb", r'"a\nb"'),
        ("é", '"é"'),
        (True, "true"),
        (3, "3"),
        (10**400, "a huge number"),
        (0.5, "0.5"),
        (date(2027, 3, 1), "2027-03-01"),
        ({"a": 1}, "a table"),
        ([1], "a list"),
        ([], "an empty list"),
        ("x" * 100, '"' + "x" * 60 + '…"'),
    ],
)
def test_values_are_shown_as_in_the_file_and_cut_short(value, shown):
    assert show(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("tgram://123:abc/9", '"tgram://…"'),
        ("see tgram://123:abc/9", '"tgram://…"'),
        ("mailto://a b:c d@e", '"mailto://…"'),
        ("https://me:p/w d@a.example/x", '"https://…@a.example/x"'),
        ("https://a.example/x", '"https://a.example/x"'),
        ("://secret", '"://…"'),
    ],
)
def test_an_address_that_may_hold_a_secret_is_cut(value, shown):
    assert show(value) == shown


def test_addresses_in_a_text_are_cut_and_its_punctuation_stays():
    assert mask("x tgram://123:abc/9; y https://me:pw@a.example/z. ok://…") == (
        "x tgram://…; y https://…@a.example/z. ok://…"
    )


def test_something_near_is_suggested_in_its_own_spelling():
    assert suggest("renouvelement", ["Renouvellement"]) == 'Did you mean "Renouvellement"?'
    assert suggest("xyz", ["Renouvellement"]) == ""
