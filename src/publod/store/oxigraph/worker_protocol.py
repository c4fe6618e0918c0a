"""A query as a worker is told it."""

from __future__ import annotations

from publod.store import query_guard
from publod.store.oxigraph import wire
from publod.store.protocol import GraphFormat, Query, ResultsFormat


def packed(
    query: Query,
    generation: str,
    results: ResultsFormat,
    graphs: GraphFormat,
    alarm: float,
    memory: int,
) -> bytes:
    """The request for a worker; ``generation`` is a folder. Raises QueryRefused.

    Of the text only its length is looked at here: reading it is the worker's work.
    """
    query_guard.require_length(query.text)
    default = named = None
    if query.default_graphs or query.named_graphs:
        default, named = list(query.default_graphs), list(query.named_graphs)
    return wire.pack(
        wire.Request(generation, query.text, default, named, results, graphs, alarm, memory)
    )
