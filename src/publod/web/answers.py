"""An answer to a query as a person reads it: a table, yes or no, or Turtle.

The JSON format of results (https://www.w3.org/TR/sparql11-results-json/) is what is read here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publod.store.protocol import Kind, Query, QueryService
from publod.validation.report import shortened
from publod.web.names import Value

#: The longest answer that is made into a page, in bytes, and the most rows of it that are shown.
LARGEST = 4 << 20
MOST = 1000


@dataclass(frozen=True)
class Shown:
    """An answer on a page. One that is too long for that has a kind and nothing else."""

    kind: Kind
    too_long: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    total: int = 0
    truth: bool = False
    graph: str = ""


def answered(queries: QueryService, query: Query, base_url: str, language: str) -> Shown:
    """Ask, and read the answer whole. Raises what `QueryService.query` raises."""
    answer = queries.query(query, results="json", graphs="ttl")
    body = bytearray(answer.body or b"")
    chunks: Any = answer.chunks
    if answer.body is None:
        try:
            for chunk in chunks:
                body += chunk
                if len(body) > LARGEST:
                    break
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
    if len(body) > LARGEST:
        return Shown(answer.kind, too_long=True)
    if answer.kind == "graph":
        return Shown("graph", graph=body.decode())
    found = json.loads(body)
    if answer.kind == "boolean":
        return Shown("boolean", truth=bool(found["boolean"]))
    columns = tuple(found["head"].get("vars", ()))
    bindings = found["results"]["bindings"]
    rows = tuple(
        tuple(_value(row.get(name), base_url, language) for name in columns)
        for row in bindings[:MOST]
    )
    return Shown("bindings", columns=columns, rows=rows, total=len(bindings))


def _value(term: Mapping[str, Any] | None, base_url: str, language: str) -> Value:
    """A term as text, with its language and, for an IRI, where it leads."""
    if term is None:
        return Value("")
    if term["type"] == "uri":
        iri = str(term["value"])
        if iri.startswith(base_url):
            local = iri.removeprefix(base_url)
            return Value(f"<{local}>", "", local)
        return Value(shortened(iri), "", iri)
    if term["type"] == "literal":
        spoken = str(term.get("xml:lang", ""))
        return Value(str(term["value"]), "" if spoken == language else spoken)
    return Value(_words(term))


def _words(term: Mapping[str, Any]) -> str:
    """A term that is no IRI and no literal: a blank node, or a triple of RDF 1.2."""
    if term["type"] == "bnode":
        return f"_:{term['value']}"
    if term["type"] == "triple":
        parts = (term["value"][name] for name in ("subject", "predicate", "object"))
        return f"<<( {' '.join(_words(part) for part in parts)} )>>"
    return str(term["value"])
