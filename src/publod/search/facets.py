"""Counting: how many publications there are of each value of each facet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tantivy import Occur, Query

from publod.search.index_state import State
from publod.search.query_builder import ANY_OF, chosen, every, publications
from publod.search.schema import facet_field
from publod.search.search_interface import SearchRequest

#: The values of a facet that are told: those with the most publications.
MOST_VALUES = 1000
#: Buckets that are asked for at once: the engine refuses to give more than 65,000.
_BUCKETS = 60_000
#: Values of a facet of which it is remembered how many of all publications have them.
_REMEMBERED = 10_000
#: A part of the index gives all its values, or values that are frequent nowhere would be missed.
_ALL = 2**32 - 1
_YEARS = "years"
#: Types, and years of each, that are counted together.
_MOST_TYPES, _MOST_YEARS = 100, 500


@dataclass(frozen=True, slots=True)
class _Counts:
    """Values with their counts; each that is missing has ``rest`` at most, and none is with 0."""

    values: dict[Any, int]
    rest: int


def counts(
    state: State, request: SearchRequest, text: Query, total: int
) -> tuple[dict[str, dict[str, int]], dict[int, int]]:
    """The facets' values and the years, each with its count, of the ``total`` that fit."""
    chosen_names = {name for name, _ in request.chosen} | ({_YEARS} if request.years else set())
    apart = ANY_OF & chosen_names
    names = {*state.facets, _YEARS} - apart
    counted = _counted(state, every([text, chosen(request)]), names, total)
    for name in apart:
        query = every([text, chosen(request, without=name)])
        counted |= _counted(state, query, {name}, state.count(query))
    years = {int(year): count for year, count in sorted(counted.pop("years").items())}
    return {facet: counted[facet] for facet in state.facets}, years


def years_by_type(state: State, query: Query) -> dict[str, dict[int, int]]:
    """How many publications of each type came out in each year: those with a year, by type."""
    years = {"years": {"terms": {"field": "year", "size": _MOST_YEARS, "segment_size": _ALL}}}
    types = {"field": facet_field("type"), "size": _MOST_TYPES, "segment_size": _ALL}
    answer = state.searcher.aggregate(query, {"types": {"terms": types, "aggs": years}})
    return {
        bucket["key"]: {int(one["key"]): one["doc_count"] for one in bucket["years"]["buckets"]}
        for bucket in answer["types"]["buckets"]
    }


def _counted(state: State, query: Query, names: set[str], total: int) -> dict[str, dict[Any, int]]:
    """The counts of some facets of the ``total`` that a query finds, the greatest first.

    What most publications have is counted by the others: these are taken from the counts of all.
    """
    everything = state.cached("publications", lambda: state.count(publications()))
    if 2 * total <= everything:
        return _most(state, query, names)
    counted = _by_the_others(state, query, names)
    return counted | _most(state, query, names - counted.keys())


def _by_the_others(state: State, query: Query, names: set[str]) -> dict[str, dict[Any, int]]:
    """The counts of those facets of which the publications without the query tell enough.

    As a rule these are all. A facet with more values than the engine gives is known by its most
    frequent ones; these are enough unless one that is missing may belong to those that are told.
    """
    whole = state.cached("facets", lambda: _whole(state))
    others = Query.boolean_query([(Occur.Must, publications()), (Occur.MustNot, query)])
    counted = {}
    sizes_of = {name: _BUCKETS if c.rest else max(1, len(c.values)) for name, c in whole.items()}
    for sizes in _packed({name: sizes_of[name] for name in sorted(names)}):
        for name, less in _aggregated(state, others, sizes).items():
            all_, rest = whole[name].values, whole[name].rest
            left = {value: count - less.values.get(value, 0) for value, count in all_.items()}
            ranked = _ranked(left, None if name == _YEARS else MOST_VALUES)
            is_whole = not rest or (len(ranked) == MOST_VALUES and -ranked[-1][0] > rest)
            if is_whole and not less.rest:
                counted[name] = {value: -count for count, value in ranked}
    return counted


def _whole(state: State) -> dict[str, _Counts]:
    """The counts of all publications: of years all, of facets the values with the most."""
    counted = _aggregated(state, publications(), {_YEARS: _BUCKETS})
    for sizes in _packed(dict.fromkeys(state.facets, _REMEMBERED)):
        counted |= _aggregated(state, publications(), sizes)
    return counted


def _packed(sizes: dict[str, int]) -> Iterator[dict[str, int]]:
    """The sizes in as few groups as they come that may be asked for at once."""
    group: dict[str, int] = {}
    for name, size in sizes.items():
        if group and sum(group.values()) + size > _BUCKETS:
            yield group
            group = {}
        group[name] = size
    if group:
        yield group


def _most(state: State, query: Query, names: set[str]) -> dict[str, dict[Any, int]]:
    """The values with the greatest counts; equal ones in the order of their names."""
    if not names:
        return {}
    sizes = dict.fromkeys(names - {_YEARS}, 2 * MOST_VALUES)
    sizes |= {_YEARS: _BUCKETS - sum(sizes.values())} if _YEARS in names else {}
    counted = {}
    for name, counts in _aggregated(state, query, sizes).items():
        ranked = _ranked(counts.values, None if name == _YEARS else MOST_VALUES)
        # Which of equal values the engine gives when it does not give all is chance.
        if name != _YEARS and counts.rest and -ranked[-1][0] == counts.rest:
            above = [one for one in ranked if -one[0] > counts.rest]
            ranked = (above + _of_count(state, query, name, counts.rest))[:MOST_VALUES]
        counted[name] = {value: -count for count, value in ranked}
    return counted


def _of_count(state: State, query: Query, name: str, count: int) -> list[tuple[int, Any]]:
    """Values with a count, the first of the alphabet: `MOST_VALUES`, if those above are fewer."""
    terms = {"min_doc_count": count, "order": {"_key": "asc"}}
    buckets = _aggregations(state, query, {name: {"size": 2 * MOST_VALUES, **terms}})[name][
        "buckets"
    ]
    return [(-count, bucket["key"]) for bucket in buckets if bucket["doc_count"] == count]


def _ranked(values: dict[Any, int], most: int | None) -> list[tuple[int, Any]]:
    """Pairs of a count, less than nothing, and a value: the greatest count first, ``most`` of them.

    Few of many values are sorted: numbers are compared far faster than pairs with texts.
    """
    least = sorted(values.values(), reverse=True)[most - 1] if most and len(values) > most else 1
    return sorted((-count, value) for value, count in values.items() if count >= max(1, least))[
        :most
    ]


def _aggregated(state: State, query: Query, sizes: dict[str, int]) -> dict[str, _Counts]:
    """The counts of as many values of each facet, those with the greatest."""
    answers = _aggregations(state, query, {name: {"size": size} for name, size in sizes.items()})
    counted = {}
    for name, answer in answers.items():
        values = {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}
        is_cut = answer["sum_other_doc_count"] > 0
        counted[name] = _Counts(values, min(values.values(), default=0) if is_cut else 0)
    return counted


def _aggregations(state: State, query: Query, terms: dict[str, dict[str, Any]]) -> dict[str, Any]:
    wanted = {
        name: {
            "terms": {
                "field": "year" if name == _YEARS else facet_field(name),
                "segment_size": _ALL,
                **options,
            }
        }
        for name, options in terms.items()
    }
    aggregated: dict[str, Any] = state.searcher.aggregate(query, wanted)
    return aggregated
