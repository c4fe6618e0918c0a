"""Which files are RDF, and in which syntax."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

import pyoxigraph as ox

from publod.errors import RdfSyntaxError
from publod.messages import N_


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
