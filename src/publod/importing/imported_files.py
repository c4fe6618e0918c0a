"""The files that an import writes, and those that it must not: what a person has edited is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from publod.importing.lock_file import Lock, LockEntry, hash_of, write_lock, write_whole
from publod.importing.new_records import NewRecords
from publod.importing.report import ImportReport, Kind
from publod.importing.turtle_files import Resource, page
from publod.messages import N_
from publod.steps import Steps

#: The folder of publications in the catalogue's folder.
_PUBLICATIONS = "publications"


@dataclass(slots=True)
class Plan:
    """What an import is to write: resources with a heading, by file, and what is remembered of it.

    ``shared`` are records that are written into files of their kind, ``new`` those that are if
    something written needs them; ``deleted`` are those whose files go, ``mended`` are files of
    records that are not read now and whose links have changed. ``added`` are further resources with
    a heading, by the file that they are written behind. ``names`` has what names of the
    source mean, by kind and name.
    """

    files: dict[str, tuple[list[Resource], str]] = field(default_factory=dict)
    entries: dict[str, LockEntry] = field(default_factory=dict)
    shared: dict[str, list[Resource]] = field(default_factory=dict)
    deleted: list[LockEntry] = field(default_factory=list)
    mended: dict[str, str] = field(default_factory=dict)
    added: list[tuple[str, list[Resource], str]] = field(default_factory=list)
    new: NewRecords = field(default_factory=NewRecords)
    names: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Files:
    """The files of a folder, as an import sees them."""

    folder: Path
    lock: Lock
    report: ImportReport
    force: bool = False
    dry_run: bool = False
    _named: dict[str, LockEntry | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._named = {entry.file: entry for entry in self.lock.entries}

    def new_name(self, path: str) -> str:
        """A file for a new publication, one that is not there yet."""
        slug = path.partition("/")[2]
        name, number = f"{_PUBLICATIONS}/{slug}.ttl", 2
        while name in self._named or (self.folder / name).exists():
            name, number = f"{_PUBLICATIONS}/{slug}-{number}.ttl", number + 1
        self._named[name] = None
        return name

    def is_edited(self, entry: LockEntry) -> bool:
        """Whether a person has edited the file of an entry."""
        now = self._hash(entry.file)
        return now is not None and now not in entry.hashes

    def is_as_written(self, name: str) -> bool:
        """Whether an import has written a file, and no edit of a person would be lost with it."""
        entry = self._named.get(name)
        return entry is not None and (self.force or not self.is_edited(entry))

    def may_delete(self, entry: LockEntry) -> bool:
        """Whether a file is as it was written, or may go all the same; else it is reported."""
        if self.force or not self.is_edited(entry):
            return True
        self._left_alone(entry)
        return False

    def write(self, plan: Plan, steps: Steps) -> None:
        """Write what has changed and what nobody has edited, and remember it.

        What is going to be written is remembered first: an import that is cut short knows its own
        files again.
        """
        before = {entry.file: entry for entry in self.lock.entries}
        changed: dict[str, bytes] = {}
        written: list[Resource] = []
        for name, (resources, heading) in plan.files.items():
            content = page(resources, heading).encode()
            entry, old = plan.entries[name], before.get(name)
            made, now = hash_of(content), self._hash(name)
            entry.hashes = (made,)
            if now == made:
                self.report.counts["unchanged"] += 1
                written += resources
            elif now is None or old is None or now in old.hashes or self.force:
                changed[name] = content
                self.report.counts["changed" if old else "added"] += 1
                entry.hashes = (made, *((now,) if now else ()))
                written += resources
            else:
                # What a person has made of it is not undone; only news of the source are told.
                self.report.counts["edited"] += 1
                entry.hashes, entry.links = old.hashes, old.links
                if made not in old.hashes:
                    self._left_alone(entry)
        for name, text in plan.mended.items():
            changed[name] = text.encode()
            plan.entries[name] = entry = before[name]
            entry.hashes = (hash_of(changed[name]), *entry.hashes)
            self.report.counts["changed"] += 1
        for _, resources, _ in plan.added:
            written += resources
        self.report.counts["changed"] += len({name for name, _, _ in plan.added})
        self._take_in_new(plan, written)
        gone = {entry.file for entry in plan.deleted}
        self.lock.entries = [
            *(one for file, one in before.items() if file not in plan.entries and file not in gone),
            *plan.entries.values(),
        ]
        if not self.dry_run:
            self._write(plan, changed, steps)

    def _take_in_new(self, plan: Plan, written: list[Resource]) -> None:
        """Let the new records be written that something written needs; remember the names."""
        needed = plan.new.needed_by(written)
        plan.new.tell(needed, self.report)
        for kind, resources in needed.items():
            plan.shared.setdefault(kind, []).extend(resources)
        there = {one.path for resources in needed.values() for one in resources}
        for kind, names in plan.names.items():
            self.lock.names.setdefault(kind, {}).update(
                (name, path)
                for name, path in names.items()
                if path in there or not plan.new.find(path)
            )

    def _write(self, plan: Plan, changed: dict[str, bytes], steps: Steps) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_lock(self.folder, self.lock)
        for kind, resources in plan.shared.items():
            if resources:
                self._append(f"{kind}-imported.ttl", resources)
        written = steps("write", len(changed))
        for name, content in changed.items():
            write_whole(self.folder / name, content)
            plan.entries[name].hashes = plan.entries[name].hashes[:1]
            written(1)
        for name, resources, heading in plan.added:
            self._append(name, resources, heading)
        for entry in plan.deleted:
            (self.folder / entry.file).unlink(missing_ok=True)
        write_lock(self.folder, self.lock)

    def _append(self, name: str, resources: list[Resource], own_heading: str = "") -> None:
        """Add resources to what the file has; what is there is a person's from then on."""
        path = self.folder / name
        before = path.read_text("utf-8") if path.exists() else ""
        heading = (
            "Records that imports have made. They are yours to edit, and stay as you leave them."
        )
        after = page(resources, own_heading or ("" if before.strip() else heading))
        write_whole(path, (f"{before.rstrip()}\n\n{after}" if before.strip() else after).encode())

    def _hash(self, name: str) -> str | None:
        try:
            return hash_of((self.folder / name).read_bytes())
        except FileNotFoundError:
            return None

    def _left_alone(self, entry: LockEntry) -> None:
        self.report.add(
            Kind.LEFT_ALONE,
            N_(
                "%(file)s was edited by hand, and the source says something else now: --force "
                "writes over it",
                file=entry.file,
            ),
            value=entry.keys[0],
            path=entry.path,
        )
