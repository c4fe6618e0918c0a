"""Reading RDF files: fast, strict, and told apart from one another by line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from publod.errors import RdfSyntaxError
from publod.syntax.source import SourceFormat
from publod.syntax.terms import Triple

#: A triple with the graph it was said in, or None where the file names no graph.
Statement = tuple[Triple, str | None]

OXIGRAPH_FORMATS = {
    SourceFormat.TURTLE: ox.RdfFormat.TURTLE,
    SourceFormat.TRIG: ox.RdfFormat.TRIG,
    SourceFormat.N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    SourceFormat.N_QUADS: ox.RdfFormat.N_QUADS,
    SourceFormat.JSON_LD: ox.RdfFormat.JSON_LD,
    SourceFormat.RDF_XML: ox.RdfFormat.RDF_XML,
}
_ENTITY = re.compile(rb"<!ENTITY\s+%?\s*[^\s]+\s+(?:\"([^\"]*)\"|'([^']*)')")
_COLUMNS = re.compile(r"^Parser error at line \d+(?: between columns? \d+ and (?:column )?\d+)?: ")
#: Ontologies abbreviate namespaces with entities; no namespace is longer than this.
_LONGEST_ENTITY = 255


def read(path: Path, syntax: SourceFormat, base: str) -> Iterator[Statement]:
    """The statements of a file, its relative IRIs resolved against ``base``.

    Blank nodes get labels that no other file has. Nothing outside the file is fetched.
    Raises RdfSyntaxError at the first fault, after yielding what stood before it.
    """
    if syntax is SourceFormat.RDF_XML:
        _refuse_entity_bombs(path)
    try:
        quads = ox.parse(
            path=path, format=OXIGRAPH_FORMATS[syntax], base_iri=base, rename_blank_nodes=True
        )
        for quad in quads:
            yield _statement(quad, str(path))
    except SyntaxError as error:
        reason = _COLUMNS.sub("", str(error.msg or error))
        if "LoadDocumentCallback" in reason:
            reason = "it names a remote JSON-LD context, and nothing is fetched while loading"
        raise RdfSyntaxError(str(path), reason, error.lineno, error.offset) from None
    except (OSError, ValueError) as error:
        raise RdfSyntaxError(str(path), str(error)) from None


def _statement(quad: ox.Quad, source: str) -> Statement:
    if isinstance(quad.object, ox.Triple):
        raise RdfSyntaxError(source, "RDF 1.2 triple terms cannot be kept yet")
    graph = quad.graph_name
    return (
        (str(quad.subject), str(quad.predicate), str(quad.object)),
        None if isinstance(graph, ox.DefaultGraph) else str(graph),
    )


def _refuse_entity_bombs(path: Path) -> None:
    """Refuse entities that expand into others, or at length (the "billion laughs" attack)."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    for match in _ENTITY.finditer(head):
        value = match[1] if match[1] is not None else match[2]
        if b"&" in value or len(value) > _LONGEST_ENTITY:
            line = head.count(b"\n", 0, match.start()) + 1
            column = match.start() - (head.rfind(b"\n", 0, match.start()) + 1) + 1
            raise RdfSyntaxError(
                str(path),
                "an XML entity may neither use other entities nor be longer than "
                f"{_LONGEST_ENTITY} characters",
                line,
                column,
            )
