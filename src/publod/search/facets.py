"""Counting: how many publications there are of each value of each facet."""

from __future__ import annotations

from typing import Any

from tantivy import Occur, Query

from publod.search.protocol import FACETS, Asked
from publod.search.question import ANY_OF, chosen, every, publications
from publod.search.state import State

#: The values of a facet that are told: those with the most publications.
MOST_VALUES = 1000
#: Values that are counted; all of them, for all that is foreseen.
_COUNTED = 60_000
_FIELDS = {**{facet: facet for facet in FACETS}, "years": "year"}


def counts(
    state: State, asked: Asked, text: Query
) -> tuple[dict[str, dict[str, int]], dict[int, int]]:
    """The facets' values and the years, each with its count; see `protocol.Results`."""
    apart = [name for name in ANY_OF if getattr(asked, name)]
    found = _counted(state, every([text, chosen(asked)]), set(_FIELDS) - set(apart))
    for name in apart:
        found |= _counted(state, every([text, chosen(asked, without=name)]), {name})
    years = {int(year): count for year, count in sorted(found.pop("years").items())}
    return {facet: found[facet] for facet in FACETS}, years


def _counted(state: State, query: Query, names: set[str]) -> dict[str, dict[Any, int]]:
    """The counts of some facets, the greatest first.

    What most publications have is counted by the others: these are taken from the counts of all.
    """
    everything = state.kept("publications", lambda: state.count(publications()))
    if 2 * state.count(query) <= everything:
        found = _aggregated(state, query, names, MOST_VALUES)
    else:
        others = Query.boolean_query([(Occur.Must, publications()), (Occur.MustNot, query)])
        less = _aggregated(state, others, names, _COUNTED)
        whole = state.kept(
            "facets", lambda: _aggregated(state, publications(), set(_FIELDS), _COUNTED)
        )
        found = {
            name: {value: count - less[name].get(value, 0) for value, count in whole[name].items()}
            for name in names
        }
    return {name: _greatest(found[name], years=name == "years") for name in names}


def _greatest(found: dict[Any, int], *, years: bool) -> dict[Any, int]:
    ranked = sorted(((-count, value) for value, count in found.items() if count))
    return {value: -count for count, value in (ranked if years else ranked[:MOST_VALUES])}


def _aggregated(
    state: State, query: Query, names: set[str], most: int
) -> dict[str, dict[Any, int]]:
    wanted = {
        name: {
            "terms": {
                "field": _FIELDS[name],
                "size": _COUNTED if name == "years" else most,
                "segment_size": _COUNTED,
            }
        }
        for name in names
    }
    found = state.searcher.aggregate(query, wanted)
    return {
        name: {bucket["key"]: bucket["doc_count"] for bucket in told["buckets"]}
        for name, told in found.items()
    }
