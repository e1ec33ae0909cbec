"""The person's own attempts and steps."""

from datetime import UTC, datetime, timedelta

import pytest

from slotwatch.evidence import entries
from slotwatch.evidence.attachments import take
from slotwatch.evidence.by_hand import RESULTS, BadAttemptError, attest, instant, make
from slotwatch.model import PARIS
from slotwatch.store import StoreError

PNG = b"\x89PNG\r\n\x1a\n" + bytes(50) + b"IEND\xaeB`\x82"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-25 09:30", "08:30"),
        ("2026-11-25T09:30:15", "08:30"),
        ("25/11/2026 9h30", "08:30"),
        ("25/11/2026 09:30", "08:30"),
        ("25/11/2026 9h", "08:00"),
        ("2026-11-25 08:30Z", "08:30"),
        ("2026-11-25 10:30+02:00", "08:30"),
    ],
)
def test_an_instant_is_local_to_the_office_unless_it_says_otherwise(written, utc, now):
    at = instant(written, PARIS, now)
    assert at.astimezone(UTC).strftime("%H:%M") == utc
    assert at.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("tomorrow", "is no time"),
        ("2026-11-25", "is no time"),
        ("2026-13-25 09:30", "no such day"),
        ("31/02/2026 9h30", "no such day"),
        ("2026-11-25 25:30", "no such day or hour"),
        ("2026-11-25 11:00", "has not happened yet"),
        ("2026-03-29 02:30", "skipped this hour"),
    ],
)
def test_what_is_no_instant_is_refused_in_one_line(written, words, now):
    with pytest.raises(BadAttemptError, match=words) as refused:
        instant(written, PARIS, now)
    assert len(str(refused.value).splitlines()) == 1


def test_the_hour_that_comes_twice_is_taken_as_the_first(now):
    assert instant("2026-10-25 02:30", PARIS, now).utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("kind", RESULTS)
def test_each_kind_has_its_own_results(kind, now):
    local = now.astimezone(PARIS)
    for result in RESULTS[kind]:
        assert make(kind, result, local).result == result
    with pytest.raises(BadAttemptError, match="is nothing that"):
        make(kind, "nonsense", local)


def test_notes_and_tracking_numbers_have_bounds(now):
    local = now.astimezone(PARIS)
    with pytest.raises(BadAttemptError, match=r"attach a \.txt file"):
        make("attempt", "none", local, "x" * 4001)
    for bad in ("<script>", "x" * 41):
        with pytest.raises(BadAttemptError, match="no tracking number"):
            make("step", "letter", local, "", bad)
    step = make("step", "letter", local, " line\r\nanother\x1b[0m ", "1A 123 456 7890 1")
    assert (step.note, step.tracking) == ("line\nanother[0m", "1A 123 456 7890 1")


def test_an_attempt_is_sealed_with_its_files_and_read_back(store, bodies, tmp_path, now):
    (tmp_path / "shot.png").write_bytes(PNG)
    taken = take(tmp_path / "shot.png")
    local = (now - timedelta(days=2)).astimezone(PARIS)
    attempt = make("attempt", "captcha", local, "le captcha tournait en rond")
    number = attest(store, bodies, "renewal", attempt, [taken], now)
    (sealed,) = store.entries(entries.BY_HAND)
    read = entries.read_by_hand(sealed, frozenset())
    assert read.number == number == 1
    assert (read.kind, read.result, read.note) == ("attempt", "captcha", "le captcha tournait en rond")
    assert (read.at, read.local, read.recorded) == (local.astimezone(UTC), local, now)
    assert read.local.utcoffset() == timedelta(hours=1)
    assert read.files == (taken.attachment,)
    assert bodies.get(read.files[0].sha256) == PNG
    (tmp_path / "shot.png").unlink()


def test_where_the_files_cannot_be_kept_nothing_is_sealed(store, bodies, tmp_path, now):
    (tmp_path / "shot.png").write_bytes(PNG)
    bodies.folder.write_text("a file stands here")
    attempt = make("attempt", "none", now.astimezone(PARIS))
    with pytest.raises(StoreError):
        attest(store, bodies, "renewal", attempt, [take(tmp_path / "shot.png")], now)
    assert store.head() is None
    assert (tmp_path / "shot.png").exists()


def test_an_attempt_before_the_first_look_is_possible(tmp_path, now):
    from slotwatch.evidence.bodies import Bodies
    from slotwatch.evidence.opening import open_chain

    folder = tmp_path / "fresh"
    with open_chain(folder, now) as book:
        attest(book, Bodies(folder), "renewal", make("attempt", "none", now.astimezone(PARIS)), [], now)
    with open_chain(folder, now) as book:
        assert len(book.entries(entries.BY_HAND)) == 1


def test_beside_a_daemon_an_attempt_is_added_to_the_same_chain(store, tmp_path, look, now):
    from slotwatch.evidence.bodies import Bodies
    from slotwatch.evidence.opening import open_chain
    from slotwatch.store import StoreLock

    with StoreLock(tmp_path):  # as a daemon holds it
        look(now)
        with open_chain(tmp_path, now) as book:
            attest(book, Bodies(tmp_path), "renewal", make("attempt", "none", now.astimezone(PARIS)), [], now)
        look(now + timedelta(minutes=5))
    assert [link.kind for link in store.links()] == ["check", "by_hand", "check"]


def test_a_day_that_was_entered_is_the_day_that_is_printed():
    at = instant("2026-10-25 00:15", PARIS, datetime(2026, 11, 25, tzinfo=UTC))
    assert (
        entries.by_hand("renewal", at, make("attempt", "none", at)).facts["happened"]
        == "2026-10-25T00:15:00+02:00"
    )
