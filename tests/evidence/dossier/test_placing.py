"""A pack is there whole or not at all, and never over anything else."""

import stat

import pytest

from slotwatch.evidence.dossier.build import build
from slotwatch.evidence.dossier.order import PackError
from slotwatch.evidence.dossier.placing import workshop


@pytest.fixture
def small(maker, words):
    maker.check(words.SINCE)
    return maker.data()


def test_a_pack_is_private(small, order, tmp_path):
    folder = build(small, order, tmp_path / "deep" / "pack").folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_pack_is_never_overwritten_unless_forced(small, order, tmp_path):
    target = tmp_path / "pack"
    build(small, order, target)
    before = (target / "SHA256SUMS").read_bytes()
    with pytest.raises(PackError, match=r"holds a dossier already.*--force"):
        build(small, order, target)
    assert (target / "SHA256SUMS").read_bytes() == before
    (target / "my notes.txt").write_text("mine")
    (target / "12_captures_2020-01.pdf").write_text("of the older pack")
    with (target / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  12_captures_2020-01.pdf\n{'0' * 64}  ../outside.txt\n")
    (tmp_path / "outside.txt").write_text("stays")
    build(small, order, target, force=True)
    assert (target / "my notes.txt").read_text() == "mine"
    assert (tmp_path / "outside.txt").exists()
    assert not (target / "12_captures_2020-01.pdf").exists()
    assert (target / "SHA256SUMS").read_bytes() == before


def test_a_folder_with_other_files_is_left_alone_even_if_forced(small, order, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_text("mine")
    with pytest.raises(PackError, match="holds other files"):
        build(small, order, tmp_path / "photos", force=True)
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["one.jpg"]


def test_a_file_in_the_way_is_told(small, order, tmp_path):
    (tmp_path / "pack").write_text("mine")
    with pytest.raises(PackError, match="is not a folder"):
        build(small, order, tmp_path / "pack")


def test_a_place_that_cannot_be_written_is_one_clear_line(small, order, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PackError, match="--out") as told:
        build(small, order, tmp_path / "file" / "pack")
    assert len(str(told.value).splitlines()) == 1


def test_an_empty_folder_may_be_filled(small, order, tmp_path):
    (tmp_path / "pack").mkdir()
    build(small, order, tmp_path / "pack")
    assert (tmp_path / "pack" / "01_chronologie.pdf").exists()


def test_nothing_half_made_is_left_behind(tmp_path):
    def dies():
        with workshop(tmp_path / "pack", force=False) as folder:
            (folder / "one.pdf").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        dies()
    assert list(tmp_path.iterdir()) == []
