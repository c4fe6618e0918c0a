"""Harvesting 100,000 generated publications by OAI-PMH over HTTP, as one library does.

The reference is the same client that fetches the same answers, made beforehand, from files by the
same server: what harvesting would cost if there were nothing to do.
"""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from flask import Flask, Response

from bench.many import PUBLICATIONS, database
from bench.report import Result
from bench.servers import granian

#: Formats with the records per second that a harvest of everything must reach.
_GOALS = {"mods": 5_000, "oai_dc": 8_000}
_TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)<")
#: How often a page is asked for to tell what it takes.
_AGAIN = 15
_FILES = "BENCH_FILES"

files = Flask(__name__)


@files.get("/<name>")
def answer(name: str) -> Response:
    """An answer that lies ready in a file, compressed."""
    body = (Path(os.environ[_FILES]) / name).read_bytes()
    return Response(body, mimetype="text/xml", headers={"Content-Encoding": "gzip"})


def measure(work: Path) -> Iterator[Result]:
    """The first harvest in each format, which renders, the ones after it, and the last page."""
    home = work / "harvested"
    home.mkdir(exist_ok=True)
    environment = {"PUBLOD_HOME": str(home), "PUBLOD_LEDGER_URL": f"sqlite:///{database(work)}"}
    with granian("publod.server.serving:gateway", "/robots.txt", environment, gateway=True) as url:
        for prefix, goal in _GOALS.items():
            saved = work / "answers" / prefix
            saved.mkdir(parents=True, exist_ok=True)
            first = _harvest(url, prefix)
            second = _harvest(url, prefix, saved)
            again = _harvest(url, prefix)
            ready = _reference(saved)
            yield Result(
                f"first harvest in {prefix}, which renders and keeps", first.rate, "records/s",
                again.rate, "the third harvest",
            )  # fmt: skip
            yield Result(
                f"harvest in {prefix}", again.rate, "records/s",
                ready, "the same answers from files", goal=goal,
            )  # fmt: skip
            yield _last_page(prefix, again)
            yield Result(
                f"rows of {prefix} on disk", _stored(home, prefix) / PUBLICATIONS, "bytes/record",
                second.size / PUBLICATIONS, "what is sent", less_is_better=True,
            )  # fmt: skip


@dataclass
class Harvest:
    """A whole list: the seconds that its answers took, their bytes, and their addresses."""

    seconds: float = 0.0
    size: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Records per second."""
        return PUBLICATIONS / self.seconds


def _harvest(url: str, prefix: str, saved: Path | None = None) -> Harvest:
    """Fetch everything; keep the answers in a folder, if there is one."""
    done, records = Harvest(), 0
    address = f"{url}/oai?verb=ListRecords&metadataPrefix={prefix}"
    with httpx.Client(headers={"Accept-Encoding": "gzip"}, timeout=60) as client:
        while address:
            started = time.perf_counter()
            body = client.get(address).raise_for_status().content
            done.seconds += time.perf_counter() - started
            if saved:
                (saved / str(len(done.asked))).write_bytes(gzip.compress(body, 4))
            done.asked.append(address)
            done.size += len(body)
            records += body.count(b"<record>")
            token = _TOKEN.search(body, len(body) - 2000)
            onward = f"{url}/oai?verb=ListRecords&resumptionToken="
            address = onward + token[1].decode() if token else ""
    if records != PUBLICATIONS:
        raise SystemExit(f"a harvest in {prefix} had {records} records")
    return done


def _reference(folder: Path) -> float:
    names = sorted(file.name for file in folder.iterdir())
    with (
        granian("bench.harvest:files", "/0", {_FILES: str(folder)}) as url,
        httpx.Client(headers={"Accept-Encoding": "gzip"}) as client,
    ):
        started = time.perf_counter()
        for name in names:
            client.get(f"{url}/{name}").raise_for_status()
        return PUBLICATIONS / (time.perf_counter() - started)


def _last_page(prefix: str, harvest: Harvest) -> Result:
    """How much more the last full page takes than the first."""
    pages = [harvest.asked[0], harvest.asked[-1]]
    taken: dict[str, list[float]] = {page: [] for page in pages}
    with httpx.Client(headers={"Accept-Encoding": "gzip"}) as client:
        for _ in range(_AGAIN):  # in turn, so that what else the machine does meets both
            for page in pages:
                started = time.perf_counter()
                client.get(page).raise_for_status()
                taken[page].append((time.perf_counter() - started) * 1000)
    first, last = (statistics.median(taken[page]) for page in pages)
    return Result(
        f"last page of {prefix}", last / first, "times the first",
        1, "the first page", goal=1.5, less_is_better=True,
    )  # fmt: skip


def _stored(home: Path, prefix: str) -> float:
    """The bytes that the rows of a format take in the file."""
    with sqlite3.connect(home / "rows.db") as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema")]
        [table] = [name for name in tables if name.startswith(f"{prefix} ")]
        query = f'SELECT sum(length(body) + length(version) + 12) FROM "{table}"'
        [(size,)] = connection.execute(query)
    return float(size)
