"""Paths with * and +: what SPARQL says of them, in chains of any length."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Literal

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.paths import MulPath
from rdflib.term import Node

from publod.validation.shacl_engine import ClosureGraph

P, Q = rdflib.URIRef("http://p/p"), rdflib.URIRef("http://p/q")
NODES = [rdflib.URIRef(f"http://e/{n}") for n in range(7)]
BOTH_WAYS = P | ~P
TIMES: tuple[Literal["*", "+"], ...] = ("*", "+")
PATHS = [MulPath(path, times) for path in (P, P | Q, BOTH_WAYS, P / Q) for times in TIMES]
edges = st.lists(
    st.tuples(*[st.sampled_from(NODES), st.sampled_from([P, Q]), st.sampled_from(NODES)])
)
asked = st.none() | st.sampled_from(NODES)


@given(edges, st.sampled_from(PATHS), asked, asked)
def test_it_finds_what_rdflib_finds(
    triples: list[tuple[Node, Node, Node]], path: MulPath, s: Node | None, o: Node | None
) -> None:
    ours, theirs = ClosureGraph(), rdflib.Graph()
    for triple in triples:
        ours.add(triple)
        theirs.add(triple)
    found = [(a, b) for a, _, b in ours.triples((s, path, o))]
    assert set(found) == {(a, b) for a, _, b in theirs.triples((s, path, o))}
    assert len(found) == len(set(found))


@pytest.mark.parametrize("is_circle", [False, True])
def test_a_chain_may_be_long(is_circle: bool) -> None:
    """And all of its nodes may be asked about."""
    size = 20_000
    nodes = [rdflib.URIRef(f"http://e/{n}") for n in range(size)]
    graph = ClosureGraph()
    for a, b in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
        if is_circle or b != nodes[0]:
            graph.add((a, P, b))
    started = time.process_time()
    for times in TIMES:
        path = MulPath(P, times)
        back = [any(graph.triples((b, path, a))) for a, b in pairwise(nodes)]
        assert set(back) == {is_circle}
        assert any(graph.triples((nodes[0], path, nodes[-1])))
        assert len(list(graph.triples((nodes[0], path, None)))) >= size - 1
    assert time.process_time() - started < 20
