"""Pages of search results with all facets, whole and over HTTP, beside the engine alone.

Every question is asked once of each, so that nothing that is kept helps either.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import httpx

from bench.report import Result
from bench.servers import granian
from publod.search.facet_definitions import FACET_NAMES
from publod.search.search_interface import SearchRequest

_TARGET = "publod.server.serving:gateway"
#: Questions that make the server load what it needs once in its life.
_FIRST = ("", "?q=xyzzy", "?sort=title")


def measure(
    home: Path, database: Path, questions: Sequence[SearchRequest], engine: float
) -> Iterator[Result]:
    """One page for each question; ``engine`` is what the index takes for these, in ms."""
    environment = {"PUBLOD_HOME": str(home), "PUBLOD_LEDGER_URL": f"sqlite:///{database}"}
    taken = []
    with (
        granian(_TARGET, "/robots.txt", environment, gateway=True) as url,
        httpx.Client(headers={"Accept": "text/html", "Accept-Encoding": "gzip"}) as client,
    ):
        for first in _FIRST:
            client.get(f"{url}/publications{first}").raise_for_status()
        for asked in questions:
            started = time.perf_counter()
            client.get(f"{url}/publications?{_query(asked)}").raise_for_status()
            taken.append((time.perf_counter() - started) * 1000)
    yield Result(
        "a page of results with all facets, over HTTP", statistics.median(taken), "ms",
        engine, "the index alone", goal=20, less_is_better=True,
    )  # fmt: skip


def _query(asked: SearchRequest) -> str:
    """The question as its address has it."""
    pairs = [("q", asked.text)] if asked.text else []
    for name in FACET_NAMES:
        pairs += [(name, value.rpartition("/")[2]) for value in asked.values(name)]
    pairs += [("year", f"{first}-{last}") for first, last in asked.years]
    if asked.sort != "relevance":
        pairs.append(("sort", asked.sort))
    return urlencode(pairs)
