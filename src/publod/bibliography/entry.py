"""An entry: all that a catalogue has to say of one publication, as values that are only read.

Other editions of its work are part of it, as they show themselves to their siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from rdflib import URIRef

from publod.bibliography.triple_index import Statements
from publod.rdf import term_of_iri
from publod.vocabulary import BIBO, DCTERMS, EU_LANGUAGE, FOAF, PUB, RDF, RDFS, SCHEMA, SKOS

Texts = Mapping[str, str]


def _year(issued: str) -> int | None:
    start = issued[:4]
    return int(start) if start.isascii() and start.isdigit() else None


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or an organisation. ``given`` and ``family`` are known of some persons only.

    ``alternative`` holds other forms of the name, each with its language; ``identifiers`` what the
    agent is registered under, such as an organisation number; ``same_as`` its IRIs elsewhere.
    """

    iri: str
    name: Texts = field(default_factory=dict)
    alternative: tuple[tuple[str, str], ...] = ()
    is_person: bool = False
    given: str = ""
    family: str = ""
    identifiers: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    homepage: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A subject, type or audience. ``classes`` are what things of a type are instances of.

    ``matches`` pairs the property, such as ``exactMatch``, with an IRI of another vocabulary.
    """

    iri: str
    label: Texts = field(default_factory=dict)
    alternative: tuple[tuple[str, str], ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    notation: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another publication or a work, as far as it is told here. ``edition`` is its number.

    ``is_stated`` marks an edition that is known only from a statement in another.
    """

    iri: str
    title: Texts = field(default_factory=dict)
    subtitle: Texts = field(default_factory=dict)
    issued: str = ""
    edition: int | None = None
    languages: tuple[str, ...] = ()
    issn: str = ""
    is_stated: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file in which the publication can be had. ``size`` is in bytes."""

    iri: str
    url: str
    media_type: str = ""
    size: int | None = None
    title: Texts = field(default_factory=dict)
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication. Dates are as exact as they are recorded: a year, a month or a day.

    ``creators`` are in their printed order. ``languages`` are codes of the EU authority table
    (``SWE``). ``edition`` is the statement as printed. ``spatial`` and ``licence`` are IRIs;
    ``pages`` are web pages about the publication. ``replaced_by`` and ``translated_as`` are what
    other records say of this one, ``editions`` the others of its works, in order.
    ``catalogued_by`` is the organisation code of whoever describes, '' where there is none.
    """

    iri: str
    document: str
    title: Texts = field(default_factory=dict)
    subtitle: Texts = field(default_factory=dict)
    alternative: tuple[tuple[str, str], ...] = ()
    creators: tuple[Agent, ...] = ()
    contributors: tuple[Agent, ...] = ()
    publishers: tuple[Agent, ...] = ()
    issued: str = ""
    languages: tuple[str, ...] = ()
    abstract: Texts = field(default_factory=dict)
    subjects: tuple[Concept, ...] = ()
    types: tuple[Concept, ...] = ()
    audiences: tuple[Concept, ...] = ()
    temporal: tuple[str, ...] = ()
    spatial: tuple[str, ...] = ()
    edition: Texts = field(default_factory=dict)
    edition_number: int | None = None
    edition_history: Texts = field(default_factory=dict)
    works: tuple[Related, ...] = ()
    editions: tuple[Related, ...] = ()
    series: tuple[Related, ...] = ()
    number_in_series: str = ""
    replaces: tuple[Related, ...] = ()
    replaced_by: tuple[Related, ...] = ()
    based_on: tuple[Related, ...] = ()
    translation_of: tuple[Related, ...] = ()
    translated_as: tuple[Related, ...] = ()
    identifiers: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    doi: str = ""
    rights: Texts = field(default_factory=dict)
    licence: str = ""
    files: tuple[File, ...] = ()
    pages: tuple[str, ...] = ()
    modified: int = 0
    catalogued_by: str = ""

    @property
    def year(self) -> int | None:
        """The year of issue."""
        return _year(self.issued)


_STATED = term_of_iri(PUB.StatedEdition)
#: What it is called by; the first that it has is its title, as in its summary.
_NAMES = (DCTERMS.title, FOAF.name, SKOS.prefLabel, RDFS.label, SCHEMA.name)


@dataclass(frozen=True, slots=True)
class Edition:
    """A publication, or an edition that is known only because another one states it.

    ``issued`` is as exact as it was recorded: a year, a month or a day; '' if unknown. ``creators``
    are IRIs in their printed order; ``languages`` codes of the EU authority table, such as SWE.
    ``announced`` are the languages that it was promised in. All other names are those of the
    relations, and hold IRIs; ``replaced_by`` also what other records say.
    """

    iri: str
    title: Texts = field(default_factory=dict)
    subtitle: Texts = field(default_factory=dict)
    number: int | None = None
    issued: str = ""
    is_stated_only: bool = False
    creators: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    translation_of: tuple[str, ...] = ()
    translated_as: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of issue."""
        return _year(self.issued)

    @property
    def related(self) -> frozenset[str]:
        """The editions that it is told together with, in its own work or in another."""
        successions = (self.replaces, self.replaced_by, self.based_on)
        return frozenset(chain(*successions, self.translation_of, self.translated_as))

    def also_replaced_by(self, newer: Iterable[str]) -> Edition:
        """The same edition, with what other records say."""
        return replace(self, replaced_by=tuple(dict.fromkeys((*self.replaced_by, *newer))))


def edition_of(iri: str, said: Statements) -> Edition:
    """Read an edition from its record's statements."""
    node = term_of_iri(iri)
    return Edition(
        iri=iri,
        title=said.texts(node, *_NAMES),
        subtitle=said.texts(node, PUB.subtitle),
        number=said.number(node, PUB.editionNumber),
        issued=said.text(node, DCTERMS.issued),
        is_stated_only=_STATED in said.objects(node, RDF.type),
        creators=creators_of(said, node),
        languages=language_codes(said, node),
        announced=language_codes(said, node, PUB.announcedLanguage),
        works=tuple(said.iris(node, DCTERMS.isVersionOf)),
        replaces=tuple(said.iris(node, DCTERMS.replaces)),
        replaced_by=tuple(said.iris(node, DCTERMS.isReplacedBy)),
        translation_of=tuple(said.iris(node, SCHEMA.translationOfWork)),
        translated_as=tuple(said.iris(node, SCHEMA.workTranslation)),
        based_on=tuple(said.iris(node, SCHEMA.isBasedOn)),
    )


def creators_of(said: Statements, node: str) -> tuple[str, ...]:
    """The IRIs of creators, in the printed order where that was recorded."""
    unordered = said.iris(node, DCTERMS.creator)
    return tuple(dict.fromkeys((*said.listed(node, BIBO.authorList), *unordered)))


def language_codes(
    said: Statements, node: str, predicate: URIRef = DCTERMS.language
) -> tuple[str, ...]:
    """Languages by their codes in the EU authority table, such as SWE."""
    return tuple(
        iri.removeprefix(EU_LANGUAGE)
        for iri in said.iris(node, predicate)
        if iri.startswith(EU_LANGUAGE)
    )
