"""Arrows of a diagram: a bent line with its head, and a name, in CSS pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import hypot
from typing import NamedTuple

from publod.web.lineage.timeline_shapes import Box

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
