"""What is above a subject and what is below it, by ``skos:broader`` (SKOS Reference §8)."""

from __future__ import annotations

from collections.abc import Iterable

from publod.ledger import Ledger
from publod.vocabulary import SKOS

_BROADER = str(SKOS.broader)


class Broader:
    """Reads the hierarchy from the ledger, each concept once. Circles in it do no harm."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._direct: dict[str, list[str]] = {}

    def above(self, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each path all concepts above it that the ledger describes, the nearest first."""
        wanted = set(paths)
        self._read(wanted)
        return {path: self._above(path) for path in wanted}

    def below(self, paths: Iterable[str]) -> list[str]:
        """The concepts themselves and all below any of them."""
        found = dict.fromkeys(paths)
        frontier = list(found)
        while frontier:
            links = self._ledger.links_to(frontier, [_BROADER])
            frontier = sorted({link.source for link in links} - found.keys())
            found.update(dict.fromkeys(frontier))
        return list(found)

    def _above(self, path: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        frontier = [path]
        while frontier:
            nearest = [b for p in frontier for b in self._direct[p] if b != path]
            frontier = [b for b in dict.fromkeys(nearest) if b not in found]
            found.update(dict.fromkeys(frontier))
        return tuple(found)

    def _read(self, paths: set[str]) -> None:
        frontier = paths - self._direct.keys()
        while frontier:
            links = [
                link for link in self._ledger.links_from(frontier) if link.predicate == _BROADER
            ]
            records = self._ledger.records({link.target for link in links})
            present = {path for path, record in records.items() if not record.withdrawn}
            self._direct.update({path: [] for path in frontier})
            for link in links:
                if link.target in present and link.target not in self._direct[link.source]:
                    self._direct[link.source].append(link.target)
            frontier = present - self._direct.keys()
