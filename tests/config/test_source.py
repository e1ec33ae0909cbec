import pytest

from slotwatch.config import ConfigError, load


def refusal(path, providers):
    with pytest.raises(ConfigError) as caught:
        load(path, providers, environ={})
    (problem,) = caught.value.problems
    assert problem.file == path
    return str(problem).removeprefix(str(path))


def test_a_missing_file_is_told_with_the_command_that_writes_one(tmp_path, providers):
    told = refusal(tmp_path / "slotwatch.toml", providers)
    assert told == ": found no such file; expected a configuration file. Write one with: slotwatch init"


def test_a_folder_is_told_apart_from_a_file(tmp_path, providers):
    told = refusal(tmp_path, providers)
    assert told == ": found a folder; expected a configuration file. Name the file in it, usually slotwatch.toml."


def test_a_file_that_cannot_be_opened_says_why(tmp_path, providers):
    (tmp_path / "loop").symlink_to("loop")
    told = refusal(tmp_path / "loop", providers)
    assert told.startswith(": found a file that cannot be read (Too many levels of symbolic links); expected one")


def test_a_path_below_a_file_says_why(tmp_path, providers):
    (tmp_path / "plain").write_text("")
    assert "cannot be read (Not a directory)" in refusal(tmp_path / "plain" / "slotwatch.toml", providers)


def test_a_path_that_is_none_is_refused_in_one_line(tmp_path, providers):
    assert "cannot be read (not a path)" in refusal(tmp_path / "a\0b", providers)


def test_a_huge_file_is_refused_without_being_parsed(tmp_path, providers):
    path = tmp_path / "slotwatch.toml"
    path.write_text("# much\n" * 200_000)
    assert refusal(path, providers) == ": found more than 1 MiB; expected a configuration file."


def test_a_line_break_in_the_files_own_name_does_not_break_the_line(tmp_path, providers):
    path = tmp_path / "a\nb.toml"
    with pytest.raises(ConfigError) as caught:
        load(path, providers, environ={})
    assert len(str(caught.value).splitlines()) == 2


def test_windows_line_ends_and_a_byte_order_mark_are_read(load_text, base):
    settings = load_text(b"\xef\xbb\xbf" + base.replace("\n", "\r\n").encode())
    assert settings.motives[0].name == "renouvellement"
