"""Which publications are on a page of results: total orders, at any depth."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby

from tantivy import DocAddress, Query

from publod.search.index_state import State
from publod.search.query_builder import Question, every, only_first
from publod.search.schema import reader_of, schema
from publod.search.search_interface import SearchRequest

#: A path with the document's address.
Found = tuple[str, DocAddress]
#: The same with its score before.
Weighed = tuple[float, str, DocAddress]
#: Hits that are asked for beyond a page's edges, to have all that are equal to its first and last.
_MARGIN = 100
#: The engine refuses to count more than 65,000 values at once.
_MOST_TYPES = 60_000


def page(
    state: State, request: SearchRequest, what: Question, key: object, offset: int, limit: int
) -> list[Found]:
    """A page of what fits, in the order that was asked for. ``key`` names the question.

    By relevance, equals stand with the newest first; whatever is equal still, by its path.
    """
    reader = reader_of(request.reader)
    if request.sort == "title":
        return state.ordered(what.fits, f"title_{reader}", offset, limit)
    if request.sort in {"newest", "oldest", "arrival"}:
        return state.ordered(what.fits, request.sort, offset, limit)
    if request.sort == "type":
        kinds = state.cached((key, "types", reader), lambda: _types(state, what.fits, reader))
        groups = (
            (every([what.fits, _of_type(reader, name)]), total) for name, total in kinds.items()
        )
        return _grouped(state, groups, "path", offset, limit)
    if what.tiers:
        return _grouped(state, _tiers(state, what, key), "newest", offset, limit)
    return [
        (path, address)
        for _, path, address in _weighed(state, what.scored or what.fits, offset, limit)
    ]


def best_matches(state: State, what: Question, key: object, limit: int) -> list[tuple[str, float]]:
    """What fits best, by path, with scores from 0 to 1 in steps: equals have the same."""
    if not what.tiers:
        weighed = _weighed(state, what.scored or what.fits, 0, limit)
        return [(path, score / weighed[0][0]) for score, path, _ in weighed]
    ranked: list[tuple[str, float]] = []
    for number, (query, total) in enumerate(_tiers(state, what, key)):
        if total and len(ranked) < limit:
            score = 1 - number / len(what.tiers)
            page_of_tier = state.ordered(query, "newest", 0, limit - len(ranked))
            ranked += [(path, score) for path, _ in page_of_tier]
    return ranked


def _tiers(state: State, what: Question, key: object) -> Iterable[tuple[Query, int]]:
    for number in range(len(what.tiers)):
        query = only_first(what.tiers, number)
        yield query, state.cached((key, "tier", number), partial(state.count, query))


def _of_type(reader: str, name: str) -> Query:
    return Query.term_query(schema(), f"type_{reader}", name, index_option="basic")


def _types(state: State, fits: Query, reader: str) -> dict[str, int]:
    """How many there are of each type, in the order of the types' names."""
    terms = {"field": f"type_{reader}", "size": _MOST_TYPES, "segment_size": 2**32 - 1}
    answer = state.searcher.aggregate(fits, {"types": {"terms": terms}})
    return {
        b["key"]: b["doc_count"]
        for b in sorted(answer["types"]["buckets"], key=lambda b: str(b["key"]))
    }


def _grouped(
    state: State, groups: Iterable[tuple[Query, int]], order: str, offset: int, limit: int
) -> list[Found]:
    """A page out of groups that follow one another, each in an order."""
    hits: list[Found] = []
    for query, total in groups:
        if offset < total:
            hits += state.ordered(query, order, offset, limit - len(hits))
            if len(hits) >= limit:
                break
        offset = max(0, offset - total)
    return hits


def _weighed(state: State, fits: Query, offset: int, limit: int) -> list[Weighed]:
    """A page by score, with the scores.

    The engine leaves equal scores in no order, so all of them are fetched.
    """
    margin = _MARGIN
    while True:
        start = max(0, offset - margin)
        wanted = offset + limit + margin - start
        hits = state.hits(fits, wanted, start).documents
        on_page = hits[offset - start : offset - start + limit]
        if not on_page:
            return []
        is_whole = not start or hits[0][0] > on_page[0][0]
        if is_whole and (len(hits) < wanted or hits[-1][0] < on_page[-1][0]):
            break
        margin *= 8
    best, worst = on_page[0][0], on_page[-1][0]
    before = sum(score > best for score, _ in hits)
    equals = [hit for hit in hits if worst <= hit[0] <= best]
    return _newest_first(state, equals, offset - start - before, limit)


def _newest_first(
    state: State, hits: list[tuple[float, DocAddress]], offset: int, limit: int
) -> list[Weighed]:
    """A page of hits by score; equal ones by their places, where these are equal by their paths.

    Documents are read of those on the page, and of their equals, alone.
    """
    places = state.searcher.fast_field_values("place_newest", [address for _, address in hits])
    ranked = sorted(
        ((-score, place, address) for (score, address), place in zip(hits, places, strict=True)),
        key=lambda hit: hit[:2],
    )
    newest: list[Weighed] = []
    before = 0
    for (score, _), group in groupby(ranked, lambda hit: hit[:2]):
        equals = [address for *_, address in group]
        if before < offset + limit and before + len(equals) > offset:
            paths = sorted((state.stored(address)["path"], n) for n, address in enumerate(equals))
            start, end = max(0, offset - before), offset + limit - before
            newest += [(-score, path, equals[n]) for path, n in paths[start:end]]
        before += len(equals)
    return newest
