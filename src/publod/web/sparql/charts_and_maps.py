"""An answer as a chart or as a map, where its columns make one. Nothing is fetched for either."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from babel.numbers import format_decimal

from publod.vocabulary import XSD
from publod.web.record_names import Value

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
    match = re.match(r"\d{4}", str(term["value"]))
    return int(match[0]) if match else None


def plain_year(term: Term) -> int | None:
    """A year that is written as a number or as a text, as ``YEAR`` and ``SUBSTR`` give it."""
    text = str(term["value"])
    return int(text) if term["type"] == "literal" and re.fullmatch(r"[12]\d{3}", text) else None


def point(term: Term) -> tuple[float, float] | None:
    """Latitude and longitude of a point in well-known text (OGC GeoSPARQL, 8.5)."""
    if term["type"] != "literal" or term.get("datatype") != _WKT:
        return None
    match = _POINT.match(str(term["value"]))
    if not match:
        return None
    longitude, latitude = _finite(match[1]), _finite(match[2])
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


#: The most rows of bars, the most bars by name, and the most years that are bars and not a line.
MOST_SERIES, MOST_NAMES, MOST_BARS = 12, 40, 60
#: A bar's part of its share of the width; the height of the tallest, in pixels.
_FILLED, TALLEST = 0.78, 64


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, or a point of a line: what it stands for, and where. x and width are in per cent."""

    name: str
    number: str
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Series:
    """The marks of one name; an empty name is that of all."""

    name: Value
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A row of bars by name."""

    name: Value
    number: str
    width: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``measure`` is the column that is drawn, or '' where rows are counted.

    ``left_out`` is how many names are not drawn.
    """

    measure: str
    names: tuple[Named, ...] = ()
    series: tuple[Series, ...] = ()
    first: int = 0
    last: int = 0
    is_line: bool = False
    left_out: int = 0


def chart_of(
    names: Sequence[str], rows: Sequence[Row], language: str, value: Callable[[Term], Value]
) -> Chart | None:
    """The chart of an answer; None where nothing in it can be drawn. ``value`` names a term."""
    if len(rows) < 2:
        return None
    time, read = years_in(rows, names)
    numeric = [
        name
        for name in names
        if name != time and all_of(rows, name, number) and not _is_place(name)
    ]
    textual = [
        name for name in names if name not in {time, *numeric} and any(name in row for row in rows)
    ]
    literal = [n for n in textual if all(row[n]["type"] == "literal" for row in rows if n in row)]
    measure = numeric[-1] if numeric else ""
    called = next((n for n in (*literal, *textual) if not _is_place(n)), "")
    if time:
        counts = _by_year(rows, time, read, measure, called if measure else "")
        return _over_years(counts, measure, language, value)
    if measure and called:
        return _by_name(rows, called, measure, language, value)
    return None


def _is_place(name: str) -> bool:
    return bool(LATITUDE.match(name) or LONGITUDE.match(name))


def _by_name(
    rows: Sequence[Row], called: str, measure: str, language: str, value: Callable[[Term], Value]
) -> Chart | None:
    amounts = [
        (row[called], amount)
        for row in rows
        if called in row and measure in row
        and (amount := number(row[measure])) is not None
    ]  # fmt: skip
    top = max((amount for _, amount in amounts), default=0)
    if top <= 0 or any(amount < 0 for _, amount in amounts):
        return None
    bars = tuple(
        Named(value(term), _written(amount, language), f"{100 * amount / top:.2f}%")
        for term, amount in amounts[:MOST_NAMES]
    )
    return Chart(measure, names=bars, left_out=max(0, len(amounts) - MOST_NAMES))


#: For each name (by its term's text), the term and the sums by year.
_Sums = dict[str, tuple[Term | None, dict[int, float]]]


def _by_year(
    rows: Sequence[Row], time: str, read: Callable[[Term], int | None], measure: str, called: str
) -> _Sums:
    sums: _Sums = {}
    for row in rows:
        if time not in row or (called and called not in row):
            continue
        year = read(row[time])
        amount = 1.0 if not measure else number(row[measure]) if measure in row else None
        if year is None or amount is None:
            continue
        key = str(row[called]["value"]) if called else ""
        _, years = sums.setdefault(key, (row[called] if called else None, {}))
        years[year] = years.get(year, 0) + amount
    return sums


def _over_years(
    sums: _Sums, measure: str, language: str, value: Callable[[Term], Value]
) -> Chart | None:
    amounts = [amount for _, years in sums.values() for amount in years.values()]
    every = {year for _, years in sums.values() for year in years}
    if not amounts or min(amounts) < 0 or max(amounts) <= 0:
        return None
    first, last, top = min(every), max(every), max(amounts)
    chosen = sorted(sums.items(), key=lambda item: (-sum(item[1][1].values()), item[0]))
    is_line = last - first >= MOST_BARS
    series = tuple(
        Series(
            value(term) if term is not None else Value(""),
            _marks(years, first, last, top, language, is_line=is_line),
        )
        for _, (term, years) in chosen[:MOST_SERIES]
    )
    left_out = max(0, len(chosen) - MOST_SERIES)
    return Chart(measure, (), series, first, last, is_line, left_out)


def _marks(
    years: Mapping[int, float], first: int, last: int, top: float, language: str, *, is_line: bool
) -> tuple[Mark, ...]:
    share = 100 / (last - first + 1)
    marks = []
    for year, amount in sorted(years.items()):
        inset = share / 2 if is_line else share * (1 - _FILLED) / 2
        height = max(2, round(TALLEST * amount / top)) if amount else 0
        x, width = (year - first) * share + inset, share * _FILLED
        marks.append(
            Mark(str(year), _written(amount, language), f"{x:.2f}%", f"{width:.2f}%",
                 TALLEST - height, height)
        )  # fmt: skip
    return tuple(marks)


def _written(amount: float, language: str) -> str:
    return format_decimal(amount, format="#,##0.##", locale=language)


#: The width of the drawing and the least and greatest height, in its own units; the most points.
WIDTH, LEAST, GREATEST, MOST = 360, 200, 480, 300
#: Left empty around the points, as part of their extent, and the least extent, in degrees.
_MARGIN, _CLOSE = 0.18, 0.5
_STEPS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class Point:
    """A place: its name, where it is drawn, and the end of the point that its name is put at."""

    name: Value
    x: float
    y: float
    anchor: str
    coordinates: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the net, with its degrees. It runs across, or else from top to bottom."""

    at: float
    label: str
    is_parallel: bool


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """Points and net, in a drawing of `WIDTH` by ``height``. ``left_out`` rows are not drawn."""

    height: int
    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    left_out: int = 0


def map_of(
    names: Sequence[str], rows: Sequence[Row], value: Callable[[Term], Value]
) -> PlaceMap | None:
    """The map of an answer; None where it has no places. ``value`` names a term."""
    used, places = _places(names, rows)
    if not places:
        return None
    called = next(
        (n for n in names if n not in used and any("xml:lang" in r[n] or "datatype" not in r[n]
                                                   for r in rows if n in r)),
        "",
    )  # fmt: skip
    top, bottom, left, right = _extent([place for _, place in places])
    narrowed = math.cos(math.radians((top + bottom) / 2))
    height = WIDTH * (top - bottom) / ((right - left) * narrowed)
    if height > GREATEST:  # a tall extent: wider, so that it keeps its shape
        wider = (top - bottom) / (narrowed * GREATEST / WIDTH)
        left, right = (left + right - wider) / 2, (left + right + wider) / 2
        height = GREATEST
    elif height < LEAST:
        taller = (right - left) * narrowed * LEAST / WIDTH
        top, bottom = (top + bottom + taller) / 2, (top + bottom - taller) / 2
        height = LEAST

    def x(longitude: float) -> float:
        return round(WIDTH * (longitude - left) / (right - left), 1)

    def y(latitude: float) -> float:
        return round(height * (top - latitude) / (top - bottom), 1)

    points = []
    for row, (latitude, longitude) in places[:MOST]:
        name = value(row[called]) if called and called in row else Value("")
        place = x(longitude)
        anchor = "end" if place > WIDTH * 0.6 else "start"
        points.append(Point(name, place, y(latitude), anchor, f"{latitude:g}, {longitude:g}"))
    parallels = [Line(y(at), f"{at:g}°", True) for at in _net(bottom, top)]
    meridians = [Line(x(at), f"{at:g}°", False) for at in _net(left, right)]
    return PlaceMap(
        round(height), tuple(points), (*parallels, *meridians), max(0, len(places) - MOST)
    )


Place = tuple[float, float]


def _places(
    names: Sequence[str], rows: Sequence[Row]
) -> tuple[tuple[str, ...], list[tuple[Row, Place]]]:
    """The columns that say where, and each row that has a place on Earth."""
    for name in names:
        if all_of(rows, name, point):
            pairs = [(row, point(row[name])) for row in rows if name in row]
            return (name,), [(row, at) for row, at in pairs if at and _is_on_earth(at)]
    north = next((n for n in names if LATITUDE.match(n)), "")
    east = next((n for n in names if LONGITUDE.match(n)), "")
    if not (north and east):
        return (), []
    places = [
        (row, (latitude, longitude))
        for row in rows
        if north in row and east in row
        and (latitude := number(row[north])) is not None
        and (longitude := number(row[east])) is not None
    ]  # fmt: skip
    return (north, east), [(row, at) for row, at in places if _is_on_earth(at)]


def _is_on_earth(place: Place) -> bool:
    return abs(place[0]) <= 85 and abs(place[1]) <= 180


def _extent(places: Sequence[Place]) -> tuple[float, float, float, float]:
    """Top, bottom, left and right of all places with a margin, in degrees."""
    latitudes, longitudes = [p[0] for p in places], [p[1] for p in places]
    high = max(max(latitudes) - min(latitudes), _CLOSE) * _MARGIN
    wide = max(max(longitudes) - min(longitudes), _CLOSE) * (_MARGIN + 0.12)
    return (
        min(89.0, max(latitudes) + high), max(-89.0, min(latitudes) - high),
        min(longitudes) - wide, max(longitudes) + wide,
    )  # fmt: skip


def _net(low: float, high: float) -> Iterator[float]:
    """Round degrees between two: some four or five of them."""
    step = next((s for s in _STEPS if (high - low) / s <= 5), _STEPS[-1])
    at = math.ceil(low / step) * step
    while at <= high:
        yield round(at, 4)
        at += step
