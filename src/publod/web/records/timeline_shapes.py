"""What a drawing of a lineage is made of: shapes and lettering, in CSS pixels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


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
    """A line between two marks, as a path, and whether it ends in the head of an arrow."""

    look: str
    path: str
    head: bool = False


#: How far the line ends before the tip of its head, in the shape of the template.
_HEAD = 5.6


def link_between(older: Mark, newer: Mark, look: str, marks: Iterable[Mark]) -> Link:
    """A line from mark to mark; around the marks between them in one lane."""
    head = look not in {"translation", "missing"}
    air = newer.reach + 1.0 + (_HEAD if head else 0.0)
    low, high = sorted((older.y, newer.y))
    if older.x == newer.x and any(m.x == older.x and low < m.y < high for m in marks):
        start, end = older.x - older.reach - 1.0, newer.x - air
        aside = min(start, end) - 14.0
        path = f"M{start:.1f} {older.y:.1f}C{aside:.1f} {older.y:.1f} {aside:.1f} {newer.y:.1f}"
        return Link(look, f"{path} {end:.1f} {newer.y:.1f}", head)
    down = 1.0 if newer.y > older.y else -1.0
    start, end = older.y + down * (older.reach + 1.0), newer.y - down * air
    path = f"M{older.x:.1f} {start:.1f}"
    if older.x == newer.x:
        return Link(look, f"{path}V{end:.1f}", head)
    middle = (start + end) / 2
    path += f"C{older.x:.1f} {middle:.1f} {newer.x:.1f} {middle:.1f} {newer.x:.1f} {end:.1f}"
    return Link(look, path, head)


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
    heading: tuple[Line, ...] = ()


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
