"""Turtle and TriG for people: https://www.w3.org/TR/turtle/ and https://www.w3.org/TR/trig/.

The described thing comes first, blank nodes and lists stand where they are used, only the
prefixes in use are declared, and the same graph always gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from publod.rdf.document import MAX_DEPTH, NIL, Document, Labels, Outline, rank
from publod.rdf.ntriples import iri_ref, prefixed, quoted, quoted_block
from publod.rdf.terms import STRING, Triple, iri_of, is_blank, is_literal, literal_of
from publod.vocabulary import PREFIXES, RDF, XSD

_STEP = "    "
_WIDTH = 100
# Literals that Turtle writes bare (section 2.5.2), where they are spelled as they are computed:
# rdflib reads a bare 007 as 7, and the text of a literal is part of the data.
_BARE = {
    str(XSD.integer): re.compile(r"0|-?[1-9][0-9]*"),
    str(XSD.decimal): re.compile(r"-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])"),
    str(XSD.boolean): re.compile(r"true|false"),
}
_TYPE = str(RDF.type)


def write(document: Document) -> bytes:
    """The document as Turtle."""
    writer = _Writer(document)
    body = "\n\n".join(writer.statements(""))
    return _page(writer.prefixes, body)


def write_trig(document: Document) -> bytes:
    """The document as TriG: its named graphs, and all that it holds in the default graph.

    A query of the document without ``GRAPH`` finds everything, as at the SPARQL endpoint; under a
    graph's name stands exactly what the endpoint has there.
    """
    whole = document.union()
    # A node between brackets would be another one in each graph.
    labels = _labels(whole) if document.named else None
    used: set[str] = set()

    def statements(triples: Collection[Triple], indent: str) -> str:
        writer = _Writer(replace(document, triples=triples), labels)
        written = "\n\n".join(indent + statement for statement in writer.statements(indent))
        used.update(writer.prefixes)
        return written

    parts = [statements(whole, "")]
    for name, graph in document.named.items():
        parts.append(f"{iri_ref(name)} {{\n{statements(graph, _STEP)}\n}}")
    return _page(used, "\n\n".join(filter(None, parts)))


def _labels(triples: Collection[Triple]) -> dict[str, str]:
    return {node: f"b{number + 1}" for node, number in rank(triples).items()}


def _page(used: set[str], body: str) -> bytes:
    head = [f"@prefix {p}: {iri_ref(iri)} .\n" for p, iri in PREFIXES.items() if p in used]
    return "\n".join(part for part in ("".join(head), body + "\n" if body else "") if part).encode()


class _Writer:
    """Writes triples of a document. With ``labels``, blank nodes have these and nest nowhere."""

    def __init__(self, document: Document, labels: Mapping[str, str] | None = None) -> None:
        self.prefixes: set[str] = set()
        self._outline = Outline(document)
        self._nests = labels is None
        self._labels = Labels() if labels is None else labels
        self._written: set[str] = set()

    def statements(self, indent: str) -> Iterator[str]:
        """One statement for each node that is not nested in another's."""
        for node in self._outline.order():
            if node in self._written:
                continue
            self._written.add(node)
            unnamed = self._nests and is_blank(node) and not self._outline.uses[node]
            subject = "[]" if unnamed else self._term(node)
            predicates = self._predicates(node, indent + _STEP, 0)
            between = f" ;\n{indent}{_STEP}"
            yield f"{subject} {between.join(predicates)} ."

    def _predicates(self, node: str, indent: str, depth: int) -> list[str]:
        """Each property of a node with its objects."""
        predicates = []
        for predicate, objects in self._outline.properties[node]:
            verb = "a" if predicate == _TYPE else self._iri(predicate)
            if len(objects) == 1:
                predicates.append(f"{verb} {self._object(objects[0], indent, depth)}")
                continue
            parts = [self._object(o, indent + _STEP, depth) for o in objects]
            line = f"{verb} {', '.join(parts)}"
            if len(line) + len(indent) > _WIDTH or "\n" in line:
                deeper = f"\n{indent}{_STEP}"
                line = verb + deeper + f",{deeper}".join(parts)
            predicates.append(line)
        return predicates

    def _object(self, node: str, indent: str, depth: int) -> str:
        nests = self._nests and is_blank(node) and self._outline.uses[node] == 1
        if not nests or node in self._written or depth >= MAX_DEPTH:
            return self._term(node)
        if self._outline.is_list(node):
            cells = list(self._outline.cells(node))
            self._written.update(cell for cell, _ in cells)
            return f"( {' '.join(self._object(item, indent, depth + 1) for _, item in cells)} )"
        self._written.add(node)
        if node not in self._outline.properties:
            return "[]"
        predicates = self._predicates(node, indent + _STEP, depth + 1)
        line = " ; ".join(predicates)
        if len(line) + len(indent) > _WIDTH - 20 or "\n" in line:
            deeper = f"\n{indent}{_STEP}"
            return "[" + deeper + f" ;{deeper}".join(predicates) + f"\n{indent}]"
        return f"[ {line} ]"

    def _term(self, node: str) -> str:
        if is_literal(node):
            return self._literal(node)
        if is_blank(node):
            return f"_:{self._labels[node]}"
        return "()" if node == NIL else self._iri(iri_of(node))

    def _literal(self, term: str) -> str:
        text, datatype, language = literal_of(term)
        quotes = quoted_block(text) if "\n" in text else quoted(text)
        if language:
            return f"{quotes}@{language}"
        if datatype == STRING:
            return quotes
        bare = _BARE.get(datatype)
        return text if bare and bare.fullmatch(text) else f"{quotes}^^{self._iri(datatype)}"

    def _iri(self, iri: str) -> str:
        name = prefixed(iri)
        if name is None:
            return iri_ref(iri)
        self.prefixes.add(name[0])
        return ":".join(name)
