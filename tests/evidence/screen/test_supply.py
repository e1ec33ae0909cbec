from slotwatch.evidence.screen.supply import NOWHERE, Kept, Own

URL = "https://www.prefecture.example/booking/create/14500/1"
STYLE = "https://www.prefecture.example/theme.css"


def kept(album, page, *before):
    capture = album.capture(page, *before)
    shown = capture.page
    return Kept(capture, shown, album.bodies[shown.sha256], album.bodies.get)


def test_the_document_is_the_page_with_its_type_and_status(album):
    supply = kept(album, album.exchange(b"<p>503</p>", URL, "text/html; charset=iso-8859-1", status=503))
    assert supply.url == URL
    assert supply.document.body == b"<p>503</p>"
    assert supply.document.kind == "text/html; charset=iso-8859-1"
    assert supply.document.status == 503


def test_a_status_with_which_a_browser_shows_nothing_is_drawn_all_the_same(album):
    for status in (None, 101, 204, 302, 304):
        assert kept(album, album.exchange(b"x", URL, status=status)).document.status == 200


def test_a_file_of_the_same_look_is_given_by_its_address_whatever_its_scheme(album):
    supply = kept(album, b"<p>", album.exchange(b"p {}", STYLE, "text/css"))
    assert supply.answer(STYLE).body == b"p {}"
    assert supply.answer(STYLE.replace("https", "http")).kind == "text/css"
    assert supply.answer(f"{STYLE};jsessionid=0123456789ABCDEF").body == b"p {}"


def test_what_was_not_kept_is_not_given(album):
    style = album.exchange(b"p {}", STYLE, "text/css")
    supply = kept(album, b"<p>", style)
    assert supply.answer(f"{STYLE}?2") is None
    assert supply.answer("https://elsewhere.example/theme.css") is None
    del album.bodies[style.sha256]
    assert supply.answer(STYLE) is None


def test_the_answer_to_a_form_is_no_file_of_the_page(album):
    assert kept(album, b"<p>", album.exchange(b"p {}", STYLE, "text/css", method="POST")).answer(STYLE) is None


def test_an_address_that_no_browser_opens_is_stood_in_for(album):
    assert kept(album, album.exchange(b"[]", "wss://prefecture.example/ws", "text/plain")).url == NOWHERE


def test_captures_that_look_the_same_have_the_same_key(album):
    style = album.exchange(b"p {}", STYLE, "text/css")
    assert kept(album, b"<p>1", style).key == kept(album, b"<p>1", style).key
    assert kept(album, b"<p>1", style).key != kept(album, b"<p>2", style).key
    assert kept(album, b"<p>1", style).key != kept(album, b"<p>1").key


def test_our_own_page_has_one_picture_and_nothing_else():
    own = Own("<p>", b"png")
    assert own.answer(Own.PICTURE).body == b"png"
    assert own.answer(f"{NOWHERE}other.png") is None
