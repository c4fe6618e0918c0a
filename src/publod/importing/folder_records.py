"""What the folder of a catalogue has already: the records that an import is matched with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from publod.bibliography.check_digits import isbn_core
from publod.bibliography.property_values import source_code
from publod.bibliography.registers import registers
from publod.importing.names import Names, folded
from publod.rdf import Statement, iri_of, is_iri, literal_of, term_of_iri
from publod.vocabulary import BIBO, DCAT, DCTERMS, FOAF, OWL, PUB, RDF, SKOS

_TYPE = term_of_iri(RDF.type)
_CLASSES = {
    term_of_iri(iri): kind
    for iri, kind in (
        (FOAF.Organization, "agents"), (FOAF.Person, "agents"), (FOAF.Agent, "agents"),
        (SKOS.Concept, "concepts"), (SKOS.ConceptScheme, "schemes"), (DCTERMS.Location, "places"),
        (PUB.Work, "works"), (PUB.Publication, "publications"), (PUB.Edition, "editions"),
        (PUB.StatedEdition, "editions"),
    )
}  # fmt: skip
_NAMES = {
    term_of_iri(iri): is_preferred
    for iri, is_preferred in (
        (FOAF.name, True), (SKOS.prefLabel, True), (DCTERMS.title, True),
        (SKOS.altLabel, False), (SKOS.hiddenLabel, False), (DCTERMS.alternative, False),
    )
}  # fmt: skip
_IDENTIFIERS = {
    *map(term_of_iri, (
        DCTERMS.identifier, OWL.sameAs, SKOS.exactMatch, SKOS.notation, PUB.doi, PUB.issn,
        PUB.documentNumber,
    )),
}  # fmt: skip
_MATCHES = {*map(term_of_iri, (SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch))}
_ISBN = term_of_iri(PUB.isbn)
_ISSUED, _NUMBER = term_of_iri(DCTERMS.issued), term_of_iri(PUB.editionNumber)
_VERSION_OF, _SUBTITLE = term_of_iri(DCTERMS.isVersionOf), term_of_iri(PUB.subtitle)
_CREATORS = {term_of_iri(DCTERMS.creator), term_of_iri(DCTERMS.publisher)}
_PART_OF = term_of_iri(DCTERMS.isPartOf)
_IN_SCHEME, _LANGUAGE = term_of_iri(SKOS.inScheme), term_of_iri(DCTERMS.language)
_DOCUMENT_NUMBER = term_of_iri(PUB.documentNumber)
_NUMBERS = {*map(term_of_iri, (PUB.numberInSeries, BIBO.volume, BIBO.issue, PUB.documentNumber))}
_PREF_LABEL, _NOTATION = term_of_iri(SKOS.prefLabel), term_of_iri(SKOS.notation)
_PAGE, _DOWNLOAD = term_of_iri(FOAF.page), term_of_iri(DCAT.downloadURL)
#: Concepts by the first part of their paths.
_CONCEPTS = {"subject": "subjects", "type": "types", "audience": "audiences", "status": "statuses"}


_PATH = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9._~-]{0,200}")


@dataclass(slots=True)
class KnownRecord:
    """A record of the folder, as far as it is matched with.

    ``kind`` is that of `FolderRecords.names`; ``file`` is where it stands. Of texts each has its
    language. ``work`` is the path of the work that an edition is of, ``agents`` are the paths of
    its creators and publishers, ``links`` those of all that it links to. ``numbers`` tell it from
    others of a series, ``pages`` are addresses at which it may be found together with others,
    ``matches`` are IRIs of concepts that are like it. ``headings`` are what it is in vocabularies:
    pairs of the code of that and the folded heading.
    """

    path: str
    kind: str
    file: str
    names: list[tuple[str, str, bool]] = field(default_factory=list)
    subtitles: dict[str, str] = field(default_factory=dict)
    identifiers: list[str] = field(default_factory=list)
    is_person: bool | None = None
    year: int | None = None
    number: int | None = None
    work: str = ""
    agents: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    document_numbers: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    matches: list[str] = field(default_factory=list)
    scheme: str = ""
    links: list[str] = field(default_factory=list)
    is_stated: bool = False
    headings: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class FolderRecords:
    """The records of a folder. ``names`` has an index for each kind of record.

    ``paths`` are all that are taken. ``schemes`` are the schemes that concepts of a kind are in,
    ``with_editions`` the works that have editions, ``leading`` the files that lead to records.
    Works that others are part of are series, and are found by that name too.
    """

    base: str = ""
    records: dict[str, KnownRecord] = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    schemes: dict[str, str] = field(default_factory=dict)
    with_editions: set[str] = field(default_factory=set)
    leading: dict[str, set[str]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> Names:
        """The index of a kind, such as agents, subjects, types, audiences, statuses, places."""
        return self.names.setdefault(kind, Names())

    def own_path(self, iri: str) -> str:
        """The path of a thing of this catalogue, by its IRI or the address of its document."""
        path = iri.removeprefix(self.base).partition("#")[0]
        return path if iri.startswith(self.base) and _PATH.fullmatch(path) else ""

    def add(self, record: KnownRecord) -> None:
        """Note a record, from the folder or made by the import."""
        self.records[record.path] = record
        self.paths.add(record.path)
        index = self.of_kind(record.kind)
        for name, _, is_preferred in record.names:
            index.add(record.path, name, is_preferred=is_preferred)
        for identifier in record.identifiers:
            index.add_identifier(record.path, identifier)

    def remove(self, paths: set[str]) -> None:
        """Let records be found no more; their paths stay taken."""
        for path in paths:
            del self.records[path]
        for index in self.names.values() if paths else ():
            index.remove(paths)


def read_folder(statements: Iterable[tuple[Statement, str]], base: str) -> FolderRecords:
    """The records that files state, below the base IRI that their relative IRIs were read with."""
    found: dict[str, KnownRecord] = {}
    downloads: dict[str, list[str]] = {}
    wholes: set[str] = set()
    labels: dict[str, list[str]] = {}
    leading: dict[str, set[str]] = {}
    start, end = f"<{base}", "#it>"
    for ((s, p, o), _), file in statements:
        if not s.startswith(start):
            if p == _PREF_LABEL and o.startswith('"'):
                labels.setdefault(iri_of(s), []).append(literal_of(o).text)
            continue
        path, _, fragment = s[len(start) : -1].partition("#")
        if fragment != "it":
            downloads.setdefault(path, []).extend([iri_of(o)] if p == _DOWNLOAD else [])
            continue
        record = found.get(path)
        if record is None:
            record = found[path] = KnownRecord(path, "", file)
        _note(record, p, o, base)
        if p == _TYPE:
            record.file = file
        elif o.startswith(start):
            leading.setdefault(o[len(start) : -1].partition("#")[0], set()).add(file)
        if p == _PART_OF and o.startswith(start) and o.endswith(end):
            wholes.add(o[len(start) : -len(end)])
    folder = FolderRecords(base, leading=leading)
    schemes: dict[str, Counter[str]] = {}
    for path, record in found.items():
        record.identifiers += downloads.get(path, ())
        record.headings |= {
            (vocabulary.code, folded(label))
            for iri in (*record.identifiers, *record.matches)
            if (vocabulary := registers().vocabulary_at(iri))
            for label in (*labels.get(iri, ()), *vocabulary.terms_in(iri))
        }
        if record.kind == "concepts":
            record.kind = _CONCEPTS.get(path.partition("/")[0], "concepts")
            if record.scheme:
                schemes.setdefault(record.kind, Counter())[record.scheme] += 1
        folder.add(record)
        folder.with_editions.add(record.work)
    _note_series(folder, wholes & found.keys())
    folder.schemes = {kind: counts.most_common(1)[0][0] for kind, counts in schemes.items()}
    return folder


def _note_series(folder: FolderRecords, paths: Iterable[str]) -> None:
    """Let works that others are part of be found as series."""
    for path in sorted(paths):
        if folder.records[path].kind == "works":
            series = folder.of_kind("series")
            for name, _, is_preferred in folder.records[path].names:
                series.add(path, name, is_preferred=is_preferred)
            for identifier in folder.records[path].identifiers:
                series.add_identifier(path, identifier)


def _note(record: KnownRecord, predicate: str, value: str, base: str) -> None:
    if predicate == _TYPE:
        if kind := _CLASSES.get(value):
            record.kind = kind if record.kind != "publications" else record.kind
        if value == term_of_iri(FOAF.Person):
            record.is_person = True
        elif value == term_of_iri(FOAF.Organization):
            record.is_person = False
        elif value == term_of_iri(PUB.StatedEdition):
            record.is_stated = True
    elif is_iri(value):
        _note_link(record, predicate, iri_of(value), base)
    elif value.startswith('"'):
        literal = literal_of(value)
        if predicate == _NOTATION and (code := source_code(literal.datatype)):
            record.headings.add((code, folded(literal.text)))
        else:
            _note_literal(record, predicate, literal.text, literal.language)


def _note_literal(record: KnownRecord, predicate: str, text: str, language: str) -> None:
    if predicate in _NAMES:
        record.names.append((text, language, _NAMES[predicate]))
    elif predicate == _SUBTITLE:
        record.subtitles[language] = text
    elif predicate == _ISBN:
        record.identifiers.append(f"isbn:{isbn_core(text) or text}")
    elif predicate == _ISSUED and text[:4].isdigit():
        record.year = int(text[:4])
    elif predicate == _NUMBER and text.isdigit():
        record.number = int(text)
    if predicate in _IDENTIFIERS:
        record.identifiers.append(text)
    if predicate == _DOCUMENT_NUMBER:
        record.document_numbers.append(text)
    if predicate in _NUMBERS:
        record.numbers.append(text)


def _note_link(record: KnownRecord, predicate: str, iri: str, base: str) -> None:
    own = iri.removeprefix(base).partition("#")[0] if iri.startswith(base) else ""
    if own:
        record.links.append(own)
    if predicate == _VERSION_OF:
        record.work = own
    elif predicate in _CREATORS and own:
        record.agents.append(own)
    elif predicate == _IN_SCHEME and own:
        record.scheme = own
    elif predicate == _LANGUAGE:
        record.languages.append(iri.rpartition("/")[2])
    elif predicate in _MATCHES:
        record.matches.append(iri)
    elif predicate == _PAGE:
        record.pages.append(iri)
    elif predicate in _IDENTIFIERS:
        record.identifiers.append(iri)


def labels_of(records: Mapping[str, KnownRecord], kind: str) -> list[str]:
    """The preferred names of all records of a kind, to choose from."""
    return sorted(
        {
            name
            for one in records.values()
            if one.kind == kind
            for name, _, best in one.names
            if best
        }
    )
