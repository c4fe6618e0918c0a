"""Patterns with pub:textMatch: which there are in a query, and what stands in their place."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from publod.errors import QueryRefused, QuerySyntaxError
from publod.store.store_interface import Query
from publod.store.text_match import (
    MOST_MATCHES,
    MOST_PATTERNS,
    TEXT_MATCH,
    text_patterns,
    with_matches,
)
from publod.vocabulary import PREFIXES

A, B = "http://e.example/a", "http://e.example/b"
ONE = f"VALUES ?p {{ <{A}> <{B}> }}"
TWO = f"VALUES (?p ?s) {{ (<{A}> 1.000) (<{B}> 0.500) }}"

REWRITTEN = [
    ('SELECT * { ?p pub:textMatch "x" }', f"SELECT * {{ {ONE}   }}"),
    ('SELECT * { ?p pub:textMatch "x" . ?p a ?c }', f"SELECT * {{ {ONE}    ?p a ?c }}"),
    ('SELECT * { ?p a ?c . ?p pub:textMatch "x" }', f"SELECT * {{ {ONE}  ?p a ?c .  }}"),
    ('SELECT * { ?p pub:textMatch "x" ; a ?c }', f"SELECT * {{ {ONE}  ?p a ?c }}"),
    ('SELECT * { ?p pub:textMatch "x" ; . ?p a ?c }', f"SELECT * {{ {ONE}    ?p a ?c }}"),
    ('SELECT * { ?p a ?c ; pub:textMatch "x" ; a ?d }', f"SELECT * {{ {ONE}  ?p a ?c  ; a ?d }}"),
    ('SELECT * { ?p a ?c ; pub:textMatch "x" }', f"SELECT * {{ {ONE}  ?p a ?c   }}"),
    ('SELECT * { (?p ?s) pub:textMatch "x" ; a ?c }', f"SELECT * {{ {TWO}  ?p a ?c }}"),
    ('SELECT * { (?p ?s) pub:textMatch ("x" 9) . ?p a ?c }', f"SELECT * {{ {TWO}    ?p a ?c }}"),
    ('SELECT * { (?p) pub:textMatch ("x"@sv 9) }', f"SELECT * {{ {ONE}   }}"),
    (f'SELECT * {{ ?p <{TEXT_MATCH}> "x" }}', f"SELECT * {{ {ONE}   }}"),
    ('SELECT * { ?q a ?c OPTIONAL { ?p pub:textMatch "x" } }',
     f"SELECT * {{ ?q a ?c OPTIONAL {{ {ONE}   }} }}"),
    ('SELECT * { FILTER (BOUND(?c)) ?p a ?c ; pub:textMatch "x" }',
     f"SELECT * {{ {ONE}  FILTER (BOUND(?c)) ?p a ?c   }}"),
    ('SELECT * { ?q a [ a ?c ] . ?p a ?d ; pub:textMatch "x" }',
     f"SELECT * {{ {ONE}  ?q a [ a ?c ] . ?p a ?d   }}"),
    ('CONSTRUCT { ?p pub:textMatch "x" } WHERE { ?p pub:textMatch "x" }',
     f'CONSTRUCT {{ ?p pub:textMatch "x" }} WHERE {{ {ONE}   }}'),
    ('PREFIX t: <https://w3id.org/publod/ns#> ASK { ?p t:textMatch "x" }',
     f"PREFIX t: <https://w3id.org/publod/ns#> ASK {{ {ONE}   }}"),
    ('ASK { GRAPH ?g {\n ?p pub:textMatch\n "x" ;\n a ?c } }',
     f"ASK {{ GRAPH ?g {{ {ONE} \n ?p \n\n a ?c }} }}"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), REWRITTEN, ids=range(len(REWRITTEN)))
def test_matches_stand_in_the_place_of_the_pattern(before: str, after: str) -> None:
    patterns = text_patterns(before, PREFIXES)
    assert [pattern.text for pattern in patterns] == ["x"]
    query = with_matches(Query(before), patterns, [[(A, 1), (B, 0.5)]])
    assert re.sub(" +", " ", query.text) == re.sub(" +", " ", after)
    assert query.text.count("\n") == before.count("\n")
    assert len(query.text) - query.added <= len(before)
    ox.Store().query(query.text, prefixes=PREFIXES)  # it parses


UNTOUCHED = [
    'SELECT * { ?s ?p "pub:textMatch" }',
    "SELECT * { VALUES ?p { pub:textMatch } ?s ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER (?p = pub:textMatch || ?p IN (pub:textMatch, rdf:type)) }",
    "SELECT * { ?s ?p pub:textMatch . ?s ?p ?o , pub:textMatch }",
    'PREFIX pub: <http://e.example/> SELECT * { ?p pub:textMatch "x" }',
    'SELECT * { ?p a ?c } # ?p pub:textMatch "x"',
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_pattern_stays(text: str) -> None:
    assert text_patterns(text, PREFIXES) == []


WRONG = [
    ("SELECT * { ?p pub:textMatch ?words }", "column 15", "after it stands a text"),
    ('SELECT *\n{ ?p pub:textMatch ("x" many) }', "line 2, column 6", "after it stands a text"),
    ('SELECT * { ?p pub:textMatch ("x" 0) }', "column 15", "after it stands a text"),
    ('SELECT * { ?p pub:textMatch " " }', "column 15", "from 1 to"),
    ('SELECT * { ?p pub:textMatch "x", "y" }', "column 15", "one text"),
    ('SELECT * { <a> pub:textMatch "x" }', "column 16", "before it stands"),
    ('SELECT * { (?p ?s ?t) pub:textMatch "x" }', "column 23", "before it stands"),
    ('SELECT * { ?p dcterms:subject/pub:textMatch "x" }', "column 31", "before it stands"),
    ('SELECT * { ?p dcterms:hasPart [ pub:textMatch "x" ] }', "column 33", "between { and }"),
    ('CONSTRUCT WHERE { ?p pub:textMatch "x" }', "column 17", "CONSTRUCT { … } WHERE"),
]


@pytest.mark.parametrize(("text", "place", "reason"), WRONG)
def test_a_pattern_that_is_written_otherwise_is_explained(
    text: str, place: str, reason: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        text_patterns(text, PREFIXES)
    assert place in str(caught.value)
    assert reason in str(caught.value)


def test_matches_are_bounded() -> None:
    two = 'SELECT * { ?p pub:textMatch "x" . ?q pub:textMatch ("y" 400) . ?r pub:textMatch "z" }'
    assert [pattern.limit for pattern in text_patterns(two, PREFIXES)] == [300, 400, 300]
    with pytest.raises(QueryRefused, match="1.000 matches"):
        text_patterns(f'ASK {{ ?p pub:textMatch ("x" {MOST_MATCHES + 1}) }}', PREFIXES)
    many = '?p pub:textMatch "x" . ' * (MOST_PATTERNS + 1)
    with pytest.raises(QueryRefused, match="8 patterns"):
        text_patterns(f"ASK {{ {many} }}", PREFIXES)


@pytest.mark.parametrize(
    ("string", "text"),
    [('"a b"', "a b"), ("'a\\'b'", "a'b"), ('"""a\n"b"""', 'a\n"b'), ('"\\u00e5\\t"', "å\t")],
)
def test_strings_say_what_they_say_in_sparql(string: str, text: str) -> None:
    [pattern] = text_patterns(f"ASK {{ ?p pub:textMatch {string} }}", PREFIXES)
    assert pattern.text == text
