"""An answer as a map, where its rows have places: points in a net of degrees, nothing fetched.

The projection is equirectangular with the middle latitude true to scale, which is enough for a
country. Places are columns called ``lat`` and ``long``, or points in well-known text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from publod.web.record_names import Value
from publod.web.sparql import charts_and_maps
from publod.web.sparql.charts_and_maps import Row, Term

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
    used, found = _places(names, rows)
    if not found:
        return None
    called = next(
        (n for n in names if n not in used and any("xml:lang" in r[n] or "datatype" not in r[n]
                                                   for r in rows if n in r)),
        "",
    )  # fmt: skip
    top, bottom, left, right = _extent([place for _, place in found])
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
    for row, (latitude, longitude) in found[:MOST]:
        name = value(row[called]) if called and called in row else Value("")
        place = x(longitude)
        anchor = "end" if place > WIDTH * 0.6 else "start"
        points.append(Point(name, place, y(latitude), anchor, _degrees(latitude, longitude)))
    parallels = [Line(y(at), f"{at:g}°", True) for at in _net(bottom, top)]
    meridians = [Line(x(at), f"{at:g}°", False) for at in _net(left, right)]
    return PlaceMap(
        round(height), tuple(points), (*parallels, *meridians), max(0, len(found) - MOST)
    )


Place = tuple[float, float]


def _places(
    names: Sequence[str], rows: Sequence[Row]
) -> tuple[tuple[str, ...], list[tuple[Row, Place]]]:
    """The columns that say where, and each row that has a place on Earth."""
    for name in names:
        if charts_and_maps.all_of(rows, name, charts_and_maps.point):
            pairs = [(row, charts_and_maps.point(row[name])) for row in rows if name in row]
            return (name,), [(row, at) for row, at in pairs if at and _is_on_earth(at)]
    north = next((n for n in names if charts_and_maps.LATITUDE.match(n)), "")
    east = next((n for n in names if charts_and_maps.LONGITUDE.match(n)), "")
    if not (north and east):
        return (), []
    found = []
    for row in rows:
        if north in row and east in row:
            latitude, longitude = (
                charts_and_maps.number(row[north]),
                charts_and_maps.number(row[east]),
            )
            if latitude is not None and longitude is not None:
                found.append((row, (latitude, longitude)))
    return (north, east), [(row, at) for row, at in found if _is_on_earth(at)]


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


def _degrees(latitude: float, longitude: float) -> str:
    return f"{latitude:g}, {longitude:g}"
