"""From units of what somebody typed to queries, built from objects: the engine parses nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tantivy import FieldType, Occur, Query

from publod.search.facet_definitions import FACETS
from publod.search.index_state import State
from publod.search.languages import compounding, links, stemmed
from publod.search.schema import (
    EVERYTHING,
    IDENTIFIED,
    LEVELS,
    clean_path,
    facet_field,
    identifier_key,
    schema,
)
from publod.search.search_interface import SearchRequest
from publod.search.text_analysis import fold, stem
from publod.search.typed_text import Typed, Unit

#: Facets of which a publication has one value: any of those that are chosen will do.
ANY_OF = frozenset({"years", *(facet.name for facet in FACETS if facet.is_single)})
_FAR = (1 << 31) - 1
#: How much more a word tells in a title than elsewhere, in running text, and how much less where
#: it is only a word of something related.
_IN_TITLE, _IN_RELATED = 2, 2
_HEAVIEST = 10
#: What each unit that is found counts, where their number is what counts: more than all weights.
_EACH = 1000
#: A part of a compound has so many letters at least.
SHORTEST_PART = 3
#: Compounds that a word is looked for in, the commonest ones.
_MOST_COMPOUNDS = 300


@dataclass(frozen=True)
class Question:
    """A query for what fits, and how it ranks.

    ``tiers`` are queries of which each finds less worthy matches than the one before: a match
    belongs to the first that finds it. Without tiers the scores of ``scored`` rank, which finds the
    same as ``fits``: whole numbers, so that sums are exact, however the engine adds them up.
    """

    fits: Query
    tiers: tuple[Query, ...] = ()
    scored: Query | None = None


def question(state: State, typed: Typed, where: Query, least: int | None = None) -> Question:
    """What finds the text among the publications that fit ``where``.

    With ``least`` so many of the units are enough, in any text; else all of them are needed, and of
    running text a share.
    """
    if not typed.units:
        where = where if typed.is_blank else Query.empty_query()
        return Question(where, (where,))
    units = [_dated(state, unit) for unit in typed.units]
    if least is not None or typed.is_running_text:
        fits, scored = weighed(state, units, least)
        return Question(every([fits, where]), scored=every([scored, where]))
    whole = " ".join(map(fold, typed.words))
    tiers = [Query.term_query(schema(), "whole", whole)]
    for level in LEVELS:
        tiers.append(every([_as_written(unit, level) for unit in units]))
        tiers.append(every([_as_stems(unit, level) for unit in units]))
    tiers.append(every([_as_stems(unit, EVERYTHING) for unit in units]))
    tiers.append(every([anywhere(state, unit) for unit in units]))
    tiers[0] = every([tiers[0], tiers[2]])  # stems are what has to fit, phrases among them
    return Question(every([tiers[-1], where]), tuple(every([tier, where]) for tier in tiers))


def weighed(state: State, units: Sequence[Unit], least: int | None = None) -> tuple[Query, Query]:
    """What has many of some units, and the same with scores.

    Rare ones weigh more, and so do titles. Where ``least`` is given, what has more of them stands
    first, whatever they weigh.
    """
    known = [(unit, frequency) for unit in units if (frequency := frequency_of(state, unit))]
    if not known:
        return Query.empty_query(), Query.empty_query()
    everything = state.cached("publications", lambda: state.count(publications()))
    each = 0 if least is None else _EACH
    found, wanted = [], []
    for unit, frequency in known:
        weight = min(_HEAVIEST, 1 + round(math.log2(everything / frequency)))
        found.append((Occur.Should, anywhere(state, unit)))
        scores = [
            (anywhere(state, unit), max(1, weight // _IN_RELATED)),
            (_as_stems(unit, LEVELS[-1]), weight),
            (_as_stems(unit, "title"), weight * _IN_TITLE),
        ]
        scored = [Query.const_score_query(query, each + score) for query, score in scores]
        wanted.append((Occur.Should, Query.disjunction_max_query(scored)))
    least = least or needed(len(known))
    fits, ranked = (
        Query.boolean_query(some_of, minimum_number_should_match=least)
        for some_of in (found, wanted)
    )
    return fits, ranked


def needed(known: int) -> int:
    """Of so many words, how many a publication must have: three of five, then ever fewer."""
    return math.ceil(known * 0.6) if known <= 10 else 6 + (known - 10) // 5


def frequency_of(state: State, unit: Unit) -> int:
    """How many publications have a unit; those that are withdrawn never count."""
    return state.cached(
        ("frequency", unit),
        lambda: state.count(every([anywhere(state, _dated(state, unit)), publications()])),
    )


def anywhere(state: State, unit: Unit) -> Query:
    """What has a unit in any of its words, or as the end of a compound.

    A word is the end of compounds in which another known word stands before it. The parts of what
    has been split may be the ends of any: "vård" in "hälso- och sjukvård".
    """
    if unit.form == "parts":
        return every(
            [_with_compounds(Unit((word,)), words_ending_in(state, word)) for word in unit.words]
        )
    if unit.form != "whole" or len(unit.words) > 1:
        return _as_stems(unit, EVERYTHING)
    return _with_compounds(unit, compounds_of(state, unit.words[0]))


def _with_compounds(unit: Unit, longer: Iterable[str]) -> Query:
    found = _as_stems(unit, EVERYTHING)
    fields = [f"{EVERYTHING}_{language}" for language in compounding()]
    return some([found, *(_term(field, compound) for compound in longer for field in fields)])


def compounds_of(state: State, word: str) -> tuple[str, ...]:
    """The stems of the commonest compounds that end in a word, after another known word."""
    return state.cached(("compounds", word), lambda: tuple(_compounds(state, word)))


def _compounds(state: State, word: str) -> Iterator[str]:
    tails = {stem(word, language) for language in compounding()}
    for compound in words_ending_in(state, word):
        starts = (compound.removesuffix(tail) for tail in tails if compound.endswith(tail))
        if any(
            len(start) >= SHORTEST_PART and is_known(state, part)
            for start in starts
            for part in without_link(start)
        ):
            yield compound


def words_ending_in(state: State, word: str) -> list[str]:
    """The stems of the commonest longer words that end as a word does."""
    if len(word) <= SHORTEST_PART or not word.isalpha():
        return []
    longer: list[str] = []
    for tail in dict.fromkeys(stem(word, language) for language in compounding()):
        if len(tail) >= SHORTEST_PART:
            found = state.searcher.terms_with_prefix("ends", tail[::-1], limit=_MOST_COMPOUNDS)
            longer += [end[::-1] for end, _ in found if len(end) > len(tail)]
    return longer


def without_link(part: str) -> tuple[str, ...]:
    """The first part of a compound as it stands there, and without what links it: "kvinno"."""
    return (part, part[:-1]) if part[-1] in links() and len(part) > SHORTEST_PART else (part,)


def is_known(state: State, word: str) -> bool:
    """Whether a publication has a word that compounds may be made of, as it stands."""
    return bool(number_with(state, word))


def number_with(state: State, word: str) -> int:
    """How many publications have a word that compounds may be made of, as it stands."""
    stems = [(f"{EVERYTHING}_{language}", stem(word, language)) for language in compounding()]
    there = [_term(*one) for one in stems if state.searcher.doc_freq(*one)]
    if not there:
        return 0  # cheap, and mostly so; what follows does not count the withdrawn
    has_word = every([some(there), publications()])
    return state.cached(("known", *stems), lambda: state.count(has_word))


def identified(text: str) -> Query:
    """What has an identifier, however it is written."""
    return _term("begins_any", IDENTIFIED + identifier_key(text))


def publications() -> Query:
    """All publications."""
    return _term("kind", "publication")


def chosen(request: SearchRequest, *, without: str = "") -> Query:
    """The publications that fit the facets, but for the one to leave out."""
    wanted = [publications()]
    for facet in dict.fromkeys(name for name, _ in request.chosen):
        values = [_term(facet_field(facet), value) for value in request.values(facet)]
        if facet not in ANY_OF:
            wanted += values
        elif facet != without:
            wanted.append(some(values))
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


def _dated(state: State, unit: Unit) -> Unit:
    """A unit that means years only where a publication came out then, and nothing is called so."""
    if unit.years is None:
        return unit
    years = every([_years(*unit.years), publications()])
    known = state.cached(("years", unit.years), lambda: bool(state.count(years)))
    is_number = len(unit.words) > 1 and state.cached(
        ("identifier", unit), lambda: bool(state.count(identified("".join(unit.words))))
    )
    return unit if known and not is_number else replace(unit, years=None)


def _as_written(unit: Unit, level: str) -> Query:
    if unit.years is not None:
        return _years(*unit.years)
    if unit.form == "beginning":
        return _beginning(f"{level}_exact", unit.words[0])
    if unit.form == "parts":
        return every([_term(f"{level}_exact", word) for word in unit.words])
    return _together(f"{level}_exact", unit.words)


def _as_stems(unit: Unit, level: str) -> Query:
    written = f"{level if level in LEVELS else LEVELS[-1]}_exact"
    if unit.form == "parts":
        return every([_as_stems(Unit((word,)), level) for word in unit.words])
    if unit.form == "ending":
        return some(
            [
                _term(f"{level}_{language}", word)
                for word in unit.words
                for language in compounding()
            ]
        )
    if unit.form == "beginning":
        return some(
            [
                _beginning(written, unit.words[0]),
                *(_beginning(f"{level}_{language}", fold(unit.words[0])) for language in stemmed()),
                *([_beginning("spelling", fold(unit.words[0]))] if level == EVERYTHING else ()),
            ]
        )
    queries = [
        _together(f"{level}_{language}", [stem(word, language) for word in unit.words])
        for language in stemmed()
    ]
    if len(unit.words) > 1:  # a number with signs in it may have been recorded without them
        queries.append(_term(written, "".join(unit.words)))
    if unit.years is not None:
        queries.append(_years(*unit.years))
    return some(queries)


def _beginning(field: str, start: str) -> Query:
    return Query.fuzzy_term_query(schema(), field, start, distance=0, prefix=True)


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
