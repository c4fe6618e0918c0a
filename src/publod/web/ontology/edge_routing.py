"""Arrows of a diagram: their ways around the boxes, with names where there is room, as curves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import hypot
from typing import NamedTuple

from publod.web.records.timeline_shapes import Box

#: How far a way is bent, in pixels to its left, and where its name may stand, in parts of the way.
_BENDS = (0, 50, -50, 100, -100, 145, -145, 200, -200, 290, -290, 400, -400)
_STOPS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88)
#: Ways closer than this, in pixels, could not be told apart; how near a way may come to a box.
_CELL, _AIR = 8.0, 10.0
#: What costs how much: a point of a way on a box, on a name, on another way or outside the frame; a
#: pixel of bend; a piece of another way, or of the own, below the name; a head below it; a
#: name outside the frame; to have no room for the name.
_ON_BOX, _ON_NAME, _ON_WAY, _OUTSIDE, _BENT = 150.0, 25.0, 24.0, 20.0, 0.5
_BELOW, _COVERED, _BEHEADED, _FAR, _NAMELESS = 6.0, 1.0, 120.0, 60.0, 900.0
#: How far the frame is from the boxes, in pixels: at the sides, and above and below.
_ASIDE, _ABOVE = 56.0, 30.0


@dataclass(frozen=True, slots=True)
class Wire:
    """What is to be joined: two keys of boxes, which may be the same, and what the arrow says."""

    source: str
    target: str
    label: Label


@dataclass(slots=True)
class _Drawn:
    """What is there already: boxes, names, and ways by the cells of a grid that they pass."""

    boxes: Mapping[str, Box]
    frame: Box
    names: list[Box] = field(default_factory=list)
    cells: set[tuple[int, int]] = field(default_factory=set)
    heads: list[Point] = field(default_factory=list)

    def add(self, arrow: Arrow) -> None:
        if arrow.place:
            self.names.append(arrow.place)
        self.cells.update(_cell(point) for point in arrow.points)
        self.heads.append(arrow.end)

    def cost_of_way(self, way: Arrow, points: Sequence[Point], wire: Wire) -> float:
        others = [box for key, box in self.boxes.items() if key not in {wire.source, wire.target}]
        return (
            _BENT * way.bend
            + _ON_BOX * _held(others, points, _AIR)
            + _ON_NAME * _held(self.names, points, 2.0)
            + _OUTSIDE * (len(points) - _held([self.frame], points, 0.0))
            + _ON_WAY * sum(_cell(point) in self.cells for point in points[4:-4])
        )

    def cost_of_name(self, arrow: Arrow, points: Sequence[Point]) -> float:
        place = arrow.place
        if place is None:
            return _NAMELESS
        with_air = Box(place.left - 4, place.top - 4, place.right + 4, place.bottom + 4)
        if any(with_air.meets(other) for other in (*self.boxes.values(), *self.names)):
            return 10 * _NAMELESS
        (left, top), (right, bottom) = _cell(Point(*place[:2])), _cell(Point(*place[2:]))
        below = sum(
            (x, y) in self.cells for x in range(left, right + 1) for y in range(top, bottom + 1)
        )
        corners = (Point(*place[:2]), Point(*place[2:]))
        return (
            _BELOW * below
            + _FAR * (2 - _held([self.frame], corners, 0.0))
            + _COVERED * _held([place], points, 0.0)
            + _BEHEADED * _held([place], [arrow.end, *self.heads], 14.0)
        )


def routed(wires: Iterable[Wire], boxes: Mapping[str, Box]) -> tuple[Arrow, ...]:
    """An arrow for each wire, those between near boxes first."""
    if not boxes:
        return ()
    left, top, right, bottom = zip(*boxes.values(), strict=True)
    frame = Box(min(left) - _ASIDE, min(top) - _ABOVE, max(right) + _ASIDE, max(bottom) + _ABOVE)
    drawn = _Drawn(boxes, frame)
    made = []
    for wire in sorted(wires, key=lambda wire: _order(wire, boxes)):
        best, lowest = None, 0.0
        for way, middles in _tried(wire, boxes):
            points = way.points
            cost = drawn.cost_of_way(way, points, wire)
            for arrow in (*(way.named(middle) for middle in middles), way):
                whole = cost + drawn.cost_of_name(arrow, points)
                if best is None or whole < lowest:
                    best, lowest = arrow, whole
        if best is not None:
            drawn.add(best)
            made.append(best)
    return tuple(made)


def _order(wire: Wire, boxes: Mapping[str, Box]) -> tuple[float, str, str]:
    one, other = _middle(boxes[wire.source]), _middle(boxes[wire.target])
    return hypot(one.x - other.x, one.y - other.y), wire.source, wire.target


def _tried(wire: Wire, boxes: Mapping[str, Box]) -> Iterator[tuple[Arrow, Sequence[Point]]]:
    """Ways, each with the places that its name may have."""
    source, target = boxes[wire.source], boxes[wire.target]
    if wire.source == wire.target:
        yield from _loops(source, wire.label)
        return
    for bend in _BENDS:
        way = _way(source, target, bend, wire.label)
        yield way, [place for stop in _STOPS for place in _beside(way, stop)]


def _beside(way: Arrow, stop: float) -> Iterator[Point]:
    """Places for the middle of a name: on the way, and on both sides of it."""
    middle, ahead = way.at(stop), way.at(stop + 0.02)
    yield middle
    across, down = ahead.x - middle.x, ahead.y - middle.y
    away = hypot(across, down) or 1.0
    u, v = -down / away, across / away
    off = (abs(u) * way.label.width + abs(v) * way.label.height) / 2 + 4
    yield Point(middle.x + u * off, middle.y + v * off)
    yield Point(middle.x - u * off, middle.y - v * off)


def _way(source: Box, target: Box, bend: float, label: Label) -> Arrow:
    """From the edge of a box to that of another, bent to the left of its direction."""
    one, other = _middle(source), _middle(target)
    across, down = other.x - one.x, other.y - one.y
    away = hypot(across, down) or 1.0
    aside = Point(bend * down / away * 4 / 3, -bend * across / away * 4 / 3)
    # Nearer to the ends than this, they could lie in boxes, and heads would point backwards.
    first = Point(one.x + across * 0.45 + aside.x, one.y + down * 0.45 + aside.y)
    second = Point(other.x - across * 0.45 + aside.x, other.y - down * 0.45 + aside.y)
    return Arrow(_edge(source, first, 0.0), first, second, _edge(target, second, 2.0), label)


def _edge(box: Box, towards: Point, air: float) -> Point:
    """Where the line from the middle of a box to a point leaves it, with some air behind that."""
    middle = _middle(box)
    across, down = towards.x - middle.x, towards.y - middle.y
    wide, high = (box.right - box.left) / 2 + air, (box.bottom - box.top) / 2 + air
    part = min(
        wide / abs(across) if across else 1e9,
        high / abs(down) if down else 1e9,
    )
    return Point(middle.x + across * part, middle.y + down * part)


def _loops(box: Box, label: Label) -> Iterator[tuple[Arrow, Sequence[Point]]]:
    """Ways from a box to itself, over one of its corners, with the name outside."""
    wide, high = label.width / 2, label.height / 2
    for down, across in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        side = box.right if across > 0 else box.left
        edge = box.bottom if down > 0 else box.top
        start, end = Point(side - across * 34, edge), Point(side + across * 2, edge - down * 14)
        first, second = Point(start.x, edge + down * 40), Point(side + across * 44, end.y)
        yield (
            Arrow(start, first, second, end, label),
            (
                Point(side + across * (wide + 24), edge + down * (high + 2)),
                Point(side + across * (wide - 20), edge + down * (high + 30)),
                Point(side - across * (wide + 40), edge + down * (high + 8)),
            ),
        )


def _held(boxes: Iterable[Box], points: Sequence[Point], air: float) -> int:
    """How many points are in boxes, with so much air around these."""
    return sum(
        box.left - air < x < box.right + air and box.top - air < y < box.bottom + air
        for box in boxes
        for x, y in points
    )


def _middle(box: Box) -> Point:
    return Point((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def _cell(point: Point) -> tuple[int, int]:
    return int(point.x // _CELL), int(point.y // _CELL)


_STEPS = 24
_HEAD = 9.0


class Point(NamedTuple):
    """A place in the drawing."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an arrow: lines of text, and the room that they take."""

    texts: tuple[str, ...]
    width: float
    height: float
    leading: float

    def around(self, middle: Point) -> Box:
        """The room that it takes around a point."""
        wide, high = self.width / 2, self.height / 2
        return Box(middle.x - wide, middle.y - high, middle.x + wide, middle.y + high)


@dataclass(frozen=True, slots=True)
class Arrow:
    """A cubic Bézier curve with a head, and its name in ``place``; None if there is no room."""

    start: Point
    first: Point
    second: Point
    end: Point
    label: Label
    place: Box | None = None

    def at(self, part: float) -> Point:
        """A point on the line; ``part`` is 0 at its start and 1 at its end."""
        rest = 1.0 - part
        parts = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
        corners = (self.start, self.first, self.second, self.end)
        return Point(
            sum(p * corner.x for p, corner in zip(parts, corners, strict=True)),
            sum(p * corner.y for p, corner in zip(parts, corners, strict=True)),
        )

    @property
    def points(self) -> list[Point]:
        """Points on the line, from its start to its end."""
        return [self.at(number / _STEPS) for number in range(_STEPS + 1)]

    @property
    def bend(self) -> float:
        """How far the middle of the line is from that of a straight one."""
        middle = self.at(0.5)
        straight = Point((self.start.x + self.end.x) / 2, (self.start.y + self.end.y) / 2)
        return hypot(middle.x - straight.x, middle.y - straight.y)

    @property
    def path(self) -> str:
        """The line, as the path of a drawing."""
        corners = (self.first, self.second, self.end)
        bent = " ".join(f"{x:.1f} {y:.1f}" for x, y in corners)
        return f"M{self.start.x:.1f} {self.start.y:.1f}C{bent}"

    @property
    def head(self) -> str:
        """The head, as the path of a drawing."""
        x, y = self.end
        away = hypot(x - self.second.x, y - self.second.y) or 1.0
        u, v = (x - self.second.x) / away, (y - self.second.y) / away
        foot = Point(x - u * _HEAD, y - v * _HEAD)
        corners = (
            self.end,
            Point(foot.x - v * 4.5, foot.y + u * 4.5),
            Point(foot.x + v * 4.5, foot.y - u * 4.5),
        )
        return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "Z"

    @property
    def lines(self) -> Iterator[tuple[str, float, float]]:
        """The lines of its name, with the middle of each and its base line."""
        if self.place:
            middle = (self.place.left + self.place.right) / 2
            for number, text in enumerate(self.label.texts):
                yield text, middle, self.place.top + (number + 0.8) * self.label.leading

    @property
    def extent(self) -> Box:
        """The room that it takes with its name."""
        xs, ys = zip(*self.points, strict=True)
        name = self.place or Box(min(xs), min(ys), max(xs), max(ys))
        return Box(
            min(*xs, name.left), min(*ys, name.top), max(*xs, name.right), max(*ys, name.bottom)
        )

    def named(self, middle: Point) -> Arrow:
        """The same with its name around a point."""
        return replace(self, place=self.label.around(middle))

    def moved(self, x: float, y: float) -> Arrow:
        """The same elsewhere."""
        start, first, second, end = (
            Point(p.x + x, p.y + y) for p in (self.start, self.first, self.second, self.end)
        )
        place = moved(self.place, x, y) if self.place else None
        return Arrow(start, first, second, end, self.label, place)


def moved(box: Box, x: float, y: float) -> Box:
    """A box elsewhere."""
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)
