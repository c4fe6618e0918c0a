"""Every format says all that the graph says, to two parsers that share no code."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from rdflib import BNode, Graph, Literal

from examples import up_to
from publod.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from publod.rdf import jsonld, jsonld_context
from publod.rdf.document import Document, NotRepresentable
from publod.vocabulary import RDF, SCHEMA, XSD
from rdf.graphs import (
    COMPACT_LOOKING,
    DOCUMENT,
    REWRITTEN,
    canonical,
    canonical_of,
    document,
    graphs,
)

FORMATS = [TURTLE, N_TRIPLES, TRIG, N_QUADS, RDF_XML, JSON_LD]
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RDFLIB_NAMES = {
    TURTLE: "turtle", N_TRIPLES: "nt", TRIG: "trig", N_QUADS: "nquads", RDF_XML: "xml",
    JSON_LD: "json-ld",
}  # fmt: skip


pytestmark = pytest.mark.filterwarnings("ignore:Parsing weird boolean")


def examples(count: int) -> settings:
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=up_to(count), deadline=None, suppress_health_check=checks)


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib's parsers rewrite "007"^^xsd:integer otherwise, and log each "abc"^^xsd:integer."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(logging.getLogger("rdflib.term"), "disabled", True)


def written(doc: Document, form: Format) -> bytes:
    """The document, with the context itself in the place of its URL."""
    content = form.write(doc)
    if form is JSON_LD:
        value = json.loads(content)
        if "@context" in value:
            value["@context"] = jsonld_context.published()["@context"]
        content = json.dumps(value).encode()
    return content


def read_by_rdflib(content: bytes | str, name: str) -> Graph:
    if name not in {"trig", "nquads"}:
        return Graph().parse(data=content, format=name, publicID="http://base.invalid/")
    graph = Graph()
    for s, p, o, _ in rdflib.Dataset().parse(data=content, format=name).quads():
        graph.add((s, p, o))
    return graph


def assert_same(graph: Graph, content: bytes | str, form: Format) -> None:
    expected = canonical(graph)
    assert canonical_of(content, form.media_type) == expected
    assert canonical(read_by_rdflib(content, RDFLIB_NAMES[form])) == expected


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
@given(graph=graphs(nameless=False))
@examples(150)
def test_all_formats(form: Format, graph: Graph) -> None:
    try:
        content = written(document(graph), form)
    except NotRepresentable:
        assert form is RDF_XML
        assert any(NOT_XML.search(str(o)) for o in graph.objects())
    else:
        assert_same(graph, content, form)


@pytest.mark.parametrize("form", [TURTLE, N_TRIPLES, TRIG, JSON_LD], ids=lambda f: f.name)
@given(graph=graphs(iris=(*COMPACT_LOOKING, *REWRITTEN)))
@examples(100)
def test_odder_iris_and_predicates_without_a_name(form: Format, graph: Graph) -> None:
    assert_same(graph, written(document(graph), form), form)


@given(graph=graphs())
@examples(100)
def test_json_ld_in_a_page_needs_no_other_context(graph: Graph) -> None:
    content = jsonld.script(document(graph))
    assert "<" not in content
    assert_same(graph, content, JSON_LD)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
@given(graph=graphs(nameless=False))
@examples(50)
def test_the_same_graph_gives_the_same_bytes(form: Format, graph: Graph) -> None:
    """Whatever the order of its triples and the labels of its blank nodes."""
    other = Graph(bind_namespaces="none")
    relabelled: dict[Any, BNode] = {}
    for triple in reversed(list(graph)):
        s, p, o = (
            relabelled.setdefault(node, BNode(f"z{99 - len(relabelled)}"))
            if isinstance(node, BNode)
            else node
            for node in triple
        )
        other.add((s, p, o))
    try:
        expected = form.write(document(graph))
    except NotRepresentable:
        return
    assert form.write(document(other)) == expected


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
def test_an_empty_graph(form: Format) -> None:
    assert_same(Graph(), written(document(Graph()), form), form)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("link", [SCHEMA.about, RDF.first, RDF.rest])
def test_long_chains_of_blank_nodes(form: Format, link: rdflib.URIRef) -> None:
    graph = Graph()
    nodes = [BNode(f"n{i}") for i in range(2000)]
    for i, node in enumerate(nodes[:-1]):
        graph.add((node, link, nodes[i + 1]))
        graph.add((node, SCHEMA.position, Literal(i)))
    content = form.write(document(graph))
    assert len(read_by_rdflib(with_context(content, form), RDFLIB_NAMES[form])) == len(graph)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
def test_lists_in_lists_in_lists(form: Format) -> None:
    graph = Graph()
    for i in range(60):
        graph.add((BNode(f"n{i}"), RDF.first, BNode(f"n{i + 1}")))
        graph.add((BNode(f"n{i}"), RDF.rest, RDF.nil))
    assert_same(graph, written(document(graph), form), form)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
def test_a_list_that_contains_itself(form: Format) -> None:
    graph = Graph()
    head, tail = BNode(), BNode()
    for triple in [
        (head, RDF.first, head),
        (head, RDF.rest, tail),
        (tail, RDF.first, Literal(1)),
        (tail, RDF.rest, RDF.nil),
    ]:
        graph.add(triple)
    assert_same(graph, written(document(graph), form), form)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
def test_a_string_is_a_string_with_or_without_its_datatype(form: Format) -> None:
    graph = Graph()
    graph.add((rdflib.URIRef(DOCUMENT), SCHEMA.name, Literal("a")))
    graph.add((rdflib.URIRef(DOCUMENT), SCHEMA.name, Literal("a", datatype=XSD.string)))
    content = written(document(graph), form)
    assert_same(graph, content, form)
    assert content.count(b'"a"') + content.count(b">a<") == 1


def with_context(content: bytes, form: Format) -> bytes:
    if form is not JSON_LD:
        return content
    value = json.loads(content) | jsonld_context.published()
    return json.dumps(value).encode()
