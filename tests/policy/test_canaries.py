"""When a site no longer behaves as its past says, and what of a page has changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import (
    Available,
    Blocked,
    Capture,
    Change,
    Check,
    Evidence,
    Filter,
    NeedsHuman,
    NoSlot,
    NotOpen,
    SiteChanged,
    Slot,
    SlotsGone,
    TroubleEntered,
    Unrecognised,
    WentBlind,
)
from slotwatch.policy import canaries, episodes
from slotwatch.policy.canaries import (
    AT_LEAST,
    OPENINGS,
    REMEMBERED,
    SOFT_BAN,
    TIMES_LONGEST,
    WRITTEN_EVERY,
    Drought,
    DrySpell,
    change_of,
    is_about_the_site,
    with_capture,
)
from slotwatch.policy.episodes import MotiveState

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES, NO = Available((Slot(date(2027, 1, 14)),)), NoSlot("none")


class Watch:
    """A motive looked at again and again; ``told`` is what the canary said, with its instant."""

    def __init__(self, drought=None):
        self.drought = drought or Drought()
        self.now = AT
        self.told = []

    def look(self, outcome, after=HOUR):
        self.now += after
        self.drought, suspicion = canaries.advance(self.drought, Check("m", self.now, 0.1, outcome))
        if suspicion is not None:
            self.told.append((self.now, suspicion))
        return suspicion

    def openings(self, count, dry=DAY, every=HOUR):
        """So many openings of an hour each, with dry spells of ``dry`` between them."""
        for _ in range(count):
            self.look(YES, every)
            for _ in range(round(dry / every)):
                self.look(NO, every)
        return self

    def dry(self, lasts, every=HOUR):
        for _ in range(round(lasts / every)):
            self.look(NO, every)
        return self


def test_a_dry_spell_far_beyond_its_past_is_suspected_once_with_the_figures_it_rests_on():
    watch = Watch().openings(OPENINGS, dry=DAY)
    began = watch.now - DAY + HOUR
    watch.dry(60 * DAY)
    [(at, told)] = watch.told
    assert told == SiteChanged(SOFT_BAN, began, round((at - began) / HOUR) + 1, 86400.0)
    assert AT_LEAST < at - began <= AT_LEAST + HOUR


def test_one_opening_less_explains_nothing():
    assert Watch().openings(OPENINGS - 1).dry(300 * DAY).told == []


def test_without_any_opening_there_is_no_suspicion():
    assert Watch().dry(400 * DAY, every=DAY).told == []


def test_a_site_that_opens_once_a_week_is_given_ten_weeks():
    watch = Watch().openings(OPENINGS, dry=7 * DAY, every=6 * HOUR)
    assert watch.dry(60 * DAY).told == []
    assert len(watch.dry(15 * DAY).told) == 1


def test_one_long_holiday_in_the_past_makes_it_patient():
    watch = Watch().openings(10, dry=DAY)
    watch.openings(1, dry=30 * DAY).openings(OPENINGS - 10, dry=DAY)
    assert watch.dry(TIMES_LONGEST * 30 * DAY - 2 * DAY).told == []
    assert len(watch.dry(4 * DAY).told) == 1


def test_an_opening_clears_it_and_the_next_dry_spell_is_told_anew():
    watch = Watch().openings(OPENINGS).dry(30 * DAY)
    watch.look(YES)
    assert watch.drought == Drought(offered=True, past=watch.drought.past)
    watch.dry(30 * DAY)
    assert len(watch.told) == 2


def test_a_dry_spell_that_was_suspected_is_no_habit_of_the_site():
    watch = Watch().openings(OPENINGS).dry(100 * DAY)
    longest = max(spell.seconds for spell in watch.drought.past)
    watch.look(YES)
    assert max(spell.seconds for spell in watch.drought.past) == longest


def test_a_machine_that_was_off_for_a_month_suspects_nobody():
    watch = Watch().openings(OPENINGS)
    watch.look(NO, after=30 * DAY)
    assert watch.dry(5 * DAY).told == []


def test_slots_that_flicker_for_an_afternoon_are_one_opening():
    watch = Watch().openings(3, dry=DAY)
    before = watch.drought.past
    for _ in range(30):
        watch.look(YES, timedelta(minutes=5))
        watch.look(NO, timedelta(minutes=5))
    assert len(watch.drought.past) == len(before) + 1  # the one that the first of them ended


def test_looks_without_an_answer_change_nothing():
    watch = Watch().openings(OPENINGS)
    before = watch.drought
    for outcome in (Blocked(403), Unrecognised("x"), NotOpen("x")):
        watch.look(outcome, 30 * DAY)
    assert watch.drought == before


def test_only_the_latest_dry_spells_are_remembered():
    assert len(Watch().openings(REMEMBERED + 20).drought.past) == REMEMBERED


def test_a_count_is_written_down_only_now_and_then():
    states = {Drought(began=AT, answers=n).lasting.answers for n in range(1, 4 * WRITTEN_EVERY)}
    assert states == {0, WRITTEN_EVERY, 2 * WRITTEN_EVERY, 3 * WRITTEN_EVERY}


looks = st.lists(
    st.tuples(
        st.sampled_from([YES, NO, NO, NO, Blocked(403), Unrecognised("x")]),
        st.timedeltas(timedelta(seconds=60), timedelta(days=20)),
    ),
    max_size=150,
)
pasts = st.lists(st.builds(DrySpell, st.floats(3600, 3e6), st.integers(1, 5000)), max_size=REMEMBERED).map(tuple)


@given(looks)
def test_no_suspicion_without_enough_openings_in_the_past(looks):
    watch, openings, before = Watch(), 0, None
    for outcome, after in looks:
        suspicion = watch.look(outcome, after)
        if outcome is YES and before is not YES:
            openings += 1
        if outcome in (YES, NO):
            before = outcome
        assert suspicion is None or (outcome is NO and openings >= OPENINGS)


@given(pasts, looks)
def test_a_dry_spell_is_suspected_at_most_once_and_an_opening_ends_it(past, looks):
    watch = Watch(Drought(offered=True, past=past))
    told_since_opening = 0
    for outcome, after in looks:
        suspicion = watch.look(outcome, after)
        if outcome is YES:
            told_since_opening = 0
            assert not watch.drought.told
            assert watch.drought.began is None
        told_since_opening += suspicion is not None
        assert told_since_opening <= 1
        if suspicion is not None:
            assert len(past) + 1 >= OPENINGS or len(watch.drought.past) + 1 >= OPENINGS
            assert watch.now - suspicion.since > AT_LEAST


@given(pasts, st.integers(-(10**6), 10**6))
def test_a_clock_that_jumps_never_raises(past, seconds):
    watch = Watch(Drought(offered=True, past=past))
    for outcome in (NO, NO, YES, NO, NO):
        watch.look(outcome, timedelta(seconds=seconds))
    assert all(spell.seconds >= 0 for spell in watch.drought.past)


# ── what of a page has changed ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("outcome", "change"),
    [
        (Unrecognised("x", Evidence(marker=Change.RELABELLED.marker("name=planning"))), Change.RELABELLED),
        (NotOpen("x", Evidence(marker=Change.VANISHED.marker("selectedMotiveKeyList"))), Change.VANISHED),
        (NotOpen("HTTP 404", Evidence(status=404, marker="HTTP 404")), Change.DEAD_LINK),
        (NotOpen("HTTP 410", Evidence(status=410, marker="HTTP 410")), Change.DEAD_LINK),
        (NotOpen("closed for good", Evidence(status=200, marker="closed for good")), None),
        (Unrecognised("no form", Evidence(status=200, marker="none of the known ones")), None),
        (NoSlot("x", Evidence(marker=Change.RELABELLED.marker("x"))), None),
        (Blocked(404, evidence=Evidence(status=404)), None),
    ],
)
def test_what_has_changed_is_read_from_status_and_marker(outcome, change):
    assert change_of(outcome) == change


def test_trouble_is_told_with_what_has_changed():
    outcome = Unrecognised("counter 2 is now called «B»", Evidence(marker=Change.RELABELLED.marker("planning")))
    state, told = MotiveState(), []
    for n in range(6):
        step = episodes.advance(state, Check("m", AT + n * HOUR, 0.1, outcome), Filter())
        state = step.state
        told += step.happenings
    assert [what.change for what in told if isinstance(what, TroubleEntered)] == [Change.RELABELLED]


def test_only_what_is_about_the_site_gets_the_page():
    capture = Capture("/x.html")
    gone = SlotsGone((Slot(),))
    others = (gone, WentBlind(AT), TroubleEntered("blocked", "HTTP 403", AT, 2))
    site = (
        TroubleEntered("unrecognised", "?", AT, 3),
        TroubleEntered("not_open", "?", AT, 2),
        SiteChanged(SOFT_BAN, AT, 9, 1.0),
    )
    kept = with_capture((*others, *site), capture)
    assert kept[:3] == others
    assert [what.capture for what in kept[3:]] == [capture] * 3
    assert [is_about_the_site(what) for what in (*others, *site)] == [False] * 3 + [True] * 3
    assert not is_about_the_site(TroubleEntered(NeedsHuman.kind, "captcha", AT, 1))
