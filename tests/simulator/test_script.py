import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.simulator import KINDS, SCRIPT_HELP, TRAPS, Phase, Script, parse_script, trap_phases


def test_the_example_of_the_documentation_is_read() -> None:
    assert parse_script("none 20s; slots 2 15s; 502 5s; captcha") == Script(
        (
            Phase("none", lasts=20.0),
            Phase("slots", 2, lasts=15.0),
            Phase("502", lasts=5.0),
            Phase("captcha"),
        )
    )


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("none", Phase("none")),
        ("  NONE   nbsp ", Phase("none", variant="nbsp")),
        ("slots 3 from 40", Phase("slots", 3, days=40)),
        ("slots 1 typed from 0 500ms", Phase("slots", 1, "typed", days=0, lasts=0.5)),
        ("503 retry 120", Phase("503", retry="120")),
        ("429 retry past 2m", Phase("429", retry="past", lasts=120.0)),
        ("502 late 1.5h", Phase("502", late=True, lasts=5400.0)),
        ("overload 503", Phase("overload", variant="503")),
        ("challenge 200", Phase("challenge", variant="200")),
        ("trap 4 504-timeout 1d", Phase("trap", 4, "504-timeout", lasts=86400.0)),
        ("trap 4 503", Phase("trap", 4, "503")),
        ("lost once", Phase("lost", variant="once")),
    ],
)
def test_a_phase_is_read(text: str, phase: Phase) -> None:
    assert parse_script(text).phases == (phase,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the script is empty; write for example: none 20s; slots 2 15s; none"),
        ("none 5s; slotz 2", 'phase 2 "slotz 2": no such answer "slotz"; did you mean "slots"?'),
        ("slots", 'phase 1 "slots": slots takes a number from 1 to 16'),
        ("slots 99", 'phase 1 "slots 99": slots takes a number from 1 to 16, not 99'),
        ("trap 21", 'phase 1 "trap 21": trap takes a number from 1 to 20, not 21'),
        ("none 20 s", 'phase 1 "none 20 s": "20" means nothing after none; a time needs its unit, as in 20s'),
        ("none 20", 'phase 1 "none 20": "20" means nothing after none; a time needs its unit, as in 20s'),
        (
            "captcha hiden-no",
            'phase 1 "captcha hiden-no": captcha has no variant "hiden-no"; did you mean "hidden-no"?',
        ),
        ("blank grey", 'phase 1 "blank grey": blank has no variant "grey"'),
        ("none upper nfd", 'phase 1 "none upper nfd": "nfd" is one word too many'),
        ("none 5s 6s", 'phase 1 "none 5s 6s": "6s" comes after the time; the time is the last word'),
        ("none retry 5", 'phase 1 "none retry 5": "retry" does not go with none'),
        ("503 retry soon", 'phase 1 "503 retry soon": "retry" takes whole seconds or "past", not "soon"'),
        ("503 retry", 'phase 1 "503 retry": "retry" takes whole seconds or "past", not "nothing"'),
        ("503 retry 1 retry 2", 'phase 1 "503 retry 1 retry 2": "retry" is given twice'),
        ("slots 1 from soon", 'phase 1 "slots 1 from soon": "from" takes whole days, as in "slots 2 from 40"'),
        ("slots 1 from 400", 'phase 1 "slots 1 from 400": "from" takes 0 to 366 days, not 400'),
        ("502 from 4", 'phase 1 "502 from 4": "from" goes with slots only, not with 502'),
        ("none late", 'phase 1 "none late": "late" does not go with none'),
        ("none 0s", 'phase 1 "none 0s": a time is 1ms to 366d'),
        ("none; slots 2", 'phase 1 "none" has no time, so the next would never come; write "none 20s"'),
        (
            "none 5s;",
            'phase 2 "": nothing stands here; take the ";" away or write an answer, such as none',
        ),
    ],
)
def test_a_mistake_is_told_in_one_clear_line(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_script(text)
    assert str(caught.value) == message


def test_a_word_far_from_all_others_is_answered_with_the_whole_list() -> None:
    with pytest.raises(ValueError, match="it is one of: none, slots, 404") as caught:
        parse_script("xyzzy")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("elapsed", "number", "kind"),
    [
        (0, 0, "none"),
        (19.99, 0, "none"),
        (20, 1, "slots"),
        (34.9, 1, "slots"),
        (35, 2, "captcha"),
        (1e7, 2, "captcha"),
    ],
)
def test_the_last_phase_without_a_time_holds_for_ever(elapsed: float, number: int, kind: str) -> None:
    at, phase = parse_script("none 20s; slots 2 15s; captcha").at(elapsed)
    assert (at, phase.kind) == (number, kind)


@pytest.mark.parametrize(("elapsed", "number", "kind"), [(24, 1, "slots"), (25, 2, "none"), (49, 3, "slots")])
def test_a_script_that_ends_with_a_time_begins_again(elapsed: float, number: int, kind: str) -> None:
    at, phase = parse_script("none 20s; slots 2 5s").at(elapsed)
    assert (at, phase.kind) == (number, kind)


def _phases(lasts: st.SearchStrategy[float | None]) -> st.SearchStrategy[Phase]:
    @st.composite
    def build(draw: st.DrawFn) -> Phase:
        name = draw(st.sampled_from(sorted(KINDS)))
        kind = KINDS[name]
        number = draw(st.integers(*kind.numbers)) if kind.numbers else 0
        variants = TRAPS[number].variants if name == "trap" else kind.variants
        return Phase(
            name,
            number,
            draw(st.sampled_from(("", *variants))),
            days=draw(st.integers(0, 366)) if kind.dated else 7,
            retry=draw(st.sampled_from(("", "past", "0", "86400"))) if kind.retry else "",
            late=kind.late and draw(st.booleans()),
            lasts=draw(lasts),
        )

    return build()


times = st.integers(1, 366 * 86400 * 1000).map(lambda milliseconds: milliseconds / 1000)
scripts = st.builds(
    lambda head, tail: Script((*head, tail)), st.lists(_phases(times), max_size=5), _phases(st.none() | times)
)


@given(scripts)
def test_a_script_that_is_written_is_read_back_the_same(script: Script) -> None:
    assert parse_script(str(script)) == script


@given(scripts, st.floats(0, 1e9))
def test_at_every_second_one_of_its_phases_is_on(script: Script, elapsed: float) -> None:
    number, phase = script.at(elapsed)
    assert phase == script.phases[number % len(script.phases)]


@given(st.text(max_size=40))
def test_any_text_is_a_script_or_one_line_of_error(text: str) -> None:
    try:
        read, error = str(parse_script(text)), ""
    except ValueError as told:
        read, error = "", str(told)
    assert read or len(error.splitlines()) == 1


def test_the_help_names_every_kind_variant_and_trap() -> None:
    for name, kind in KINDS.items():
        assert f"\n  {name}" in SCRIPT_HELP
        assert all(variant in SCRIPT_HELP for variant in kind.variants)
    for number, trap in TRAPS.items():
        assert f"\n  trap {number}" in SCRIPT_HELP
        assert all(variant in SCRIPT_HELP for variant in trap.variants)


def test_the_trap_list_has_all_twenty_in_every_variant() -> None:
    phases = trap_phases()
    assert {phase.number for phase in phases} == set(range(1, 21))
    assert len(phases) == len(set(phases)) == sum(len(trap.variants) or 1 for trap in TRAPS.values())
    assert [number for number, trap in TRAPS.items() if trap.answers] == [19]
