import pytest

from slotwatch.config.sensitive import sensitive_parts


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("tgram://123456:ABCdef_g/-1001234567/", {"123456:ABCdef_g", "123456", "ABCdef_g", "-1001234567"}),
        ("tgram://123456%3AABCdef_g/%40mychannel", {"123456:ABCdef_g", "@mychannel"}),
        ("mailtos://moi:p%40ss@smtp.example.org?to=toi@example.org", {"p@ss", "p%40ss", "toi@example.org"}),
        ("mailtos://moi%40example.org:word@smtp.example.org", {"moi@example.org", "word"}),
        ("mailtos://_?user=moi%40example.org&pass=p%26ss&to=a@b.org,c@d.org", {"p&ss", "a@b.org", "c@d.org"}),
        ("freemobile://12345678@AbCdEfGh", {"12345678", "AbCdEfGh"}),
        ("twilio://ACsid:token@+33600000000/+33611111111", {"ACsid", "token", "+33600000000", "+33611111111"}),
        ("json://user:password@example.org/path?key=abcd", {"password", "path", "abcd"}),
        ("odd://[/secret-part", {"[/secret-part"}),
    ],
)
def test_every_part_that_tells_who_or_how_to_get_in_is_sensitive(url, hidden):
    assert hidden <= sensitive_parts(url)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        (
            "mailtos://moi:p4ss@smtp.example.org?smtp=mail.example.org&mode=starttls",
            {"smtp.example.org", "starttls"},
        ),
        ("mailto://127.0.0.1:2525?to=moi@example.org", {"127.0.0.1", "127.0.0.1:2525", "2525"}),
        ("ntfys://ntfy.example.org/abc", {"ntfy.example.org", "abc", ""}),
        ("mailtos://slotwatch:p4ss@smtp.example.org", {"slotwatch"}),
    ],
)
def test_what_would_only_make_logs_unreadable_is_left_out(url, plain):
    assert not plain & sensitive_parts(url)
