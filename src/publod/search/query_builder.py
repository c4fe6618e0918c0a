"""From what was asked to queries, built from objects: what somebody typed is never parsed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tantivy import FieldType, Occur, Query

from publod.search.index_state import State
from publod.search.query_parser import Typed, Unit
from publod.search.schema import LEVELS, clean_path, schema
from publod.search.search_interface import Asked
from publod.search.text_analysis import STEMMED, fold, stem

#: Facets of which a publication has one value: any of those that are chosen will do.
ANY_OF = ("type", "years")
ALL_OF = ("subject", "agent", "language", "audience")
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
    everything = state.kept("publications", lambda: state.count(publications()))
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
    return state.kept(unit, lambda: state.count(query))


def publications() -> Query:
    """All publications."""
    return _term("kind", "publication")


def chosen(asked: Asked, *, without: str = "") -> Query:
    """The publications that fit the facets, but for the one to leave out."""
    wanted = [publications()]
    for facet in ALL_OF:
        wanted += [_term(facet, value) for value in asked.values(facet)]
    if asked.type and without != "type":
        wanted.append(some([_term("type", value) for value in asked.type]))
    if asked.years and without != "years":
        wanted.append(some([_years(first, last) for first, last in asked.years]))
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
    found = [
        _together(f"{level}_{language}", [stem(word, language) for word in unit.words])
        for language in STEMMED
    ]
    if len(unit.words) > 1:  # a number with signs in it may have been recorded without them
        found.append(_term(f"{level}_exact", "".join(unit.words)))
    return some(found)


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
