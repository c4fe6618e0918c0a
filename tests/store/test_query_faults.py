"""Queries that do not parse: what is said names the clause or the variable that is wrong."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from publod.store.query_faults import fault_of
from publod.store.query_guard import readable
from publod.web import sparql

FAULTS = [
    ("SELECT ?x (COUNT(?s) AS ?n) { ?s ?p ?o }", "column 8: ?x is neither in GROUP BY"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?p", "column 8: ?s is neither"),
    ("SELECT * { { SELECT ?s (MAX(?o) AS ?m) { ?s ?p ?o } } }", "column 21: ?s is neither"),
    ("SELECT (STR(?p) AS ?s) { ?s ?p ?o }", "column 20: ?s has a value in the pattern"),
    ("SELECT ?s ?s { ?s ?p ?o }", "?s is selected twice"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", "column 1: SELECT * cannot go with GROUP BY"),
    ("SELECT * {\n ?s ?p ?o BIND(1 AS ?s) }", "line 2, column 21: ?s has a value before BIND"),
    ("SELECT ?s { ?s ?p ?o } ORDER ?s", "column 24: ORDER is followed by BY"),
    ("SELECT ?s { ?s ?p ?o } LIMIT ten", "column 30: LIMIT is followed by a whole number"),
    ("SELECT ?s WHERE ?s ?p ?o", "column 11: WHERE is followed by a group"),
    ("SELECT ?s { ?s ?p ?o FILTER ?s = 1 }", "column 22: FILTER is followed by a condition"),
    ("SELECT ?s { ?s ?p ?o FILTER(REGEX(?o) }", "( after FILTER is not closed before }"),
    ("SELECT ?s { ?s ?p ?o FILTER(FOO(?o)) }", "column 29: SPARQL has no function FOO"),
    ("SELECT ?s, ?p { ?s ?p ?o }", "column 10: between the variables of SELECT"),
    ("SELECT ?s { ?s ?p }", "column 19: ?s ?p has no object"),
    ("SELECT (COUNT(?s)) { ?s ?p ?o }", "needs a name: (COUNT(?s) AS ?name)"),
    ("SELECT ?s { ?s a <a b> }", "column 18: <a b> is no IRI"),
    ("SELECT ?s { _:a ?p ?o OPTIONAL { _:a ?q ?r } }", "column 34: _:a stands in two groups"),
    ("SELECT ?s { ?s ?p ?o } }", "column 24: the bracket } closes nothing"),
]


@pytest.mark.parametrize(("text", "words"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told_by_its_clause_or_variable(text: str, words: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    assert words in str(readable(str(caught.value), text))


def test_nothing_is_wrong_with_queries_that_parse() -> None:
    """Of the examples of the page, and of the W3C's tests of syntax as far as they are here."""
    folder = Path(str(sparql.__file__)).with_name("queries")
    for file in folder.glob("*.rq"):
        assert fault_of(file.read_text(encoding="utf-8")) is None, file.name


SOUND = [
    "SELECT (COUNT(*) AS ?n) (MAX(?o) AS ?m) { ?s ?p ?o }",
    "SELECT ?s (SUM(?o) * 2 AS ?m) { ?s ?p ?o } GROUP BY ?s HAVING (SUM(?o) > 1) ORDER BY DESC(?m) LIMIT 5",
    "SELECT ?y { ?s ?p ?o } GROUP BY (YEAR(?o) AS ?y)",
    "SELECT * { ?s a [ ?p ?o ] . FILTER NOT EXISTS { ?s ?p ?x } BIND (STR(?o) AS ?t) }",
    "SELECT * { VALUES (?a ?b) { (1 2) (UNDEF 3) } VALUES ?c { <a> <b> } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER (?o IN (1, 2)) }",
    "SELECT ?s { { SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s } ?s a ?c } ORDER BY ?n",
    "ASK { ?s (<p>|^<q>)* ?o MINUS { ?s a ?c } FILTER regex(?o, 'x') }",
    "SELECT ?s { ?s ?p ?o OPTIONAL { ?s a ?c BIND (1 AS ?one) } } OFFSET 2 LIMIT 3",
]


@pytest.mark.parametrize("text", SOUND)
def test_a_query_that_parses_has_no_fault(text: str) -> None:
    ox.Store().query(text, base_iri="http://e.example/")
    assert fault_of(text) is None
