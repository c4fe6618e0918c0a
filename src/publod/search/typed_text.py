"""What somebody typed or pasted, as units that can be looked for: the engine parses nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from publod.search.languages import is_stop_word
from publod.search.text_analysis import WORD, clean, words

#: Characters that are read; a page of text, where more has been pasted.
LONGEST = 2000
#: Units that are looked for.
_MOST = 60
#: Up to so many units all are needed; more are running text.
_ALL_NEEDED = 4
#: Years that can be meant, and how long a range of them is at most: 1404-2584 is an ISSN.
_YEARS, _LONGEST_RANGE = range(1000, 3000), 150
_RANGE = re.compile(r"(\d{4})\s*[-\u2010-\u2014]\s*(\d{4})")
_SPACED_RANGE = re.compile(r"(?<![^\s])(\d{4})\s+[-\u2010-\u2014]\s+(?=\d{4}(?!\w))")
_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]')
_DIGIT = re.compile(r"\d")
_LONGEST_NUMBER = 8
#: Punctuation around a number in running text.
_AROUND = ".,;:!?()[]{}"

#: What the words of a unit are: a whole to be found together, the beginning or the end of longer
#: words, or parts that are found anywhere.
Form = Literal["whole", "beginning", "ending", "parts"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or words that must stand together; see `Form` for what else stands in for them.

    ``years`` is the inclusive range of years that they may mean. ``typed`` is how they were typed.
    """

    words: tuple[str, ...]
    years: tuple[int, int] | None = None
    form: Form = "whole"
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """Units without the stop words, unless there was nothing else.

    What is blank asks for nothing; signs alone ask for what nothing can have.
    """

    units: tuple[Unit, ...]
    is_blank: bool = False

    @property
    def is_running_text(self) -> bool:
        """Whether it is so long that not everything in it can be needed."""
        return len(self.units) > _ALL_NEEDED

    @property
    def words(self) -> list[str]:
        """All words, in order."""
        return [word for unit in self.units for word in unit.words]


def read(text: str) -> Typed:
    """What a text asks for."""
    units: dict[Unit, None] = {}
    rest = clean(text[:LONGEST])
    for quoted in _QUOTED.findall(rest):
        if together := words(quoted):
            units[Unit(tuple(together), typed=quoted.strip())] = None
    for chunk in _SPACED_RANGE.sub(r"\1-", _QUOTED.sub(" ", rest)).split():
        parts = words(chunk)
        # 2018:19 and 978-91-88455-01-2 are one thing each; återvändande/integration are two.
        if 1 < len(parts) <= _LONGEST_NUMBER and _DIGIT.search(chunk):
            number = chunk.strip(_AROUND)
            units[Unit(tuple(parts), _years(number), typed=number)] = None
        else:
            for part, typed in zip(parts, WORD.findall(chunk), strict=True):
                units.setdefault(Unit((part,), _years(part), typed=typed))
    significant = [u for u in units if len(u.words) > 1 or not is_stop_word(u.words[0])]
    return Typed(tuple((significant or list(units))[:_MOST]), is_blank=not rest.strip())


def _years(text: str) -> tuple[int, int] | None:
    """The year, or the range of years, that a text may mean."""
    found = _RANGE.fullmatch(text)
    if not found and not (len(text) == 4 and text.isascii() and text.isdigit()):
        return None
    first, last = (int(found[1]), int(found[2])) if found else (int(text), int(text))
    is_range = first in _YEARS and last in _YEARS and first <= last <= first + _LONGEST_RANGE
    return (first, last) if is_range else None


def significant_words(text: str) -> list[str]:
    """What a text asks for, as it was typed, without the words that tell nothing alone."""
    return [
        unit.typed
        for unit in read(text).units
        if len(unit.words) > 1 or not is_stop_word(unit.words[0])
    ]


def replaced(text: str, others: dict[str, str]) -> str:
    """The text with words put in place of others, which are given without regard to case."""
    return WORD.sub(
        lambda found: others.get(found[0].casefold(), found[0]), clean(text[:LONGEST])
    ).strip()
