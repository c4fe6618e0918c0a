"""From canonical N-Triples to an rdflib graph, for those who walk it."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from functools import lru_cache

import rdflib

from publod.rdf.terms import Triple, iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import RDF, XSD

_XSD_STRING = str(XSD.string)
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
    target = rdflib.Graph(bind_namespaces="none") if graph is None else graph
    add = target.store.add
    for s, p, o in triples:
        add((_node(s), _node(p), _node(o)), target)
    return target


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
    if datatype == _XSD_STRING:
        return rdflib.Literal(text)
    return rdflib.Literal(text, datatype=rdflib.URIRef(datatype), normalize=False)
