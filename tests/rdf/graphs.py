"""Graphs to write, made by hypothesis to be as awkward as RDF allows; and how to compare them."""

from __future__ import annotations

import pyoxigraph
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from publod.rdf import triples_in
from publod.rdf.document import Document
from publod.vocabulary import BIBO, DCTERMS, FOAF, OWL, RDF, SCHEMA, SKOS, XSD

DOCUMENT = "https://data.example.se/publication/x"
THING = DOCUMENT + "#it"
CONTEXT_URL = "https://data.example.se/context.jsonld"

IRIS = [
    THING,
    DOCUMENT,
    "http://example.org/ö?q=å&b='c'#(d);e,f",
    "http://EXAMPLE.org:80//%7e%C3%A5",
    "https://schema.org/",
    "https://schema.org/a/b",
    "https://schema.org/a.b-c.",
    "https://schema.org/1-2",
    "http://purl.org/dc/terms/%20",
    "urn:isbn:978-91-0-012345-6",
    "mailto:a@example.org",
    "tel:+46-123",
    "about:blank",
    "id:type",
    "type:id",
    "name:x",
    "x:",
    "schema://host/x",
    SCHEMA.Report,
    RDF.nil,
    RDF.List,
]
#: rdflib's RDF/XML parser makes other IRIs of these (urllib.parse.urljoin); no other parser does.
REWRITTEN = ["http://example.org/a/../b/./c//d", "HTTP://example.org/"]
#: Schemes that are also prefixes of ours; JSON-LD would take these for compact IRIs.
COMPACT_LOOKING = ["schema:name", "dcterms:title", "owl:x", "pub:"]
NAMEABLE = [
    RDF.type, RDF.first, RDF.rest, SCHEMA.name, SCHEMA.author, SCHEMA.datePublished,
    SCHEMA.position, DCTERMS.title, DCTERMS.creator, DCTERMS.issued, SKOS.prefLabel, FOAF.name,
    OWL.sameAs, BIBO.authorList, URIRef("http://example.org/ns#förnamn"),
    URIRef("https://schema.org/unknown-term"), URIRef("http://example.org/1a"),
]  # fmt: skip
#: Predicates for which RDF/XML has no element.
NAMELESS = [URIRef(iri) for iri in ("http://example.org/1", "urn:x:", "id:1", str(RDF.iri) + "li")]
TAGS = ["sv", "en", "en-GB", "EN", "sr-Latn-RS", "id", "type", "x-none", "de-CH-1996"]
TYPED = [
    ("1", XSD.integer), ("-5", XSD.integer), ("007", XSD.integer), ("+1", XSD.integer),
    ("99999999999999999999", XSD.integer), ("abc", XSD.integer), ("-0", XSD.integer),
    ("true", XSD.boolean), ("1", XSD.boolean), ("maybe", XSD.boolean),
    ("1.5", XSD.decimal), ("1.", XSD.decimal), ("-.50", XSD.decimal),
    ("2017", XSD.gYear), ("2017-01", XSD.gYearMonth), ("2017-02-30", XSD.date),
    ("x", XSD.anyURI), ("2025-01-02T03:04:05Z", XSD.dateTime), ("1", XSD.positiveInteger),
    ("INF", URIRef(XSD.iri + "double")), ("1.0E0", URIRef(XSD.iri + "double")),
    ("x", URIRef("http://example.org/?a&b")), ("[1]", URIRef(RDF.iri + "JSON")),
]  # fmt: skip

texts = st.one_of(
    st.sampled_from(['"', '"""', "\\", 'a"\n"', "\r\n", "]]>", "</script>", "<&>", "@none", "1"]),
    st.text(max_size=6),
)
_bnodes = st.integers(0, 5).map(lambda n: BNode(f"n{n}"))
_literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, datatype=XSD.string)),
    st.builds(lambda text, tag: Literal(text, lang=tag), texts, st.sampled_from(TAGS)),
    st.sampled_from(TYPED).map(lambda tv: Literal(tv[0], datatype=tv[1], normalize=False)),
)


@st.composite
def graphs(draw: st.DrawFn, iris: tuple[str, ...] = (), nameless: bool = True) -> Graph:
    """Nodes of all kinds, linked at random, with lists sound, shared, forked and endless."""
    names = st.sampled_from([URIRef(iri) for iri in (*IRIS, *iris)])
    predicates = st.sampled_from(
        [*NAMEABLE, *(NAMELESS if nameless else []), *(URIRef(i) for i in iris if nameless)]
    )
    subjects: st.SearchStrategy[Node] = st.one_of(names, _bnodes)
    objects: st.SearchStrategy[Node] = st.one_of(_bnodes, _literals, names)
    graph = Graph(bind_namespaces="none")
    for s, p, o in draw(st.lists(st.tuples(subjects, predicates, objects), max_size=12)):
        if p != RDF.type or not isinstance(o, Literal):
            graph.add((s, p, o))
    for n, items in enumerate(draw(st.lists(st.lists(objects, max_size=3), max_size=3))):
        cells = [BNode(f"list{n}cell{i}") for i in range(len(items))]
        heads: list[Node] = [*cells, RDF.nil]
        for cell, item, rest in zip(cells, items, heads[1:], strict=True):
            graph.add((cell, RDF.first, item))
            graph.add((cell, RDF.rest, rest))
        if draw(st.booleans()) or not cells:
            where = draw(st.sampled_from([BIBO.authorList, SCHEMA.author, RDF.first]))
            graph.add((draw(subjects), where, heads[0]))
        if cells and draw(st.integers(0, 4)) == 0:  # spoil it
            graph.add((draw(subjects), SCHEMA.about, draw(st.sampled_from(cells))))
        if cells and draw(st.integers(0, 4)) == 0:
            graph.add((draw(st.sampled_from(cells)), draw(predicates), draw(names)))
    return graph


def document(graph: Graph) -> Document:
    return Document(DOCUMENT, THING, triples_in(graph), CONTEXT_URL)


def canonical(graph: Graph) -> list[str]:
    """The graph's triples with canonical blank node labels and tags without case."""
    dataset = pyoxigraph.Dataset(
        pyoxigraph.Quad(_ox(s), _ox(p), _ox(o))  # type: ignore[arg-type]
        for s, p, o in graph
    )
    return _canonical(dataset)


def canonical_of(content: bytes | str, media_type: str) -> list[str]:
    """The same, of what pyoxigraph reads in a document; the graphs' names do not count."""
    parsed = pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.from_media_type(media_type))
    return _canonical(
        pyoxigraph.Dataset(pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in parsed)
    )


def _canonical(dataset: pyoxigraph.Dataset) -> list[str]:
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def _ox(node: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    if isinstance(node, BNode):
        return pyoxigraph.BlankNode(str(node))
    if not isinstance(node, Literal):
        return pyoxigraph.NamedNode(str(node))
    if node.language:
        return pyoxigraph.Literal(str(node), language=node.language)
    datatype = pyoxigraph.NamedNode(str(node.datatype or XSD.string))
    return pyoxigraph.Literal(str(node), datatype=datatype)
