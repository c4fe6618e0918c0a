"""An engine with an empty store: embedded Oxigraph, `oxigraph serve` or Virtuoso."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from publod.store.remote.query_service import RemoteQueries
from publod.store.remote.watermark import watermark_graph
from publod.store.remote.writer import RemoteStore
from publod.store.store_interface import GraphChange, Query, QueryService, TripleStore

from .engines import Server

BASE = "https://data.example.se/"
TITLE = "http://purl.org/dc/terms/title"
Rows = list[dict[str, Any]]

#: Statements of every sort; GRAPH and LONG are to be replaced.
HARD = """\
<GRAPH#it> <http://purl.org/dc/terms/title> "\\u00E5\\u00E4\\u00F6 \\" \\\\ \\n \\t \\r \U0001d11e { } # ; ' '''"@sv <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/title> "\u0627\u0644\u0628\u0634\u0631"@ar <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/abstract> "LONG"@en <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/issued> "2014"^^<http://www.w3.org/2001/XMLSchema#gYear> <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/issued> "2014-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/issued> "2014-03-31"^^<http://www.w3.org/2001/XMLSchema#date> <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/modified> "2014-03-31T12:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/extent> "17"^^<http://www.w3.org/2001/XMLSchema#integer> <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/rights> "" <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/identifier> "urn:x"^^<http://www.w3.org/2001/XMLSchema#anyURI> <GRAPH> .
<GRAPH#it> <http://purl.org/dc/terms/creator> <https://example.org/\u00e5?q=1&r=%20#x> <GRAPH> .
<GRAPH#it> <http://www.w3.org/ns/dcat#distribution> _:r1b0 <GRAPH> .
_:r1b0 <http://purl.org/dc/terms/hasPart> _:r1b1 <GRAPH> .
_:r1b1 <http://purl.org/dc/terms/isPartOf> _:r1b0 <GRAPH> .
_:r1b1 <http://purl.org/dc/terms/title> "inside" <GRAPH> .
"""


@dataclass
class Engine:
    """An empty store, and how to write and to read it."""

    name: str
    write: Callable[[], TripleStore]
    queries: QueryService
    #: The statements that a reader sees besides what was applied: on a server, the watermark.
    more: int = 0

    def fill(self, commit: int, *changes: GraphChange, origin: str = "") -> None:
        store = self.write()
        try:
            store.apply(commit, changes, origin)
            store.publish()
        finally:
            store.close()
        forget(self.queries)

    def rows(self, text: str, **graphs: Any) -> Rows:
        answer = self.queries.query(Query(text, **graphs))
        return list(json.loads(answer.read())["results"]["bindings"])

    def count(self, pattern: str, clause: str = "", **graphs: tuple[str, ...]) -> int:
        text = f"SELECT (COUNT(*) AS ?n) {clause} {{ {pattern} }}"
        return int(self.rows(text, **graphs)[0]["n"]["value"])

    def titles(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.rows(f"SELECT ?g ?t {{ GRAPH ?g {{ ?s <{TITLE}> ?t }} }}"):
            found.setdefault(row["g"]["value"], set()).add(row["t"]["value"])
        return found


def forget(queries: QueryService) -> None:
    """Let the service look at once at what the store shows, and not in a second."""
    if isinstance(queries, RemoteQueries):
        queries._poller.forget()


def wiped(server: Server) -> None:
    """Empty a server as if nothing had ever been there."""
    with remote_writer(server) as store:
        store.reset()
        store._send(f"CLEAR SILENT GRAPH <{watermark_graph(BASE)}>")


def remote_writer(server: Server, **options: Any) -> RemoteStore:
    return RemoteStore(
        server.url,
        server.update_url,
        base_url=BASE,
        user=server.user,
        password=server.password,
        **{"patience": 5.0, **options},
    )
