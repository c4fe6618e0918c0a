"""From what somebody typed or pasted to queries, built from objects: the engine parses nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tantivy import FieldType, Occur, Query

from publod.search.index_state import State
from publod.search.schema import LEVELS, clean_path, schema
from publod.search.search_interface import SearchRequest
from publod.search.text_analysis import STEMMED, WORD, clean, fold, stem, words

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
_FOLDED_STOP_WORDS = frozenset(map(fold, _STOP_WORDS))


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
    significant = [u for u in units if len(u.words) > 1 or u.words[0] not in _STOP_WORDS]
    return Typed(tuple((significant or list(units))[:_MOST]), is_blank=not rest.strip())


def is_stop_word(word: str) -> bool:
    """Whether a folded word tells nothing alone."""
    return word in _FOLDED_STOP_WORDS


def replaced(text: str, others: dict[str, str]) -> str:
    """The text with words put in place of others, which are given without regard to case."""
    return WORD.sub(
        lambda found: others.get(found[0].casefold(), found[0]), clean(text[:LONGEST])
    ).strip()


#: Facets of which a publication has one value: any of those that are chosen will do.
ANY_OF = ("type", "years")
ALL_OF = ("subject", "agent", "language", "audience", "file")
_FAR = (1 << 31) - 1
#: How much more a word tells in a title than elsewhere, in running text.
_IN_TITLE = 2
_HEAVIEST = 10


@dataclass(frozen=True)
class Question:
    """A query for what fits, and how it ranks.

    ``tiers`` are queries of which each finds less worthy matches than the one before: a match
    belongs to the first that finds it. Without tiers the scores of ``fits`` rank: whole numbers, so
    that sums are exact, however the engine adds them up.
    """

    fits: Query
    tiers: tuple[Query, ...] = ()


def question(state: State, typed: Typed, where: Query) -> Question:
    """What finds the text among the publications that fit ``where``."""
    if not typed.units:
        where = where if typed.is_blank else Query.empty_query()
        return Question(where, (where,))
    if typed.is_running_text:
        return Question(every([weighed(state, typed.units), where]))
    whole = " ".join(map(fold, typed.words))
    tiers = [Query.term_query(schema(), "whole", whole)]
    for level in LEVELS:
        tiers.append(every([_as_written(unit, level) for unit in typed.units]))
        tiers.append(every([_as_stems(unit, level) for unit in typed.units]))
    tiers[0] = every([tiers[0], tiers[2]])  # stems are what has to fit, phrases among them
    return Question(every([tiers[-1], where]), tuple(every([tier, where]) for tier in tiers))


def weighed(state: State, units: Sequence[Unit]) -> Query:
    """What has many of the words of a running text; rare ones weigh more, and so do titles."""
    known = [(unit, frequency) for unit in units if (frequency := frequency_of(state, unit))]
    if not known:
        return Query.empty_query()
    everything = state.cached("publications", lambda: state.count(publications()))
    wanted = []
    for unit, frequency in known:
        weight = min(_HEAVIEST, 1 + round(math.log2(everything / frequency)))
        anywhere = Query.const_score_query(_as_stems(unit, "all"), weight)
        titled = Query.const_score_query(_as_stems(unit, "title"), weight * _IN_TITLE)
        wanted.append((Occur.Should, Query.disjunction_max_query([anywhere, titled])))
    return Query.boolean_query(wanted, minimum_number_should_match=_needed(len(known)))


def _needed(known: int) -> int:
    """Of so many words, how many a publication must have: three of five, then ever fewer."""
    return math.ceil(known * 0.6) if known <= 10 else 6 + (known - 10) // 5


def frequency_of(state: State, unit: Unit) -> int:
    """How many publications have a unit; those that are withdrawn never count."""
    query = every([_as_stems(unit, "all"), publications()])
    return state.cached(unit, lambda: state.count(query))


def publications() -> Query:
    """All publications."""
    return _term("kind", "publication")


def chosen(request: SearchRequest, *, without: str = "") -> Query:
    """The publications that fit the facets, but for the one to leave out."""
    wanted = [publications()]
    for facet in ALL_OF:
        wanted += [_term(facet, value) for value in request.values(facet)]
    if request.type and without != "type":
        wanted.append(some([_term("type", value) for value in request.type]))
    if request.years and without != "years":
        wanted.append(some([_years(first, last) for first, last in request.years]))
    return Query.const_score_query(every(wanted), 0.0)


def every(queries: Sequence[Query]) -> Query:
    """What fits all queries."""
    return _joined(queries, Occur.Must)


def some(queries: Sequence[Query]) -> Query:
    """What fits any of the queries."""
    return _joined(queries, Occur.Should)


def only_first(tiers: Sequence[Query], number: int) -> Query:
    """What belongs to a tier, since none before it has it."""
    others = [(Occur.MustNot, tier) for tier in tiers[:number]]
    return Query.boolean_query([(Occur.Must, tiers[number]), *others]) if others else tiers[number]


def _joined(queries: Iterable[Query], how: Occur) -> Query:
    parts = [(how, query) for query in queries]
    return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)


def _as_written(unit: Unit, level: str) -> Query:
    return _together(f"{level}_exact", unit.words)


def _as_stems(unit: Unit, level: str) -> Query:
    queries = [
        _together(f"{level}_{language}", [stem(word, language) for word in unit.words])
        for language in STEMMED
    ]
    if len(unit.words) > 1:  # a number with signs in it may have been recorded without them
        queries.append(_term(f"{level}_exact", "".join(unit.words)))
    return some(queries)


def _together(field: str, words: Sequence[str]) -> Query:
    if len(words) == 1:
        return _term(field, words[0])
    return Query.phrase_query(schema(), field, [*words])


def _term(field: str, value: str) -> Query:
    return Query.term_query(schema(), field, clean_path(value), index_option="basic")


def _years(first: int, last: int) -> Query:
    low, high = max(first, -_FAR), min(last, _FAR)
    if low > high:
        return Query.empty_query()
    return Query.range_query(schema(), "year", FieldType.Integer, low, high)
