"""Concepts as a tree, as far as they are one: several parents and circles do no harm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

#: How many levels a page shows.
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A concept by its path, with those below it.

    ``elsewhere`` marks one whose narrower concepts are not told here: they are told where the
    concept comes first, or lie too deep and are on its own page.
    """

    path: str
    below: tuple[Node, ...] = ()
    elsewhere: bool = False


def arranged(paths: Sequence[str], parents: Mapping[str, Collection[str]]) -> tuple[Node, ...]:
    """The trees of the concepts, in their order at each level; parents not among them don't count.

    Each concept with its narrower ones is told once, and named wherever it belongs. Of concepts
    that are in a circle with nothing above it, the first in order stands at the top.
    """
    here = set(paths)
    children: dict[str, list[str]] = {path: [] for path in paths}
    roots = []
    for path in paths:
        above = {p for p in parents.get(path, ()) if p in here and p != path}
        for parent in above:
            children[parent].append(path)
        if not above:
            roots.append(path)
    reached = _reach(roots, children)
    for path in paths:
        if path not in reached:
            roots.append(path)
            reached |= _reach([path], children)
    told: set[str] = set()

    def node(path: str, depth: int) -> Node:
        if not children[path]:
            return Node(path)
        if path in told or depth == DEEPEST:
            return Node(path, elsewhere=True)
        told.add(path)
        return Node(path, tuple(node(child, depth + 1) for child in children[path]))

    order = {path: number for number, path in enumerate(paths)}
    return tuple(node(path, 1) for path in sorted(roots, key=order.__getitem__))


def _reach(start: Iterable[str], children: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(children[path])
    return found
