"""The graph of a CONSTRUCT as GraphML, for programs that draw and measure networks.

http://graphml.graphdrawing.org/specification.html. IRIs and blank nodes are nodes, statements
between them edges with their property; what a statement says with a literal is data of its node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publod.bibliography.export.xml_writer import Xml, branch, element, leaf, twig
from publod.errors import AnswerTooLarge
from publod.messages import N_
from publod.rdf import Triple, iri_of, is_blank, is_iri, literal_of, triples_of
from publod.rdf.document import NotRepresentable
from publod.store.store_interface import Answer
from publod.vocabulary import DCTERMS, FOAF, RDFS, SCHEMA, SKOS, shortened

NAME = "graphml"
#: The longest graph that is converted, as N-Triples in bytes: its nodes are put together in memory.
LARGEST = 32 << 20
_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
#: What a node is labelled by, the first that it has; without any, by its IRI.
_LABELS = tuple(str(p) for p in (FOAF.name, DCTERMS.title, SKOS.prefLabel, RDFS.label, SCHEMA.name))
_SEVERAL = " | "


def converted(answer: Answer) -> Answer:
    """An answer in N-Triples as one in GraphML; it is read whole. Raises AnswerTooLarge."""
    body = answer.body if answer.body is not None else b"".join(_bounded(answer.chunks))
    written = write(body.decode())
    return replace(answer, body=written, chunks=iter((written,)))


def _bounded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    try:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise AnswerTooLarge(LARGEST)
            yield chunk
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()


def write(text: str) -> bytes:
    """N-Triples as GraphML. Raises NotRepresentable for statements about statements."""
    if "<<(" in text and any(line.split(" ", 2)[2].startswith("<<(") for line in text.splitlines()):
        raise NotRepresentable("GraphML", N_("a statement cannot be the value of another"))
    nodes: dict[str, dict[str, list[str]]] = {}
    edges: list[Triple] = []
    for triple in dict.fromkeys(triples_of(text)):
        subject, predicate, value = triple
        data = nodes.setdefault(subject, {})
        if is_iri(value) or is_blank(value):
            nodes.setdefault(value, {})
            edges.append(triple)
        else:
            data.setdefault(iri_of(predicate), []).append(literal_of(value).text)
    properties = sorted({iri for data in nodes.values() for iri in data})
    keys = {iri: f"d{number}" for number, iri in enumerate(properties)}
    parts = [*_nodes(nodes, keys), *_edges(edges)]
    kind = {"edgedefault": "directed"}
    children = [
        _key("label", "node", "label"),
        _key("property", "edge", "property"),
        *(_key(keys[iri], "node", shortened(iri)) for iri in properties),
        branch("graph", parts, kind) if parts else twig("graph", kind),
    ]
    return element("graphml", children, {"xmlns": _NAMESPACE})


def _key(name: str, domain: str, title: str) -> Xml:
    attributes = {"id": name, "for": domain, "attr.name": title, "attr.type": "string"}
    return twig("key", attributes)


def _nodes(nodes: dict[str, dict[str, list[str]]], keys: dict[str, str]) -> Iterator[Xml]:
    for term, data in nodes.items():
        named = next((data[iri][0] for iri in _LABELS if iri in data), "")
        children = [leaf("data", named or shortened(_name(term)), {"key": "label"})]
        children += [
            leaf("data", _SEVERAL.join(texts), {"key": keys[iri]}) for iri, texts in data.items()
        ]
        yield branch("node", children, {"id": _name(term)})


def _edges(edges: list[Triple]) -> Iterator[Xml]:
    for subject, predicate, value in edges:
        label = leaf("data", shortened(iri_of(predicate)), {"key": "property"})
        yield branch("edge", [label], {"source": _name(subject), "target": _name(value)})


def _name(term: str) -> str:
    return iri_of(term) if is_iri(term) else term
