"""Terms of a query that the catalogue does not have, on the page and by themselves."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from publod.vocabulary import DCTERMS, PUB, SKOS
from publod.web.sparql.unknown_terms import unknown_terms
from web import page

USED = [str(t) for t in (DCTERMS.title, DCTERMS.issued, SKOS.prefLabel, SKOS.Concept, PUB.Work)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s dcterms:titel ?o }", [("dcterms:titel", "dcterms:title")]),
        ("SELECT * { ?s a skos:Koncept }", [("skos:Koncept", "skos:Concept")]),
        ("SELECT * { ?s skos:title ?o }", [("skos:title", "dcterms:title")]),
        ("SELECT * { ?s <http://purl.org/dc/terms/zzz> ?o }", [("dcterms:zzz", "")]),
        ("PREFIX d: <http://purl.org/dc/terms/> ASK { ?s d:issue ?o }", [("dcterms:issue", "dcterms:issued")]),
        ("SELECT * { ?s dcterms:title ?o FILTER (DATATYPE(?o) = xsd:gYear) }", []),
        ("SELECT * { ?s pub:textMatch 'dcterms:titel' }", []),
        ("SELECT * { ?s <http://www.wikidata.org/prop/direct/P31> <publication/x#it> }", []),
    ],
)  # fmt: skip
def test_terms_that_nothing_has(query: str, expected: list[tuple[str, str]]) -> None:
    assert unknown_terms(query, USED) == expected


@pytest.mark.parametrize(
    ("query", "is_noted"),
    [
        ("SELECT * { ?s dcterms:titel ?o }", True),
        ("SELECT (COUNT(*) AS ?n) { ?s dcterms:titel ?o }", True),
        ("ASK { ?s dcterms:titel ?o }", True),
        ("SELECT * { ?s a pub:Work OPTIONAL { ?s dcterms:titel ?o } }", False),
        ("SELECT * { ?s dcterms:title 'no such title' }", False),
    ],
)
def test_the_page_says_so_beside_an_empty_answer(
    client: FlaskClient, query: str, is_noted: bool
) -> None:
    response = client.get("/sparql", query_string={"query": query, "format": "html", "lang": "sv"})
    shown = page.read("http://localhost/sparql", response.text, "sv")
    noted = [t.text for t in shown.texts if "Menade du dcterms:title?" in t.text]
    assert bool(noted) == is_noted


def test_the_table_has_names_and_languages(client: FlaskClient) -> None:
    query = "SELECT * { VALUES ?a { <agent/polismyndigheten#it> } ?a foaf:name ?name }"
    response = client.get("/sparql", query_string={"query": query, "format": "html", "lang": "sv"})
    shown = page.read("http://localhost/sparql", response.text, "sv")
    labels = [e.text for e in shown.all("span") if e.attributes.get("class") == "label"]
    assert labels == ["Polismyndigheten"] * 2
    languages = {e.attributes.get("data-language") for e in shown.all("td")} - {None}
    assert languages == {"sv", "en"}
    counts = [e.text for e in shown.all("span") if e.attributes.get("class") == "count"]
    assert counts[1].endswith(" s")
    assert "," in counts[1]
