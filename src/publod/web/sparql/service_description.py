"""What the endpoint is and can do: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from flask import Response
from rdflib import Graph, Literal, URIRef

from publod.bibliography.catalogue_languages import in_page_languages
from publod.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from publod.messages import N_
from publod.rdf import triples_in
from publod.rdf.document import Document
from publod.services import void
from publod.store.text_match import TEXT_MATCH
from publod.vocabulary import DCTERMS, FOAF, RDF, RDFS, SD, VOID, XSD
from publod.web.http.links import relative
from publod.web.http.negotiated_resource import Resource, serve
from publod.web.site import site

PATH = "sparql"
FORMATS = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)
#: https://www.w3.org/ns/formats/
_WRITTEN = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip
_TOLD = {
    "text": N_('Searches in texts: (?publication ?score) pub:textMatch ("words" 50).'),
    "default": N_("Everything that is known: the union of all graphs."),
    "graphs": N_(
        "For each record one graph with what was authored, named by the address of its document, "
        "and one with what follows from it, with #derived behind that."
    ),
}


def describe(chosen: Format) -> Response:
    """The description, as an answer in the format that was chosen. It has no blank node."""
    base = site().base_url
    triples = sum(site().statistics().properties.values())

    def render(form: Format) -> bytes:
        iri = base + PATH
        graph = described(base, triples)
        return form.write(Document(iri, iri, triples_in(graph), relative("context.jsonld", PATH)))

    version = f"{site().build}.{triples}"
    resource = Resource(PATH, version, FORMATS, render, exact=True, is_storable=False)
    return serve(resource, chosen)


def described(base: str, triples: int = 0) -> Graph:
    """The endpoint of the catalogue with a base URL; how many triples it has, where that is known.

    ``triples`` counts a statement once for each graph that makes it.
    """
    graph = Graph(bind_namespaces="none")
    service, dataset, default = (
        URIRef(f"{base}{PATH}#{n}") for n in ("service", "data", "default")
    )
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, URIRef(base + PATH)))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((service, SD.feature, SD.UnionDefaultGraph))
    graph.add((service, SD.propertyFeature, URIRef(TEXT_MATCH)))
    graph.add((URIRef(TEXT_MATCH), RDF.type, SD.Feature))
    for language, text in in_page_languages(_TOLD["text"]).items():
        graph.add((URIRef(TEXT_MATCH), RDFS.comment, Literal(text, lang=language)))
    for name in _RESULTS:
        graph.add((service, SD.resultFormat, URIRef(_WRITTEN + name)))
    graph.add((service, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    if triples:
        graph.add((default, VOID.triples, Literal(str(triples), datatype=XSD.integer)))
    for node, name in ((default, "default"), (dataset, "graphs")):
        for language, text in in_page_languages(_TOLD[name]).items():
            graph.add((node, RDFS.comment, Literal(text, lang=language)))
    graph.add((dataset, DCTERMS.source, URIRef(base + "catalog#dataset")))
    graph.add((dataset, RDFS.seeAlso, URIRef(base + void.PATH)))
    graph.add((URIRef(base + PATH), FOAF.primaryTopic, service))
    graph.add((URIRef(base + "catalog#dataset"), VOID.sparqlEndpoint, URIRef(base + PATH)))
    return graph
