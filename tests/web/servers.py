"""Real servers for tests: started on a free port of the loopback, and ended with all they started.

A catalogue that is expensive to make is made once, by the first test process that wants it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
EXAMPLE = "https://data.example.se/"
PUBLOD = (sys.executable, "-c", "from publod.cli import main; main()")


@dataclass(frozen=True)
class Running:
    """A server: where it listens, its first process, and what it has printed."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **settings: str) -> dict[str, str]:
    """This process's environment without anybody's own settings, with those of the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUBLOD_")}
    return {**kept, "PUBLOD_HOME": str(home), "PUBLOD_VALIDATORS": "1", **settings}


def publod(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, whatever that is."""
    return subprocess.run(
        [*PUBLOD, *arguments],
        env=environment(home, **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def load(home: Path, *paths: Path, base: str = EXAMPLE, prune: bool = False) -> None:
    """Load files with the command; fail with what it says."""
    done = publod(
        home, "load", *map(str, paths), *(["--prune"] if prune else []), PUBLOD_BASE_URL=base
    )
    assert done.returncode == 0, done.stdout + done.stderr


def generate(count: int, folder: Path) -> None:
    """Write files of so many generated publications."""
    command = [sys.executable, str(ROOT / "bench" / "generate.py"), str(count), str(folder)]
    subprocess.run(command, check=True, timeout=60)


@contextmanager
def granian(
    home: Path, port: int | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """``publod serve``, as a person starts it."""
    port = port or free_port()
    settings = {"PUBLOD_WORKERS": "1", **(settings or {})}
    command = [*PUBLOD, "serve", "--port", str(port)]
    with _started(command, port, environment(home, **settings)) as running:
        yield running


@contextmanager
def gunicorn(
    home: Path, workers: int = 1, settings: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """``gunicorn wsgi:app``, as the README has it."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", "8", "--bind", f"127.0.0.1:{port}",
    ]  # fmt: skip
    with _started(command, port, environment(home, **(settings or {}))) as running:
        yield running


@contextmanager
def _started(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Running]:
    log = Path(environment["PUBLOD_HOME"]) / f"log-{port}.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_the_tests,  # noqa: PLW1509
        )
    running = Running(f"http://127.0.0.1:{port}/", process, log)
    try:
        _await_answer(running)
        yield running
    finally:
        end(process)


def _end_with_the_tests() -> None:
    """Have the kernel end a server when the test process that started it is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _await_answer(running: Running) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        if running.process.poll() is not None:
            raise AssertionError(f"the server ended: {running.printed()}")
        with suppress(httpx.TransportError):
            httpx.get(running.url + "robots.txt", timeout=5)
            return
        time.sleep(0.03)
    raise AssertionError(f"the server did not answer: {running.printed()}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; what is left of its process group is killed."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the test processes of one run share: the first one fills it."""
    base = factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / f"shared-{name}"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / ".made"
        if not done.exists():
            make(shared)
            done.touch()
    return shared
