"""How wide text is in a drawing, as far as a server can tell, and how it is broken into lines.

A browser chooses the font, so widths are estimates on the wide side: those of the system fonts
that a sans-serif style may end up with, by classes of characters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

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
