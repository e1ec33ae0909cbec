"""What an expert is given: the commands of the note are run as they stand there, on a pack from a real store."""

import csv
import gzip
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from slotwatch.evidence import entries
from slotwatch.evidence.data import Exchange, Stamp
from slotwatch.evidence.dossier import proofs
from slotwatch.evidence.dossier.build import build
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier_data import gather
from slotwatch.model import NoSlot


@pytest.fixture
def sealed(store, bodies, look, motive, now, order, tmp_path):
    """A pack of a real store with two motives, captures and a start in its chain."""
    store.seal([entries.start(now, {"version": "0.1.0", "motives": [{"name": "renewal"}, {"name": "another"}]})])
    for n in range(12):
        at = now + timedelta(hours=n)
        number = look(at, motive="another" if n % 4 == 3 else "renewal")
        if n % 4 == 0:
            name = bodies.put(f"<p>aucun {n}</p>".encode())
            exchange = Exchange(at, "GET", motive.url, motive.url, 200, sha256=name, answered=name)
            store.seal([entries.capture("renewal", number, at, "daily", [exchange])])
    data = gather(store, motive, now, now + timedelta(days=2))
    return build(data, order, tmp_path / "pack").folder, data


def _table(folder):
    return zipfile.ZipFile(folder / "chronologie.zip").read("chronologie.csv").decode("utf-8")


def _blocks(folder):
    """The commands of the note, block by block."""
    note = (folder / "LISEZMOI_verification.txt").read_text("utf-8")
    return [
        "\n".join(line[4:] for line in block.splitlines())
        for block in re.findall(r"(?:^    .*\n)+", note, re.MULTILINE)
    ]


def _run(folder, commands):
    ran = subprocess.run(["bash", "-c", commands], cwd=folder, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_the_notes_command_proves_the_files_and_finds_a_changed_one(sealed):
    folder, _ = sealed
    [command] = [block for block in _blocks(folder) if block == "sha256sum -c SHA256SUMS"]
    code, _ = _run(folder, command)
    assert code == 0
    (folder / "01_chronologie.pdf").write_bytes(b"changed")
    code, said = _run(folder, command)
    assert code == 1
    assert "01_chronologie.pdf: FAILED" in said


def test_the_notes_loop_proves_the_chain_to_its_head(sealed):
    folder, data = sealed
    [unpack] = [block.splitlines()[0] for block in _blocks(folder) if "gzip -dc" in block]
    [loop] = [block for block in _blocks(folder) if "RUPTURE" in block]
    code, said = _run(folder, f"{unpack}\n{loop}")
    assert code == 0
    assert said == f"dernière empreinte : {data.head[1]}\n"


@pytest.mark.parametrize("what", ["line", "order", "taken out"])
def test_the_notes_loop_finds_what_was_changed(sealed, what):
    folder, _ = sealed
    path = folder / "verification" / "chaine.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    match what:
        case "line":
            at = next(n for n, line in enumerate(lines) if '"kind":"check"' in line and n)
            lines[at] = lines[at].replace('"no_slot"', '"available"')
        case "order":
            lines[3], lines[4] = lines[4], lines[3]
        case "taken out":
            del lines[5]
    path.write_bytes(gzip.compress("".join(lines).encode()))
    [loop] = [block for block in _blocks(folder) if "RUPTURE" in block]
    _, said = _run(folder, f"gzip -dc verification/chaine.jsonl.gz > chaine.jsonl\n{loop}")
    assert "RUPTURE" in said


def test_other_motives_and_starts_are_kept_back_with_their_hash(sealed, store):
    folder, _ = sealed
    text = gzip.decompress((folder / "verification" / "chaine.jsonl.gz").read_bytes()).decode()
    assert "another" not in text
    assert text.count('"kept_back": true') == 3
    assert '"kind":"check"' in text
    assert '"kind":"capture"' in text


def test_the_seal_of_each_look_is_the_hash_of_its_line(sealed, words):
    folder, data = sealed
    lines = gzip.decompress((folder / "verification" / "chaine.jsonl.gz").read_bytes()).splitlines()
    hashes = {words.digest(line) for line in lines}
    rows = list(csv.DictReader(_table(folder / "verification").splitlines(), delimiter=";"))
    assert len(rows) == len(data.checks) == 9
    assert {row["sceau"] for row in rows} <= hashes
    assert rows[0]["phrase_ou_raison"] == "aucun créneau"


def test_the_raw_pages_unpack_to_their_names(sealed):
    folder, _ = sealed
    if subprocess.run(["which", "unzip"], capture_output=True, check=False).returncode:
        pytest.skip("unzip is not installed: apt-get install unzip")
    [command] = [block for block in _blocks(folder) if "unzip" in block]
    _, said = _run(folder, command)
    pairs = re.findall(r"^([0-9a-f]{64})  ([0-9a-f]{64})\.", said, re.MULTILINE)
    assert len(pairs) == 3
    assert all(digest == name for digest, name in pairs)


def test_a_stamp_is_proved_by_the_notes_own_openssl_command(
    store, look, motive, now, order, authority, tokens, tmp_path
):
    look(now)
    number, head = store.head()
    (tmp_path / "line").write_bytes(store.line(number))
    query = ["openssl", "ts", "-query", "-data", str(tmp_path / "line"), "-sha256", "-cert"]
    asked = subprocess.run(query, check=True, capture_output=True).stdout
    path = tokens.keep(number, now, authority.reply(asked))
    data = gather(store, motive, now, now + timedelta(days=1))
    stamp = Stamp(number, head, now, "http://authority.example/tsr", path)
    missing = Stamp(number + 1, head, now, "http://authority.example/tsr", tmp_path / "gone.tsr")
    folder = build(replace(data, stamps=(missing, stamp)), order, tmp_path / "pack").folder
    [command] = [block for block in _blocks(folder) if "ts -verify" in block]
    (folder / "autorite.pem").write_bytes(authority.ca.read_bytes())
    code, said = _run(folder, command)
    assert (code, "Verification: OK" in said) == (0, True), said
    code, said = _run(folder, command.replace(head, "00" * 32))
    assert code != 0


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(maker, order, words, tmp_path):
    maker.check(words.SINCE + timedelta(hours=9), sentence="=HYPERLINK(1)")
    proofs.table(maker.data(), tmp_path, Masking(order))
    assert "'=HYPERLINK(1)" in _table(tmp_path)


def test_pages_that_find_no_room_are_named_and_the_ones_that_decided_come_first(
    maker, order, words, tmp_path, monkeypatch
):
    monkeypatch.setattr(proofs, "ROOM", 600_000)
    import random

    noise = random.Random(3)
    for n in range(4):
        maker.check(words.SINCE + timedelta(hours=9 + n))
        capture = maker.capture(words.page("page", 3000 + n))
        image = noise.randbytes(400_000)
        maker.bodies[words.digest(image)] = image
        extra = replace(capture.exchanges[0], sha256=words.digest(image), headers={"content-type": "image/png"})
        maker.captures[n] = replace(capture, exchanges=(extra, *capture.exchanges))
    pages = proofs.pages(maker.data(), tmp_path, Masking(order), lambda: None)
    assert {c.page.sha256 for c in maker.captures} <= pages.joined.keys()
    assert len(pages.too_big) == 3
    assert (tmp_path / proofs.PAGES).stat().st_size < 700_000


def test_a_look_of_a_site_that_says_nothing_has_an_empty_hash(store, look, motive, now, order, tmp_path):
    look(now, NoSlot(""))
    data = gather(store, motive, now, now + timedelta(days=1))
    assert build(data, order, tmp_path / "pack").pages.joined == {}
