"""The suite itself keeps to this machine."""

import socket

import pytest


def test_a_test_that_leaves_this_machine_fails():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock,
        pytest.raises(AssertionError, match=r"not to 192\.0\.2\.1"),
    ):
        sock.connect(("192.0.2.1", 80))  # TEST-NET-1: nobody is there
    with pytest.raises(AssertionError, match=r"www\.example\.org"):
        socket.getaddrinfo("www.example.org", 80)


def test_loopback_may_be_used():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
