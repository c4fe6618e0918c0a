"""Which files are RDF, in which syntax; and whole catalogues in such a syntax, as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from publod.errors import RdfSyntaxError
from publod.messages import N_
from publod.rdf.terms import is_blank, term_of_iri, triples_of


class SourceFormat(Enum):
    """A syntax that can be read and written; the value is its media type."""

    TURTLE = "text/turtle"
    TRIG = "application/trig"
    N_TRIPLES = "application/n-triples"
    N_QUADS = "application/n-quads"
    JSON_LD = "application/ld+json"
    RDF_XML = "application/rdf+xml"

    @property
    def has_graphs(self) -> bool:
        """Whether a file in this syntax can say in which graph a triple is."""
        return self in {SourceFormat.TRIG, SourceFormat.N_QUADS, SourceFormat.JSON_LD}


OXIGRAPH_FORMATS = {
    SourceFormat.TURTLE: ox.RdfFormat.TURTLE,
    SourceFormat.TRIG: ox.RdfFormat.TRIG,
    SourceFormat.N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    SourceFormat.N_QUADS: ox.RdfFormat.N_QUADS,
    SourceFormat.JSON_LD: ox.RdfFormat.JSON_LD,
    SourceFormat.RDF_XML: ox.RdfFormat.RDF_XML,
}
#: Editors on Windows begin a file so; only some of the parsers expect it.
BOM = b"\xef\xbb\xbf"

#: The first suffix of a syntax is the one that files are written with.
SUFFIXES: dict[str, SourceFormat] = {
    "ttl": SourceFormat.TURTLE,
    "turtle": SourceFormat.TURTLE,
    "trig": SourceFormat.TRIG,
    "nt": SourceFormat.N_TRIPLES,
    "nq": SourceFormat.N_QUADS,
    "jsonld": SourceFormat.JSON_LD,
    "json": SourceFormat.JSON_LD,
    "rdf": SourceFormat.RDF_XML,
    "xml": SourceFormat.RDF_XML,
    "owl": SourceFormat.RDF_XML,
}


def is_rdf(path: Path) -> bool:
    """Whether a file found in a folder is one to read; other files there are left alone.

    Plain ``.json`` and ``.xml`` are read when they are named, but not picked up from a folder,
    where they are more often something else.
    """
    suffix = path.suffix.removeprefix(".").lower()
    return suffix in SUFFIXES and suffix not in {"json", "xml"}


def format_of(path: Path) -> SourceFormat:
    """The syntax that a file's name announces; RdfSyntaxError if it announces none."""
    try:
        return SUFFIXES[path.suffix.removeprefix(".").lower()]
    except KeyError:
        known = ", ".join(f".{suffix}" for suffix in SUFFIXES)
        raise RdfSyntaxError(
            str(path),
            N_("the file's name does not tell its RDF syntax (known: %(known)s)", known=known),
        ) from None


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
