"""Full text in SPARQL: what /publications finds, joined with all else, of one commit."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.store.text_match import MOST_MATCHES
from publod.web.site import KEY
from publod.web.sparql import full_text
from web import page

WORDS = (
    "återvändande",
    "manual",
    "trafficking in human beings",
    "utsatta begging",
    "ingenting-alls",
)


def rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    response = client.post("/sparql", data={"query": query, "format": "csv"})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(StringIO(response.text)))


@pytest.mark.parametrize("words", WORDS)
def test_a_query_finds_what_the_list_of_publications_finds(client: FlaskClient, words: str) -> None:
    asked = f"SELECT ?p ?s {{ (?p ?s) pub:textMatch '{words}' }}"
    found = [row["p"] for row in rows(client, asked)]
    listed = client.get("/publications.csv", query_string={"q": words, "lang": "sv"})
    expected = [row["uri"] for row in csv.DictReader(StringIO(listed.text.lstrip("\ufeff")))]
    assert found == ([] if words == "ingenting-alls" else expected)
    scores = [float(row["s"]) for row in rows(client, asked)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_it_joins_with_the_rest(client: FlaskClient) -> None:
    matched = "?p a pub:Publication ; pub:textMatch 'manual' ; dcterms:issued ?year ."
    years = [row["year"] for row in rows(client, f"SELECT ?year {{ {matched} }}")]
    assert years
    some = f"SELECT ?p {{ {matched} FILTER (STR(?year) = '2019') }}"
    assert len(rows(client, some)) == years.count("2019") > 0
    other = f"SELECT ?p {{ ?p a pub:Publication MINUS {{ {matched} }} }}"
    everything = rows(client, "SELECT ?p { ?p a pub:Publication }")
    assert len(rows(client, other)) == len(everything) - len(years)
    count = (
        "SELECT ?a (COUNT(?p) AS ?n) { ?p pub:textMatch 'manual' ; dcterms:creator ?a } GROUP BY ?a"
    )
    assert sum(int(row["n"]) for row in rows(client, count)) >= len(years)
    best = rows(client, "SELECT * { (?p ?s) pub:textMatch ('manual' 1) }")
    assert len(best) == 1


def test_a_fault_is_told_where_its_writer_sees_it(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": "SELECT * { ?p pub:textMatch 'manual' . ?p nope:x ?y }"}
    )
    assert response.status_code == 400
    assert "kolumn 43" in response.text
    wrong = client.get("/sparql", query_string={"query": "SELECT * { ?p pub:textMatch ?x }"})
    assert wrong.status_code == 400
    assert "pub:textMatch" in wrong.text


def test_the_answer_is_cached_as_any_other(client: FlaskClient) -> None:
    asked = {"query": "SELECT * { ?p pub:textMatch 'manual' }"}
    first = client.get("/sparql", query_string=asked)
    again = client.get(
        "/sparql", query_string=asked, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.fixture
def lagging(grow: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(full_text, "_PATIENCE", 0.0)
    return grow('<publication/1#it> a pub:Publication ; dcterms:title "Bok"@sv .', indexed=False)


def test_index_and_store_of_different_commits_are_not_joined(lagging: Flask) -> None:
    response = lagging.test_client().get(
        "/sparql", query_string={"query": "SELECT * { ?p pub:textMatch 'bok' }"}
    )
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_the_page_says_that_a_search_was_cut(app: Flask, client: FlaskClient) -> None:
    query = "SELECT * { ?p pub:textMatch ('manual' 1) }"
    for language, words in (("en", "is found in"), ("sv", "finns i")):
        response = client.get(
            "/sparql", query_string={"query": query, "format": "html", "lang": language}
        )
        shown = page.read("http://localhost/sparql", response.text, language)
        assert any(words in text.text for text in shown.texts)


def test_as_many_matches_as_may_be_are_no_query_that_is_too_long(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(_: Any, found: list[tuple[str, float]]) -> list[tuple[str, float]]:
        iri = f"{app.extensions[KEY].base_url}publication/{'x' * 60}"
        return [(f"{iri}{number}#it", 0.5) for number in range(MOST_MATCHES)] if found else []

    monkeypatch.setattr(full_text, "_with_iris", many)
    query = "SELECT (COUNT(*) AS ?n) { (?p ?s) pub:textMatch 'manual' }"
    answer = client.get("/sparql", query_string={"query": query, "format": "json"})
    assert json.loads(answer.text)["results"]["bindings"][0]["n"]["value"] == str(MOST_MATCHES)
