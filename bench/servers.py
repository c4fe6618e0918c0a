"""Servers on loopback for the time of a measurement, and wrk as the client."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
CONNECTIONS = 8


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    url: str,
    environment: Mapping[str, str] | None = None,
    patience: float = 30,
) -> Iterator[str]:
    """A server as a process of its own, once it answers at ``url``; within ``patience`` seconds."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(url, process, patience)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes], patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server for {url} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"the server for {url} did not answer in {patience:g} s")


@contextmanager
def publod(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """``publod serve`` over a home; gives its URL."""
    port = free_port()
    environment = {"PUBLOD_HOME": str(home), "PUBLOD_PORT": str(port), **(settings or {})}
    url = f"http://127.0.0.1:{port}"
    with running([str(BIN / "publod"), "serve"], url + "/", environment):
        yield url


@contextmanager
def granian(
    target: str, page: str, environment: Mapping[str, str], *, gateway: bool = False
) -> Iterator[str]:
    """One process of granian, once it answers at ``page``; gives its URL.

    The target is a WSGI application, or what makes a gateway such as ``publod serve`` has.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    kind = ["asginl", "--factory"] if gateway else ["wsgi", "--blocking-threads", "4"]
    command = [
        str(BIN / "granian"), "--port", str(port), "--workers", "1", "--no-ws",
        "--interface", *kind, target,
    ]  # fmt: skip
    with running(command, url + page, environment):
        yield url


@contextmanager
def oxigraph(work: Path, home: Path) -> Iterator[str]:
    """A bare ``oxigraph serve`` over a copy of the store of a home; gives its URL."""
    copy = work / "oxigraph"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree((home / "store" / "current").resolve() / "db", copy)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        str(BIN / "oxigraph"), "serve", "--location", str(copy), "--bind", f"127.0.0.1:{port}",
        "--union-default-graph",
    ]  # fmt: skip
    with running(command, url + "/"):
        yield url


def rate(url: str, *, script: str | None = None, accept: str = "*/*", seconds: int = 6) -> float:
    """Answers per second at 8 connections, by wrk; every answer must be a success."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not installed")
    command = [
        wrk,
        "-c",
        str(CONNECTIONS),
        "-t",
        "1",
        "-d",
        str(seconds),
        "-H",
        f"Accept: {accept}",
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        if script:
            file.write(script)
            file.flush()
            command += ["-s", file.name]
        output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None or "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"wrk had failures at {url}:\n{output}")
    return float(found[1])


def warmed(url: str, **options: str) -> float:
    """The rate after a warm-up."""
    rate(url, seconds=5, script=options.get("script"), accept=options.get("accept", "*/*"))
    return rate(url, script=options.get("script"), accept=options.get("accept", "*/*"))
