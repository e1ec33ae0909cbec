"""A film does what the fetch behind it does, and keeps what happened."""

import pytest

from slotwatch.contract import Conversation, LookFailed
from slotwatch.evidence.film import Film
from slotwatch.model import Cause, Unreachable


class Behind:
    """A fetch that answers as told."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.cookies = {}
        self.forgotten = 0

    async def _next(self, *asked):
        self.asked.append(asked)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        self.cookies["session"] = f"value{len(self.asked)}"
        return answer

    async def get(self, url, *, headers=None):
        return await self._next("GET", url, headers)

    async def head(self, url, *, headers=None):
        return await self._next("HEAD", url, headers)

    async def post(self, url, *, form=None, body=None, headers=None):
        return await self._next("POST", url, form, body, headers)

    async def converse(self, url, message, *, until):
        return await self._next("WS", url, message, until)

    def forget(self):
        self.forgotten += 1


class Clock:
    def __init__(self, now):
        self._now = now

    def now(self):
        return self._now


async def test_everything_passes_through_and_is_kept_in_order(page, now):
    talk = Conversation("wss://booking.example/ws", ("a",), complete=True)
    behind = Behind(page(), page(b"second"), page(b""), talk)
    film = Film(behind, Clock(now))
    assert (await film.get("https://a.example/", headers={"x": "y"})).digest == page().digest
    await film.post("https://b.example/", form=[("token", "secret")])
    await film.head("https://c.example/")
    assert await film.converse("wss://d.example/ws?token=secret", "hello", until=bool) is talk
    film.forget()
    assert behind.asked[0] == ("GET", "https://a.example/", {"x": "y"})
    assert behind.asked[1] == ("POST", "https://b.example/", [("token", "secret")], None, None)
    assert behind.asked[3][:3] == ("WS", "wss://d.example/ws?token=secret", "hello")
    assert behind.forgotten == 1
    assert film.cookies is behind.cookies
    assert [(s.method, s.url) for s in film.shots] == [
        ("GET", "https://a.example/"),
        ("POST", "https://b.example/"),
        ("HEAD", "https://c.example/"),
        ("WEBSOCKET", "wss://d.example/ws"),
    ]
    assert "secret" not in repr(film.shots)


async def test_cookies_of_before_and_after_an_exchange_are_known_as_secret(page, now):
    film = Film(Behind(page(), page()), Clock(now))
    await film.get("https://a.example/")
    await film.get("https://a.example/")
    assert [shot.secrets for shot in film.shots] == [{"value1"}, {"value1", "value2"}]


async def test_a_failure_is_kept_and_passes_on(now):
    film = Film(Behind(LookFailed(Unreachable(Cause.TIMEOUT, "30 s"))), Clock(now))
    with pytest.raises(LookFailed):
        await film.get("https://a.example/")
    (shot,) = film.shots
    assert (shot.page, shot.failure) == (None, "timeout: 30 s")


async def test_the_last_answer_dates_the_look(page, now):
    behind = Behind(page(headers={"date": "1"}), page(headers={"date": "2"}), LookFailed(Unreachable(Cause.DNS)))
    film = Film(behind, Clock(now))
    assert film.date is None
    await film.get("https://a.example/")
    await film.get("https://a.example/")
    with pytest.raises(LookFailed):
        await film.get("https://a.example/")
    assert film.date == (now, {"date": "2"})
