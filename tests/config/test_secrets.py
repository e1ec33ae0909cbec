from urllib.parse import unquote

import pytest

from slotwatch.config.secrets import BadSecrets, resolve

AWKWARD = "p@ss/w:rd?&#%20 é${X}"


def told(text, environ, folder):
    with pytest.raises(BadSecrets) as caught:
        resolve(text, environ, folder)
    return [each.found for each in caught.value.each]


def test_a_secret_inside_an_address_is_encoded_so_that_it_survives(tmp_path):
    resolved = resolve("mailtos://moi:${PW}@smtp.example.org", {"PW": AWKWARD}, tmp_path)
    login = resolved.url.removeprefix("mailtos://").removesuffix("@smtp.example.org")
    user, _, password = login.partition(":")
    assert (user, unquote(password)) == ("moi", AWKWARD)
    assert not set(password) & set("@/:?#& ")
    assert resolved.secrets == (AWKWARD,)


@pytest.mark.parametrize("written", ["${URL}", "file:url.txt", "${file:url.txt}", "credential:url"])
def test_a_secret_that_is_the_whole_address_is_taken_as_it_stands(tmp_path, written):
    url = "mailtos://moi:p%40ss@smtp.example.org?to=a@example.org"
    (tmp_path / "url.txt").write_text(f"{url}\nsecond line\n")
    (tmp_path / "url").write_text(f"  {url}\r\n")
    environ = {"URL": url, "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert resolve(written, environ, tmp_path).url == url


def test_a_secret_may_come_from_the_first_line_of_a_file(tmp_path):
    (tmp_path / "token").write_text("  123:abc  \nnot this\n")
    assert resolve("tgram://${file:token}/1", {}, tmp_path).url == "tgram://123%3Aabc/1"
    assert resolve(f"tgram://${{file:{tmp_path}/token}}/1", {}, tmp_path / "x").url == "tgram://123%3Aabc/1"
    assert resolve("tgram://${file:~/token}/1", {"HOME": str(tmp_path)}, tmp_path / "x").secrets == ("123:abc",)


def test_a_secret_may_come_from_systemd(tmp_path):
    (tmp_path / "token").write_text("123:abc")
    resolved = resolve("tgram://${credential:token}/1", {"CREDENTIALS_DIRECTORY": str(tmp_path)}, tmp_path)
    assert resolved.secrets == ("123:abc",)


def test_a_doubled_dollar_is_a_plain_one(tmp_path):
    resolved = resolve("json://example.org/$${NOT_A_SECRET}$", {}, tmp_path)
    assert (resolved.url, resolved.secrets) == ("json://example.org/${NOT_A_SECRET}$", ())


def test_a_value_that_looks_like_a_reference_is_not_resolved_again(tmp_path):
    resolved = resolve("json://example.org/${A}", {"A": "${B}", "B": "secret"}, tmp_path)
    assert unquote(resolved.url) == "json://example.org/${B}"


def test_every_reference_that_fails_is_told(tmp_path):
    found = told("tgram://${A}/${file:none}/${credential:x}/${EMPTY}/${}/${a-b}", {"EMPTY": " "}, tmp_path)
    assert found == [
        "${A}, which is not set in the environment",
        "file:none, which is missing",
        "credential:x, but $CREDENTIALS_DIRECTORY is not set",
        "${EMPTY}, which is empty in the environment",
        "a ${…} that names no secret",
        "a ${…} that names no secret",
    ]


@pytest.mark.parametrize("name", ["", ".", "..", "../etc/passwd", "/etc/passwd"])
def test_a_credential_cannot_leave_its_folder(tmp_path, name):
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert told(f"credential:{name}", environ, tmp_path) == [f"credential:{name}"]


def test_a_missing_credential_is_told_by_its_name(tmp_path):
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert told("credential:telegram", environ, tmp_path) == ["credential:telegram, which is missing"]


def test_files_that_hold_no_secret_are_told_apart(tmp_path):
    (tmp_path / "empty").write_text("\nsecond line")
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    (tmp_path / "loop").symlink_to("loop")
    assert told("file:empty", {}, tmp_path) == ["file:empty, whose first line is empty"]
    assert told("file:latin", {}, tmp_path) == ["file:latin, which is not UTF-8 text"]
    assert told("file:.", {}, tmp_path) == ["file:., which is not a file"]
    assert len(told("file:loop", {}, tmp_path)) == 1
    assert len(told("file:a\0b", {}, tmp_path)) == 1


def test_a_file_that_may_not_be_read_says_why(tmp_path, monkeypatch):
    from pathlib import Path

    def refuse(self, mode):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "token").write_text("123:abc")
    monkeypatch.setattr(Path, "open", refuse)  # tests may run as root, whom nothing is refused
    assert told("file:token", {}, tmp_path) == ["file:token, which cannot be read (permission denied)"]


def test_the_repr_of_what_was_resolved_shows_no_secret(tmp_path):
    resolved = resolve("tgram://${A}/1", {"A": "123:abc"}, tmp_path)
    assert "abc" not in repr(resolved)


@pytest.mark.filterwarnings(
    "ignore:'imghdr' is deprecated:DeprecationWarning"
)  # apprise's, on Python 3.11 and 3.12
def test_an_awkward_password_reaches_apprise_as_it_was(tmp_path):
    # the modules themselves: apprise's own way would import all of its services
    from apprise.plugins.email.base import NotifyEmail
    from apprise.plugins.telegram import NotifyTelegram

    environ = {"WHO": "moi@example.org", "PW": AWKWARD, "TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}
    as_login = resolve("mailtos://${WHO}:${PW}@smtp.example.org", environ, tmp_path)
    mail = NotifyEmail(**NotifyEmail.parse_url(as_login.url))
    assert (mail.user, mail.password) == (environ["WHO"], AWKWARD)
    environ["PW"] = AWKWARD.replace("%20", "%")
    in_options = resolve("mailtos://smtp.example.org?user=${WHO}&pass=${PW}", environ, tmp_path)
    mail = NotifyEmail(**NotifyEmail.parse_url(in_options.url))
    assert (mail.user, mail.password) == (environ["WHO"], environ["PW"])
    bot = NotifyTelegram(**NotifyTelegram.parse_url(resolve("tgram://${TOKEN}/-1001", environ, tmp_path).url))
    assert bot.bot_token == environ["TOKEN"]
