"""What a drawing of a lineage is made of: shapes and lettering, in CSS pixels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import hypot
from typing import NamedTuple


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


#: The length of the head of an arrow.
_HEAD = 7.0


def link_between(older: Mark, newer: Mark, look: str, marks: Iterable[Mark]) -> Link:
    """A line from mark to mark; around the marks between them in one lane."""
    down = 1.0 if newer.y > older.y else -1.0
    low, high = sorted((older.y, newer.y))
    crowded = older.x == newer.x and any(m.x == older.x and low < m.y < high for m in marks)
    start_x, start_y = older.x, older.y + down * (older.reach + 1.0)
    end_x, end_y = newer.x, newer.y - down * (newer.reach + 1.0)
    if crowded:
        bulge = 14.0
        start_x, start_y = older.x - older.reach * 0.7, older.y + down * older.reach * 0.8
        end_x, end_y = newer.x - newer.reach * 0.7, newer.y - down * newer.reach * 0.8
        first = start_x - bulge, start_y + down * 12.0
        second = end_x - bulge, end_y - down * 12.0
    else:
        bend = abs(end_y - start_y) / 2 if older.x != newer.x else 0.0
        first = start_x, start_y + down * bend
        second = (end_x, end_y - down * bend) if bend else (start_x, start_y)
    head = "" if look in {"translation", "missing"} else _head(second, (end_x, end_y))
    if head:  # the line ends inside the head
        length = hypot(end_x - second[0], end_y - second[1]) or 1.0
        end_x -= (end_x - second[0]) / length * _HEAD * 0.8
        end_y -= (end_y - second[1]) / length * _HEAD * 0.8
    path = f"M{start_x:.1f} {start_y:.1f}"
    if crowded or older.x != newer.x:
        path += f"C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f}"
        path += f" {end_x:.1f} {end_y:.1f}"
    else:
        path += f"V{end_y:.1f}"
    return Link(look, path, head)


def _head(back: tuple[float, float], tip: tuple[float, float]) -> str:
    """The head of an arrow that comes from ``back``, as a path."""
    length = hypot(tip[0] - back[0], tip[1] - back[1]) or 1.0
    u, v = (tip[0] - back[0]) / length, (tip[1] - back[1]) / length
    foot = tip[0] - u * _HEAD, tip[1] - v * _HEAD
    left = foot[0] - v * 4.5, foot[1] + u * 4.5
    right = foot[0] + v * 4.5, foot[1] - u * 4.5
    return f"M{tip[0]:.1f} {tip[1]:.1f}L{left[0]:.1f} {left[1]:.1f}L{right[0]:.1f} {right[1]:.1f}Z"


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


#: Widths in parts of the font's size, for the characters that are not of the usual width.
_NARROW = frozenset("iIjlftr.,:;'\u2019|!()[]{}/ -·")
_WIDE = frozenset("mwMW@%&—…ÆŒ")
_USUAL, _THIN, _BROAD, _CAPITAL, _FULL = 0.6, 0.42, 0.95, 0.74, 1.05


def width(text: str, size: float) -> float:
    """About how wide a text is, in the units of ``size``, its font size."""
    return size * sum(map(_part, text))


@lru_cache(maxsize=4096)
def _part(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0.0
    if character in _NARROW:
        return _THIN
    if character in _WIDE:
        return _BROAD
    if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF:
        return _FULL
    return _CAPITAL if character.isupper() else _USUAL


def lines(text: str, size: float, room: float, most: int) -> tuple[list[str], bool]:
    """A text in at most so many lines of a width, and whether all of it is there.

    Breaks between words where it can. What is left out is told by an ellipsis.
    """
    words = text.split()
    made: list[str] = []
    while words and len(made) < most:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line += f" {words.pop(0)}"
        if width(line, size) > room:  # one word that is too long
            head = _cut(line, size, room)
            words.insert(0, line[len(head) :])
            line = head
        made.append(line)
    if words:
        made[-1] = (
            _cut(f"{made[-1]} {words[0]}", size, room - width("…", size)).rstrip(" ,.:;-\u2013")
            + "…"
        )
    return made, not words


def _cut(text: str, size: float, room: float) -> str:
    """As much of a text as there is room for, and at least a character."""
    used = 0.0
    for place, character in enumerate(text):
        used += size * _part(character)
        if used > room and place:
            return text[:place]
    return text
