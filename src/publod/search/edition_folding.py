"""Editions of one work as one hit: the one that ranks highest stands for the others that fit.

Pages are made of publications by rank, so their number is known without a look at works. A hit that
is not the first of its work is left out of its page, since it stands under the one that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tantivy import Order, Query

from publod.search.index_state import State, both
from publod.search.query_builder import Question, some
from publod.search.ranking import Found
from publod.search.schema import SEPARATOR, clean_path, schema

#: Matching editions of the works on a page that are asked for at first.
_AT_ONCE = 500
#: Up to so many matches their works are counted.
_COUNTED = 2_000


@dataclass(frozen=True, slots=True)
class Folded:
    """The hits of a page that stand for their works.

    ``editions`` has the others of each work that fit, in the order of the list, by the path of the
    first; ``heads`` the first of their works, for hits of the page that stand under those of other
    pages.
    """

    hits: tuple[Found, ...]
    editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heads: tuple[str, ...] = ()


def folded(state: State, what: Question, page: Sequence[Found]) -> Folded:
    """A page of what fits, in the order of relevance, with one hit for each work."""
    page = [(clean_path(path), address) for path, address in page]
    works = {path: _work_of(state.stored(address)) for path, address in page}
    ranked = _ranked(state, what, tuple(dict.fromkeys(works.values())))
    first = {work: paths[0] for work, paths in ranked.items()}
    hits = tuple(hit for hit in page if first[works[hit[0]]] == hit[0])
    on_page = {path for path, _ in hits}
    return Folded(
        hits,
        {path: tuple(ranked[works[path]][1:]) for path, _ in hits},
        tuple(dict.fromkeys(first[work] for work in works.values() if first[work] not in on_page)),
    )


def number_of_works(state: State, what: Question, total: int) -> int | None:
    """Of how many works the matches are editions; None where to count them would take long."""
    if total > _COUNTED:
        return None
    terms = {"field": "work", "size": max(1, total), "segment_size": 2**32 - 1}
    answer = state.searcher.aggregate(what.fits, {"works": {"terms": terms}})
    return len(answer["works"]["buckets"])


def _work_of(stored: Mapping[str, str]) -> str:
    return clean_path(stored["work"] or stored["path"])


def _ranked(state: State, what: Question, works: Sequence[str]) -> dict[str, list[str]]:
    """All that fits of some works, by work, in the order of the list.

    One query has the scores, which are the tiers, and another of the same the texts that tell
    works, years and paths: so no document is read, however many editions a work has.
    """
    if not works:
        return {}
    of_works = some([_of_work(work) for work in works])
    query = both(_scored(what), of_works)
    hits = state.hits(query, _AT_ONCE)
    if hits.total > _AT_ONCE:
        hits = state.hits(query, hits.total)
    scores = {(at.segment_ord, at.doc): score for score, at in hits.documents}
    texts = state.searcher.search(
        both(what.fits, of_works), hits.total, False, order_by_field="order_work", order=Order.Asc
    ).hits
    ranked: dict[str, list[tuple[float, str, str]]] = {}
    for text, at in texts:
        work, place, path = text.split(SEPARATOR)
        ranked.setdefault(work, []).append((-scores[at.segment_ord, at.doc], place, path))
    return {work: [path for *_, path in sorted(places)] for work, places in ranked.items()}


def _scored(what: Question) -> Query:
    """What fits, with a score that is the greater the earlier it stands in the list."""
    if not what.tiers:
        return what.scored or what.fits
    count = len(what.tiers)
    return Query.disjunction_max_query(
        [Query.const_score_query(tier, float(count - n)) for n, tier in enumerate(what.tiers)]
    )


def _of_work(work: str) -> Query:
    return Query.term_query(schema(), "work", work, index_option="basic")
