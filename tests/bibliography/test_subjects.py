"""Headings by matches, kinds by classes; labels decide nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest

from bibliography.entries import FULL
from bibliography.reading import fields, lines, marc
from bibliography.seed import seed
from publod.bibliography.entry import Concept, Entry
from publod.bibliography.export.xml_writer import MetadataFormat
from publod.bibliography.subjects import TEXT, genres_of, kind_of, subject_headings
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
                claims = AUTHORITIES.search(told)
                assert not claims or authorised(publication), (form.prefix, path, line)


def authorised(publication: Entry) -> dict[str, set[str]]:
    """The words of other vocabularies that stand beside the matches, by their IRIs."""
    concepts = (*publication.subjects, *publication.types)
    return {i: set(texts.values()) for c in concepts for i, texts in c.match_labels.items()}


def test_headings_of_the_seed_are_authorised_in_their_vocabularies() -> None:
    for publication in seed().values():
        known = authorised(publication)
        for heading in (*subject_headings(publication), *genres_of(publication)):
            if heading.vocabulary and heading.vocabulary.code != "local":
                in_iri = unquote(heading.iri).endswith("/" + heading.term.text)
                assert in_iri or heading.term.text in known[heading.iri], heading


WORDS = {
    "http://id.loc.gov/authorities/subjects/sh1": {"en": "Human trafficking"},
    "http://www.yso.fi/onto/yso/p1": {"fi": "ihmiskauppa", "sv": "människohandel"},
    "http://www.wikidata.org/entity/Q1": {"en": "human trafficking"},
    SAO: {"sv": "Människohandel"},
}


def test_headings_are_the_words_beside_the_matches() -> None:
    matches = (
        ("exactMatch", NUMBERED[0]), ("closeMatch", NUMBERED[1]), ("exactMatch", NUMBERED[2]),
        ("exactMatch", "http://www.wikidata.org/entity/Q1"),
    )  # fmt: skip
    both = replace(concept(*matches), match_labels=WORDS)
    assert [(h.source, h.term, h.iri, h.same) for h in subject_headings(entry(subjects=(both,)))] == [
        ("lcsh", ("Human trafficking", "en"), NUMBERED[0], ()),
        ("yso/swe", ("människohandel", "sv"), NUMBERED[1], ()),
        ("wikidata", ("human trafficking", "en"), "http://www.wikidata.org/entity/Q1", ()),
        ("local", ("människohandel", "sv"), IRI, (NUMBERED[2],)),
    ]  # fmt: skip


def test_a_near_match_does_not_stand_for_the_concept_itself() -> None:
    near = replace(concept(("closeMatch", SAO)), match_labels=WORDS)
    assert [h.source for h in subject_headings(entry(subjects=(near,)))] == ["sao", "local"]


@pytest.mark.parametrize("relation", ["broadMatch", "narrowMatch", "relatedMatch"])
def test_what_is_wider_or_narrower_gives_no_heading(relation: str) -> None:
    matches = [(relation, iri) for iri in WORDS]
    [heading] = subject_headings(entry(subjects=(replace(concept(*matches), match_labels=WORDS),)))
    assert heading.source == "local"


def test_a_word_in_another_language_is_none_of_the_vocabulary() -> None:
    swedish = {NUMBERED[0]: {"sv": "Människohandel"}}
    matched = replace(concept(("exactMatch", NUMBERED[0])), match_labels=swedish)
    [heading] = subject_headings(entry(subjects=(matched,)))
    assert (heading.source, heading.same) == ("local", (NUMBERED[0],))


def test_headings_in_fields_and_elements() -> None:
    """650 with a second indicator for LCSH, and a source for the others; the same elsewhere."""
    matches = (("exactMatch", NUMBERED[0]), ("exactMatch", NUMBERED[1]))
    both = replace(concept(*matches, labels={"sv": "trafficking"}), match_labels=WORDS)
    told = entry(subjects=(both,), keywords=(("sv", "eget ord"),))
    fields_told = fields(marc(METADATA_FORMATS["marc21"].write(told)))
    assert [line for line in fields_told if line[:2] == "65"] == [
        f"650 #0 $aHuman trafficking$0{NUMBERED[0]}",
        f"650 #7 $amänniskohandel$2yso/swe$0{NUMBERED[1]}",
        f"650 #7 $atrafficking$2local$0{IRI}",
        "653 ## $aeget ord",
    ]
    for prefix in ("mods", "swepub_mods"):
        subjects = [
            line.partition("subject")[2]
            for line in lines(METADATA_FORMATS[prefix].write(told))
            if line.startswith("mods:subject")
        ]
        assert subjects == [
            f" @lang=eng @authority=lcsh @authorityURI=http://id.loc.gov/authorities/subjects/"
            f" @valueURI={NUMBERED[0]}/mods:topic = Human trafficking",
            f" @lang=swe @authority=yso/swe @authorityURI=http://www.yso.fi/onto/yso/"
            f" @valueURI={NUMBERED[1]}/mods:topic = människohandel",
            f" @lang=swe @authority=local @valueURI={IRI}/mods:topic = trafficking",
            " @lang=swe/mods:topic = eget ord",
        ]
    assert [
        line for line in lines(METADATA_FORMATS["datacite"].write(told)) if "subject" in line
    ] == [
        "datacite:subjects/datacite:subject @xml:lang=en @subjectScheme=LCSH"
        f" @schemeURI=http://id.loc.gov/authorities/subjects/ @valueURI={NUMBERED[0]}"
        " = Human trafficking",
        "datacite:subjects/datacite:subject @xml:lang=sv @subjectScheme=YSO"
        f" @schemeURI=http://www.yso.fi/onto/yso/ @valueURI={NUMBERED[1]} = människohandel",
        f"datacite:subjects/datacite:subject @xml:lang=sv @valueURI={IRI} = trafficking",
        "datacite:subjects/datacite:subject @xml:lang=sv = eget ord",
    ]
    assert [
        line for line in lines(METADATA_FORMATS["oai_dc"].write(told)) if "dc:subject" in line
    ] == [
        "dc:subject @xml:lang=sv = trafficking",
        "dc:subject @xml:lang=en = Human trafficking",
        "dc:subject @xml:lang=sv = människohandel",
        "dc:subject @xml:lang=sv = eget ord",
    ]


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
def test_what_is_not_the_same_is_our_own_heading(matches: tuple[tuple[str, str], ...]) -> None:
    [heading] = subject_headings(entry(subjects=(concept(*matches),)))
    assert (heading.source, heading.term.text) == ("local", "människohandel")
    assert (heading.iri, heading.same) == (IRI, ())


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
