"""An entry: all that a catalogue has to say of one publication, as values that are only read.

It is what views other than RDF are written from: citations, search documents, harvested records.
RDF is never made from it. Texts are by language tag ('' for none); agents, concepts and related
things come with what their own records say, as far as this catalogue describes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]


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
        start = self.issued[:4]
        return int(start) if start.isascii() and start.isdigit() else None
