"""A site may not fill the memory with cookies: a promise of aiohttp's jar that ours must keep."""

from yarl import URL

from slotwatch.fetch.jar import Jar

#: What aiohttp keeps of one domain, as browsers do.
MOST = 180

SITE = URL("https://www.prefecture.example/")


async def test_the_oldest_go_when_there_are_too_many():
    jar = Jar()
    for number in range(1000):
        jar.update_cookies_from_headers([f"c{number}=v{number}; Path=/"], SITE)
        assert len(jar) <= MOST
    names = {cookie.key for cookie in jar}
    assert f"c{1000 - 1}" in names
    assert "c0" not in names


async def test_a_session_that_the_site_renews_is_the_same_one_cookie():
    jar = Jar()
    for number in range(1000):
        jar.update_cookies_from_headers([f"session=v{number}; Path=/"], SITE)
    assert [(cookie.key, cookie.value) for cookie in jar] == [("session", "v999")]
