from pathlib import Path

import pytest

from slotwatch.config import default_path, paths, state_dir


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A machine of our own below /etc and /data."""
    places = (tmp_path / "etc" / "slotwatch.toml", tmp_path / "data" / "slotwatch.toml")
    monkeypatch.setattr(paths, "SYSTEM_PLACES", places)
    return places


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path


def test_the_first_file_that_exists_is_taken_in_the_documented_order(system, tmp_path):
    environ = {
        "HOME": str(tmp_path / "home"),
        "CONFIGURATION_DIRECTORY": f"{tmp_path / 'conf1'}:{tmp_path / 'conf2'}",
        "XDG_CONFIG_HOME": str(tmp_path / "xdg"),
    }
    order = [
        tmp_path / "conf1" / "slotwatch.toml",
        tmp_path / "conf2" / "slotwatch.toml",
        tmp_path / "xdg" / "slotwatch" / "slotwatch.toml",
        *system,
    ]
    for place in reversed(order):
        write(place)
        assert default_path(environ) == place


def test_a_named_file_is_taken_even_if_it_does_not_exist(system, tmp_path):
    write(system[0])
    environ = {"SLOTWATCH_CONFIG": "~/my.toml", "HOME": str(tmp_path)}
    assert default_path(environ) == tmp_path / "my.toml"


def test_when_there_is_none_the_first_place_is_where_init_writes(system, tmp_path):
    home = {"HOME": str(tmp_path)}
    assert default_path(home) == tmp_path / ".config" / "slotwatch" / "slotwatch.toml"
    assert default_path(home | {"XDG_CONFIG_HOME": "relative"}) == default_path(home)
    assert default_path(home | {"CONFIGURATION_DIRECTORY": "/etc/x"}) == Path("/etc/x/slotwatch.toml")
    assert default_path({}) == system[0]


def test_a_folder_that_may_not_be_entered_is_not_passed_over_in_silence(system, tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    assert default_path({"HOME": str(tmp_path)}) == tmp_path / ".config" / "slotwatch" / "slotwatch.toml"


def test_the_state_folder_is_found_in_the_documented_order():
    environ = {"STATE_DIRECTORY": "/s/one:/s/two", "XDG_STATE_HOME": "/x", "HOME": "/h"}
    assert state_dir(environ, Path("/mine")) == Path("/mine")
    assert state_dir(environ, None) == Path("/s/one")
    del environ["STATE_DIRECTORY"]
    assert state_dir(environ, None) == Path("/x/slotwatch")
    del environ["XDG_STATE_HOME"]
    assert state_dir(environ, None) == Path("/h/.local/state/slotwatch")
    assert state_dir({}, None) == Path("/var/lib/slotwatch")


@pytest.mark.parametrize(
    ("written", "expected"), [("~/s", "{home}/s"), ("~", "{home}"), ("/var/s", "/var/s"), ("s", "{folder}/s")]
)
def test_a_configured_state_folder_starts_at_home_or_at_the_file(
    load_text, base, environ, tmp_path, written, expected
):
    settings = load_text(f'state = "{written}"\n{base}')
    assert settings.state == Path(expected.format(home=environ["HOME"], folder=tmp_path))
