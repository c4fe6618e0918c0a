"""Entries that were read lately: a page, its links and its other formats all tell of one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from cachetools import LRUCache

from publod.bibliography.entry import Entry
from publod.ledger import Record

_MOST = 256


class KeptEntries:
    """Entries by the path and the version of their record.

    A version differs whenever anything differs that an entry tells, of neighbours too, so that
    what is kept cannot be out of date. Safe to share between threads.
    """

    def __init__(self) -> None:
        self._entries: LRUCache[tuple[str, str], Entry] = LRUCache(_MOST)
        self._lock = Lock()

    def get(self, record: Record, read: Callable[[], Entry]) -> Entry:
        """The entry of a record; ``read`` reads it in the state that the record was read in."""
        key = record.path, record.version
        with self._lock:
            entry = self._entries.get(key)
        if entry is None:
            entry = read()
            with self._lock:
                self._entries[key] = entry
        return entry
