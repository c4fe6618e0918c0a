"""The own terms as people read them: what they mean, how often and where they are used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, SDO

from publod.bibliography.triple_index import pick
from publod.services.dump_writer import Counts
from publod.validation.report import shortened
from publod.vocabulary import DCTERMS, PREFIXES, RDF, RDFS, SH
from publod.web.record_names import Value, nearest, numeral

#: What is told of a term besides its label and definition, in this order.
_RELATIONS: dict[URIRef, LazyString] = {
    RDFS.domain: _("Said of"),
    SDO.domainIncludes: _("Said of, among others"),
    RDFS.range: _("Value"),
    RDFS.subClassOf: _("Subclass of"),
    RDFS.subPropertyOf: _("Subproperty of"),
    OWL.equivalentClass: _("Equivalent to"),
    OWL.equivalentProperty: _("Equivalent to"),
    OWL.inverseOf: _("Inverse of"),
    RDFS.seeAlso: _("Nearly the same as"),
    DCTERMS.relation: _("Said in another shape by"),
    OWL.disjointWith: _("Never also"),
}
#: Vocabularies that the own terms are compared with, though no data has their terms.
_ALIGNED = {
    "bf": "http://id.loc.gov/ontologies/bibframe/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "fabio": "http://purl.org/spar/fabio/",
    "lrmoo": "http://iflastandards.info/ns/lrm/lrmoo/",
    "rdac": "http://rdaregistry.info/Elements/c/",
}
_KINDS: dict[URIRef, LazyString] = {
    OWL.Class: _("Class"),
    OWL.DatatypeProperty: _("Property with a text or a number"),
    OWL.ObjectProperty: _("Property that leads to another thing"),
}


@dataclass(frozen=True, slots=True)
class Related:
    """A term that another is joined to; ``target`` is a fragment of the page or an IRI."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Term:
    """An own term. ``relations`` are labelled; ``rules`` are the shapes that name it.

    ``example`` is the text of a query, ``asks`` what that asks, and ``run`` what follows
    ``sparql?`` in the address of its answer; each '' where there is no example.
    """

    fragment: str
    label: Value
    definition: Value
    kind: LazyString | str
    relations: tuple[tuple[LazyString, tuple[Related, ...]], ...]
    rules: tuple[tuple[str, Value], ...]
    use: Use
    example: str
    asks: str
    run: str


def terms_of(
    ontology: Graph, namespace: str, shapes: Graph, counts: Counts, language: str
) -> tuple[list[Term], list[Term]]:
    """The classes and the properties of a namespace, in alphabetical order."""
    classes: list[Term] = []
    properties: list[Term] = []
    named = {s for s in ontology.subjects(RDF.type, None) if isinstance(s, URIRef)}
    for iri in sorted(named):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            is_class = (iri, RDF.type, OWL.Class) in ontology
            use = use_of(str(iri), is_class=is_class, counts=counts, language=language)
            term = _term(ontology, iri, namespace, shapes, use, language)
            (classes if is_class else properties).append(term)
    return classes, properties


def _term(
    ontology: Graph, iri: URIRef, namespace: str, shapes: Graph, use: Use, language: str
) -> Term:
    fragment = str(iri).removeprefix(namespace)
    example = examples().get(fragment)
    return Term(
        fragment=fragment,
        label=text_of(ontology, iri, RDFS.label, language),
        definition=text_of(ontology, iri, RDFS.comment, language),
        kind=next((k for c, k in _KINDS.items() if (iri, RDF.type, c) in ontology), ""),
        relations=tuple(
            (label, related)
            for predicate, label in _RELATIONS.items()
            if (related := _related(ontology, iri, predicate, namespace))
        ),
        rules=_rules(shapes, iri, language),
        use=use,
        example=example.text if example else "",
        asks=pick(example.about, language)[0] if example else "",
        run=address(example.text) if example else "",
    )


def _related(
    ontology: Graph, iri: URIRef, predicate: URIRef, namespace: str
) -> tuple[Related, ...]:
    iris = sorted(str(v) for v in ontology.objects(iri, predicate) if isinstance(v, URIRef))
    return tuple(
        Related(
            _short(iri),
            f"#{iri.removeprefix(namespace)}" if iri.startswith(namespace) else iri,
        )
        for iri in iris
    )


def _short(iri: str) -> str:
    aligned = (
        f"{prefix}:{local}"
        for prefix, namespace in _ALIGNED.items()
        if (local := iri.removeprefix(namespace)) not in {iri, ""}
    )
    return next(aligned, shortened(iri))


def _rules(shapes: Graph, iri: URIRef, language: str) -> tuple[tuple[str, Value], ...]:
    """The fragments of the shapes that a term is named in, with what they are called."""
    rules = {
        shape
        for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.path)
        for shape in shapes.subjects(predicate, iri)
        if isinstance(shape, URIRef) and "#" in shape
    }
    return tuple(
        (str(shape).partition("#")[2], _called(shapes, shape, language)) for shape in sorted(rules)
    )


def _called(shapes: Graph, shape: URIRef, language: str) -> Value:
    """A shape by the message that tells what would be right, or else by its label."""
    message = text_of(shapes, shape, SH.message, language)
    return message if message.text else text_of(shapes, shape, RDFS.label, language)


def text_of(graph: Graph, thing: URIRef, predicate: URIRef, language: str) -> Value:
    """One of the texts of a thing, in the reader's language if there is one in it."""
    texts = {
        value.language or "": str(value)
        for value in graph.objects(thing, predicate)
        if isinstance(value, Literal)
    }
    return nearest(texts, language) if texts else Value("")


#: The titles of vocabularies, by prefix; a title is not translated.
TITLES = {
    "dcterms": "Dublin Core Terms", "schema": "schema.org", "skos": "SKOS", "foaf": "FOAF",
    "dcat": "DCAT", "org": "The Organization Ontology", "bibo": "Bibliographic Ontology",
    "owl": "OWL", "rdf": "RDF", "rdfs": "RDF Schema", "hydra": "Hydra", "void": "VoID",
    "sh": "SHACL", "xsd": "XML Schema",
}  # fmt: skip
#: What a prefixed name may have after its colon, of all that SPARQL §19.8 allows (PN_LOCAL).
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
#: What an IRI may not have (SPARQL §19.8, IRIREF).
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


@dataclass(frozen=True, slots=True)
class Use:
    """A term and how often it is used.

    ``count`` is the number of things of a class, or of statements with a property; None where
    nobody has counted. ``number`` is that for reading, and ``query`` what follows ``sparql?`` in
    the address of a list of them, '' where there is none.
    """

    iri: str
    name: str
    is_class: bool
    count: int | None
    number: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The terms of one vocabulary; ``prefix`` is '' for those of all that have no known one."""

    prefix: str
    title: str
    namespace: str
    uses: tuple[Use, ...]


def use_of(iri: str, *, is_class: bool, counts: Counts, language: str) -> Use:
    """A term with its number, which is 0 only if its like were counted and it was not found."""
    numbers = counts.classes if is_class else counts.properties
    count = numbers.get(iri, 0) if numbers else None
    name = shortened(iri)
    query = address(uses_query(spelled(iri), is_class=is_class)) if count else ""
    number = numeral(count, language) if count is not None else ""
    return Use(iri, name, is_class, count, number, query)


def others(counts: Counts, own: str, language: str) -> tuple[Section, ...]:
    """The terms in use of other vocabularies than that of the namespace ``own``.

    In the order in which people read vocabularies, classes first.
    """
    sections: dict[str, list[Use]] = {}
    for numbers, is_class in ((counts.classes, True), (counts.properties, False)):
        for iri in sorted(numbers):
            if not iri.startswith(own):
                prefix = next((p for p, start in PREFIXES.items() if iri.startswith(start)), "")
                use = use_of(iri, is_class=is_class, counts=counts, language=language)
                sections.setdefault(prefix, []).append(use)
    return tuple(
        Section(
            prefix, TITLES.get(prefix, prefix), PREFIXES.get(prefix, ""), tuple(sections[prefix])
        )
        for prefix in (*PREFIXES, "")
        if prefix in sections
    )


def spelled(iri: str) -> str:
    """An IRI as a query has it: with a prefix that needs no declaration, or else whole."""
    prefix, _, local = shortened(iri).partition(":")
    if prefix in PREFIXES and _LOCAL.fullmatch(local):
        return f"{prefix}:{local}"
    return "<" + _NOT_IN_IRI.sub(lambda match: f"%{ord(match[0]):02X}", iri) + ">"


def address(query: str) -> str:
    """What follows ``sparql?`` in the address of a page with the answer to a query."""
    return urlencode({"query": query, "format": "html"})


_FOLDER = files(__package__).joinpath("queries")
_PLACE = "<term>"


@dataclass(frozen=True, slots=True)
class Example:
    """A query as people can run and change it; ``about`` is by language of the interface."""

    text: str
    about: Mapping[str, str]


@cache
def examples() -> Mapping[str, Example]:
    """The examples by the local names of their terms."""
    listed = tomllib.loads(_FOLDER.joinpath("examples.toml").read_text(encoding="utf-8"))
    return {name: Example(_text(name), about) for name, about in listed.items()}


def uses_query(term: str, *, is_class: bool) -> str:
    """The query that lists where a term is used; ``term`` as SPARQL spells it."""
    return _text("uses-of-a-class" if is_class else "uses-of-a-property").replace(_PLACE, term)


@cache
def _text(name: str) -> str:
    return _FOLDER.joinpath(f"{name}.rq").read_text(encoding="utf-8").rstrip()
