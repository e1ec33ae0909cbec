"""Three months of watching, made by hand: no site, no person, no address that exists."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw

from slotwatch.evidence.data import (
    Attachment,
    ByHand,
    Capture,
    CheckLine,
    ClockJump,
    Deletion,
    DossierData,
    Exchange,
    Hole,
    Run,
    Sighting,
    Totals,
)
from slotwatch.evidence.dossier.build import build
from slotwatch.evidence.dossier.order import Order
from slotwatch.model import Motive, Pace, Slot
from slotwatch.policy.holes import find_holes

PARIS = ZoneInfo("Europe/Paris")
SINCE = datetime(2026, 9, 1, tzinfo=PARIS).astimezone(UTC)
UNTIL = datetime(2026, 12, 1, tzinfo=PARIS).astimezone(UTC)
URL = "https://www.prefecture.example/booking/create/14500/1?procedure=renouvellement-titre&guichet=1"
SENTENCE = (
    "Il n’existe plus de plage horaire libre pour votre demande de rendez-vous. "
    "Veuillez recommencer ultérieurement."
)
PERSON = "Tiémoko Exemple-Fictif"
SECRET = "s3cr3t-jeton-42"
NONE, SLOT, DOWN = "no_slot", "available", "maintenance"


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def page(text: str, weight: int = 4000) -> bytes:
    """A booking page of so many bytes."""
    filler = "".join(f"<li class=x{n}>Guichet {n * n}</li>" for n in range(weight // 30))
    return f"<html><body><h1>Rendez-vous</h1><p>{text}</p><ul hidden>{filler}</ul></body></html>".encode()


def picture(seed: int = 0, size: tuple[int, int] = (1280, 1600)) -> bytes:
    """A picture of a page: letters on white, as a browser would draw them."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], 90), fill=(0, 0, 145))
    draw.text((40, 20), f"Préfecture {seed}", fill="white", font_size=40)
    for n in range(size[1] // 40 - 4):
        draw.text(
            (60, 130 + 40 * n), f"{n} {SENTENCE[: 60 + (n * 7 + seed) % 40]}", fill=(30, 30, 30), font_size=22
        )
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


class Maker:
    """Builds `DossierData` piece by piece."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.lines: list[CheckLine] = []
        self.captures: list[Capture] = []
        self.motive = Motive("renouvellement", "booking", URL, Pace(3600, 0.2, 60))
        self.entry = 10

    def check(self, at: datetime, outcome: str = NONE, sentence: str = SENTENCE, **more: Any) -> CheckLine:
        self.entry += 1
        status = {"unreachable": None, DOWN: 503}.get(outcome, 200)
        plain: dict[str, Any] = {
            "took": 0.4,
            "marker": sentence,
            "url": URL if status else "",
            "status": status,
            "digest": digest(sentence.encode()) if status else "",
            "synchronised": True,
            "gap": 1,
            "entry": self.entry,
            "seal": digest(str(self.entry).encode()),
        }
        line = CheckLine(
            number=len(self.lines) + 1,
            at=at,
            local=at.astimezone(PARIS),
            outcome=outcome,
            sentence=sentence,
            **(plain | more),
        )
        self.lines.append(line)
        return line

    def capture(self, body: bytes, line: CheckLine | None = None, **more: Any) -> Capture:
        line = line or self.lines[-1]
        self.entry += 1
        name = digest(body)
        self.bodies[name] = body
        exchange = Exchange(
            at=line.at,
            method="GET",
            url=URL,
            final=URL,
            status=200,
            headers={"content-type": "text/html; charset=utf-8"},
            sha256=name,
            answered=name,
            length=len(body),
        )
        plain: dict[str, Any] = {"why": "daily", "exchanges": (exchange,)}
        capture = Capture(
            number=self.entry,
            seal=digest(f"c{self.entry}".encode()),
            check=line.number,
            at=line.at,
            local=line.local,
            **(plain | more),
        )
        self.captures.append(capture)
        self.lines[line.number - 1] = replace(line, capture=capture.number)
        return capture

    def attach(self, name: str, kind: str, body: bytes) -> Attachment:
        self.bodies[digest(body)] = body
        return Attachment(name, kind, digest(body), len(body))

    def by_hand(self, at: datetime, kind: str, result: str, **more: Any) -> ByHand:
        self.entry += 1
        plain: dict[str, Any] = {"recorded": at + timedelta(minutes=10)}
        return ByHand(self.entry, digest(b"h"), kind, result, at=at, local=at.astimezone(PARIS), **(plain | more))

    def data(self, **more: Any) -> DossierData:
        lines = tuple(self.lines)
        holes = tuple(
            Hole(g.since, g.until, g.days, edge=g.since == SINCE or g.until == UNTIL)
            for g in find_holes([line.at for line in lines], SINCE, UNTIL, self.motive.pace, PARIS)
        )
        plain: dict[str, Any] = {
            "motive": self.motive,
            "since": SINCE,
            "until": UNTIL,
            "generated": "0.1.0",
            "checks": lines,
            "captures": tuple(self.captures),
            "holes": holes,
            "sightings": (),
            "by_hand": (),
            "jumps": (),
            "runs": (Run(SINCE, None, {"version": "0.1.0", "motives": []}),),
            "deletions": (),
            "stamps": (),
            "head": (self.entry, digest(b"head")),
            "body": self.bodies.get,
        }
        made = plain | more
        made["totals"] = _totals(made)
        return DossierData(**made)


def _totals(made: dict[str, Any]) -> Totals:
    lines = made["checks"]
    kinds = Counter(line.outcome for line in lines)
    weeks = Counter("{}-W{:02d}".format(*line.local.isocalendar()[:2]) for line in lines)
    hours = Counter(line.local.hour for line in lines)
    return Totals(
        checks=len(lines),
        answered=kinds[NONE] + kinds[SLOT],
        available=kinds[SLOT],
        kinds=dict(kinds),
        days=len({line.local.date() for line in lines}),
        weeks=len(weeks),
        hours=len(hours),
        captures=len(made["captures"]),
        by_hand=len(made["by_hand"]),
        longest_hole=max((hole.length for hole in made["holes"]), default=None),
        per_week=dict(weeks),
        per_hour=dict(hours),
    )


def _three_months(maker: Maker) -> DossierData:
    """Looks at varied hours, with everything that an honest dossier must show."""
    at = SINCE + timedelta(hours=6)
    step = 0
    while at < UNTIL - timedelta(hours=2):
        step += 1
        local = at.astimezone(PARIS)
        away = date(2026, 10, 5) <= local.date() <= date(2026, 10, 15)
        if local.hour >= 6 and not away:
            if step % 97 == 0:
                maker.check(at, DOWN, "HTTP 503")
            elif step % 131 == 0:
                maker.check(at, "unreachable", "timeout", synchronised=None, gap=None)
            elif local.date() == date(2026, 11, 12) and local.hour == 14:
                slots = (Slot(date(2027, 1, 14), time(9, 20), "guichet 1"),)
                maker.check(at, SLOT, "1 on offer", slots=slots)
                maker.capture(page("Choisissez votre créneau"), why="change")
            else:
                maker.check(at)
                if step % 60 == 0:
                    maker.capture(page(SENTENCE, 4000 + step))
        at += timedelta(minutes=53)
    seen = next(line for line in maker.lines if line.outcome == SLOT)
    sighting = Sighting(seen.number, seen.number, seen.at, seen.at, seen.slots, wanted=True)
    mail = (
        b"From: personne@example.org\r\nTo: pref-sejour@prefecture.example\r\n"
        b"Subject: =?utf-8?q?Rendez-vous_refus=C3=A9?=\r\nDate: Mon, 09 Nov 2026 10:00:00 +0100\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Bonjour,\r\nje ne trouve aucun rendez-vous depuis septembre.\r\nTel. 06 12 34 56 78\r\n"
    )
    by_hand = (
        maker.by_hand(
            datetime(2026, 10, 20, 7, 15, tzinfo=UTC),
            "attempt",
            "none",
            note=f"Essai de {PERSON} depuis le téléphone 06 12 34 56 78 : rien.",
            files=(maker.attach("écran du 20.png", "png", picture(3)),),
        ),
        maker.by_hand(
            datetime(2026, 11, 9, 9, 0, tzinfo=UTC),
            "step",
            "e-mail",
            note="Courriel à la préfecture, sans réponse.",
            files=(maker.attach("courriel.eml", "eml", mail),),
        ),
        maker.by_hand(
            datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
            "step",
            "letter",
            tracking="1A 234 567 8901 2",
            files=(maker.attach("avis.pdf", "pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + b"0" * 400),),
        ),
    )
    return maker.data(
        sightings=(sighting,),
        by_hand=by_hand,
        jumps=(ClockJump(maker.entry + 1, datetime(2026, 9, 17, 3, 0, tzinfo=UTC), -3600.0),),
        deletions=(Deletion(maker.entry + 2, datetime(2026, 11, 29, 8, 0, tzinfo=UTC), "budget", (12, 13)),),
    )


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def three_months(maker: Maker) -> DossierData:
    return _three_months(maker)


@pytest.fixture(scope="session")
def order() -> Order:
    return Order(
        PERSON,
        prefecture="Préfecture de l’Exemple",
        secrets=(SECRET,),
        user_agent="slotwatch/0.1.0 (personal appointment watcher; contact: moi@example.org)",
        contact="moi@example.org",
    )


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, order: Order) -> SimpleNamespace:
    """The pack of three months with everything in it, made once: its data, its folder, its screens."""
    maker = Maker()
    data = _three_months(maker)
    folder = tmp_path_factory.mktemp("dossier")
    screens = {}
    for index, capture in enumerate(data.captures[:6]):
        screens[capture.number] = folder / f"capture-{capture.number}.png"
        screens[capture.number].write_bytes(picture(index, (1280, 5200 if index == 1 else 1600)))
    pack = build(data, order, folder / "pack", screens=screens)
    return SimpleNamespace(data=data, pack=pack, folder=pack.folder, screens=screens)


@pytest.fixture(scope="session")
def words() -> SimpleNamespace:
    """The words and makers of these tests."""
    return SimpleNamespace(
        **{name: globals()[name] for name in ("SINCE", "UNTIL", "URL", "SENTENCE", "PERSON", "SECRET", "PARIS")},
        page=page,
        picture=picture,
        digest=digest,
    )


class Reader:
    """Poppler's commands: a reader of PDFs that has nothing to do with their maker."""

    def text(self, path: Path, *options: str) -> str:
        return self._run("pdftotext", *options, str(path), "-").decode("utf-8").replace("\u00a0", " ")

    def fonts(self, path: Path) -> list[tuple[str, str]]:
        """Name of each font, and whether it is embedded."""
        lines = self._run("pdffonts", str(path)).decode().splitlines()[2:]
        return [(line.split()[0], line.split()[-5]) for line in lines]

    def picture(self, path: Path, page: int, dots: int = 60) -> Image.Image:
        drawn = self._run("pdftoppm", "-r", str(dots), "-f", str(page), "-l", str(page), "-png", str(path))
        return Image.open(BytesIO(drawn))

    def outside(self, path: Path) -> list[str]:
        """Words that lie beyond their page, or nearer to its edge than a printer prints."""
        boxes = self._run("pdftotext", "-bbox", str(path), "-").decode("utf-8")
        found, wide, high = [], 0.0, 0.0
        for line in boxes.splitlines():
            numbers = [float(n) for n in re.findall(r'"(-?[\d.]+)"', line)]
            if "<page " in line:
                wide, high = numbers
            elif "<word " in line:
                left, top, right, bottom = numbers
                if left < 15 or top < 15 or right > wide - 15 or bottom > high - 15:
                    found.append(line.strip())
        return found

    def _run(self, *command: str) -> bytes:
        return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture(scope="session")
def reader() -> Reader:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed: apt-get install poppler-utils")
    return Reader()
