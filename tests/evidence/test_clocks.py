"""How right the clock was: the kernel's word and the server's date."""

from datetime import UTC, datetime, timedelta

import pytest

from slotwatch.evidence import ntp
from slotwatch.evidence.clocks import gap

AT = datetime(2026, 11, 25, 9, 0, 2, 400_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"date": "Wed, 25 Nov 2026 09:00:00 GMT"}, 2),
        ({"date": "Wed, 25 Nov 2026 10:00:02 GMT"}, -3600),
        ({"date": "Wed, 25 Nov 2026 09:00:00 -0000"}, 2),
        ({"date": "Wed, 25 Nov 2026 08:55:00 GMT", "age": "300"}, 2),
        ({"date": "Wed, 25 Nov 2026 08:55:00 GMT", "age": "soon"}, 302),
        ({"date": "yesterday"}, None),
        ({"date": ""}, None),
        ({}, None),
    ],
)
def test_the_gap_is_our_clock_minus_the_servers(headers, seconds):
    assert gap(AT, headers) == seconds


def test_a_clock_that_is_years_off_has_a_gap_too():
    assert gap(AT - timedelta(days=3650), {"date": "Wed, 25 Nov 2026 09:00:00 GMT"}) < -3e8


@pytest.mark.parametrize(
    ("state", "status", "expected"),
    [(0, 0x2001, True), (5, 0x0040, False), (0, 0x0040, False), (5, 0, False), (1, 0x10, True)],
)
def test_the_kernels_answer_is_read(state, status, expected):
    assert ntp.synchronised(lambda: (state, status)) is expected


def test_where_the_kernel_does_not_say_it_is_unknown():
    def refused():
        raise OSError(1, "not permitted")

    assert ntp.synchronised(refused) is None


def test_this_kernel_is_asked_without_harm():
    state, status = ntp.adjtimex()
    assert 0 <= state <= 5
    assert 0 <= status < 0x10000
    assert (status & 0x40 == 0x40) <= (state == 5)
