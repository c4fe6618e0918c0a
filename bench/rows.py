"""Longer answers through ``/sparql``: hundreds of rows at a time, and very many at once."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from bench.report import Result
from bench.servers import oxigraph, publod, warmed

_JSON = "application/sparql-results+json"
_ROWS = (
    "SELECT ?p ?title WHERE { ?p <http://purl.org/dc/terms/subject> <@#it> ; "
    "<http://purl.org/dc/terms/title> ?title } LIMIT {rows}"
)
_SUBJECTS = 200
_MANY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000"
_TRIES = 15


def measure(work: Path, home: Path, base: str) -> Iterator[Result]:
    """Rows of one subject after the other, each query unlike all before; then very many rows."""
    references: dict[int, float] = {}
    with oxigraph(work, home) as bare:
        for rows in (200, 1000):
            script = _script("/query", rows, base)
            references[rows] = warmed(bare, script=script, accept=_JSON)
        first_there, whole_there = _stream(f"{bare}/query")
    with publod(home) as url:
        for rows, reference in references.items():
            yield Result(
                f"SPARQL, {rows} rows at a time", warmed(
                    url, script=_script("/sparql", rows, base), accept=_JSON
                ),
                "queries/s", reference, "oxigraph serve", ratio_goal=0.9,
            )  # fmt: skip
        first, whole = _stream(f"{url}/sparql")
        yield Result(
            "SPARQL, 100,000 rows: the first byte", first * 1000, "ms",
            first_there * 1000, "oxigraph serve", goal=50, less_is_better=True,
        )  # fmt: skip
        yield Result(
            "SPARQL, 100,000 rows: all of them", whole, "s", whole_there, "oxigraph serve",
            less_is_better=True,
        )  # fmt: skip


def _stream(url: str) -> tuple[float, float]:
    """Seconds to the first byte and to the last of very many rows; medians."""
    firsts, wholes = [], []
    for number in range(_TRIES):
        target = f"{url}?query={quote(f'{_MANY} #{number}')}"
        asked = urllib.request.Request(target, headers={"Accept": _JSON})
        started = time.perf_counter()
        with urllib.request.urlopen(asked, timeout=60) as answer:
            body = answer.read(1)
            firsts.append(time.perf_counter() - started)
            body += answer.read()
        wholes.append(time.perf_counter() - started)
    if len(json.loads(body)["results"]["bindings"]) != 100_000:
        raise SystemExit(f"{url} did not give all rows")
    return sorted(firsts)[_TRIES // 2], sorted(wholes)[_TRIES // 2]


def _script(path: str, rows: int, base: str) -> str:
    """A wrk script that asks for the publications of one subject after the other."""
    query = _ROWS.replace("{rows}", str(rows))
    before, after = (quote(part, safe="") for part in query.split("@"))
    subject = quote(f"{base}subject/s", safe="")
    return f"""
local n, run = 0, os.time()
request = function()
  n = n + 1
  return wrk.format("GET", "{path}?query={before}{subject}" .. n % {_SUBJECTS} ..
    "{after}" .. "%20%23" .. run .. "." .. n)
end
"""
