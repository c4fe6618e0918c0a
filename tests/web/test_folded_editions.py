"""Editions of one work as one hit on the page, with the others under it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from web import page
from web.growing import PREFIXES


def edition(name: str, work: str, year: int, title: str = "Handbok", more: str = "") -> str:
    return (
        f"<publication/{name}#it> a pub:Publication ; dcterms:title '{title}'@sv ;"
        f" dcterms:issued '{year}'^^xsd:gYear ; dcterms:isVersionOf <work/{work}#it> {more} ."
    )


def work(name: str, title: str = "Handbok") -> str:
    return f"<work/{name}#it> a pub:Work ; dcterms:title '{title}'@sv ."


def read(client: FlaskClient, query: str, language: str = "en") -> page.Page:
    address = f"/publications{query}&lang={language}"
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return page.read("http://localhost" + address, response.text, language)


def hits(shown: page.Page) -> list[str]:
    """Where the titles of the hits lead."""
    return re.findall(r"publication/([\w-]+)", " ".join(
        e.attributes.get("title", "") for e in shown.all("abbr")))  # fmt: skip


def under(client: FlaskClient, query: str, language: str = "en") -> list[str]:
    """The editions under hits, each list with its heading, as texts."""
    address = f"/publications{query}&lang={language}"
    text = client.get(address, headers={"Accept": "text/html"}).text
    folded = re.findall(r'<details class="editions">(.*?)</details>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", one).split()) for one in folded]


def test_editions_stand_under_the_newest(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES + work("h") + work("other", "Annat")
        + edition("a", "h", 2001, more="; pub:editionNumber 1")
        + edition("b", "h", 2005, more="; pub:editionNumber 2")
        + edition("c", "h", 2010, more="; pub:editionNumber 3")
        + edition("d", "other", 2003, "Om handbok")
        + "<edition/s#it> a pub:StatedEdition ; dcterms:isVersionOf <work/h#it> ;"
        " dcterms:issued '1999'^^xsd:gYear ."
    ).test_client()  # fmt: skip
    shown = read(client, "?q=handbok")
    assert hits(shown) == ["c", "d"]
    assert "4 publications, 2 works" in " ".join(shown.one("main").text.split())
    assert under(client, "?q=handbok") == [
        "3 earlier editions: Handbok Handbok, Edition 2, 2005 Handbok, Edition 1, 2001 "
        "Handbok, Edition of 1999 known only from a statement"
    ]
    # What is only stated has no type, so it fits no choice.
    assert under(client, "?q=handbok&year=2005-") == [
        "1 earlier edition: Handbok Handbok, Edition 2, 2005"
    ]
    for order in ("newest", "title", "oldest"):
        assert len(hits(read(client, f"?q=handbok&sort={order}"))) == 4
        assert under(client, f"?q=handbok&sort={order}") == []
    assert client.get("/publications.csv?q=handbok").text.count("\r\n") == 5


def test_later_and_other_editions_are_said_so(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES + work("h") + edition("a", "h", 2001, "Handbok")
        + edition("b", "h", 2005, "Om handbok") + work("x", "Skrift")
        + edition("c", "x", 2001, "Skrift") + edition("d", "x", 2001, "Skrift", "; dcterms:language"
        " <http://publications.europa.eu/resource/authority/language/ENG>")
    ).test_client()  # fmt: skip
    (later,) = under(client, "?q=handbok", "sv")
    assert later.startswith("1 senare utgåva: Handbok")
    assert "2005 · Om handbok" in later
    (other,) = under(client, "?q=skrift", "sv")
    assert other.startswith("1 annan utgåva: Skrift")
    assert "engelska" in other


def test_a_page_that_folding_empties_says_where_its_hits_stand(
    grow: Callable[..., Flask],
) -> None:
    client = grow(
        PREFIXES + work("h") + "".join(edition(f"p{n:02}", "h", 1950 + n) for n in range(60))
    ).test_client()
    first = read(client, "?q=handbok")
    assert hits(first) == ["p59"]
    (listed,) = under(client, "?q=handbok")
    assert "59 earlier editions" in listed
    assert "and 9 more" in listed
    second = read(client, "?q=handbok&page=2")
    assert hits(second) == []
    text = " ".join(second.one("main").text.split())
    assert "other editions of works on another page" in text
    assert "publication/p59" in {e.attributes["href"].removeprefix("./") for e in second.all("a")}
    assert "60 publications, 1 work" in text


def test_works_of_one_title_have_links_of_their_own(client: FlaskClient) -> None:
    shown = read(client, "?q=%C3%85terv%C3%A4ndandeprogrammet", "sv")
    titles = [
        " ".join(e.text.split()) for e in shown.all("p") if e.attributes.get("class") == "title"
    ]
    assert len(titles) == len(set(titles)) == 3
    assert all(title.startswith("Återvändandeprogrammet: ") for title in titles)
    assert len(set(under(client, "?q=%C3%85terv%C3%A4ndandeprogrammet", "sv"))) == 3
