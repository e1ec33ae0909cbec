"""What is written to the disk is counted, over a day at most."""

from datetime import UTC, datetime, timedelta

import pytest

from slotwatch import wear
from slotwatch.wear import Meter, Wear

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def io(tmp_path):
    return tmp_path / "io"


def count(io, number):
    io.write_text(f"rchar: 1\nwchar: 2\nread_bytes: 3\nwrite_bytes: {number}\ncancelled_write_bytes: 0\n")


def test_this_process_can_be_asked():
    assert wear.written() is None or wear.written() >= 0


@pytest.mark.parametrize("text", ["", "write_bytes: many\n", "wchar: 7\n"])
def test_a_system_that_does_not_say_leaves_it_unknown(tmp_path, io, text):
    io.write_text(text)
    meter = Meter(tmp_path, io)
    meter.save(NOW)
    assert meter.read(NOW) is None
    assert wear.load(tmp_path) is None
    assert wear.written(tmp_path / "nothing") is None


def test_what_was_written_since_the_first_reading_is_kept_for_the_status(tmp_path, io):
    meter = Meter(tmp_path, io)
    count(io, 1_000_000)
    meter.save(NOW)
    count(io, 1_600_000)
    meter.save(NOW + 6 * HOUR)
    found = wear.load(tmp_path)
    assert found == Wear(NOW, NOW + 6 * HOUR, 600_000)
    assert found.per_day == 2_400_000
    assert str(found) == "2.4 MB a day (over the last 6.0 h)"
    assert (tmp_path / wear.FILE).stat().st_mode & 0o777 == 0o600


def test_only_the_last_day_counts(tmp_path, io):
    meter = Meter(tmp_path, io)
    for hour in range(100):
        count(io, 10**9 if hour == 0 else 10**9 + hour * 1000)
        found = meter.read(NOW + hour * HOUR)
    assert found == Wear(NOW + 75 * HOUR, NOW + 99 * HOUR, 24_000)


def test_too_little_time_says_nothing_of_a_day(tmp_path, io):
    assert Wear(NOW, NOW + timedelta(minutes=9), 5).per_day is None
    assert "after ten minutes" in str(Wear(NOW, NOW, 0))


def test_a_clock_that_goes_back_begins_anew(tmp_path, io):
    meter = Meter(tmp_path, io)
    count(io, 10)
    meter.read(NOW)
    count(io, 30)
    assert meter.read(NOW - HOUR) == Wear(NOW - HOUR, NOW - HOUR, 0)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"since": "x", "until": "y", "written": 1}', "{"])
def test_a_damaged_file_is_none(tmp_path, text):
    (tmp_path / wear.FILE).write_text(text)
    assert wear.load(tmp_path) is None
