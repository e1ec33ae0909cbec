"""A configuration with one motive more is tried before it is written."""

from datetime import date

import pytest

from slotwatch import providers
from slotwatch.adding.draft import Draft, Replaced, new_draft, open_draft, same_watch
from slotwatch.adding.toml_block import MotiveBlock
from slotwatch.config import ConfigError, load

MINE = """\
# who I am; é
contact = "me@example.org"


[[channel]]
  name = "hook"     # mine
  url = "json://127.0.0.1/hook"
"""
BLOCK = MotiveBlock("titre", "https://www.example.org/booking/create/1", "booking", before=date(2027, 3, 1))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "slotwatch.toml"
    path.write_bytes(MINE.encode())
    return path


@pytest.fixture
def opened(file):
    draft = open_draft(file, providers.registry())
    assert isinstance(draft, Draft)
    return draft


def test_the_first_motive_makes_a_file_whole_that_had_none(opened, file):
    with pytest.raises(ConfigError):
        load(file, providers.registry())
    assert [m.name for m in opened.with_block(BLOCK).motives] == ["titre"]
    assert file.read_bytes() == MINE.encode(), "trying writes nothing"
    opened.write(BLOCK)
    assert file.read_bytes() == MINE.encode() + b"\n" + str(BLOCK).encode()
    assert load(file, providers.registry()).motives[0].name == "titre"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_every_byte_of_the_owners_stays(file, mark, ends):
    mine = mark + MINE.replace("\n", ends).encode()
    file.write_bytes(mine)
    draft = open_draft(file, providers.registry())
    assert draft is not None
    draft.write(BLOCK)
    assert file.read_bytes().startswith(mine)
    assert len(load(file, providers.registry()).motives) == 1


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (MotiveBlock("a b", BLOCK.url, "booking"), "motive[1].name"),
        (MotiveBlock("titre", BLOCK.url, "bookin"), 'Did you mean "booking"?'),
        (MotiveBlock("titre", BLOCK.url, "booking", every="5s"), "at least 1m"),
        (MotiveBlock("titre", BLOCK.url, "booking", options={"planing": "1"}), "an unknown key"),
    ],
)
def test_a_block_that_would_not_load_is_never_written(opened, file, block, says):
    with pytest.raises(ConfigError) as error:
        opened.write(block)
    assert says in str(error.value)
    assert str(file) in str(error.value)
    assert file.read_bytes() == MINE.encode()


def test_a_name_that_is_taken_is_told(opened, file):
    opened.write(BLOCK)
    again = open_draft(file, providers.registry())
    assert again is not None
    with pytest.raises(ConfigError, match="second time"):
        again.write(MotiveBlock("TITRE", "https://www.example.org/booking/create/2", "booking"))


def test_motives_in_one_list_cannot_be_added_to_and_stay_as_they_are(file):
    mine = MINE.replace(
        "\n\n\n", '\nmotive = [{ name = "a", url = "https://www.example.org/booking/create/9" }]\n'
    )
    file.write_text(mine, encoding="utf-8")
    draft = open_draft(file, providers.registry())
    assert draft is not None
    with pytest.raises(ConfigError):
        draft.write(BLOCK)
    assert file.read_text(encoding="utf-8") == mine


def test_a_file_saved_meanwhile_is_not_overwritten(opened, file):
    file.write_bytes(MINE.encode() + b"# later\n")
    with pytest.raises(Replaced):
        opened.write(BLOCK)
    assert file.read_bytes().endswith(b"# later\n")


def test_what_cannot_be_read_is_told_as_the_configuration_tells_it(file):
    file.write_bytes(b"contact = '\xff'")
    with pytest.raises(ConfigError, match="UTF-8"):
        open_draft(file, providers.registry())
    assert open_draft(file.with_name("other.toml"), providers.registry()) is None
    with pytest.raises(ConfigError, match="folder"):
        open_draft(file.parent, providers.registry())
    with pytest.raises(ConfigError, match="cannot be read"):
        open_draft(file / "slotwatch.toml", providers.registry())


def test_a_new_file_has_what_a_configuration_needs(tmp_path):
    path = tmp_path / "new.toml"
    draft = new_draft(path, 'me+"x"@example.org', "json://127.0.0.1/hook", providers.registry())
    with pytest.raises(ConfigError, match="contact"):
        draft.with_block(BLOCK)
    draft = new_draft(path, "me@example.org", "json://127.0.0.1/hook", providers.registry())
    draft.write(BLOCK)
    settings = load(path, providers.registry())
    assert (settings.contact, settings.channels[0].name, settings.motives[0].name) == (
        "me@example.org",
        "main",
        "titre",
    )


def test_the_same_page_with_other_options_is_another_watch(opened):
    motive = opened.with_block(BLOCK).motives[0]
    again = opened.with_block(MotiveBlock("autre", BLOCK.url, "booking", every="10m")).motives[0]
    other = opened.with_block(MotiveBlock("autre", BLOCK.url, "booking", options={"planning": 990})).motives[0]
    same = opened.with_block(MotiveBlock("b", BLOCK.url, "booking", options={"planning": "990"})).motives[0]
    assert same_watch(again, (motive,)) is motive
    assert same_watch(other, (motive,)) is None
    assert same_watch(same, (motive, other)) is other
