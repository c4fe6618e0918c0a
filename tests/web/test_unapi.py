"""unAPI, as a reference manager walks through it: page, formats, record."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
import rispy
from flask import Flask
from flask.testing import FlaskClient

from web import page, zotero
from web.growing import PREFIXES

PATH = "/publication/prostitution-i-norra-sverige-2017"


def test_a_page_leads_to_its_record(client: FlaskClient) -> None:
    html = client.get(PATH, headers={"Accept": "text/html"}).text
    shown = page.read(f"http://localhost{PATH}", html)
    [server] = [e for e in shown.all("link") if e.attributes.get("rel") == "unapi-server"]
    [mark] = [e for e in shown.all("abbr") if e.attributes.get("class") == "unapi-id"]
    address = urljoin(PATH, server.attributes["href"])
    identifier = mark.attributes["title"]
    offered = client.get(address, query_string={"id": identifier})
    assert offered.status_code == 300
    formats = ET.fromstring(offered.text)
    assert formats.attrib == {"id": identifier}
    names = {form.attrib["name"]: form.attrib["type"] for form in formats}
    assert set(names) == {"ris", "bibtex"}
    for name, media_type in names.items():
        found = client.get(address, query_string={"id": identifier, "format": name})
        assert (found.status_code, found.mimetype) == (200, media_type)
        assert "Norrbotten" in found.text
    ris = client.get(address, query_string={"id": identifier, "format": "ris"}).text
    [entry] = rispy.loads(ris)
    assert [a.rstrip(",") for a in entry["authors"]] == [
        "Länsstyrelsen Norrbotten", "Länsstyrelsen Västerbotten", "Länsstyrelsen Jämtland",
        "Länsstyrelsen Västernorrland",
    ]  # fmt: skip


def test_a_list_marks_each_of_its_publications(client: FlaskClient) -> None:
    shown = page.read("http://localhost/publications", client.get("/publications").text)
    marks = [e.attributes["title"] for e in shown.all("abbr")]
    assert len(marks) == len(set(marks)) == 9
    for mark in marks:
        assert client.get("/unapi", query_string={"id": mark, "format": "ris"}).status_code == 200


def listed(client: FlaskClient, path: str) -> str:
    """What Zotero offers on a page: an item of a type, a list, or nothing."""
    html = client.get(path, headers={"Accept": "text/html"}).text
    shown = page.read(f"http://localhost{path}", html)
    assert len({m.attributes["title"] for m in shown.all("abbr")}) == len(list(shown.all("abbr")))

    def ask(address: str) -> str:
        response = client.get(urljoin(path, address))
        return response.text if response.status_code < 400 else ""

    return zotero.unapi(html, ask)


@pytest.mark.parametrize(
    "path",
    [
        "/subject/human-trafficking", "/agent/jamstalldhetsmyndigheten", "/type/manual", "/publications",
    ],
)  # fmt: skip
def test_zotero_offers_the_publications_of_a_page_as_a_list(client: FlaskClient, path: str) -> None:
    assert listed(client, path) == "multiple"


def test_zotero_offers_the_editions_and_parts_of_a_work(grow: Callable[[str], Flask]) -> None:
    client = grow(
        PREFIXES + "<work/w#it> a pub:Work ; dcterms:title 'W'@sv . <work/s#it> a pub:Work ;"
        " dcterms:title 'S'@sv . <work/one#it> a pub:Work ; dcterms:title 'One'@sv ."
        "<publication/a#it> a pub:Publication ; dcterms:title 'A'@sv ; pub:editionNumber 1 ;"
        " dcterms:isVersionOf <work/w#it> ; dcterms:isPartOf <work/s#it> ."
        "<publication/b#it> a pub:Publication ; dcterms:title 'B'@sv ; pub:editionNumber 3 ;"
        " dcterms:isVersionOf <work/w#it> ; dcterms:isPartOf <work/s#it> ."
        "<edition/e#it> a pub:StatedEdition ; pub:editionNumber 2 ; dcterms:isVersionOf <work/w#it> ."
        "<publication/c#it> a pub:Publication ; dcterms:title 'C'@sv ; dcterms:isVersionOf <work/one#it> ."
    ).test_client()  # fmt: skip
    assert listed(client, "/work/w") == "multiple"
    html = client.get("/work/w", headers={"Accept": "text/html"}).text
    assert re.findall('unapi-id" title="[^"]*/([a-z]+/[a-z])"', html) == [
        "publication/a", "publication/b",
    ]  # fmt: skip
    assert listed(client, "/work/s") == "multiple"
    assert listed(client, "/work/one") == "single", "of one, that one"
    assert listed(client, "/publication/a") == "single", "its own, and none of the others named"
    assert listed(client, "/edition/e") == ""


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"format": "ris"}, 400),
        ({"id": "https://data.example.se/publication/zzz"}, 404),
        ({"id": "https://data.example.se/agent/iom"}, 404),
        ({"id": "https://elsewhere.example/", "format": "ris"}, 404),
        ({"id": f"https://data.example.se{PATH}", "format": "mods"}, 406),
        ({"id": f"https://data.example.se{PATH}#it", "format": "ris"}, 200),
        ({"id": f"https://data.example.se{PATH}#\"<>&"}, 300),
        ({"id": "\x00"}, 404),
    ],
)  # fmt: skip
def test_what_is_asked_and_how_it_is_answered(
    client: FlaskClient, asked: dict[str, str], status: int
) -> None:
    response = client.get("/unapi", query_string=asked)
    assert response.status_code == status
    if response.mimetype == "application/xml":
        ET.fromstring(response.text)
