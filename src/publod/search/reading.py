"""How a text is read where not all of its words fit: which words stand in, which are left out.

This depends on the text alone and not on what else is chosen, so that the numbers of the facets
hold when one of them is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import Query

from publod.search.index_state import State
from publod.search.query_builder import (
    Question,
    anywhere,
    every,
    frequency_of,
    needed,
    publications,
    question,
    weighed,
)
from publod.search.typed_text import Typed, Unit, read, replaced
from publod.search.unknown_words import as_text, stand_in

#: Unknown words for which something is looked for that stands in, the first of a text.
_MOST = 5
#: In running text, where any word may be left out, a short one is not corrected.
_LONG = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What is looked for instead of a text as it was typed.

    ``typed`` are the units that are looked for; ``least`` is how many of them are enough, None
    where all are needed, or of running text a share. ``instead`` pairs what was typed with what
    stands in for it. ``dropped`` are units that no publication has.
    """

    typed: Typed
    text: str = ""
    least: int | None = None
    instead: tuple[tuple[str, str], ...] = ()
    dropped: tuple[Unit, ...] = ()

    def question(self, state: State, where: Query) -> Question:
        """What finds it among the publications that fit ``where``."""
        return question(state, self.typed, where, self.least)

    @property
    def is_partial(self) -> bool:
        """Whether no publication has all of the words, or of running text a share of them."""
        return self.least is not None or bool(self.dropped and not self.typed.is_running_text)


def reading_of(state: State, text: str) -> Reading:
    """How a text is read in the present state of the index."""
    return state.cached((text, "reading"), lambda: _reading(state, text))


def _reading(state: State, text: str) -> Reading:
    typed = read(text)
    if not typed.units or (not typed.is_running_text and _fits(state, typed)):
        return Reading(typed)
    unknown = [unit for unit in typed.units if not frequency_of(state, unit)]
    others: dict[Unit, Unit] = {}
    for unit in unknown[:_MOST]:
        is_short = typed.is_running_text and len(unit.words[0]) < _LONG
        if not is_short and (other := stand_in(state, unit)) is not None:
            others[unit] = other
    dropped = tuple(unit for unit in unknown if unit not in others)
    kept = tuple(others.get(unit, unit) for unit in typed.units if unit not in dropped)
    if not kept or (dropped and _is_exact(typed)):
        return Reading(typed)
    rest = Typed(kept)
    least = None if _fits(state, rest) else _most_together(state, kept)
    instead = tuple((unit.typed, as_text(other)) for unit, other in others.items())
    return Reading(rest, _rewritten(text, others), least, instead, dropped)


def _is_exact(typed: Typed) -> bool:
    """Whether one thing was asked for as it is written: a number, or words in quotation marks."""
    return len(typed.units) == 1


def _rewritten(text: str, others: dict[Unit, Unit]) -> str:
    """The text with what stands in for its words."""
    changed: dict[str, str] = {}
    for unit, other in others.items():
        if len(unit.words) == 1:
            changed[unit.words[0]] = as_text(other)
        else:
            changed |= dict(zip(unit.words, other.words, strict=True))
    return replaced(text, changed) if changed else ""


def _fits(state: State, typed: Typed) -> bool:
    return bool(state.count(question(state, typed, publications()).fits))


def _most_together(state: State, units: Sequence[Unit]) -> int:
    """How many of the units, at most, some publication has; of many units nearly so many."""
    most = len(units) - 1 if not Typed(tuple(units)).is_running_text else needed(len(units)) - 1
    step = max(1, most // 8)
    for least in range(most, 1, -step):
        if state.count(every([weighed(state, units, least)[0], publications()])):
            return least
    return 1


def lacking(state: State, fits: Query, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units that nothing of what fits has."""
    return tuple(unit for unit in units if not state.count(every([fits, anywhere(state, unit)])))
