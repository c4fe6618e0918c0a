"""Property paths with ``*`` and ``+`` (SPARQL 1.1 §9.3), however long the chains in the data.

rdflib follows them by calling itself, which ends at some hundred links, and follows each one anew
from every node, so that asking all concepts of a chain takes the square of its length.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

import rdflib
from rdflib.paths import MulPath, eval_path
from rdflib.term import Node

Links = Mapping[Node, Collection[Node]]


class ClosureGraph(rdflib.Graph):
    """A graph to ask when it is complete: what is learnt of its paths is not learnt again."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._closures: dict[str, _Closure] = {}

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """As of rdflib's graphs, where the predicate may be a path."""
        s, path, o = triple
        if not isinstance(path, MulPath) or not path.more:
            yield from super().triples(triple)
            return
        name = path.n3()
        if name not in self._closures:
            self._closures[name] = _Closure(eval_path(self, (None, path.path, None)))
        closure = self._closures[name]
        pairs: Iterable[tuple[Node, Node]]
        if s is None and o is None:
            starts = self.all_nodes() if path.zero else closure.starts
            pairs = ((a, b) for a in starts for b in closure.forward(a, zero=path.zero))
        elif s is not None and o is not None:
            pairs = [(s, o)] if closure.leads(s, o, zero=path.zero) else []
        elif s is not None:
            pairs = ((s, b) for b in closure.forward(s, zero=path.zero))
        else:
            pairs = ((a, o) for a in closure.backward(o, zero=path.zero))
        for a, b in pairs:
            yield a, path, b


class _Closure:
    """The pairs of nodes that a path joins when it is followed any number of times."""

    def __init__(self, pairs: Iterator[tuple[Any, Any]]) -> None:
        self._links: dict[Node, dict[Node, None]] = {}
        self._back: dict[Node, dict[Node, None]] = {}
        for a, b in pairs:
            self._links.setdefault(a, {})[b] = None
            self._back.setdefault(b, {})[a] = None
        self._group, self._circular = _groups(self._links)

    @property
    def starts(self) -> Collection[Node]:
        return self._links.keys()

    def forward(self, node: Node, *, zero: bool) -> Collection[Node]:
        """The nodes that one is led to."""
        return _reached(node, self._links, zero=zero)

    def backward(self, node: Node, *, zero: bool) -> Collection[Node]:
        """The nodes that lead to one."""
        return _reached(node, self._back, zero=zero)

    def leads(self, start: Node, end: Node, *, zero: bool) -> bool:
        """Whether one node leads to another; at once where they are in one circle, or cannot."""
        if start == end:
            return zero or start in self._circular
        here, there = self._group.get(start, -1), self._group.get(end, -1)
        if here == there:
            return here >= 0
        return here > there >= 0 and end in self.forward(start, zero=False)


def _reached(node: Node, links: Links, *, zero: bool) -> Collection[Node]:
    found: dict[Node, None] = {node: None} if zero else {}
    waiting = [node]
    while waiting:
        new = [n for n in links.get(waiting.pop(), ()) if n not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return found.keys()


def _groups(links: Links) -> tuple[dict[Node, int], set[Node]]:
    """Nodes by the number of their circle, and which are in one (Tarjan's algorithm, unrolled).

    What leads to each other has one number; whatever leads only one way has the higher one.
    """
    group: dict[Node, int] = {}
    circular: set[Node] = set()
    order: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    path: list[Node] = []
    numbers, places = count(), count()
    for root in links:
        if root in order:
            continue
        calls = [(root, iter(links[root]))]
        order[root] = lowest[root] = next(places)
        path.append(root)
        while calls:
            node, ahead = calls[-1]
            for other in ahead:
                if other == node:
                    circular.add(node)
                elif other not in order:
                    order[other] = lowest[other] = next(places)
                    path.append(other)
                    calls.append((other, iter(links.get(other, ()))))
                    break
                elif other not in group:
                    lowest[node] = min(lowest[node], order[other])
            else:
                calls.pop()
                if calls:
                    above = calls[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == order[node]:
                    number = next(numbers)
                    members: list[Node] = []
                    while not members or members[-1] != node:
                        members.append(path.pop())
                    group.update(dict.fromkeys(members, number))
                    if len(members) > 1:
                        circular.update(members)
    return group, circular
