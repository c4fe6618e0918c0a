"""Subjects and genres: what a publication is about, what it is, and in which vocabularies.

What it is in the tables of each format follows from the classes of its types. Labels are never
looked at: they are for people, and change. A class without a row here, and a publication whose
types have none, is a text of no particular kind, which is always true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from publod.bibliography.agent_names_and_roles import cached_by_identity
from publod.bibliography.entry import Concept, Entry, Place
from publod.bibliography.identifiers import is_absolute
from publod.bibliography.titles_and_labels import NO_TEXT, Text, all_of, tidy
from publod.vocabulary import SCHEMA

_GEONAMES = re.compile(r"https?://sws\.geonames\.org/\d+/?")
#: The list of geographic areas of MARC, whose codes fill up seven characters with hyphens.
_AREAS = "http://id.loc.gov/vocabulary/geographicAreas/"


class PlaceHeading(NamedTuple):
    """A place as formats of libraries name it.

    ``iri`` is that of GeoNames, if it is known there. ``name`` and ``area`` (MARC 043) are '' where
    the data has none.
    """

    iri: str
    name: str = ""
    area: str = ""


def subject_headings(entry: Entry) -> list[Heading]:
    """The subjects as headings of vocabularies whose terms are known, else by our own words."""
    return [heading for concept in entry.subjects for heading in _headings(concept)]


def places_of(entry: Entry) -> list[PlaceHeading]:
    """The places that the publication is about."""
    return [_place_heading(place) for place in entry.spatial if is_absolute(place.iri)]


def _place_heading(place: Place) -> PlaceHeading:
    geonames = (iri for iri in place.same_as if _GEONAMES.fullmatch(iri))
    name = next(iter(all_of(place.name)), NO_TEXT)
    codes = (
        iri.removeprefix(_AREAS)
        for one in (place, *place.within)
        for _, iri in one.matches
        if iri.startswith(_AREAS)
    )
    area = next(codes, "")
    return PlaceHeading(next(geonames, place.iri), name.text, area.ljust(7, "-") if area else "")


@cached_by_identity
def _headings(concept: Concept) -> list[Heading]:
    return headings_of(concept, SUBJECTS, SAME) or own_headings(concept)


class Vocabulary(NamedTuple):
    """A vocabulary. ``code`` is that of the MARC source code lists, ``language`` its terms'."""

    code: str
    label: str
    namespace: str
    language: str


class Heading(NamedTuple):
    """A term, in a language, of a vocabulary; without one, a keyword.

    ``same`` are the IRIs of the same concept in vocabularies whose terms are not known here.
    """

    term: Text
    vocabulary: Vocabulary | None = None
    iri: str = ""
    same: tuple[str, ...] = ()


#: Those whose IRIs end in the term itself, in the order in which they are written.
SUBJECTS = (
    Vocabulary("sao", "Svenska ämnesord", "https://id.kb.se/term/sao/", "sv"),
    Vocabulary("barn", "Barnämnesord", "https://id.kb.se/term/barn/", "sv"),
)
GENRES = (
    Vocabulary("saogf", "SAOGF", "https://id.kb.se/term/saogf/", "sv"),
    Vocabulary("barngf", "Barngf", "https://id.kb.se/term/barngf/", "sv"),
)
#: The catalogue's own words for concepts that others have as well. The source code lists of MARC
#: have "local" for terms that are assigned locally.
LOCAL = Vocabulary("local", "", "", "")
#: YSO, LCSH and EuroVoc: their IRIs have numbers.
_NUMBERED = (
    "http://www.yso.fi/onto/yso/",
    "http://id.loc.gov/authorities/subjects/",
    "http://eurovoc.europa.eu/",
)
#: A heading says that the concepts are the same.
SAME = frozenset({"exactMatch"})
#: A genre says what a thing is an instance of, which holds of wider and of near concepts too.
INSTANCE_OF = frozenset({"exactMatch", "closeMatch", "broadMatch"})


def headings_of(
    concept: Concept, vocabularies: Iterable[Vocabulary], matches: frozenset[str]
) -> list[Heading]:
    """A heading for each vocabulary that has the concept: the term that its IRI tells."""
    headings: list[Heading] = []
    for vocabulary in vocabularies:
        for name, iri in concept.matches:
            if name in matches and iri.startswith(vocabulary.namespace):
                if term := tidy(unquote(iri.removeprefix(vocabulary.namespace))):
                    headings.append(Heading(Text(term, vocabulary.language), vocabulary, iri))
                break
    return headings


def own_headings(concept: Concept) -> list[Heading]:
    """The catalogue's own word: a local heading where others have the concept, else a keyword."""
    same = tuple(iri for name, iri in concept.matches if name in SAME and iri.startswith(_NUMBERED))
    source = LOCAL if same else None
    return [Heading(label, source, concept.iri, same) for label in labels_of(concept)[:1]]


@cached_by_identity
def labels_of(concept: Concept) -> list[Text]:
    """The concept's labels, one for each language, or its notation where it has none."""
    return all_of(concept.label) or all_of([("", concept.notation)])


_COAR = "http://purl.org/coar/resource_type/"


class Kind(NamedTuple):
    """One row.

    ``coar`` and ``coar_label``: COAR resource types 1.1 (https://vocabularies.coar-repositories.
    org/), as OpenAIRE 4.0 takes them. ``datacite``: resourceTypeGeneral. ``eprint``: the
    info:eu-repo vocabulary of the DRIVER guidelines. ``output`` and ``svep``: the two lists of
    Swepub, of which ``svep`` is the older. ``content`` is Swepub's grade of scholarship: "vet"
    for scholarly, "pop" for everything else; peer review ("ref") is never known.
    """

    coar: str
    coar_label: str
    datacite: str
    eprint: str
    output: str
    svep: str
    content: str = "pop"


#: The honest default.
TEXT = Kind(_COAR + "c_18cf", "text", "Text", "other", "publication/other", "ovr")

#: Swepub turns away articles without the journal that they are in, which is not recorded here.
KINDS = {
    str(SCHEMA.Report): Kind(
        _COAR + "c_93fc", "report", "Report", "report", "publication/report", "rap"
    ),
    str(SCHEMA.Book): Kind(_COAR + "c_2f33", "book", "Book", "book", "publication/book", "bok"),
    SCHEMA.iri + "Thesis": Kind(
        _COAR + "c_46ec", "thesis", "Dissertation", "other", "publication/other", "ovr", "vet"
    ),
    SCHEMA.iri + "ScholarlyArticle": Kind(
        _COAR + "c_6501", "journal article", "JournalArticle", "article",
        "publication/other", "ovr", "vet",
    ),
    str(SCHEMA.Article): Kind(
        _COAR + "c_3e5a", "contribution to journal", "Text", "contributionToPeriodical",
        "publication/other", "ovr",
    ),
}  # fmt: skip


def kind_of(entry: Entry) -> Kind:
    """The row of the first class of a type that has one."""
    for concept in entry.types:
        for iri in concept.classes:
            # schema.org is written with both schemes (https://schema.org/docs/faq.html).
            if kind := KINDS.get(iri.replace("http://", "https://", 1)):
                return kind
    return TEXT


def genres_of(entry: Entry) -> list[Heading]:
    """The types as genre terms of known vocabularies, and by their own names."""
    return [heading for concept in entry.types for heading in _genres(concept)]


@cached_by_identity
def _genres(concept: Concept) -> list[Heading]:
    own = [Heading(label, None, concept.iri) for label in labels_of(concept)[:1]]
    return [*headings_of(concept, GENRES, INSTANCE_OF), *own]
