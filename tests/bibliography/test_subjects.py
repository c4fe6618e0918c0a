"""Headings by matches, kinds by classes; labels decide nothing."""

from __future__ import annotations

import re

import pytest

from bibliography.entries import FULL
from bibliography.reading import lines
from bibliography.seed import seed
from publod.bibliography.entry import Concept, Entry, Place
from publod.bibliography.export.xml_writer import MetadataFormat
from publod.bibliography.subjects import TEXT, genres_of, kind_of, places_of, subject_headings
from publod.formats import METADATA_FORMATS

IRI = "https://e.example/a#it"
LABELS = {"sv": "människohandel", "en": "human trafficking"}


def entry(**fields: object) -> Entry:
    return Entry(IRI, **fields)  # type: ignore[arg-type]


def concept(*matches: tuple[str, str], labels: dict[str, str] | None = None) -> Concept:
    return Concept(IRI, LABELS if labels is None else labels, matches=matches)


SAO = "https://id.kb.se/term/sao/M%C3%A4nniskohandel"
NUMBERED = (
    "http://id.loc.gov/authorities/subjects/sh1",
    "http://www.yso.fi/onto/yso/p1",
    "http://eurovoc.europa.eu/1",
)


def test_a_heading_of_a_vocabulary_is_the_term_in_its_iri() -> None:
    same = [("exactMatch", iri) for iri in (*NUMBERED, SAO)]
    [heading] = subject_headings(entry(subjects=(concept(*same),)))
    assert heading.vocabulary
    assert (heading.vocabulary.code, heading.term, heading.iri) == (
        "sao", ("Människohandel", "sv"), SAO,
    )  # fmt: skip


@pytest.mark.parametrize("match", NUMBERED)
def test_no_vocabulary_answers_for_a_word_of_ours(match: str) -> None:
    """A number tells which concept it is, and not what it is called there."""
    [heading] = subject_headings(entry(subjects=(concept(("exactMatch", match)),)))
    assert heading.vocabulary
    assert (heading.vocabulary.code, heading.term) == ("local", ("människohandel", "sv"))
    assert (heading.iri, heading.same) == (IRI, (match,))


AUTHORITIES = re.compile(r"lcsh|lcgft|yso|eurovoc|wikidata|LCSH|YSO|EuroVoc")


@pytest.mark.parametrize("form", METADATA_FORMATS.values(), ids=METADATA_FORMATS)
def test_no_format_claims_a_source_that_the_words_are_not_from(form: MetadataFormat) -> None:
    for path, publication in {"full": FULL, **seed()}.items():
        for line in lines(form.write(publication)):
            told = re.sub(r"https?://\S+", "", line)
            # Agents are identified by their numbers in registers, whatever their names are there.
            if "nameIdentifier" not in line and not line.startswith("mods:name "):
                assert not AUTHORITIES.search(told), (form.prefix, path, line)


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


def test_a_concept_without_a_label_has_no_heading() -> None:
    match = ("exactMatch", "http://id.loc.gov/authorities/subjects/sh1")
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
    spatial = (Place("https://sws.geonames.org/1/"), Place("not an IRI"))
    assert [tuple(p) for p in places_of(entry(spatial=spatial))] == [
        ("https://sws.geonames.org/1/", "", "")
    ]


def test_a_place_has_the_code_of_what_it_lies_in_and_its_number_in_geonames() -> None:
    area = ("exactMatch", "http://id.loc.gov/vocabulary/geographicAreas/e-xy")
    land = Place("https://data.example.se/place/land#it", {"sv": "Landet"}, matches=(area,))
    county = Place(
        "https://data.example.se/place/county#it",
        {"en": "The County", "sv": "Länet"},
        same_as=("http://www.wikidata.org/entity/Q1", "https://sws.geonames.org/2/"),
        within=(land,),
    )
    assert [tuple(p) for p in places_of(entry(spatial=(county, land)))] == [
        ("https://sws.geonames.org/2/", "Länet", "e-xy---"), (land.iri, "Landet", "e-xy---"),
    ]  # fmt: skip
