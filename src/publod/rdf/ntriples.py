"""N-Triples, one sorted line for each triple: https://www.w3.org/TR/n-triples/.

For `grep`, `sort` and `diff`, and for loaders. The blank nodes are numbered by what is said about
them, so two copies of one graph have the same lines.
"""

from __future__ import annotations

from rdflib import BNode, Literal
from rdflib.term import Node

from publod.rdf.blank_nodes import rank
from publod.rdf.document import Document
from publod.rdf.representation_terms import iri_ref, is_string, quoted


def write(document: Document) -> bytes:
    """The document's graph as N-Triples."""
    triples = list(document.graph)
    ranks = rank(triples)

    def term(node: Node) -> str:
        if isinstance(node, BNode):
            return f"_:b{ranks[node] + 1}"
        if not isinstance(node, Literal):
            return iri_ref(str(node))
        if node.language:
            return f"{quoted(str(node))}@{node.language}"
        if is_string(node):
            return quoted(str(node))
        return f"{quoted(str(node))}^^{iri_ref(str(node.datatype))}"

    lines = {f"{term(s)} {term(p)} {term(o)} .\n" for s, p, o in triples}
    return "".join(sorted(lines)).encode()
