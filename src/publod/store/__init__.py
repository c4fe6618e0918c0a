"""The SPARQL store: one writer, many isolated readers.

What the floors above use is exported here, and each name is imported only when it is used: the
web process takes :class:`QueryPool` and never loads the engine, which lives in the writer
(:class:`EmbeddedStore`) and in the worker processes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publod.store.limits import Limits
    from publod.store.meter import Meter
    from publod.store.oxigraph.generations import Generation, current_generation
    from publod.store.oxigraph.worker_pool import QueryPool
    from publod.store.oxigraph.writer import EmbeddedStore
    from publod.store.oxigraph.writer_state import shows
    from publod.store.protocol import Answer, GraphChange, Query, QueryService, TripleStore

__all__ = [
    "Answer",
    "EmbeddedStore",
    "Generation",
    "GraphChange",
    "Limits",
    "Meter",
    "Query",
    "QueryPool",
    "QueryService",
    "TripleStore",
    "current_generation",
    "shows",
]

_HOMES = {
    "Answer": "protocol",
    "EmbeddedStore": "oxigraph.writer",
    "Generation": "oxigraph.generations",
    "GraphChange": "protocol",
    "Limits": "limits",
    "Meter": "meter",
    "Query": "protocol",
    "QueryPool": "oxigraph.worker_pool",
    "QueryService": "protocol",
    "TripleStore": "protocol",
    "current_generation": "oxigraph.generations",
    "shows": "oxigraph.writer_state",
}


def __getattr__(name: str) -> object:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(import_module(f"{__name__}.{home}"), name)
