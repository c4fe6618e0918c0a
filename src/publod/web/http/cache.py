"""Rendered bytes, kept while there is room for them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock

from cachetools import LRUCache


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
