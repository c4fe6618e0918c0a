"""One graph, one text: whatever its blank nodes are called and in whichever order it comes."""

from __future__ import annotations

import random
import time

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from publod.errors import IngestError
from publod.rdf import Triple, canonical, graph_of, literal_of, triples_of
from publod.rdf.canonical import without_unsendable

P = "<http://p/p>"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
iris = st.sampled_from([f"<http://e/{n}>" for n in range(3)])
blanks = st.sampled_from([f"_:b{n}" for n in range(5)])
literals = st.one_of(
    texts.map(lambda t: str(ox.Literal(t))),
    texts.map(lambda t: str(ox.Literal(t, language="sv"))),
    texts.map(lambda t: str(ox.Literal(t, datatype=ox.NamedNode("http://e/type")))),
)
triples = st.tuples(iris | blanks, st.sampled_from([P, "<http://p/q>"]), iris | blanks | literals)
graphs = st.lists(triples, max_size=12)


@given(graphs, st.randoms(use_true_random=False))
def test_labels_and_order_do_not_matter(graph: list[Triple], chance: random.Random) -> None:
    labels = [f"_:x{n}" for n in range(5)]
    chance.shuffle(labels)
    renamed = dict(zip([f"_:b{n}" for n in range(5)], labels, strict=True))
    other = [(renamed.get(s, s), p, renamed.get(o, o)) for s, p, o in graph]
    chance.shuffle(other)
    text = canonical(graph)
    assert canonical(other) == text
    assert canonical(triples_of(text)) == text


@given(graphs)
def test_the_text_says_the_same_graph(graph: list[Triple]) -> None:
    text = canonical(graph)
    expected = rdflib.Graph().parse(
        data="".join(f"{s} {p} {o} .\n" for s, p, o in graph), format="nt"
    )
    read = graph_of(triples_of(text))
    assert len(read) == len(set(graph)) == text.count("\n")
    assert read.isomorphic(expected)


@given(texts)
def test_a_literal_is_taken_apart(text: str) -> None:
    assert literal_of(str(ox.Literal(text, language="sv-FI"))).text == text
    typed = literal_of(str(ox.Literal(text, datatype=ox.NamedNode("http://e/t"))))
    assert (typed.text, typed.datatype) == (text, "http://e/t")


@given(
    st.text(st.sampled_from("ab\\\x00\x01\x08\x0b\x0c\x1f\t\n\r\ufffe\uffff\ud7ffu0"), max_size=12)
)
def test_only_what_xml_cannot_carry_is_left_out(text: str) -> None:
    kept = "".join(c for c in text if c not in "\x00\x01\x08\x0b\x0c\x1f\ufffe\uffff")
    assert literal_of(without_unsendable(str(ox.Literal(text)))).text == kept


def test_lexical_forms_are_kept() -> None:
    graph = graph_of([("<http://e/a>", P, '"007"^^<http://www.w3.org/2001/XMLSchema#integer>')])
    assert [str(o) for o in graph.objects()] == ["007"]


def chain(length: int) -> list[Triple]:
    return [("<http://e/a>", P, "_:n0"), *((f"_:n{i}", P, f"_:n{i + 1}") for i in range(length))]


def layers(number: int, width: int) -> list[Triple]:
    """Each node of a layer leads to all of the next."""
    return [
        (f"_:l{layer}n{i}", f"<http://p/{layer}>", f"_:l{layer + 1}n{j}")
        for layer in range(number - 1)
        for i in range(width)
        for j in range(width)
    ]


def clique(size: int) -> list[Triple]:
    return [(f"_:n{i}", P, f"_:n{j}") for i in range(size) for j in range(size) if i != j]


def circulant(size: int, *steps: int) -> list[Triple]:
    """Each node leads to some that stand further on in a circle, of which one is named."""
    links = [(f"_:n{i}", P, f"_:n{(i + step) % size}") for i in range(size) for step in steps]
    return [("<http://e/a>", P, "_:n0"), *links]


@pytest.mark.parametrize(
    "poison",
    [
        clique(9), clique(60), layers(4, 5), layers(20, 4), layers(100, 2), chain(600),
        chain(20_000), circulant(50, 1, 7, 19),
    ],
    ids=[
        "clique", "large-clique", "layers", "more-layers", "pairs", "chain", "long-chain",
        "circulant",
    ],
)  # fmt: skip
def test_poison_is_refused_at_once(poison: list[Triple]) -> None:
    started = time.process_time()
    with pytest.raises(IngestError, match="blank nodes near .* can hardly be told apart"):
        canonical(poison)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "graph",
    [
        clique(6),
        layers(3, 3),
        chain(80),
        circulant(60, 1),
        # Pairs that nothing tells apart.
        [(f"_:a{i}", P, f"_:b{i}") for i in range(4)],
        # A printed order of 2,000 creators.
        [
            triple
            for i in range(2000)
            for triple in ((f"_:n{i}", P, f"_:n{i + 1}"), (f"_:n{i}", "<http://p/q>", f"<http://e/{i}>"))
        ],
        # Many that look alike, but touch no other.
        [("<http://e/a>", P, f"_:n{i}") for i in range(1000)],
    ],
    ids=["clique", "layers", "chain", "circle", "pairs", "list", "alike"],
)  # fmt: skip
def test_what_is_harmless_is_taken(graph: list[Triple]) -> None:
    started = time.process_time()
    assert canonical(graph).count("\n") == len(graph)
    assert time.process_time() - started < 3
