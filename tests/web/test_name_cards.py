"""What was typed as a thing stands above the hits of a search: a subject, a body, a year."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import page
from web.growing import PREFIXES

Card = tuple[str, str, str]


def cards(client: FlaskClient, query: str, language: str = "en") -> list[Card]:
    """The kind, the name and the number of publications of each card."""
    address = f"/publications?q={query}&lang={language}"
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    shown = page.read("http://localhost" + address, response.text, language)
    return list(_cards(shown))


def _cards(shown: page.Page) -> Iterator[Card]:
    within = [t for t in shown.texts if "section" in t.within]
    kind = name = number = ""
    for element in shown.all("p"):
        text = " ".join(element.text.split())
        match element.attributes.get("class"):
            case "kind" if within:
                if kind:
                    yield kind, name, number
                kind, name, number = text, "", ""
            case "name":
                name = text
            case "meta" if kind:
                number = text.partition(":")[0]
            case "title":  # of the first hit
                break
    if kind:
        yield kind, name, number


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("human+trafficking", "en", [("Subject", "human trafficking", "9 publications")]),
        ("MANNISKOHANDEL", "en", [("Subject", "human trafficking (människohandel)", "9 publications")]),
        ("2018", "sv", [("År", "2018", "6 publikationer")]),
        ("arabiska", "en", [("Language", "Arabic (arabiska)", "1 publication")]),
        ("Jämställdhetsmyndighten", "sv", [("Myndighet eller person", "Jämställdhetsmyndigheten", "5 publikationer")]),
        ("202100-0555", "sv", [("Myndighet eller person", "Socialstyrelsen (202100-0555)", "1 publikation")]),
        ("20180", "en", []), ("1512", "en", []), ("zulu", "en", []), ("xyzzy", "en", []),
        ("NMT", "sv", [("Myndighet eller person", "Nationella metodstödsteamet mot prostitution och människohandel (NMT)", "Nämns i 1")]),
        ("2019+manual+2019", "sv", [("År", "2019", "2 publikationer"), ("Publikationstyp", "manual", "2 publikationer")]),
    ],
)  # fmt: skip
def test_a_name_is_a_thing(
    client: FlaskClient, query: str, language: str, expected: list[Card]
) -> None:
    assert cards(client, query, language) == expected


def test_several_names_in_a_text_are_several_things(client: FlaskClient) -> None:
    found = cards(client, "svenska+2018+j%C3%A4mst%C3%A4lldhetsmyndigheten+manual", "sv")
    assert [name for _, name, _ in found] == ["svenska", "2018", "Jämställdhetsmyndigheten"]


def test_a_card_says_what_it_is_and_leads_to_its_publications(client: FlaskClient) -> None:
    text = client.get("/publications?q=begging&lang=en", headers={"Accept": "text/html"}).text
    section = text.partition('<section class="cards"')[2].partition("</section>")[0]
    assert 'href="./subject/begging"' in section
    assert 'href="./publications?subject=begging"' in section
    assert '<p class="about">' in section
    # Hits follow, also on the next page, where no card is.
    assert text.index('<section class="cards"') < text.index('<ol class="records"')
    data = client.get("/publications.jsonld?q=begging")
    assert "cards" not in data.text


def test_one_name_of_several_things_is_said_so(grow: Callable[..., Flask]) -> None:
    agents = "".join(
        f"<agent/{n}#it> a foaf:Organization ; foaf:name 'Byrå {n}'@sv ; skos:altLabel 'NTB'@sv ."
        f"<publication/{n}#it> a pub:Publication ; dcterms:title 'NTB {n}'@sv ;"
        f" dcterms:creator <agent/{n}#it> ."
        for n in range(1, 3)
    )
    client = grow(PREFIXES + agents).test_client()
    assert cards(client, "ntb", "sv") == [
        ("Myndighet eller person", "Byrå 1 (NTB)", "1 publikation"),
        ("Myndighet eller person", "Byrå 2 (NTB)", "1 publikation"),
    ]
    text = client.get("/publications?q=ntb&lang=sv", headers={"Accept": "text/html"}).text
    assert "2 heter ”<bdi>NTB</bdi>”:" in text
    many = agents + "".join(
        f"<agent/{n}#it> a foaf:Organization ; foaf:name 'Byrå {n}'@sv ; skos:altLabel 'NTB'@sv ."
        for n in range(3, 9)
    )
    client = grow(PREFIXES + many).test_client()
    assert len(cards(client, "ntb", "sv")) == 3
    text = client.get("/publications?q=ntb&lang=sv", headers={"Accept": "text/html"}).text
    assert "8 heter ”<bdi>NTB</bdi>”; 3 av dem:" in text


def test_hidden_names_lead_and_are_not_shown(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES + "<subject/s#it> a skos:Concept ; skos:prefLabel 'prostitution'@sv ;"
        " skos:hiddenLabel 'sexkop'@sv ; skos:altLabel 'sexhandel'@sv ."
        "<work/w#it> a pub:Work ; dcterms:title 'Serien'@sv ."
        "<publication/p#it> a pub:Publication ; dcterms:title 'P'@sv ;"
        " dcterms:isPartOf <work/w#it> ; dcterms:subject <subject/s#it> ."
    ).test_client()
    assert cards(client, "sexk%C3%B6p", "sv") == [("Ämne", "prostitution", "1 publikation")]
    assert cards(client, "sexhandel", "sv") == [
        ("Ämne", "prostitution (sexhandel)", "1 publikation")
    ]
    assert cards(client, "serien", "sv") == [("Serie", "Serien", "1 publikation")]
    headers = {"Accept": "application/json"}
    (hidden,) = json.loads(client.get("/suggest?q=sexk%C3%B6p&lang=sv", headers=headers).data)
    assert (hidden["name"], "typed" in hidden) == ("prostitution", False)
    (other,) = json.loads(client.get("/suggest?q=sexh&lang=sv", headers=headers).data)
    assert (other["name"], other["typed"]) == ("prostitution", "sexhandel")


def test_a_page_without_an_index_has_no_cards(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES + "<publication/p#it> a pub:Publication ; dcterms:title 'P'@sv .", indexed=False
    ).test_client()
    assert 'class="cards"' not in client.get("/publications").text
