"""What publications are related to: other publications, the series they are in, what they are in.

The other is found by its address, its ISBN or another identifier, or by its title, among the
publications of the source and those of the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from publod.bibliography.check_digits import isbn_core
from publod.importing.addresses import own_path, slug_of, unused
from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.lock_file import LockEntry
from publod.importing.names import folded
from publod.importing.new_records import NewRecords
from publod.importing.publication import Publication, shown, tagged
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


_HOST_CLASSES = {
    "journal": "bibo:Periodical",
    "proceedings": "bibo:Proceedings",
    "book": "bibo:Book",
}


@dataclass(slots=True)
class Relations:
    """Finds what publications are related to. ``new`` takes the series that the import makes."""

    folder: FolderRecords
    report: ImportReport
    new: NewRecords
    #: Publications by the source and the number of their record in it.
    _by_control_number: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    def note(self, publications: Iterable[Publication], entries: Iterable[LockEntry]) -> None:
        """Let the publications of the import be found, and those of earlier ones by identifier."""
        names = self.folder.of_kind("publications")
        for entry in entries:
            if entry.keys[0] and entry.path in self.folder.records:
                names.add_identifier(entry.path, entry.keys[0])
                self._note_number(entry.source, entry.keys[0], entry.path)
        for one in publications:
            record = one.record
            known = KnownRecord(one.path, "publications", one.file)
            known.names = [(each.text, each.language, True) for each in record.titles]
            known.identifiers = [
                *record.identifiers, *record.document_numbers, *filter(None, [record.doi]),
                *(f"isbn:{isbn_core(isbn) or isbn}" for isbn in record.isbn),
                *filter(None, [record.identifier]),
            ]  # fmt: skip
            for number in (record.identifier, record.control_number, *record.identifiers):
                self._note_number(record.source, number, one.path)
            known.year, known.number = one.year, one.number
            before = self.folder.records.get(one.path)
            known.work = before.work if before else ""
            self.folder.add(known)

    def _note_number(self, source: str, number: str, path: str) -> None:
        self._by_control_number.setdefault((source, number), {})[path] = None

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
        name, others = f"relations:{relation.kind}", shown(relation)
        found = [path for path in self._found(one, relation) if path != one.path]
        if len(found) != 1:
            reason = (
                N_("several publications have this title or identifier")
                if found
                else N_(
                    "no publication of the catalogue or the source has this title or identifier"
                )
            )
            kind = Kind.DOUBTFUL if found else Kind.UNMAPPED
            self._report(one, name, others, reason, kind, tuple(found[:5]))
            return
        path = found[0]
        self._tell_of_rest(one, name, relation, path)
        if relation.kind == "part_of":
            one.wholes.append(path)
        elif relation.kind == "replaced_by":
            later = by_path.get(path)
            if later is None:
                reason = N_("say in that publication that it replaces this one")
                self._report(one, name, others, reason, candidates=(path,))
            elif self._is_later(later.year, one.year, one, others):
                self._replace(later, one.path, one, others, by_path)
        elif relation.kind == "replaces":
            if self._is_later(one.year, self.folder.records[path].year, one, others):
                self._replace(one, path, one, others, by_path)
        elif relation.kind in _PROPERTIES:
            _put(one, _PROPERTIES[relation.kind], path)
        else:
            reason = N_("the relation %(kind)s is not known", kind=relation.kind)
            self._report(one, name, others, reason)

    def _replace(
        self, later: Publication, earlier: str, one: Publication, others: str,
        by_path: dict[str, Publication],
    ) -> None:  # fmt: skip
        """Let a publication replace another, unless that replaces it already."""
        waiting, known = [earlier], {earlier}
        while waiting:
            links = by_path[path].links if (path := waiting.pop()) in by_path else {}
            before = [each for each in links.get("dcterms:replaces", ()) if each not in known]
            waiting += before
            known.update(before)
        if later.path in known:
            reason = N_("what replaces it would be replaced by it")
            self._report(one, "relations", others, reason, Kind.DOUBTFUL, (earlier,))
        else:
            _put(later, "dcterms:replaces", earlier)

    def _is_later(
        self, later: int | None, earlier: int | None, one: Publication, others: str
    ) -> bool:
        if later is None or earlier is None or later >= earlier:
            return True
        self._report(
            one, "relations", others, N_("what replaces it would be older: check the years")
        )
        return False

    def _tell_of_rest(
        self, one: Publication, name: str, relation: SourceRelation, path: str
    ) -> None:
        """Report what is said of another publication and is not so of the one that was found."""
        if relation.title and not self._has_title(path, relation.title):
            reason = N_("what has this identifier has another title")
            self._report(one, name, relation.title, reason, candidates=(path,))
        known = self.folder.of_kind("publications")
        for identifier in (*relation.identifiers, *relation.control_numbers):
            has_number = path in self._by_control_number.get((one.record.source, identifier), ())
            is_its = own_path(identifier)[1] == path or path in known.identified(_forms(identifier))
            if not has_number and not is_its:
                reason = N_(
                    "the publication of this title has no such identifier: add it if it is its own"
                )
                self._report(one, name, identifier, reason, candidates=(path,))

    def _has_title(self, path: str, title: str) -> bool:
        """Whether a publication has a title, as far as one of the two has it."""
        wanted = folded(_bare(title))
        names = (folded(name) for name, _, _ in self.folder.records[path].names)
        return any(name.startswith(wanted) or wanted.startswith(name) for name in names)

    def _found(self, one: Publication, relation: SourceRelation) -> list[str]:
        """What another publication may be: by its record, by an identifier, else by its title."""
        for number in relation.control_numbers:
            paths = self._by_control_number.get((one.record.source, number), ())
            # The number of a record elsewhere may be that of another one here.
            if own := [
                p for p in paths if not relation.title or self._has_title(p, relation.title)
            ]:
                return own
        found, is_named = self._identified(relation.identifiers, relation.title)
        return [path for path in found if not is_named or self._may_be(path, one, relation)]

    def _may_be(self, path: str, one: Publication, relation: SourceRelation) -> bool:
        """Whether what has a title can be another publication, by its numbers and its year."""
        known = self.folder.records[path]
        theirs = {each for each in known.identifiers if each.startswith("isbn:")}
        given = {f"isbn:{core}" for each in relation.identifiers if (core := isbn_core(each))}
        if given and theirs and not given & theirs:
            return False
        is_form = relation.kind == "format_of"  # of one edition
        years = {known.year, relation.year or (one.year if is_form else None)} - {None}
        numbers = {known.number or 1, one.number or 1} if is_form else ()
        return len(years) < 2 and len(numbers) < 2

    def _identified(self, identifiers: Iterable[str], title: str) -> tuple[list[str], bool]:
        """What has one of some identifiers, else a title; and whether the title found it."""
        names = self.folder.of_kind("publications")
        for identifier in identifiers:
            _, path = own_path(identifier)
            if path in self.folder.records:
                return [path], False
            if found := names.identified(_forms(identifier)):
                return found, False
        if not title:
            return [], True
        # A column of relations may have the identifiers of rows, or titles, with or without years.
        if found := names.identified(_forms(title)) or names.named(title):
            return found, True
        match = _WITH_YEAR.fullmatch(title)
        return [
            path
            for path in (names.named(match["title"]) if match else ())
            if match and self.folder.records[path].year == int(match["year"])
        ], True

    def _series(self, one: Publication) -> None:
        record = one.record
        if record.series is not None:
            issn = [record.series_issn] if record.series_issn else []
            if path := self._work(one, record.series, issn, "series"):
                _whole(one, path)
                if made := self.new.find(path):
                    titles = (tagged(other, one) for other in record.other_series_titles)
                    made.add("dcterms:title", *titles)
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
        title = record.host.text if record.host else ""
        host = SourceRelation(
            "part_of", title, record.host_identifiers, record.host_control_numbers
        )
        found = [path for path in self._found(one, host) if path != one.path]
        if len(found) == 1:
            _whole(one, found[0])
            self._tell_of_rest(one, "host", host, found[0])
            return
        for number in record.host_control_numbers:
            reason = N_("the source has no record of this number, or one of another title")
            self._report(one, "host", number, reason)
        if record.host is None:
            for identifier in record.host_identifiers:
                reason = N_("what this is part of is not in the catalogue, and has no title")
                self._report(one, "host_identifiers", identifier, reason)
            return
        if found:
            reason = N_("several publications have this title or identifier")
            self._report(one, "host", record.host.text, reason, Kind.DOUBTFUL, tuple(found[:5]))
            return
        class_ = _HOST_CLASSES.get(record.host_kind, "")
        path = self._work(one, record.host, record.host_identifiers, "host", class_)
        if path:
            _whole(one, path)
        for identifier in record.host_identifiers:
            if made := self.new.find(path):
                name = "pub:issn" if _is_issn(identifier) else "dcterms:identifier"
                made.add(name, string(identifier))
            elif not path or not self._has(path, identifier):
                reason = N_("what this is part of has no such identifier: add it to its record")
                self._report(one, "host_identifiers", identifier, reason)

    def _work(
        self,
        one: Publication,
        title: Text,
        identifiers: Iterable[str],
        name: str,
        class_: str = "",
    ) -> str:
        """A series or a journal, by its ISSN or its title; a new one where there is none.

        ``class_`` is what a new one is besides a work, where it is no series.
        """
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
        resource = Resource(path, ("pub:Work", *filter(None, [class_])))
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


def _bare(title: str) -> str:
    match = _WITH_YEAR.fullmatch(title)
    return match["title"] if match else title


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
