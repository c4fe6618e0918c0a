"""Small SPARQL lookups through ``/sparql``, beside a bare ``oxigraph serve`` on the same store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from bench.report import Result
from bench.servers import BIN, free_port, publod, running, warmed

_BASE = "http://127.0.0.1:8000/"
_RECORDS = 9000
_LOOKUPS = {
    "all of one record": "SELECT ?p ?o WHERE { <@> ?p ?o }",
    "title and authors of one record": (
        "SELECT ?title ?name WHERE { <@> <http://purl.org/dc/terms/title> ?title ; "
        "<http://purl.org/dc/terms/creator> ?a . ?a <http://xmlns.com/foaf/0.1/name> ?name }"
    ),
    "the other editions of one record": (
        "SELECT ?other ?number WHERE { <@> <http://purl.org/dc/terms/isVersionOf> ?work . "
        "?other <http://purl.org/dc/terms/isVersionOf> ?work ; "
        "<https://w3id.org/publod/ns#editionNumber> ?number }"
    ),
}
_JSON = "application/sparql-results+json"


def measure(work: Path, home: Path) -> Iterator[Result]:
    """Each lookup for thousands of records in turn, at 8 connections."""
    copy = work / "oxigraph"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree((home / "store" / "current").resolve() / "db", copy)
    references = {}
    port = free_port()
    bare = f"http://127.0.0.1:{port}"
    command = [
        str(BIN / "oxigraph"), "serve", "--location", str(copy), "--bind", f"127.0.0.1:{port}",
        "--union-default-graph",
    ]  # fmt: skip
    with running(command, bare + "/"):
        for name, query in _LOOKUPS.items():
            references[name] = warmed(bare, script=_script("/query", query), accept=_JSON)
    with publod(home) as url:
        for name, query in _LOOKUPS.items():
            value = warmed(url, script=_script("/sparql", query), accept=_JSON)
            yield Result(
                f"SPARQL: {name}", value, "queries/s",
                references[name], "oxigraph serve", ratio_goal=0.5,
            )  # fmt: skip


def _script(path: str, query: str) -> str:
    """A wrk script that asks about record after record."""
    before, after = (quote(part, safe="") for part in query.split("@"))
    record = quote(f"{_BASE}publication/p", safe="")
    return f"""
local n = 0
request = function()
  n = (n + 7) % {_RECORDS}
  return wrk.format("GET", "{path}?query={before}{record}" .. n .. "%23it{after}")
end
"""
