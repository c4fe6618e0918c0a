"""JSON-LD 1.1 as a tree that reads like hand-written JSON: https://www.w3.org/TR/json-ld11/.

The view for search engines has the terms of schema.org alone.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import replace
from itertools import chain
from json.encoder import encode_basestring
from typing import Any

from publod.rdf.document import MAX_DEPTH, NIL, Document, Labels, Outline
from publod.rdf.jsonld_context import CONTEXT, PLAIN, Context, Term
from publod.rdf.terms import (
    STRING,
    iri_of,
    is_blank,
    is_iri,
    is_literal,
    literal_of,
    term_of_iri,
)
from publod.vocabulary import PREFIXES, RDF, SCHEMA, XSD

_TYPE = str(RDF.type)
_TYPE_TERM, _SCHEMA = term_of_iri(_TYPE), "<" + SCHEMA.iri
# The integers that survive being read as a double, spelled as JSON spells them (section 8.6 of
# the API: https://www.w3.org/TR/json-ld11-api/#data-round-tripping).
_NATIVE_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_NATIVE_BOOLEAN = {"true": True, "false": False}
_UNCOERCED = Term("")


def write(document: Document) -> bytes:
    """The document as JSON-LD with the published context's URL."""
    return (indented(tree(document)) + "\n").encode()


def script(document: Document) -> str:
    """The document for a script element of a page, with the part of the context that it uses.

    Escaped so that no text in the data can end the element (HTML, section 4.12.1.3).
    """
    return json.dumps(tree(document, inline=True), ensure_ascii=False).replace("<", "\\u003c")


def tree(document: Document, *, inline: bool = False) -> dict[str, Any]:
    """The document as JSON values; ``inline`` has the context in it instead of its URL."""
    outline = Outline(document)
    context = PLAIN if _clashes(outline) else CONTEXT
    writer = _Writer(outline, context)
    roots = writer.roots()
    result: dict[str, Any] = {}
    if context is not PLAIN:
        result["@context"] = context.definitions(writer.used) if inline else document.context_url
    if term_of_iri(document.thing) not in outline.properties:
        return result | {"@graph": roots}
    result |= roots[0]
    if len(roots) > 1:
        result["@included"] = roots[1:]
    return result


def _clashes(outline: Outline) -> bool:
    """Whether an IRI would be taken for a compact one, its scheme being one of our prefixes.

    JSON-LD has no way to escape ``schema:x`` when ``schema`` is a prefix (section 4.1.5), so such
    a graph, hardly ever met, is written without a context.
    """

    def looks_compact(iri: str) -> bool:
        return not iri.startswith("http") and iri.partition(":")[0] in PREFIXES

    for node, properties in outline.properties.items():
        if is_iri(node) and looks_compact(iri_of(node)):
            return True
        for predicate, objects in properties:
            if looks_compact(predicate):
                return True
            for o in objects:
                if is_blank(o) or (is_literal(o) and o.endswith('"')):
                    continue
                if looks_compact(iri_of(o) if is_iri(o) else literal_of(o).datatype):
                    return True
    return False


class _Writer:
    def __init__(self, outline: Outline, context: Context) -> None:
        self._outline = outline
        self._context = context
        self._labels = Labels()
        self._written: set[str] = set()
        self._waiting: deque[tuple[str, dict[str, Any], int]] = deque()
        #: Every key, type and datatype written: what an inline context must define.
        self.used: set[str] = set()

    def roots(self) -> list[dict[str, Any]]:
        """The nodes that are nested in no other, with everything nested in them.

        Breadth first, so that a node stands as near to the top as it can, and no chain of
        nodes is too long.
        """
        roots = []
        for node in self._outline.order():
            if node in self._written:
                continue
            named = is_iri(node) or self._outline.uses[node] > 0
            roots.append(self._begin(node, named=named, depth=0))
            while self._waiting:
                self._describe(*self._waiting.popleft())
        return roots

    def _begin(self, node: str, *, named: bool, depth: int) -> dict[str, Any]:
        target = {self._context.id: self._name(node)} if named else {}
        self._written.add(node)
        self._waiting.append((node, target, depth))
        return target

    def _name(self, node: str) -> str:
        return f"_:{self._labels[node]}" if is_blank(node) else iri_of(node)

    def _describe(self, node: str, target: dict[str, Any], depth: int) -> None:
        for predicate, objects in self._outline.properties[node]:
            rest = objects
            if predicate == _TYPE:
                classes = [self._use(self._context.compact(o)) for o in _iris(objects)]
                if classes:
                    target[self._context.type] = _single(classes)
                # A class without an IRI is described, like any other value.
                rest = [o for o in objects if not is_iri(o)]
            self._state(predicate, rest, target, depth)

    def _state(
        self, predicate: str, objects: list[str], target: dict[str, Any], depth: int
    ) -> None:
        """Add one property to a node: under its term what the term can hold, the rest beside it."""
        term = self._context.terms.get(predicate)
        rest = objects
        if term is not None and term.container == "@language":
            texts, rest = _by_language(objects)
            if texts:
                target[self._use(term.name)] = texts
        elif term is not None and term.container == "@list":
            items = self._items(objects[0], term, depth) if len(objects) == 1 else None
            if items is not None:
                target[self._use(term.name)], rest = items, []
        if not rest:
            return
        if term is None or term.container:
            key, term = self._context.uncoerced(predicate), _UNCOERCED
        else:
            key = term.name
        target[self._use(key)] = _single([self._value(o, term, depth) for o in rest])

    def _value(self, node: str, term: Term, depth: int) -> Any:
        if is_literal(node):
            return self._literal(node, term)
        items = self._items(node, term, depth)
        if items is not None:
            return {"@list": items}
        if node in self._outline.properties and node not in self._written and depth < MAX_DEPTH:
            named = is_iri(node) or self._outline.uses[node] > 1
            return self._begin(node, named=named, depth=depth + 1)
        name = self._name(node)
        return name if term.coercion == "@id" else {self._context.id: name}

    def _items(self, node: str, term: Term, depth: int) -> list[Any] | None:
        """The items of the list that starts here and is not yet told; None if none does."""
        if node == NIL:
            return []
        if not self._outline.is_list(node) or node in self._written or depth >= MAX_DEPTH:
            return None
        cells = list(self._outline.cells(node))
        self._written.update(cell for cell, _ in cells)
        return [self._value(item, term, depth + 1) for _, item in cells]

    def _literal(self, node: str, term: Term) -> Any:
        """A bare value where the term reads it back the same, else a value object."""
        text, datatype, language = literal_of(node)
        if language:
            return {"@value": text, "@language": language}
        if datatype == STRING:
            return text if term.coercion is None else {"@value": text}
        if datatype == term.coercion:
            return text
        if term.coercion is None:
            if datatype == str(XSD.integer) and _NATIVE_INTEGER.fullmatch(text):
                return int(text)
            if datatype == str(XSD.boolean) and text in _NATIVE_BOOLEAN:
                return _NATIVE_BOOLEAN[text]
        return {"@value": text, "@type": self._use(self._context.compact(datatype))}

    def _use(self, name: str) -> str:
        self.used.add(name)
        return name


def _iris(nodes: list[str]) -> list[str]:
    return [iri_of(node) for node in nodes if is_iri(node)]


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _by_language(objects: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Texts as a language map, ``@none`` for those without one; and what is no text."""
    texts: dict[str, list[str]] = {}
    others: list[str] = []
    for o in objects:
        if is_literal(o) and not o.endswith(">"):
            text, _, language = literal_of(o)
            texts.setdefault(language or "@none", []).append(text)
        else:
            others.append(o)
    return {language: _single(values) for language, values in texts.items()}, others


_STEP = "  "
_WIDTH = 90


def indented(value: Any, indent: str = "\n") -> str:
    """A JSON value on as many lines as it needs; what is short and flat stays on one."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        deeper = indent + _STEP
        members = [f"{encode_basestring(k)}: {indented(v, deeper)}" for k, v in value.items()]
        return _bracketed("{", members, "}", indent)
    if isinstance(value, list):
        return _bracketed("[", [indented(v, indent + _STEP) for v in value], "]", indent)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _bracketed(opening: str, parts: list[str], closing: str, indent: str) -> str:
    line = ", ".join(parts)
    if len(line) + len(indent) < _WIDTH and "\n" not in line:
        return opening + line + closing
    deeper = indent + _STEP
    return opening + deeper + f",{deeper}".join(parts) + indent + closing


def write_schema_org(document: Document) -> bytes:
    """The statements of a document with schema.org's properties and classes.

    Authors stand in the order in which they are printed, which schema.org has no property for.
    """
    outline = Outline(document)
    triples = [
        (s, p, o)
        for s, p, o in chain(document.triples, document.classes())
        if (o if p == _TYPE_TERM else p).startswith(_SCHEMA)
    ]
    return write(replace(document, triples=triples, printed=outline.printed))
