"""What a dossier costs: five motives watched for a year, three months of one of them printed; ``make bench``.

A real store is filled through its own interface, then `slotwatch dossier` runs as a process of its own; its
seconds and its highest memory are the system's figures.  The pictures of the pages are there already: drawing
them is the browser's work, and measured apart.  Everything is synthetic.
"""

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from slotwatch.evidence import entries
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.data import Exchange
from slotwatch.model import Check, Evidence, Maintenance, NoSlot
from slotwatch.policy.cadence import Strain
from slotwatch.policy.episodes import MotiveState
from slotwatch.store import ClockProof, Record, Store

URL = "https://www.prefecture.example/booking/create/14500/{n}?planning=renouvellement-titre-de-sejour"
SENTENCE = "Il n'existe plus de plage horaire libre pour votre demande de rendez-vous. Veuillez recommencer."
MOTIVES = 5
BEGIN = datetime(2023, 12, 1, tzinfo=UTC)
FIRST, LAST = datetime(2024, 9, 1, tzinfo=UTC), datetime(2024, 11, 30, tzinfo=UTC)
LOOKS, CAPTURES, HEAVY = 2000, 200, 20


def page(n: int, weight: int) -> bytes:
    """A page of text that is its own and packs as pages do."""
    chance = random.Random(n)
    words = ("guichet", "préfecture", "titre", "séjour", "rendez-vous", "dossier", "usager", "étranger")
    rows = []
    size = 0
    while size < weight:
        rows.append(f'<li class="c{chance.randrange(10**6)}">{" ".join(chance.choices(words, k=9))}</li>')
        size += len(rows[-1])
    return f"<html><body><p>{SENTENCE}</p><ul>{''.join(rows)}</ul></body></html>".encode()


def screen(n: int) -> bytes:
    """A page as a browser draws it, 1280 wide, with a photograph."""
    chance = random.Random(n)
    image = Image.new("RGB", (1280, 1500), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 110), fill=(0, 0, 145))
    for row in range(28):
        text = f"{n}-{row} {SENTENCE[: chance.randrange(30, 90)]}"
        draw.text((70, 160 + 34 * row), text, fill=(20, 20, 20), font_size=20)
    small = Image.frombytes("RGB", (40, 12), chance.randbytes(40 * 12 * 3))
    image.paste(small.resize((1140, 240), Image.Resampling.BICUBIC), (70, 1180))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def fill(state: Path, screens: Path) -> int:
    """A year of five motives; the number of looks."""
    state.mkdir(mode=0o700)
    store = Store.open(state, now=BEGIN).store
    bodies = Bodies(state)
    chance = random.Random(1)
    step = (LAST + timedelta(days=1) - FIRST) / LOOKS
    at, count, seen = BEGIN, 0, 0
    while at < LAST + timedelta(days=1):
        for n in range(MOTIVES):
            count += 1
            url = URL.format(n=n)
            outcome = NoSlot(SENTENCE, Evidence(url, 200, SENTENCE, chance.randbytes(32).hex()))
            if chance.random() < 0.02:
                outcome = Maintenance(503, evidence=Evidence(url, 503, "HTTP 503", chance.randbytes(32).hex()))
            record = Record(f"motif-{n}", Check(f"motif-{n}", at, 0.4, outcome), MotiveState(), Strain(), None)
            number = store.record(Record(**{**vars(record), "clock": ClockProof(synchronised=True, gap=1)}))
            if n == 0 and at >= FIRST:
                seen += 1
                if seen % (LOOKS // CAPTURES) == 0:
                    keep(store, bodies, number, at, url, seen * CAPTURES // LOOKS, screens)
        at += step
        progress(f"filling the store: {count} looks")
    store.close()
    return count


def keep(store: Store, bodies: Bodies, check: int, at: datetime, url: str, n: int, screens: Path) -> None:
    """One capture: a page (some of a megabyte), sometimes a picture with it, and its screen."""
    contents = [(page(n, 1_000_000 if n % (CAPTURES // HEAVY) == 0 else 60_000), "text/html; charset=utf-8")]
    if n % 10 == 5:
        contents.insert(0, (random.Random(n).randbytes(250_000), "image/jpeg"))
    exchanges = []
    for body, kind in contents:
        name = bodies.put(body)
        facts = {"headers": {"content-type": kind}, "sha256": name, "answered": name, "length": len(body)}
        exchanges.append(Exchange(at, "GET", url, url, 200, **facts))
    (entry,) = store.seal([entries.capture("motif-0", check, at, "daily", exchanges)])
    (screens / f"capture-{entry}.png").write_bytes(screen(n))


def make(folder: Path, name: str, screens: Path) -> tuple[float, float, float, int]:
    """Run the command: seconds, CPU seconds, MB at most, bytes of the pack."""
    out = folder / name
    command = [sys.executable, "-m", "slotwatch.cli", "dossier", "motif-0", "--for", "Personne Inventée"]
    period = ["--from", f"{FIRST:%Y-%m-%d}", "--to", f"{LAST:%Y-%m-%d}", "--out", str(out)]
    more = ["--screens", str(screens), "--config", str(folder / "slotwatch.toml")]
    began = time.monotonic()
    process = subprocess.Popen([*command, *period, *more], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"slotwatch dossier ended with {process.returncode}")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, size


def config(folder: Path) -> None:
    """A configuration for the five motives; nobody is called."""
    head = f'language = "fr"\ncontact = "bench@example.org"\nstate = "{folder / "state"}"\n'
    head += '[pace]\nevery = "1h"\n[[channel]]\nname = "hook"\nurl = "json://127.0.0.1:9/hook"\n'
    one = '[[motive]]\nname = "motif-{n}"\nprovider = "booking"\nurl = "{url}"\n'
    motives = "".join(one.format(n=n, url=f"http://127.0.0.1:9/booking/create/{n}") for n in range(MOTIVES))
    (folder / "slotwatch.toml").write_text(head + motives, encoding="utf-8")


def progress(text: str) -> None:
    """One line on a terminal, nothing in a log."""
    if sys.stderr.isatty():
        print(f"\r{text}   ", end="", file=sys.stderr, flush=True)


def row(name: str, value: str, aim: str) -> None:
    """One line of the table."""
    print(f"{name:58} {value:>26}   {aim}")


def main(keep_in: Path | None) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = keep_in or Path(name)
        (folder / "screens").mkdir(parents=True)
        config(folder)
        count = fill(folder / "state", folder / "screens")
        progress("")
        (folder / "none").mkdir()
        bare = make(folder, "without", folder / "none")
        full = make(folder, "with", folder / "screens")
    print(f"\ndossier of {LOOKS} looks and {CAPTURES} captures out of {count} looks, Python", end=" ")
    print(f"{platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    for what, (seconds, cpu, memory, size) in (("without pictures", bare), ("with pictures", full)):
        row(f"dossier {what}, seconds (of the CPU)", f"{seconds:.1f} s ({cpu:.1f} s)", "aim < 60 s")
        row(f"dossier {what}, memory at most", f"{memory:.0f} MB", "aim < 300 MB")
        row(f"dossier {what}, size", f"{size / 1e6:.1f} MB", "aim < 30 MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="Keep everything in this new folder, to look at it.")
    main(parser.parse_args().keep)
