"""A query as a worker is told it, and a worker's complaint as the asker is told it."""

from __future__ import annotations

from collections.abc import Mapping

from publod.errors import QueryError, QueryRefused, QuerySyntaxError
from publod.store import guard, wire
from publod.store.protocol import GraphFormat, Query, ResultsFormat


def packed(
    query: Query, generation: str, results: ResultsFormat, graphs: GraphFormat, alarm: float
) -> bytes:
    """The request for a worker; ``generation`` is a folder. Raises QueryRefused."""
    has_dataset = guard.inspect(query.text)
    default = named = None
    if query.default_graphs or query.named_graphs:
        default, named = list(query.default_graphs), list(query.named_graphs)
    union = default is None and not has_dataset
    return wire.pack(
        wire.Request(generation, query.text, union, default, named, results, graphs, alarm)
    )


def explained(error: QuerySyntaxError, query: Query, prefixes: Mapping[str, str]) -> QueryError:
    """What is wrong with a query that does not parse."""
    if guard.is_update(query.text):
        return QueryRefused(guard.READ_ONLY)
    return QuerySyntaxError(guard.readable(str(error), query.text, prefixes))
