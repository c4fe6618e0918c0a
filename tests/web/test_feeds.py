"""Feeds: each is one by the rules, tells what its page shows, and follows what happens."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web import page
from web.atom_rules import ATOM, GONE, check
from web.growing import BASE, Growing
from web.servers import EXAMPLE

FEEDS = (
    "new", "years", "works", "agents", "subjects", "types", "audiences",
    "agent/iom", "agent/kajsa-wahlberg", "subject/human-trafficking", "type/manual",
    "audience/professionals", "work/atervandandeprogrammet-manual",
    "work/polismyndigheten-lagesrapport", "publication/regionkoordinatorer-2018",
)  # fmt: skip


def fetched(
    client: FlaskClient, path: str, language: str = "en", base: str = BASE, query: str = ""
) -> ET.Element:
    response = client.get(f"/{path}.atom?lang={language}{query.replace('?', '&')}")
    assert response.status_code == 200, path
    assert response.content_type == "application/atom+xml"
    return check(response.data, f"{base}{path}{query}", f"{base}{path}.atom{query}")


def told(feed: ET.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry")]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_keeps_the_rules(client: FlaskClient, path: str, language: str) -> None:
    feed = fetched(client, path, language, EXAMPLE)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert told(feed) or path == "agent/kajsa-wahlberg"


@pytest.mark.parametrize("path", FEEDS)
def test_every_page_offers_its_feed(client: FlaskClient, path: str) -> None:
    response = client.get(f"/{path}", headers={"Accept": "text/html"})
    shown = page.read(f"http://localhost/{path}", response.text)
    offered = [
        (target, element.tag)
        for element, target in shown.links
        if element.attributes.get("type") == "application/atom+xml"
    ]
    assert (f"http://localhost/{path}.atom", "link") in offered
    wanted = client.get(f"/{path}", headers={"Accept": "application/atom+xml"})
    assert wanted.content_type == "application/atom+xml"
    assert client.get(f"/{path}.html").status_code == 200


def test_a_feed_is_no_answer_to_who_takes_anything(client: FlaskClient) -> None:
    for accept in ("*/*", "application/*", "application/xml", "text/*"):
        response = client.get("/subjects", headers={"Accept": accept})
        assert response.content_type != "application/atom+xml", accept


def test_a_feed_has_what_its_subject_has(client: FlaskClient) -> None:
    feed = fetched(client, "subject/migration", "sv", EXAMPLE)
    ids = {entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")}
    data = client.get("/publications.nt?subject=migration").text
    assert len(ids) == 4
    assert all(f"<{iri}#it>" in data for iri in ids)
    categories = {c.get("label") for c in feed.iter(f"{ATOM}category")}
    assert {"manual", "broschyr"} <= categories


AGENT = '<agent/a#it> a foaf:Organization ; foaf:name "{}"@en .'
WORK = '<work/w#it> a pub:Work ; dcterms:title "W"@en .'
OLD = '<publication/old#it> a pub:Publication ; dcterms:title "{}"@en ; dcterms:creator <agent/a#it> ; dcterms:issued "1990"^^xsd:gYear .'
NEW = '<publication/new#it> a pub:Publication ; dcterms:title "New"@en ; dcterms:creator <agent/a#it> ; dcterms:issued "2020"^^xsd:gYear .'


@pytest.fixture
def growing(tmp_path: Path) -> Growing:
    return Growing(tmp_path)


def test_what_came_last_is_first_however_old_it_is(growing: Growing) -> None:
    growing.load({"agent/a": AGENT.format("A"), "publication/new": NEW})
    growing.load(
        {"agent/a": AGENT.format("A"), "publication/new": NEW, "publication/old": OLD.format("Old")}
    )
    client = growing.app.test_client()
    assert told(fetched(client, "agent/a")) == ["Old (1990)", "New (2020)"]


def test_an_entry_is_as_new_as_its_own_record(growing: Growing) -> None:
    """That its author is renamed is no news of the publication."""
    client = growing.app.test_client()
    growing.load({"agent/a": AGENT.format("A"), "publication/new": NEW})
    before = fetched(client, "agent/a").findtext(f"{ATOM}entry/{ATOM}updated")
    growing.load({"agent/a": AGENT.format("B"), "publication/new": NEW})
    feed = fetched(client, "agent/a")
    assert feed.findtext(f"{ATOM}entry/{ATOM}updated") == before
    assert feed.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "B"


def test_new_tells_what_came_changed_and_went(growing: Growing) -> None:
    client = growing.app.test_client()
    growing.load({"agent/a": AGENT.format("A"), "publication/old": OLD.format("Old")})
    growing.load({"agent/a": AGENT.format("A"), "publication/old": OLD.format("Older")})
    growing.load({"agent/a": AGENT.format("A")})
    growing.load({"agent/a": AGENT.format("A"), "publication/new": NEW})
    feed = fetched(client, "new")
    assert told(feed) == ["New (2020)"]
    (gone,) = feed.findall(GONE)
    assert gone.get("ref") == f"{BASE}publication/old"
    shown = client.get("/new?lang=en", headers={"Accept": "text/html"})
    text = " ".join(page.read("http://localhost/new", shown.text, "en").one("main").text.split())
    days = [f"June {day}, 2025 " for day in (19, 18, 17, 16)]
    expected = [
        "Added: publications 1 New (2020)",
        "Removed: publications 1 Older (1990)",
        "Changed: publications 1 Older (1990)",
        "Added: publications 1 Older (1990)",
    ]
    assert text.endswith(" ".join(day + what for day, what in zip(days, expected, strict=True)))
    assert 'href="./publication/old"' not in shown.text
    assert 'href="./publication/new"' in shown.text


def test_new_tells_publications_and_other_records_apart(growing: Growing) -> None:
    """Whatever comes with a publication, and however much of it."""
    client = growing.app.test_client()
    records = {
        f"agent/{n}": f'<agent/{n}#it> a foaf:Agent ; foaf:name "N{n}"@en .' for n in range(120)
    }
    growing.load({"publication/old": OLD.format("Old"), "work/w": WORK, **records})
    assert told(fetched(client, "new")) == ["Old (1990)"]
    assert listed(client, "/new")[0] == ["Old (1990)"]
    others = told(fetched(client, "new", query="?kind=other"))
    assert len(others) == 50
    assert "Old (1990)" not in others
    names, following = listed(client, "/new?kind=other")
    assert len(names) == 100
    names += listed(client, following)[0]
    assert set(names) == {"W", *(f"N{n}" for n in range(120))}
    assert told(fetched(client, "new", query="?kind=work")) == ["W"]
    assert client.get("/new?kind=nonsense").status_code == 404


def listed(client: FlaskClient, address: str) -> tuple[list[str], str]:
    """What a page of what is new lists, and the address of what was before that."""
    response = client.get(address, headers={"Accept": "text/html", "Accept-Language": "en"})
    read = page.read(f"http://localhost{address}", response.text, "en")
    names = [e.text.strip() for e in read.all("li") if e.within("section")]
    older = [target for e, target in read.links if e.attributes.get("rel") == "next"]
    return names, older[0].removeprefix("http://localhost") if older else ""


def test_what_comes_back_has_been_added(growing: Growing) -> None:
    client = growing.app.test_client()
    for records in ({"agent/a": AGENT.format("A")}, {}, {"agent/a": AGENT.format("A")}):
        growing.load(records)
    text = client.get("/new?kind=other&lang=en", headers={"Accept": "text/html"}).text
    assert [text.count(what) for what in ("Added: ", "Changed: ", "Removed: ")] == [2, 0, 1]


def test_new_is_turned_by_what_was_seen_last(growing: Growing) -> None:
    """A commit that comes while somebody reads moves nothing to another page."""
    client = growing.app.test_client()
    agents = {
        f"agent/{n}": f'<agent/{n}#it> a foaf:Agent ; foaf:name "N{n:03}"@en .' for n in range(250)
    }
    growing.load(agents)
    seen: list[str] = []
    address = "/new?kind=agent"
    while address:
        shown = client.get(f"{address}", headers={"Accept": "text/html", "Accept-Language": "en"})
        read = page.read(f"http://localhost{address}", shown.text, "en")
        seen += [
            e.text for e in read.all("a") if e.text.startswith("N0") or e.text[:2] in {"N1", "N2"}
        ]
        following = [
            e.attributes["href"] for e in read.all("a") if e.attributes.get("rel") == "next"
        ]
        address = following[0].removeprefix(".") if following else ""
        agents["agent/late"] = f'<agent/late#it> a foaf:Agent ; foaf:name "{len(seen)}"@en .'
        growing.load(agents)
    assert len(seen) == len(set(seen)) == 250


@pytest.mark.parametrize("before", ["0", "1", "-1", "x", "", "9" * 15, "9" * 40, "１", "1;drop"])
def test_a_page_that_is_not_there_is_no_error_of_ours(growing: Growing, before: str) -> None:
    growing.load({"agent/a": AGENT.format("A")})
    response = growing.app.test_client().get(
        "/new", query_string={"before": before, "kind": "agent"}
    )
    assert response.status_code == (200 if before == "9" * 15 else 404)


def test_a_publication_tells_of_its_siblings_and_of_itself(growing: Growing) -> None:
    client = growing.app.test_client()
    work = '<work/w#it> a pub:Work ; dcterms:title "W"@en .'
    first = '<publication/1#it> a pub:Publication ; dcterms:title "{}"@en ; dcterms:isVersionOf <work/w#it> .'
    second = '<publication/2#it> a pub:Publication ; dcterms:title "Two"@en ; dcterms:isVersionOf <work/w#it> .'
    growing.load({"work/w": work, "publication/1": first.format("One")})
    growing.load({"work/w": work, "publication/1": first.format("First")})
    growing.load({"work/w": work, "publication/1": first.format("First"), "publication/2": second})
    expected = ["Two", "First", "Changed: First", "Added: First"]
    assert told(fetched(client, "publication/1")) == expected
    assert told(fetched(client, "work/w")) == ["Two", "First"]


def test_titles_of_any_sort_make_a_feed(growing: Growing) -> None:
    client = growing.app.test_client()
    title = r"]]> <script>&amp;\u202e\u0001\uFFFE"
    growing.load({"p": OLD.format(title), "agent/a": AGENT.format(title)})
    for path in ("new", "agent/a", "agents", "publication/old"):
        fetched(client, path)
