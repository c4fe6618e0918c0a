"""Which files of a folder lead to which records, and what becomes of the links when records go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os.path import realpath, relpath

from publod.importing.addresses import unused
from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.imported_files import Files, Plan
from publod.importing.lock_file import LockEntry
from publod.importing.report import ImportReport, Kind
from publod.importing.turtle_files import with_other_links
from publod.importing.works import known_work
from publod.messages import N_


@dataclass(slots=True)
class FolderLinks:
    """The records of a folder by their files, and the files that lead to them, as they are now."""

    folder: FolderRecords
    files: Files
    _records: dict[str, list[KnownRecord]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for known in self.folder.records.values():
            name = self.name_of(known.file)
            self._records.setdefault(name, []).append(known)

    def name_of(self, file: str) -> str:
        """The place in the folder of a file of a record; '' for none."""
        if file and file not in self._names:
            self._names[file] = relpath(realpath(file), realpath(self.files.folder))
        return self._names[file] if file else ""

    def _leading(self, path: str) -> set[str]:
        return {self.name_of(file) for file in self.folder.leading.get(path, ())}

    def may_go(self, entries: list[LockEntry], report: ImportReport) -> list[LockEntry]:
        """The entries whose files may be deleted; a file to which one of a person leads stays.

        That is reported. Publications and editions of the others are found no more.
        """
        files = {entry.file for entry in entries}
        going = []
        for entry in entries:
            gone = {known.path for known in self._records.get(entry.file, ())}
            gone -= {path for path in gone if self.folder.records[path].kind == "works"}
            leading = {name for path in gone for name in self._leading(path)} - files
            by = min((name for name in leading if not self.files.is_as_written(name)), default="")
            if by:
                reason = N_(
                    "the source has it no more, but %(file)s leads to it: take that link out, and "
                    "delete %(own)s",
                    file=by, own=entry.file,
                )  # fmt: skip
                report.add(Kind.LEFT_ALONE, reason, value=entry.keys[0], path=entry.path)
            else:
                going.append(entry)
        self.folder.remove(
            {
                known.path
                for entry in going
                for known in self._records.get(entry.file, ())
                if known.kind != "works"
            }
        )
        return going

    def mend(self, plan: Plan, others: Mapping[str, str], report: ImportReport) -> None:
        """Let no file lead to a record that goes.

        A work that something leads to is written elsewhere, and what was part of a publication is
        part of its work. Any other link goes, or leads to what ``others`` has in its place. That is
        reported.
        """
        going = {entry.file for entry in plan.deleted}
        going |= {name for name in plan.files if name in self._records}
        made = (*plan.files.values(), *((resources, "") for resources in plan.shared.values()))
        stay = {resource.path for resources, _ in made for resource in resources}
        gone = {
            known.path: known
            for file in going
            for known in self._records.get(file, ())
            if known.path not in stay and (file not in plan.files or self.files.is_as_written(file))
        }
        works = {path: known for path, known in gone.items() if known.kind == "works"}
        needed = {path for path in works if self._leading(path) - going}

        def instead(name: str, path: str) -> str | None:
            known = gone.get(path)
            if known is None or path in works:
                return None
            other = others.get(path, "")
            if name == "dcterms:isPartOf" and not other and known.kind == "publications":
                other = known.work or unused("work", path.partition("/")[2], self.folder.paths)
                works.setdefault(other, known)
                needed.add(other)
            reason = (
                N_("%(file)s leads to %(other)s instead", file=file, other=other)
                if other
                else N_("%(file)s leads to it no more (%(property)s)", file=file, property=name)
            )
            report.add(Kind.GONE, reason, path=path)
            return other

        for file in sorted({name for path in gone for name in self._leading(path)} - going):
            if self.files.is_as_written(file):
                content = (self.files.folder / file).read_text("utf-8")
                if (changed := with_other_links(content, instead)) != content:
                    plan.mended[file] = changed
        for path in sorted(needed & works.keys()):
            if path not in stay and (path in gone or path not in self.folder.records):
                plan.shared.setdefault("works", []).append(known_work(path, works[path]))
