"""Which publications are editions of one work.

Two publications are editions of one work when they have the same title and subtitle in each
language in which both have one, share who is responsible for them, and differ in number or in year;
or when their document numbers differ in the year alone. A translation, and the same text in another
form, are of the work of what they are made from. What is only alike is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from publod.importing.addresses import own_path, slug_of, unused
from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.likeness_of_editions import (
    Edition,
    agree,
    edition_of,
    edition_of_known,
    is_distinct,
    may_share,
    title_keys,
)
from publod.importing.lock_file import Lock
from publod.importing.names import folded
from publod.importing.publication import Publication, tagged
from publod.importing.publications import Describer
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import Text
from publod.importing.turtle_files import Resource, text
from publod.messages import N_

_SAME_WORK = ("schema:translationOfWork", "dcterms:isFormatOf")


@dataclass(slots=True)
class Works:
    """The works of the folder and of the import, with their editions."""

    folder: FolderRecords
    lock: Lock
    describer: Describer
    report: ImportReport
    _editions: dict[str, list[Edition]] = field(default_factory=dict)
    _by_title: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    _by_number: dict[str, dict[str, None]] = field(default_factory=dict)
    _named: dict[str, str] = field(default_factory=dict)

    def note_folder(self, imported: Iterable[Publication]) -> None:
        """Note the works that are there, but for editions that the import reads again."""
        again = {one.path for one in imported}
        made = set(self.lock.editions.values())
        for known in list(self.folder.records.values()):
            if known.kind == "works":
                for title, language, is_preferred in known.names:
                    if is_preferred:
                        key = folded(title), folded(known.subtitles.get(language, ""))
                        self._by_title.setdefault(key, {})[known.path] = None
            elif known.work and known.path not in again and known.path not in made:
                self.note(known.work, edition_of_known(known))

    def assign(self, publications: list[Publication]) -> None:
        """Give each publication its work: the one it had, the one it names, or one by its title."""
        by_path = {one.path: one for one in publications}
        waiting = []
        for one in publications:
            if one.work:  # as it had before
                self._take(one, one.work)
            elif any(one.links.get(name) for name in _SAME_WORK):
                waiting.append(one)
            elif not self._by_name(one) and not self._is_part(one):
                self._by_likeness(one)
        for one in self._in_order(waiting):
            target = next(path for name in _SAME_WORK for path in one.links.get(name, ()))
            known = self.folder.records.get(target)
            work = by_path[target].work if target in by_path else known.work if known else ""
            if work:
                self._take(one, work)
            elif not self._by_name(one) and not self._is_part(one):
                self._by_likeness(one)

        self._number_once(publications)

    def _number_once(self, publications: list[Publication]) -> None:
        """Leave a number out that another edition of the work has, unless the two are linked."""
        having: dict[tuple[str, int], list[str]] = {}
        linked = {
            frozenset((one.path, path))
            for one in publications
            for name in _SAME_WORK
            for path in one.links.get(name, ())
        }
        for work, editions in self._editions.items():
            for each in editions:
                if each.number is not None:
                    having.setdefault((work, each.number), []).append(each.path)
        for one in publications:
            others = having.get((one.work, one.number or 0), [])
            earlier = others[: others.index(one.path)] if one.path in others else []
            if any(frozenset((one.path, path)) not in linked for path in earlier):
                self.report.add(
                    Kind.DOUBTFUL,
                    N_(
                        "another edition of the work has this number: if one is a translation or "
                        "another form of the other, say so; the number was left out"
                    ),
                    one.record, field_name="edition_number", value=str(one.number),
                    candidates=tuple(earlier[:5]),
                )  # fmt: skip
                one.number = None

    def _in_order(self, waiting: list[Publication]) -> Iterator[Publication]:
        """Translations after what they translate, as far as they do not go round in a circle."""
        left = {one.path: one for one in waiting}
        while left:
            ready = [
                one
                for one in left.values()
                if not any(p in left for name in _SAME_WORK for p in one.links.get(name, ()))
            ] or list(left.values())
            for one in ready:
                del left[one.path]
                yield one

    def _is_part(self, one: Publication) -> bool:
        """Whether it is an article or a chapter, which needs no work of its own."""
        return bool(one.record.host) and bool(one.wholes)

    def _by_name(self, one: Publication) -> bool:
        """Take the work that the source names: by its address, or by any name of its own."""
        name = one.record.work_identifier or one.record.work
        if not name:
            return False
        _, path = own_path(name)
        if path and not path.startswith("work/"):
            reason = N_("it is the address of a record that is no work")
            self.report.add(Kind.UNMAPPED, reason, one.record, field_name="work", value=name)
            return False
        if not path:
            path = self._named.get(folded(name), "")
            named = self.folder.of_kind("works").named(one.record.work) if one.record.work else []
            path = path or (named[0] if len(named) == 1 else "")
        if path not in self.folder.records:
            path = self._make(one, path)
        self._named[folded(name)] = path
        self._take(one, path)
        return True

    def _by_likeness(self, one: Publication) -> None:
        edition = edition_of(one)
        candidates = dict.fromkeys(
            path for key in title_keys(one) for path in self._by_title.get(key, ())
        )
        by_number = dict.fromkeys(
            path for stem in edition.stems for path in self._by_number.get(stem, ())
        )
        fitting = [path for path in {**by_number, **candidates} if self._fits(edition, path)]
        if len(fitting) == 1:
            path = fitting[0]
            siblings = self._editions.get(path, [])
            has_word = edition.number or any(e.number for e in siblings) or path in by_number
            if siblings and not has_word:
                self.report.add(
                    Kind.GROUPED,
                    N_("it has the title of another year: if it is another text, name its work"),
                    one.record, value=one.title, path=path,
                )  # fmt: skip
        else:
            differing = [
                other.path
                for path in candidates
                for other in self._editions.get(path, ())
                if may_share(edition, other) and not agree(edition, other)
            ]
            alike = [
                other.path
                for path in candidates
                for other in self._editions.get(path, ())
                if not is_distinct(edition, other)
                if may_share(edition, other) and agree(edition, other)
            ]
            if fitting or alike or differing:
                self.report.add(
                    Kind.DOUBTFUL,
                    N_("several works have this title: it got one of its own")
                    if fitting
                    else N_(
                        "it has the title, the year and the agents of another: if it is the same, "
                        "“ignore” it in [publications] of the mapping file; if it is a translation "
                        "or another form of that, say so; it got a work of its own"
                    )
                    if alike
                    else N_(
                        "its title is that of another in one language, and not in another: it got "
                        "a work of its own; if it is an edition of that, say so with a column that "
                        "is the work"
                    ),
                    one.record, field_name="titles", value=one.title,
                    candidates=tuple(fitting or alike or differing)[:5],
                )  # fmt: skip
            path = self._make(one)
        self._take(one, path)

    def editions(self, path: str) -> list[Edition]:
        """The editions of a work that are known so far."""
        return self._editions.get(path, [])

    # --- Works that become one ---

    def fitting(self, path: str, group: Iterable[Publication]) -> list[str]:
        """The other works that all editions of a work, which are a group, could be of."""
        editions = self._editions.get(path, [])
        own = {one.path for one in group}
        if any(one.path not in own and not one.is_stated for one in editions):
            return []
        candidates = dict.fromkeys(
            other
            for one in group
            for other in (
                *(each for key in title_keys(one) for each in self._by_title.get(key, ())),
                *(each for stem in edition_of(one).stems for each in self._by_number.get(stem, ())),
            )
            if other != path
        )
        return [
            other
            for other in candidates
            if self._editions.get(other) and all(self._fits(one, other) for one in editions)
        ]

    def move(self, path: str, other: str, group: Iterable[Publication]) -> None:
        """Make the editions of a work, which are a group, editions of another one."""
        for edition in self._editions.pop(path, ()):
            self.note(other, edition)
        for one in group:
            one.work = other
            self.report.add(
                Kind.GROUPED,
                N_(
                    "it is an edition of %(work)s now, by its title and its date; %(before)s is no "
                    "more: `publod load --prune` withdraws it",
                    work=other,
                    before=path,
                ),
                one.record, value=one.title, path=one.path,
            )  # fmt: skip
        for key in [key for key in self.lock.editions if key.startswith(f"{path} ")]:
            self.lock.editions[other + key.removeprefix(path)] = self.lock.editions.pop(key)

    def _fits(self, edition: Edition, path: str) -> bool:
        others = self._editions.get(path, [])
        return all(
            may_share(edition, o) and is_distinct(edition, o) and agree(edition, o) for o in others
        )

    def _take(self, one: Publication, path: str) -> None:
        one.work = path
        self.note(path, edition_of(one))
        for key in title_keys(one):
            self._by_title.setdefault(key, {})[path] = None
        if path not in self.folder.records:
            self._make(one, path)

    def note(self, path: str, edition: Edition) -> None:
        """Note an edition of a work."""
        self._editions.setdefault(path, []).append(edition)
        for stem in edition.stems:
            self._by_number.setdefault(stem, {})[path] = None

    def _make(self, one: Publication, path: str = "") -> str:
        """A new work with the title of its first edition. Its path is given, or made of that."""
        if not path:
            title = next((each.text for each in _titles_of_work(one)[0]), "")
            path = unused("work", slug_of(title) or one.path.partition("/")[2], self.folder.paths)
        titles = [(each.text, "", True) for each in _titles_of_work(one)[0]]
        self.folder.add(KnownRecord(path, "works", "", titles))
        self.report.counts["works"] += 1
        return path


def work_resource(path: str, one: Publication) -> Resource:
    """A work with the title that the source gives it, else those of one of its editions."""
    resource = Resource(path, ("pub:Work",))
    known: set[tuple[str, str]] = set()
    titles, subtitles = _titles_of_work(one)
    for name, texts in (("dcterms:title", titles), ("pub:subtitle", subtitles)):
        for each in texts:
            value = tagged(each, one)
            if (name, value.rpartition("@")[2]) not in known:
                known.add((name, value.rpartition("@")[2]))
                resource.add(name, value)
    return resource


def _titles_of_work(one: Publication) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """The title that the source gives the work, unless it is the publication's own."""
    record = one.record
    subtitles = " ".join(subtitle.text for subtitle in record.subtitles)
    own = {_bare(text) for each in record.titles for text in (each.text, each.text + subtitles)}
    if not record.work or own_path(record.work)[1] or _bare(record.work) in own:
        return record.titles, record.subtitles
    return (Text(record.work),), ()


def _bare(title: str) -> str:
    return "".join(filter(str.isalnum, folded(title)))


def known_work(path: str, known: KnownRecord) -> Resource:
    """A work of the folder as it is written again, when its file goes."""
    resource = Resource(path, ("pub:Work",))
    for title, language, is_preferred in known.names:
        resource.add(
            "dcterms:title" if is_preferred else "dcterms:alternative",
            text(title, language or "und"),
        )
    for language, subtitle in known.subtitles.items():
        resource.add("pub:subtitle", text(subtitle, language or "und"))
    return resource
