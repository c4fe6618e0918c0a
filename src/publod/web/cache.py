"""Rendered bytes, kept while there is room for them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock

from cachetools import LRUCache

from publod.store.protocol import Answer, GraphFormat, Query, QueryService, ResultsFormat


class RenderCache:
    """Bodies by a key that names their content whole, so that nothing in it can be out of date.

    ``capacity`` is in bytes. What is used least lately goes first.
    """

    def __init__(self, capacity: int) -> None:
        self._bodies: LRUCache[Hashable, bytes] = LRUCache(capacity, getsizeof=len)
        self._lock = Lock()

    def get(self, key: Hashable, render: Callable[[], bytes]) -> bytes:
        """The body for a key; rendered at most a few times if many ask for it at once."""
        with self._lock:
            body = self._bodies.get(key)
        if body is None:
            body = render()
            with self._lock:
                if len(body) <= self._bodies.maxsize:
                    self._bodies[key] = body
        return body


class AnswerCache:
    """Small answers to queries, kept while the store shows the commit that they were made from.

    The same lookups come again and again, from pages and programs that are built on the endpoint.
    An answer that needs to be streamed is never kept. ``capacity`` is in bytes.
    """

    def __init__(self, queries: QueryService, capacity: int) -> None:
        self._queries = queries
        self._answers: LRUCache[Hashable, Answer] = LRUCache(capacity, getsizeof=_size)
        self._lock = Lock()

    def query(self, query: Query, results: ResultsFormat, graphs: GraphFormat) -> Answer:
        """Answer a query, from memory if nothing has changed. Raises what the service raises."""
        key = (self._queries.commit, query, results, graphs)
        with self._lock:
            known = self._answers.get(key)
        if known is not None:
            return known
        answer = self._queries.query(query, results=results, graphs=graphs)
        if answer.body is not None and key[0] == answer.commit:
            kept = replace(answer, chunks=iter(()))
            if _size(kept) * 16 < self._answers.maxsize:
                with self._lock:
                    self._answers[key] = kept
        return answer


def _size(answer: Answer) -> int:
    """The room that an answer takes, with its query and the key around it; about."""
    return len(answer.body or b"") + 1024
