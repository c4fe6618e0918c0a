"""About the data: numbers that can be checked, formats from the one list, and honest statements."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.formats import FORMATS, formats_of
from publod.read_model.statistics import Statistics
from publod.record_repository import Repository
from publod.web.own_pages import blocks
from publod.web.record_names import Value
from publod.web.statistics import bars
from web import page
from web.growing import PREFIXES, forget_responses
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


def test_before_anything_was_counted_the_rest_is_told_at_another_tag(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/about?lang=en", headers={"Accept": "text/html"}).headers["ETag"]
    monkeypatch.setattr(Repository, "statistics", lambda _: Statistics())
    forget_responses(client.application)
    told = words(read(client))
    after = client.get("/about?lang=en", headers={"Accept": "text/html"}).headers["ETag"]
    forget_responses(client.application)
    assert "How complete the descriptions are" not in told
    assert "Publications of each type" in told
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


def test_the_program_is_made_for_standards_and_nobody_is_said_to_have_assessed_it(
    client: FlaskClient,
) -> None:
    """The seed's owner has stated nothing, so nothing is said in anybody's name."""
    for language, nothing in (("en", "has not stated anything"), ("sv", "har ännu inte uppgett")):
        told = words(read(client, "about/accessibility", language))
        for part in ("WCAG", "2.2", "AA", "EN 301 549", "axe-core", "320", "publod", nothing):
            assert part in told
        assert not re.search(r"\b20\d\d\b|DIGG|Digg|Sweden", told.replace("320", "")), told
        assert not re.search("assessed|assessment|bedöm", told)


STATEMENT = """
<catalog#it> foaf:page <catalog#accessibility> .
<catalog#accessibility> a foaf:Document ;
  dcterms:date "2026-11-24"^^xsd:date ; dcterms:creator <agent/a#it> , <https://auditor.example/> ;
  dcterms:description "All but:\\n\\n- The maps have no text.\\n- <b>Old</b> [files](javascript:x)"@en , "Kartorna saknar text."@sv ;
  foaf:page <mailto:access@agency.example> , <javascript:alert(1)> ;
  <http://www.w3.org/2000/01/rdf-schema#seeAlso> <https://supervisor.example/complain> .
<https://supervisor.example/complain> foaf:name "The Supervisor"@en , "Tillsynen"@sv .
<agent/a#it> a foaf:Organization ; foaf:name "The Agency"@en , "Myndigheten"@sv .
"""


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("assessed on November 24, 2026.", "made by https://auditor.example/, The Agency.",
                "The maps have no text.", "access@agency.example", "complain here: The Supervisor")),
        ("sv", ("bedömdes den 24 november 2026.", "gjordes av https://auditor.example/, Myndigheten.",
                "Kartorna saknar text.", "access@agency.example", "klaga här: Tillsynen")),
    ],
)  # fmt: skip
def test_what_the_owner_has_stated_is_told(
    grow: Callable[[str], Flask], language: str, told: tuple[str, ...]
) -> None:
    client = grow(PREFIXES + CATALOG.format("") + STATEMENT).test_client()
    shown = read(client, "about/accessibility", language)
    for part in told:
        assert part in words(shown)
    if language == "en":
        assert "The maps have no text." in [item.text.strip() for item in shown.all("li")]
    targets = {target for _, target in shown.links}
    assert {"mailto:access@agency.example", "https://supervisor.example/complain"} <= targets
    assert "javascript" not in " ".join(targets)
    nothing = ("has not stated", "har ännu inte uppgett", "does not say who", "anger inte vem")
    assert not [part for part in nothing if part in words(shown)]


def test_headings_of_a_statement_are_below_that_of_the_section_and_end_at_the_sixth() -> None:
    body = blocks("\n".join(f"{'#' * level} x" for level in range(1, 7)) + "\n# y\n")
    assert re.findall(r"<(h\d)>", body) == ["h3", "h4", "h5", "h6", "h6", "h6", "h3"]


def test_a_statement_that_is_no_date_is_no_assessment(grow: Callable[[str], Flask]) -> None:
    wrong = '<catalog#accessibility> dcterms:date "soon" ; dcterms:creator "me" .'
    client = grow(PREFIXES + CATALOG.format("") + wrong).test_client()
    assert "has not stated anything" in words(read(client, "about/accessibility"))


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
