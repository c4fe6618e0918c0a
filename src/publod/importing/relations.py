"""What publications are related to: other publications, the series they are in, what they are in.

The other is found by its address, its ISBN or another identifier, or by its title, among the
publications of the source and those of the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from publod.bibliography.check_digits import isbn_core
from publod.importing.addresses import own_path, slug_of, unused
from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.lock_file import LockEntry
from publod.importing.names import folded
from publod.importing.new_records import NewRecords
from publod.importing.publication import Publication, tagged
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import SourceRelation, Text
from publod.importing.turtle_files import Resource, string
from publod.messages import N_, Message

_PROPERTIES = {
    "replaces": "dcterms:replaces",
    "translation_of": "schema:translationOfWork",
    "based_on": "schema:isBasedOn",
    "amends": "pub:amends",
    "corrects": "pub:corrects",
    "supplements": "pub:supplements",
    "format_of": "dcterms:isFormatOf",
}


@dataclass(slots=True)
class Relations:
    """Finds what publications are related to. ``new`` takes the series that the import makes."""

    folder: FolderRecords
    report: ImportReport
    new: NewRecords

    def note(self, publications: Iterable[Publication], entries: Iterable[LockEntry]) -> None:
        """Let the publications of the import be found, and those of earlier ones by identifier."""
        names = self.folder.of_kind("publications")
        for entry in entries:
            if entry.keys[0] and entry.path in self.folder.records:
                names.add_identifier(entry.path, entry.keys[0])
        for one in publications:
            record = one.record
            known = KnownRecord(one.path, "publications", one.file)
            known.names = [(each.text, each.language, True) for each in record.titles]
            known.identifiers = [
                *record.identifiers, *record.document_numbers, *filter(None, [record.doi]),
                *(f"isbn:{isbn_core(isbn) or isbn}" for isbn in record.isbn),
                *filter(None, [record.identifier]),
            ]  # fmt: skip
            known.year = one.year
            before = self.folder.records.get(one.path)
            known.work = before.work if before else ""
            self.folder.add(known)

    def link(self, publications: list[Publication]) -> None:
        """Link each publication with what its record says that it is related to."""
        by_path = {one.path: one for one in publications}
        for one in publications:
            for relation in one.record.relations:
                self._link(one, relation, by_path)
            self._series(one)
            self._host(one)

    def _link(
        self, one: Publication, relation: SourceRelation, by_path: dict[str, Publication]
    ) -> None:
        shown = " ".join(filter(None, (relation.title, *relation.identifiers)))
        name = f"relations:{relation.kind}"
        found = [
            path for path in self._found(relation.identifiers, relation.title) if path != one.path
        ]
        if len(found) != 1:
            reason = (
                N_("several publications have this title or identifier")
                if found
                else N_(
                    "no publication of the catalogue or the source has this title or identifier"
                )
            )
            kind = Kind.DOUBTFUL if found else Kind.UNMAPPED
            self._report(one, name, shown, reason, kind, tuple(found[:5]))
            return
        path = found[0]
        if relation.kind == "part_of":
            one.wholes.append(path)
        elif relation.kind == "replaced_by":
            later = by_path.get(path)
            if later is None:
                reason = N_("say in that publication that it replaces this one")
                self._report(one, name, shown, reason, candidates=(path,))
            elif self._is_later(later.year, one.year, one, shown):
                _put(later, "dcterms:replaces", one.path)
        elif relation.kind == "replaces":
            if self._is_later(one.year, self.folder.records[path].year, one, shown):
                _put(one, "dcterms:replaces", path)
        elif relation.kind in _PROPERTIES:
            _put(one, _PROPERTIES[relation.kind], path)
        else:
            reason = N_("the relation %(kind)s is not known", kind=relation.kind)
            self._report(one, name, shown, reason)

    def _is_later(
        self, later: int | None, earlier: int | None, one: Publication, shown: str
    ) -> bool:
        if later is None or earlier is None or later >= earlier:
            return True
        self._report(
            one, "relations", shown, N_("what replaces it would be older: check the years")
        )
        return False

    def _found(self, identifiers: Iterable[str], title: str) -> list[str]:
        names = self.folder.of_kind("publications")
        for identifier in identifiers:
            _, path = own_path(identifier)
            if path in self.folder.records:
                return [path]
            if found := names.identified(_forms(identifier)):
                return found
        if not title:
            return []
        # A column of relations may have the identifiers of rows, or titles, with or without years.
        if found := names.identified(_forms(title)) or names.named(title):
            return found
        match = _WITH_YEAR.fullmatch(title)
        return [
            path
            for path in (names.named(match["title"]) if match else ())
            if match and self.folder.records[path].year == int(match["year"])
        ]

    def _series(self, one: Publication) -> None:
        record = one.record
        if record.series is not None:
            issn = [record.series_issn] if record.series_issn else []
            if path := self._work(one, record.series, issn, "series"):
                _whole(one, path)
                if record.series_issn and (made := self.new.find(path)):
                    made.add("pub:issn", string(record.series_issn))
                elif record.series_issn and not self._has(path, record.series_issn):
                    reason = N_("the series has no such ISSN: add it to its record")
                    self._report(one, "series_issn", record.series_issn, reason)
        elif record.series_issn:
            reason = N_("the series that this is of has no title")
            self._report(one, "series_issn", record.series_issn, reason)

    def _has(self, path: str, identifier: str) -> bool:
        return identifier in self.folder.records[path].identifiers

    def _host(self, one: Publication) -> None:
        record = one.record
        found = [path for path in self._found(record.host_identifiers, "") if path != one.path]
        if len(found) == 1:
            _whole(one, found[0])
            if record.host and folded(record.host.text) not in {
                folded(name) for name, _, _ in self.folder.records[found[0]].names
            }:
                reason = N_("what has this identifier has another title")
                self._report(one, "host", record.host.text, reason, candidates=(found[0],))
            return
        if record.host is None:
            for identifier in record.host_identifiers:
                reason = N_("what this is part of is not in the catalogue, and has no title")
                self._report(one, "host_identifiers", identifier, reason)
            return
        named = [p for p in self._found((), record.host.text) if p != one.path]
        if len(named) > 1:
            reason = N_("several publications have this title or identifier")
            self._report(one, "host", record.host.text, reason, Kind.DOUBTFUL, tuple(named[:5]))
            return
        path = named[0] if named else self._work(one, record.host, record.host_identifiers, "host")
        if path:
            _whole(one, path)
        for identifier in record.host_identifiers:
            if made := self.new.find(path):
                name = "pub:issn" if _is_issn(identifier) else "dcterms:identifier"
                made.add(name, string(identifier))
            elif not path or not self._has(path, identifier):
                reason = N_("what this is part of has no such identifier: add it to its record")
                self._report(one, "host_identifiers", identifier, reason)

    def _work(self, one: Publication, title: Text, identifiers: Iterable[str], name: str) -> str:
        """A series or a journal, by its ISSN or its title; a new one where there is none."""
        index = self.folder.of_kind("series")
        found = index.identified(identifiers) or index.named(title.text)
        if not found:
            works = self.folder.of_kind("works").named(title.text)
            found = [path for path in works if path not in self.folder.with_editions]
        if len(found) == 1:
            names = self.folder.records[found[0]].names
            if folded(title.text) not in {folded(name) for name, _, _ in names}:
                reason = N_("what has this identifier has another title")
                self._report(one, name, title.text, reason, candidates=(found[0],))
            return found[0]
        if found:
            reason = N_("several works have this title")
            self._report(one, name, title.text, reason, Kind.DOUBTFUL, tuple(found[:5]))
            return ""
        path = unused("work", slug_of(title.text) or "series", self.folder.paths)
        resource = Resource(path, ("pub:Work",))
        resource.add("dcterms:title", tagged(title, one))
        known = KnownRecord(path, "series", "", [(title.text, title.language, True)])
        known.identifiers = list(identifiers)
        self.folder.add(known)
        self.new.add("series", resource, title.text)
        return path

    def _report(
        self,
        one: Publication,
        name: str,
        value: str,
        reason: Message,
        kind: Kind = Kind.UNMAPPED,
        candidates: tuple[str, ...] = (),
    ) -> None:
        self.report.add(
            kind, reason, one.record, field_name=name, value=value, candidates=candidates
        )


#: A title with a year after it: "Bo bra (2018)", "Bo bra, 2018".
_WITH_YEAR = re.compile(r"(?P<title>.+?)\s*[,(]\s*(?P<year>[12]\d{3})\)?")


def _forms(identifier: str) -> list[str]:
    """An identifier in the forms in which it may be known."""
    core = isbn_core(identifier)
    doi = identifier.partition("doi.org/")[2] or identifier.removeprefix("doi:")
    return [identifier, doi, *([f"isbn:{core}"] if core else [])]


def _is_issn(text: str) -> bool:
    return len(text) == 9 and text[4] == "-"


def _whole(one: Publication, path: str) -> None:
    if path not in one.wholes:
        one.wholes.append(path)


def _put(one: Publication, name: str, path: str) -> None:
    links = one.links.setdefault(name, [])
    if path not in links:
        links.append(path)
