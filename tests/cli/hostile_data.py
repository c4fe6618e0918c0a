"""Hostile data: long chains of records, controls of terminals, values that are hard to read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cli.hostile import INVALID, VALID, add
from cli.hostile_trees import LAUGHS, entities
from cli.hostile_turtle import agent, many
from cli.running import AGENT, PREFIXES

SKOS = PREFIXES + "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


def concepts(count: int, broader: Callable[[int], str]) -> str:
    return (
        SKOS
        + '<scheme/s#it> a skos:ConceptScheme ; dcterms:title "S"@sv, "S"@en .\n'
        + "".join(
            f'<subject/s{n}#it> a skos:Concept ; skos:prefLabel "S {n}"@sv, "S {n}"@en ; '
            f"skos:inScheme <scheme/s#it> {broader(n)} .\n"
            for n in range(count)
        )
    )


def chain(count: int) -> str:
    """Concepts of which each is broader than the one before."""
    top = "; skos:topConceptOf <scheme/s#it>"
    return concepts(
        count, lambda n: f"; skos:broader <subject/s{n + 1}#it>" if n < count - 1 else top
    )


add("broader.ttl", VALID, lambda: chain(1_000))
add(
    "broader-circle.ttl",
    INVALID,
    lambda: concepts(1_000, lambda n: f"; skos:broader <subject/s{(n + 1) % 1_000}#it>"),
)
PUBLICATION = """\
<publication/p{0}#it> a pub:Publication ; dcterms:title "P {0}"@sv ; dcterms:creator <agent/x#it> ;
  dcterms:issued "{2}"^^xsd:gYear ; dcterms:language lang:SWE ; dcterms:type <type/t#it> ;
  dcterms:isVersionOf <work/w#it> {1} .
"""


def publications(count: int, link: str) -> str:
    """Publications of one work, each joined to the next one by a property."""
    head = (
        chain(1)
        + AGENT.replace(PREFIXES, "")
        + (
            "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix schema: <https://schema.org/> .\n"
            "@prefix lang: <http://publications.europa.eu/resource/authority/language/> .\n"
            '<work/w#it> a pub:Work ; dcterms:title "W"@sv .\n'
            '<type/t#it> a skos:Concept ; skos:prefLabel "T"@sv ; skos:inScheme <scheme/s#it> .\n'
        )
    )
    return head + "".join(
        PUBLICATION.format(
            n, f"; {link} <publication/p{n + 1}#it>" if n < count - 1 else "", 2900 - n
        )
        for n in range(count)
    )


for predicate in ("dcterms:replaces", "schema:translationOfWork", "schema:isBasedOn"):
    add(
        f"{predicate[predicate.index(':') + 1 :]}.ttl",
        VALID,
        partial(publications, 1_000, predicate),
    )
add(
    "parts.ttl",
    VALID,
    lambda: (
        PREFIXES
        + '<work/w1000#it> a pub:Work ; dcterms:title "W"@sv .\n'
        + many(
            lambda n: (
                f'<work/w{n}#it> a pub:Work ; dcterms:title "W"@sv ; dcterms:isPartOf <work/w{n + 1}#it> .\n'
            ),
            1_000,
            "",
        )
    ),
)
add(
    "organizations.ttl",
    VALID,
    lambda: (
        PREFIXES
        + '<agent/a1000#it> a foaf:Organization ; foaf:name "X"@sv .\n'
        + many(
            lambda n: (
                f'<agent/a{n}#it> a foaf:Organization ; foaf:name "X"@sv ; <http://www.w3.org/ns/org#subOrganizationOf> <agent/a{n + 1}#it> .\n'
            ),
            1_000,
            "",
        )
    ),
)

# Terminals

CONTROLS = "\x1b[31mred\x07\u202e\x85\x9b31m"
add(
    "literal-controls.ttl",
    INVALID,
    PREFIXES + f"<agent/x#it> a foaf:Organization ; foaf:name 5, '{CONTROLS}' .",
)
add("syntax-controls.ttl", "publod: ", "\x1b[31m\u202e:x a b .")
add("iri-controls.ttl", INVALID, PREFIXES + "<agent/\u202ex\u2066#it> a foaf:Organization .")
add("json-controls.jsonld", "publod: ", '{"@id": \x1b[31m')
add("\x1b[31m\u202ename\x07.ttl", "publod: ", "oj")
add("\nnew\nline.ttl", "publod: ", "oj")

# Values that readers of a datatype could choke on

TYPES = "http://www.w3.org/2001/XMLSchema#"
SYNTAX = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ANY = f"{VALID}|{INVALID}|publod: "
add("digits.ttl", ANY, lambda: agent("foaf:age " + "9" * 1_000_000))
add(
    "edition-digits.ttl",
    INVALID,
    lambda: (
        PREFIXES
        + "<publication/x#it> a pub:Publication ; pub:editionNumber "
        + "9" * 300_000
        + " ."
    ),
)
add(
    "exponents.ttl",
    INVALID,
    PREFIXES
    + f"<publication/x#it> a pub:Publication ; pub:editionNumber 1e999999999, '1e999999999'^^<{TYPES}decimal> .",
)
add(
    "years.ttl",
    INVALID,
    lambda: (
        PREFIXES
        + f"<publication/x#it> a pub:Publication ; dcterms:issued '{'9' * 300_000}-01-01'^^<{TYPES}date>, 'P{'9' * 300_000}Y'^^<{TYPES}duration> ."
    ),
)
add("xml-literal.ttl", ANY, lambda: agent(f"foaf:nick '{'<a>' * 30_000}'^^<{SYNTAX}XMLLiteral>"))
add("html-literal.ttl", ANY, lambda: agent(f"foaf:nick '{'<b>' * 30_000}'^^<{SYNTAX}HTML>"))
add(
    "laughing-literal.ttl",
    ANY,
    lambda: agent(f"foaf:nick '''{entities(*LAUGHS)}<r>&e9;</r>'''^^<{SYNTAX}XMLLiteral>"),
)
