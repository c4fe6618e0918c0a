"""schema.org alone (https://schema.org/docs/datamodel.html): what search engines read, in JSON-LD.

Nothing is said that the record's graph does not say; what is in other vocabularies is left out.
"""

from __future__ import annotations

from dataclasses import replace

from rdflib import Graph

from publod.rdf import jsonld
from publod.rdf.document import Document
from publod.vocabulary import RDF, SCHEMA


def write(document: Document) -> bytes:
    """The statements of a document with schema.org's properties and classes."""
    graph = Graph(bind_namespaces="none")
    for s, p, o in document.graph:
        if str(o if p == RDF.type else p).startswith(SCHEMA.iri):
            graph.add((s, p, o))
    return jsonld.write(replace(document, graph=graph))
