"""The trap matrix: no trap page and no other system's page is ever read as yes or no (docs/providers, traps)."""

from dataclasses import replace

ANSWERS = {"available", "no_slot"}


def test_trap_is_no_answer_at_its_own_address(trap, reader):
    outcome = reader.read(trap.page)
    assert outcome.kind not in ANSWERS, outcome
    assert outcome.evidence.url == trap.page.url


def test_trap_is_no_answer_at_the_provider_s_own_address(trap, reader):
    outcome = reader.read(replace(trap.page, url=reader.url))
    assert outcome.kind not in ANSWERS, outcome


def test_trap_is_no_answer_under_any_status(trap, reader):
    for status in (201, 202, 206, 302, 400, 403, 404, 429, 500, 503):
        outcome = reader.read(replace(trap.page, url=reader.url, status=status))
        assert outcome.kind not in ANSWERS, (status, outcome)


def test_trap_is_told_for_what_it_is(trap, reader):
    assert reader.read(trap.page).kind == trap.kinds[reader.provider]


def test_there_are_pages_for_all_twenty_traps(traps):
    assert {int(trap.name[:2]) for trap in traps} == set(range(1, 21))


def test_a_page_of_another_system_is_no_answer(case, reader):
    if reader.provider == case.reader.provider or reader.system == case.reader.system:
        return  # its own pages are in test_fixtures
    for url in (case.page.url, reader.url):
        outcome = reader.read(replace(case.page, url=url))
        assert outcome.kind not in ANSWERS, (url, outcome)
