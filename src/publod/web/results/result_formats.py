"""Pages of lists as data: Hydra collections (https://www.hydra-cg.com/spec/latest/core/)."""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef

from publod.ledger import Record
from publod.rdf.document import Document
from publod.vocabulary import HYDRA, RDF, SCHEMA, XSD
from publod.web.http.links import relative, with_query
from publod.web.site import Site


def collection(
    site: Site, name: str, records: list[Record], total: int, page: int, last: int
) -> Document:
    """A page of a list: its members with their names, and the ways to the other pages."""

    def address(number: int) -> URIRef:
        return URIRef(with_query(site.base_url + name, {"page": number if number > 1 else None}))

    graph = Graph(bind_namespaces="none")
    whole, view = URIRef(f"{site.base_url}{name}#it"), address(page)
    graph.add((whole, RDF.type, HYDRA.Collection))
    graph.add((whole, HYDRA.totalItems, Literal(total, datatype=XSD.integer)))
    graph.add((whole, HYDRA.view, view))
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    for relation, number in (
        (HYDRA["first"], 1), (HYDRA.last, last), (HYDRA.previous, page - 1), (HYDRA.next, page + 1)
    ):  # fmt: skip
        if 1 <= number <= last:
            graph.add((view, relation, address(number)))
    for thing, record in site.repository.things(records):
        graph.add((whole, HYDRA.member, URIRef(thing)))
        for language, text in record.summary.label.items():
            graph.add((URIRef(thing), SCHEMA.name, Literal(text, lang=language or None)))
    return Document(str(view), str(whole), graph, relative("context.jsonld", name))
