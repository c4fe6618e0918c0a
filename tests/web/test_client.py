"""Who asks, and whether anybody still waits for the answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from publod.web.http.client_connection import client_of


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection: the client's end, and the server's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        server, _ = listening.accept()
    with client, server:
        yield client, server


def told(client: socket.socket) -> dict[str, object]:
    host, port = client.getsockname()
    return {"REMOTE_ADDR": host, "publod.peer": (host, port)}


def test_a_connection_is_found_by_its_peer(ends: tuple[socket.socket, socket.socket]) -> None:
    client, _server = ends
    found = client_of(told(client))
    assert found.is_known
    assert not found.has_left()
    client.sendall(b"what comes next on the connection")
    assert not found.has_left()
    client.close()
    assert found.has_left()


def test_a_connection_that_the_server_has_closed_has_ended(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    client, server = ends
    found = client_of(told(client))
    assert not found.has_left()
    server.close()
    assert found.has_left()
    assert client.recv(1) == b"", "it is held open by whoever looked at it"


def test_breaking_off_ends_the_right_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        pairs = []
        for _ in range(5):
            client = socket.create_connection(listening.getsockname(), timeout=5)
            pairs.append((client, listening.accept()[0]))
        client_of(told(pairs[2][0])).break_off()
        for number, (client, server) in enumerate(pairs):
            if number == 2:
                assert client.recv(1) == b""
            else:
                server.sendall(b"x")
                assert client.recv(1) == b"x"
            client.close()
            server.close()


def test_gunicorns_socket_is_taken_as_it_is(ends: tuple[socket.socket, socket.socket]) -> None:
    client, server = ends
    found = client_of({"REMOTE_ADDR": "127.0.0.1", "gunicorn.socket": server})
    assert not found.has_left()
    client.close()
    assert found.has_left()


def test_of_an_unknown_connection_nothing_is_said() -> None:
    found = client_of({"REMOTE_ADDR": ""})
    assert not found.is_known
    assert not found.has_left()
    found.break_off()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("[2001:db8:1:2:3:4:5:6]", "2001:0db8:0001"),
        ("2001:db8:1:2::9", "2001:0db8:0001"),
        ("2001:db8:1:ffff::9", "2001:0db8:0001"),
        ("2001:db8:2::9", "2001:0db8:0002"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_clients_are_told_apart_by_address(address: str, key: str) -> None:
    assert client_of({"REMOTE_ADDR": address}).key == key


@pytest.mark.parametrize(
    ("proxies", "forwarded", "key"),
    [
        (0, "198.51.100.1", "192.0.2.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "198.51.100.1", "192.0.2.7"),
        (1, "", ""),
    ],
)
def test_a_proxy_is_believed_only_where_there_is_one(
    proxies: int, forwarded: str, key: str
) -> None:
    environ = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_of(environ, proxies).key == key
