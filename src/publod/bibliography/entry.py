"""What a catalogue has to say of publications, as values that are only read.

Three grow from one another: what any of them shows to others (`BibliographicResource`), how it
stands to its siblings (`Edition`), and all that is told of one publication (`Entry`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, TypeVar

from publod.bibliography.file_formats import format_name
from publod.vocabulary import ADMS_STATUS

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or an organisation. ``given`` and ``family`` are known of some persons only.

    ``alternative`` holds other forms of the name, each with its language; ``identifiers`` what the
    agent is registered under, such as an organisation number; ``same_as`` its IRIs elsewhere.
    ``is_person`` is None where nothing says which of the two it is.
    ``is_government`` is true of what is said to be a body of government.
    """

    iri: str
    name: Texts = field(default_factory=dict)
    alternative: tuple[tuple[str, str], ...] = ()
    is_person: bool | None = False
    given: str = ""
    family: str = ""
    identifiers: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    homepage: str = ""
    is_government: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """A subject, type or audience. ``classes`` are what things of a type are instances of.

    ``matches`` pairs the property, such as ``exactMatch``, with an IRI of another vocabulary.
    ``match_labels`` has what that vocabulary itself calls it, by the IRI. ``headings`` are what it
    is in vocabularies, each with the code of that (``sao``).
    """

    iri: str
    label: Texts = field(default_factory=dict)
    alternative: tuple[tuple[str, str], ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    notation: str = ""
    match_labels: Mapping[str, Texts] = field(default_factory=dict)
    headings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place; only its IRI is known where this catalogue does not describe it.

    ``same_as`` are its IRIs in other registers, ``matches`` as those of a `Concept`, such as the
    codes of a country in MARC. ``within`` are the places that it lies in, the nearest first.
    ``headings`` are as those of a `Concept`.
    """

    iri: str
    name: Texts = field(default_factory=dict)
    alternative: tuple[tuple[str, str], ...] = ()
    code: str = ""
    same_as: tuple[str, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    within: tuple[Place, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BibliographicResource:
    """A publication, an edition, a work or a series, as far as others tell of it.

    ``issued`` is as exact as it was recorded: a year, a month or a day; '' if unknown.
    ``is_stated_only`` marks an edition that is known only from a statement in another;
    ``is_level`` an edition between work and publication, whether stated or not.
    ``languages`` are codes of the EU authority table, such as SWE. ``is_edition`` tells an edition
    or a publication from a work or a series. ``document_numbers`` are as printed. ``volume`` and
    ``issue`` are those of an issue of a journal. ``media`` are IRIs of carriers, in the terms of
    RDA. ``main_entry`` is the first creator of something that another record leads to.
    ``is_addition`` tells what amends, corrects or supplements another one: it does not take the
    place of that, and is no edition of its work. ``host_kind`` is ``journal``, ``proceedings`` or
    ``book`` of a work that is no series: others are articles or chapters in it.
    """

    iri: str
    title: Texts = field(default_factory=dict)
    subtitle: Texts = field(default_factory=dict)
    edition_number: int | None = None
    issued: str = ""
    is_stated_only: bool = False
    languages: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    is_edition: bool = False
    is_level: bool = False
    document_numbers: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    isbn: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    main_entry: Agent | None = None
    is_addition: bool = False
    host_kind: str = ""

    @property
    def is_publication(self) -> bool:
        """Whether it is described as a publication, neither as a work nor as a mere edition."""
        return self.is_edition and not self.is_level

    @property
    def document(self) -> str:
        """The address of its record."""
        return self.iri.partition("#")[0]

    @property
    def year(self) -> int | None:
        """The year of issue."""
        start = self.issued[:4]
        return int(start) if start.isascii() and start.isdigit() else None


@dataclass(frozen=True, slots=True)
class File:
    """A file in which the publication can be had, or a page where it can: then ``is_page``.

    ``size`` is in bytes; ``file_types`` and ``licence`` are IRIs.
    """

    iri: str
    url: str
    media_type: str = ""
    size: int | None = None
    title: Texts = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    file_types: tuple[str, ...] = ()
    licence: str = ""
    is_page: bool = False

    @property
    def format_name(self) -> str:
        """What people call its format, such as PDF; '' where that is not known."""
        return format_name(self.media_type, self.file_types, "" if self.is_page else self.url)


@dataclass(frozen=True, slots=True)
class Entry(BibliographicResource):
    """One publication.

    ``creators`` are in their printed order; ``roles`` pairs a MARC relator code with an agent.
    ``edition`` is the statement as printed. ``spatial`` are the places it is about; ``licence`` is
    an IRI; ``pages`` are web pages about the publication. ``series`` are the series that it is in,
    ``hosts`` what it is a part of otherwise, the nearest first: an article's issue, then its
    journal. ``classifications`` pairs a code with the code of its scheme
    (https://id.loc.gov/vocabulary/classSchemes), ``keywords``, ``mentions`` and ``notes`` a text
    with its language. ``extent`` is as printed. ``replaced_by``, ``translated_as``,
    ``reworked_as`` and what ends in ``ed_by`` are what other records say of this one, ``formats``
    what either says, ``editions`` the others of its works, in order. ``valid`` is when its status
    holds. ``modified``
    is the record's datestamp in UTC epoch seconds, ``created`` is when the record came into the
    catalogue. ``parts`` are publications that say they are part of this one, in their order.
    ``catalogued_by`` is the organisation code of whoever describes, ``swepub_code`` the one by
    which Swepub knows it; '' where there is none.
    """

    alternative: tuple[tuple[str, str], ...] = ()
    creators: tuple[Agent, ...] = ()
    contributors: tuple[Agent, ...] = ()
    publishers: tuple[Agent, ...] = ()
    abstract: Texts = field(default_factory=dict)
    subjects: tuple[Concept, ...] = ()
    types: tuple[Concept, ...] = ()
    audiences: tuple[Concept, ...] = ()
    temporal: tuple[str, ...] = ()
    spatial: tuple[Place, ...] = ()
    edition: Texts = field(default_factory=dict)
    edition_history: Texts = field(default_factory=dict)
    works: tuple[BibliographicResource, ...] = ()
    editions: tuple[BibliographicResource, ...] = ()
    series: tuple[BibliographicResource, ...] = ()
    number_in_series: str = ""
    replaces: tuple[BibliographicResource, ...] = ()
    replaced_by: tuple[BibliographicResource, ...] = ()
    based_on: tuple[BibliographicResource, ...] = ()
    translation_of: tuple[BibliographicResource, ...] = ()
    translated_as: tuple[BibliographicResource, ...] = ()
    identifiers: tuple[str, ...] = ()
    doi: str = ""
    rights: Texts = field(default_factory=dict)
    licence: str = ""
    files: tuple[File, ...] = ()
    pages: tuple[str, ...] = ()
    modified: int = 0
    catalogued_by: str = ""
    roles: tuple[tuple[str, Agent], ...] = ()
    places_of_publication: tuple[Place, ...] = ()
    hosts: tuple[BibliographicResource, ...] = ()
    page_start: str = ""
    page_end: str = ""
    position: int | None = None
    registration_numbers: tuple[str, ...] = ()
    classifications: tuple[tuple[str, str], ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    source_description: Texts = field(default_factory=dict)
    mentions: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    extent: Texts = field(default_factory=dict)
    page_count: int | None = None
    status: Concept | None = None
    valid: str = ""
    of_edition: tuple[BibliographicResource, ...] = ()
    formats: tuple[BibliographicResource, ...] = ()
    reworked_as: tuple[BibliographicResource, ...] = ()
    amends: tuple[BibliographicResource, ...] = ()
    amended_by: tuple[BibliographicResource, ...] = ()
    corrects: tuple[BibliographicResource, ...] = ()
    corrected_by: tuple[BibliographicResource, ...] = ()
    supplements: tuple[BibliographicResource, ...] = ()
    supplemented_by: tuple[BibliographicResource, ...] = ()
    parts: tuple[BibliographicResource, ...] = ()
    created: int = 0
    swepub_code: str = ""


#: What has one of these is not, or not yet, or no longer the edition to go by.
NOT_IN_FORCE = frozenset({"Withdrawn", "Deprecated", "UnderDevelopment"})


def status_of(concept: Concept) -> str:
    """Which of the statuses of ADMS a concept is or is matched to; '' for none of them."""
    wanted = (match for name, match in concept.matches if name in _SAME_OR_BROADER)
    statuses = (
        iri.removeprefix(ADMS_STATUS) for iri in (concept.iri, *wanted) if ADMS_STATUS in iri
    )
    return next(statuses, "")


_SAME_OR_BROADER = frozenset({"exactMatch", "closeMatch", "broadMatch"})


@dataclass(frozen=True, slots=True)
class Edition(BibliographicResource):
    """How a publication stands to others, or an edition that another one states.

    ``creators`` are IRIs in their printed order; ``announced`` are the languages that it was
    promised in. ``has_statement`` tells whether anything is said in words of which edition it is.
    ``status`` is one of those of ADMS, such as Withdrawn, and holds at ``valid``. All other names
    are those of the relations, and hold IRIs; those of inverses also what others say.
    """

    creators: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    translation_of: tuple[str, ...] = ()
    translated_as: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()
    reworked_as: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    corrected_by: tuple[str, ...] = ()
    supplements: tuple[str, ...] = ()
    supplemented_by: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    has_formats: tuple[str, ...] = ()
    of_edition: tuple[str, ...] = ()
    status: str = ""
    valid: str = ""
    has_statement: bool = False

    @property
    def related(self) -> frozenset[str]:
        """The editions that it is told together with, in its own work or in another."""
        return frozenset(chain.from_iterable(getattr(self, name) for name in RELATIONS))

    @property
    def is_in_force(self) -> bool:
        """Whether it can be the latest edition, as far as its status tells."""
        return self.status not in NOT_IN_FORCE

    def with_more(self, **relations: Iterable[str]) -> Edition:
        """The same edition, with what else stands in its relations, by their names."""
        changes: dict[str, Any] = {
            name: tuple(dict.fromkeys((*getattr(self, name), *more)))
            for name, more in relations.items()
        }
        return replace(self, **changes)


#: The relations between editions, but for that to the level between work and publication.
RELATIONS = (
    "replaces", "replaced_by", "translation_of", "translated_as", "based_on", "reworked_as",
    "amends", "amended_by", "corrects", "corrected_by", "supplements", "supplemented_by",
    "formats", "has_formats",
)  # fmt: skip
#: What holds for the publications of an edition, unless they say it themselves.
INHERITED = (
    "edition", "edition_number", "issued", "creators", "main_entry", "document_numbers", "status",
    "valid", "is_addition", "has_statement",
)  # fmt: skip

_Resource = TypeVar("_Resource", bound=BibliographicResource)


def inheriting(
    resource: _Resource, other: BibliographicResource, relations: Iterable[str] = RELATIONS
) -> _Resource:
    """A publication with what its edition says: values that it has not itself, and relations.

    Each takes what it has fields for; the relations of both are put together.
    """
    changes: dict[str, Any] = {
        name: getattr(resource, name) or getattr(other, name)
        for name in INHERITED
        if hasattr(resource, name) and hasattr(other, name)
    }
    for name in relations:
        if hasattr(resource, name) and hasattr(other, name):
            both = (*getattr(resource, name), *getattr(other, name))
            by_iri = {getattr(one, "iri", one): one for one in both}
            changes[name] = tuple(one for iri, one in by_iri.items() if iri != resource.iri)
    return replace(resource, **changes)
