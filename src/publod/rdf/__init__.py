"""RDF in and out of bytes, and the form in which the ledger keeps it.

The currency of this room, and of all that is written in bulk, is the `Triple`: three strings in
N-Triples syntax. It needs no objects per term, compares and sorts as text, and one line of it is
one line of the ledger. Those who walk a graph get an rdflib graph from `graph_of`.
"""

from publod.rdf.canonical import canonical
from publod.rdf.isolated_parsing import IsolatedReader, isolated_lines
from publod.rdf.line_locator import ANY, BLANK
from publod.rdf.parsing import Statement, read
from publod.rdf.source_format import SourceFormat, format_of, is_rdf, write_dataset
from publod.rdf.terms import (
    Literal,
    Triple,
    graph_of,
    iri_of,
    is_blank,
    is_iri,
    is_literal,
    literal_of,
    term_of_iri,
    term_of_literal,
    triples_in,
    triples_of,
)

__all__ = [
    "ANY",
    "BLANK",
    "IsolatedReader",
    "Literal",
    "SourceFormat",
    "Statement",
    "Triple",
    "canonical",
    "format_of",
    "graph_of",
    "iri_of",
    "is_blank",
    "is_iri",
    "is_literal",
    "is_rdf",
    "isolated_lines",
    "literal_of",
    "read",
    "term_of_iri",
    "term_of_literal",
    "triples_in",
    "triples_of",
    "write_dataset",
]
