"""Pages and documents asked for again, beside a bare Flask response of the same size."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask, Response

from bench import uncached
from bench.report import Result
from bench.servers import BIN, free_port, publod, running, warmed

_RECORDS = 50
_RATIO = 1.5
#: What is asked for again and again: a name, a path in which @ is the number of a publication, and
#: the Accept field.
_ASKED = (
    ("record page", "/publication/p@.html", "*/*"),
    ("record page, negotiated", "/publication/p@", "text/html,*/*;q=0.1"),
    ("record in Turtle", "/publication/p@.ttl", "*/*"),
    ("record in JSON-LD", "/publication/p@.jsonld", "*/*"),
    ("list", "/publications?page=@", "text/html"),
    ("front page", "/", "text/html"),
)

bare = Flask(__name__)


@bare.get("/<int:size>/<path:path>")
def answer(size: int, path: str) -> Response:
    """So many bytes, at once."""
    return Response(b"x" * size, headers={"ETag": path})


def measure(home: Path) -> Iterator[Result]:
    """Pages asked for the first time; then some addresses of each sort in turn, again."""
    yield from uncached.measure(home)
    yield from again(home)


def again(home: Path) -> Iterator[Result]:
    """Each sort of response, sent again from memory."""
    with _bare() as reference, publod(home) as url:
        for name, path, accept in _ASKED:
            size = _size(url + path.replace("@", "7"), accept)
            yield Result(
                f"{name} of {size / 1000:.0f} kB, asked again",
                warmed(url, script=_script(path, accept), accept=accept), "requests/s",
                warmed(reference, script=_script(f"/{size}/x{path}", accept), accept=accept),
                "a bare Flask response", ratio_goal=_RATIO,
            )  # fmt: skip


def _bare() -> AbstractContextManager[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        str(BIN / "granian"), "--interface", "wsgi", "--port", str(port),
        "--workers", str(min(2, os.cpu_count() or 1)), "--blocking-threads", "4", "--no-ws",
        "bench.pages:bare",
    ]  # fmt: skip
    return running(command, url + "/1/x")


def _size(url: str, accept: str) -> int:
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept})) as found:
        return len(found.read())


def _script(path: str, accept: str) -> str:
    """A wrk script that asks for one after the other."""
    before, at, after = path.partition("@")
    number = f' .. (n + 1) .. "{after}"' if at else ""
    return f"""
local n = 0
request = function()
  n = (n + 7) % {_RECORDS}
  return wrk.format("GET", "{before}"{number}, {{["Accept"] = "{accept}"}})
end
"""
