import pytest

from slotwatch.fetch import user_agent


def test_the_user_agent_says_what_knocks_and_whom_to_write_to():
    assert user_agent("0.1.0", "a@example.org") == (
        "slotwatch/0.1.0 (personal appointment watcher; contact: a@example.org)"
    )


def test_a_missing_contact_is_said():
    assert user_agent("0.1.0", "") == "slotwatch/0.1.0 (personal appointment watcher; no contact given)"
    assert user_agent("0.1.0") == user_agent("0.1.0", "  ")


@pytest.mark.parametrize(
    "bad", ["a@b\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\x7fb", "a\u2028b", "zoé@example.org"]
)
def test_what_would_break_a_header_is_refused(bad):
    with pytest.raises(ValueError, match=r"contact: .* write an e-mail or web address"):
        user_agent("0.1.0", bad)
    with pytest.raises(ValueError, match="version"):
        user_agent(bad, "")


def test_a_parenthesis_in_the_contact_does_not_end_the_comment():
    assert user_agent("1", "https://example.org/a(b)").endswith(r"contact: https://example.org/a\(b\))")
