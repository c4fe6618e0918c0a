"""Headings by matches, kinds by classes; labels decide nothing."""

from __future__ import annotations

import pytest

from publod.crosswalk.kinds import TEXT, genres_of, kind_of
from publod.crosswalk.subjects import places_of, subject_headings
from publod.model.entry import Concept, Entry

IRI = "https://e.example/a#it"
LABELS = {"sv": "människohandel", "en": "human trafficking"}


def entry(**fields: object) -> Entry:
    return Entry(IRI, "https://e.example/a", **fields)  # type: ignore[arg-type]


def concept(*matches: tuple[str, str], labels: dict[str, str] | None = None) -> Concept:
    return Concept(IRI, LABELS if labels is None else labels, matches=matches)


@pytest.mark.parametrize(
    ("match", "code", "term", "tag"),
    [
        ("http://id.loc.gov/authorities/subjects/sh1", "lcsh", "human trafficking", "en"),
        ("http://www.yso.fi/onto/yso/p1", "yso/swe", "människohandel", "sv"),
        ("http://eurovoc.europa.eu/1", "eurovoc", "människohandel", "sv"),
        ("https://id.kb.se/term/sao/M%C3%A4nniskohandel", "sao", "Människohandel", "sv"),
    ],
)
def test_a_heading_is_in_the_language_of_its_vocabulary(
    match: str, code: str, term: str, tag: str
) -> None:
    [heading] = subject_headings(entry(subjects=(concept(("exactMatch", match)),)))
    assert heading.vocabulary
    assert (heading.vocabulary.code, heading.term, heading.iri) == (code, (term, tag), match)


@pytest.mark.parametrize(
    "matches",
    [
        (),
        (("closeMatch", "http://www.yso.fi/onto/yso/p5386"),),
        (("broadMatch", "http://id.loc.gov/authorities/subjects/sh1"),),
        (("exactMatch", "http://www.wikidata.org/entity/Q1"),),
        (("exactMatch", "http://www.yso.fi.example/onto/yso/p1"),),
    ],
)
def test_what_is_not_the_same_is_a_keyword(matches: tuple[tuple[str, str], ...]) -> None:
    [heading] = subject_headings(entry(subjects=(concept(*matches),)))
    assert (heading.vocabulary, heading.term.text) == (None, "människohandel")


def test_a_concept_without_a_label_in_the_language_has_no_heading_there() -> None:
    match = ("exactMatch", "http://id.loc.gov/authorities/subjects/sh1")
    [heading] = subject_headings(entry(subjects=(concept(match, labels={"sv": "x"}),)))
    assert heading.vocabulary is None
    assert subject_headings(entry(subjects=(concept(match, labels={}),))) == []


@pytest.mark.parametrize(
    ("classes", "output", "coar"),
    [
        (("https://schema.org/Report",), "publication/report", "report"),
        (("http://schema.org/Book",), "publication/book", "book"),
        (("https://schema.org/Guide", "https://schema.org/Report"), "publication/report", "report"),
        (("https://schema.org/Guide",), "publication/other", "text"),
        (("https://schema.org/CreativeWork",), "publication/other", "text"),
        (("https://schema.org.example/Book",), "publication/other", "text"),
        ((), "publication/other", "text"),
    ],
)
def test_a_kind_is_told_by_classes(classes: tuple[str, ...], output: str, coar: str) -> None:
    misleading = Concept(IRI, {"sv": "rapport", "en": "book"}, classes=classes)
    kind = kind_of(entry(types=(misleading,)))
    assert (kind.output, kind.coar_label) == (output, coar)


def test_without_types_a_publication_is_a_text() -> None:
    assert kind_of(entry()) is TEXT


def test_a_near_genre_is_a_genre() -> None:
    near = ("closeMatch", "https://id.kb.se/term/saogf/Rapporter")
    far = ("relatedMatch", "https://id.kb.se/term/saogf/Avhandlingar")
    found = genres_of(entry(types=(concept(far, near, labels={"sv": "lägesrapport"}),)))
    assert [heading.term.text for heading in found] == ["Rapporter", "lägesrapport"]


def test_a_place_that_is_not_known_keeps_its_iri() -> None:
    spatial = ("https://sws.geonames.org/2661886/", "https://sws.geonames.org/1/", "not an IRI")
    assert [(p.name, p.area) for p in places_of(entry(spatial=spatial))] == [
        ("Sverige", "e-sw---"), ("", ""),
    ]  # fmt: skip
