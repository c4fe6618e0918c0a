"""About the data: numbers that can be checked, formats from the one list, and honest statements."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.errors import StoreError
from publod.representation.registry import FORMATS, formats_of
from publod.web.names import Value
from publod.web.plots import bars
from publod.web.site import KEY
from web import page
from web.growing import PREFIXES
from web.page import Page

CATALOG = '<catalog#it> a dcat:Catalog ; dcterms:title "The list"@en{} .\n'


def read(client: FlaskClient, path: str = "about", language: str = "en") -> Page:
    accept = {"Accept": "text/html", "Accept-Language": language}
    response = client.get(f"/{path}", headers=accept)
    assert response.status_code == 200
    return page.read(f"http://localhost/{path}", response.text, language)


def words(shown: Page) -> str:
    return " ".join(shown.one("main").text.split())


def lines(shown: Page) -> list[str]:
    """The rows of the tables, their cells between bars."""
    found: list[list[str]] = []
    for element in shown.elements:
        if element.tag == "tr":
            found.append([])
        elif element.tag in {"th", "td"}:
            found[-1].append(" ".join(element.text.split()))
    return [" | ".join(filter(None, cells)) for cells in found]


def test_formats_are_those_of_the_registry(client: FlaskClient) -> None:
    told = " ".join(lines(read(client)))
    for one in {*FORMATS, *formats_of("publication")}:
        assert f"{one.title} | .{one.suffix} | {one.media_type} |" in told, one.name


def test_every_place_that_it_names_is_there(client: FlaskClient) -> None:
    shown = read(client)
    for element, target in shown.links:
        if element.tag == "a" and target.startswith("http://localhost/"):
            address = target.removeprefix("http://localhost")
            assert client.get(address).status_code == 200, address


def test_completeness_is_counted_by_the_store(client: FlaskClient) -> None:
    found = lines(read(client))
    for what in ("Abstract | 9 (100%)", "Subject | 9 (100%)", "Files | 0 (0%)", "ISBN | 0 (0%)"):
        assert what in found
    assert "Sammanfattning | 9 (100 %)" in lines(read(client, language="sv"))


def test_without_a_store_the_rest_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = client.application.extensions[KEY]

    class Broken:
        @property
        def version(self) -> str:
            raise StoreError("not today")

    monkeypatch.setattr(site, "queries", Broken())
    site.cache._bodies.clear()
    told = words(read(client))
    site.cache._bodies.clear()
    assert "How complete the descriptions are" not in told
    assert "Publications of each type" in told


def test_the_page_is_another_when_a_projection_has_followed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = client.application.extensions[KEY]
    before = client.get("/about?lang=en", headers={"Accept": "text/html"}).headers["ETag"]

    class Behind:
        version = ""

        def query(self, *_: object) -> None:
            raise StoreError("not today")

    monkeypatch.setattr(site, "queries", Behind())
    after = client.get("/about?lang=en", headers={"Accept": "text/html"}).headers["ETag"]
    assert before != after


@pytest.mark.parametrize("path", ["about", "about/accessibility"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_who_publishes_is_told_as_far_as_it_is_known(
    grow: Callable[[str], Flask], path: str, language: str
) -> None:
    agent = (
        '<agent/a#it> a foaf:Organization ; foaf:name "The Agency"@en , "Myndigheten"@sv ;'
        " foaf:homepage <https://agency.example/> .\n"
    )
    named = grow(PREFIXES + agent + CATALOG.format(" ; dcterms:publisher <agent/a#it>"))
    nameless = grow(PREFIXES + CATALOG.format(""))
    gone = grow(PREFIXES + CATALOG.format(" ; dcterms:publisher <agent/gone#it>"))
    known = read(named.test_client(), path, language)
    assert ("The Agency" if language == "en" else "Myndigheten") in words(known)
    assert "https://agency.example/" in {target for _, target in known.links}
    unknown = {"en": "does not say who publishes it", "sv": "anger inte vem som ger ut den"}
    for app in (nameless, gone):
        assert unknown[language] in words(read(app.test_client(), path, language))


def test_a_publisher_whose_address_is_no_link_gets_none(grow: Callable[[str], Flask]) -> None:
    client = grow(
        PREFIXES
        + '<agent/a#it> a foaf:Organization ; foaf:name "A"@en ; foaf:homepage <javascript:alert(1)> .\n'
        + CATALOG.format(" ; dcterms:publisher <agent/a#it>")
    ).test_client()
    for path in ("about", "about/accessibility"):
        assert not [e for e in read(client, path).all("a") if "javascript" in e.attributes["href"]]


def test_the_statement_has_a_date_and_names_the_standards(client: FlaskClient) -> None:
    for language, month in (("en", "November"), ("sv", "november")):
        told = words(read(client, "about/accessibility", language))
        assert re.search(r"\b20\d\d\b", told)
        for part in ("WCAG", "2.2", "AA", "EN 301 549", "axe-core", "320", month):
            assert part in told


def test_no_promise_is_made_of_what_is_not_there(client: FlaskClient) -> None:
    told = words(read(client))
    assert ("OAI-PMH" in told) == (client.get("/oai?verb=Identify").status_code == 200)


@pytest.mark.parametrize(
    ("counts", "full", "widths"),
    [
        ([], None, []),
        ([4, 2, 0], None, ["100.00%", "50.00%", "0.00%"]),
        ([0, 0], None, ["0.00%", "0.00%"]),
        ([3], 9, ["33.33%"]),
        ([12], 9, ["100.00%"]),
    ],
)
def test_bars_are_as_long_as_their_numbers(
    counts: list[int], full: int | None, widths: list[str]
) -> None:
    found = bars(((Value(str(count)), count) for count in counts), full)
    assert [bar.width for bar in found] == widths
