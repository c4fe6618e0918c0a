"""What a drawing of a lineage is made of: shapes with their places, in CSS pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from publod.web.lineage.lettering import width


class Box(NamedTuple):
    """A rectangle, for telling whether things overlap."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have anything in common but an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Line:
    """A line of text; ``y`` is its base line. ``language`` is '' for that of the page.

    ``anchor`` is ``start`` or ``end``, and means left or right whatever the text's direction.
    """

    text: str
    x: float
    y: float
    size: float
    look: str = "label"
    language: str = ""
    rtl: bool = False
    anchor: str = "start"

    @property
    def box(self) -> Box:
        """The room that it takes."""
        wide = width(self.text, self.size)
        left = self.x - wide if self.anchor == "end" else self.x
        return Box(left, self.y - 0.8 * self.size, left + wide, self.y + 0.25 * self.size)


@dataclass(frozen=True)
class Mark:
    """An edition, or some that are not described. ``sign`` is described, stated or missing.

    ``full`` is what the lines say, where they do not have room for all of it.
    """

    sign: str
    x: float
    y: float
    lines: tuple[Line, ...]
    lead: float
    here: bool = False
    target: str = ""
    full: str = ""

    @property
    def reach(self) -> float:
        """How far from its middle the mark goes."""
        return 12.0 if self.here else 7.0


@dataclass(frozen=True)
class Link:
    """A line between two marks, and the head of the arrow at its end, as paths."""

    look: str
    path: str
    head: str = ""


@dataclass(frozen=True)
class Drawing:
    """All of it. ``ticks`` are years on the axis, ``lanes`` guide the eye from mark to mark."""

    width: float
    height: float
    axis: tuple[float, float, float] | None
    marks: tuple[Mark, ...]
    links: tuple[Link, ...] = ()
    ticks: tuple[tuple[float, bool], ...] = ()
    years: tuple[Line, ...] = ()
    lanes: tuple[tuple[float, float, float], ...] = ()
    heading: tuple[Line, ...] = field(default_factory=tuple)

    @property
    def texts(self) -> Iterator[Line]:
        """Every line of text in it."""
        yield from self.years
        yield from self.heading
        for mark in self.marks:
            yield from mark.lines
