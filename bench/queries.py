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
#: Records that are asked about again and again.
_AGAIN = 1000
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
    """Each lookup for thousands of records in turn, at 8 connections.

    Twice: asked for the first time (each text is unlike all before), and asked again.
    """
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
            for when, records in (("for the first time", None), ("asked again", _AGAIN)):
                script = _script("/sparql", query, records)
                yield Result(
                    f"SPARQL, {when}: {name}", warmed(url, script=script, accept=_JSON),
                    "queries/s", references[name], "oxigraph serve", ratio_goal=0.5,
                )  # fmt: skip


def _script(path: str, query: str, again: int | None = None) -> str:
    """A wrk script that asks about record after record; about the same ones ``again``, if given.

    Otherwise a comment makes every text new, so that no answer can have been kept.
    """
    before, after = (quote(part, safe="") for part in query.split("@"))
    record = quote(f"{_BASE}publication/p", safe="")
    unlike = '.. "%20%23" .. run .. "." .. n' if again is None else ""
    return f"""
local n, run = 0, os.time()
request = function()
  n = n + 7
  return wrk.format("GET", "{path}?query={before}{record}" .. n % {again or _RECORDS} ..
    "%23it{after}" {unlike})
end
"""
