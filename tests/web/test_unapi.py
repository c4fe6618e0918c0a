"""unAPI, as a reference manager walks through it: page, formats, record."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import urljoin

import pytest
import rispy
from flask.testing import FlaskClient

from web import page

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
