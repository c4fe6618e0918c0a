"""One state of a ledger, for whoever goes through many records: each is read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from publod.ledger.ledger import LedgerReader
from publod.ledger.schema import Commit, Link, Record

#: Records whose texts or links are remembered, so that memory stays flat.
_MOST = 20_000
_in_order = attrgetter("source", "predicate", "target", "object", "subject")


class BatchReader(LedgerReader):
    """A snapshot that remembers records, their texts, and links to them by some ``predicates``.

    `prefetch` reads these for a batch in a query each; what is asked further is read when it is.
    """

    def __init__(self, snapshot: LedgerReader, predicates: Iterable[str]) -> None:
        self._snapshot = snapshot
        self.base_url = snapshot.base_url
        self._predicates = frozenset(predicates)
        self._records: dict[str, Record | None] = {}
        self._graphs: dict[str, str | None] = {}
        self._links: dict[str, list[Link]] = {}

    def prefetch(self, paths: Collection[str]) -> None:
        """Read the texts of records, and the links to them."""
        if len(self._records) + len(self._graphs) + len(self._links) > _MOST:
            self._records.clear()
            self._graphs.clear()
            self._links.clear()
        self.graphs(paths)
        self.links_to(paths, list(self._predicates))

    def records(self, paths: Iterable[str]) -> dict[str, Record]:
        """Those of the records that exist, by path."""
        wanted = list(paths)
        if missing := [path for path in wanted if path not in self._records]:
            read = self._snapshot.records(missing)
            self._records.update((path, read.get(path)) for path in missing)
        return {path: one for path in wanted if (one := self._records[path]) is not None}

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        """The present graphs of records that exist and are not withdrawn, by path."""
        wanted = list(paths)
        if missing := [path for path in wanted if path not in self._graphs]:
            read = self._snapshot.graphs(missing)
            self._graphs.update((path, read.get(path)) for path in missing)
        return {path: text for path in wanted if (text := self._graphs[path]) is not None}

    def links_to(
        self, paths: Iterable[str], predicates: Sequence[str] = (), limit: int | None = None
    ) -> list[Link]:
        """The links of others to records; by any predicate, or by some."""
        if limit is not None or not predicates or not self._predicates.issuperset(predicates):
            return self._snapshot.links_to(paths, predicates, limit)
        wanted = dict.fromkeys(paths)
        if missing := [path for path in wanted if path not in self._links]:
            self._links.update((path, []) for path in missing)
            for link in self._snapshot.links_to(missing, sorted(self._predicates)):
                self._links[link.target].append(link)
        chosen = set(predicates)
        links = [link for path in wanted for link in self._links[path] if link.predicate in chosen]
        return sorted(links, key=_in_order)

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """The connection of its snapshot."""
        with self._snapshot.connected() as connection:
            yield connection

    def head(self) -> Commit:
        """The commit that it shows."""
        return self._snapshot.head()

    @contextmanager
    def snapshot(self) -> Iterator[LedgerReader]:
        """Itself."""
        yield self

    def lazy_snapshot(self) -> LedgerReader:
        """Itself."""
        return self

    def close(self) -> None:
        """Its snapshot is closed by whoever has opened it."""
