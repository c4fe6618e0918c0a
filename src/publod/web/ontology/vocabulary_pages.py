"""The ontology, the shapes and the JSON-LD context: what the data is written in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, render_template
from rdflib import Graph, URIRef

from publod.formats import FORMATS, HTML, Format
from publod.rdf import jsonld, triples_in
from publod.rdf.document import Document
from publod.rdf.jsonld_context import published
from publod.read_model.statistics import Statistics
from publod.vocabulary import RDF, RDFS, SH, shortened
from publod.web.http.links import relative
from publod.web.http.negotiated_resource import Resource, serve
from publod.web.ontology.class_diagram import diagram_of
from publod.web.ontology.ontology_terms import anchors_of, others, terms_of
from publod.web.record_names import Value
from publod.web.site import Site, Vocabulary, site
from publod.web.term_labels import text_of

blueprint = Blueprint("vocabularies", __name__)

_PATH, _ONTOLOGY = "context.jsonld", "ontology"


#: What a program gets of the context: it is JSON-LD by its address, whatever else there is.
_CONTEXT = Format(
    "context", "JSON-LD", "application/ld+json", "jsonld", accepts=("application/json",)
)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context that all JSON-LD documents refer to; for people, a table of its terms."""
    definitions = published()

    def render(chosen: Format) -> bytes:
        if chosen is HTML:
            return render_template(
                "context.html", terms=_terms(definitions["@context"]), path=_PATH, alternates=()
            ).encode()
        return json.dumps(definitions, ensure_ascii=False, indent=2).encode()

    resource = Resource(_PATH, "context", (_CONTEXT, HTML), render, exact=True)
    return serve(resource, None)


def _terms(definitions: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each term of a context with what it stands for and how its values are read."""
    terms = []
    for term, definition in definitions.items():
        if term.startswith("@"):
            continue
        parts = definition if isinstance(definition, dict) else {"@id": definition}
        how = ", ".join(str(parts[key]) for key in ("@type", "@container") if key in parts)
        terms.append((term, str(parts.get("@id", term)), how))
    return terms


def vocabulary_resource(vocabulary: Vocabulary) -> Resource:
    """A vocabulary as a page and as data. The page of the ontology also shows what is counted."""
    document = Document(
        vocabulary.iri.rstrip("#"),
        vocabulary.iri.rstrip("#"),
        triples_in(vocabulary.graph),
        relative("context.jsonld", vocabulary.path),
    )

    def render(chosen: Format) -> bytes:
        if chosen is HTML:
            return render_template(
                "vocabulary.html",
                vocabulary=vocabulary,
                sections=_sections(vocabulary),
                script=jsonld.script(document),
                path=vocabulary.path,
                alternates=FORMATS,
            ).encode()
        return chosen.write(document)

    data = Resource(vocabulary.path, vocabulary.version, FORMATS, render)
    if vocabulary.path != _ONTOLOGY:
        return data
    return replace(data, spoken=lambda: ontology_page(site(), data, jsonld.script(document)))


def _sections(vocabulary: Vocabulary) -> list[dict[str, object]]:
    """Each named term with its label, comment and relations, publod's first."""
    anchors = anchors_of_shapes(vocabulary)
    own = {str(s) for s in vocabulary.own.subjects()}
    terms = sorted(anchors, key=lambda iri: (iri in own, iri))
    return [
        {**_section(vocabulary.written, URIRef(iri), anchors), "is_own": iri in own}
        for iri in terms
    ]


def anchors_of_shapes(shapes: Vocabulary) -> dict[str, str]:
    """The ids of named shapes and constraints on their page."""
    own = {
        str(s)
        for s, kind in shapes.own.subject_objects(RDF.type)
        if isinstance(s, URIRef) and str(kind).startswith(SH.iri)
    }
    named = {str(s) for s in shapes.written.subjects() if isinstance(s, URIRef)}
    publod = {iri for iri in named if iri.startswith(shapes.iri)} - {shapes.iri} - own
    return anchors_of(publod, own)


def _section(graph: Graph, term: URIRef, anchors: Mapping[str, str]) -> dict[str, object]:
    relations = [
        (
            shortened(str(p)),
            shortened(str(o)),
            f"#{anchors[str(o)]}" if str(o) in anchors else str(o),
        )
        for p, o in sorted(graph.predicate_objects(term))
        if isinstance(o, URIRef) and p not in {RDFS.isDefinedBy, SH.property}
    ]
    return {
        "name": shortened(str(term)),
        "fragment": anchors[str(term)],
        "iri": str(term),
        "label": _text(graph, term, RDFS.label, SH.name),
        "comment": _text(graph, term, RDFS.comment, SH.message),
        "relations": [r for r in relations if r[0] != shortened(str(RDF.type))],
        "types": [r for r in relations if r[0] == shortened(str(RDF.type))],
    }


def _text(graph: Graph, term: URIRef, *predicates: URIRef) -> Value:
    texts = (text_of(graph, term, predicate, g.language) for predicate in predicates)
    return next((text for text in texts if text.text), Value(""))


def ontology_page(site: Site, data: Resource, script: str) -> Resource:
    """The ontology for people, in place of the resource that it is as ``data``.

    ``script`` is the data again, to stand in the page. The page's version names the commit that it
    counts in.
    """
    ontology, shapes = site.vocabularies["ontology"], site.vocabularies.get("shapes")
    statistics = site.statistics()
    parts = (data.version, shapes.version if shapes else "", statistics.version)

    def render(_chosen: Format) -> bytes:
        return _page(ontology, shapes, statistics, script).encode()

    return replace(data, version=".".join(parts), render=render, is_storable=False)


def _page(
    ontology: Vocabulary, shapes: Vocabulary | None, statistics: Statistics, script: str
) -> str:
    language: str = g.language
    graph = ontology.graph
    rules = shapes.written if shapes else type(graph)()
    anchors = anchors_of_shapes(shapes) if shapes else {}
    kinds = terms_of(graph, ontology.own, rules, anchors, statistics, language)
    namespaces = {ontology.iri, *(some.namespace for some in kinds)}
    return render_template(
        "ontology.html",
        vocabulary=ontology,
        kinds=kinds,
        has_own=any(some.is_own for some in kinds),
        others=others(statistics, namespaces, language),
        is_counted=bool(statistics.version),
        diagram=diagram_of(statistics.links, statistics.classes, language),
        script=script,
        path=ontology.path,
        alternates=FORMATS,
    )
