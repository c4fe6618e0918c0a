"""Which values of a facet are shown, and below which: a part of a hierarchy of concepts.

At first the top ones are shown. What has been chosen is shown below what it belongs to, with its
narrower concepts. Hierarchies in data may have cycles, and concepts several broader ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

#: Concepts that are shown below one, and how deep.
_MOST_BELOW, _DEEPEST = 30, 8


@dataclass(frozen=True, slots=True)
class Node:
    """A value with those shown below it. ``chosen_below`` are the chosen ones narrower than it."""

    path: str
    inner: tuple[Node, ...] = ()
    chosen_below: frozenset[str] = frozenset()

    @property
    def leads_to_chosen(self) -> bool:
        """Whether it is on the way to something that has been chosen."""
        return bool(self.chosen_below)


def tree_of(
    tally: Mapping[str, int],
    broader: Mapping[str, tuple[str, ...]],
    chosen: Set[str],
    most: int,
) -> list[Node]:
    """The values at the top, the most frequent first, ``most`` at most and all that lead down.

    ``tally`` counts values by path; ``broader`` tells which lie above which.
    """
    if not broader:
        flat = sorted(tally, key=lambda path: (-tally[path], path))
        return [Node(p) for n, p in enumerate(flat) if n < most or p in chosen]
    children: dict[str, list[str]] = {}
    for path in sorted(tally, key=lambda path: (-tally[path], path)):
        for parent in broader.get(path, ()):
            if parent in tally and parent != path:
                children.setdefault(parent, []).append(path)
    below = {parent for paths in children.values() for parent in paths}
    tops = [path for path in tally if path not in below]
    if below:
        tops += _in_cycles(tally, tops, children)
    tops.sort(key=lambda path: (-tally[path], path))
    needed = {path: _chosen_below(path, children, chosen) for path in tops}
    kept = [*tops[:most], *(p for p in tops[most:] if p in chosen or needed[p])]
    is_alone = len(tops) == 1
    return [_node(path, children, chosen, (), is_open=is_alone) for path in kept]


def _node(
    path: str,
    children: Mapping[str, list[str]],
    chosen: Set[str],
    above: tuple[str, ...],
    *,
    is_open: bool = False,
) -> Node:
    below = _chosen_below(path, children, chosen)
    inner: tuple[Node, ...] = ()
    if (is_open or below or path in chosen) and len(above) < _DEEPEST:
        way = (*above, path)
        free = [child for child in children.get(path, ()) if child not in way]
        led = [c for c in free[_MOST_BELOW:] if c in chosen or _chosen_below(c, children, chosen)]
        inner = tuple(_node(c, children, chosen, way) for c in (*free[:_MOST_BELOW], *led))
    return Node(path, inner, below)


def _chosen_below(path: str, children: Mapping[str, list[str]], chosen: Set[str]) -> frozenset[str]:
    """What has been chosen of all that is narrower."""
    return frozenset(_reached([path], children) & chosen - {path}) if chosen else frozenset()


def _reached(start: list[str], children: Mapping[str, list[str]]) -> set[str]:
    """The values themselves and all below them."""
    seen, waiting = set(start), list(start)
    while waiting:
        new = [child for child in children.get(waiting.pop(), ()) if child not in seen]
        seen.update(new)
        waiting += new
    return seen


def _in_cycles(
    tally: Mapping[str, int], tops: list[str], children: Mapping[str, list[str]]
) -> list[str]:
    """Values that hang below each other only: of each such group one stands at the top."""
    seen, found = _reached(tops, children), []
    for path in sorted(tally, key=lambda path: (-tally[path], path)):
        if path not in seen:
            found.append(path)
            seen |= _reached([path], children)
    return found
