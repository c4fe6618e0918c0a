"""Reading what somebody typed or pasted: units to look for. Any text whatever can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publod.search.text_analysis import WORD, clean, words

#: Characters that are read; a page of text, where more has been pasted.
LONGEST = 2000
#: Units that are looked for.
_MOST = 60
#: Up to so many units all are needed; more are running text.
_ALL_NEEDED = 4
_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]')
_DIGIT = re.compile(r"\d")
_LONGEST_NUMBER = 8
#: Words that tell nothing alone. Those that mean something in the other language ("men", "man",
#: "era") are not among them.
_STOP_WORDS = frozenset(
    "a about an and are as at av be by att but de dem den deras dess det detta dig din där då "
    "efter ej eller en ett for from för från ha han har has have hon how hur i if in innan inte is "
    "it its jag kan med mellan mig min mot ni nu när of och också om on or oss over på s samt sig "
    "sin sitt ska skall som så t than that the their them they this till to under upp ur us ut vad "
    "var vara vi vid vilka vilken was we were what when where which who will with you än är åt över"
    .split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or words that must stand together."""

    words: tuple[str, ...]


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
            units[Unit(tuple(together))] = None
    for chunk in _QUOTED.sub(" ", rest).split():
        parts = words(chunk)
        # 2018:19 and 978-91-88455-01-2 are one thing each; återvändande/integration are two.
        if 1 < len(parts) <= _LONGEST_NUMBER and _DIGIT.search(chunk):
            units[Unit(tuple(parts))] = None
        else:
            units.update(dict.fromkeys(Unit((part,)) for part in parts))
    told = [u for u in units if len(u.words) > 1 or u.words[0] not in _STOP_WORDS]
    return Typed(tuple((told or list(units))[:_MOST]), is_blank=not rest.strip())


def replaced(text: str, others: dict[str, str]) -> str:
    """The text with words put in place of others, which are given without regard to case."""
    return WORD.sub(
        lambda found: others.get(found[0].casefold(), found[0]), clean(text[:LONGEST])
    ).strip()
