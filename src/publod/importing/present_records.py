"""Records of a source that the catalogue has already: from another source, or by hand.

They are recognised, so that a table under a new name, or a second export of the same publications,
does not double the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from publod.bibliography.check_digits import isbn_core
from publod.errors import SourceUnreadable
from publod.importing.additions import can_be_added_to
from publod.importing.addresses import keys_of
from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.import_mapping import ADD, IGNORE, INSTEAD, NEW
from publod.importing.lock_file import LockEntry, entry_by_key
from publod.importing.matching import Matching, Named
from publod.importing.names import folded
from publod.importing.publication import Publication
from publod.importing.report import Kind
from publod.messages import N_


@dataclass(slots=True)
class PresentRecords:
    """The publications of the folder, by what a record of a source is recognised by.

    An ISBN, a DOI, the address of a file, or all that tells a record from others make it the same;
    so do title, year, edition and who is responsible. What is part of something is told by those
    only if an identifier or a page is the same too. Of a source of which a part is read
    (``is_partial``), records with other identifiers are others, as they are where all is read.
    """

    matching: Matching
    folder: FolderRecords
    entries: list[LockEntry]
    is_partial: bool = False
    #: Records that add something, each with the publication that it is added to.
    additions: list[tuple[Publication, KnownRecord]] = field(default_factory=list)
    _by_key: dict[tuple[int, str], list[LockEntry]] = field(init=False)
    _sources: dict[str, str] = field(init=False)
    _by_page: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_key = entry_by_key(self.entries)
        self._sources = {one.path: one.source for one in self.entries}
        self._by_page = {}
        for known in self.folder.records.values():
            for page in known.pages:
                self._by_page.setdefault(page, []).append(known.path)

    def left_out(self, publications: list[Publication], *, is_named: bool) -> set[int]:
        """Report the new records that the folder has already; their places.

        ``is_named`` says that a person has named the source. Raises SourceUnreadable where a source
        that is not known holds mostly what another one has: it is that one, under another name.
        """
        taken = {one.entry.path for one in publications if one.entry}
        present = {
            place: path
            for place, one in enumerate(publications)
            if not one.entry and (path := self._path_of(one, taken))
        }
        if not is_named:
            self._refuse_renamed(publications, present)
        for place, path in [*present.items()]:
            one = publications[place]
            self._ask(one, path)
            if path not in taken and self._take_place(one, path):
                taken.add(path)
                del present[place]
            elif self._decision(one) == NEW:
                del present[place]
            elif path not in taken and self._add(one, path):
                taken.add(path)
            elif self._decision(one) is None:
                self._report(one, path)
        return present.keys() | {
            place
            for place, one in enumerate(publications)
            if self._decision(one) == ""
            or (not one.entry and self._decision(one) not in {None, NEW})
        }

    def _ask(self, one: Publication, path: str) -> None:
        """Let a person decide of a record that the folder has, if somebody can be asked."""
        named = _named(one)
        if self._decision(one) is None and not any(
            self.matching.is_decided(named, decision) for decision in (INSTEAD, ADD)
        ):
            choices = [ADD, *([INSTEAD] if path in self._sources else []), IGNORE]
            self.matching.asked(named, N_("the folder has it, %(path)s", path=path), choices)

    def _add(self, one: Publication, path: str) -> bool:
        """Let a record add what the publication does not have, if a person has decided so."""
        known = self.folder.records[path]
        if not self.matching.is_decided(_named(one), ADD) or not can_be_added_to(known):
            return False
        self.additions.append((one, known))
        return True

    def _take_place(self, one: Publication, path: str) -> bool:
        """Let a record take the place of one that an import wrote, if a person has decided so."""
        entry = next((entry for entry in self.entries if entry.path == path), None)
        if entry is None or not self.matching.is_decided(_named(one), INSTEAD):
            return False
        one.entry, one.path, one.file = entry, path, entry.file
        one.work = self.folder.records[path].work or entry.work
        return True

    def _decision(self, one: Publication) -> str | None:
        """What a person has decided of a record: `NEW`, or that it is another one's."""
        return self.matching.decided(_named(one))

    def _refuse_renamed(self, publications: list[Publication], present: dict[int, str]) -> None:
        known = {one.source for one in self.entries}
        totals = Counter(one.record.source for one in publications)
        pairs = Counter(
            (publications[place].record.source, self._sources.get(path, ""))
            for place, path in present.items()
        )
        for (source, other), count in pairs.items():
            if other and source not in known and 2 * count > totals[source]:
                raise SourceUnreadable(
                    N_(
                        "%(count)s of its %(total)s records are in the folder already, from "
                        "%(other)s. If it is a new state of that source, import it with "
                        "--continues '%(other)s'; if it is another source, name it with --source: "
                        "then only what the folder does not have is written",
                        count=count,
                        total=totals[source],
                        other=other,
                    ),
                    source,
                )

    def _report(self, one: Publication, path: str) -> None:
        other = self._sources.get(path, "")
        new = N_(
            "if it is another publication, say “new” of it in [publications] of the mapping file; "
            "if it is to take the place of what an import wrote there, “instead”; if what that "
            "lacks is to be added to it, “add”"
        )
        reason = (
            N_("it is there from %(other)s; %(new)s", other=other, new=new)
            if other
            else N_("the folder has it; %(new)s", new=new)
        )
        self.matching.report.add(
            Kind.PRESENT, reason, one.record, field_name="titles", value=one.title, path=path
        )

    def _path_of(self, one: Publication, taken: set[str]) -> str:
        """The publication of the folder that a record is; '' if it is none."""
        if not one.title or self._decision(one) == NEW:
            return ""

        def among(paths: Iterable[str]) -> list[KnownRecord]:
            records = (
                self.folder.records.get(path)
                for path in paths
                if path not in taken
                and not (self.is_partial and self._sources.get(path) == one.record.source)
            )
            return [known for known in records if known and known.kind == "publications"]

        index = self.folder.of_kind("publications")
        keys = keys_of(one.record)
        sure, others = _identifiers(one)
        for rank, key in enumerate(keys[:3]):
            paths = [entry.path for entry in self._by_key.get((rank, key), ()) if key]
            for known in among(paths):
                if rank > 0 or "://" in key or _is_same(one, known):
                    return known.path
        for known in among(index.identified(sure)):
            return known.path
        pages = [path for page in one.record.pages for path in self._by_page.get(page, ())]
        named = [] if one.record.host else index.named(one.title)
        for known in among([*index.identified(others), *pages, *named]):
            if _is_same(one, known):
                return known.path
        return ""


def _named(one: Publication) -> Named:
    """What a mapping file calls a publication."""
    return Named("publications", one.record.identifier or one.title, one.record, "identifier")


def _identifiers(one: Publication) -> tuple[list[str], list[str]]:
    """Identifiers that only one publication has, and such as several may have."""
    record = one.record
    sure = [f"isbn:{isbn_core(isbn) or isbn}" for isbn in record.isbn]
    sure += [*filter(None, [record.doi]), *(file.url for file in record.files)]
    sure += [each for each in record.identifiers if "://" in each or each.startswith("urn:")]
    return sure, [*record.identifiers, *record.document_numbers]


def _is_same(one: Publication, known: KnownRecord) -> bool:
    """Whether titles, year, number, languages, numbers in a series and agents go together."""
    record = one.record
    titles = {folded(name) for name, _, is_preferred in known.names if is_preferred}
    subtitles = {folded(each) for each in known.subtitles.values()}
    own = {folded(each.text) for each in record.subtitles}
    numbers = {*record.document_numbers, record.series_number, record.volume, record.issue} - {""}
    return (
        any(folded(each.text) in titles for each in record.titles)
        and (not own or not subtitles or bool(own & subtitles))
        and one.year == known.year
        and (one.number or 1) == (known.number or 1)
        and (not one.codes or not known.languages or bool({*one.codes} & {*known.languages}))
        and (not numbers or not known.numbers or bool(numbers & {*known.numbers}))
        and _share(one, known)
    )


def _share(one: Publication, known: KnownRecord) -> bool:
    """Whether the same are responsible, as far as that is decided."""
    if one.responsible and known.agents:
        return bool(one.responsible & {*known.agents})
    return not one.responsible and (not known.agents or bool(one.record.agents))
