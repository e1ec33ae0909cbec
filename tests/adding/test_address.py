"""Which addresses may be watched: one sentence for each that may not."""

import pytest

from slotwatch.adding.address import BadAddress, read_address, refuse_private

INSIDE = [
    "http://127.0.0.1/",
    "http://127.0.0.1:8000/booking/create/1",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://a.localhost/",
    "http://10.0.0.8/",
    "http://172.16.0.1/",
    "http://192.168.1.1/admin",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://0/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[fc00::1]/",
    "http://[fe80::1]/",
    "http://[ff02::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:c0a8:0101::1]/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
]


@pytest.mark.parametrize("url", INSIDE)
def test_this_machine_and_private_networks_are_refused_however_they_are_written(url):
    with pytest.raises(BadAddress, match=r"private network.*--allow-private"):
        read_address(url)


@pytest.mark.parametrize("url", INSIDE)
def test_they_are_allowed_to_whoever_says_so(url):
    assert read_address(url, allow_private=True).url.startswith("http://")


@pytest.mark.parametrize("url", ["http://[2606:4700::1]/", "http://1.1.1.1/", "https://www.example.org/"])
def test_public_hosts_are_no_such(url):
    assert read_address(url).url == url


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "there is no address"),
        ("   ", "there is no address"),
        ("ftp://www.example.org/x", "begins with ftp:"),
        ("file:///etc/passwd", "begins with file:"),
        ("javascript:alert(1)", "begins with javascript:"),
        ("data:text/html,x", "begins with data:"),
        ("MAILTO:me@example.org", "begins with mailto:"),
        ("wss://www.example.org/", "begins with wss:"),
        ("www.example.org/booking/create/1", "not a web address"),
        ("//www.example.org/", "not a web address"),
        ("https:www.example.org", "not a web address"),
        ("https:///booking", "not a web address"),
        ("https://www.example.org/a b", "not a web address"),
        ("https://www.example.org:99999/", "not a web address"),
        ("https://www.example.org:port/", "not a web address"),
        ("https://[::1/", "not a web address"),
        ("https://www.example.org/\x07", "not a web address"),
        (f"https://www.example.org/{'x' * 3000}", "not a web address"),
    ],
)
def test_what_is_no_web_page_is_told_what_to_do(url, says):
    with pytest.raises(BadAddress) as error:
        read_address(url)
    assert says in str(error.value)
    assert "copy the whole address from the browser" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://moi:s3cret@www.example.org/",
        "https://s3cret@www.example.org/",
        "https://www.example.org@10.0.0.1/s3cret",
        "https://s3cret.example.org\\@10.0.0.1/",
        "ftp://moi:s3cret@www.example.org/",
        "moi:s3cret@www.example.org/",
        "s3cret:x@www.example.org/",
    ],
)
def test_a_user_name_or_password_is_refused_and_not_repeated(url):
    with pytest.raises(BadAddress) as error:
        read_address(url)
    assert "s3cret" not in str(error.value)
    assert "moi" not in str(error.value)


def test_the_fragment_goes_and_the_query_stays_tracking_parameters_too():
    address = read_address(" <https://www.example.org/rdv?utm_source=x&a=%C3%A9&b=#/liste> ")
    assert address.url == "https://www.example.org/rdv?utm_source=x&a=%C3%A9&b="
    assert address.dropped == "/liste"


def test_host_and_port_are_those_that_are_looked_up():
    address = read_address("https://Préfecture.example:8443/")
    assert (address.host, address.port) == ("xn--prfecture-c4a.example", 8443)
    assert read_address("http://www.example.org").port == 80


def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address():
    address = read_address("https://www.example.org/")
    refuse_private(address, ["1.1.1.1", "2606:4700::1"])
    for inside in ("192.168.1.1", "::1", "fe80::1%eth0", "::ffff:127.0.0.1"):
        with pytest.raises(BadAddress, match=r"www\.example\.org leads to"):
            refuse_private(address, ["1.1.1.1", inside])
