"""Concepts as trees: whatever the links say, each concept is told once and nothing goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.web.lists.concept_lists import DEEPEST, Node, trees_of
from publod.web.lists.record_lists import letters


def shape(nodes: Sequence[Node]) -> str:
    """Trees in a line: ``a(b c)``, with a star where something is told elsewhere."""
    return " ".join(
        node.path
        + ("*" if node.elsewhere else "")
        + (f"({shape(node.below)})" if node.below else "")
        for node in nodes
    )


@pytest.mark.parametrize(
    ("paths", "parents", "expected"),
    [
        ("", {}, ""),
        ("a b c", {}, "a b c"),
        ("a b c", {"b": "a", "c": "b"}, "a(b(c))"),
        ("c b a", {"b": "a", "c": "a"}, "a(c b)"),
        ("a b c", {"c": "a b"}, "a(c) b(c)"),
        ("a b c d", {"c": "a b", "d": "c"}, "a(c(d)) b(c*)"),
        ("a b", {"a": "b", "b": "a"}, "a(b(a*))"),
        ("a", {"a": "a"}, "a"),
        ("a b c", {"a": "b", "b": "a", "c": "b"}, "a(b(a* c))"),
        ("r a b", {"a": "r b", "b": "a"}, "r(a(b(a*)))"),
        ("a b", {"a": "elsewhere", "b": "a"}, "a(b)"),
    ],
)
def test_shapes(paths: str, parents: dict[str, str], expected: str) -> None:
    above = {path: tuple(named.split()) for path, named in parents.items()}
    assert shape(trees_of(paths.split(), above)) == expected


def walked(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from walked(node.below)


_PATHS = [f"s/{n}" for n in range(9)]
_LINKS = st.dictionaries(st.sampled_from(_PATHS), st.lists(st.sampled_from(_PATHS), max_size=4))


@given(parents=_LINKS)
def test_any_links_make_trees_that_have_every_concept(parents: dict[str, list[str]]) -> None:
    trees = trees_of(_PATHS, parents)
    nodes = list(walked(trees))
    told = [node.path for node in nodes if node.below]
    assert len(told) == len(set(told)), "narrower ones are told once"
    edges = sum(len({p for p in above if p != path}) for path, above in parents.items())
    assert len(nodes) <= len(_PATHS) + edges
    hidden = any(node.elsewhere and node.path not in told for node in nodes)
    assert {node.path for node in nodes} == set(_PATHS) or hidden


def test_a_hundred_levels_are_cut_off_where_a_page_would_end() -> None:
    paths = [f"{n:03}" for n in range(100)]
    trees = trees_of(paths, {low: [high] for high, low in pairwise(paths)})
    assert len(list(walked(trees))) == DEEPEST
    assert list(walked(trees))[-1].elsewhere


def test_many_parents_at_every_level_take_no_time() -> None:
    """Told wherever they belong, these would be 4^50 lines."""
    levels = [[f"{level:02}{n}" for n in range(4)] for level in range(50)]
    parents = {low: above for above, below in pairwise(levels) for low in below}
    start = time.process_time()
    trees = trees_of([path for level in levels for path in level], parents)
    assert len(list(walked(trees))) <= 4 + 4 * 4 * 50
    assert time.process_time() - start < 1


def test_letters_lead_to_the_page_where_they_begin() -> None:
    found = letters([("1", 1), ("2", 2), ("a", 4), ("ä", 1), ("{", 2), ("ع", 1)], 5, "sv")
    assert [(one.name, one.count, one.page) for one in found] == [
        ("0\N{EN DASH}9", 3, 1), ("A", 4, 1), ("Ä", 1, 2), ("Å", 2, 2), ("ع", 1, 3),
    ]  # fmt: skip
    assert len({one.anchor for one in found}) == len(found)
