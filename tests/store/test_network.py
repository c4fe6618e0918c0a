"""No query makes the server contact any address: a listener hears nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publod import isolated_process
from publod.errors import PublodError
from publod.store.oxigraph import worker_protocol
from publod.store.oxigraph.generations import current_generation
from publod.store.oxigraph.worker_process import WorkerProcess
from publod.store.store_interface import Query

from .conftest import MakePool
from .records import BASE

CLOSES = os.uname().machine in {"x86_64", "aarch64"} and sys.platform == "linux"
#: A worker whose guard lets everything by.
UNGUARDED = """
import sys
from publod.store import query_guard
from publod.store.oxigraph import worker
query_guard.inspect = lambda text, added=0: False
worker.main(worker.Channel(int(sys.argv[1])), int(sys.argv[2]))
"""


class Listener:
    """A socket on loopback that counts who calls."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.calls = 0
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        while True:
            try:
                caller = self.socket.accept()[0]
            except OSError:
                return
            self.calls += 1
            caller.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    # A call that is under way would be heard before this one, which shows that it listens at all.
    heard = listener.calls
    with socket.create_connection(("127.0.0.1", listener.socket.getsockname()[1])) as caller:
        caller.recv(1)
    assert listener.calls == heard + 1
    listener.socket.shutdown(socket.SHUT_RDWR)
    listener.socket.close()


TRIES = [
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?where {{ <{url}> }} SERVICE SILENT ?where {{ ?s ?p ?o }} }}",
    "PREFIX l: <{url}> SELECT * {{ SERVICEl: {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES (?a ?b ?x) {{ (1 2 <{url}>) }} FILTER(?a<?b)SERVICE#>\n?x {{}} }}",
    "LOAD <{url}>",
    "LOAD SILENT <{url}> INTO GRAPH <g:g>",
    "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "DESCRIBE <{url}>",
    "SELECT * {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("text", TRIES)
def test_the_pool_contacts_nobody(
    small: Path, make_pool: MakePool, listener: Listener, text: str
) -> None:
    pool = make_pool(small, queue_seconds=10)
    try:
        answer = pool.query(Query(text.format(url=listener.url)), results="csv")
    except PublodError:
        pass
    else:
        assert len(answer.read().splitlines()) <= 1
    assert pool.query(Query("ASK {}"), results="csv").body == b"true"
    assert listener.calls == 0


@pytest.mark.skipif(not CLOSES, reason="the network can be closed on Linux only")
@pytest.mark.parametrize("text", TRIES)
def test_the_sandbox_alone_contacts_nobody(
    small: Path, listener: Listener, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, put to a worker that has no guard."""
    start = subprocess.Popen

    def start_unguarded(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        at = command.index("-m")
        return start([*command[:at], "-c", UNGUARDED, *command[at + 2 :]], **options)

    monkeypatch.setattr(subprocess, "Popen", start_unguarded)
    worker = WorkerProcess(worker_protocol.Hello(BASE, {}, 2 << 30))
    try:
        worker.await_ready()
        assert worker.is_network_closed
        worker.wait(10)
        generation = current_generation(small).path
        request = worker_protocol.Request(
            generation, text.format(url=listener.url), None, None, "csv", "nt", 10.0, 1 << 30
        )
        worker.send(worker_protocol.pack(request))
        letter, payload = worker.receive()
        assert letter in {worker_protocol.ERROR, worker_protocol.WHOLE}
        if text.startswith(("SELECT * {{ SERVICE <", "PREFIX")):
            assert b"Operation not permitted" in payload or b"os error 1" in payload
    finally:
        worker.close()
    assert listener.calls == 0


@pytest.mark.skipif(not CLOSES, reason="the network can be closed on Linux only")
def test_the_pool_says_that_the_network_is_closed(small: Path, make_pool: MakePool) -> None:
    assert make_pool(small).network_is_closed()


WAYS_OUT = """
import ctypes, errno, os, socket, subprocess, sys, threading
from publod.isolated_process import close_network
libc = ctypes.CDLL(None, use_errno=True)
spare = socket.socket()
refused = []
def tries(call, *arguments):
    try:
        call(*arguments)
    except PermissionError:
        refused.append(call.__name__)
def early():
    started.wait()
    tries(socket.socket)
started = threading.Event()
thread = threading.Thread(target=early)
thread.start()
assert close_network()
started.set(); thread.join()
tries(socket.socket)
tries(socket.socket, socket.AF_UNIX)
tries(socket.socketpair)
tries(spare.connect, ("127.0.0.1", 9))
tries(spare.bind, ("127.0.0.1", 0))
tries(os.execv, "/bin/true", ["/bin/true"])
def io_uring_setup():
    if libc.syscall(425, 1, 0) < 0 and ctypes.get_errno() == errno.EPERM:
        raise PermissionError
tries(io_uring_setup)
def x32_socket():
    if libc.syscall(0x40000000 + 41, 2, 1, 0) < 0 and ctypes.get_errno() == errno.EPERM:
        raise PermissionError
if os.uname().machine == "x86_64":
    tries(x32_socket)
child = os.fork()
if child == 0:
    try:
        socket.socket()
    except PermissionError:
        os._exit(7)
    os._exit(0)
if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7:
    refused.append("child")
print(*refused)
"""


@pytest.mark.skipif(not CLOSES, reason="the network can be closed on Linux only")
def test_there_is_no_way_out_of_the_sandbox() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WAYS_OUT], capture_output=True, text=True, check=True
    )
    expected = "socket socket socket socketpair connect bind execv io_uring_setup"
    x32 = " x32_socket" if os.uname().machine == "x86_64" else ""
    assert ran.stdout.strip() == f"{expected}{x32} child"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_jump_of_the_filter_ends_at_a_return(machine: str) -> None:
    code = isolated_process.program(machine)
    assert len(code) % 8 == 0
    instructions = [code[at : at + 8] for at in range(0, len(code), 8)]
    for at, instruction in enumerate(instructions):
        kind, if_true = int.from_bytes(instruction[:2], sys.byteorder), instruction[2]
        if kind in {0x15, 0x35} and at > 1:
            assert at + 1 + if_true == len(instructions) - 1  # EPERM
