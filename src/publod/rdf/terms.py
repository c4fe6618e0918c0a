"""Terms and triples as N-Triples text (https://www.w3.org/TR/n-triples/), and graphs of them."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import rdflib
from rdflib.plugins.stores.memory import SimpleMemory

from publod.vocabulary import RDF, XSD

#: Subject, predicate and object, each as canonical N-Triples writes it.
Triple = tuple[str, str, str]

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CONTROL = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
# Not allowed in an IRI, so never in sound data; escaped, they cannot end it either.
IRI_ESCAPES = str.maketrans(
    {c: f"\\u{ord(c):04X}" for c in (*map(chr, range(0x21)), *'<>"{}|^`\\')}
)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
#: The datatypes of plain strings, and of those in a language.
STRING = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


class Literal(NamedTuple):
    """A literal taken apart: its text, its datatype's IRI, its language tag or ''."""

    text: str
    datatype: str
    language: str


def is_iri(term: str) -> bool:
    """Whether the term is an IRI."""
    return term.startswith("<")


def is_blank(term: str) -> bool:
    """Whether the term is a blank node."""
    return term.startswith("_")


def is_literal(term: str) -> bool:
    """Whether the term is a literal."""
    return term.startswith('"')


def iri_of(term: str) -> str:
    """The IRI that a term in angle brackets names."""
    return _unescape(term[1:-1])


def term_of_iri(iri: str) -> str:
    """An IRI as a term; the counterpart of `iri_of`."""
    return f"<{iri}>"


def literal_of(term: str) -> Literal:
    """Take a literal term apart (N-Triples §2.4)."""
    end = term.rindex('"')
    text = _unescape(term[1:end])
    tail = term[end + 1 :]
    if tail.startswith("@"):
        return Literal(text, LANG_STRING, tail[1:])
    return Literal(text, iri_of(tail[2:]) if tail else STRING, "")


def term_of_literal(text: str, language: str = "", datatype: str = "") -> str:
    """A literal as a term; the counterpart of `literal_of`. ``datatype`` is an IRI."""
    quoted = f'"{text.translate(_ESCAPES)}"'
    if language:
        return f"{quoted}@{language}"
    return f"{quoted}^^<{datatype}>" if datatype and datatype != STRING else quoted


def triples_of(text: str) -> Iterator[Triple]:
    """The triples of canonical N-Triples: neither subject nor predicate contains a space."""
    for line in text.split("\n"):
        if line:
            subject, predicate, rest = line.split(" ", 2)
            yield subject, predicate, rest[:-2]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    short, long, control = match.groups()
    if control is not None:
        return _CONTROL.get(control, control)
    return chr(int(short or long, 16))


# Whether a text fits its datatype is for the shapes to say, and they do so in a sentence; rdflib
# would write a traceback for each that does not.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning, "rdflib.term")
# Nobody here computes with these, and rdflib would parse each: deep HTML, and long numbers in
# durations, take it minutes.
for _datatype in (
    *(f"{RDF.iri}{name}" for name in ("HTML", "XMLLiteral")),
    *(f"{XSD.iri}{name}" for name in ("duration", "dayTimeDuration", "yearMonthDuration")),
):
    rdflib.term.bind(rdflib.URIRef(_datatype), str, constructor=str, datatype_specific=True)


def graph_of(triples: Iterable[Triple], graph: rdflib.Graph | None = None) -> rdflib.Graph:
    """Triples as a graph, or added to ``graph``. Literals keep the text they were written with."""
    # rdflib's other store notes the contexts of each statement, which takes twice as long.
    target = rdflib.Graph(SimpleMemory(), bind_namespaces="none") if graph is None else graph
    add = target.store.add
    for s, p, o in triples:
        add((_node(s), _node(p), _node(o)), target)
    return target


def triples_in(graph: rdflib.Graph) -> list[Triple]:
    """The triples of a graph; the counterpart of `graph_of`."""
    return [(_term(s), _term(p), _term(o)) for s, p, o in graph]


def _term(node: rdflib.term.Node) -> str:
    if isinstance(node, rdflib.Literal):
        return term_of_literal(str(node), node.language or "", str(node.datatype or ""))
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    return term_of_iri(str(node).translate(IRI_ESCAPES))


@lru_cache(maxsize=65_536)
def _node(term: str) -> rdflib.term.Node:
    if is_iri(term):
        return rdflib.URIRef(iri_of(term))
    if is_blank(term):
        return rdflib.BNode(term[2:])
    text, datatype, language = literal_of(term)
    if language:
        return rdflib.Literal(text, lang=language)
    # normalize=False: "03"^^xsd:integer is what was said, and what must be served.
    if datatype == STRING:
        return rdflib.Literal(text)
    return rdflib.Literal(text, datatype=rdflib.URIRef(datatype), normalize=False)
