"""The catalogue as one thing, over HTTP: its descriptions, its sitemaps and its changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph, URIRef
from werkzeug.test import TestResponse

from publod.record_repository import Repository
from publod.services import activity_streams
from publod.services.dump_folder import DumpFolder
from publod.vocabulary import DCAT, RDF, VOID
from publod.web.routes import RESERVED
from publod.web.services import dump_downloads
from publod.web.site import KEY
from web import page
from web.growing import Growing

BASE = "https://data.example.se/"
BOOK = '<publication/{n}#it> a pub:Publication ; dcterms:title "Bok {n}"@sv .'


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    """A catalogue of one publication, and its dumps."""
    made = Growing(tmp_path)
    made.load({"publication/1": BOOK.format(n=1)})
    yield made
    made.app.extensions[dump_downloads.KEY].maker.close()
    made.close()


def client_of(growing: Growing) -> FlaskClient:
    return growing.app.test_client()


def make(app: Flask) -> None:
    """What ``publod dump`` does."""
    folder: DumpFolder = app.extensions[dump_downloads.KEY].folder
    repository: Repository = app.extensions[KEY].repository
    folder.make(repository)


# Descriptions


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("", "application/rdf+xml"),
        ("*/*", "application/rdf+xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/rdf+xml"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_the_portal_gets_rdf_xml(client: FlaskClient, accept: str, mimetype: str) -> None:
    response = client.get("/datasets/dcat", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, mimetype)


def test_the_addresses_in_the_description_are_there(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/datasets/dcat").data, format="xml")
    urls = {
        str(o).removeprefix(BASE)
        for p in (DCAT.accessURL, DCAT.landingPage)
        for o in graph.objects(None, p)
    }
    assert {"dumps", "about", "oai", "sparql", "publications"} == urls
    for url in urls - {"sparql"}:
        assert client.get(f"/{url}").status_code == 200, url


def test_void_is_turtle_for_programs_and_a_page_for_people(client: FlaskClient) -> None:
    response = client.get("/.well-known/void")
    assert response.mimetype == "text/turtle"
    graph = Graph().parse(data=response.data, format="turtle")
    dataset = URIRef(f"{BASE}catalog#dataset")
    assert (dataset, RDF.type, VOID.Dataset) in graph, "beside those that it links to"
    assert int(str(graph.value(dataset, VOID.triples))) > 1000, "the store has counted"
    html = client.get("/.well-known/void", headers={"Accept": "text/html"})
    page.read("http://localhost/.well-known/void", html.text)


def test_void_without_a_store_says_what_the_ledger_knows(growing: Growing) -> None:
    client = client_of(growing)
    graph = Graph().parse(data=client.get("/.well-known/void").data, format="turtle")
    [dataset] = graph.subjects(RDF.type, VOID.Dataset)
    assert graph.value(dataset, VOID.triples) is None
    make(growing.app)
    again = Graph().parse(data=client.get("/.well-known/void").data, format="turtle")
    assert int(str(again.value(dataset, VOID.triples))) > 1, "counted while it was dumped"


# Sitemaps


def test_robots_find_every_record(client: FlaskClient, app: Flask) -> None:
    robots = client.get("/robots.txt").get_data(as_text=True)
    [index] = re.findall(r"^Sitemap: (\S+)$", robots, re.MULTILINE)
    urls: set[str] = set()
    for part in re.findall(r"<loc>([^<]+)</loc>", fetch(client, index).text):
        response = fetch(client, part)
        assert response.mimetype == "application/xml"
        urls.update(re.findall(r"<loc>([^<]+)</loc>", response.text))
    paths = {url.removeprefix(BASE) for url in urls}
    repository: Repository = app.extensions[KEY].repository
    assert sum(repository.counts().values()) == sum("/" in p or p == "catalog" for p in paths)
    assert paths >= {"", "about", "dumps"}
    for path in [*sorted(paths)[::7], "", "about"]:
        assert client.get(f"/{path}").status_code == 200, path


def test_a_sitemap_is_sent_whatever_is_accepted(client: FlaskClient) -> None:
    for path in ("/sitemap.xml", "/sitemap-0.xml", "/sitemap-1.xml"):
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 200
        tag = response.headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    for path in (
        "/sitemap-2.xml",
        "/sitemap-x.xml",
        "/sitemap--1.xml",
        "/sitemap-9999999999999999999999.xml",
    ):
        assert client.get(path).status_code == 404, path


def fetch(client: FlaskClient, url: str) -> TestResponse:
    assert url.startswith(BASE), "the catalogue's own, wherever it is served"
    response = client.get("/" + url.removeprefix(BASE))
    assert response.status_code == 200, url
    return response


# Changes


def test_changes_are_followed_by_their_links(client: FlaskClient) -> None:
    start = json.loads(client.get("/changes").data)
    told = json.loads(fetch(client, start["first"]["id"]).data)
    assert told["partOf"]["id"] == start["id"] == f"{BASE}changes"
    assert len(told["orderedItems"]) == start["totalItems"] <= 100
    links = [link for item in told["orderedItems"][:3] for link in item["object"]["url"]]
    for link in links:
        assert fetch(client, link["href"]).mimetype == link["mediaType"]


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("application/activity+json", 200),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', 200),
        ("application/ld+json", 200),
        ("application/json", 200),
        ("text/turtle", 406),
    ],
)
def test_what_changes_are_asked_for_as(client: FlaskClient, accept: str, status: int) -> None:
    for path in ("/changes", "/changes/1"):
        response = client.get(path, headers={"Accept": accept} if accept else {})
        assert response.status_code == status
        assert status != 200 or response.mimetype == "application/activity+json"


def test_only_a_page_that_is_followed_is_immutable(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity_streams, "SIZE", 2)
    client = client_of(growing)
    books = {f"publication/{n}": BOOK.format(n=n) for n in range(1, 4)}
    first = client.get("/changes/1")
    assert first.headers["Cache-Control"] == "no-cache"
    growing.load(books)
    second = client.get("/changes/1")
    assert "immutable" in second.headers["Cache-Control"]
    assert second.headers["ETag"] != first.headers["ETag"]
    assert client.get("/changes/2").headers["Cache-Control"] == "no-cache"
    growing.load({"publication/1": BOOK.format(n=1).replace("Bok", "Skrift")})
    third = client.get("/changes/1", headers={"If-None-Match": second.headers["ETag"]})
    assert third.status_code == 304
    assert client.get("/changes/1").data == second.data
    withdrawals = [json.loads(client.get(f"/changes/{n}").data) for n in (2, 3)]
    assert [i["type"] for p in withdrawals for i in p["orderedItems"]].count("Delete") == 2


class Backwards:
    """Reads the list from its newest end, as §3.3 of IIIF Change Discovery 1.0 says.

    ``texts`` are what was fetched of present records, by address.
    """

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self.texts: dict[str, str] = {}
        self._crawled = ""

    def begin(self) -> Iterator[str]:
        """The addresses of the pages, each of which is read before the next is asked for."""
        start = json.loads(self._client.get("/changes").data)
        assert "ascending order of time" in start["summary"]
        page, seen, newest = start["last"], set[str](), ""
        while page:
            document = json.loads(fetch(self._client, page["id"]).data)
            assert "the oldest first" in document["summary"]
            for activity in reversed(document["orderedItems"]):
                if activity["endTime"] < self._crawled:
                    page = None
                    break
                newest = newest or activity["endTime"]
                address = activity["object"]["canonical"]
                if address not in seen:
                    seen.add(address)
                    self._apply(activity["type"], address)
            else:
                yield page["id"]
                page = document.get("prev")
        self._crawled = newest

    def _apply(self, kind: str, address: str) -> None:
        self.texts.pop(address, None)
        if kind != "Delete":
            response = self._client.get(f"/{address.removeprefix(BASE)}.nt")
            if response.status_code != 410:  # withdrawn since
                assert response.status_code == 200
                self.texts[address] = response.text


def test_who_begins_at_the_newest_ends_with_what_is_there(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity_streams, "SIZE", 3)
    client = client_of(growing)
    books = {f"publication/{n}": BOOK.format(n=n) for n in range(12)}
    growing.load(books)
    reader = Backwards(client)
    pages = reader.begin()
    next(pages)
    # While it walks, one comes, one changes that it has read, one that it has not, and two go.
    books |= {"publication/99": BOOK.format(n=99)}
    books |= {f"publication/{n}": BOOK.format(n=n).replace("Bok", "Skrift") for n in (1, 11)}
    del books["publication/2"], books["publication/10"]
    growing.load(books)
    read = list(pages)
    assert len(read) == 3
    assert len(set(read)) == 3
    list(reader.begin())
    repository: Repository = growing.app.extensions[KEY].repository
    present = {f"{BASE}{path}" for path in repository.paths()}
    assert reader.texts == {url: fetch(client, f"{url}.nt").text for url in present}
    before = dict(reader.texts)
    assert len(list(reader.begin())) < 4, "it stops where it was"
    assert reader.texts == before


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "9999999999999999999999999"])
def test_there_is_no_such_page_of_changes(client: FlaskClient, number: str) -> None:
    assert client.get(f"/changes/{number}").status_code == 404


def test_no_record_may_take_these_addresses() -> None:
    assert {"changes", "dumps", "datasets", ".well-known", "sitemap.xml"} <= RESERVED


def test_an_empty_page_of_a_catalogue_without_records(
    grow: Callable[[str], Flask],
) -> None:
    client = grow("").test_client()
    assert json.loads(client.get("/changes").data)["totalItems"] == 0
    assert client.get("/dumps/latest.nq.gz").status_code == 404
    for path in ("/dumps", "/datasets/dcat", "/.well-known/void", "/sitemap.xml", "/sitemap-0.xml"):
        assert client.get(path).status_code == 200, path
