"""How long it takes until a command or a server is there, beside a Python that does nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.report import Result
from bench.servers import BIN, free_port

_TIMES = 5


def measure(work: Path) -> Iterator[Result]:
    """``publod --help`` in CPU seconds; a second ``make serve`` until it answers."""
    nothing = min(_cpu([sys.executable, "-c", "pass"]) for _ in range(_TIMES))
    help_ = min(_cpu([str(BIN / "publod"), "--help"]) for _ in range(_TIMES))
    yield Result(
        "publod --help", help_, "s CPU", nothing, "python -c pass",
        goal=0.3, less_is_better=True,
    )  # fmt: skip
    home = work / "served"
    _served(home)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import flask, rdflib, sqlalchemy"], check=True)
    imports = time.perf_counter() - started
    second = min(_served(home) for _ in range(3))
    yield Result(
        "a second make serve, until the front page is there", second, "s",
        imports, "importing flask, rdflib and sqlalchemy", goal=2.0, less_is_better=True,
    )  # fmt: skip


def _cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _served(home: Path) -> float:
    """The seconds from ``make serve`` to the front page."""
    port = free_port()
    environment = {**os.environ, "PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": "http://e.example/"}
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "serve", f"PORT={port}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    return time.perf_counter() - started
            except OSError:
                if process.poll() is not None or time.perf_counter() - started > 60:
                    raise SystemExit("make serve did not serve") from None
                time.sleep(0.01)
    finally:
        process.terminate()
        process.wait(timeout=20)
