"""What becomes of the service when its processes are killed: the main one, and web processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from publod.server.supervisor import HEALTHY, Restarts
from web import servers
from web.servers import Running
from web.test_server import ALL, alive, descendants, eventually, needs_proc

#: How long after its parent a process may live, in seconds.
AFTER = 5.0
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def web_processes(running: Running) -> set[int]:
    """The processes that listen on the server's port: those with a socket of it."""
    port = f":{int(running.url.rpartition(':')[2].rstrip('/')):04X}"
    listening = set()
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(port) and fields[3] == "0A":
            listening.add(f"socket:[{fields[9]}]")
    found = set()
    for pid in descendants(running.process.pid):
        with suppress(OSError):
            links = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()}
            if links & listening:
                found.add(pid)
    return found


def answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url + "robots.txt", timeout=15).status_code == 200
    return False


@contextmanager
def asked_without_end(url: str) -> Iterator[None]:
    """A query that a worker is at, and whose answer nobody has yet."""
    with pytest.raises(httpx.TimeoutException):
        httpx.post(url + "sparql", data={"query": ENDLESS}, timeout=0.8)
    yield


@needs_proc
def test_no_process_outlives_the_main_one(example_home: Path) -> None:
    """Even in the middle of a query; and the port is free for the next server."""
    with servers.granian(example_home, settings={"PUBLOD_WORKERS": "2"}) as running:
        assert httpx.get(running.url + "sparql", params={"query": ALL}).status_code == 200
        with asked_without_end(running.url):
            family = descendants(running.process.pid)
            assert len(family) >= 4, "two web processes and query workers were expected"
            running.process.kill()
            running.process.wait(10)
            assert eventually(lambda: not any(map(alive, family)), AFTER), family
        address = running.url.rpartition("/")[0].removeprefix("http://").split(":")
        socket.create_server((address[0], int(address[1]))).close()


@needs_proc
def test_web_processes_that_are_killed_again_and_again_come_back(example_home: Path) -> None:
    """Two deaths within five and a half seconds ended the whole service."""
    with servers.granian(example_home, settings={"PUBLOD_WORKERS": "2"}) as running:
        assert eventually(lambda: len(web_processes(running)) == 2)
        spared = min(web_processes(running))
        for _ in range(4):
            assert eventually(lambda: len(web_processes(running)) == 2, 30), running.printed()
            (victim,) = web_processes(running) - {spared}
            os.kill(victim, signal.SIGKILL)
            assert eventually(lambda victim=victim: not alive(victim))  # type: ignore[misc]
            # The one that died may have taken a connection with it, and no more than that.
            assert answers(running.url) or answers(running.url), "the other one serves on"
        assert eventually(lambda: len(web_processes(running)) == 2, 30)
        assert alive(spared)
        assert running.process.poll() is None
        printed = running.printed()
        assert printed.count("another takes its place") == 2
        assert printed.count("ends soon after each start (signal 9)") == 1
        assert "Unexpected exit" not in printed
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(20) == 0


@needs_proc
def test_the_only_web_process_comes_back_and_an_end_is_heeded_meanwhile(
    example_home: Path,
) -> None:
    with servers.granian(example_home) as running:
        for _ in range(3):
            assert eventually(lambda: len(web_processes(running)) == 1, 30), running.printed()
            (victim,) = web_processes(running)
            os.kill(victim, signal.SIGKILL)
            assert eventually(lambda victim=victim: not alive(victim))  # type: ignore[misc]
        # It pauses now before the next start, and must not be asked twice to end.
        assert eventually(lambda: "ends soon" in running.printed())
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(20) == 0


@needs_proc
def test_an_end_is_heeded_while_web_processes_start(example_home: Path) -> None:
    """They would be killed ten seconds later."""
    process = subprocess.Popen(
        [*servers.PUBLOD, "serve", "--port", str(servers.free_port())],
        env=servers.environment(example_home, PUBLOD_WORKERS="2"),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert eventually(lambda: bool(descendants(process.pid)), 30)
        process.terminate()
        assert process.wait(8) == 0
    finally:
        servers.end(process)


def test_a_service_of_which_nothing_can_start_ends(example_home: Path, tmp_path: Path) -> None:
    """A supervisor must see that it has failed."""
    (tmp_path / "publod").mkdir()
    broken = tmp_path / "sitecustomize.py"
    broken.write_text("import sys; sys.modules['publod.app'] = None\n", encoding="utf-8")
    done = subprocess.run(
        [*servers.PUBLOD, "serve", "--port", str(servers.free_port())],
        env={**servers.environment(example_home, PUBLOD_WORKERS="2"), "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "no web process can be started" in done.stderr


def test_a_parent_is_looked_for_where_the_kernel_does_not_tell(tmp_path: Path) -> None:
    """As on macOS: a process that is asleep is gone soon after the one that started it."""
    child = (
        "import os, time; from publod.store.process_lifetime import watch; watch(os.getppid());"
        "print(os.getpid(), flush=True); time.sleep(60)"
    )
    parent = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', sys.argv[1]]);p.wait()"
    )
    started = subprocess.Popen([sys.executable, "-c", parent, child], stdout=subprocess.PIPE)
    assert started.stdout is not None
    pid = int(started.stdout.readline())
    assert alive(pid)
    started.kill()
    started.wait()
    assert eventually(lambda: not alive(pid), AFTER)
    started.stdout.close()


def test_pauses_double_up_to_ten_seconds_and_begin_anew_after_a_long_life() -> None:
    restarts = Restarts()
    pauses = [restarts.pause_after(0.1) for _ in range(8)]
    assert pauses == [0, 0.5, 1, 2, 4, 8, 10, 10]
    assert restarts.is_looping
    assert restarts.pause_after(HEALTHY) == 0
    assert not restarts.is_looping


def test_a_crash_loop_begins_once() -> None:
    restarts = Restarts()
    begins = []
    for _ in range(6):
        restarts.pause_after(0.1)
        begins.append(restarts.begins_to_loop)
    assert begins == [False, False, True, False, False, False]
