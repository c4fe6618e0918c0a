"""Places in an order as whole numbers, which an engine sorts fast.

A number holds the beginning of a text; texts that begin alike have equal numbers, and never does a
greater text have a smaller one. Who needs the whole order compares texts among equals.
"""

from __future__ import annotations

from bisect import bisect_right

#: Characters with digits of their own. All between two of these share one, and end what is read.
_EXACT = frozenset(" -0123456789abcdefghijklmnopqrstuvwxyz{|}")
_STARTS = sorted({"\0", *_EXACT, *(chr(ord(c) + 1) for c in _EXACT)})
_BASE = len(_STARTS) + 1
#: With so many characters of a text, and three kinds of paths, 63 bits are enough.
_CHARACTERS = 11
_COMMON = "publication/"
_IN_YEAR = 8
_NO_YEAR = 4095


def of_text(text: str, characters: int = _CHARACTERS) -> int:
    """The place of a text among texts, in the order of code points."""
    number = read = 0
    for character in text[:characters]:
        number = number * _BASE + bisect_right(_STARTS, character)
        read += 1
        if character not in _EXACT:
            break
    missing: int = _BASE ** (characters - read)
    return number * missing


def of_path(path: str, characters: int = _CHARACTERS) -> int:
    """The place of a path among paths; the word that most paths begin with costs nothing."""
    if path.startswith(_COMMON):
        kind, text = 1, path.removeprefix(_COMMON)
    else:
        kind, text = (0 if path < _COMMON else 2), path
    kinds: int = _BASE**characters
    return kind * kinds + of_text(text, characters)


def of_year(year: int | None, *, newest_first: bool) -> int:
    """The place of a year from 0 to 4094; what has no year comes last in either order."""
    if year is None:
        return _NO_YEAR
    known = min(max(year, 0), _NO_YEAR - 1)
    return _NO_YEAR - 1 - known if newest_first else known


def of_year_and_path(year: int, path: str) -> int:
    """The place of what has a place by its year, and by its path in that."""
    paths: int = 3 * _BASE**_IN_YEAR
    return year * paths + of_path(path, _IN_YEAR)
