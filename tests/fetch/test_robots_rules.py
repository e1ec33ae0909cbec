"""robots.txt as RFC 9309 reads it, case by case."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.fetch.robots_rules import EVERYTHING, parse


def allows(rules: str, path: str, agent: str = "slotwatch") -> bool:
    return parse(rules, agent).allows(path)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        # RFC 9309 §2.2.2: from the first octet on, case sensitive
        ("/", "/", True),
        ("/", "/any/where?x=1", True),
        ("/fish", "/fish", True),
        ("/fish", "/fish.html", True),
        ("/fish", "/fish/salmon", True),
        ("/fish", "/Fish.asp", False),
        ("/fish", "/catfish", False),
        ("/fish", "/desert/fish", False),
        ("/fish/", "/fish", False),
        ("/fish/", "/fish/salmon", True),
        # §2.2.3: * is any run, $ the end
        ("/*", "/fish", True),
        ("*.php", "/filename.php", True),
        ("/*.php", "/folder/filename.php?parameters", True),
        ("/*.php", "/", False),
        ("/*.php$", "/filename.php", True),
        ("/*.php$", "/filename.php?parameters", False),
        ("/*.php$", "/filename.php5", False),
        ("/*.php$", "/a.php/b.php", True),
        ("/fish*.php", "/fishheads/catfish.php?parameters", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("/fish$", "/fish", True),
        ("/fish$", "/fishes", False),
        ("/fish*", "/fish", True),
        ("/fish*$", "/fish/anything", True),
        ("/a*b*c", "/axxbxxc/more", True),
        ("/a*b*c", "/axxcxxb", False),
        ("/a*ab$", "/ab", False),  # the same letters are not read twice
        ("/a**b", "/a1b", True),
        # a $ or * that is escaped is a letter
        ("/price$list", "/price$list", True),
        ("/file-with-a-%2A.html", "/file-with-a-*.html", True),
        ("/file-with-a-%2A.html", "/file-with-a-b.html", False),
        ("/foo-%24", "/foo-$", True),
        # §2.2.2: percent-encoding in one spelling
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz", True),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84", True),
        ("/foo/bar/%e3%83%84", "/foo/bar/ツ", True),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", True),
        ("/foo%2Fbar", "/foo/bar", False),
        ("/préfecture", "/pr%C3%A9fecture", True),
    ],
)
def test_a_pattern_fits_a_path(pattern, path, fits):
    assert allows(f"User-agent: *\nDisallow: {pattern}\n", path) is not fits


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        # §2.2.2: the longest match decides, wherever it stands; Allow on a tie
        ("Allow: /p\nDisallow: /", "/page", True),
        ("Disallow: /\nAllow: /p", "/page", True),
        ("Allow: /folder\nDisallow: /folder", "/folder/page", True),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /page\nDisallow: /*.ph", "/page.php5", True),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/page.htm", False),
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", False),
        # nothing is forbidden by nothing
        ("Disallow:", "/page", True),
        ("", "/page", True),
        ("Allow: /only", "/page", True),
        # §2.3: robots.txt itself may always be read
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /", "/robots.txt.html", False),
    ],
)
def test_the_longest_rule_decides(rules, path, allowed):
    assert allows(f"User-agent: *\n{rules}\n", path) is allowed


MINE, OTHERS = "User-agent: slotwatch\nDisallow: /mine\n", "User-agent: *\nDisallow: /all\n"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        # §2.2.1: the group that names us holds, and no other; without one, that for everybody; without any,
        # nothing
        (f"{OTHERS}\n{MINE}", "/all", True),
        (f"{OTHERS}\n{MINE}", "/mine", False),
        (f"{MINE}\n{OTHERS}", "/all", True),
        (OTHERS, "/all", False),
        ("User-agent: otherbot\nDisallow: /\n", "/all", True),
        ("User-agent: SlotWatch\nDisallow: /mine\n", "/mine", False),
        ("user-agent : slotwatch/1.0 (watcher)\ndisallow : /mine\n", "/mine", False),
        ("User-agent: slot\nDisallow: /\n", "/mine", True),
        ("User-agent: slotwatchers\nDisallow: /\n", "/mine", True),
        # several names, one group; several groups, one visitor
        ("User-agent: other\nUser-agent: slotwatch\nDisallow: /mine\n", "/mine", False),
        (f"{MINE}\nUser-agent: x\nDisallow: /x\n\nUser-agent: slotwatch\nDisallow: /too\n", "/too", False),
        (f"{OTHERS}\nUser-agent: *\nDisallow: /more\n", "/more", False),
        (f"{OTHERS}\nUser-agent: *\nDisallow: /more\n", "/all", False),
        # other records end no list of names; rules before any name are nobody's; empty lines mean nothing
        ("User-agent: slotwatch\nSitemap: https://x.example/\nUser-agent: x\nDisallow: /mine\n", "/mine", False),
        ("Disallow: /\nUser-agent: slotwatch\nDisallow: /mine\n", "/all", True),
        ("User-agent: slotwatch\n\n\nDisallow: /mine\n", "/mine", False),
        # a delay is a rule of its group: what follows it is another group's
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: bad\nDisallow: /\n", "/all", True),
        # comments, byte-order mark, every kind of line end
        ("# all\nUser-agent: * # everybody\nDisallow: /all # here\n", "/all", False),
        ("\ufeffUser-agent: *\nDisallow: /all\n", "/all", False),
        ("User-agent: *\r\nDisallow: /all\r\n", "/all", False),
        ("User-agent: *\rDisallow: /all\r", "/all", False),
        # a page of words in the place of a robots.txt forbids nothing
        ("<!DOCTYPE html><html><body>Page introuvable : erreur 404</body></html>", "/all", True),
    ],
)
def test_the_group_that_names_us_holds(text, path, allowed):
    assert allows(text, path) is allowed


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("5", 5.0), ("0.5", 0.5), ("3600", 60.0), ("-5", 0.0), ("soon", 0.0), ("1e9", 0.0), ("inf", 0.0), ("", 0.0)],
)
def test_a_crawl_delay_is_read_within_bounds(said, seconds):
    assert parse(f"User-agent: *\nCrawl-delay: {said}\n", "slotwatch").delay == seconds


def test_the_delay_of_another_visitor_is_not_ours():
    text = "User-agent: other\nCrawl-delay: 50\n\nUser-agent: *\nDisallow: /x\n"
    assert parse(text, "slotwatch").delay == 0


def test_a_pattern_made_to_keep_us_busy_does_not():
    hostile = "User-agent: *\n" + "".join(f"Disallow: /{'a*' * 500}b{n}$\n" for n in range(300))
    rules = parse(hostile, "slotwatch")
    started = time.process_time()
    assert rules.allows("/" + "a" * 4000)
    assert time.process_time() - started < 2.0


@given(st.text(max_size=400), st.text(max_size=60))
def test_no_text_and_no_path_make_it_raise(text, path):
    assert parse(text, "slotwatch").allows("/" + path) in (True, False)
    assert parse(f"User-agent: *\nDisallow: {text}", "slotwatch").allows("/" + path) in (True, False)


def test_where_there_is_none_everything_is_allowed():
    assert EVERYTHING.allows("/any")
