"""A publication as a table, a library format or a harvested record has it, before it is ours.

Every reader of a format gives these values; what follows (matching of agents and subjects, works,
addresses, files) knows nothing of formats. Texts are as they stand in the source, trimmed. What a
reader has no place for it puts into ``unmapped`` with the name that the source has for it, so that
nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from publod.messages import Message


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language (BCP 47); '' where the source does not say."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class SourceField:
    """A field of the source: its name there, such as a column or ``856$z``, and what is in it.

    ``reason`` says why it has no place in the record; None where the reader knows no place for it.
    ``is_read`` says that it has a place there after all, and the reason is what it is read as.
    ``is_of_copy`` is true of what is about a copy, a file of a program or the description, and not
    about the publication: it is reported once for all records of a source. ``is_doubtful`` says
    that it is read, and that the reason tells of a doubt.
    """

    name: str
    value: str
    reason: Message | None = None
    is_read: bool = False
    is_of_copy: bool = False
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class SourceAgent:
    """A person or a body.

    ``role`` is a MARC relator code (https://id.loc.gov/vocabulary/relators): ``aut`` for creators,
    ``pbl`` for publishers, ``ctb`` for those of no particular role. ``is_person`` is None where the
    source does not say; ``is_person_by_default`` is what most are that stand in the same place.
    ``identifiers`` are IRIs, ORCID, ISNI, organisation numbers, as written.
    ``name`` is in direct order ("Åsa Berg"), also where ``family`` and ``given`` are known;
    ``language`` is that of the name, '' where the source does not say it. ``dates`` are those of
    a life, as written: they tell people of one name apart. None is of formats that have none.
    ``other_names`` are in other scripts.
    """

    name: str
    role: str = "aut"
    is_person: bool | None = None
    family: str = ""
    given: str = ""
    identifiers: tuple[str, ...] = ()
    is_person_by_default: bool | None = None
    language: str = ""
    dates: str | None = None
    other_names: tuple[Text, ...] = ()

    @property
    def is_probably_person(self) -> bool | None:
        """Whether it is a person as far as the source tells, of itself or by its place."""
        return self.is_person_by_default if self.is_person is None else self.is_person


@dataclass(frozen=True, slots=True)
class SourceConcept:
    """A subject, type or audience: its label, and its IRI or its scheme where they are given."""

    label: str = ""
    language: str = ""
    iri: str = ""
    scheme: str = ""


#: The scheme of types that a format states of every record, for want of a better one.
LEADER = "leader"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the publication; ``size`` in bytes, ``label_language`` that of its label.

    ``is_page`` tells a page where it is found from the file itself.
    """

    url: str
    media_type: str = ""
    size: int | None = None
    language: str = ""
    label: str = ""
    label_language: str = ""
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class SourceRelation:
    """Another publication that this one is related to.

    ``kind`` is the property in the catalogue's own terms: ``replaces``, ``replaced_by``,
    ``translation_of``, ``based_on``, ``amends``, ``corrects``, ``supplements``, ``format_of``,
    ``part_of``. The other is known by the number of its record in the same source, by an
    identifier, or by its title alone; ``agent`` and ``year`` tell it from others of that title.
    """

    kind: str
    title: str = ""
    identifiers: tuple[str, ...] = ()
    control_numbers: tuple[str, ...] = ()
    agent: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One publication of a source.

    ``source`` is a file or an address, ``number`` the place of the record in it from 1 (the line of
    a table, header included), ``identifier`` what the source itself calls it; '' if it has no
    identifier. ``control_number`` is by what other records of the source lead to it, if that is
    something else. ``issued`` is a date of ISO 8601, as exact as it is known. ``languages`` are
    codes of any of ISO 639 or names. ``series`` is the title, ``series_number`` the number in it.
    ``host`` is what an article or chapter is in, ``host_kind`` what that is, where the source says
    it: ``journal``, ``proceedings`` or ``book``; of its identifiers, ``host_control_numbers`` are
    those of records of the same source. ``pages`` are web pages about the publication.
    ``media`` are IRIs of carriers, in the terms of RDA.
    ``places`` are what it is about, and have labels, IRIs and schemes as subjects have.
    ``work`` is the title of the work that it is an edition of, ``work_identifier`` its identifier,
    where the source says so.
    ``is_deleted`` is true of a record that a harvested source has deleted.
    ``address`` is the IRI that the publication has in a catalogue of publod, and is to keep.
    ``field_names`` has what the source itself calls a field, by the name of the field here, and
    ``is_row`` tells that those are columns of a table.
    """

    source: str
    number: int
    identifier: str = ""
    control_number: str = ""
    titles: tuple[Text, ...] = ()
    subtitles: tuple[Text, ...] = ()
    alternative_titles: tuple[Text, ...] = ()
    agents: tuple[SourceAgent, ...] = ()
    types: tuple[SourceConcept, ...] = ()
    subjects: tuple[SourceConcept, ...] = ()
    audiences: tuple[SourceConcept, ...] = ()
    keywords: tuple[Text, ...] = ()
    abstracts: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    languages: tuple[str, ...] = ()
    issued: str = ""
    place_of_publication: tuple[str, ...] = ()
    places: tuple[SourceConcept, ...] = ()
    edition: Text | None = None
    edition_number: int | None = None
    edition_history: Text | None = None
    work: str = ""
    work_identifier: str = ""
    series: Text | None = None
    series_number: str = ""
    series_issn: str = ""
    other_series_titles: tuple[Text, ...] = ()
    host: Text | None = None
    host_identifiers: tuple[str, ...] = ()
    host_control_numbers: tuple[str, ...] = ()
    host_kind: str = ""
    volume: str = ""
    issue: str = ""
    page_start: str = ""
    page_end: str = ""
    extent: Text | None = None
    page_count: int | None = None
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    doi: str = ""
    identifiers: tuple[str, ...] = ()
    document_numbers: tuple[str, ...] = ()
    registration_numbers: tuple[str, ...] = ()
    classifications: tuple[tuple[str, str], ...] = ()
    files: tuple[SourceFile, ...] = ()
    pages: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    licence: str = ""
    rights: tuple[Text, ...] = ()
    status: str = ""
    relations: tuple[SourceRelation, ...] = ()
    unmapped: tuple[SourceField, ...] = ()
    is_deleted: bool = False
    address: str = ""
    field_names: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)
    is_row: bool = field(default=False, compare=False)

    @property
    def place(self) -> str:
        """Where the record stands, as reports name it."""
        own = f" ({self.identifier})" if self.identifier else ""
        return f"{self.source}, {self.number}{own}"

    def without_blanks(self) -> SourceRecord:
        """The record without texts in which there is nothing, which no property may have."""
        changes: dict[str, Any] = {}
        for name in self.filled():
            values = self.values(name)
            kept = tuple(one for one in values if not _is_blank(one))
            if len(kept) < len(values):
                changes[name] = kept if isinstance(getattr(self, name), tuple) else None
        return replace(self, **changes) if changes else self

    def filled(self) -> Iterator[str]:
        """The names of the fields that have something in them."""
        for name in _FIELDS:
            if getattr(self, name):
                yield name

    def values(self, name: str) -> tuple[Any, ...]:
        """What stands in a field: none, one or several values."""
        value = getattr(self, name)
        return value if isinstance(value, tuple) else (value,) if value else ()


def _is_blank(value: object) -> bool:
    text = value.text if isinstance(value, Text) else value
    return isinstance(text, str) and not text.strip()


_FIELDS = tuple(
    one.name
    for one in fields(SourceRecord)
    if one.name not in {"source", "number", "control_number", "unmapped", "field_names", "is_row"}
)


@dataclass(frozen=True, slots=True)
class SourceFault:
    """A record of a source that cannot be read: where it stands, why, and its text if it is short.

    A reader gives it in the place of the record, and goes on with the next. A remark is about what
    is no record; one that ``is_doubtful`` is about what was read all the same.
    """

    source: str
    number: int
    reason: Message
    text: str = ""
    is_remark: bool = False
    is_doubtful: bool = False
