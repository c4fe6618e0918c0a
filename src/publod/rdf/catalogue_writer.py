"""Writing whole catalogues, as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

import pyoxigraph as ox

from publod.rdf.source_format import OXIGRAPH_FORMATS, SourceFormat
from publod.rdf.terms import is_blank, term_of_iri, triples_of


def write_dataset(
    graphs: Iterable[tuple[str, str]],
    syntax: SourceFormat,
    output: IO[bytes],
    prefixes: dict[str, str],
) -> None:
    """Write graphs, each as its IRI and its canonical N-Triples, to a binary stream.

    Syntaxes without graphs get the triples alone. Blank nodes stay apart between graphs.
    """
    if syntax is SourceFormat.N_QUADS:
        # Already the form in which the ledger keeps it, but for the graph's name.
        for number, (iri, text) in enumerate(graphs):
            name = term_of_iri(iri)
            for line in _apart(text, number).split("\n")[:-1]:
                output.write(f"{line[:-1]}{name} .\n".encode())
        return
    quads = _quads(graphs) if syntax.has_graphs else _triples(graphs)
    ox.serialize(quads, output, format=OXIGRAPH_FORMATS[syntax], prefixes=prefixes)


def _quads(graphs: Iterable[tuple[str, str]]) -> Iterator[ox.Quad]:
    for number, (iri, text) in enumerate(graphs):
        name = ox.NamedNode(iri)
        for quad in _parsed(text, number):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def _triples(graphs: Iterable[tuple[str, str]]) -> Iterator[ox.Triple]:
    for number, (_, text) in enumerate(graphs):
        for quad in _parsed(text, number):
            yield quad.triple


def _parsed(text: str, number: int) -> Iterable[ox.Quad]:
    return ox.parse(_apart(text, number), format=ox.RdfFormat.N_TRIPLES)


def _apart(text: str, number: int) -> str:
    """Canonical blank node labels (c14n0 …) repeat from record to record: number them apart."""
    if "_:c14n" not in text:
        return text

    def label(term: str) -> str:
        return f"_:r{number}{term[2:]}" if is_blank(term) else term

    return "".join(f"{label(s)} {p} {label(o)} .\n" for s, p, o in triples_of(text))
