"""The guard against the network is itself tested: without it every other promise is void."""

import socket

import pytest


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_reaching_for_another_machine_fails_the_test(method: str) -> None:
    with socket.socket() as sock:
        sock.settimeout(0.1)
        with pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
            getattr(sock, method)(("192.0.2.1", 80))


def test_loopback_is_reachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        accepted, _ = server.accept()
        with accepted:
            assert accepted.getsockname() == server.getsockname()
