"""granian, the gateway, and clients who keep it waiting."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from server.impatient import MOST, PATIENCE
from web.servers import end, free_port

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server prints."""
    return tmp_path_factory.mktemp("gateway") / "log"


@pytest.fixture(scope="module")
def port(log: Path) -> Iterator[int]:
    number = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asginl", "--factory", "--no-ws",
        "--workers", "1", "--port", str(number), "server.impatient:gateway",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, start_new_session=True, stdout=output, stderr=output
        )
    limit = time.monotonic() + 30
    try:
        while time.monotonic() < limit and process.poll() is None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", number), 1).close()
                break
            time.sleep(0.05)
        yield number
    finally:
        end(process)


def connect(port: int, request: str, client: str = "127.0.0.1") -> socket.socket:
    """A connection on which this has been sent, and no more, from an address of the loopback."""
    connection = socket.create_connection(("127.0.0.1", port), 20, (client, 0))
    connection.sendall(request.encode())
    return connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    parts = []
    with suppress(ConnectionResetError):
        while piece := connection.recv(1 << 20):
            parts.append(piece)
    return b"".join(parts)


def first(connection: socket.socket, end: bytes) -> bytes:
    """What comes up to its end; the server may keep a connection for the rest of a request."""
    parts = b""
    while not parts.endswith(end) and (piece := connection.recv(1 << 20)):
        parts += piece
    return parts


def ask(
    port: int,
    path: str,
    body: str = "",
    fields: str = "",
    method: str = "GET",
    client: str = "127.0.0.1",
) -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{fields}{length}\r\n"
    with connect(port, head + body, client) as connection:
        return rest(connection)


def test_a_small_answer_takes_no_thread(port: int) -> None:
    """The thread of the loop is the main one, whose name has no number."""
    assert ask(port, "/quick").endswith(b"||")
    assert ask(port, "/echo").endswith(b"request||")


def test_what_is_in_memory_is_sent_with_its_fields_and_the_connection_goes_on(port: int) -> None:
    request = "{} /stored HTTP/1.1\r\nHost: x\r\n{}\r\n"
    both = request.format("HEAD", "") + request.format("GET", "Connection: close\r\n")
    with connect(port, both) as connection:
        head, whole = rest(connection).split(b"HTTP/1.1 200 OK\r\n")[1:]
    for answer in (head, whole):
        assert b"content-length: 6\r\n" in answer.lower()
    assert head.endswith(b"\r\n\r\n")
    assert whole.endswith(b"\r\n\r\nstored")


def test_a_failure_is_answered_as_everything_else_is(port: int, log: Path) -> None:
    """What the server says by itself has none of the fields that answers have."""
    answer = ask(port, "/failing")
    assert b" 500 " in answer.partition(b"\r\n")[0]
    assert answer.endswith(b"It has been written to the log.")
    assert "GET /failing failed" in log.read_text()


def test_a_body_is_read_by_a_thread(port: int) -> None:
    assert ask(port, "/quick", "some text").endswith(b"patient||some text")
    assert ask(port, "/echo", "some text", method="POST").endswith(b"request||some text")


def test_a_body_in_chunks_is_read_whole(port: int) -> None:
    request = (
        "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    )
    with connect(port, f"{request}\r\n5\r\nhello\r\n") as connection:
        time.sleep(0.1)
        connection.sendall(b"6\r\n world\r\n0\r\n\r\n")
        assert rest(connection).endswith(b"request||hello world")


def test_a_field_cannot_pass_for_another(port: int) -> None:
    """``X_Forwarded_For`` would be ``HTTP_X_FORWARDED_FOR`` too, and no proxy has looked at it."""
    got = ask(port, "/echo", fields="X_Real: 1\r\nX-True: 1\r\n")
    assert got.endswith(b"|HTTP_X_TRUE|")


@pytest.mark.parametrize("path", ["/echo", "/quick"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_sends_no_body_takes_no_thread(port: int, method: str, path: str) -> None:
    """There are two threads for the one path; the other is answered by the loop itself."""
    started = time.monotonic()
    with ExitStack() as stack:
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"
        silent = [stack.enter_context(connect(port, head)) for _ in range(10)]
        assert b"200 OK" in ask(port, "/echo")
        assert b"200 OK" in ask(port, "/quick")
        assert time.monotonic() - started < PATIENCE
        for connection in silent:
            answer = first(connection, b" 1 s")
            assert refused(answer) == (408, "the request was not here whole within 1 s")


def test_who_reads_nothing_is_let_go(port: int) -> None:
    with connect(port, "GET /endless HTTP/1.1\r\nHost: x\r\n\r\n") as stalled:
        closed = ask(port, "/closed", client="127.0.0.2")
        assert closed.endswith(b"yes"), "the answer is still held for it"
        assert not rest(stalled).endswith(b"0\r\n\r\n"), "what was sent passes for the whole"


def refused(answer: bytes) -> tuple[int, str]:
    """With what status and reason a request was refused, for good."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"\r\nconnection: close" in head.lower()
    return int(head.split()[1]), body.decode()


def test_a_body_of_the_greatest_length_is_handed_over(port: int) -> None:
    assert ask(port, "/echo", "x" * MOST, method="POST").endswith(b"|" + b"x" * MOST)


@pytest.mark.parametrize("sent", ["x" * 500, "x" * (MOST + 1)], ids=["announced", "sent"])
def test_a_body_that_is_too_long_is_refused_at_once(port: int, sent: str) -> None:
    head = f"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {MOST + 1}\r\n\r\n"
    started = time.monotonic()
    with connect(port, head + sent) as connection:
        status, reason = refused(rest(connection))
    assert status == 413
    assert f"{MOST:,} bytes" in reason
    assert time.monotonic() - started < PATIENCE


@pytest.mark.parametrize(
    "rest_of_request",
    ["Transfer-Encoding: chunked\r\n\r\nZZZ\r\n", "Content-Length: 50\r\n\r\nabc"],
    ids=["no chunk", "half"],
)
def test_a_body_with_a_fault_is_refused(port: int, rest_of_request: str) -> None:
    with connect(port, f"POST /echo HTTP/1.1\r\nHost: x\r\n{rest_of_request}") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert refused(rest(connection))[0] == 400


def test_an_answer_that_is_being_made_takes_no_thread(port: int) -> None:
    """There are two threads; whoever leaves such an answer is not waited for either."""
    with ExitStack() as stack:
        request = "GET /unmade HTTP/1.1\r\nHost: x\r\n\r\n"
        for connection in [stack.enter_context(connect(port, request)) for _ in range(8)]:
            assert b"200 OK" in connection.recv(1 << 16)
        assert b"200 OK" in ask(port, "/echo")
    assert ask(port, "/closed").endswith(b"yes")


def test_one_client_leaves_a_thread_to_others_and_does_not_wait_without_end(port: int) -> None:
    """Of two threads it has one, 64 of its requests wait, and the next are refused at once."""
    request = "GET /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        held = [stack.enter_context(connect(port, request, "127.0.0.2")) for _ in range(70)]
        assert b"200 OK" in ask(port, "/echo")
        readable, _, _ = select.select(held, [], [], 20)
        answer = rest(readable[0])
        assert answer.startswith(b"HTTP/1.1 503"), answer
        # What is in memory waits for no thread.
        assert ask(port, "/stored", client="127.0.0.2").endswith(b"\r\n\r\nstored")
        ask(port, "/release")
        answers = [rest(connection) for connection in held if connection is not readable[0]]
    assert sum(answer.endswith(b"yes") for answer in answers) == 65
    assert {answer[9:12] for answer in answers} == {b"200", b"503"}
