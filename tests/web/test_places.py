"""Places: their pages and list, and their names wherever another register's IRI stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.growing import Growing
from web.test_record_page import read, rows

GEONAMES = "https://sws.geonames.org"
#: Names that the code could not know.
BASE = {
    "place/land": f'<place/land#it> a dcterms:Location ; skos:prefLabel "Landet"@sv , "The Land"@en ; owl:sameAs <{GEONAMES}/1/> .',
    "place/orta": f'<place/orta#it> a dcterms:Location ; skos:prefLabel "Örta län"@sv , "Orta County"@en ; skos:notation "99" ; dcterms:isPartOf <place/land#it> ; owl:sameAs <{GEONAMES}/2673722/> .',
    "place/alby": '<place/alby#it> a dcterms:Location ; skos:prefLabel "Alby"@sv ; dcterms:isPartOf <place/orta#it> .',
    "place/zeta": '<place/zeta#it> a dcterms:Location ; skos:prefLabel "Zeta"@sv ; dcterms:isPartOf <place/orta#it> .',
    "publication/elsewhere": f'<publication/elsewhere#it> a pub:Publication ; dcterms:title "Om Örta"@sv ; dcterms:spatial <{GEONAMES}/2673722/> .',
    "publication/here": '<publication/here#it> a pub:Publication ; dcterms:title "Också om Örta"@sv ; dcterms:spatial <place/orta#it> ; pub:placeOfPublication <place/alby#it> .',
    "publication/unknown": f'<publication/unknown#it> a pub:Publication ; dcterms:title "Om något annat"@sv ; dcterms:spatial <{GEONAMES}/2661886/> .',
}  # fmt: skip


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Growing]:
    made = Growing(tmp_path_factory.mktemp("places"))
    made.load(BASE)
    yield made
    made.close()


@pytest.fixture
def client(growing: Growing) -> FlaskClient:
    return growing.app.test_client()


def test_another_registers_iri_is_shown_by_the_name_of_the_same_place(client: FlaskClient) -> None:
    for language, label, name in (("sv", "Plats", "Örta län"), ("en", "Place", "Orta County")):
        shown = read(client, "/publication/elsewhere", language)
        assert rows(shown)[label] == [name]
        links = [e.attributes["href"] for e in shown.elements if e.text == name and e.tag == "a"]
        assert links == ["../place/orta#it"]


def test_without_such_a_record_the_iri_and_its_register_are_shown(client: FlaskClient) -> None:
    shown = read(client, "/publication/unknown")
    assert rows(shown)["Place"] == ["sws.geonames.org/2661886 GeoNames"]


def test_the_page_of_a_place_lists_what_is_about_it_what_came_out_there_and_what_lies_within(
    client: FlaskClient,
) -> None:
    shown = read(client, "/place/orta", "sv")
    text = " ".join(e.text for e in shown.elements if e.tag == "section")
    assert "Om Örta" in text
    assert "Också om Örta" in text
    assert text.index("Alby") < text.index("Zeta")
    assert rows(shown)["Ligger i"] == ["Landet"]
    assert rows(shown)["Kod"] == ["99"]
    assert (
        "Också om Örta" in client.get("/place/alby?lang=sv", headers={"Accept": "text/html"}).text
    )
    assert "Om Örta" in client.get("/place/orta.atom").text


def test_the_list_has_the_alphabet_of_the_reader_and_counts_by_every_name(
    client: FlaskClient,
) -> None:
    def names(language: str) -> list[str]:
        shown = read(client, "/places", language)
        return [
            " ".join(e.text.split()) for e in shown.elements if e.tag == "li" and e.within("main")
        ]

    assert names("sv") == ["Alby", "Landet 22 publikationer", "Örta län 22 publikationer"]  # fmt: skip
    assert [name.split()[0] for name in names("en")] == ["Alby", "Orta", "The"]
    assert "https://data.example.se/place/orta" in client.get("/sitemap-1.xml").text
    assert "https://data.example.se/places<" in client.get("/sitemap-0.xml").text


def test_places_are_found_where_agents_and_subjects_are(client: FlaskClient) -> None:
    found = json.loads(client.get("/suggest?q=örta&lang=sv").data)
    assert "place/orta" in json.dumps(found)
    query = json.dumps({"q0": {"query": "Örta län", "type": "Place"}})
    answer = json.loads(client.get("/reconcile", query_string={"queries": query}).data)
    assert [one["id"] for one in answer["q0"]["result"]] == ["place/orta"]
    query = json.dumps({"q0": {"query": f"{GEONAMES}/2673722/", "type": "Place"}})
    answer = json.loads(client.get("/reconcile", query_string={"queries": query}).data)
    assert [(o["id"], o["match"]) for o in answer["q0"]["result"]] == [("place/orta", True)]


def test_a_place_that_comes_or_is_renamed_moves_whoever_names_it_elsewhere(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    client = growing.app.test_client()
    paths = ("publication/elsewhere", "publication/here", "publication/unknown")

    def versions() -> list[str]:
        return [client.get(f"/{path}.ttl").headers["ETag"] for path in paths]

    growing.load({path: said for path, said in BASE.items() if not path.startswith("place/orta")})
    states = [versions()]
    renamed = BASE["place/orta"].replace('"Örta län"', '"Nya län"')
    larger = BASE["place/land"].replace('"Landet"', '"Riket"')
    for edit in ({}, {"place/orta": renamed}, {"place/orta": renamed, "place/land": larger}):
        growing.load({**BASE, **edit})
        states.append(versions())
    for before, after in pairwise(states):
        moved = [one != other for one, other in zip(before, after, strict=True)]
        assert moved == [True, True, False]
    assert rows(read(client, "/publication/elsewhere", "sv"))["Plats"] == ["Nya län"]
    growing.close()
