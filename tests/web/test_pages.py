"""What a page of a record says, and in which order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.bibliography.external_labels import external_label
from web import page
from web.growing import PREFIXES
from web.page import Page

REPLACED = "/edition/manual-manniskohandel-lansstyrelsen-stockholm-2016"


def read(client: FlaskClient, path: str, language: str = "sv") -> Page:
    response = client.get(f"{path}?lang={language}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    return page.read("http://localhost" + path, response.text, language)


def rows(shown: Page) -> dict[str, list[str]]:
    """The values by their label, as a reader meets them."""
    found: dict[str, list[str]] = {}
    label = ""
    for element in shown.elements:
        text = " ".join(element.text.split())
        if element.tag == "dt":
            label = text
        elif element.tag == "dd":
            found.setdefault(label, []).append(text)
    return found


def items(shown: Page) -> list[str]:
    return [" ".join(e.text.split()) for e in shown.all("li")]


def test_values_are_in_the_alphabet_of_the_page(grow: Callable[[str], Flask]) -> None:
    names = {
        "a": ("ökning", "increase"),
        "b": ("zon", "zone"),
        "c": ("åldrar", "ages"),
        "d": ("ärenden", "cases"),
    }
    client = grow(
        PREFIXES
        + "<publication/p#it> a pub:Publication ; dcterms:title 'P'@sv ; dcterms:subject "
        + " , ".join(f"<subject/{n}#it>" for n in names) + " .\n"
        + "".join(f'<subject/{n}#it> a skos:Concept ; skos:prefLabel "{sv}"@sv , "{en}"@en .\n'
                  for n, (sv, en) in names.items())
    ).test_client()  # fmt: skip
    swedish, english = (rows(read(client, "/publication/p", lang)) for lang in ("sv", "en"))
    assert swedish["Ämne"] == ["Zon", "Åldrar", "Ärenden", "Ökning"]
    assert english["Subject"] == ["Ages", "Cases", "Increase", "Zone"]


def test_other_names_are_those_of_the_pages_language(grow: Callable[[str], Flask]) -> None:
    client = grow(
        PREFIXES
        + '<agent/a#it> a foaf:Organization ; foaf:name "A"@sv ; skos:altLabel "två"@sv , "ett"@sv , "two"@en , "3" .\n'
        + '<agent/b#it> a foaf:Organization ; foaf:name "B"@sv ; skos:altLabel "deux"@fr .\n'
    ).test_client()
    assert rows(read(client, "/agent/a"))["Kallas också"] == ["3", "ett", "två"]
    assert rows(read(client, "/agent/a", "en"))["Also called"] == ["3", "two"]
    shown = read(client, "/agent/b")
    assert [(t.text, t.language) for t in shown.texts if t.text == "deux"] == [("deux", "fr")]


def test_links_tell_things_of_one_title_apart(client: FlaskClient, replacing: FlaskClient) -> None:
    found = rows(read(client, "/publication/atervandandeprogrammet-att-atervanda-hem-2018"))
    assert found["Verk"] == ["Återvändandeprogrammet: Att återvända hem"]
    stated = [e.text for e in read(replacing, REPLACED).all("a")]
    whole = (
        "Manual vid misstanke om människohandel: "
        "En stöd och skyddsprocess för offer för människohandel i Sverige (2019)"
    )
    assert stated.count(whole) == 3  # by whom it is mentioned, what replaces it, and its lineage


def test_one_statement_is_told_once(client: FlaskClient, replacing: FlaskClient) -> None:
    shown = read(replacing, "/publication/manual-misstanke-manniskohandel-2019")
    lines = [" ".join(e.text.split()) for e in shown.all("p")]
    said = [line for line in lines if line.startswith(("Ersätter", "Omarbetad"))]
    assert len(said) == 1
    assert said[0].startswith("Ersätter och är omarbetad från Utgåva från 2016 av ")
    assert not {"Ersätter", "Omarbetad från", "Ersätter och är omarbetad från"} & set(rows(shown))
    top = rows(read(client, "/type/manual"))
    assert top["Vokabulär"] == ["Publikationstyper"]
    assert rows(read(client, "/type/study"))["Vokabulär"] == ["Publikationstyper"]
    series = read(client, "/work/polismyndigheten-lagesrapport")
    assert "Delar" not in rows(series)
    assert ["Delar" in e.text for e in series.all("h2")].count(True) == 1


@pytest.mark.parametrize(
    ("path", "kind", "heading"),
    [
        ("/subject/human-trafficking", "Ämne", "Publikationer 9"),
        ("/type/manual", "Publikationstyp", "Publikationer 2"),
        ("/audience/professionals", "Målgrupp", "Publikationer"),
        ("/scheme/types", "Vokabulär", "Publikationstyper 8"),
        ("/scheme/audiences", "Vokabulär", "Målgrupper 6"),
        ("/scheme/subjects", "Vokabulär", "Ämnen 27"),
    ],
)
def test_subjects_types_and_audiences_are_called_what_they_are(
    client: FlaskClient, path: str, kind: str, heading: str
) -> None:
    shown = read(client, path)
    kinds = [e.text for e in shown.all("p") if e.attributes.get("class") == "kind"]
    assert kinds == [kind]
    assert [h for e in shown.all("h2") if (h := " ".join(e.text.split())).startswith(heading)]


def test_a_lineage_names_each_edition_once(client: FlaskClient) -> None:
    shown = items(read(client, "/publication/atervandandeprogrammet-manual-2019"))
    start = next(n for n, text in enumerate(shown) if text.startswith("Utgåva 1"))
    assert shown[start : start + 3] == [
        "Utgåva 1, 2014 känd bara genom omnämnande "
        "Upphov: Länsstyrelsen Stockholm och Internationella migrationsorganisationen",
        "Utgåva 2 är inte beskriven här.",
        "Utgåva 3, 2019 Den här senast kända "
        "Upphov: Jämställdhetsmyndigheten och Internationella migrationsorganisationen",
    ]


@pytest.mark.parametrize("path", ["/work/manual-manniskohandel-lansstyrelsen-stockholm", REPLACED])
def test_an_edition_says_what_replaced_it_in_another_work(
    replacing: FlaskClient, path: str
) -> None:
    assert [t for t in items(read(replacing, path)) if "Ersatt av Manual vid misstanke" in t]


def test_an_edition_that_is_alone_has_no_lineage(client: FlaskClient) -> None:
    alone = read(client, "/publication/manniskohandel-lagesrapport-19-2018")
    assert "Utgåvor" not in {e.text for e in alone.all("h2")}
    assert "Utgåvor" in {
        e.text for e in read(client, "/work/manniskohandel-lagesrapport-19").all("h2")
    }


def test_versions_in_two_languages_are_told_apart(grow: Callable[[str], Flask]) -> None:
    lang = "http://publications.europa.eu/resource/authority/language/"
    client = grow(
        f"{PREFIXES}<work/w#it> a pub:Work ; dcterms:title 'W'@sv .\n"
        + "".join(
            f'<publication/{code}#it> a pub:Publication ; dcterms:title "{code}"@sv ; dcterms:isVersionOf <work/w#it> ;'
            f' pub:editionNumber 1 ; dcterms:issued "2019"^^xsd:gYear ; dcterms:language <{lang}{code}> .\n'
            for code in ("SWE", "ENG")
        )
    ).test_client()
    texts = items(read(client, "/work/w"))
    assert [t for t in texts if t.startswith("Utgåva 1, 2019 (engelska)")]
    assert [t for t in texts if t.startswith("Utgåva 1, 2019 (svenska)")]


def test_the_front_page_counts_in_words(client: FlaskClient) -> None:
    assert {"9 publikationer", "12 verk", "11 myndigheter och personer", "27 ämnen"} <= set(
        items(read(client, "/"))
    )
    assert {"9 publications", "12 works"} <= set(items(read(client, "/", "en")))


def test_a_list_without_such_a_page_says_so(client: FlaskClient) -> None:
    for path in ("/publications", "/works.html"):
        response = client.get(f"{path}?page=99&lang=en", headers={"Accept": "text/html"})
        assert response.status_code == 404
        assert "There is no such page in the list." in response.text
    other = client.get("/publication/none?page=99&lang=en", headers={"Accept": "text/html"})
    assert "There is no such page" not in other.text


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://sws.geonames.org/2673722/", ""),  # names of places are data
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0"),
        ("https://www.iana.org/assignments/media-types/text/html", "text/html"),
        ("http://publications.europa.eu/resource/authority/file-type/PDF", "PDF"),
        ("https://example.org/x", ""),
    ],
)  # fmt: skip
def test_what_is_elsewhere_has_a_name(iri: str, name: str) -> None:
    assert external_label(iri).get("en", "") == name


def test_places_are_named(client: FlaskClient) -> None:
    assert rows(read(client, "/agent/lansstyrelsen-norrbotten"))["Plats"] == ["Norrbottens län"]
    assert rows(read(client, "/agent/lansstyrelsen-norrbotten", "en"))["Place"] == [
        "Norrbotten County"
    ]
