"""Letting slotwatch in: a real site on loopback, a scripted owner, a provider made for these tests."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from pydantic import BaseModel, ConfigDict

from slotwatch import providers
from slotwatch.clock import SystemClock
from slotwatch.config import load
from slotwatch.contract import Challenge, Guarded, LookFailed, Verdict
from slotwatch.fetch.netscape import NotNetscape
from slotwatch.look import look_now
from slotwatch.model import Blocked, Human, NeedsHuman, NoSlot
from slotwatch.opening import (
    TRIES,
    NoDoor,
    Opened,
    TriedInVain,
    forget_session,
    import_session,
    open_session,
    writing,
)
from slotwatch.store import Failure, How, Store, StoreError, StoreLock

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PICTURE = b"\x89PNG made up"


class Site:
    """Shows a captcha, judges answers by its script, lets in whoever has the cookie it gave."""

    def __init__(self):
        self.script = []
        self.answers = []
        self.visits = []
        self.gate = 200
        self.url = ""

    async def captcha(self, request):
        self.visits.append(request.path)
        if self.gate != 200:
            return web.Response(status=self.gate, headers={"Retry-After": "7200"})
        response = web.Response(body=PICTURE, content_type="image/png")
        response.set_cookie("visitor", str(len(self.visits)), path="/")
        return response

    async def answered(self, request):
        self.answers.append(((await request.post())["words"], request.cookies.get("visitor")))
        verdict = self.script.pop(0) if self.script else "accepted"
        response = web.Response(text=verdict)
        if verdict == "accepted":
            response.set_cookie("pass", "s3cr3t", path="/", httponly=True)
        return response

    async def slots(self, request):
        return web.Response(text="none" if request.cookies.get("pass") == "s3cr3t" else "captcha")


class Door:
    """The smallest guarded provider."""

    TITLE, FLOOR = "made for a test", 0.0

    class Options(BaseModel):
        model_config = ConfigDict(extra="forbid")

    def __init__(self, url):
        self.EXAMPLE = url

    def matches(self, url):
        return url.startswith(self.EXAMPLE)

    async def look(self, motive, fetch):
        text = (await fetch.get(f"{motive.url}/slots")).text
        return NoSlot(text) if text == "none" else NeedsHuman(Human.CAPTCHA)

    async def challenge(self, motive, fetch):
        page = await fetch.get(f"{motive.url}/captcha")
        if page.status != 200:
            return Blocked(page.status, page.retry_after)
        return Challenge(page.body, page.headers["content-type"], page.url, {"id": "7"})

    async def answer(self, motive, fetch, challenge, words):
        return Verdict((await fetch.post(f"{motive.url}/answer", form=[("words", words)])).text)


class Somebody:
    """An owner who types what they were given to type."""

    def __init__(self, *words):
        self.words = list(words)
        self.seen = []
        self.heard = []

    async def answer(self, challenge):
        self.seen.append(challenge)
        return self.words.pop(0)

    def tell(self, words):
        self.heard.append(words)


class QuickClock(SystemClock):
    """The machine's clock, but whoever sleeps wakes at once and it is later."""

    def __init__(self):
        self.slept = 0.0

    def now(self):
        return super().now() + timedelta(seconds=self.slept)

    def monotonic(self):
        return super().monotonic() + self.slept

    async def sleep(self, seconds):
        self.slept += seconds


@pytest.fixture
async def site():
    site, app = Site(), web.Application()
    app.router.add_get("/demarche/captcha", site.captcha)
    app.router.add_post("/demarche/answer", site.answered)
    app.router.add_get("/demarche/slots", site.slots)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}/demarche"
    yield site
    await runner.cleanup()


@pytest.fixture
def settings(tmp_path, site, monkeypatch):
    registry = {"door": Door(site.url), "booking": providers.registry()["booking"]}
    monkeypatch.setattr(providers, "registry", lambda: registry)
    path = tmp_path / "slotwatch.toml"
    path.write_text(
        f'contact = "tests@example.org"\nstate = "{tmp_path / "state"}"\n'
        '[[channel]]\nname = "hook"\nurl = "json://127.0.0.1:1/"\n'
        f'[[motive]]\nname = "renewal"\nurl = "{site.url}"\n'
        '[[motive]]\nname = "other"\nurl = "https://www.example.org/booking/create/1"\n',
        encoding="utf-8",
    )
    return load(path, registry, check_channel=lambda url: None)


@pytest.fixture
def motive(settings):
    return settings.motives[0]


def stored(settings):
    store = Store.open_readonly(settings.state)
    try:
        return store.sessions()
    finally:
        store.close()


def test_the_provider_of_these_tests_keeps_the_contract(site):
    assert isinstance(Door(site.url), Guarded)


async def test_the_owner_sees_the_picture_and_what_they_type_opens_a_session(settings, motive, site):
    owner = Somebody("xk7")
    assert await open_session(settings, motive, owner) == Opened(None)
    [seen] = owner.seen
    assert (seen.image, seen.media_type) == (PICTURE, "image/png")
    assert site.answers == [("xk7", "1")]
    [session] = stored(settings)
    assert (session.motive, session.host, session.how) == ("renewal", motive.host, How.OPENED)
    assert "s3cr3t" in session.cookies


@pytest.mark.parametrize(
    ("verdict", "said"), [("wrong", "not right"), ("expired", "too old"), ("chained", "second captcha")]
)
async def test_whatever_the_site_objects_to_is_told_and_asked_again(settings, motive, site, verdict, said):
    site.script = [verdict]
    owner = Somebody("a", "b")
    assert isinstance(await open_session(settings, motive, owner), Opened)
    [heard] = owner.heard
    assert said in heard
    assert "Here is another picture" in heard
    assert [words for words, _ in site.answers] == ["a", "b"]


async def test_after_three_answers_the_site_is_left_alone_and_nothing_is_kept(settings, motive, site):
    site.script = ["wrong", "chained", "expired", "accepted"]
    owner = Somebody("a", "b", "c", "d")
    assert await open_session(settings, motive, owner) == TriedInVain()
    assert len(site.answers) == TRIES
    assert "the last try" in owner.heard[1]
    assert "another picture" not in owner.heard[2]
    assert stored(settings) == []


async def test_a_refusal_instead_of_a_captcha_is_its_outcome_and_the_host_rests(settings, motive, site):
    site.gate = 429
    outcome = await open_session(settings, motive, Somebody())
    assert outcome == Blocked(429, 7200.0)
    with pytest.raises(StoreError, match="left alone for another"):
        await open_session(settings, motive, Somebody())
    assert len(site.visits) == 1


async def test_a_site_that_does_not_answer_is_its_outcome(settings, motive, site, monkeypatch):
    async def down(self, motive, fetch):
        raise LookFailed(Blocked(503))

    monkeypatch.setattr(Door, "challenge", down)
    assert await open_session(settings, motive, Somebody()) == Blocked(503)


async def test_right_after_a_look_the_owner_waits_out_the_floor_and_is_told_so(settings, motive, site):
    await look_now(settings, motive)
    clock = QuickClock()
    owner = Somebody("xk7")
    store = Store.open(settings.state, now=clock.now()).store
    store._connection.execute("UPDATE hosts SET until_ms = until_ms + 3000")
    store.close()
    assert isinstance(await open_session(settings, motive, owner, clock), Opened)
    [heard] = owner.heard
    assert re.fullmatch(rf"{re.escape(motive.host)} was asked a moment ago: waiting [234] s\.", heard)
    assert 1 < clock.slept < 4


async def test_a_session_is_opened_beside_a_running_daemon(settings, motive, site):
    daemon = Store.open(settings.state, now=NOW).store
    with StoreLock(settings.state):
        assert isinstance(await open_session(settings, motive, Somebody("xk7")), Opened)
        assert [s.motive for s in daemon.sessions()] == ["renewal"]
        assert forget_session(settings, motive, NOW)
        assert daemon.sessions() == []
    daemon.close()


async def test_how_long_they_last_is_told_once_it_is_known(settings, motive, site):
    with writing(settings, NOW) as book:
        for n in range(3):
            opened = NOW - timedelta(days=n + 1)
            number = book.save_session("renewal", motive.host, "[]", opened=opened, how=How.OPENED)
            book.end_session(number, opened + timedelta(hours=5), refused=True)
            book._connection.execute("UPDATE sessions SET last_good_ms = ended_ms")
    assert await open_session(settings, motive, Somebody("xk7")) == Opened(5 * 3600.0)


async def test_a_system_without_a_captcha_has_no_door(settings, site):
    other = settings.motives[1]
    words = r"other: booking pages ask for no session.*\(those that do: door\)"
    with pytest.raises(NoDoor, match=words):
        import_session(settings, other, "", NOW)
    with pytest.raises(NoDoor, match=words):
        await open_session(settings, other, Somebody())


COOKIES = "#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tpass\ts3cr3t\nelsewhere.example\tFALSE\t/\tFALSE\t0\ta\tb\n"


async def test_the_browsers_session_is_taken_over_as_far_as_it_fits(settings, motive, site):
    selection = import_session(settings, motive, COOKIES, NOW)
    assert (len(selection.taken), selection.foreign) == (1, 1)
    [session] = stored(settings)
    assert (session.how, session.opened) == (How.IMPORTED, NOW)
    assert "elsewhere" not in session.cookies
    assert site.visits == []


async def test_a_file_that_holds_nothing_for_the_site_changes_nothing(settings, motive, site):
    import_session(settings, motive, COOKIES, NOW)
    later = NOW + timedelta(hours=1)
    assert import_session(settings, motive, COOKIES.splitlines()[1], later).taken == ()
    with pytest.raises(NotNetscape):
        import_session(settings, motive, "no cookies", later)
    assert [s.opened for s in stored(settings)] == [NOW]


async def test_forgetting_keeps_nothing_but_the_lifetime(settings, motive, site):
    import_session(settings, motive, COOKIES, NOW)
    assert forget_session(settings, motive, NOW + timedelta(hours=1))
    assert not forget_session(settings, motive, NOW + timedelta(hours=1))
    assert stored(settings) == []
    store = Store.open_readonly(settings.state)
    assert store._connection.execute("SELECT cookies FROM sessions").fetchall() == [(None,)]
    store.close()


async def test_a_database_of_a_newer_version_is_left_alone(settings, motive, site):
    store = Store.open(settings.state, now=NOW).store
    store._connection.execute("PRAGMA user_version=999")
    store.close()
    with pytest.raises(StoreError) as failed:
        forget_session(settings, motive, NOW)
    assert failed.value.kind is Failure.NEWER
