"""CSL-JSON, and what of a publication a reference says at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from rdflib import Graph

from bibliography.cited import ARTICLE, DOCUMENT, FULL, agency, entry, kind, nasty, person
from examples import up_to
from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.export import csl_json
from publod.bibliography.record_summary import with_subtitle
from publod.bibliography.reference import language_tag, one_line, reference_of
from publod.formats import CSL_JSON
from publod.rdf.document import NotRepresentable
from rdf.graphs import document


def written(*entries: Entry) -> Any:
    return json.loads(b"".join(csl_json.write_many(entries)))


def test_all_that_is_known() -> None:
    assert written(FULL) == [
        {
            "id": "bo-tryggt-2018",
            "type": "report",
            "title": "Bo tryggt: Handbok",
            "title-short": "Bo tryggt",
            "author": [{"literal": "Boverket"}, {"family": "Ek", "given": "Eva"}],
            "contributor": [{"literal": "Polisen"}],
            "issued": {"date-parts": [[2018, 3, 5]]},
            "publisher": "Norstedts",
            "edition": "3",
            "collection-title": "Bygg & bo",
            "collection-number": "2018:7",
            "ISBN": "978-91-0-012345-6",
            "DOI": "10.1234/ab_c",
            "URL": DOCUMENT,
            "language": "sv",
            "keyword": "boende, hus, gård",
            "abstract": "Hur man bor.",
            "note": "Den första kom 2014.",
            "genre": "rapport",
            "custom": {
                "files": ["https://files.example.se/en.pdf", "https://files.example.se/sv.pdf"]
            },
        }
    ]


def test_what_is_not_known_is_not_there() -> None:
    assert written(entry()) == [
        {
            "id": "bo-tryggt-2018",
            "type": "document",
            "title": "Bo tryggt",
            "URL": DOCUMENT,
            "language": "sv",
        }
    ]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("2018", {"date-parts": [[2018]]}),
        ("2018-03", {"date-parts": [[2018, 3]]}),
        ("2018-03-05+01:00", {"date-parts": [[2018, 3, 5]]}),
        ("våren 2018", {"literal": "våren 2018"}),
        ("", None),
    ],
)
def test_dates_are_as_exact_as_they_are_known(issued: str, expected: object) -> None:
    assert written(entry(issued=issued))[0].get("issued") == expected


@pytest.mark.parametrize(
    ("schema_class", "type_", "genre"),
    [
        ("Report", "report", "rapport"),
        ("Guide", "report", "rapport"),
        ("Book", "book", None),
        ("CreativeWork", "pamphlet", "rapport"),
        ("Article", "document", None),
    ],
)
def test_types(schema_class: str, type_: str, genre: str | None) -> None:
    item = written(entry(types=(kind(schema_class),)))[0]
    assert (item["type"], item.get("genre")) == (type_, genre)


def test_a_number_without_a_series_is_the_reports_own() -> None:
    item = written(entry(number_in_series="7"))[0]
    assert item["number"] == "7"
    assert "collection-number" not in item


@pytest.mark.parametrize(
    ("titles", "languages", "reader", "expected"),
    [
        ({"sv": "S", "en": "E"}, ("SWE",), "en", "sv"),
        ({"sv": "S", "en": "E"}, ("ENG",), "sv", "en"),
        ({"sv": "S", "en": "E"}, ("ENG", "SWE"), "en", "en"),
        ({"sv": "S", "en": "E"}, ("ENG", "SWE"), "", "sv"),
        ({"sv": "S", "en": "E"}, (), "", "sv"),
        ({"bg": "B", "ar": "A"}, ("BUL", "ARA"), "sv", "ar"),
        ({"sv": "S"}, ("ARA", "SPA"), "en", "sv"),
        ({"en-GB": "E", "sv": "S"}, ("ENG",), "sv", "en-GB"),
        ({"": "S"}, ("SWE",), "en", ""),
        ({}, ("SWE",), "en", ""),
    ],
)
def test_a_publication_is_cited_by_a_title_in_its_own_language(
    titles: dict[str, str], languages: tuple[str, ...], reader: str, expected: str
) -> None:
    reference = reference_of(replace(entry(), title=titles, languages=languages), reader)
    assert (reference.title, reference.language) == (titles.get(expected, ""), expected)


def test_authors_are_named_in_the_language_of_the_title_and_genres_in_the_readers() -> None:
    published = replace(FULL, types=(kind("CreativeWork", "broschyr", "brochure"),))
    reference = reference_of(published, "en")
    assert [name.literal for name in reference.authors] == ["Boverket", "Eva Ek"]
    assert reference.genre == "brochure"


def test_a_subtitle_in_another_language_is_no_part_of_the_title() -> None:
    assert reference_of(entry(subtitle={"en": "Guide"})).title == "Bo tryggt"
    assert reference_of(entry(subtitle={"": "Handbok"})).title == "Bo tryggt: Handbok"


@pytest.mark.parametrize(
    ("title", "subtitle", "expected"),
    [
        ("A", "b", "A: b"),
        ("Vad är A?", "En bok", "Vad är A? En bok"),
        ("”Hjälp!”", "En bok", "”Hjälp!” En bok"),
        ("”Hjälp”", "En bok", "”Hjälp”: En bok"),
        ("A", "", "A"),
        ("", "b", "b"),
    ],
)
def test_titles_with_subtitles(title: str, subtitle: str, expected: str) -> None:
    assert with_subtitle(title, subtitle) == expected


@pytest.mark.parametrize(
    ("code", "tag"), [("SWE", "sv"), ("ARA", "ar"), ("SMA", "sma"), ("OP_DATPRO", ""), ("", "")]
)
def test_languages(code: str, tag: str) -> None:
    assert language_tag(code) == tag


def test_a_person_known_by_half_a_name_is_named_whole() -> None:
    assert written(entry(creators=(person("Eva Ek", family="Ek"),)))[0]["author"] == [
        {"literal": "Eva Ek"}
    ]
    assert written(entry(creators=(agency("Ek, Eva"),)))[0]["author"] == [{"literal": "Ek, Eva"}]


@pytest.mark.parametrize("doi", ["10.1/x", "doi:10.1/x", "HTTPS://DX.DOI.ORG/10.1/x", " 10.1/x "])
def test_dois(doi: str) -> None:
    assert written(entry(doi=doi))[0]["DOI"] == "10.1/x"


def test_what_is_no_doi_is_left_out() -> None:
    assert "DOI" not in written(entry(doi="urn:nbn:se:x"))[0]


@settings(max_examples=up_to(60), deadline=None)
@given(nasty)
def test_titles_are_on_one_line(title: str) -> None:
    [item] = written(entry(title))
    assert item.get("title", "") == one_line(title)
    assert len(one_line(title).splitlines()) <= 1


def test_a_list() -> None:
    assert written() == []
    assert [item["id"] for item in written(FULL, replace(FULL, iri=DOCUMENT + "-b"))] == [
        "bo-tryggt-2018",
        "bo-tryggt-2018-b",
    ]
    assert b"".join(csl_json.write_many(iter([FULL]))).endswith(b"\n]\n")


def test_only_publications_are_cited() -> None:
    with pytest.raises(NotRepresentable):
        CSL_JSON.write(document(Graph()))
    assert CSL_JSON.write(document(Graph()), FULL).startswith(b"[\n{")


def test_whoever_made_it_by_what_they_did() -> None:
    [item] = written(ARTICLE)
    assert item["editor"] == [{"literal": "Bygg, och Co"}]
    assert item["translator"] == [{"family": "Ek", "given": "Eva"}]
    assert item["illustrator"] == [{"literal": "Bo Ritare"}]
    assert "contributor" not in item
    assert (item["publisher-place"], item["ISSN"]) == ("Paris", "1234-5679")
    assert written(entry(page_count=124))[0]["number-of-pages"] == "124"


def test_an_article_is_cited_with_its_journal_and_a_standard_with_its_number() -> None:
    issue = BibliographicResource("urn:i", {"sv": "Nr 3"}, is_edition=True, volume="12", issue="3")
    journal = BibliographicResource("urn:j", {"sv": "Mätbladet"})
    [item] = written(entry(hosts=(issue, journal), page_start="4", page_end="9"))
    assert (item["type"], item["container-title"]) == ("article-journal", "Mätbladet")
    assert (item["volume"], item["issue"], item["page"]) == ("12", "3", "4-9")
    book = BibliographicResource("urn:b", {"sv": "Boken"}, is_edition=True)
    [item] = written(entry(hosts=(book,), page_start="7", page_end="7"))
    assert (item["type"], item["container-title"], item["page"]) == ("chapter", "Boken", "7")
    level = BibliographicResource("urn:e", document_numbers=("R 49:2006",))
    [item] = written(entry(of_edition=(level,), series=(journal,), number_in_series="2"))
    assert (item["number"], item["collection-number"]) == ("R 49:2006", "2")
    [item] = written(entry(of_edition=(level,), document_numbers=("R 49-1",)))
    assert item["number"] == "R 49-1"
