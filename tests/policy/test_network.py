"""Whose fault it is that nobody answers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Check,
    Evidence,
    Filter,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    Slot,
    Unreachable,
    Unrecognised,
    WentBlind,
)
from slotwatch.policy import episodes, network
from slotwatch.policy.cadence import Strain, Wait
from slotwatch.policy.episodes import MotiveState
from slotwatch.policy.network import Local, Network, Sign

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
A, B, C = "www.a.example", "www.b.example", "c.example:8443"
LOST = Unreachable(Cause.DNS, "no such name")
GOOD = NoSlot("none")
EARLY = Unreachable(Cause.TLS, "certificate verify failed: certificate is not yet valid")


def play(*looks, local=None, net=None):
    """Judge looks of (host, outcome, minute); the last state, and all verdicts."""
    net, verdicts = net or Network(), []
    for host, outcome, minute in looks:
        net, verdict = network.judge(net, host, outcome, NOW + minute * MINUTE, local)
        verdicts.append(verdict)
    return net, verdicts


def notices(verdicts):
    return [notice.what for verdict in verdicts for notice in verdict.notices]


@pytest.mark.parametrize("cause", [Cause.DNS, Cause.CONNECT, Cause.TIMEOUT, Cause.TLS])
def test_when_every_host_fails_before_it_could_speak_it_is_our_own_network(cause):
    net, verdicts = play((A, Unreachable(cause), 0), (B, Unreachable(cause), 1))
    assert [v.ours for v in verdicts] == [False, True]
    assert net.since == NOW


@pytest.mark.parametrize("cause", [Cause.RESET, Cause.EMPTY, Cause.REDIRECTS, Cause.PROTOCOL])
def test_a_site_that_spoke_badly_is_not_our_own_network(cause):
    net, verdicts = play((A, Unreachable(cause), 0), (B, Unreachable(cause), 1))
    assert not any(v.ours for v in verdicts)
    assert net.since is None


@pytest.mark.parametrize("answer", [GOOD, Available((Slot(),)), Blocked(403), Maintenance(503)])
def test_one_host_that_answers_leaves_the_fault_with_the_others(answer):
    _, verdicts = play((C, answer, 0), (A, LOST, 1), (B, LOST, 2), (A, LOST, 3))
    assert not any(v.ours for v in verdicts)


def test_an_answer_of_half_an_hour_ago_says_nothing_about_the_network_of_now():
    _, verdicts = play((C, GOOD, 0), (A, LOST, 31), (B, LOST, 32))
    assert verdicts[-1].ours


def test_two_failures_at_the_only_host_are_ours_only_when_there_is_no_way_out():
    looks = (A, LOST, 0), (A, LOST, 1)
    assert not play(*looks)[1][1].ours
    assert not play(*looks, local=Local(routed=True))[1][1].ours
    assert [v.ours for v in play(*looks, local=Local(routed=False))[1]] == [False, True]


def test_the_only_hosts_trouble_is_its_own_again_when_there_is_a_way_out():
    net, _ = play((A, LOST, 0), (A, LOST, 1), local=Local(routed=False))
    net, [verdict] = play((A, LOST, 20), local=Local(routed=True), net=net)
    assert not verdict.ours
    assert not verdict.back
    assert notices([verdict]) == ["online"]
    assert net.since is None


def test_an_outage_is_told_once_after_ten_minutes_and_its_end_says_from_when_to_when():
    looks = [(host, LOST, minute) for minute in range(40) for host in (A, B)]
    net, verdicts = play(*looks, (B, GOOD, 41), (A, GOOD, 42))
    assert notices(verdicts) == ["offline", "online"]
    told = [v.notices[0] for v in verdicts if v.notices]
    assert verdicts.index(next(v for v in verdicts if v.notices)) == 20
    assert told[1].detail == "2026-11-25 10:00 → 2026-11-25 10:41"
    assert [v.back for v in verdicts[-2:]] == [True, False]
    assert net.since is None


def test_a_router_that_restarts_wakes_nobody():
    _, verdicts = play((A, LOST, 0), (B, LOST, 0), (A, LOST, 5), (B, GOOD, 6))
    assert notices(verdicts) == []
    assert verdicts[-1].back


def test_after_an_outage_nothing_of_it_is_held_against_the_hosts():
    net, _ = play((A, LOST, 0), (B, LOST, 1), (A, GOOD, 2))
    assert list(net.hosts) == [A]
    _, verdicts = play((B, LOST, 3), net=net)
    assert not verdicts[0].ours


def test_certificates_of_another_time_at_every_host_are_our_own_clock():
    _, verdicts = play((A, EARLY, 0), (B, EARLY, 1), (A, EARLY, 2))
    assert notices(verdicts) == ["clock-wrong"]
    assert [v.ours for v in verdicts] == [False, True, True]


def test_one_expired_certificate_is_the_sites_own():
    gone = Unreachable(Cause.TLS, "certificate verify failed: certificate has expired")
    assert not any(v.ours for v in play((B, GOOD, 0), (A, gone, 0), (A, gone, 5))[1])


def test_the_only_hosts_certificate_proves_a_wrong_clock_with_the_kernels_word():
    looks = (A, EARLY, 0), (A, EARLY, 5)
    assert notices(play(*looks, local=Local(synchronised=False))[1]) == ["clock-wrong"]
    assert notices(play(*looks, local=Local(routed=False, synchronised=True))[1]) == []


@pytest.mark.parametrize(
    "where", ["http://192.168.1.254/login", "http://[fe80::1]:80/", "http://box.lan/", "http://portal/"]
)
def test_public_sites_that_end_in_a_private_network_are_a_portal(where):
    portal = Unrecognised("no known form", Evidence(url=where, status=200))
    _, verdicts = play((A, portal, 0), (A, portal, 1), (A, portal, 2))
    assert notices(verdicts) == ["captive-portal"]
    assert verdicts[-1].ours


def test_all_hosts_that_lead_to_one_other_page_are_a_portal():
    portal = Unrecognised("no known form", Evidence(url="https://wifi.hotel.example/login?x=1", status=200))
    _, verdicts = play((A, portal, 0), (B, portal, 1), (A, GOOD, 12))
    assert notices(verdicts) == ["captive-portal", "online"]
    assert [v.ours for v in verdicts] == [False, True, False]


def test_hosts_that_share_a_login_are_no_portal():
    login = NeedsHuman(Human.LOGIN, Evidence(url="https://login.example/", status=200))
    assert not any(v.ours for v in play((A, login, 0), (B, login, 1))[1])


def test_one_host_that_leads_elsewhere_is_no_portal():
    moved = Unrecognised("no known form", Evidence(url="https://new.example/", status=200))
    assert not any(v.ours for v in play((A, moved, 0), (A, moved, 1), (B, GOOD, 2), (A, moved, 3))[1])


def test_this_machines_own_addresses_have_no_voice():
    net, verdicts = play(("127.0.0.1:80", LOST, 0), ("localhost", LOST, 1), ("[::1]:9", LOST, 2))
    assert not any(v.ours for v in verdicts)
    assert net == Network()


def test_a_look_that_is_not_counted_leaves_only_the_age_alarm():
    state = MotiveState(watched_since=NOW, last_look=NOW, last_answer=NOW)
    counted = episodes.advance(state, Check("m", NOW + MINUTE, 1, LOST), Filter()).state
    assert counted.trouble is not None
    step = network.not_counted(counted, Check("m", NOW + 2 * MINUTE, 1, LOST), NOW + MINUTE)
    assert step.state.trouble is None
    assert step.state.last_look == NOW + 2 * MINUTE
    late = network.not_counted(step.state, Check("m", NOW + timedelta(hours=7), 1, LOST), NOW)
    assert late.happenings == (WentBlind(NOW),)


def test_trouble_from_before_an_outage_is_not_forgotten():
    state = episodes.advance(MotiveState(), Check("m", NOW, 1, Blocked(403)), Filter()).state
    step = network.not_counted(state, Check("m", NOW + MINUTE, 1, LOST), NOW + MINUTE)
    assert step.state.trouble == state.trouble


def test_open_slots_outlive_an_outage():
    found = Available((Slot(date(2027, 1, 4)),))
    state = episodes.advance(MotiveState(), Check("m", NOW, 1, found), Filter()).state
    step = network.not_counted(state, Check("m", NOW + MINUTE, 1, LOST), NOW)
    assert step.state.open == state.open
    again = episodes.advance(step.state, Check("m", NOW + 2 * MINUTE, 1, found), Filter())
    assert again.happenings == ()


def test_no_ladder_climbs_and_a_refusals_is_kept():
    assert network.not_climbed(Strain("unreachable", 3)) == Strain()
    assert network.not_climbed(Strain("blocked", 2)) == Strain("blocked", 2)


def test_an_outage_is_tried_each_minute_only_where_no_site_feels_it():
    usual = Wait(300, "steady pace")
    assert network.wait(usual, 60, harmless=True).seconds == 60
    assert network.wait(usual, 120, harmless=True).seconds == 120
    assert network.wait(usual, 60, harmless=False).seconds == 300
    assert network.is_harmless(LOST, Local())
    assert network.is_harmless(Unreachable(Cause.CONNECT), Local(routed=False))
    assert not network.is_harmless(Unreachable(Cause.TIMEOUT), Local(routed=True))


def test_signs_do_not_need_an_evidence():
    assert network.sign_of(A, Unrecognised("?")) == (Sign.REACHED, "")
