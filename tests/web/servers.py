"""Real servers for tests: started on a free port of the loopback, and ended with all they started.

A catalogue that is expensive to make is made once, by the first test process that wants it.
"""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner
from httpx._transports import default as _default

from cli.running import Command, Done, fork
from publod.cli import main

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
EXAMPLE = "https://data.example.se/"
PUBLOD = (sys.executable, "-c", "from publod.cli import main; main()")
#: Has a server see and mend damage ten times as soon as it does by itself.
HASTY = f"""
import sys
from publod.server import supervisor
sys.path.append({str(ROOT / "tests")!r})
supervisor._MODULE = "server.hasty_follower"
"""

# For each client httpx reads the certificates of all authorities anew, which takes longer than most
# answers on the loopback do.
_default.create_ssl_context = cache(_default.create_ssl_context)  # type: ignore[attr-defined]


@dataclass
class Forked(Command):
    """A server that did not have to import anything, with what `subprocess.Popen` offers."""

    def wait(self, seconds: float = 60) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        limit = time.monotonic() + seconds
        while (code := self.poll()) is None:
            if time.monotonic() >= limit:
                raise subprocess.TimeoutExpired("publod", seconds)
            self._await_end(limit - time.monotonic())
        return code

    def _await_end(self, seconds: float) -> None:
        if sys.platform != "linux":
            time.sleep(min(seconds, 0.01))
            return
        descriptor = os.pidfd_open(self.pid)
        try:
            select.select([descriptor], [], [], seconds)
        finally:
            os.close(descriptor)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@dataclass(frozen=True)
class Running:
    """A server: where it listens, its first process, and what it has printed."""

    url: str
    process: subprocess.Popen[bytes] | Forked
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


def publod(home: Path, *arguments: str, **settings: str) -> Done:
    """Run a command to its end, whatever that is, in this process: most take longer to start.

    A server needs a process of its own, and gets one.
    """
    if "serve" in arguments:
        return apart(environment(home, **settings), *arguments)
    gone = dict.fromkeys(name for name in os.environ if name.startswith("PUBLOD_"))
    with _warnings_on_stderr():
        result = CliRunner(env={**gone, **environment(home, **settings)}).invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.stdout, result.stderr, result.exit_code)


def apart(
    environment: Mapping[str, str],
    *arguments: str,
    folder: Path | None = None,
    changed: str = "",
) -> Done:
    """Run a command to its end in a process that has everything imported."""
    with tempfile.TemporaryDirectory() as streams:
        out, err = Path(streams, "out"), Path(streams, "err")
        for file in (out, err):
            file.write_bytes(b"")
        process = Forked(
            fork(
                *arguments,
                environment=environment,
                folder=folder,
                stdout=str(out),
                stderr=str(err),
                changed=changed,
                ends_with_parent=True,
            )
        )
        try:
            code = process.wait(120)
        finally:
            process.kill()
        return Done(out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"), code)


@contextmanager
def _warnings_on_stderr() -> Iterator[None]:
    """Write warnings of the log where they go when nobody has said where."""
    handler = _OnStandardError(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


class _OnStandardError(logging.Handler):
    """The standard error of the moment, which a runner of commands exchanges."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{record.getMessage()}\n")


def load(
    home: Path,
    *paths: Path,
    base: str = EXAMPLE,
    prune: bool = False,
    folder: Path | None = None,
) -> None:
    """Load files with the command, with a folder of publications' files; fail with what it says."""
    done = publod(
        home, "load", *map(str, paths), *(["--prune"] if prune else []),
        PUBLOD_BASE_URL=base, PUBLOD_FILES=str(folder or ""),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def generate(count: int, folder: Path) -> None:
    """Write files of so many generated publications."""
    command = [sys.executable, str(ROOT / "bench" / "generate.py"), str(count), str(folder)]
    subprocess.run(command, check=True, timeout=60)


@contextmanager
def granian(
    home: Path,
    port: int | None = None,
    settings: Mapping[str, str] | None = None,
    *,
    anew: bool = False,
    changed: str = "",
) -> Iterator[Running]:
    """``publod serve``; ``anew`` as a person starts it, and not with everything imported.

    ``changed`` is Python that a server with everything imported runs first, as `HASTY` is.
    """
    port = port or free_port()
    environ = environment(home, **{"PUBLOD_WORKERS": "1", **(settings or {})})
    arguments = ["serve", "--port", str(port)]
    with _started(
        "publod", PUBLOD, arguments, port, environ, anew=anew, changed=changed
    ) as running:
        yield running


@contextmanager
def gunicorn(
    home: Path,
    workers: int = 1,
    settings: Mapping[str, str] | None = None,
    *,
    anew: bool = False,
) -> Iterator[Running]:
    """``gunicorn wsgi:app``, as the README has it; ``anew`` as a person starts it."""
    port = free_port()
    arguments = [
        "wsgi:app", "--worker-class", "gthread", "--workers", str(workers), "--threads", "8",
        "--bind", f"127.0.0.1:{port}",
    ]  # fmt: skip
    environ = environment(home, **(settings or {}))
    command = (sys.executable, "-m", "gunicorn")
    with _started("gunicorn", command, arguments, port, environ, anew=anew) as running:
        yield running


@contextmanager
def _started(
    program: str,
    command: Sequence[str],
    arguments: Sequence[str],
    port: int,
    environment: Mapping[str, str],
    *,
    anew: bool,
    changed: str = "",
) -> Iterator[Running]:
    log = Path(environment["PUBLOD_HOME"]) / f"log-{port}.txt"
    log.write_bytes(b"")
    process: subprocess.Popen[bytes] | Forked
    if anew:
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*command, *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_the_tests,  # noqa: PLW1509
            )
    else:
        process = Forked(
            fork(
                *arguments,
                program=program,
                changed=changed,
                environment=environment,
                stdout=str(log),
                stderr=str(log),
                folder=ROOT,
                ends_with_parent=True,
            )
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
    """Wait until it listens, which costs it nothing, and then until it answers."""
    url = urlsplit(running.url)
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        if running.process.poll() is not None:
            raise AssertionError(f"the server ended: {running.printed()}")
        with suppress(OSError, httpx.TransportError):
            socket.create_connection((str(url.hostname), url.port or 80), timeout=5).close()
            httpx.get(running.url + "robots.txt", timeout=5)
            return
        time.sleep(0.03)
    raise AssertionError(f"the server did not answer: {running.printed()}")


def end(process: subprocess.Popen[bytes] | Forked) -> None:
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
