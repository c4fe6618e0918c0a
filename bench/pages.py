"""Record pages and documents from a warm server, beside a Flask view that does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask, Response

from bench import uncached
from bench.report import Result
from bench.servers import BIN, free_port, publod, running, warmed

_RECORDS = 200
_GOAL = 1500
#: A page of the size of a record page: the reference pays for sending it, too.
_BODY = b"x" * 10_000

nothing = Flask(__name__)


@nothing.get("/<path:path>")
def answer(path: str) -> Response:
    """Answer at once."""
    return Response(_BODY, headers={"ETag": path})


def measure(home: Path) -> Iterator[Result]:
    """Pages asked for the first time; then HTML, Turtle and JSON-LD of two hundred in turn."""
    yield from uncached.measure(home)
    with _nothing() as url:
        reference = warmed(url, script=_records(""))
    with publod(home) as url:
        for name, suffix in (("page", ".html"), ("Turtle", ".ttl"), ("JSON-LD", ".jsonld")):
            yield Result(
                f"record {name}", warmed(url, script=_records(suffix)), "requests/s",
                reference, "a Flask view that does nothing", goal=_GOAL,
            )  # fmt: skip
        negotiated = warmed(url, script=_records(""), accept="text/html,*/*;q=0.1")
        yield Result(
            "record page, negotiated", negotiated, "requests/s",
            reference, "a Flask view that does nothing", goal=_GOAL,
        )  # fmt: skip


def _nothing() -> AbstractContextManager[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        str(BIN / "granian"), "--interface", "wsgi", "--port", str(port), "--workers", "2",
        "--blocking-threads", "4", "--no-ws", "bench.pages:nothing",
    ]  # fmt: skip
    return running(command, url + "/x")


def _records(suffix: str) -> str:
    """A wrk script that asks for record after record."""
    return f"""
local n = 0
request = function()
  n = (n + 7) % {_RECORDS}
  return wrk.format("GET", "/publication/p" .. n .. "{suffix}")
end
"""
