"""Places as formats of libraries name them: by name, register and the codes of MARC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from publod.bibliography.entry import Place
from publod.bibliography.identifiers import is_absolute
from publod.bibliography.titles_and_labels import NO_TEXT, Text, one_of

_GEONAMES = re.compile(r"https?://sws\.geonames\.org/\d+/?")
_AREAS = "http://id.loc.gov/vocabulary/geographicAreas/"
_COUNTRIES = "http://id.loc.gov/vocabulary/countries/"
#: What says that a code is that of the place itself.
_SAME = frozenset({"exactMatch", "closeMatch"})


class PlaceHeading(NamedTuple):
    """A place.

    ``iri`` is that of GeoNames, if it is known there, and ``source`` then "geonames", else
    "local". ``area`` is a code of MARC 043, ``country`` one of 008/15-17: of the place, or of the
    nearest that it lies in. What the data does not have is ''.
    """

    iri: str
    name: Text = NO_TEXT
    source: str = ""
    area: str = ""
    country: str = ""


def places_of(places: Iterable[Place]) -> list[PlaceHeading]:
    """The places that can be pointed to, in their order, each once."""
    return list(dict.fromkeys(_heading(place) for place in places if is_absolute(place.iri)))


def place_headings(places: Iterable[Place]) -> list[PlaceHeading]:
    """Each place by the headings that it has in vocabularies, and by GeoNames; else as it is.

    The IRI is that of another register than GeoNames if there is one, for one heading.
    """
    headings: dict[PlaceHeading, None] = {}
    for place in places:
        if not is_absolute(place.iri):
            continue
        own = _heading(place)
        others = [iri for iri in place.same_as if not _GEONAMES.fullmatch(iri)]
        iri = others[0] if len(others) == len(place.headings) == 1 else ""
        theirs = [
            own._replace(name=Text(text, own.name.tag), source=code, iri=iri)
            for text, code in place.headings
        ]
        is_own = own.source != "local" or not theirs
        headings |= dict.fromkeys([*([own] if is_own else []), *theirs])
    return list(headings)


def _heading(place: Place) -> PlaceHeading:
    geonames = [iri for iri in (place.iri, *place.same_as) if _GEONAMES.fullmatch(iri)]
    area = _code(place, _AREAS)
    return PlaceHeading(
        geonames[0] if geonames else place.iri,
        one_of(place.name),
        "geonames" if geonames else "local",
        area.ljust(7, "-") if area else "",
        _code(place, _COUNTRIES),
    )


def _code(place: Place, codes: str) -> str:
    codes_of_place = (
        iri.removeprefix(codes)
        for one in (place, *place.within)
        for name, iri in one.matches
        if name in _SAME and iri.startswith(codes)
    )
    return next((code for code in codes_of_place if 0 < len(code) <= 7 and code.isascii()), "")
