"""Publication pages that nobody has asked for before: what one takes, and what it weighs.

Each page is of another publication. What a server does once in its life, such as preparing the
style sheets of citations, is done before.
"""

from __future__ import annotations

import gzip
import re
import statistics
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from bench.report import Result
from bench.servers import publod
from publod.app import create_app
from publod.config import Settings

_ASKED = 200
#: The first publications warm the application up; the others are asked for once.
_WARMING = 40
_HEADERS = {"Accept": "text/html", "Accept-Language": "sv", "Accept-Encoding": "gzip"}
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
_BYTES = 1024


def measure(home: Path) -> Iterator[Result]:
    """A page in the process and over HTTP, and its weight with its style sheets."""
    client = create_app(Settings(home=home)).test_client()
    for path in _paths(0, _WARMING):
        body = client.get(path, headers=_HEADERS).data
    constant = _constant(gzip.decompress(body).decode())
    reference = _median(constant, _paths(0, _ASKED))
    yield Result(
        "publication page, uncached", _median(client, _paths(_WARMING, _ASKED)), "ms",
        reference, "a constant template of its size", goal=5, less_is_better=True,
    )  # fmt: skip
    with publod(home) as url, httpx.Client(base_url=url, headers=_HEADERS) as visitor:
        for path in _paths(0, _WARMING):
            visitor.get(path).raise_for_status()
        yield Result(
            "publication page, uncached, over HTTP", _median(visitor, _paths(_WARMING, _ASKED)),
            "ms", _median(visitor, ["/robots.txt"] * _ASKED), "robots.txt", less_is_better=True,
        )  # fmt: skip
        page = visitor.get("/publication/p0")
        styles = [urljoin(str(page.url), found) for found in _STYLE.findall(page.text)]
        weight = _weight(visitor, str(page.url)) + sum(_weight(visitor, s) for s in styles)
        plain = len(page.content) + sum(len(visitor.get(style).content) for style in styles)
    yield Result(
        "publication page with its style sheets, compressed", weight / _BYTES, "kB",
        plain / _BYTES, "not compressed", goal=60, less_is_better=True,
    )  # fmt: skip


def _paths(first: int, count: int) -> list[str]:
    return [f"/publication/p{first + number}" for number in range(count)]


def _median(client: FlaskClient | httpx.Client, paths: Iterable[str]) -> float:
    """The median of what each page takes, in milliseconds."""
    taken = []
    for path in paths:
        started = time.perf_counter()
        answer = client.get(path, headers=_HEADERS)
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{path} answered with {answer.status_code}")
    return statistics.median(taken)


def _constant(page: str) -> FlaskClient:
    """An application that renders the same page from a template without any variable."""
    app = Flask(__name__)

    @app.get("/<path:path>")
    def answer(**_: str) -> str:
        return render_template_string("{% raw %}" + page + "{% endraw %}")

    return app.test_client()


def _weight(visitor: httpx.Client, url: str) -> int:
    """The bytes of a body as they are sent."""
    with visitor.stream("GET", url) as answer:
        return sum(map(len, answer.iter_raw()))
