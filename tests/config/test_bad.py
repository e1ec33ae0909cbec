"""One file a mistake, its exact message beside it."""

from pathlib import Path

import pytest

from slotwatch.config import ConfigError, load

BAD = Path(__file__).with_name("bad")
FILES = sorted(BAD.glob("*.toml"))


def refuse_broken(url: str) -> str | None:
    return f"no such service in {url}" if url.startswith("broken:") else None


def miss_browser() -> str:
    return "No Chromium is installed here. Install it: sudo apt install chromium."


def test_there_is_a_message_for_each_file_and_a_file_for_each_message():
    assert {file.stem for file in FILES} == {message.stem for message in BAD.glob("*.txt")}
    assert len(FILES) >= 80


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_mistake_gets_its_exact_message(file, providers, environ, secrets):
    with pytest.raises(ConfigError) as caught:
        load(file, providers, environ=environ, check_channel=refuse_broken, check_browser=miss_browser)
    message = str(caught.value).replace(str(file), file.name)
    assert message == file.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")
    for problem in caught.value.problems:
        assert problem.file == file
        assert len(str(problem).splitlines()) == 1
    for secret in (*secrets, "hunter2", "SECRET"):
        assert secret not in message


def test_three_mistakes_in_three_tables_are_all_named_with_their_paths(providers, environ):
    with pytest.raises(ConfigError) as caught:
        load(BAD / "three_mistakes.toml", providers, environ=environ)
    assert [problem.where for problem in caught.value.problems] == [
        "langue",
        "motive[1].every (renouvellement)",
        "channel[1].quiet (telegram)",
    ]
    assert str(caught.value).endswith("3 mistakes. Nothing was started or changed.")


def test_a_motive_with_one_mistake_is_still_read_for_the_others(load_text, base):
    text = base + 'timezone = "Mars"\nevery = "1s"\nhours = "noon"\n[motive.options]\nplaning = "1"\nsteps = "2"\n'
    with pytest.raises(ConfigError) as caught:
        load_text(text)
    assert {problem.where.removesuffix(" (renouvellement)") for problem in caught.value.problems} == {
        "motive[1].timezone",
        "motive[1].every",
        "motive[1].hours",
        "motive[1].options.planing",
        "motive[1].options.steps",
    }


def test_a_motive_with_mistakes_is_known_to_the_channels_all_the_same(load_text, base):
    text = base.replace("[[motive]]", 'motives = ["renouvellement"]\n[[motive]]') + 'timezone = "Mars"\n'
    with pytest.raises(ConfigError) as caught:
        load_text(text)
    assert [problem.where for problem in caught.value.problems] == ["motive[1].timezone (renouvellement)"]


def test_a_wait_that_cannot_be_read_is_one_mistake_even_below_a_short_default(load_text, base):
    with pytest.raises(ConfigError) as caught:
        load_text(base.replace("[[channel]]", '[pace]\nevery = "1s"\n[[channel]]') + 'every = "soon"\n')
    assert [problem.where for problem in caught.value.problems] == ["motive[1].every (renouvellement)"]


def test_a_short_default_is_told_once_with_the_highest_floor_it_meets(load_text, base):
    text = base.replace("[[channel]]", '[pace]\nevery = "30s"\n[[channel]]')
    text += '[[motive]]\nname = "esii"\nurl = "https://rdv.prefecture.example/eAppointment94/"\n'
    with pytest.raises(ConfigError) as caught:
        load_text(text)
    (problem,) = caught.value.problems
    assert (problem.where, problem.expected) == ("pace.every", "at least 5m for the motive esii")


def test_the_same_unset_variable_is_told_once(load_text, base):
    with pytest.raises(ConfigError) as caught:
        load_text(base.replace("${TELEGRAM_CHAT}", "${NOWHERE}/${NOWHERE}"))
    assert len(caught.value.problems) == 1
