"""The page of the ontology follows the SPARQL store, whatever that holds, and does without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph

from publod import bootstrap, ingest
from publod.errors import QueryOverload, QueryTimeout, StoreError
from publod.messages import Message, languages_brought
from publod.store.store_interface import Query
from publod.vocabulary import PUB
from publod.web import store_counts
from publod.web.ontology import class_diagram
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
        with bootstrap.store(seed_settings(home=tmp_path / "home", base_url=BASE)) as projection:
            ingest.catch_up(growing._ledger, projection)
        return growing.app.test_client()

    yield follow
    growing.close()


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    """What is kept between requests goes, so that a test meets what it has put in place."""
    yield
    store_counts.COUNTS.forget()
    class_diagram.LINKS.forget()


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
    store_counts.COUNTS.forget()
    expected = Graph().parse(ROOT / "ontology" / "publod.ttl")
    for address, accept in (("/ontology.ttl", "*/*"), ("/ontology", "text/turtle")):
        response = client.get(address, headers={"Accept": accept})
        assert response.mimetype == "text/turtle"
        found = Graph().parse(data=response.text, format="turtle", publicID=PUB.iri)
        assert set(found) == set(expected)
        version = app.extensions[KEY].vocabularies["ontology"].version
        assert response.headers["ETag"].startswith(f'"{version}-ttl')


@pytest.mark.parametrize(
    "error", [QueryOverload(Message("too many")), StoreError(Message("no store"))]
)
def test_a_store_that_is_busy_leaves_a_page_without_numbers_that_does_not_stay(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise error

    store_counts.COUNTS.forget()
    class_diagram.LINKS.forget()
    with monkeypatch.context() as patched:
        patched.setattr(app.extensions[KEY].queries, "query", busy)
        shown = read(client)
        told = shown.one("main").text
        assert "could not be counted just now" in told
        assert "There is no drawing" in told
        assert "not used in this catalogue" not in told
        assert sorted(sections(shown)) == OWN
    assert "could not be counted just now" not in read(client).one("main").text


def test_links_that_take_too_long_are_asked_for_once(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = app.extensions[KEY].queries
    times, answered = [], service.query

    def slow(query: Query, **options: object) -> object:
        if "?target" in query.text:
            times.append(1)
            raise QueryTimeout(20)
        return answered(query, **options)

    store_counts.COUNTS.forget()
    class_diagram.LINKS.forget()
    monkeypatch.setattr(service, "query", slow)
    for language in (*languages_brought(), "en"):
        told = read(client, language).one("main").text
    assert "There is no drawing" in told
    assert "9 things" in told
    assert times == [1]


def test_etag_tells_languages_apart_and_says_nothing_of_the_machine(
    app: Flask, client: FlaskClient
) -> None:
    def tag(language: str) -> str:
        return client.get(f"/ontology?lang={language}", headers=HTML).headers["ETag"]

    assert tag("sv") != tag("en") == tag("en")
    assert "/" not in tag("en")
    again = client.get("/ontology?lang=en", headers={**HTML, "If-None-Match": tag("en")})
    assert again.status_code == 304


def test_the_page_moves_with_the_store_and_the_data_does_not(
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
    assert len(counted) == 6
    for element, query in counted:
        assert len(rows(client, query)) == int(element.text.split(" ")[0])
