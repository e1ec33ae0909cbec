"""Redaction takes nothing from the answer: a page that may be shown is read as the one that came."""

from dataclasses import replace

from slotwatch.capture import same
from slotwatch.redaction import Redactor


def test_a_redacted_page_is_read_as_before(case):
    redactor = Redactor()
    before = case.reader.read(case.page)
    after = case.reader.read(replace(case.page, text=redactor.text(case.page.text)))
    assert same(before, after), (after, redactor.found)


def test_a_redacted_trap_is_read_as_before(trap, reader):
    redacted = replace(trap.page, text=Redactor().text(trap.page.text))
    assert same(reader.read(trap.page), reader.read(redacted))
