"""Queries that search in texts: asked of the store with what the search index has found."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any, NamedTuple

from publod.errors import QueryOverload, QuerySyntaxError
from publod.messages import N_
from publod.search.search_interface import SearchIndex
from publod.store.store_interface import Answer, Query, QueryService
from publod.store.text_match import (
    Match,
    TextPattern,
    mentions_text_match,
    text_patterns,
    with_matches,
)
from publod.vocabulary import QUERY_PREFIXES
from publod.web.site import Site

#: How long index and store may show different commits before a query is refused, in seconds: after
#: a commit the one follows the other.
_PATIENCE = 2.0
_PAUSE = 0.05


class CutSearch(NamedTuple):
    """A search of a query of which only the best matches were used; ``total`` is how many fit."""

    text: str
    used: int
    total: int


def ask(site: Site, query: Query, **options: Any) -> tuple[Answer, list[CutSearch]]:
    """The answer to a query of any sort, with the searches in it that were cut.

    Raises what `QueryService.query` does, and SearchError; QueryOverload while the index shows
    another commit than the store.
    """
    queries = site.queries
    patterns = text_patterns(query.text, QUERY_PREFIXES) if mentions_text_match(query.text) else []
    if not patterns:
        return queries.query(query, **options), []
    until = monotonic() + _PATIENCE
    while True:
        index, version = site.search.snapshot(), queries.version
        if _is_of_one_commit(index, queries):
            searches = [index.matches(pattern.text, pattern.limit) for pattern in patterns]
            matches = [_with_iris(site, hits) for _, hits in searches]
            answer = _answer(queries, query, with_matches(query, patterns, matches), options)
            if answer.version == version:
                totals = [total for total, _ in searches]
                return answer, _cut(patterns, totals)
            close(answer)
        if monotonic() > until:
            raise QueryOverload(
                N_(
                    "the search index and the SPARQL store show different commits just now, so "
                    "pub:textMatch has nothing to go by: try again in a moment"
                )
            )
        sleep(_PAUSE)


def close(answer: Answer) -> None:
    """Let go of an answer that nobody will read."""
    chunks: Any = answer.chunks
    if hasattr(chunks, "close"):
        chunks.close()


def _is_of_one_commit(index: SearchIndex, queries: QueryService) -> bool:
    number = index.version.partition(".")[0]
    return number.isdigit() and queries.shows(int(number), index.version)


def _answer(
    queries: QueryService, query: Query, rewritten: Query, options: dict[str, Any]
) -> Answer:
    try:
        return queries.query(rewritten, **options)
    except QuerySyntaxError:
        # The query as it was written has the same fault, at the place where its writer sees it.
        close(queries.query(query, **options))
        raise


def _with_iris(site: Site, hits: list[tuple[str, float]]) -> list[Match]:
    """Publications by the IRIs of what their records describe."""
    records = site.repository.records(path for path, _ in hits)
    iris = {record.path: iri for iri, record in site.repository.things(records.values())}
    return [(iris[path], score) for path, score in hits if path in iris]


def _cut(patterns: list[TextPattern], totals: list[int]) -> list[CutSearch]:
    return [
        CutSearch(pattern.text, pattern.limit, total)
        for pattern, total in zip(patterns, totals, strict=True)
        if total > pattern.limit
    ]
