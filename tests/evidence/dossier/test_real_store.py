"""Three months watched in virtual time by the real watcher, into a real store: the dossier says what happened."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
import structlog
from pypdf import PdfReader
from virtual import InlineExecutor, VirtualClock, run_virtually

from slotwatch.contract import LookFailed
from slotwatch.evidence import entries
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.by_hand import attest, make
from slotwatch.evidence.data import Exchange
from slotwatch.evidence.dossier.build import build
from slotwatch.evidence.dossier_data import gather
from slotwatch.model import (
    PARIS,
    Available,
    Cause,
    Evidence,
    Maintenance,
    Motive,
    NoSlot,
    Pace,
    Slot,
    Unreachable,
)
from slotwatch.store import ClockProof, Store, StoreThread
from slotwatch.watch import HostRests, Surroundings, Watcher, mind_clock

SENTENCE = "Aucun créneau disponible pour le moment : revenez plus tard !"
URL = "https://www.prefecture.example/booking/create/14500/1"
MOTIVE = Motive("renouvellement", "booking", URL, Pace(4800, 0.2, 60))
START = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
DAY = 86400
#: In days from the start: a hole, and an hour with a slot.
AWAY, SEEN = (30.0, 42.5), (70.0, 70.06)


class Outbox:
    """Takes what it is given: the messages are not what is tested here."""

    def offer(self, _deliveries):
        """Nothing to do."""

    def gone(self, _motive, _slots, _at):
        """Nothing to do."""


class Keeper:
    """The witness's part, without its threads: in virtual time no thread may be waited for."""

    def __init__(self, store, folder):
        self.store, self.bodies, self.kept = store, Bodies(folder), 0

    def clock_proof(self, _motive):
        return ClockProof(synchronised=True, gap=-1)

    def keep(self, check, number):
        if number % 20:
            return
        body = f"<html><body><p>{SENTENCE}</p><!-- {number} --></body></html>".encode()
        name = self.bodies.put(body)
        exchange = Exchange(
            check.at,
            "GET",
            URL,
            URL,
            200,
            headers={"content-type": "text/html"},
            sha256=name,
            answered=name,
            length=len(body),
        )
        self.store.seal([entries.capture(check.motive, number, check.at, "daily", [exchange])])
        self.kept += 1


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """The state folder, and the answers that the site gave."""
    folder = tmp_path_factory.mktemp("state")
    clock = VirtualClock(START)
    store = Store.open(folder, now=START).store
    keeper = Keeper(store, folder)
    answers = []

    async def look(_motive):
        days = clock.ticks / DAY
        evidence = Evidence(URL, 200, SENTENCE, "ab" * 32)
        outcome = NoSlot(SENTENCE, evidence)
        if SEEN[0] <= days < SEEN[1]:
            outcome = Available((Slot(date(2027, 2, 3), time(10, 40)),), evidence)
        elif len(answers) % 50 == 7:
            outcome = Maintenance(503, evidence=Evidence(URL, 503, "HTTP 503", "cd" * 32))
        answers.append(outcome)
        if len(answers) % 90 == 8:
            answers[-1] = Unreachable(Cause.DNS)
            raise LookFailed(answers[-1])
        return outcome

    async def watch(until, jump=0):
        journal = StoreThread(store, InlineExecutor())
        log = structlog.wrap_logger(None, processors=[_drop])
        memory = (await journal.memories()).get(MOTIVE.name)
        around = Surroundings(clock, Random(3), journal, Outbox(), HostRests(clock), [], log)
        around.witness = keeper
        watcher = Watcher(MOTIVE, look, around, memory) if memory else Watcher(MOTIVE, look, around)
        tasks = [asyncio.create_task(job) for job in (watcher.run(), mind_clock(around))]
        await clock.sleep((until * DAY - clock.ticks) / 2)
        clock.wall_offset += jump  # somebody sets the clock
        await clock.sleep(until * DAY - clock.ticks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    store.seal(
        [entries.start(clock.now(), {"version": "0.1.0", "motives": [{"name": MOTIVE.name, "every_s": 4800}]})]
    )
    run_virtually(clock, watch(AWAY[0]))
    store.seal([entries.stop(clock.now())])
    clock.ticks = AWAY[1] * DAY
    store.seal(
        [entries.start(clock.now(), {"version": "0.1.0", "motives": [{"name": MOTIVE.name, "every_s": 4800}]})]
    )
    run_virtually(clock, watch(50.0, jump=-7200))
    run_virtually(clock, watch(60.0, jump=+7200))
    run_virtually(clock, watch(90.0))
    local = datetime(2026, 11, 3, 9, 30, tzinfo=PARIS)
    attest(store, keeper.bodies, MOTIVE.name, make("attempt", "none", local, "rien"), [], clock.now())
    yield store, answers
    store.close()


def _drop(*_):
    raise structlog.DropEvent


@pytest.fixture(scope="module")
def made(watched, order, tmp_path_factory):
    store, _ = watched
    data = gather(
        store, MOTIVE, datetime(2026, 9, 1, tzinfo=PARIS).astimezone(UTC), datetime(2026, 12, 1, tzinfo=PARIS)
    )
    return data, build(data, order, tmp_path_factory.mktemp("out") / "pack")


def test_every_look_of_three_months_is_in_the_chronology(made, watched, reader):
    data, pack = made
    _, answers = watched
    assert len(data.checks) == len(answers) > 900
    text = reader.text(pack.folder / "01_chronologie.pdf", "-layout")
    assert text.count(f"« {SENTENCE} »") == sum(isinstance(answer, NoSlot) for answer in answers)
    assert text.count("nom du site introuvable") == sum(isinstance(answer, Unreachable) for answer in answers)


def test_the_hole_the_slot_the_errors_and_the_jump_are_in_synthesis_and_chronology(made, reader):
    data, pack = made
    synthesis = " ".join(reader.text(pack.folder / "00_couverture_et_synthese.pdf", "-f", "2").split())
    chronology = " ".join(reader.text(pack.folder / "01_chronologie.pdf").split())
    assert "11 jours entiers" in synthesis
    assert "« pas de relevé »" in synthesis
    assert "PAS DE RELEVÉ pendant 12 jours" in chronology
    assert "slotwatch n’a pas fonctionné" in chronology
    assert "mercredi 3 février 2027 à 10 h 40" in synthesis
    assert chronology.count("place proposée") == data.totals.available > 0
    assert f"Relevés sans réponse : {len(data.errors)}" in synthesis
    assert len(data.jumps) == 2
    assert f"Sauts de l’horloge de l’ordinateur : {len(data.jumps)}" in synthesis
    assert chronology.count("HORLOGE : le") == len(data.jumps)


def test_the_captures_of_each_month_are_a_piece_with_their_raw_pages(made):
    data, pack = made
    names = [piece.name for piece in pack.pieces if "captures" in piece.name]
    assert names == ["02_captures_2026-09.pdf", "03_captures_2026-10.pdf", "04_captures_2026-11.pdf"]
    assert len(pack.pages.joined) == len(data.captures) > 40
    assert pack.pages.missing == set()


def test_the_method_note_knows_the_pace_the_clock_and_the_runs(made, reader):
    _, pack = made
    text = " ".join(reader.text(next(pack.folder.glob("*_note_de_methode.pdf")), "-layout").split())
    assert "toutes les 80 min" in text
    assert "médiane −1 s" in text
    assert text.count("arrêt non noté") == 1
    assert "slotwatch/0.1.0 (personal appointment watcher; contact: [masqué])" in text


def test_the_pieces_open_and_count_their_pages(made):
    _, pack = made
    assert sum(len(PdfReader(pack.folder / piece.name).pages) for piece in pack.pieces) == sum(
        piece.pages for piece in pack.pieces
    )


def test_a_hole_has_the_length_that_nobody_looked(made):
    data, _ = made
    longest = max(data.holes, key=lambda hole: hole.length)
    assert timedelta(days=12) < longest.length < timedelta(days=13)
    assert len(longest.days) == 11
    assert longest.stopped
