"""A record in a line."""

from __future__ import annotations

import pytest

from publod.bibliography.record_summary import Summary, summary_of, thing_of
from publod.bibliography.triple_index import pick
from publod.rdf import Triple
from publod.vocabulary import DCTERMS, FOAF, PUB, RDF, RDFS, SKOS

DOCUMENT = "https://data.example.se/a"
IT = f"<{DOCUMENT}#it>"


def about(*pairs: tuple[str, str]) -> list[Triple]:
    return [(IT, f"<{predicate}>", value) for predicate, value in pairs]


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        ({f"<{DOCUMENT}#it>": False, f"<{DOCUMENT}#a>": True}, "#it"),
        ({f"<{DOCUMENT}#b>": True, f"<{DOCUMENT}#a>": False}, "#b"),
        ({f"<{DOCUMENT}#b>": False, f"<{DOCUMENT}#a>": False}, "#a"),
        ({f"<{DOCUMENT}>": True, f"<{DOCUMENT}#a>": False}, ""),
        ({"<http://e.example/x>": True, "_:b": True}, ""),
        ({f"<{DOCUMENT}b#it>": True}, ""),  # another document
        ({}, ""),
    ],
)
def test_what_a_record_is_about(subjects: dict[str, bool], expected: str) -> None:
    triples = [
        (s, f"<{RDF.type if typed else DCTERMS.title}>", "<http://e.example/o>")
        for s, typed in subjects.items()
    ]
    assert thing_of(DOCUMENT, triples) == DOCUMENT + expected


def test_a_publication_in_a_line() -> None:
    triples = about(
        (RDF.type, f"<{PUB.Publication}>"), (RDF.type, f"<{PUB.Work}>"),
        (DCTERMS.title, '"Bok"@sv'), (DCTERMS.title, '"Book"@en'), (PUB.subtitle, '"En"@sv'),
        (FOAF.name, '"not this"'), (DCTERMS.issued, '"2018-05"'), (PUB.editionNumber, '"3"'),
    )  # fmt: skip
    assert summary_of(f"{DOCUMENT}#it", triples) == Summary(
        "publication", {"sv": "Bok", "en": "Book"}, {"sv": "En"}, 2018, 3
    )


@pytest.mark.parametrize(
    ("predicate", "label"), [(FOAF.name, "x"), (SKOS.prefLabel, "y"), (RDFS.label, "z")]
)
def test_a_name_by_any_other_property(predicate: str, label: str) -> None:
    assert summary_of(f"{DOCUMENT}#it", about((predicate, f'"{label}"'))).label == {"": label}


@pytest.mark.parametrize("odd", ['"x"', '"²³²³"', '"٢٠١٨"', "<http://e.example/>", "_:b", '""'])
def test_what_is_no_number_is_passed_over(odd: str) -> None:
    triples = about((DCTERMS.issued, odd), (PUB.editionNumber, odd))
    summary = summary_of(f"{DOCUMENT}#it", triples)
    assert (summary.year, summary.edition) == (None, None)


def test_a_number_that_is_too_long_for_a_database_is_passed_over() -> None:
    assert summary_of(f"{DOCUMENT}#it", about((PUB.editionNumber, f'"{9**20}"'))).edition is None


@pytest.mark.parametrize(
    ("label", "swedish", "english"),
    [
        ({"sv": "Ärende ÅÖ", "en": "x"}, "|rende {}", "x"),
        ({"en": "“Quoted”: a"}, "quoted a", "quoted a"),
        ({"fi": "Ää"}, "||", "aa"), ({}, "", ""), ({"sv": "—"}, "", ""),
    ],
)  # fmt: skip
def test_a_record_has_its_place_in_each_alphabet(
    label: dict[str, str], swedish: str, english: str
) -> None:
    summary = Summary(label=label)
    assert (summary.sort_key("sv"), summary.sort_key("en")) == (swedish, english)


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        ({"sv": "a", "en": "b"}, "sv", ("a", "sv")), ({"sv-FI": "a", "en": "b"}, "sv", ("a", "sv-FI")),
        ({"sv": "a", "en": "b"}, "fi", ("b", "en")), ({"": "a", "de": "b"}, "en", ("a", "")),
        ({"de": "b"}, "en", ("b", "de")), ({}, "en", ("", "")),
    ],
)  # fmt: skip
def test_the_nearest_language(
    texts: dict[str, str], language: str, expected: tuple[str, str]
) -> None:
    assert pick(texts, language) == expected
