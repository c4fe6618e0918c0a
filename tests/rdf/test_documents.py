"""What the documents look like: small graphs, whole answers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import rdflib
from rdflib import BNode, Graph, Literal, URIRef

from publod.formats import N_TRIPLES
from publod.rdf import jsonld, jsonld_context, rdfxml, triples_in, turtle
from publod.rdf.document import NotRepresentable
from publod.vocabulary import SCHEMA
from rdf.graphs import DOCUMENT, document

PREFIXES = """
@base <https://data.example.se/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RECORD = """
<publication/x> foaf:primaryTopic <publication/x#it> ; dcterms:modified "2025-01-02T03:04:05Z"^^xsd:dateTime .
<publication/x#it> a schema:Report, pub:Publication ;
  schema:name "Manual"@sv, "Manual vid misstanke"@sv, "Handbook"@en, "M" ;
  bibo:authorList ( <agent/a#it> <agent/b#it> ) ;
  schema:publisher <agent/a#it> ;
  schema:datePublished "2021"^^xsd:gYear, "2021-05-06"^^xsd:date ;
  pub:editionNumber 3 ;
  dcterms:title "2021"^^xsd:gYear ;
  schema:about "text where an IRI is expected"@en, <subject/s#it> ;
  dcat:distribution [ a dcat:Distribution ; dcat:byteSize 1234 ] .
<agent/a#it> schema:name "Agency"@en ; schema:parentOrganization <agent/b#it> .
<agent/b#it> schema:name "Ministry"@en .
"""


def graph_of(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def test_json_ld_is_a_tree() -> None:
    base = "https://data.example.se/"
    expected: dict[str, Any] = {
        "@context": base + "context.jsonld",
        "id": base + "publication/x#it",
        "type": ["pub:Publication", "Report"],
        "name": {"@none": "M", "en": "Handbook", "sv": ["Manual", "Manual vid misstanke"]},
        "http://purl.org/dc/terms/title": {"@value": "2021", "@type": "xsd:gYear"},
        "publisher": {
            "id": base + "agent/a#it",
            "name": {"en": "Agency"},
            "parentOrganization": base + "agent/b#it",
        },
        "datePublished": ["2021", {"@value": "2021-05-06", "@type": "xsd:date"}],
        "pub:editionNumber": 3,
        "about": [
            base + "subject/s#it",
            {"@value": "text where an IRI is expected", "@language": "en"},
        ],
        "dcat:distribution": {"type": "dcat:Distribution", "dcat:byteSize": 1234},
        "bibo:authorList": [
            base + "agent/a#it",
            {"id": base + "agent/b#it", "name": {"en": "Ministry"}},
        ],
        "@included": [
            {
                "id": base + "publication/x",
                "foaf:primaryTopic": base + "publication/x#it",
                "dcterms:modified": "2025-01-02T03:04:05Z",
            }
        ],
    }
    value = json.loads(jsonld.write(document(graph_of(RECORD))))
    assert value == expected
    assert list(value) == list(expected)


def test_json_ld_of_something_else_has_no_top() -> None:
    graph = graph_of('<b> schema:name "b"@sv . <a> schema:name "a"@sv .')
    assert jsonld.tree(document(graph))["@graph"] == [
        {"id": "https://data.example.se/a", "name": {"sv": "a"}},
        {"id": "https://data.example.se/b", "name": {"sv": "b"}},
    ]


def test_the_context_in_a_page_has_only_what_the_page_uses() -> None:
    graph = graph_of('<publication/x#it> a schema:Report ; schema:name "</script>"@sv .')
    script = jsonld.script(document(graph))
    assert "</script>" not in script
    assert json.loads(script) == {
        "@context": {
            "@version": 1.1,
            "id": "@id",
            "type": "@type",
            "schema": "https://schema.org/",
            "Report": "schema:Report",
            "name": {"@id": "schema:name", "@container": "@language"},
        },
        "id": "https://data.example.se/publication/x#it",
        "type": "Report",
        "name": {"sv": "</script>"},
    }


def test_the_published_context() -> None:
    context = jsonld_context.published()["@context"]
    assert context["@version"] == 1.1
    assert "@vocab" not in context
    assert context["schema"] == "https://schema.org/"
    assert context["inLanguage"] == "schema:inLanguage"
    assert context["author"] == {"@id": "schema:author", "@type": "@id"}
    assert context["dcterms:creator"] == {"@type": "@id"}
    assert context["bibo:authorList"] == {"@type": "@id", "@container": "@list"}
    assert context["dcterms:issued"] == {"@type": "xsd:gYear"}
    for term in SCHEMA:
        assert term.removeprefix(SCHEMA.iri) in context


def test_every_property_is_read_in_one_way() -> None:
    ways = [
        jsonld_context.LINKS,
        jsonld_context.TEXTS,
        jsonld_context.YEARS,
        jsonld_context.TIMES,
        jsonld_context.LISTS,
    ]
    properties = [iri for way in ways for iri in way]
    assert len(properties) == len(set(properties))


def test_json_ld_without_a_context_where_an_iri_would_look_compact() -> None:
    graph = Graph().add((URIRef(DOCUMENT + "#it"), SCHEMA.url, URIRef("owl:hoot")))
    assert jsonld.tree(document(graph)) == {
        "@id": DOCUMENT + "#it",
        "https://schema.org/url": {"@id": "owl:hoot"},
    }


def test_turtle() -> None:
    assert turtle.write(document(graph_of(RECORD))).decode() == (
        """@prefix pub: <https://w3id.org/publod/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://data.example.se/publication/x#it> a pub:Publication, schema:Report ;
    schema:name "M", "Handbook"@en, "Manual"@sv, "Manual vid misstanke"@sv ;
    dcterms:title "2021"^^xsd:gYear ;
    schema:publisher <https://data.example.se/agent/a#it> ;
    schema:datePublished "2021"^^xsd:gYear, "2021-05-06"^^xsd:date ;
    pub:editionNumber 3 ;
    schema:about <https://data.example.se/subject/s#it>, "text where an IRI is expected"@en ;
    dcat:distribution [ a dcat:Distribution ; dcat:byteSize 1234 ] ;
    bibo:authorList ( <https://data.example.se/agent/a#it> <https://data.example.se/agent/b#it> ) .

<https://data.example.se/publication/x> foaf:primaryTopic <https://data.example.se/publication/x#it> ;
    dcterms:modified "2025-01-02T03:04:05Z"^^xsd:dateTime .

<https://data.example.se/agent/a#it> schema:name "Agency"@en ;
    schema:parentOrganization <https://data.example.se/agent/b#it> .

<https://data.example.se/agent/b#it> schema:name "Ministry"@en .
"""
    )


def test_trig_without_named_graphs_is_turtle() -> None:
    graph = graph_of("<publication/x#it> schema:about [ schema:name 'a\\n\"b' ], 1.5, true .")
    assert turtle.write_trig(document(graph)) == turtle.write(document(graph))


def test_trig_has_all_in_the_default_graph_and_then_each_named_graph() -> None:
    """A blank node has one label in all of them: between brackets it would be another in each."""
    deep, derived = BNode("deep"), Graph()
    graph = graph_of("<publication/x#it> schema:about 1 . <agent/a#it> schema:name 'A' .")
    thing = next(graph.subjects(SCHEMA.about))
    graph.add((thing, SCHEMA.mentions, deep))
    graph.add((deep, SCHEMA.name, Literal("n")))
    derived.add((deep, SCHEMA.alternateName, Literal("n")))
    derived.add((URIRef("https://data.example.se/work/w#it"), SCHEMA.workExample, thing))
    authored = Graph()
    for triple in graph:
        if "agent" not in str(triple[0]):
            authored.add(triple)
    iri = "https://data.example.se/publication/x"
    graphs = {iri: triples_in(authored), iri + "#derived": triples_in(derived)}
    made = replace(document(graph), named_graphs=lambda: graphs)
    assert turtle.write_trig(made).decode() == (
        """@prefix schema: <https://schema.org/> .

<https://data.example.se/publication/x#it> schema:about 1 ;
    schema:mentions _:b1 .

<https://data.example.se/agent/a#it> schema:name "A" .

<https://data.example.se/work/w#it> schema:workExample <https://data.example.se/publication/x#it> .

_:b1 schema:name "n" ;
    schema:alternateName "n" .

<https://data.example.se/publication/x> {
    <https://data.example.se/publication/x#it> schema:about 1 ;
        schema:mentions _:b1 .

    _:b1 schema:name "n" .
}

<https://data.example.se/publication/x#derived> {
    <https://data.example.se/work/w#it> schema:workExample <https://data.example.se/publication/x#it> .

    _:b1 schema:alternateName "n" .
}
"""
    )


def test_rdf_xml() -> None:
    graph = graph_of("<publication/x#it> schema:about [ schema:name '<å> &'@sv ], <s?a&b> .")
    assert rdfxml.write(document(graph)).decode() == (
        """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:schema="https://schema.org/">
  <rdf:Description rdf:about="https://data.example.se/publication/x#it">
    <schema:about rdf:resource="https://data.example.se/s?a&amp;b"/>
    <schema:about rdf:parseType="Resource">
      <schema:name xml:lang="sv">&lt;å&gt; &amp;</schema:name>
    </schema:about>
  </rdf:Description>
</rdf:RDF>
"""
    )


@pytest.mark.parametrize(
    ("predicate", "value", "reason"),
    [
        ("http://example.org/1", "x", "<http://example.org/1>"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#li", "x", "#li>"),
        ("http://www.w3.org/2000/xmlns/x", "x", "no XML element"),
        ("https://schema.org/name", "a\x01b", "U+0001"),
        ("https://schema.org/name", "a\ufffeb", "U+FFFE"),
    ],
)
def test_rdf_xml_says_what_it_cannot_say(predicate: str, value: str, reason: str) -> None:
    graph = Graph().add((URIRef(DOCUMENT), URIRef(predicate), Literal(value)))
    with pytest.raises(NotRepresentable, match=r"^RDF/XML: ") as caught:
        rdfxml.write(document(graph))
    assert reason in str(caught.value)


def test_n_triples_are_sorted_and_escaped() -> None:
    graph = Graph().add((URIRef("urn:b"), SCHEMA.about, BNode()))
    graph.add((URIRef("urn:a"), SCHEMA.name, Literal('å\t"\n\x7f', lang="sv")))
    assert N_TRIPLES.write(document(graph)).decode() == (
        '<urn:a> <https://schema.org/name> "å\\t\\"\\n\\u007F"@sv .\n'
        "<urn:b> <https://schema.org/about> _:b1 .\n"
    )


def test_no_text_ends_an_iri_early() -> None:
    graph = Graph().add((URIRef("urn:a> <urn:b> <urn:c"), SCHEMA.name, Literal("x")))
    assert turtle.write(document(graph)).count(b">") == 2


def test_creators_are_told_in_their_printed_order() -> None:
    creators = "<agent/c#it>, <agent/a#it>, <agent/b#it>, <agent/unlisted#it>"
    graph = graph_of(
        f"<publication/x#it> dcterms:creator {creators} ; schema:author {creators} ; "
        "bibo:authorList ( <agent/b#it> <agent/c#it> <agent/a#it> ) ."
    )
    tree = jsonld.tree(document(graph))
    order = [f"https://data.example.se/agent/{a}#it" for a in ("b", "c", "a", "unlisted")]
    assert tree["author"] == tree["dcterms:creator"] == order
