"""The own terms as people read them: what they mean, what they are joined to, how they are used."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, SDO

from publod.services.dumps.tally import Counts
from publod.validation.report import shortened
from publod.vocabulary import RDF, RDFS, SH, SKOS
from publod.web.names import Value, nearest
from publod.web.ontology.examples import examples
from publod.web.ontology.uses import Use, address, use_of

#: What is told of a term besides its label and definition, in this order.
_RELATIONS: dict[URIRef, LazyString] = {
    RDFS.domain: _("Said of"),
    SDO.domainIncludes: _("Said of, among others"),
    RDFS.range: _("Value"),
    RDFS.subClassOf: _("Subclass of"),
    RDFS.subPropertyOf: _("Subproperty of"),
    OWL.equivalentClass: _("Equivalent to"),
    OWL.equivalentProperty: _("Equivalent to"),
    SKOS.closeMatch: _("Nearly the same as"),
    SKOS.relatedMatch: _("Said in another shape by"),
    OWL.disjointWith: _("Never also"),
}
#: The own terms are compared with those of BIBFRAME, though no data has them.
_BIBFRAME = "http://id.loc.gov/ontologies/bibframe/"
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
        asks=example.about[language] if example else "",
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
    name = shortened(iri)
    local = iri.removeprefix(_BIBFRAME)
    return f"bf:{local}" if name == iri and local not in {iri, ""} else name


def _rules(shapes: Graph, iri: URIRef, language: str) -> tuple[tuple[str, Value], ...]:
    """The fragments of the shapes that a term is named in, with what they are called."""
    found = {
        shape
        for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.path)
        for shape in shapes.subjects(predicate, iri)
        if isinstance(shape, URIRef) and "#" in shape
    }
    return tuple(
        (str(shape).partition("#")[2], _called(shapes, shape, language)) for shape in sorted(found)
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
