"""Profiles and signposts over HTTP, and as the `signposting` client reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef
from signposting import find_signposting_http
from signposting.linkset import find_signposting_linkset

from publod.web.records.record_formats import ALL_PROFILES, PROFILES, SUFFIXES
from web import page
from web.crawler import links
from web.growing import PREFIXES, Growing
from web.servers import Running

ONE = "publication/atervandandeprogrammet-manual-2019"
MODS = "http://www.loc.gov/mods/v3"
TYPES = {
    "schema": "application/ld+json", "mods": "application/mods+xml",
    "marcxml": "application/marcxml+xml", "bibframe": "application/rdf+xml",
    "datacite": "application/vnd.datacite.datacite+xml",
}  # fmt: skip
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ASKED: list[tuple[str, Mapping[str, str], str]] = [
    ("", {"Accept-Profile": f"<{MODS}>"}, "mods"),
    ("", {"Accept-Profile": "marcxml", "Accept": "*/*"}, "marcxml"),
    ("", {"Accept-Profile": "<https://schema.org/>"}, "schema"),
    ("", {"Accept-Profile": "<urn:none>, <http://datacite.org/schema/kernel-4>;q=0.1"}, "datacite"),
    ("", {"Accept": "application/mods+xml"}, "mods"),
    ("", {"Accept": 'application/rdf+xml;profile="http://id.loc.gov/ontologies/bibframe/"'}, "bibframe"),
    ("?_profile=mods", {"Accept": BROWSER}, "mods"),
    ("?_profile=%3Chttp://www.loc.gov/mods/v3%3E", {"Accept": "text/html"}, "mods"),
    ("?_profile=http://www.loc.gov/mods/v3", {"Accept": "text/html"}, "mods"),
    ("?_profile=none,bibframe", {}, "bibframe"),
    ("?_profile=http://nowhere.example/,%20http://www.loc.gov/mods/v3", {}, "mods"),
    ("?_mediatype=application/marcxml%2Bxml", {"Accept": BROWSER}, "marcxml"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "fields", "suffix"), ASKED)
def test_a_view_is_asked_for(
    client: FlaskClient, query: str, fields: Mapping[str, str], suffix: str
) -> None:
    found = client.get(f"/{ONE}{query}", headers=fields)
    there = client.get(f"/{ONE}.{suffix}")
    assert (found.status_code, found.mimetype) == (200, TYPES[suffix])
    assert (found.data, found.headers["ETag"]) == (there.data, there.headers["ETag"])
    assert found.headers["Content-Location"].endswith(f".{suffix}")
    assert found.headers["Content-Profile"] == there.headers["Content-Profile"]
    assert "Accept-Profile" in found.headers["Vary"]


def test_each_view_is_what_it_says(client: FlaskClient) -> None:
    roots = {
        "mods": f"{{{MODS}}}mods",
        "marcxml": "{http://www.loc.gov/MARC21/slim}record",
        "bibframe": "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF",
        "datacite": "{http://datacite.org/schema/kernel-4}resource",
    }
    for suffix, root in roots.items():
        assert ET.fromstring(client.get(f"/{ONE}.{suffix}").data).tag == root
    whole = json.loads(client.get(f"/{ONE}.jsonld").data)
    schema = client.get(f"/{ONE}.schema")
    assert "Återvändandeprogrammet" in schema.text
    assert len(schema.text) < len(json.dumps(whole))
    assert "dcterms" not in schema.text


def test_the_record_is_a_profile_too(client: FlaskClient) -> None:
    for iri in ("https://w3id.org/publod/shapes", "http://purl.org/dc/terms/"):
        for suffix, accept in (("ttl", "*/*"), ("jsonld", "application/ld+json")):
            headers = {"Accept-Profile": f"<{iri}>", "Accept": accept}
            found = client.get("/agent/iom", headers=headers)
            assert found.headers["Content-Location"].endswith(f".{suffix}")
            assert f"<{iri}>" in found.headers["Content-Profile"]


REFUSED: list[tuple[str, str, Mapping[str, str]]] = [
    (ONE, "", {"Accept-Profile": "<urn:none>"}),
    (ONE, "?_profile=none", {}),
    (ONE, "?_profile=http://nowhere.example/", {}),
    ("agent/iom", "?_profile=mods", {}),
]


@pytest.mark.parametrize(("path", "query", "fields"), REFUSED)
def test_a_profile_that_there_is_not_is_refused(
    client: FlaskClient, path: str, query: str, fields: Mapping[str, str]
) -> None:
    found = client.get(f"/{path}{query}", headers={**fields, "Accept": "application/json"})
    assert found.status_code == 406
    assert "<https://schema.org/>" in found.json["available"]  # type: ignore[index]


@pytest.mark.parametrize(
    "field", ["<", "<" * 9000, '"', ";q=0", "é", "<a\tb>", ",,,", "\\", "=", "<urn:x" + "y" * 9000]
)
def test_what_is_no_field_asks_for_nothing(client: FlaskClient, field: str) -> None:
    plain = client.get(f"/{ONE}", headers={"Accept": "text/turtle"})
    found = client.get(f"/{ONE}", headers={"Accept": "text/turtle", "Accept-Profile": field})
    assert (found.status_code, found.data) == (200, plain.data)


def test_no_view_of_what_is_no_publication(client: FlaskClient) -> None:
    for suffix in ("mods", "marcxml", "bibframe", "datacite"):
        assert client.get(f"/agent/iom.{suffix}").status_code == 406
    for suffix in ("linkset", "linkset.json"):
        assert client.get(f"/agent/iom.{suffix}").status_code == 404
        assert client.get(f"/publication/nowhere.{suffix}").status_code == 404


def test_no_record_may_end_as_a_view_does() -> None:
    assert {*TYPES, "linkset", "ttl", "csv"} <= SUFFIXES


def test_what_there_is_of_a_record(own: Running, http: httpx.Client) -> None:
    for path, profiles in ((ONE, ALL_PROFILES), ("agent/iom", PROFILES)):
        url = f"{own.url}{path}?_profile=all"
        found = http.get(url)
        told = found.json()
        assert told["resource"] == own.url + path
        assert [p["token"] for p in told["profiles"]] == [p.token for p in profiles]
        tokens = {p["anchor"]: p["token"] for _, p in links(found) if p["rel"] == "type"}
        assert tokens == {p.iri: p.token for p in profiles}
        alternates = [(t, p) for t, p in links(found) if p["rel"] == "alternate"]
        assert {p["profile"] for _, p in alternates} == {p.iri for p in profiles}
        for target, parameters in alternates:
            there = http.get(urljoin(url, target))
            assert there.headers["Content-Type"].partition(";")[0] == parameters["type"]
            assert f"<{parameters['profile']}>" in there.headers["Content-Profile"]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", ["profiles", f"{ONE}?_profile=all"])
def test_for_people(own: Running, http: httpx.Client, path: str, language: str) -> None:
    headers = {"Accept": BROWSER, "Accept-Language": language}
    found = http.get(own.url + path, headers=headers)
    shown = page.read(own.url + path, found.text, language)
    assert MODS in shown.one("main").text
    for element, target in shown.links:
        if element.tag == "a" and target.startswith(own.url):  # the licence is elsewhere
            assert http.get(target, headers=headers).status_code == 200, target


def test_profiles_as_data(client: FlaskClient) -> None:
    found = client.get("/profiles", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=found.data, format="turtle")
    profile = URIRef("http://www.w3.org/ns/dx/prof/Profile")
    titles = URIRef("http://purl.org/dc/terms/title")
    assert {str(s) for s in graph.subjects(RDF.type, profile)} == {p.iri for p in ALL_PROFILES}
    for node in graph.subjects(RDF.type, profile):
        assert {o.language for o in graph.objects(node, titles)} == {"sv", "en"}  # type: ignore[attr-defined]


RICH = """
<publication/x#it> a pub:Publication ; dcterms:title "X"@sv ; pub:doi "10.1234/x" ;
  dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; dcterms:type <type/t#it> ;
  dcterms:creator <agent/a#it> ; dcterms:isPartOf <work/s#it> ; dcat:distribution <publication/x#f> .
<publication/x#f> a dcat:Distribution ; dcat:downloadURL <https://example.org/x.pdf> ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/application/pdf> .
<type/t#it> a skos:Concept ; skos:prefLabel "T"@sv ; pub:instanceClass schema:Report .
<agent/a#it> a foaf:Organization ; foaf:name "A"@sv .
<work/s#it> a pub:Work ; dcterms:title "S"@sv .
"""


def test_level_1(grow: Callable[[str], Flask]) -> None:
    client = grow(PREFIXES + RICH).test_client()
    response = client.get("/publication/x", headers={"Accept": BROWSER})
    assert len(response.headers["Link"]) < 4000
    assert "Content-Profile" not in response.headers
    found = {(p["rel"], t) for t, p in read(response.headers["Link"])}
    assert {
        ("cite-as", "https://doi.org/10.1234/x"),
        ("type", "https://schema.org/AboutPage"),
        ("type", "https://schema.org/Report"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("author", "../agent/a#it"),
        ("item", "https://example.org/x.pdf"),
        ("collection", "../work/s#it"),
        ("collection", "../"),
        ("linkset", "../publication/x.linkset"),
        ("linkset", "../publication/x.linkset.json"),
        ("alternate describedby", "../publication/x.mods"),
    } <= found
    assert [t for relation, t in found if relation == "license"] == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    data = {p["rel"]: t for t, p in read(client.get("/publication/x.mods").headers["Link"])}
    assert data["describes"] == "../publication/x"
    assert "license" not in data, "this catalogue states none for its metadata"


def read(header: str) -> list[tuple[str, dict[str, str]]]:
    return links(
        httpx.Response(200, headers={"Link": header}, request=httpx.Request("GET", "http://h/"))
    )


def test_headers_stay_short_however_many_authors(grow: Callable[[str], Flask]) -> None:
    agents = range(200)
    turtle = "\n".join(
        f'<agent/a{n}#it> a foaf:Organization ; foaf:name "A{n}"@sv .' for n in agents
    )
    creators = ", ".join(f"<agent/a{n}#it>" for n in agents)
    turtle += f'\n<publication/x#it> a pub:Publication ; dcterms:title "X"@sv ; dcterms:creator {creators} .'
    client = grow(PREFIXES + turtle).test_client()
    assert len(client.get("/publication/x", headers={"Accept": BROWSER}).headers["Link"]) < 4500
    [landing, *_] = client.get("/publication/x.linkset.json").json["linkset"]  # type: ignore[index]
    assert len(landing["author"]) == 200


def test_nothing_is_looked_up_for_who_has_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for suffix in ("html?lang=sv", "mods", "linkset.json"):
        tag = client.get(f"/{ONE}.{suffix}").headers["ETag"]
        site = client.application.extensions["publod"]
        with monkeypatch.context() as patched:
            patched.setattr(type(site.repository), "entries", None)
            patched.setattr(type(site.repository), "describe", None)
            found = client.get(f"/{ONE}.{suffix}", headers={"If-None-Match": tag})
        assert (found.status_code, found.data) == (304, b"")


def test_a_set_of_links_is_as_old_as_what_it_tells(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    records = {"": RICH}
    growing.load(records)
    client = growing.app.test_client()
    views = (*TYPES, "linkset", "linkset.json")
    before = {v: client.get(f"/publication/x.{v}") for v in views}
    assert len({r.headers["ETag"] for r in before.values()}) == len(views)
    growing.load({"": RICH.replace("schema:Report", "schema:Book").replace('"A"@sv', '"B"@sv')})
    for view, was in before.items():
        now = client.get(f"/publication/x.{view}")
        assert was.headers["ETag"] != now.headers["ETag"]
    assert b"schema.org/Book" in client.get("/publication/x.linkset").data
    growing.load({"": "\n".join(RICH.splitlines()[6:])})
    assert client.get("/publication/x.linkset.json").status_code == 410
    growing.close()


def test_the_client_finds_its_way(own: Running) -> None:
    url = own.url + ONE
    found = find_signposting_http(url)
    assert str(found.citeAs.target) == url
    assert {str(s.target) for s in found.authors} >= {f"{own.url}agent/iom#it"}
    assert "https://schema.org/AboutPage" in {str(s.target) for s in found.types}
    described = {str(s.target): str(s.type) for s in found.describedBy}
    assert described == {f"{url}.{suffix}": kind for suffix, kind in TYPES.items()}
    sets = [find_signposting_linkset(str(s.target)) for s in found.linksets]
    assert len(sets) == 2
    first, second = (set(map(str, told.signposts)) for told in sets)
    assert first == second
    for told in sets:
        landing = told.for_context(url)
        assert {str(s.target) for s in landing.describedBy} > set(described)
        assert {str(s.target) for s in found.authors} == {str(s.target) for s in landing.authors}
        back = told.for_context(f"{url}.mods")
        assert [str(s.target) for s in back.describes] == [url]
    [back_too] = find_signposting_http(f"{url}.mods").describes
    assert str(back_too.target) == url


def test_schema_org_has_authors_as_they_are_printed_with_what_they_are(client: FlaskClient) -> None:
    path = "publication/atervandandeprogrammet-att-atervanda-hem-2018"
    said = client.get(f"/{path}.schema").get_json()
    about = next(node for node in nodes(said) if str(node.get("id", "")).endswith(f"{path}#it"))
    names = [
        str(author["id"] if isinstance(author, dict) else author) for author in about["author"]
    ]
    assert [name.rpartition("/")[2] for name in names] == ["jamstalldhetsmyndigheten#it", "iom#it"]
    kinds = {str(node.get("id")): node.get("type") for node in nodes(said)}
    for name in names:
        assert "Organization" in str(kinds[name])
    audience = client.get("/audience/authorities.schema").get_json()
    assert any("Audience" in str(node.get("type")) for node in nodes(audience))
    series = client.get("/work/polismyndigheten-lagesrapport.schema").get_json()
    assert any("CreativeWorkSeries" in str(node.get("type")) for node in nodes(series))


def nodes(tree: object) -> list[dict[str, Any]]:
    """All objects of a JSON document, with what they are said of."""
    if isinstance(tree, list):
        return [node for part in tree for node in nodes(part)]
    if isinstance(tree, dict):
        return [tree, *(node for part in tree.values() for node in nodes(part))]
    return []
