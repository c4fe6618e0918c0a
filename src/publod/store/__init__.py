"""The SPARQL store: one writer, many isolated readers.

What the floors above use is exported here, and each name is imported only when it is used: the
web process takes :class:`QueryPool` and never loads the engine, which lives in the writer
(:class:`EmbeddedStore`) and in the worker processes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publod.store.embedded import EmbeddedStore
    from publod.store.generations import Generation, current_generation
    from publod.store.limits import Limits
    from publod.store.meter import Meter
    from publod.store.pool import QueryPool
    from publod.store.protocol import Answer, GraphChange, Query, QueryService, TripleStore
    from publod.store.state import shows

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
    "EmbeddedStore": "embedded",
    "Generation": "generations",
    "GraphChange": "protocol",
    "Limits": "limits",
    "Meter": "meter",
    "Query": "protocol",
    "QueryPool": "pool",
    "QueryService": "protocol",
    "TripleStore": "protocol",
    "current_generation": "generations",
    "shows": "state",
}


def __getattr__(name: str) -> object:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(import_module(f"{__name__}.{home}"), name)
