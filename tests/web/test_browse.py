"""Lists, trees and the pages of subjects and agents: what leads where, and with which number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.web.lists import concept_lists
from web import page
from web.growing import PREFIXES, forget_responses
from web.page import Page

Grow = Callable[[str], Flask]
LISTS = ("subjects", "types", "audiences", "agents", "works")
PLACES = (*LISTS, "years", "new", "about", "about/accessibility")
RECORDS = (
    "subject/human-trafficking", "subject/child-trafficking", "type/manual", "audience/professionals",
    "agent/iom", "agent/kajsa-wahlberg", "work/polismyndigheten-lagesrapport",
)  # fmt: skip


def get(client: FlaskClient, address: str, language: str = "en") -> str:
    accept = {"Accept": "text/html", "Accept-Language": language}
    response = client.get(address, headers=accept)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.text


def read(client: FlaskClient, address: str, language: str = "en") -> Page:
    return page.read("http://localhost" + address, get(client, address, language), language)


def words(shown: Page) -> str:
    return " ".join(shown.one("main").text.split())


def items(shown: Page) -> list[str]:
    return [" ".join(e.text.split()) for e in shown.all("li")]


def total(client: FlaskClient, query: str) -> int:
    found = re.search(r'core#totalItems> "(\d+)"', client.get("/publications.nt" + query).text)
    assert found, query
    return int(found[1])


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", [*PLACES, *RECORDS])
def test_pages_are_sound(client: FlaskClient, path: str, language: str) -> None:
    read(client, f"/{path}", language)


@pytest.mark.parametrize("path", PLACES)
def test_an_empty_catalogue_says_so(grow: Grow, path: str) -> None:
    shown = read(grow(PREFIXES).test_client(), f"/{path}")
    assert len(words(shown)) > 30
    if path in LISTS:
        assert "There is nothing here yet." in words(shown)


def numbered(client: FlaskClient, address: str) -> Iterator[tuple[str, int]]:
    """Each link into the search with the number that it bears, where it has one."""
    text = get(client, address)
    for href, inner in re.findall(r'<a[^>]*href="([^"]*publications\?[^"]*)"[^>]*>(.*?)</a>', text):
        number = re.search(r"\d+", re.sub(r"<[^>]*>", "", inner))
        target = urlsplit(urljoin("http://localhost" + address, href.replace("&amp;", "&")))
        if number:
            yield f"?{target.query}", int(number[0])


@pytest.mark.parametrize("path", ["agent/iom", "agent/jamstalldhetsmyndigheten"])
def test_the_number_beside_a_partner_is_what_the_search_finds(
    client: FlaskClient, path: str
) -> None:
    found = dict(numbered(client, f"/{path}"))
    pairs = {query: number for query, number in found.items() if query.count("agent=") == 2}
    assert pairs
    assert {query: total(client, query) for query in pairs} == pairs


def rows_with_numbers(client: FlaskClient, address: str) -> dict[str, int]:
    """The rows of the tables of numbers, by the query that each leads to."""
    text = get(client, address)
    row = re.compile(
        r'<tr><th scope="row"><a href="[^"]*publications(\?[^"]+)".*?<td class="number">(\d+)'
    )
    return {query.replace("&amp;", "&"): int(number) for query, number in row.findall(text)}


@pytest.mark.parametrize("path", ["years", "about"])
def test_the_numbers_of_a_table_are_what_the_search_finds(client: FlaskClient, path: str) -> None:
    found = rows_with_numbers(client, f"/{path}")
    assert len(found) >= 3
    assert {query: total(client, query) for query in found} == found


def listed(client: FlaskClient, path: str) -> dict[str, int]:
    """The records of a list by their addresses, with the numbers after them."""
    line = re.compile(
        r'<a href="([^"]+)">(?:(?!</a>).)*</a>\s*<span class="count"><span aria-hidden="true">(\d+)<'
    )
    return {
        urlsplit(urljoin(f"http://localhost/{path}", href)).path: int(number)
        for href, number in line.findall(get(client, f"/{path}").replace("\n", " "))
    }


@pytest.mark.parametrize("path", ["subjects", "types", "audiences", "agents"])
def test_the_number_in_a_list_is_that_on_the_page_and_of_the_search(
    client: FlaskClient, path: str
) -> None:
    found = listed(client, path)
    assert len(found) >= 6
    for address, number in found.items():
        kind, slug = address.strip("/").split("/")
        assert total(client, f"?{kind}={slug}") == number, address
        is_mentioned = not number and path == "agents"
        said = "Mentioned in 1 " if is_mentioned else f"Publications {number} "
        assert said in words(read(client, address)), address


@pytest.mark.parametrize("path", ["subjects", "types", "agents", "agent/iom", "subject/migration"])
def test_index_and_ledger_tell_the_same(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    by_index = get(client, f"/{path}")
    forget_responses(client.application)
    asked: list[object] = []
    monkeypatch.setattr(concept_lists, "results", lambda *a: asked.append(a))
    by_ledger = get(client, f"/{path}")
    forget_responses(client.application)
    assert asked
    assert by_ledger == by_index


CONCEPT = '<{path}#it> a skos:Concept ; skos:prefLabel "{label}"@en {more} .\n'


def concept(path: str, label: str, *more: str) -> str:
    said = "".join(f" ; {statement}" for statement in more)
    return CONCEPT.format(path=path, label=label, more=said)


def publication(slug: str, *more: str) -> str:
    said = "".join(f" ; {statement}" for statement in more)
    return f'<publication/{slug}#it> a pub:Publication ; dcterms:title "{slug}"@en{said} .\n'


SUBJECT = "dcterms:subject <subject/{}#it>"
BROADER = "skos:broader <subject/{}#it>"


def test_a_circle_of_subjects_is_a_page_like_any_other(grow: Grow) -> None:
    client = grow(
        PREFIXES
        + concept("subject/a", "a", BROADER.format("b"))
        + concept("subject/b", "b", BROADER.format("c"))
        + concept("subject/c", "c", BROADER.format("a"), BROADER.format("c"))
        + publication("one", SUBJECT.format("b"))
    ).test_client()
    assert listed(client, "subjects").keys() == {"/subject/a", "/subject/b", "/subject/c"}
    for slug in "abc":
        shown = read(client, f"/subject/{slug}")
        assert "Publications 1 " in words(shown)


def test_publications_of_narrower_subjects_count_once(grow: Grow) -> None:
    client = grow(
        PREFIXES
        + concept("subject/top", "top")
        + concept("subject/left", "left", BROADER.format("top"))
        + concept("subject/right", "right", BROADER.format("top"))
        + concept("subject/low", "low", BROADER.format("left"), BROADER.format("right"))
        + publication("one", SUBJECT.format("low"), SUBJECT.format("left"))
        + publication("two", SUBJECT.format("right"))
    ).test_client()
    numbers = {"/subject/top": 2, "/subject/left": 1, "/subject/right": 2, "/subject/low": 1}
    assert listed(client, "subjects") == numbers
    for address, number in numbers.items():
        assert f"Publications {number} " in words(read(client, address))
    way_down = words(read(client, "/subject/low")).partition("Publications")[0]
    assert "Top › Left › Low" in way_down
    assert "Top › Right › Low" in way_down


def test_a_concept_in_two_schemes_is_in_both_trees(grow: Grow) -> None:
    client = grow(
        PREFIXES
        + '<scheme/one#it> a skos:ConceptScheme ; skos:prefLabel "One"@en .\n'
        + '<scheme/two#it> a skos:ConceptScheme ; skos:prefLabel "Two"@en .\n'
        + concept("subject/both", "both", "skos:inScheme <scheme/one#it> , <scheme/two#it>")
        + concept("subject/one", "only", "skos:inScheme <scheme/one#it>", BROADER.format("both"))
        + concept("subject/none", "stray")
    ).test_client()
    text = words(read(client, "/subjects"))
    assert re.search(r"One Both 0.* Only 0.* Two Both 0.* In no vocabulary Stray 0", text)
    assert text.count("Only") == 1


def test_a_scheme_that_is_not_described_hides_nothing(grow: Grow) -> None:
    client = grow(
        PREFIXES + concept("subject/a", "alone", "skos:inScheme <scheme/gone#it>")
    ).test_client()
    assert "Alone" in words(read(client, "/subjects"))


def test_a_large_vocabulary_is_paged_by_letters(grow: Grow) -> None:
    count = 3000
    client = grow(
        PREFIXES
        + "".join(
            concept(
                f"subject/c{n}",
                f"{'abcxyzåäö'[n % 9]}{n:04}",
                *([BROADER.format("c0")] if n else []),
            )
            for n in range(count)
        )
    ).test_client()
    first = read(client, "/subjects")
    assert len(get(client, "/subjects")) < 100_000
    assert "The broadest A0000" in words(first)
    letters = [e for e in first.all("a") if "#page-letter-" in e.attributes["href"]]
    assert [e.text for e in letters] == list("ABCOXYZ")  # as English has them
    swedish = read(client, "/subjects", "sv")
    marks = [e for e in swedish.all("a") if "#page-letter-" in e.attributes["href"]]
    assert [e.text for e in marks] == list("ABCXYZÅÄÖ")
    for mark in marks:
        target = urljoin("http://localhost/subjects", mark.attributes["href"])
        where, _, anchor = target.partition("#")
        shown = read(client, where.removeprefix("http://localhost"), "sv")
        assert anchor in {e.attributes.get("id") for e in shown.elements}, mark
    seen = {path for n in range(1, 16) for path in listed(client, f"subjects?page={n}")}
    assert len(seen) == count
    assert client.get("/subjects?page=16", headers={"Accept": "text/html"}).status_code == 404
    assert client.get("/subjects.nt?page=15").status_code == 200


def test_a_flat_vocabulary_has_no_broadest(grow: Grow) -> None:
    client = grow(
        PREFIXES + "".join(concept(f"type/t{n}", f"t{n}") for n in range(201))
    ).test_client()
    assert "The broadest" not in words(read(client, "/types"))


def test_an_agent_without_publications_says_so(grow: Grow) -> None:
    client = grow(PREFIXES + '<agent/a#it> a foaf:Organization ; foaf:name "A"@en .').test_client()
    assert "There are no publications here yet." in words(read(client, "/agent/a"))


def test_who_made_a_file_has_not_issued_the_publication(grow: Grow) -> None:
    client = grow(
        PREFIXES
        + '<agent/a#it> a foaf:Organization ; foaf:name "A"@en .\n'
        + '<agent/b#it> a foaf:Organization ; foaf:name "B"@en .\n'
        + publication(
            "p",
            "dcterms:creator <agent/a#it>",
            "dcat:distribution [ dcterms:title 'f' ; dcterms:creator <agent/b#it> ]",
        )
    ).test_client()
    assert listed(client, "agents") == {"/agent/a": 1, "/agent/b": 0}
    assert "Together with" not in words(read(client, "/agent/a"))


def test_matches_are_told_by_the_name_of_the_vocabulary(client: FlaskClient) -> None:
    shown = read(client, "/subject/human-trafficking")
    for name in ("EuroVoc 5933", "LCSH sh2006002629", "YSO p10965", "Wikidata Q181784"):
        assert name in words(shown)


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "http://[::1]/x", "urn:x:y", "https://example.org/"]
)
def test_a_match_of_any_sort_does_no_harm(grow: Grow, iri: str) -> None:
    client = grow(PREFIXES + concept("subject/a", "a", f"skos:exactMatch <{iri}>")).test_client()
    for path in ("/subjects", "/subject/a"):
        assert 'href="javascript' not in get(client, path)
        read(client, path)


def test_works_tell_their_editions(client: FlaskClient) -> None:
    found = [
        line for line in items(read(client, "/works")) if re.search(r" \d (edi|kno|par)", line)
    ]
    assert len(found) == 12
    assert sum("known only from a statement" in line for line in found) == 4
    assert any(line.startswith("Polismyndigheten lägesrapport 1 part") for line in found)


def test_years_tell_of_what_has_none(grow: Grow) -> None:
    client = grow(
        PREFIXES
        + publication("a", 'dcterms:issued "1999"^^xsd:gYear')
        + publication("b", 'dcterms:issued "2024-05"^^xsd:gYearMonth')
        + publication("c")
    ).test_client()
    assert rows_with_numbers(client, "/years") == {"?year=2024": 1, "?year=1999": 1}
    assert "Of 1 publication the year is not known." in words(read(client, "/years"))


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("agent/kajsa-wahlberg", "publication/manniskohandel-lagesrapport-19-2018"),
        ("agent/nationella-metodstodsteamet", "publication/barn-i-internationell-manniskohandel-2018"),
    ],
)  # fmt: skip
def test_who_is_only_mentioned_shows_where(client: FlaskClient, path: str, where: str) -> None:
    shown = read(client, f"/{path}")
    (heading,) = [e for e in shown.all("h2") if e.attributes.get("id") == "page-mentioned"]
    assert heading.text.split() == ["Mentioned", "in", "1"]
    assert f"http://localhost/{where}" in {target for _, target in shown.links}
    assert "There are no publications" not in words(shown)


def test_a_body_names_those_who_belong_to_it_and_mentions_are_not_its_own(
    client: FlaskClient,
) -> None:
    shown = words(read(client, "/agent/polismyndigheten"))
    assert "Who belong to it 1 Kajsa Wahlberg" in shown
    assert "Mentioned in" not in shown


@pytest.mark.parametrize(
    "path", ["works", "agent/jamstalldhetsmyndigheten", "work/atervandandeprogrammet"]
)
def test_links_to_works_of_one_title_differ(client: FlaskClient, path: str) -> None:
    shown = read(client, f"/{path}")
    texts = [
        " ".join(e.text.split())
        for e in shown.all("a")
        if e.text.strip().startswith("Återvändandeprogrammet:")
    ]
    assert len(texts) == len(set(texts)) == 3


def test_a_tree_is_filtered_by_any_name_of_a_concept_and_shows_the_way_there(grow: Grow) -> None:
    client = grow(
        PREFIXES
        + concept("subject/top", "top")
        + concept("subject/mid", "mid", BROADER.format("top"))
        + concept("subject/low", "low", BROADER.format("mid"), 'skos:altLabel "Räksmörgås"@sv')
        + concept("subject/other", "other", 'skos:hiddenLabel "rakor"@sv')
    ).test_client()

    def shown(query: str) -> list[str]:
        items = read(client, f"/subjects?q={query}").all("li")
        return [
            e.text.split()[0]
            for e in items
            if "data-names" in e.attributes and "hidden" not in e.attributes
        ]

    assert [name.lower() for name in shown("raksm%C3%B6r")] == ["top", "mid", "low"]
    assert [name.lower() for name in shown("RAK")] == ["other", "top", "mid", "low"]
    assert shown("rak+mid") == []
    html = get(client, "/subjects?q=rak")
    assert '<meta name="robots" content="noindex">' in html
    assert "<details open>" in html
    assert "<details open>" not in get(client, "/subjects")
    for accept, status in (("text/turtle", 406), ("text/html", 200)):
        answer = client.get("/subjects?q=rak", headers={"Accept": accept})
        assert answer.status_code == status
