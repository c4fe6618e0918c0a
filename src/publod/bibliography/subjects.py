"""Subjects: what a publication is about, where and when."""

from __future__ import annotations

import re
from typing import NamedTuple

from publod.bibliography.entry import Concept, Entry
from publod.bibliography.identifiers import is_absolute
from publod.bibliography.remembering import remembered
from publod.bibliography.texts import Text, all_of, tidy
from publod.bibliography.vocabularies import (
    SAME,
    SUBJECTS,
    Heading,
    headings_of,
    labels_of,
    own_headings,
)

#: GeoNames (https://www.geonames.org/) of the data: Swedish name, MARC geographic area code.
_PLACES = {
    "2661886": ("Sverige", "e-sw---"),
    "2673722": ("Stockholms län", "e-sw---"),
    "604010": ("Norrbottens län", "e-sw---"),
    "2664415": ("Västerbottens län", "e-sw---"),
    "2703330": ("Jämtlands län", "e-sw---"),
    "2664292": ("Västernorrlands län", "e-sw---"),
}
_GEONAMES = re.compile(r"https?://sws\.geonames\.org/(\d+)/?")


class Place(NamedTuple):
    """A place. ``name`` and ``area`` (MARC 043) are '' where only the IRI is known."""

    iri: str
    name: str = ""
    area: str = ""


def subject_headings(entry: Entry) -> list[Heading]:
    """The subjects as headings of vocabularies whose terms are known, else by our own words."""
    return [heading for concept in entry.subjects for heading in _headings(concept)]


def subject_labels(entry: Entry) -> list[Text]:
    """The subjects by all their names, for formats that know no vocabularies."""
    return [label for concept in entry.subjects for label in labels_of(concept)]


def audience_labels(entry: Entry) -> list[Text]:
    """Those for whom the publication is meant, in the language of cataloguing."""
    return [label for concept in entry.audiences for label in labels_of(concept)[:1]]


def places_of(entry: Entry) -> list[Place]:
    """The places that the publication is about."""
    found = []
    for iri in entry.spatial:
        if is_absolute(iri):
            number = _GEONAMES.fullmatch(iri)
            found.append(Place(iri, *_PLACES.get(number[1] if number else "", ())))
    return found


def periods_of(entry: Entry) -> list[str]:
    """The times that the publication is about."""
    return [period for period in map(tidy, entry.temporal) if period]


@remembered
def _headings(concept: Concept) -> list[Heading]:
    return headings_of(concept, SUBJECTS, SAME) or own_headings(concept)


def abstracts_of(entry: Entry) -> list[Text]:
    """The abstracts, one for each language."""
    return all_of(entry.abstract)
