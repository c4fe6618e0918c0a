"""Importing: from sources to the files of a catalogue's folder, and a report.

An import proposes and a load commits: what it writes is Turtle that a person may read and edit. It
remembers what it wrote (`lock_file`), so that a second import of a changed source changes what has
changed, and leaves alone what a person has edited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from publod.errors import SourceUnreadable
from publod.importing.additions import added_to
from publod.importing.addresses import keys_of, known_again, own_path, slug_of, unused
from publod.importing.agent_matching import AgentMatcher
from publod.importing.concept_matching import ConceptMatcher
from publod.importing.edition_statements import read_statement
from publod.importing.edition_words import use_words
from publod.importing.folder_links import FolderLinks
from publod.importing.folder_records import FolderRecords, labels_of, read_folder
from publod.importing.import_mapping import ImportMapping
from publod.importing.imported_files import Files, Plan
from publod.importing.lock_file import (
    Lock,
    LockEntry,
    read_lock,
    take_repeated,
    write_lock,
)
from publod.importing.matching import Ask, Matching
from publod.importing.new_records import links_of
from publod.importing.present_records import PresentRecords
from publod.importing.publication import Publication
from publod.importing.publication_properties import Properties
from publod.importing.publications import Describer
from publod.importing.relations import Relations
from publod.importing.repeated_records import report_repeated
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import SourceFault, SourceRecord
from publod.importing.stated_editions import StatedEditions
from publod.importing.unanswered_doubts import remember_doubts, unanswered
from publod.importing.united_works import unite
from publod.importing.works import Works, work_resource
from publod.messages import N_
from publod.rdf import Statement
from publod.steps import Steps, silent


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person wants of an import.

    ``language`` (BCP 47) is that of texts that do not say theirs, ``default_type`` the label or the
    path of the type of publications that have none. ``withdraw`` deletes the files of records that
    are gone; ``force`` writes over what was edited by hand. ``source`` is the name that a source is
    remembered by, where its file has another one; ``continues`` is the name that it had so far.
    ``is_partial`` says that the records are only those that have changed, as in a harvest: what is
    not among them is not gone. Without ``ask`` nobody is asked.
    """

    mapping: ImportMapping = field(default_factory=ImportMapping)
    language: str = ""
    default_type: str = ""
    new_concepts: bool = True
    withdraw: bool = False
    force: bool = False
    dry_run: bool = False
    is_partial: bool = False
    source: str = ""
    continues: str = ""
    ask: Ask | None = None


def import_records(
    records: Iterable[SourceRecord | SourceFault],
    folder: Path,
    statements: Iterable[tuple[Statement, str]],
    base: str,
    options: ImportOptions,
    steps: Steps = silent,
) -> ImportReport:
    """Import records into a folder, and report.

    ``statements`` are those of the folder's RDF files, each with the name of its file, read with
    the base IRI ``base``. Raises SourceUnreadable where a source cannot be read or the folder has
    no such type; nothing is written then.
    """
    lock = read_lock(folder)
    repeated = take_repeated(lock, options.source) if options.is_partial else []
    records = iter(records)
    first = next(records, None)
    if options.is_partial and first is None and not repeated:
        return ImportReport()
    run = _Run(folder, lock, read_folder(statements, base), options, steps)
    return run.run(chain([first] if first else [], records), repeated)


def _is_matched(path: str) -> bool:
    """Whether a path is that of a record that names of sources are matched with."""
    return path.startswith(("agent/", "subject/", "audience/", "place/"))


class _Run:
    """One import."""

    def __init__(
        self, folder: Path, lock: Lock, known: FolderRecords, options: ImportOptions, steps: Steps
    ) -> None:
        self._folder = folder
        self._lock = lock
        self._known = known
        self._options = options
        self._steps = steps
        self._report = ImportReport()
        mapping = options.mapping
        use_words(mapping.edition_words)
        self._matching = Matching(known, mapping, lock, self._report, options.ask)
        self._files = Files(
            folder, lock, self._report, force=options.force, dry_run=options.dry_run
        )
        self._describer = Describer(
            AgentMatcher(self._matching),
            Properties(ConceptMatcher(self._matching, options.new_concepts), self._report),
            self._report,
            options.language or mapping.language,
            self._default_type(),
        )
        self._relations = Relations(known, self._report, self._matching.new)
        self._works = Works(known, lock, self._describer, self._report)
        self._stated = StatedEditions(self._works)
        #: Whether all of the sources could be read.
        self._is_whole = True

    def _default_type(self) -> str:
        wanted = self._options.default_type or self._options.mapping.default_type
        path = self._matching.named("types", wanted) if wanted else ""
        if wanted and not path:
            types = ", ".join(labels_of(self._known.records, "types")) or "-"
            raise SourceUnreadable(
                N_(
                    "the folder has no type %(wanted)s (it has: %(types)s)",
                    wanted=wanted,
                    types=types,
                )
            )
        return path

    def run(
        self,
        records: Iterable[SourceRecord | SourceFault],
        repeated: list[tuple[LockEntry, LockEntry]],
    ) -> ImportReport:
        """Import records. ``repeated`` are entries that other ones stand for already."""
        publications = self._read(records)
        self._report.counts["records"] = len(publications)
        deleted = [one for one in publications if one.record.is_deleted]
        publications = [one for one in publications if not one.record.is_deleted]
        matched = self._steps("match", len(publications))
        for one in publications:
            self._describer.match(one)
            matched(1)
        publications = self._with_paths(publications)
        links = FolderLinks(self._known, self._files)
        going = self._withdrawn(self._gone(publications, deleted), repeated, links)
        self._relations.note(publications, self._lock.entries)
        self._relations.link(publications)
        self._works.note_folder(publications)
        self._works.assign(publications)
        unite(publications, self._works, self._files)
        self._stated.make(publications)
        plan = self._plan(publications, going, links)
        links.mend(plan, {one.path: other.path for one, other in repeated}, self._report)
        self._files.write(plan, self._steps)
        decisions = self._options.mapping.decisions, self._lock.decisions
        before = unanswered(self._lock.doubts, self._known.records, decisions)
        if remember_doubts(before, self._lock, self._report) and not self._options.dry_run:
            write_lock(self._folder, self._lock)
        return self._report

    def _read(self, records: Iterable[SourceRecord | SourceFault]) -> list[Publication]:
        read = self._steps("import", 0)
        found: list[SourceRecord] = []
        of_copies: Counter[tuple[str, str]] = Counter()
        for one in records:
            read(1)
            if isinstance(one, SourceFault):
                self._is_whole &= one.is_remark
                fault = SourceRecord(one.source, one.number)
                kind = Kind.DOUBTFUL if one.is_doubtful else Kind.UNREADABLE
                self._report.add(kind, one.reason, fault, value=one.text)
                continue
            of_copies.update({(one.source, f.name) for f in one.unmapped if f.is_of_copy})
            for left in one.unmapped:
                if left.is_of_copy:
                    continue
                reason = left.reason or N_("it was not mapped")
                kind = Kind.READ_AS if left.is_read else Kind.UNMAPPED
                kind = Kind.DOUBTFUL if left.is_doubtful else kind
                self._report.add(kind, reason, one, column=left.name, value=left.value)
            found.append(_with_edition_history(one.without_blanks()))
        for (source, name), count in sorted(of_copies.items()):
            self._report.leave_out(source, name, count)
        self._sources = {one.source for one in found}
        if self._options.continues:
            self._continue(self._options.continues)
        report_repeated(found, self._report)
        entries = known_again(found, self._lock, is_partial=self._options.is_partial)
        return [Publication(one, entries.get(place)) for place, one in enumerate(found)]

    def _continue(self, before: str) -> None:
        """Let what is remembered of a source be remembered of the one that is imported."""
        known = sorted({entry.source for entry in self._lock.entries})
        if any(
            one.first_source == before and {one.source} == self._sources
            for one in self._lock.entries
        ):
            return  # it is said once more
        if before not in known or len(self._sources) > 1:
            raise SourceUnreadable(
                N_(
                    "--continues takes the name of one source that was imported into the folder, "
                    "for one source that is imported (imported: %(known)s)",
                    known=", ".join(known) or "-",
                )
            )
        for entry in self._lock.entries:
            if entry.source == before:
                entry.first_source = entry.first_source or before
                entry.source = next(iter(self._sources), before)

    def _with_paths(self, publications: list[Publication]) -> list[Publication]:
        """The publications that can be written, each with the path it had, or a new one."""
        ours = {entry.path for entry in self._lock.entries}
        by_path: dict[str, Publication] = {}
        for one in publications:
            if one.entry:
                one.path, one.work, one.file = one.entry.path, one.entry.work, one.entry.file
                known = self._known.records.get(one.path)
                one.work = (known.work if known else "") or one.work
                by_path[one.path] = one
        is_partial = self._options.is_partial
        present = PresentRecords(self._matching, self._known, self._lock.entries, is_partial)
        is_named = bool(self._options.source)
        left_out = present.left_out(publications, is_named=is_named)
        self._additions = present.additions
        written = []
        for place, one in enumerate(publications):
            if place in left_out:
                self._report.counts["present"] += 1
                continue
            if one.is_writable and not one.entry:
                base, wanted = own_path(one.record.address)
                is_foreign = self._options.is_partial and base != self._known.base
                if is_foreign and wanted in self._known.paths:
                    wanted = ""
                if wanted in by_path or (wanted in self._known.paths and wanted not in ours):
                    is_edited = wanted not in by_path
                    self._report.add(
                        Kind.LEFT_ALONE if is_edited else Kind.DOUBTFUL,
                        N_("the folder has a record of this address that was not imported")
                        if is_edited
                        else N_("another record has this address"),
                        one.record, path=wanted,
                    )  # fmt: skip
                    one.is_writable = False
                elif wanted.startswith("publication/"):
                    one.path = wanted
                    self._known.paths.add(wanted)
                    by_path[wanted] = one
                else:
                    year = str(one.year or "")
                    subtitle = one.record.subtitles[0].text if one.record.subtitles else ""
                    slug = slug_of(one.title, year=year) or slug_of(
                        *one.record.document_numbers, one.record.identifier, subtitle, year=year
                    )
                    slug = slug or "-".join(filter(None, ("untitled", year)))
                    one.path = unused("publication", slug, self._known.paths)
            if one.is_writable:
                written.append(one)
            else:
                self._report.counts["not_written"] += 1
                self._describer.report_all(one)
        return written

    def _plan(
        self, publications: list[Publication], going: list[LockEntry], links: FolderLinks
    ) -> Plan:
        """What is to stand in which file."""
        plan = Plan(new=self._matching.new, names=self._matching.names, deleted=going)
        for one, known in self._additions:
            if added := added_to(known, one, self._describer, self._known.base):
                own = one.record.identifier and f" ({one.record.identifier})"
                comment = f"Added from {one.record.source}{own}."
                plan.added.append((links.name_of(known.file), added, comment))
        for one in publications:
            one.file = one.file or self._files.new_name(one.path)
        homes = self._homes(publications, {entry.file for entry in going}, links)
        stated: dict[str, list[str]] = {}
        for path, (one, _) in self._stated.resources.items():
            stated.setdefault(one.path, []).append(path)
        for one in publications:
            resources = [self._describer.describe(one), *one.others]
            if one.work and homes.get(one.work) == one.path:
                resources.append(work_resource(one.work, one))
            resources += [self._stated.resources[path][1] for path in stated.get(one.path, ())]
            own = one.record.identifier and f" ({one.record.identifier})"
            first_source = one.entry.first_source if one.entry else ""
            heading = f"Imported from {first_source or one.record.source}{own}."
            plan.files[one.file] = (resources, " ".join(heading.split()))
            plan.entries[one.file] = LockEntry(
                one.record.source, keys_of(one.record), one.path, one.work, one.file,
                links=tuple(dict.fromkeys(filter(_is_matched, links_of(resources[0])))),
                first_source=first_source,
            )  # fmt: skip
        return plan

    def _homes(
        self, publications: list[Publication], going: set[str], links: FolderLinks
    ) -> dict[str, str]:
        """The publication in whose file each work stands: the one it stood in, else the first.

        A work that stands in a file of a person, or of a record that is not read now, stays there.
        """
        by_file = {one.file: one for one in publications}
        homes: dict[str, str] = {}
        for one in publications:
            if not one.work or one.work in homes:
                continue
            known = self._known.records.get(one.work)
            file = links.name_of(known.file) if known else ""
            if file in by_file and by_file[file].work == one.work:
                homes[one.work] = by_file[file].path
            elif (
                file
                and file not in going
                and not (file in by_file and self._files.is_as_written(file))
            ):
                homes[one.work] = ""
            else:
                homes[one.work] = one.path
        return homes

    def _gone(self, publications: list[Publication], deleted: list[Publication]) -> list[LockEntry]:
        """What the sources have no more and is to be withdrawn; the rest of it is reported."""
        written = {one.path for one in publications}
        unread = {one.entry.path for one in deleted if one.entry}
        for one in deleted:
            if not one.entry and one.title:
                reason = N_("its source has withdrawn it, and so it was not imported")
                self._report.add(Kind.GONE, reason, one.record, value=one.title)
        # What could not be read, or not be written, may be the record that is missing.
        is_whole = self._is_whole and not self._report.counts["not_written"]
        gone = []
        for entry in self._lock.entries:
            is_deleted = entry.path in unread
            if entry.source not in self._sources or entry.path in written:
                continue
            if self._options.is_partial and not is_deleted:
                continue
            if self._options.withdraw and (is_deleted or is_whole):
                gone.append(entry)
                continue
            reason = (
                N_("the source has deleted it; --withdraw deletes its file")
                if is_deleted
                else N_("the source no longer has it; --withdraw deletes its file")
                if is_whole
                else N_("it was not among what could be read and written: nothing is withdrawn")
            )
            value = entry.keys[0] or entry.keys[-1]
            self._report.add(Kind.GONE, reason, value=value, path=entry.path)
        return gone

    def _withdrawn(
        self, gone: list[LockEntry], repeated: list[tuple[LockEntry, LockEntry]], links: FolderLinks
    ) -> list[LockEntry]:
        """The entries whose files are deleted: of what is gone, and of what others stand for."""
        for entry, other in repeated:
            self._lock.entries.append(entry)
            reason = N_("%(other)s is the same record of the source", other=other.path)
            self._report.add(Kind.GONE, reason, value=entry.keys[0], path=entry.path)
        going = [*gone, *(entry for entry, _ in repeated)]
        going = links.may_go([one for one in going if self._files.may_delete(one)], self._report)
        self._report.counts["withdrawn"] += len(going)
        return going


def _with_edition_history(record: SourceRecord) -> SourceRecord:
    """A record whose statement of edition is its history if it tells of other editions alone."""
    if not record.edition or record.edition_history:
        return record
    statement = read_statement(record.edition.text)
    if not statement.others or statement.is_of_itself or statement.rest:
        return record
    names = {**record.field_names, "edition_history": record.field_names.get("edition", "edition")}
    return replace(record, edition=None, edition_history=record.edition, field_names=names)
