"""The SPARQL form in a browser: tables, graphs, and what was wrong, with the query still there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from flask import Flask, g

from publod.errors import QueryError, QueryRefused, QuerySyntaxError
from publod.messages import Message
from publod.store import query_guard
from publod.web.http.error_status_codes import problem_of
from publod.web.record_names import Value
from publod.web.site import site
from publod.web.sparql import query_page
from web import page
from web.page import Page
from web.servers import Running
from web.test_sparql import BROWSER, GRAPH, TITLE


@pytest.fixture
def browser(elsewhere: Running) -> Iterator[httpx.Client]:
    headers = {"Accept": BROWSER, "Accept-Language": "sv"}
    with httpx.Client(base_url=elsewhere.url, timeout=30, headers=headers) as client:
        yield client


def run(client: httpx.Client, query: str, status: int = 200, **more: str) -> Page:
    response = client.post("sparql", data={"query": query, "format": "html", **more})
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Publod-Commit" not in response.headers
    shown = page.read(str(response.url), response.text)
    assert shown.one("textarea").text.removeprefix("\n") == query
    return shown


def cells(shown: Page) -> list[str]:
    return [e.text for e in shown.all("td")]


def test_rows_are_a_table(browser: httpx.Client) -> None:
    shown = run(
        browser,
        "SELECT ?a ?name ?none WHERE { ?a a foaf:Organization ; foaf:name ?name } ORDER BY ?name",
    )
    assert [e.text for e in shown.all("th")] == ["a", "name", "none"]
    assert "Polismyndigheten" in cells(shown)
    assert "../agent/polismyndigheten#it" not in cells(shown)
    links = {e.attributes["href"]: e.text for e in shown.all("a")}
    assert links["./agent/polismyndigheten#it"] == "<agent/polismyndigheten#it>"
    english = [t for t in shown.texts if t.text == "Swedish Police Authority"]
    assert [t.language for t in english] == ["en"]


def test_terms_of_every_sort(browser: httpx.Client) -> None:
    query = (
        "SELECT ?x WHERE { VALUES ?x { <javascript:alert(1)> <https://example.org/a?b&c> dcterms:title "
        '<urn:isbn:1> "<script>&" "مكافحة"@ar 5 "2018"^^xsd:gYear } }'
    )
    shown = run(browser, query)
    assert [c for c in cells(shown) if c] == [
        "javascript:alert(1)", "https://example.org/a?b&c", "dcterms:title", "urn:isbn:1", "<script>&", "مكافحة",
        "5", "2018",
    ]  # fmt: skip
    targets = {e.attributes["href"] for e in shown.all("a")}
    assert "https://example.org/a?b&c" in targets
    assert not [t for t in targets if t.startswith(("javascript", "urn"))]
    assert [e.attributes["dir"] for e in shown.elements if e.attributes.get("lang") == "ar"] == [
        "rtl"
    ]
    nameless = run(browser, "SELECT ?b WHERE { BIND(BNODE() AS ?b) }")
    assert cells(nameless)[0].startswith("_:")


def test_no_rows_and_no_columns(browser: httpx.Client) -> None:
    assert "0 rader" in " ".join(
        e.text for e in run(browser, "SELECT ?x { ?x a <urn:x> }").all("h2")
    )
    assert "1 rad" in " ".join(e.text for e in run(browser, "SELECT * {}").all("h2"))


def test_yes_and_no(browser: httpx.Client) -> None:
    for query, expected in (("ASK { ?s a pub:Work }", "Ja"), ("ASK { ?s a <urn:x> }", "Nej")):
        assert expected in [e.text for e in run(browser, query).all("p")]


def test_a_graph_is_turtle(browser: httpx.Client) -> None:
    shown = run(browser, GRAPH)
    turtle = next(e.text for e in shown.all("pre") if not e.within("details"))
    assert "dcterms:title" in turtle or "purl.org/dc/terms/title" in turtle


def test_many_rows_are_cut_and_offered_as_a_file(browser: httpx.Client) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    shown = run(browser, query)
    assert len(cells(shown)) == 3 * query_page.MOST
    assert [t for t in shown.texts if t.text.startswith("De första 1\N{NO-BREAK SPACE}000 raderna")]
    hidden = {
        e.attributes["name"]: e.attributes["value"]
        for e in shown.all("input")
        if e.attributes["type"] == "hidden"
    }
    file = browser.post("sparql", data=hidden)
    assert file.headers["Content-Type"].startswith("text/csv")
    assert len(file.text.splitlines()) > query_page.MOST


def test_an_answer_that_is_too_long_for_a_page_says_so(browser: httpx.Client) -> None:
    long = "SELECT ?s ?o ?text WHERE { ?s ?p ?o . ?a ?b ?c . ?c ?d ?text } LIMIT 40000"
    shown = run(browser, long)
    assert [t for t in shown.texts if "längre än 4 MiB" in t.text]
    assert len(shown.all("tr")) == query_page.MOST + 1
    assert [
        t for t in shown.texts if t.text == "Det här är de första 1\N{NO-BREAK SPACE}000 raderna."
    ]


def test_of_a_graph_that_is_too_long_the_beginning_is_shown(app: Flask) -> None:
    body = bytearray(b"<urn:a> <urn:b> <urn:c> .\n" * 200_000)
    with app.test_request_context():
        shown = query_page._shown(site(), "graph", body, "sv")
    assert shown.too_long
    assert 10_000 < len(shown.graph) < 40_000
    assert shown.graph.endswith(" .")


FAULTS = {
    "SELECT * WHERE { ?s ?p } LIMIT": (400, "Det är fel i frågan", "Rad 1, kolumn 26: efter LIMIT ska ett heltal stå."),
    "SELECT * WHERE {": (400, "Det är fel i frågan", "Rad 1, kolumn 17: frågan tar slut för tidigt."),
    "SELECT * WHERE { ?s nope:x ?o }": (
        400, "Det är fel i frågan", "Rad 1, kolumn 21: prefixet nope: är inte deklarerat (PREFIX nope: <…>).",
    ),
    "CLEAR ALL": (403, "Frågan är inte tillåten", "Här går det bara att läsa"),
    "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }": (403, "Frågan är inte tillåten", "SERVICE är inte tillåtet"),
}  # fmt: skip


@pytest.mark.parametrize("query", FAULTS)
def test_a_fault_comes_with_the_form(browser: httpx.Client, query: str) -> None:
    status, title, sentence = FAULTS[query]
    for chosen in ("html", "csv"):
        shown = run(browser, query, status, format=chosen)
        alert = [e for e in shown.elements if e.attributes.get("role") == "alert"]
        assert len(alert) == 1
        text = " ".join(alert[0].text.split())
        assert text.startswith(f"{title} {sentence}")
        selected = [
            e.attributes["value"] for e in shown.all("option") if "selected" in e.attributes
        ]
        assert selected == [chosen]


def test_what_only_the_parser_can_say_is_marked_as_english(browser: httpx.Client) -> None:
    query = "SELECT * WHERE { ?s ?p ?o FILTER(<http://x.example/f>(?s)) }"
    shown = run(browser, query, 400)
    alert = [t for t in shown.texts if "custom function" in t.text]
    assert [t.language for t in alert] == ["en"]


def test_other_refusals_are_swedish_too(browser: httpx.Client) -> None:
    for path, method, body, kind, expected in (
        ("publications", "DELETE", "", "", "Metoden är inte tillåten"),
        ("sparql", "POST", "x", "text/plain", "Skicka application/x-www-form-urlencoded"),
        (
            "sparql",
            "POST",
            "update=CLEAR+ALL",
            "application/x-www-form-urlencoded",
            "Här går det bara",
        ),
    ):
        headers = {"Content-Type": kind} if kind else {}
        response = browser.request(method, path, content=body, headers=headers)
        assert response.status_code in {403, 405, 415}
        shown = page.read(str(response.url), response.text, "sv")
        assert expected in shown.one("main").text
        assert not [t for t in shown.texts if t.language == "en" and "main" in t.within]


@pytest.mark.parametrize("length", [300_000, 1_500_000])
def test_a_query_that_is_too_long_is_refused_with_a_page(
    browser: httpx.Client, length: int
) -> None:
    response = browser.post("sparql", data={"query": "#" * length, "format": "html"})
    assert response.status_code in {400, 403, 413}
    page.read(str(response.url), response.text, "sv")


def test_the_form_says_what_is_declared(browser: httpx.Client) -> None:
    response = browser.get("sparql")
    shown = page.read(str(response.url), response.text, "sv")
    declared = {e.text for e in shown.all("code")}
    assert {"dcterms:", "pub:", "skos:"} <= declared
    assert shown.all("option")[0].attributes["value"] == "html"


def test_a_link_to_a_query_shows_it_with_its_answer(browser: httpx.Client) -> None:
    for language, label in (("sv", "Svar"), ("en", "Answer")):
        for _ in range(2):
            response = browser.get(
                "sparql", params={"query": TITLE, "format": "html", "lang": language}
            )
            shown = page.read(str(response.url), response.text, language)
            assert [e for e in shown.all("h2") if e.text.startswith(label)]


def test_what_is_wrong_with_a_query_is_translated(app: Flask) -> None:
    queries = ["x" * (query_guard.MAX_LENGTH + 1), "{" * 300, "SELECT * { SERVICE <x> {} }"]
    said = [query_guard.READ_ONLY]
    for query in queries:
        with pytest.raises(QueryRefused) as refused:
            query_guard.inspect(query)
        said.append(refused.value.message)

    def sentences(error: QueryError) -> list[Value]:
        return problem_of(error).sentences("sv")

    with app.test_request_context("/?lang=sv"):
        g.language = "sv"
        for message in said:
            parts = sentences(QueryRefused(message))
            assert all(part.language == "" for part in parts), message
            assert str(message) not in "".join(part.text for part in parts)
        foreign = Message.of("Something else")
        assert [p.language for p in sentences(QuerySyntaxError(foreign))] == ["en"]
        message = query_guard.readable("error at 1:2: Prefixed name", " }")
        parts = sentences(QuerySyntaxError(message))
        assert "".join(p.text for p in parts) == "Rad 1, kolumn 2: oväntat här: } (Prefixed name)."
        assert [p.text for p in parts if p.language] == ["Prefixed name"]
