"""What the columns of an answer hold: numbers, years, names, places.

A column is of a kind when all of its values are. Terms are as in
https://www.w3.org/TR/sparql11-results-json/#select-encode-terms.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from publod.vocabulary import XSD

Term = Mapping[str, Any]
Row = Mapping[str, Term]
T = TypeVar("T")

_NUMBERS = frozenset(
    XSD.iri + name
    for name in (
        "integer decimal double float int long short byte nonNegativeInteger positiveInteger "
        "nonPositiveInteger negativeInteger unsignedInt unsignedLong unsignedShort unsignedByte"
    ).split()
)
_DATES = frozenset(XSD.iri + name for name in ("gYear", "gYearMonth", "date", "dateTime"))
_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_POINT = re.compile(r"\s*(?:<[^>]*>\s*)?POINT\s*\(\s*(\S+)\s+([^\s)]+)", re.IGNORECASE)
#: How people name columns of years, of latitudes and of longitudes.
YEAR = re.compile(r"(year|år|ar)$", re.IGNORECASE)
LATITUDE = re.compile(r"(lat|latitude|latitud)$", re.IGNORECASE)
LONGITUDE = re.compile(r"(lon|long|lng|longitude|longitud)$", re.IGNORECASE)


def number(term: Term) -> float | None:
    """A number that can be drawn."""
    if term["type"] != "literal" or term.get("datatype") not in _NUMBERS:
        return None
    return _finite(str(term["value"]))


def year(term: Term) -> int | None:
    """The year of a date of any precision, from year 1 on."""
    if term["type"] != "literal" or term.get("datatype") not in _DATES:
        return None
    found = re.match(r"\d{4}", str(term["value"]))
    return int(found[0]) if found else None


def plain_year(term: Term) -> int | None:
    """A year that is written as a number or as a text, as ``YEAR`` and ``SUBSTR`` give it."""
    text = str(term["value"])
    return int(text) if term["type"] == "literal" and re.fullmatch(r"[12]\d{3}", text) else None


def point(term: Term) -> tuple[float, float] | None:
    """Latitude and longitude of a point in well-known text (OGC GeoSPARQL, 8.5)."""
    if term["type"] != "literal" or term.get("datatype") != _WKT:
        return None
    found = _POINT.match(str(term["value"]))
    if not found:
        return None
    longitude, latitude = _finite(found[1]), _finite(found[2])
    return None if latitude is None or longitude is None else (latitude, longitude)


def all_of(rows: Sequence[Row], name: str, read: Callable[[Term], T | None]) -> bool:
    """Whether a column has a value somewhere, and ``read`` can read every one of them."""
    terms = [row[name] for row in rows if name in row]
    return bool(terms) and all(read(term) is not None for term in terms)


def years_in(rows: Sequence[Row], names: Sequence[str]) -> tuple[str, Callable[[Term], int | None]]:
    """The first column of years, and how they are read; '' where there is none."""
    for name in names:
        if all_of(rows, name, year):
            return name, year
        if YEAR.search(name) and all_of(rows, name, plain_year):
            return name, plain_year
    return "", year


def _finite(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
