"""The page of the ontology as tests read it, and the queries that it leads to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from publod.vocabulary import PUB
from web import page
from web.page import Element, Page

HTML = {"Accept": "text/html"}
OWN = sorted(str(term).removeprefix(PUB.iri) for term in PUB)


def read(client: FlaskClient, language: str = "en") -> Page:
    response = client.get("/ontology", query_string={"lang": language}, headers=HTML)
    assert response.status_code == 200
    return page.read("http://localhost/ontology", response.text, language)


def rows(client: FlaskClient, query: str) -> list[list[str]]:
    """The answer to a query, without its head."""
    response = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text)))[1:]


def sections(shown: Page) -> dict[str, Element]:
    return {
        e.attributes["id"]: e for e in shown.all("section") if e.attributes.get("class") == "term"
    }


def words(section: Element) -> str:
    return " ".join(section.text.split())


def asked(target: str) -> str:
    """The query of a link to the SPARQL page."""
    parts = parse_qs(urlsplit(target).query)
    assert parts["format"] == ["html"]
    return parts["query"][0]


def queries(shown: Page) -> Iterator[tuple[Element, str]]:
    """The links to queries, each with its query."""
    for element, target in shown.links:
        if element.tag == "a" and "/sparql?query=" in target:
            yield element, asked(target)
