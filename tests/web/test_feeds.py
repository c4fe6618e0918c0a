"""Feeds: each is one by the rules, tells what its page shows, and follows what happens."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web import json_feed_rules, page
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
def test_every_json_feed_says_what_the_atom_feed_says(client: FlaskClient, path: str) -> None:
    for language in ("sv", "en"):
        response = client.get(f"/{path}.jsonfeed?lang={language}")
        assert response.content_type == "application/feed+json"
        feed = json_feed_rules.check(response.data)
        same = fetched(client, path, language, EXAMPLE)
        assert feed["language"] == language
        assert feed["title"] == same.findtext(f"{ATOM}title")
        assert feed["home_page_url"] == f"{EXAMPLE}{path}"
        assert feed["feed_url"] == f"{EXAMPLE}{path}.jsonfeed"
        entries = same.findall(f"{ATOM}entry")
        for name, element in (("id", "id"), ("title", "title"), ("date_modified", "updated")):
            expected = [entry.findtext(f"{ATOM}{element}") for entry in entries]
            assert [item[name] for item in feed["items"]] == expected
    wanted = client.get(f"/{path}", headers={"Accept": "application/feed+json"})
    assert wanted.content_type == "application/feed+json"


def test_pages_of_a_json_feed_lead_on(growing: Growing) -> None:
    records = {
        f"publication/{number:02}": OLD.format(number).replace("old", f"{number:02}")
        for number in range(60)
    }
    growing.load(records)
    client = growing.app.test_client()
    for start in ("new.jsonfeed", "publications.jsonfeed", "publications.jsonfeed?year=1990"):
        address, seen = start, []
        while address:
            feed = json_feed_rules.check(client.get(f"/{address}").data)
            seen += [item["title"] for item in feed["items"]]
            address = feed.get("next_url", "").removeprefix(BASE)
        assert seen == [f"{n} (1990)" for n in reversed(range(60))], start


@pytest.mark.parametrize("path", FEEDS)
def test_every_page_offers_its_feed(client: FlaskClient, path: str) -> None:
    response = client.get(f"/{path}", headers={"Accept": "text/html"})
    shown = page.read(f"http://localhost/{path}", response.text)
    offered = {
        (target, element.attributes["type"]): element.attributes["title"]
        for element, target in shown.links
        if element.tag == "link" and "title" in element.attributes
    }
    for suffix, media_type in (("atom", "atom+xml"), ("jsonfeed", "feed+json")):
        title = offered[f"http://localhost/{path}.{suffix}", f"application/{media_type}"]
        assert title == fetched(client, path, "sv", EXAMPLE).findtext(f"{ATOM}title")
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
    for query in ("", "?kind=publication"):
        feed = fetched(client, "new", query=query)
        assert told(feed) == ["New (2020)"]
        (gone,) = feed.findall(GONE)
        assert gone.get("ref") == f"{BASE}publication/old"
    arrived = client.get("/new?lang=en", headers={"Accept": "text/html"})
    main = page.read("http://localhost/new", arrived.text, "en").one("main").text
    assert " ".join(main.split()).endswith("June 19, 2025 Added: publications 1 New (2020)")
    shown = client.get("/new?kind=publication&lang=en", headers={"Accept": "text/html"})
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


def test_a_change_moves_no_publication(growing: Growing) -> None:
    """Fifty entries are fifty publications, however often one of them is changed."""
    client = growing.app.test_client()
    records = {"agent/a": AGENT.format("A")}
    for number in range(60):
        records[f"publication/{number:02}"] = OLD.format(f"P {number:02}").replace(
            "publication/old", f"publication/{number:02}"
        )
    growing.load(records)
    growing.load({**records, "publication/new": NEW})
    for change in range(60):
        changed = records["publication/30"].replace("P 30", f"Changed {change}")
        growing.load({**records, "publication/30": changed, "publication/new": NEW})
    numbers = ["Changed 59" if n == 30 else f"P {n:02}" for n in range(60)]
    expected = ["New (2020)", *(f"{name} (1990)" for name in reversed(numbers))]
    feed = fetched(client, "new")
    first = told(feed)
    assert len(first) == 50
    dates = {
        entry.findtext(f"{ATOM}title"): (
            entry.findtext(f"{ATOM}published"), entry.findtext(f"{ATOM}updated")
        )
        for entry in feed.findall(f"{ATOM}entry")
    }  # fmt: skip
    came, last_changed = dates["Changed 59 (1990)"]
    assert (came or "") < (last_changed or "") == feed.findtext(f"{ATOM}updated")
    assert dates["P 31 (1990)"] == (came, came)
    (following,) = [link.get("href") for link in feed if link.get("rel") == "next"]
    query = (following or "").removeprefix(f"{BASE}new.atom")
    assert first + told(fetched(client, "new", query=query)) == expected
    assert told(fetched(client, "agent/a")) == expected[:50]
    names, _ = listed(client, "/new")
    assert sorted(names) == sorted(expected)
    growing.load({**records, "publication/30": OLD.format("x"), "publication/new": NEW})
    gone = {e.get("ref") for e in fetched(client, "new").findall(GONE)}
    assert f"{BASE}publication/30" in gone


def test_what_came_back_stands_where_it_stood(growing: Growing) -> None:
    client = growing.app.test_client()
    records = {"agent/a": AGENT.format("A"), "publication/old": OLD.format("Old")}
    growing.load(records)
    growing.load({"agent/a": AGENT.format("A"), "publication/new": NEW})
    growing.load({**records, "publication/new": NEW})
    assert told(fetched(client, "new")) == ["New (2020)", "Old (1990)"]


def test_a_search_is_followed_by_arrival(growing: Growing) -> None:
    """Whatever order its page has; each feed says in the reader's language what it is of."""
    client = growing.app.test_client()
    records = {"agent/a": AGENT.format("A"), "publication/new": NEW}
    growing.load(records)
    growing.load({**records, "publication/old": OLD.format("Old new")})
    growing.load({**records, "publication/old": OLD.format("Old, new")})
    asked = "?q=new&agent=a"
    shown = client.get(
        f"/publications{asked}&sort=title&page=1&lang=sv", headers={"Accept": "text/html"}
    )
    read = page.read("http://localhost/publications", shown.text, "sv")
    offered = {
        e.attributes["type"]: (target, e.attributes["title"])
        for e, target in read.links
        if e.tag == "link" and e.attributes.get("type") == "application/atom+xml"
    }
    target, title = offered["application/atom+xml"]
    # In the language that the page was asked for in: who reads a feed seldom says one.
    assert target == f"http://localhost/publications.atom{asked}&lang=sv"
    assert title == "publod: nya publikationer – ”new”, A"
    visible = [e for e, _ in read.links if e.tag == "a" and e.text == "JSON Feed"]
    assert visible[0].attributes["href"].endswith(f"publications.jsonfeed{asked}&lang=sv")
    assert "Följ den här sökningen:" in read.one("main").text
    for query in (asked, f"{asked}&sort=title", f"{asked}&sort=oldest"):
        body = client.get(f"/publications.atom{query}&lang=sv").data
        feed = check(
            body,
            f"{BASE}publications{asked}&sort=arrival",
            f"{BASE}publications.atom{asked}",
            f"{BASE}publications{asked}",
        )
        assert told(feed) == ["Old, new (1990)", "New (2020)"]
        assert feed.findtext(f"{ATOM}title") == title
    by_year = client.get("/publications.atom?year=1990-2019&lang=en").data
    assert b"<title>publod: new publications \xe2\x80\x93 1990\xe2\x80\x932019</title>" in by_year
    growing.load(records)
    assert told(ET.fromstring(client.get(f"/publications.atom{asked}").data)) == ["New (2020)"]


def test_a_feed_without_an_index_has_what_came_last(growing: Growing) -> None:
    growing.load({"agent/a": AGENT.format("A"), "publication/new": NEW}, indexed=False)
    growing.load(
        {"agent/a": AGENT.format("A"), "publication/new": NEW, "publication/old": OLD.format("B")},
        indexed=False,
    )
    client = growing.app.test_client()
    for path in ("publications", "agent/a", "new"):
        feed = ET.fromstring(client.get(f"/{path}.atom").data)
        assert told(feed) == ["B (1990)", "New (2020)"], path


def test_every_kind_has_its_own_feed_of_what_is_new(growing: Growing) -> None:
    client = growing.app.test_client()
    growing.load({"agent/a": AGENT.format("A"), "work/w": WORK, "publication/old": OLD.format("O")})
    shown = client.get("/new?lang=en", headers={"Accept": "text/html"})
    queries = {
        target.partition("?")[2]
        for e, target in page.read("http://localhost/new", shown.text, "en").links
        if e.tag == "a" and e.within("main") and "/new?" in target
    }
    assert queries >= {"kind=publication", "kind=other", "kind=work", "kind=agent"}
    titles = set()
    for query in ("", *(f"?{query}" for query in queries)):
        titles.add(fetched(client, "new", query=query).findtext(f"{ATOM}title"))
        address = f"/new{query}{'&' if query else '?'}lang=en"
        links = page.read(
            "http://localhost/new", client.get(address, headers={"Accept": "text/html"}).text, "en"
        ).links
        assert f"http://localhost/new.jsonfeed{query}" in {target for _, target in links}
    assert len(titles) == len(queries) + 1


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
        json_feed_rules.check(client.get(f"/{path}.jsonfeed").data)
