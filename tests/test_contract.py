"""What the seams promise by themselves."""

from slotwatch.contract import Page


def test_a_session_written_into_the_address_is_not_kept_as_evidence():
    page = Page(url="https://www.example.org/a/b.jsp;JSESSIONID=0A1B.node1?x=1", status=200, text="")
    assert page.evidence("marker").url == "https://www.example.org/a/b.jsp?x=1"


def test_the_bytes_of_a_page_are_not_in_its_repr():
    assert "secret" not in repr(Page(url="", status=200, text="", body=b"secret"))
