"""The own terms as people read them: what they mean, how often and where they are used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SDO

from publod.messages import Message
from publod.read_model.statistics import Statistics
from publod.vocabulary import DCTERMS, PREFIXES, PUB, SH, SKOS, shortened
from publod.web.record_names import Value, nearest, numeral
from publod.web.term_labels import label_of, text_of

#: What is told of a term besides its label and definition, in this order.
_RELATIONS: dict[URIRef, LazyString] = {
    # Translators: the class of what has a property (rdfs:domain)
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
    # Translators: nothing is both of one class and of the other (owl:disjointWith)
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
    RDFS.Class: _("Class"),
    OWL.DatatypeProperty: _("Property with a text or a number"),
    OWL.ObjectProperty: _("Property that leads to another thing"),
    RDF.Property: _("Property"),
    OWL.AnnotationProperty: _("Property"),
    SKOS.ConceptScheme: _("Vocabulary"),
    SKOS.Concept: _("Concept"),
    OWL.NamedIndividual: _("Value"),
}
_ORDER = ("classes", "properties", "values")
_CLASSES = frozenset({OWL.Class, RDFS.Class})
_PROPERTIES = frozenset(
    {OWL.DatatypeProperty, OWL.ObjectProperty, RDF.Property, OWL.AnnotationProperty}
)


@dataclass(frozen=True, slots=True)
class Related:
    """A term that another is joined to; ``target`` is a fragment of the page or an IRI."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of publod's or of the catalogue's own.

    ``relations`` are labelled; ``rules`` are the shapes that name it. ``is_value`` tells one that
    is neither a class nor a property.
    ``example`` is the text of a query, ``asks`` what that asks, and ``run`` what follows
    ``sparql?`` in the address of its answer; each empty where there is no example.
    """

    fragment: str
    label: Value
    definition: Value
    kind: LazyString | str
    relations: tuple[tuple[LazyString, tuple[Related, ...]], ...]
    rules: tuple[tuple[str, Value], ...]
    use: Use
    example: str
    asks: Value
    run: str
    is_value: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms that stand together: classes, properties or values (``kind``), and whose they are.

    ``name`` is what whoever has defined them calls them all, '' for publod's.
    """

    kind: str
    namespace: str
    name: Value
    terms: tuple[Term, ...]

    @property
    def is_own(self) -> bool:
        """Whether they are of the catalogue's own."""
        return self.namespace != PUB.iri


def namespace_of(iri: str) -> str:
    """What the IRIs of a vocabulary's terms begin with."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def anchors_of(publod: Iterable[str], own: Iterable[str]) -> dict[str, str]:
    """The ids of terms on a page: publod's by their names alone."""
    anchors = {iri: iri.removeprefix(namespace_of(iri)) for iri in publod}
    taken = set(anchors.values())
    for iri in sorted(set(own) - anchors.keys()):
        anchor = "own-" + re.sub(r"[^\w.-]", "-", iri.removeprefix(namespace_of(iri)))
        while anchor in taken:
            anchor += "-2"
        anchors[iri] = anchor
        taken.add(anchor)
    return anchors


def terms_of(
    ontology: Graph, own: Graph, shapes: Graph, rules: Mapping[str, str], counts: Statistics,
    language: str,
) -> list[Terms]:  # fmt: skip
    """All terms by whose they are and what they are, in alphabetical order.

    ``rules`` are the ids of shapes on their page.
    """
    added = {s for s in _typed(own) if not s.startswith(PUB.iri)}
    publod = {s for s in _typed(ontology) if s.startswith(PUB.iri) and s != PUB.iri}
    anchors = anchors_of(publod, added)
    grouped: dict[tuple[str, str], list[Term]] = {}
    for iri in sorted(anchors):
        namespace, types = namespace_of(iri), set(ontology.objects(URIRef(iri), RDF.type))
        is_class = bool(types & _CLASSES)
        kind = "classes" if is_class else "properties" if types & _PROPERTIES else "values"
        use = use_of(iri, is_class=is_class, counts=counts, language=language)
        term = _term(ontology, URIRef(iri), anchors, shapes, rules, use, language)
        is_value = kind == "values"
        grouped.setdefault((namespace, kind), []).append(replace(term, is_value=is_value))
    namespaces = sorted({namespace for namespace, _ in grouped}, key=lambda n: (n != PUB.iri, n))
    return [
        Terms(kind, namespace, _name_of(own, namespace, language), tuple(some))
        for namespace in namespaces
        for kind in _ORDER
        if (some := grouped.get((namespace, kind)))
    ]


def _typed(graph: Graph) -> set[str]:
    """The named things of a vocabulary, but for the vocabulary itself."""
    return {
        str(s)
        for s, o in graph.subject_objects(RDF.type)
        if isinstance(s, URIRef) and o != OWL.Ontology
    }


def _name_of(own: Graph, namespace: str, language: str) -> Value:
    """What a vocabulary of the catalogue's own is called: by its header, or by its address."""
    if namespace == PUB.iri:
        return Value("")
    names = (label_of(own, iri, language) for iri in (namespace.rstrip("#/"), namespace))
    return next((name for name in names if name.text), Value(namespace))


def _term(
    ontology: Graph,
    iri: URIRef,
    anchors: Mapping[str, str],
    shapes: Graph,
    rules: Mapping[str, str],
    use: Use,
    language: str,
) -> Term:
    fragment = anchors[str(iri)]
    example = examples().get(fragment)
    comment = text_of(ontology, iri, RDFS.comment, language)
    return Term(
        fragment=fragment,
        label=label_of(ontology, iri, language),
        definition=comment if comment.text else text_of(ontology, iri, SKOS.definition, language),
        kind=next((k for c, k in _KINDS.items() if (iri, RDF.type, c) in ontology), ""),
        relations=tuple(
            (label, related)
            for predicate, label in _RELATIONS.items()
            if (related := _related(ontology, iri, predicate, anchors))
        ),
        rules=_rules(shapes, iri, rules, language),
        use=use,
        example=example.text if example else "",
        asks=nearest(example.about, language) if example else Value(""),
        run=address(example.text) if example else "",
    )


def _related(
    ontology: Graph, iri: URIRef, predicate: URIRef, anchors: Mapping[str, str]
) -> tuple[Related, ...]:
    iris = sorted(str(v) for v in ontology.objects(iri, predicate) if isinstance(v, URIRef))
    return tuple(
        Related(_short(iri), f"#{anchors[iri]}" if iri in anchors else iri) for iri in iris
    )


def _short(iri: str) -> str:
    aligned = (
        f"{prefix}:{local}"
        for prefix, namespace in _ALIGNED.items()
        if (local := iri.removeprefix(namespace)) not in {iri, ""}
    )
    return next(aligned, shortened(iri))


def _rules(
    shapes: Graph, iri: URIRef, anchors: Mapping[str, str], language: str
) -> tuple[tuple[str, Value], ...]:
    """The ids of the shapes that a term is named in, with what they are called."""
    rules = {
        str(shape)
        for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.path)
        for shape in shapes.subjects(predicate, iri)
        if str(shape) in anchors
    }
    return tuple(
        (anchors[shape], _called(shapes, URIRef(shape), language)) for shape in sorted(rules)
    )


def _called(shapes: Graph, shape: URIRef, language: str) -> Value:
    """A shape by the message that tells what would be right, or else by its label."""
    message = text_of(shapes, shape, SH.message, language)
    return message if message.text else text_of(shapes, shape, RDFS.label, language)


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


def use_of(iri: str, *, is_class: bool, counts: Statistics, language: str) -> Use:
    """A term with its number, which is 0 only if its like were counted and it was not found."""
    numbers = counts.classes if is_class else counts.properties
    count = numbers.get(iri, 0) if numbers else None
    name = shortened(iri)
    query = address(uses_query(spelled(iri), is_class=is_class)) if count else ""
    number = numeral(count, language) if count is not None else ""
    return Use(iri, name, is_class, count, number, query)


def others(counts: Statistics, own: Iterable[str], language: str) -> tuple[Section, ...]:
    """The terms in use of other vocabularies than those of the namespaces ``own``.

    In the order in which people read vocabularies, classes first.
    """
    sections: dict[str, list[Use]] = {}
    for numbers, is_class in ((counts.classes, True), (counts.properties, False)):
        for iri in sorted(numbers):
            if not iri.startswith(tuple(own)):
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
    """A query as people can run and change it, with the question that it answers."""

    text: str
    about: Message


@cache
def examples() -> Mapping[str, Example]:
    """The examples by the local names of their terms."""
    listed = tomllib.loads(_FOLDER.joinpath("examples.toml").read_text(encoding="utf-8"))
    return {name: Example(_text(name), Message(about)) for name, about in listed.items()}


def uses_query(term: str, *, is_class: bool) -> str:
    """The query that lists where a term is used; ``term`` as SPARQL spells it."""
    return _text("uses-of-a-class" if is_class else "uses-of-a-property").replace(_PLACE, term)


@cache
def _text(name: str) -> str:
    return _FOLDER.joinpath(f"{name}.rq").read_text(encoding="utf-8").rstrip()
