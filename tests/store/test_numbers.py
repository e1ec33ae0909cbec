"""Texts get one number each, whatever they are."""

import sqlite3
from contextlib import closing
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.store.migrations import migrate
from slotwatch.store.numbers import Numbers


@pytest.fixture(scope="module")
def connection():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, Path(":memory:"))
        yield connection


@given(st.lists(st.text(), max_size=8))
def test_a_text_has_one_number_and_a_number_one_text(connection, texts):
    numbers = Numbers(connection)
    given_numbers = [numbers.text(text) for text in texts]
    numbers.forget()
    assert [numbers.text(text) for text in texts] == given_numbers
    for text, number in zip(texts, given_numbers, strict=True):
        found = connection.execute("SELECT text FROM texts WHERE id = ?", (number,)).fetchone()
        assert found == ((text,) if text else None)


def test_two_texts_of_one_checksum_are_two(connection):
    assert crc32(b"plumless") == crc32(b"buckeroo")
    numbers = Numbers(connection)
    assert numbers.text("plumless") != numbers.text("buckeroo")


def test_more_texts_than_are_remembered_keep_their_numbers(connection):
    numbers = Numbers(connection)
    first = [numbers.text(f"text {i}") for i in range(1500)]
    assert [numbers.text(f"text {i}") for i in range(1500)] == first
    assert len(set(first)) == 1500


def test_motives_keep_their_numbers(connection):
    numbers = Numbers(connection)
    first = [numbers.motive("a"), numbers.motive("b")]
    numbers.forget()
    assert [numbers.motive("a"), numbers.motive("b")] == first
    assert len(set(first)) == 2
