"""The page to work in: what it offers beside the answer, and what its editor may know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.vocabulary import QUERY_PREFIXES
from publod.web.record_names import nearest
from publod.web.sparql import completion, query_page
from publod.web.sparql.code_snippets import programs
from web import page
from web.page import Page
from web.servers import EXAMPLE

PLAIN = "SELECT ?title WHERE { ?p a pub:Publication ; dcterms:title ?title }"
COUNTED = (
    "SELECT ?issued (COUNT(*) AS ?n) WHERE { ?p a pub:Publication ; dcterms:issued ?issued }"
    " GROUP BY ?issued ORDER BY ?issued"
)
PLACED = 'SELECT ?name ?lat ?long WHERE { VALUES (?name ?lat ?long) { ("<b>&"@en 60.1 18.2) } }'


def opened(client: FlaskClient, query: str = "", language: str = "sv") -> Page:
    asked = {"query": query, "format": "html"} if query else {}
    response = client.get(
        "/sparql", query_string={**asked, "lang": language}, headers={"Accept": "text/html"}
    )
    assert response.status_code == 200, response.text
    return page.read(f"{EXAMPLE}sparql", response.text, language)


def views(shown: Page) -> list[str]:
    return [
        e.attributes["href"]
        for e in shown.all("a")
        if e.attributes.get("href", "").startswith("#page-") and e.within("nav")
    ]


def ids(shown: Page) -> set[str]:
    return {e.attributes["id"] for e in shown.elements if "id" in e.attributes}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_example_is_a_link_with_its_answer(client: FlaskClient, language: str) -> None:
    shown = opened(client, language=language)
    links = {e.text: e for e in shown.all("a") if e.within("aside")}
    for group in completion.groups():
        assert nearest(group.title, language).text in [e.text for e in shown.all("summary")]
        for example in group.examples:
            link = links[nearest(example.title, language).text]
            asked = parse_qs(urlsplit(link.attributes["href"]).query)
            assert asked == {
                "query": [example.query(language, "återvändandeprogrammet")],
                "format": ["html"],
            }
            assert link.attributes["rel"] == "nofollow"
            assert nearest(example.about, language).text in [e.text for e in shown.all("p")]
    assert [e.text for e in links.values() if e.attributes.get("aria-current")] == [
        nearest(completion.groups()[0].examples[0].title, language).text
    ]


def test_the_page_begins_with_an_example_that_can_be_run(client: FlaskClient) -> None:
    shown = opened(client)
    query = shown.one("textarea").text.removeprefix("\n")
    assert query == completion.groups()[0].examples[0].query("sv")
    assert views(shown) == []
    again = opened(client, query)
    assert len(again.all("tr")) > 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (PLAIN, ["#page-table", "#page-raw"]),
        (COUNTED, ["#page-table", "#page-chart", "#page-raw"]),
        (PLACED, ["#page-table", "#page-map", "#page-raw"]),
        ("SELECT ?x { ?x a <urn:x> }", []),
        ("ASK { ?s a pub:Work }", []),
        ("CONSTRUCT WHERE { ?s a pub:Work }", []),
    ],
)
def test_an_answer_is_shown_in_the_ways_that_it_can_be(
    client: FlaskClient, query: str, expected: list[str]
) -> None:
    shown = opened(client, query)
    assert views(shown) == expected
    assert {view.removeprefix("#") for view in expected} <= ids(shown)


def test_raw_is_json_until_it_is_cut(client: FlaskClient) -> None:
    def raw(query: str) -> str:
        shown = opened(client, query)
        (found,) = (e for e in shown.all("pre") if e.within("section") and not e.within("details"))
        return found.text

    told = json.loads(raw(PLAIN))
    assert len(told["results"]["bindings"]) == 9
    assert told["head"]["vars"] == ["title"]
    assert len(raw("SELECT * { ?s ?p ?o }")) == 32 << 10


def test_drawings_say_in_words_what_they_show(client: FlaskClient) -> None:
    text = client.get("/sparql", query_string={"query": COUNTED, "format": "html"}).text
    assert 'aria-label="n: 2017: 1, 2018: 6, 2019: 2"' in text
    text = client.get("/sparql", query_string={"query": PLACED, "format": "html"}).text
    assert 'aria-label="&lt;b&gt;&amp; (60.1, 18.2)"' in text
    assert "<b>&" not in text.split('class="place-map"')[1]
    assert "style=" not in text


def test_downloads_and_the_link_carry_the_query(client: FlaskClient) -> None:
    nasty = 'SELECT ("a&b=c #+%é" AS ?x) { }'
    for query, formats in (
        (nasty, ["csv", "tsv", "json", "xml"]),
        ("ASK { }", ["json", "xml"]),
        ("CONSTRUCT WHERE { ?s a pub:Work }", ["ttl", "jsonld", "rdf", "nt", "graphml"]),
    ):
        shown = opened(client, query)
        buttons = [e for e in shown.all("button") if e.attributes.get("name") == "format"]
        assert [e.attributes["value"] for e in buttons] == formats
        for name in formats:
            response = client.post("/sparql", data={"query": query, "format": name})
            assert response.status_code == 200, name
        link = next(e for e in shown.all("a") if e.attributes.get("class") == "permalink")
        again = client.get("/" + link.attributes["href"].removeprefix("./"))
        assert page.read(EXAMPLE, again.text, "sv").one("textarea").text.removeprefix("\n") == query


def test_a_query_too_long_for_an_address_has_no_link(client: FlaskClient) -> None:
    query = PLAIN + "#" * 9000
    response = client.post("/sparql", data={"query": query, "format": "html"})
    shown = page.read(EXAMPLE, response.text)
    assert not [e for e in shown.all("a") if e.attributes.get("class") == "permalink"]


def test_code_is_for_the_query_that_was_run(client: FlaskClient) -> None:
    shown = opened(client, PLACED)
    code = [e.text for e in shown.all("pre") if e.within("details")]
    assert code == [p.text for p in programs(PLACED, EXAMPLE + "sparql")]


def test_a_fault_is_marked_with_its_place(client: FlaskClient) -> None:
    for query, line, column in (
        ("SELECT * WHERE {\n ?s ?p }", "2", "8"), ("SELECT * {\n\n?s nope:x 1 }", "3", "4"),
    ):  # fmt: skip
        response = client.get(
            "/sparql",
            query_string={"query": query, "format": "html"},
            headers={"Accept": "text/html"},
        )
        shown = page.read(EXAMPLE, response.text)
        alert = next(e for e in shown.elements if e.attributes.get("role") == "alert")
        assert (alert.attributes["data-line"], alert.attributes["data-column"]) == (line, column)


def test_without_the_editor_there_is_no_word_of_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for built in (True, False):
        monkeypatch.setattr(query_page, "has_editor", lambda built=built: built)
        text = client.get("/sparql", headers={"Accept": "text/html"}).text
        assert ("static/built/editor.js" in text) is built
        assert ("page-keys" in text) is built
        assert "static/workbench.js" in text


def terms(client: FlaskClient, language: str = "sv", **headers: str) -> dict[str, Any]:
    response = client.get("/sparql/terms.json", query_string={"lang": language}, headers=headers)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    return dict(response.get_json())


def test_terms_are_those_in_use_and_those_that_may_be(client: FlaskClient) -> None:
    found = terms(client)
    assert found["prefixes"] == QUERY_PREFIXES
    named = {str(term["name"]): term for term in found["terms"]}
    assert len(named) == len(found["terms"])
    assert named["pub:Publication"]["kind"] == "class"
    assert named["pub:Publication"]["count"] == 9
    assert named["dcterms:isVersionOf"]["kind"] == "property"
    assert named["dcterms:accrualPeriodicity"]["kind"] == "property"
    assert "count" not in named["dcterms:accrualPeriodicity"]
    counts = [term.get("count", 0) for term in found["terms"]]
    assert counts == sorted(counts, key=lambda n: -int(str(n)))
    assert not [name for name in named if re.search(r"[<>/#]", name)]


def test_things_go_by_their_names(client: FlaskClient) -> None:
    for language, name in (("sv", "människohandel"), ("en", "human trafficking")):
        things = {str(t["iri"]): t["name"] for t in terms(client, language)["things"]}
        assert things["<subject/human-trafficking#it>"] == name
        assert things["<agent/polismyndigheten#it>"]
    assert not [iri for iri in things if EXAMPLE in iri]


def test_terms_are_asked_for_once(client: FlaskClient) -> None:
    first = client.get("/sparql/terms.json?lang=sv")
    tag = first.headers["ETag"]
    known = client.get("/sparql/terms.json?lang=sv", headers={"If-None-Match": tag})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag)
    assert (
        client.get("/sparql/terms.json?lang=en", headers={"If-None-Match": tag}).status_code == 200
    )
    assert "max-age" in first.headers["Cache-Control"]


def test_without_a_store_there_are_the_vocabularies_and_a_page(grow: Callable[..., Flask]) -> None:
    client = grow('<catalog#it> a dcat:Catalog ; dcterms:title "Tom"@sv .').test_client()
    found = terms(client)
    assert found["things"] == []
    assert "dcterms:title" in [term["name"] for term in found["terms"]]
    assert not [term for term in found["terms"] if "count" in term]
    assert client.get("/sparql/terms.json").headers["Cache-Control"] == "no-store"
    assert views(opened(client)) == []
