"""What a change can make invalid, cut into batches that can be judged apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from publod.ingest.record_addresses import Addresses
from publod.ledger import Change, Ledger, Link
from publod.rdf import triples_of
from publod.validation import Batch
from publod.vocabulary import RDF

_TYPE = f"<{RDF.type}>"
#: Records judged in one batch. Larger batches repeat fewer agents and subjects; smaller ones
#: share the work better and need less memory.
_BATCH = 1500


class Scope:
    """The catalogue as it would be, seen from a set of changes, and ``also`` from other records."""

    def __init__(
        self,
        changes: Iterable[Change],
        ledger: Ledger | None,
        addresses: Addresses,
        joining: frozenset[str],
        also: Iterable[str] = (),
    ) -> None:
        self._changes = {change.path: change for change in changes}
        self._also = list(also)
        self._ledger = ledger
        self._addresses = addresses
        self._joining = joining
        self._graphs: dict[str, str] = {p: c.graph for p, c in self._changes.items() if c.graph}

    def batches(self) -> list[Batch]:
        """Batches that together judge every record that the changes can affect."""
        affected, links = self._affected()
        self._fetch(affected)
        batches: list[Batch] = []
        group: list[str] = []
        for component in _components(affected, links, self._joining):
            group += component
            if len(group) >= _BATCH:
                batches.append(self._batch(group, links))
                group = []
        if group:
            batches.append(self._batch(group, links))
        return [batch for batch in batches if batch.judged]

    def _affected(self) -> tuple[list[str], dict[str, list[Link]]]:
        """The affected paths in a stable order, and the links out of each as they would be."""
        links: dict[str, list[Link]] = {
            path: list(change.links) for path, change in self._changes.items()
        }
        incoming: dict[str, list[Link]] = defaultdict(list)
        for own in links.values():
            for link in own:
                incoming[link.target].append(link)
        affected = dict.fromkeys(sorted({*self._changes, *self._also}))
        frontier = list(affected)
        redefined = self._redefined()
        first = True
        while frontier:
            known = self._ledger.links_from(frontier) if self._ledger else []
            known += self._ledger.links_to(frontier) if self._ledger else []
            paths: dict[str, None] = {}
            for link in known:
                # Old links count too: what a change leaves behind may no longer be valid.
                if link.predicate in self._joining:
                    paths.update(dict.fromkeys((link.source, link.target)))
                elif first and link.target in redefined:
                    paths[link.source] = None
            for path in frontier:
                for link in (*links.get(path, ()), *incoming.get(path, ())):
                    if link.predicate in self._joining:
                        paths.update(dict.fromkeys((link.source, link.target)))
            frontier = sorted(path for path in paths if path not in affected)
            affected.update(dict.fromkeys(frontier))
            first = False
        unknown = [path for path in affected if path not in links]
        for link in self._ledger.links_from(unknown) if self._ledger else ():
            links.setdefault(link.source, []).append(link)
        return list(affected), links

    def _redefined(self) -> set[str]:
        """The changed records whose things come, go, or change their classes."""
        if self._ledger is None:
            return set()
        before = self._ledger.graphs(self._changes)
        return {
            path
            for path, change in self._changes.items()
            if _classes(before.get(path, "")) != _classes(change.graph or "")
        }

    def _fetch(self, paths: Iterable[str]) -> None:
        """Have the graphs of records at hand, from the changes or else from the ledger."""
        wanted = [p for p in paths if p not in self._graphs and p not in self._changes]
        if wanted and self._ledger:
            self._graphs.update(self._ledger.graphs(wanted))

    def _batch(self, paths: list[str], links: Mapping[str, list[Link]]) -> Batch:
        around = {link.target for path in paths for link in links.get(path, ())}
        self._fetch(around)
        present = [p for p in dict.fromkeys([*paths, *sorted(around)]) if p in self._graphs]
        document = self._addresses.document
        return Batch(
            graphs={document(path): self._graphs[path] for path in present},
            judged=frozenset(document(path) for path in paths if path in self._graphs),
        )


def _classes(graph: str) -> set[tuple[str, str]]:
    return {(s, o) for s, p, o in triples_of(graph) if p == _TYPE}


def _components(
    paths: list[str], links: Mapping[str, list[Link]], joining: frozenset[str]
) -> list[list[str]]:
    """Paths grouped so that joined ones are together (union by following the parents)."""
    parent = {path: path for path in paths}

    def root(path: str) -> str:
        while parent[path] != path:
            parent[path] = parent[parent[path]]
            path = parent[path]
        return path

    for path in paths:
        for link in links.get(path, ()):
            if link.predicate in joining and link.target in parent:
                parent[root(link.target)] = root(path)
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(root(path), []).append(path)
    return list(groups.values())
