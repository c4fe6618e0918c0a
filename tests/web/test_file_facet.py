"""Which publications can be had as files: a facet, and a badge in every list of publications."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import page
from web.page import Page

LANGUAGE = "<http://publications.europa.eu/resource/authority/language/SWE>"
IANA = "https://www.iana.org/assignments/media-types/"
EU = "http://publications.europa.eu/resource/authority/file-type/"


def publication(name: str, *distributions: str, year: int = 2020) -> str:
    files = "".join(
        f"dcat:distribution [ a dcat:Distribution ; {one} ] ; " for one in distributions
    )
    return (
        f'<publication/{name}#it> a pub:Publication ; dcterms:title "{name}"@sv ; {files}'
        f"dcterms:creator <agent/a#it> ; dcterms:subject <subject/s#it> ; dcterms:type <type/t#it> ;"
        f"dcterms:isVersionOf <work/w#it> ; dcterms:isPartOf <work/series#it> ; "
        f'dcterms:issued "{year}"^^xsd:gYear ; dcterms:language {LANGUAGE} .'
    )


CATALOGUE = "\n".join(
    (
        publication("none", year=2024),
        publication("read-at", "dcat:accessURL <https://example.se/page>", year=2023),
        publication(
            "pdf", f"dcat:downloadURL <https://example.se/a> ; dcat:mediaType <{IANA}application/pdf>",
            year=2022,
        ),
        publication(
            "both",
            f"dcat:downloadURL <https://example.se/b> ; dcterms:format <{EU}EPUB>",
            "dcat:downloadURL <https://example.se/b.PDF>",
            year=2021,
        ),
        publication("unknown", "dcat:downloadURL <https://example.se/get?id=7>", year=2020),
        '<agent/a#it> a foaf:Organization ; foaf:name "Myndighet"@sv .',
        '<subject/s#it> a skos:Concept ; skos:prefLabel "Ämne"@sv ; skos:inScheme <scheme/s#it> .',
        '<type/t#it> a skos:Concept ; skos:prefLabel "Typ"@sv ; skos:inScheme <scheme/s#it> .',
        '<scheme/s#it> a skos:ConceptScheme ; dcterms:title "Lista"@sv .',
        '<work/w#it> a pub:Work ; dcterms:title "Verk"@sv .',
        '<work/series#it> a pub:Work ; dcterms:title "Serie"@sv .',
    )
)  # fmt: skip


@pytest.fixture
def client(grow: Callable[[str], Flask]) -> FlaskClient:
    return grow(CATALOGUE).test_client()


def read(client: FlaskClient, path: str) -> Page:
    response = client.get(path, headers={"Accept": "text/html", "Accept-Language": "sv"})
    assert response.status_code == 200
    return page.read("http://localhost" + path, response.text, "sv")


def listed(client: FlaskClient, query: str) -> list[str]:
    titles = (e for e in read(client, query).all("p") if e.attributes.get("class") == "title")
    return [e.text.split()[0] for e in titles]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?file=yes", ["pdf", "both", "unknown"]),
        ("?file=YES&sort=oldest", ["unknown", "both", "pdf"]),
        ("?file=pdf", ["pdf", "both"]),
        ("?file=epub", ["both"]),
        ("?file=epub&file=pdf", ["both"]),
        ("?file=docx", []),
        ("?file=yes&year=2020", ["unknown"]),
    ],
)
def test_what_is_found(client: FlaskClient, query: str, found: list[str]) -> None:
    assert listed(client, f"/publications{query}") == found


def test_the_facet_has_any_file_above_the_formats(client: FlaskClient) -> None:
    around = (e for e in read(client, "/publications").all("details") if "Med fil" in e.text)
    *_, facet = around  # the innermost
    assert facet.text.split() == ["Fil", "Med", "fil", "3", "PDF", "2", "EPUB", "1"]
    chosen = read(client, "/publications?file=pdf").one("main")
    assert "Fil: PDF ta bort" in " ".join(chosen.text.split())


@pytest.mark.parametrize(
    "path", ["", "publications", "agent/a", "subject/s", "type/t", "work/series"]
)
def test_lists_say_in_which_formats_there_are_files(client: FlaskClient, path: str) -> None:
    shown = read(client, f"/{path}")
    titles = [e for e in shown.all("p") if e.attributes.get("class") == "title"]
    badges = {
        e.within("li"): e.text
        for e in shown.all("span")
        if e.attributes.get("class") == "badge file"
    }
    named = [(e.text.split()[0], badges.get(e.within("li"))) for e in titles]
    assert named == [
        ("none", None), ("read-at", None), ("pdf", "PDF"), ("both", "EPUB, PDF"),
        ("unknown", "fil"),
    ]  # fmt: skip
