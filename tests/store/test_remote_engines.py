"""One set of tests for every engine: what is written to it, and what it remembers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from publod.errors import StoreError
from publod.store.store_interface import GraphChange, Query

from .engine_under_test import HARD, Engine, forget
from .records import BASE, change, document


def test_a_change_replaces_its_graphs_and_no_others(engine: Engine) -> None:
    engine.fill(1, change(1, "a", "b"), change(2, "c"), change(3, "d"))
    assert engine.queries.commit == 1
    engine.fill(4, change(1, "e"), change(3))
    assert engine.titles() == {document(1): {"e"}, document(2): {"c"}}
    assert engine.queries.commit == 4
    assert engine.count("?s schema:name ?o") == 2


def test_the_last_change_of_a_graph_wins(engine: Engine) -> None:
    engine.fill(1, change(1, "a"), change(2, "b"), change(1, "c"), change(2), change(3))
    assert engine.titles() == {document(1): {"c"}}


def test_what_is_applied_is_remembered(engine: Engine) -> None:
    store = engine.write()
    assert (store.commit, store.origin, store.is_published) == (0, "", False)
    store.apply(7, [change(1, "a")], "7.abcd")
    store.publish()
    store.close()
    store = engine.write()
    assert (store.commit, store.origin, store.is_published) == (7, "7.abcd", True)
    store.close()


def test_an_empty_store_can_be_published(engine: Engine) -> None:
    with pytest.raises(StoreError, match="nothing has been published"):
        engine.queries.query(Query("ASK {}"))
    store = engine.write()
    store.publish()
    store.close()
    forget(engine.queries)
    assert engine.titles() == {}
    assert engine.queries.commit == 0


def test_a_half_applied_commit_is_not_published_and_can_be_mended(engine: Engine) -> None:
    def breaks() -> Iterator[GraphChange]:
        yield change(1, "b")
        yield change(1, "c")
        yield change(1, "d")
        raise RuntimeError("the ledger went away")

    store = engine.write()
    store.apply(1, [change(1, "a")])
    with pytest.raises(RuntimeError):
        store.apply(2, breaks())
    store.close()
    store = engine.write()
    assert store.commit == 1
    assert not store.is_published
    with pytest.raises(StoreError, match="half applied"):
        store.publish()
    store.apply(2, [change(1, "b"), change(1, "c")])
    store.publish()
    store.close()
    forget(engine.queries)
    assert engine.titles() == {document(1): {"c"}}


def test_the_version_names_the_content(engine: Engine) -> None:
    engine.fill(1, change(1, "a"))
    first = engine.queries.version
    assert engine.queries.version == first
    engine.fill(2, change(1, "b"))
    second = engine.queries.version
    engine.fill(2, change(1, "c"))
    assert len({first, second, engine.queries.version}) == 3


def test_reset_empties_the_store(engine: Engine) -> None:
    engine.fill(3, *(change(n, "a") for n in range(30)))
    store = engine.write()
    store.reset()
    assert store.commit == 0
    assert not store.is_published
    store.apply(3, [change(1, "b")])
    store.publish()
    store.close()
    forget(engine.queries)
    assert engine.titles() == {document(1): {"b"}}


def test_quads_that_are_none_are_an_error_of_the_store(engine: Engine) -> None:
    store = engine.write()
    with pytest.raises(StoreError, match="could not write"):
        store.apply(1, [GraphChange((document(1),), b"<a> <b> .\n")])
    assert store.commit == 0
    store.close()


def test_every_sort_of_statement_comes_back_as_it_was(engine: Engine) -> None:
    quads = HARD.replace("GRAPH", document(1)).replace("LONG", "l\u00e5ng text; " * 20_000)
    engine.fill(1, GraphChange((document(1),), quads.encode()))
    answer = engine.queries.query(
        Query("CONSTRUCT { ?s ?p ?o } { GRAPH <publication/1> { ?s ?p ?o } }"), graphs="nt"
    )
    found, expected = Graph(), Graph()
    found.parse(data=answer.read(), format="nt")
    expected.parse(data=quads.replace(f" <{document(1)}> .\n", " .\n"), format="nt")
    assert isomorphic(found, expected)


@pytest.mark.parametrize("kind", ["integer", "decimal", "double", "boolean", "positiveInteger"])
def test_a_number_that_is_none_harms_nothing_else(engine: Engine, kind: str) -> None:
    """The shapes do not look at every property, so one may come as far as this."""
    quads = "".join(
        f'<{document(1)}#it> <{BASE}p> "{text}"^^<http://www.w3.org/2001/XMLSchema#{kind}> '
        f"<{document(1)}> .\n"
        for text in ("x", "1 000", "", "12")
    )
    engine.fill(1, GraphChange((document(1),), quads.encode()), change(2, "beside"))
    rows = engine.rows("SELECT ?o { GRAPH <publication/1> { ?s ?p ?o } }")
    values = {row["o"]["value"] for row in rows}
    assert {"x", "1 000", ""} < values
    assert engine.titles() == {document(2): {"beside"}}


def test_a_record_may_be_larger_than_a_request(engine: Engine) -> None:
    own, derived = document(1), f"{document(1)}#derived"
    lines = [
        f"<{own}#it> <{BASE}p{n % 9}> <{BASE}o{n}> <{(own, derived)[n % 2]}> ." for n in range(3500)
    ]
    quads = "\n".join([*lines, f"<{own}#it> <{BASE}q> _:r1a <{own}> .", ""])
    for commit in (1, 2):
        engine.fill(commit, change(2, "a"), GraphChange((own, derived), quads.encode()))
        assert engine.count("GRAPH ?g { <publication/1#it> ?p ?o }") == 3501
    engine.fill(3, GraphChange((own, derived), None))
    assert engine.count("GRAPH ?g { ?s ?p ?o }") == 2 + engine.more


def test_a_blank_node_may_be_in_both_graphs_of_a_record(engine: Engine) -> None:
    own, derived = document(1), f"{document(1)}#derived"
    quads = f"""\
<{own}#it> <{BASE}p> _:r1a <{own}> .
<{own}#it> <{BASE}p> _:r1b <{own}> .
_:r1a <{BASE}p> "a" <{own}> .
_:r1a <{BASE}q> _:r1b <{derived}> .
_:r1b <{BASE}q> _:r1c <{derived}> .
_:r1c <{BASE}q> "c" <{derived}> .
"""
    for commit in (1, 2):  # again, and nothing of the first is left
        engine.fill(commit, GraphChange((own, derived), quads.encode()), change(2, "beside"))
        path = (
            f"<{own}#it> <{BASE}p> ?a . ?a <{BASE}p> 'a' . GRAPH <{derived}> {{ ?a <{BASE}q> ?b }}"
        )
        assert engine.count(f"{path} <{own}#it> <{BASE}p> ?b . ?b <{BASE}q>/<{BASE}q> 'c'") == 1
        assert engine.count(f"GRAPH ?g {{ ?s ?p ?o }} FILTER(?g IN (<{own}>, <{derived}>))") == 6
        assert engine.count("?s <urn:publod:label> ?o") == 0
