"""The catalogue as a set of linked data: https://www.w3.org/TR/void/.

The description is that of ``/.well-known/void`` (§7.2 there). What it counts comes from whoever
can count, and may be missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rdflib import BNode, Graph, Literal, URIRef

from publod.bibliography.registers import LinkTarget, registers
from publod.record_repository import Repository
from publod.services import catalogue_record
from publod.services.catalogue_record import VOID_COUNTS, VOID_LINKS, time_literal
from publod.services.dump_writer import RDF_FORMS, Counts
from publod.vocabulary import DCTERMS, FOAF, RDF, VOCABULARIES, VOID, XSD

PATH = ".well-known/void"
#: Kinds of which one record each is an example.
_EXAMPLES = ("publication", "work", "agent", "subject")
#: Serialisations of every record: https://www.w3.org/ns/formats/
_FEATURES = ("Turtle", "JSON-LD", "RDF_XML", "N-Triples", "TriG", "N-Quads")
_FORMATS = "http://www.w3.org/ns/formats/"


def describe(
    repository: Repository,
    counts: Counts,
    *,
    with_sparql: bool = True,
    hidden: Collection[str] = (),
) -> Graph:
    """The description, of the data set that the record of the catalogue names.

    It names the SPARQL endpoint where there is one, ``with_sparql``, and no example of ``hidden``
    kinds, which have no pages.
    """
    base = repository.base_url
    record = catalogue_record.read(repository)
    graph = Graph(bind_namespaces="none")
    document, node = URIRef(base + PATH), record.dataset
    graph.add((document, RDF.type, VOID_COUNTS.DatasetDescription))
    graph.add((document, FOAF.primaryTopic, node))
    graph.add((node, RDF.type, VOID.Dataset))
    for title in record.texts(node, DCTERMS.title) or record.titles():
        graph.add((node, DCTERMS.title, title))
        graph.add((document, DCTERMS.title, title))
    for description in record.descriptions(node):
        graph.add((node, DCTERMS.description, description))
    for licence in record.licences:
        graph.add((node, DCTERMS.license, licence))
    for publisher in record.iris(record.catalog, DCTERMS.publisher):
        graph.add((node, DCTERMS.publisher, publisher))
    first, head = repository.commit_of(1), repository.head()
    if first is not None:
        graph.add((node, DCTERMS.issued, time_literal(first.time)))
        graph.add((node, DCTERMS.modified, time_literal(head.time)))
    graph.add((node, FOAF.homepage, URIRef(base)))
    graph.add((node, VOID.uriSpace, Literal(base)))
    if with_sparql:
        graph.add((node, VOID.sparqlEndpoint, URIRef(base + "sparql")))
    for form in RDF_FORMS:
        graph.add((node, VOID.dataDump, URIRef(f"{base}dumps/latest.{form.suffix}")))
    for feature in _FEATURES:
        graph.add((node, VOID.feature, URIRef(_FORMATS + feature)))
    for kind in (kind for kind in _EXAMPLES if kind not in hidden):
        for thing, _ in repository.things(repository.newest(kind, 1)[0]):
            graph.add((node, VOID.exampleResource, URIRef(thing)))
    records = sum(repository.counts().values())
    # Each record describes one thing; what is inside a record, such as a file, is none of its own.
    graph.add((node, VOID.entities, _number(records)))
    graph.add((node, VOID_COUNTS.documents, _number(records)))
    _add_counts(graph, node, counts)
    return graph


def _add_counts(graph: Graph, node: URIRef, counts: Counts) -> None:
    if counts.properties:
        graph.add((node, VOID.triples, _number(sum(counts.properties.values()))))
        graph.add((node, VOID_COUNTS.properties, _number(len(counts.properties))))
    if counts.classes:
        graph.add((node, VOID_COUNTS.classes, _number(len(counts.classes))))
    if counts.subjects is not None:
        graph.add((node, VOID_COUNTS.distinctSubjects, _number(counts.subjects)))
    for iri, count in counts.classes.items():
        part = BNode()
        graph.add((node, VOID_COUNTS.classPartition, part))
        graph.add((part, VOID_COUNTS["class"], URIRef(iri)))
        graph.add((part, VOID.entities, _number(count)))
    for iri, count in counts.properties.items():
        part = BNode()
        graph.add((node, VOID_COUNTS.propertyPartition, part))
        graph.add((part, VOID_COUNTS.property, URIRef(iri)))
        graph.add((part, VOID.triples, _number(count)))
    for target in registers().links:
        if predicates := counts.links.get(target.code):
            _add_linksets(graph, node, target, predicates)
    used = {*counts.classes, *counts.properties}
    for vocabulary in VOCABULARIES:
        if any(iri.startswith(vocabulary.iri) for iri in used):
            graph.add((node, VOID.vocabulary, URIRef(vocabulary.iri)))


def _add_linksets(
    graph: Graph, node: URIRef, target: LinkTarget, predicates: Mapping[str, int]
) -> None:
    """The links to another data set: one linkset for each property, as VoID asks for (§5)."""
    document = next(graph.subjects(FOAF.primaryTopic, node))
    other = URIRef(f"{document}#{target.code}")
    graph.add((other, RDF.type, VOID.Dataset))
    graph.add((other, DCTERMS.title, Literal(target.title)))
    graph.add((other, FOAF.homepage, URIRef(target.homepage)))
    graph.add((other, VOID.uriSpace, Literal(target.space)))
    for predicate, count in predicates.items():
        links = BNode()
        graph.add((node, VOID_LINKS.subset, links))
        graph.add((links, RDF.type, VOID_LINKS.Linkset))
        graph.add((links, VOID_LINKS.subjectsTarget, node))
        graph.add((links, VOID_LINKS.objectsTarget, other))
        graph.add((links, VOID_LINKS.linkPredicate, URIRef(predicate)))
        graph.add((links, VOID.triples, _number(count)))


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer, normalize=False)
