"""RDF/XML: https://www.w3.org/TR/rdf-syntax-grammar/.

Two things cannot be said in it: a property whose IRI does not end in an XML name (section 2.2),
and characters that XML 1.0 has no way to hold (section 2.2 there). A graph with either raises
NotRepresentable, since a shorter answer would look complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from publod.messages import N_
from publod.rdf.document import MAX_DEPTH, Document, Labels, NotRepresentable, Outline
from publod.rdf.terms import STRING, iri_of, is_blank, is_literal, literal_of
from publod.vocabulary import PREFIX_OF, RDF

_STEP = "  "
_TYPE = str(RDF.type)

# Namespaces in XML 1.0, production NCName, as the end of an IRI; kept to the letters that the
# fourth edition of XML 1.0 knows too, because the parser under Python (expat) knows no others.
_START = r"A-Z_a-zÀ-ÖØ-öø-ÿĀ-ıĴ-ľŁ-ňŊ-ž\u0391-\u03A1\u03B1-\u03C9\u0410-\u044F"
_NAME_AT_END = re.compile(rf"[{_START}][{_START}0-9.\-]*\Z")
# Characters that are no Char of XML 1.0 (section 2.2), escaped or not.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Section 5.1: names in the RDF namespace that cannot be property elements; li would be renumbered.
_NO_PROPERTY = re.compile(
    re.escape(RDF.iri)
    + "(?:RDF|ID|about(?:Each(?:Prefix)?)?|bagID|parseType|resource|nodeID|datatype|li|Description)"
)
# Namespaces in XML 1.0, section 3: no prefix may be bound to it.
_RESERVED = "http://www.w3.org/2000/xmlns/"

# A carriage return must be a reference, or XML reads it as a line feed (XML 1.0, section 2.11);
# in attributes all white space must.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#xA;", "\t": "&#x9;"})


def can_name(predicate: str) -> bool:
    """Whether RDF/XML can write a property: as an element, named by the end of its IRI."""
    name = _NAME_AT_END.search(predicate)
    return (
        name is not None
        and not _NO_PROPERTY.fullmatch(predicate)
        and predicate[: name.start()] != _RESERVED
        and not _NOT_XML.search(predicate)
    )


def write(document: Document) -> bytes:
    """The document as RDF/XML; raises NotRepresentable where that is not possible."""
    return _Writer(document).page().encode()


class _Writer:
    def __init__(self, document: Document) -> None:
        self._outline = Outline(document)
        self._labels = Labels()
        self._told: set[str] = set()
        self._namespaces: dict[str, str] = {str(RDF.iri): "rdf"}

    def page(self) -> str:
        body = "".join(line + "\n" for line in self._nodes())
        declared = sorted((prefix, iri) for iri, prefix in self._namespaces.items())
        namespaces = "".join(f'\n  xmlns:{p}="{_attribute(iri)}"' for p, iri in declared)
        head = '<?xml version="1.0" encoding="utf-8"?>\n'
        return f"{head}<rdf:RDF{namespaces}>\n{body}</rdf:RDF>\n"

    def _nodes(self) -> Iterator[str]:
        for node in self._outline.order():
            if node not in self._told:
                self._told.add(node)
                yield f"{_STEP}<rdf:Description{self._subject(node)}>"
                yield from self._properties(node, _STEP * 2, 0)
                yield f"{_STEP}</rdf:Description>"

    def _properties(self, node: str, indent: str, depth: int) -> Iterator[str]:
        for predicate, objects in self._outline.properties[node]:
            element = self._element(predicate)
            for o in objects:
                yield from self._property(element, o, indent, depth)

    def _property(self, element: str, o: str, indent: str, depth: int) -> Iterator[str]:
        if is_literal(o):
            text, datatype, language = literal_of(o)
            typed = f' xml:lang="{language}"' if language else _typed(datatype)
            yield f"{indent}<{element}{typed}>{_text(text)}</{element}>"
        elif self._nests(o) and depth < MAX_DEPTH:
            self._told.add(o)
            # Section 2.11: a blank node's properties inside the property that leads to it.
            yield f'{indent}<{element} rdf:parseType="Resource">'
            yield from self._properties(o, indent + _STEP, depth + 1)
            yield f"{indent}</{element}>"
        else:
            yield f"{indent}<{element}{self._reference(o)}/>"

    def _nests(self, node: str) -> bool:
        return (
            is_blank(node)
            and self._outline.uses[node] == 1
            and node not in self._told
            and node in self._outline.properties
        )

    def _subject(self, node: str) -> str:
        if not is_blank(node):
            return f' rdf:about="{_attribute(iri_of(node))}"'
        return self._reference(node) if self._outline.uses[node] else ""

    def _reference(self, node: str) -> str:
        if is_blank(node):
            return f' rdf:nodeID="{self._labels[node]}"'
        return f' rdf:resource="{_attribute(iri_of(node))}"'

    def _element(self, predicate: str) -> str:
        """The element name of a property: its IRI, cut before the XML name at its end."""
        name = _NAME_AT_END.search(predicate)
        if name is None or not can_name(predicate):
            raise NotRepresentable(
                "RDF/XML", N_("no XML element can be named <%(predicate)s>", predicate=predicate)
            )
        namespace = predicate[: name.start()]
        prefix = self._namespaces.get(namespace)
        if prefix is None:
            prefix = PREFIX_OF.get(namespace) or f"ns{len(self._namespaces)}"
            self._namespaces[namespace] = prefix
        return f"{prefix}:{name.group()}"


def _typed(datatype: str) -> str:
    return "" if datatype == STRING else f' rdf:datatype="{_attribute(datatype)}"'


def _checked(text: str) -> str:
    if bad := _NOT_XML.search(text):
        code = f"U+{ord(bad[0]):04X}"
        raise NotRepresentable("RDF/XML", N_("XML cannot hold the character %(code)s", code=code))
    return text


def _text(text: str) -> str:
    return _checked(text).translate(_TEXT)


def _attribute(text: str) -> str:
    return _checked(text).translate(_ATTRIBUTE)
