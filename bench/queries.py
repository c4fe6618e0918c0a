"""Small SPARQL lookups through ``/sparql``, beside a bare ``oxigraph serve`` on the same store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from bench.report import Result
from bench.servers import oxigraph, publod, warmed

_RECORDS = 9000
#: Records that are asked about again and again.
_AGAIN = 1000
#: Queries about a record in place of the @, by what they ask.
LOOKUPS = {
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
#: When they are asked, about how many records in turn, and what the ratio must be.
_TIMES = (("for the first time", None, 0.5), ("asked again", _AGAIN, 1.5))
#: How answers are asked for.
JSON = "application/sparql-results+json"


def measure(work: Path, home: Path, base: str) -> Iterator[Result]:
    """Each lookup for thousands of records in turn, at 8 connections.

    Twice: asked for the first time (each text is unlike all before), and asked again.
    """
    references = {}
    with oxigraph(work, home) as bare:
        for name, query in LOOKUPS.items():
            references[name] = warmed(bare, script=script("/query", query, base), accept=JSON)
    with publod(home) as url:
        for name, query in LOOKUPS.items():
            for when, records, goal in _TIMES:
                asked = script("/sparql", query, base, records)
                yield Result(
                    f"SPARQL, {when}: {name}", warmed(url, script=asked, accept=JSON),
                    "queries/s", references[name], "oxigraph serve", ratio_goal=goal,
                )  # fmt: skip


def script(path: str, query: str, base: str, again: int | None = None) -> str:
    """A wrk script that asks about record after record; about the same ones ``again``, if given.

    Otherwise a comment makes every text new, so that no answer can have been kept.
    """
    before, after = (quote(part, safe="") for part in query.split("@"))
    record = quote(f"{base}publication/p", safe="")
    unlike = '.. "%20%23" .. run .. "." .. n' if again is None else ""
    return f"""
local n, run = 0, os.time()
request = function()
  n = n + 7
  return wrk.format("GET", "{path}?query={before}{record}" .. n % {again or _RECORDS} ..
    "%23it{after}" {unlike})
end
"""
