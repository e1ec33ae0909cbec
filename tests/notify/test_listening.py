"""Nothing of apprise below WARNING reaches a handler, and nothing secret at all."""

import logging

import pytest

from slotwatch.notify.listening import listening, quiet_loggers

APPRISE = logging.getLogger("apprise")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)  # the root at its most talkative
    quiet_loggers()


def test_debug_of_apprise_goes_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    APPRISE.debug("Payload: {'pass': 'hunter2'}")
    APPRISE.info("Sent")
    assert caplog.text == ""


def test_debug_of_urllib3_goes_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("urllib3.connectionpool").debug("POST /bot123:abc/sendMessage")
    logging.getLogger("urllib3.connectionpool").warning("Failed to parse headers (url=http://x/bot123:abc)")
    assert caplog.text == ""


def test_a_warning_of_apprise_passes_scrubbed(caplog: pytest.LogCaptureFixture) -> None:
    APPRISE.warning("SMTP recipient %s was refused: %s", "someone@example.org", 550)
    assert caplog.messages == ["SMTP recipient *** was refused: 550"]


def test_a_call_that_listens_hears_all_and_nobody_else_does(caplog: pytest.LogCaptureFixture) -> None:
    with listening() as lines:
        APPRISE.debug("why %s", "it failed")
        APPRISE.warning("it failed")
    assert [(line.level, line.text) for line in lines] == [
        (logging.DEBUG, "why it failed"),
        (logging.WARNING, "it failed"),
    ]
    assert caplog.text == ""


def test_a_record_whose_arguments_do_not_fit_is_heard_all_the_same() -> None:
    with listening() as lines:
        APPRISE.warning("%d of %d", "one")
    assert lines[0].text == "%d of %d"


def test_listening_ends_with_its_block(caplog: pytest.LogCaptureFixture) -> None:
    with listening() as lines:
        pass
    APPRISE.warning("afterwards")
    assert lines == []
    assert caplog.messages == ["afterwards"]


def test_quieting_twice_is_quieting_once(caplog: pytest.LogCaptureFixture) -> None:
    filters = list(APPRISE.filters)
    quiet_loggers()
    assert APPRISE.filters == filters
