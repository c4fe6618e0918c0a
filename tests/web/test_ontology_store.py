"""The page of the ontology counts what is in the catalogue, whatever that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph

from publod import bootstrap, ingest
from publod.steps import silent
from publod.store_and_index_updates import update_read_model
from publod.vocabulary import PUB
from publod.web.ontology.ontology_terms import examples
from publod.web.site import KEY
from seed_settings import seed_settings
from web.growing import BASE, Growing
from web.ontology_page import HTML, OWN, queries, read, rows, sections, words
from web.servers import ROOT


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Callable[[str], FlaskClient]]:
    """Make a catalogue of what is given, or make it anew, and let the SPARQL store follow."""
    growing = Growing(tmp_path)

    def follow(turtle: str) -> FlaskClient:
        growing.load({"": turtle})
        settings = seed_settings(home=tmp_path / "home", base_url=BASE)
        update_read_model(settings, growing._ledger)
        with bootstrap.store(settings) as projection:
            served = lambda: bootstrap.served_vocabularies(settings)  # noqa: E731
            ingest.catch_up(growing._ledger, projection, silent, served)
        return growing.app.test_client()

    yield follow
    growing.close()


def test_an_edition_that_is_missing_is_found_by_the_example(
    stored: Callable[[str], FlaskClient],
) -> None:
    client = stored(
        "<work/w#it> a pub:Work . <work/v#it> a pub:Work ."
        "<publication/a#it> dcterms:isVersionOf <work/w#it> ; pub:editionNumber 1 ."
        "<publication/b#it> dcterms:isVersionOf <work/w#it> ; pub:editionNumber 3 ."
        "<publication/c#it> dcterms:isVersionOf <work/v#it> ; pub:editionNumber 1 ."
        "<publication/d#it> dcterms:isVersionOf <work/v#it> ; pub:editionNumber 2 ."
    )
    found = rows(client, examples()["editionNumber"].text)
    assert found == [["https://data.example.se/work/w#it", "2", "3"]]


def test_the_data_is_the_ontology_and_asks_the_store_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a query")

    monkeypatch.setattr(app.extensions[KEY].queries, "query", refused)
    expected = Graph().parse(ROOT / "ontology" / "publod.ttl")
    for address, accept in (("/ontology.ttl", "*/*"), ("/ontology", "text/turtle")):
        response = client.get(address, headers={"Accept": accept})
        assert response.mimetype == "text/turtle"
        found = Graph().parse(data=response.text, format="turtle", publicID=PUB.iri)
        assert set(found) == set(expected)
        version = app.extensions[KEY].vocabularies["ontology"].version
        assert response.headers["ETag"].startswith(f'"{version}-ttl')


def test_a_page_before_anything_was_counted_says_so_and_does_not_stay(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    growing.load({"": "<work/w#it> a pub:Work ."})
    client = growing.app.test_client()
    shown = read(client)
    text = shown.one("main").text
    assert "has not been counted yet" in text
    assert "There is no drawing" in text
    assert "not used in this catalogue" not in text
    assert sorted(sections(shown)) == OWN
    update_read_model(seed_settings(home=tmp_path / "home", base_url=BASE), growing._ledger)
    assert "has not been counted yet" not in read(client).one("main").text
    growing.close()


def test_etag_tells_languages_apart_and_says_nothing_of_the_machine(
    app: Flask, client: FlaskClient
) -> None:
    def tag(language: str) -> str:
        return client.get(f"/ontology?lang={language}", headers=HTML).headers["ETag"]

    assert tag("sv") != tag("en") == tag("en")
    assert "/" not in tag("en")
    again = client.get("/ontology?lang=en", headers={**HTML, "If-None-Match": tag("en")})
    assert again.status_code == 304


def test_the_page_moves_with_the_catalogue_and_the_data_does_not(
    stored: Callable[[str], FlaskClient],
) -> None:
    tags, data = [], []
    for count in (1, 2):
        things = " ".join(f"<work/{n}#it> a pub:Work ; pub:issn '1' ." for n in range(count))
        client = stored(things)
        shown = read(client)
        assert f"Used{count} thing" in words(sections(shown)["Work"])
        assert f"Used{count} statement" in words(sections(shown)["issn"])
        tags.append(client.get("/ontology?lang=en", headers=HTML).headers["ETag"])
        data.append(client.get("/ontology.nt").headers["ETag"])
    assert tags[0] != tags[1]
    assert data[0] == data[1]


HOSTILE = """
<thing/1#it> a <https://example.org/ns/R%C3%A4v'%20or%201=1> , <javascript:alert(1)> , <urn:x:y> ;
  <https://example.org/p?a=1&b=c> <thing/2#it> ; <javascript:alert> "x"@sv .
<thing/2#it> a <https://example.org/ns/Å> ; schema:about <thing/1#it> , <thing/2#it> .
"""


def test_terms_that_nobody_foresaw_are_listed_and_can_be_asked_for(
    stored: Callable[[str], FlaskClient],
) -> None:
    client = stored(HOSTILE)
    shown = read(client)
    told = shown.one("main").text
    for text in (
        "javascript:alert(1)",
        "https://example.org/ns/Å",
        "urn:x:y",
        "Other vocabularies",
    ):
        assert text in told
    assert not [target for _, target in shown.links if target.startswith("javascript:")]
    counted = [(element, query) for element, query in queries(shown) if "<" in query]
    assert len(counted) >= 6
    for element, query in counted:
        assert len(rows(client, query)) == int(element.text.split(" ")[0])
