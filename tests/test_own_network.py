"""Our own network down, in virtual time: one event, no ladder, nothing held against a site."""

import itertools
from datetime import timedelta

import pytest
from virtual import START, VirtualClock
from world import World, motives

from slotwatch import own_network
from slotwatch.model import Cause, NoSlot, Unreachable

ROUTES = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
DEFAULT = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
LOCAL = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
NONE = "0" * 32
DEFAULT_6 = f"{NONE} 00 {NONE} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n"
REFUSING_6 = f"{NONE} 00 {NONE} 00 {NONE} ffffffff 00000001 00000000 00200200       lo\n"


@pytest.mark.parametrize(
    ("routes", "routes_6", "found"),
    [
        (ROUTES + DEFAULT + LOCAL, "", True),
        (ROUTES + LOCAL, "", False),
        (ROUTES, "", False),
        (ROUTES, None, False),
        (ROUTES + LOCAL, DEFAULT_6, True),
        (ROUTES + LOCAL, REFUSING_6, False),
        (ROUTES + DEFAULT.replace("0003", "0200"), "", False),
        (ROUTES + "eth0 rubbish\n", "rubbish\n", False),
        (None, DEFAULT_6, None),
    ],
)
def test_a_way_out_is_a_default_route_in_use(tmp_path, routes, routes_6, found):
    for name, text in (("route", routes), ("route_6", routes_6)):
        if text is not None:
            (tmp_path / name).write_text(text)
    assert own_network.has_route(tmp_path / "route", tmp_path / "route_6") is found


def test_this_machine_can_be_asked():
    local = own_network.look_around()
    assert {local.routed, local.synchronised} <= {True, False, None}


async def test_motives_come_back_one_after_the_other():
    clock = VirtualClock()
    own = own_network.OwnNetwork(clock)
    for host in ("a.example", "b.example"):
        own.judge(host, Unreachable(Cause.DNS))
    back = own.back
    verdict, _ = own.judge("a.example", NoSlot("none"))
    assert verdict.back
    assert back.is_set()
    assert own.returns == 1
    assert [own.turn() - clock.monotonic() for _ in range(3)] == [2.0, 4.0, 6.0]


def outage(begin: int, end: int, *, down=lambda _: True):
    """An answer for `World`: nothing gets through between two minutes."""

    def answer(motive, now):
        minute = (now - START) / timedelta(minutes=1)
        return Unreachable(Cause.DNS, "no such name") if begin <= minute < end and down(motive) else NoSlot("none")

    return answer


def test_an_outage_of_two_hours_is_two_messages_whatever_the_number_of_motives(tmp_path):
    watched = motives(5)
    here = World(tmp_path, outage(60, 180))
    here.watch(*watched, seconds=4 * 3600)
    assert [(what.kind, what.what) for what in here.told()] == [("noticed", "offline"), ("noticed", "online")]
    detail = here.told()[1].detail
    assert detail.startswith("2026-11-25 11:0")
    assert detail.split("→ ")[1].startswith("2026-11-25 13:0")
    memories = here.reading().memories()
    assert {memory.strain.count for memory in memories.values()} == {0}
    assert {memory.state.trouble for memory in memories.values()} == {None}


def test_when_the_network_is_back_every_motive_is_looked_at_at_once_and_none_at_the_same_time(tmp_path):
    watched = motives(5)
    here = World(tmp_path, outage(60, 180))
    here.watch(*watched, seconds=3.2 * 3600)
    first = {}
    for name, at in here.looks:
        if at >= 180 * 60:
            first.setdefault(name, at)
    instants = sorted(first.values())
    assert len(instants) == 5
    # the first within the minute of its try, the last after that: its floor, and its turn
    assert instants[0] <= 180 * 60 + 72
    assert instants[-1] <= instants[0] + 72 + 5 * 2
    assert all(b - a >= 0.4 for a, b in itertools.pairwise(instants))


def test_one_dead_site_among_living_ones_climbs_its_ladder_and_is_told(tmp_path):
    watched = motives(3)
    here = World(tmp_path, outage(30, 600, down=lambda motive: motive is watched[0]))
    here.watch(*watched, seconds=4 * 3600)
    assert [(d.event.motive, d.event.what.kind) for d in here.post.deliveries] == [("m0", "trouble_entered")]
    assert here.reading().memories()["m0"].strain.count > 5


def test_a_night_without_network_ends_in_the_age_alarm_all_the_same(tmp_path):
    watched = motives(2)
    here = World(tmp_path, outage(10, 600))
    here.watch(*watched, seconds=9 * 3600)
    kinds = [what.kind for what in here.told()]
    assert kinds.count("went_blind") == 2
    assert kinds.count("trouble_entered") == 0


def test_looks_lost_to_an_outage_are_written_down_and_enter_no_share(tmp_path):
    watched = motives(2)
    here = World(tmp_path, outage(60, 180))
    here.watch(*watched, seconds=4 * 3600)
    for status in here.reading().statuses(here.clock.now()):
        assert status.counts["unreachable"] > 20
        assert status.share == 0.0
