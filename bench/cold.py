"""Records that nobody has asked for before, over HTTP: processor time beside a constant template.

A crawler meets nothing else. Eight connections ask for other records each time, in an order that
follows nothing; what counts is the processor time of all of a server's processes.
"""

from __future__ import annotations

import http.client
import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bench.report import Result
from bench.servers import CONNECTIONS, granian, publod

#: Records that warm a server up, and such as are measured, in each format.
_WARMING, _MEASURED = 100, 800
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE, _TURTLE, _JSON_LD = "text/html", "text/turtle", "application/ld+json"
#: What a page is compared with: Jinja compiles the text, and has nothing to put in.
_REFERENCE = """\
from pathlib import Path
from flask import Flask, render_template_string
app = Flask(__name__)
page = Path(__file__).with_name("page.html").read_text()
@app.get("/<path:path>")
def constant(path):
    return render_template_string(page)
"""
#: Pages that tell of the whole catalogue.
_OF_ALL = ("", "about", "ontology", "subjects", "agents", "types", "years", "new", "publications")


def measure(home: Path, count: int) -> Iterator[Result]:
    """A record's page, Turtle and JSON-LD; then what the first waits for who asks for the whole.

    ``count`` publications have been generated into the home, whose pages have not been asked for.
    """
    order = random.Random(2026).sample(range(count), min(count, 3 * (_WARMING + _MEASURED)))
    shares = [order[number::3] for number in range(3)]
    with publod(home) as url:
        first = list(_first(url, _OF_ALL))
        taken = [
            _processor_time(url, [f"/publication/p{n}" for n in share], accept)
            for share, accept in zip(shares, (_PAGE, _TURTLE, _JSON_LD), strict=True)
        ]
        page = _get(url, "/publication/p0", _PAGE)
    constant = _constant(page)
    for value, name, goal in zip(taken, ("page", "Turtle", "JSON-LD"), (4, 2, 2), strict=True):
        yield Result(
            f"{name} of a record, cold, processor time", value, "ms",
            constant, "a constant template of a page's size", ratio_goal=goal, less_is_better=True,
        )  # fmt: skip
    for path, milliseconds in zip(_OF_ALL, first, strict=True):
        yield Result(
            f"/{path} for the first who asks", milliseconds, "ms", constant,
            "a constant template", goal=100, less_is_better=True,
        )  # fmt: skip


def _constant(page: bytes) -> float:
    """The processor time of a page that is always the same, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "constant.py").write_text(_REFERENCE)
        (Path(folder) / "page.html").write_bytes(b"{% raw %}" + page + b"{% endraw %}")
        with granian("constant:app", "/p", {"PYTHONPATH": folder}) as url:
            return _processor_time(url, [f"/p{n}" for n in range(_WARMING + _MEASURED)], _PAGE)


def _first(url: str, paths: Sequence[str]) -> Iterator[float]:
    """What the first request for each path takes after a start, in milliseconds."""
    for path in paths:
        begun = time.perf_counter()
        _get(url, f"/{path}", _PAGE)
        yield (time.perf_counter() - begun) * 1000


def _processor_time(url: str, paths: Sequence[str], accept: str) -> float:
    """What each of some answers takes all processes of a server, in milliseconds."""
    _ask(url, paths[:_WARMING], accept)
    pids = _processes(os.getpid())
    before = sum(map(_seconds, pids))
    measured = paths[_WARMING:]
    _ask(url, measured, accept)
    return (sum(map(_seconds, pids)) - before) / len(measured) * 1000


def _ask(url: str, paths: Sequence[str], accept: str) -> None:
    threads = [
        threading.Thread(target=_get_all, args=(url, paths[number::CONNECTIONS], accept))
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _get_all(url: str, paths: Sequence[str], accept: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    for path in paths:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{path} answered with {answer.status}")


def _get(url: str, path: str, accept: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    connection.request("GET", path, headers={"Accept": accept})
    return connection.getresponse().read()


def _processes(parent: int) -> list[int]:
    """The processes below one."""
    children = [int(pid) for task in Path(f"/proc/{parent}/task").iterdir()
                for pid in (task / "children").read_text().split()]  # fmt: skip
    return [*children, *(pid for child in children for pid in _processes(child))]


def _seconds(pid: int) -> float:
    """The processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
