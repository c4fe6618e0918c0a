"""The order of blank nodes, from what is said about them and not from their labels.

Labels change each time a graph is parsed, yet the same graph should give the same bytes. Colour
refinement tells blank nodes apart by the triples around them; where nodes look the same from all
sides, one is set apart and the rest follow. (RDF Dataset Canonicalization, RDFC-1.0, is the
complete answer; it hashes its way through every tie, which a record's few blank nodes do
not need.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import BNode, Literal
from rdflib.term import Node

from publod.vocabulary import XSD

#: Node looks spent before remaining ties go by label: a bound for graphs made to be symmetric.
BUDGET = 50_000

Triple = tuple[Node, Node, Node]
Colours = dict[BNode, int]


def term_key(term: Node) -> tuple[str, ...]:
    """A sort key for what is not a blank node; equal keys are equal terms.

    The spellings of one term are one: a plain literal is an xsd:string (RDF 1.1 Concepts,
    section 3.3) and a language tag has no case.
    """
    if isinstance(term, Literal):
        datatype = "" if term.datatype == XSD.string else (term.datatype or "")
        return ("literal", (term.language or "").lower(), str(term), datatype)
    return ("iri", str(term))


def rank(triples: Iterable[Triple]) -> dict[BNode, int]:
    """Number the blank nodes of a graph, independently of their labels."""
    facts: dict[BNode, list[tuple[str, ...]]] = {}
    links: dict[BNode, list[tuple[str, BNode]]] = {}
    for s, p, o in triples:
        for node in (s, o):
            if isinstance(node, BNode) and node not in facts:
                facts[node], links[node] = [], []
        if isinstance(s, BNode) and isinstance(o, BNode):
            links[s].append((">" + str(p), o))
            links[o].append(("<" + str(p), s))
        elif isinstance(s, BNode):
            facts[s].append((">", str(p), *term_key(o)))
        elif isinstance(o, BNode):
            facts[o].append(("<", str(p), *term_key(s)))
    if not facts:
        return {}

    colours = _number({node: tuple(sorted(known)) for node, known in facts.items()})
    budget = BUDGET
    while True:
        budget = _refine(colours, links, budget)
        tied = _first_tie(colours)
        if not tied or budget <= 0:
            break
        chosen = min(tied)
        colours.update({node: 2 * c + 1 for node, c in colours.items()})
        colours[chosen] -= 1
    return {node: i for i, node in enumerate(sorted(colours, key=lambda n: (colours[n], n)))}


def _refine(colours: Colours, links: Mapping[BNode, list[tuple[str, BNode]]], budget: int) -> int:
    """Split colours by the colours of the neighbours until nothing splits; what budget is left."""
    count = len(set(colours.values()))
    while count < len(colours) and budget > 0:
        budget -= len(colours)
        colours.update(
            _number(
                {
                    node: (colour, *sorted((way, colours[other]) for way, other in links[node]))
                    for node, colour in colours.items()
                }
            )
        )
        before, count = count, len(set(colours.values()))
        if count == before:
            break
    return budget


def _number(looks: Mapping[BNode, tuple[Any, ...]]) -> Colours:
    order = {look: i for i, look in enumerate(sorted(set(looks.values())))}
    return {node: order[look] for node, look in looks.items()}


def _first_tie(colours: Colours) -> list[BNode]:
    """The nodes of the first colour that more than one node has."""
    groups: dict[int, list[BNode]] = {}
    for node, colour in colours.items():
        groups.setdefault(colour, []).append(node)
    ties = [colour for colour, nodes in groups.items() if len(nodes) > 1]
    return groups[min(ties)] if ties else []
