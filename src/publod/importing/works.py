"""Which publications are editions of one work, and what other editions their statements tell of.

Two publications are editions of one work when they have the same title and subtitle, share who is
responsible for them, and differ in number or in year; or when their document numbers differ in the
year alone. A translation, and the same text in another form, are of the work of what they are made
from. What is only alike is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from publod.importing.addresses import own_path, slug_of, unused
from publod.importing.edition_statements import OtherEdition
from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.lock_file import Lock
from publod.importing.names import folded
from publod.importing.publication import Publication, tagged
from publod.importing.publications import Describer
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import SourceAgent, Text
from publod.importing.turtle_files import Resource, text, thing, typed
from publod.messages import N_

#: The year at the end of a document number: ``R 49-1:2013``, ``TR 7 (2006)``.
_YEAR_OF_NUMBER = re.compile(r"\s*(?::\s*|\()((?:19|20)\d\d)\)?$")
_SAME_WORK = ("schema:translationOfWork", "dcterms:isFormatOf")


@dataclass(slots=True)
class _Edition:
    """What tells an edition from others of its work."""

    path: str
    number: int | None
    year: int | None
    agents: set[str]
    languages: set[str]
    stems: dict[str, str]
    is_stated: bool = False


@dataclass(slots=True)
class Works:
    """The works of the folder and of the import, with their editions.

    ``stated`` are the editions that statements tell of, by path, each with the publication in whose
    file it stands.
    """

    folder: FolderRecords
    lock: Lock
    describer: Describer
    report: ImportReport
    stated: dict[str, tuple[Publication, Resource]] = field(default_factory=dict)
    _editions: dict[str, list[_Edition]] = field(default_factory=dict)
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
                self._note(known.work, _edition_of_known(known))

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
        edition = _edition_of(one)
        candidates = dict.fromkeys(
            path for key in _title_keys(one) for path in self._by_title.get(key, ())
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
            alike = [
                other.path
                for path in candidates
                for other in self._editions.get(path, ())
                if not _is_distinct(edition, other) and _may_share(edition, other)
            ]
            if fitting or alike:
                self.report.add(
                    Kind.DOUBTFUL,
                    N_("several works have this title: it got one of its own")
                    if fitting
                    else N_(
                        "it has the title, the year and the agents of another: if it is a "
                        "translation or another form of that, say so; it got a work of its own"
                    ),
                    one.record, field_name="titles", value=one.title,
                    candidates=tuple(fitting or alike)[:5],
                )  # fmt: skip
            path = self._make(one)
        self._take(one, path)

    def _fits(self, edition: _Edition, path: str) -> bool:
        others = self._editions.get(path, [])
        return all(_may_share(edition, o) and _is_distinct(edition, o) for o in others)

    def _take(self, one: Publication, path: str) -> None:
        one.work = path
        self._note(path, _edition_of(one))
        for key in _title_keys(one):
            self._by_title.setdefault(key, {})[path] = None
        if path not in self.folder.records:
            self._make(one, path)

    def _note(self, path: str, edition: _Edition) -> None:
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

    # --- Editions that statements tell of ---

    def stated_editions(self, publications: list[Publication]) -> None:
        """Make editions of what is only stated; link what is stated and described."""
        for one in publications:
            if one.work:
                for other in one.statement.others:
                    self._stated(one, other)

    def _stated(self, one: Publication, other: OtherEdition) -> None:
        number = other.number
        year = other.year
        known = [
            each
            for each in self._editions.get(one.work, ())
            if (number is not None and each.number == number)
            or (number is None and year is not None and each.year == year)
        ]
        if any(each.path == one.path for each in known):
            return
        path = known[0].path if known else ""
        if not path:
            if number is None and year is None and not other.issuers:
                return
            path = self._make_stated(one, other)
        elif path in self.stated:
            self.stated[path][1].add("dcterms:isReferencedBy", thing(one.path))
        if other.relation == "replaced" and not (one.year and year and year > one.year):
            one.links.setdefault("dcterms:replaces", []).append(path)

    def _make_stated(self, one: Publication, other: OtherEdition) -> str:
        mark = str(other.year or other.number or "first")
        key = f"{one.work} {other.number or ''} {other.year or ''}"
        path = self.lock.editions.get(key, "")
        if not path:
            slug = f"{one.work.partition('/')[2]}-{mark}"
            path = unused("edition", slug, self.folder.paths)
            self.lock.editions[key] = path
        resource = Resource(path, ("pub:StatedEdition",))
        if other.number:
            resource.add("pub:editionNumber", str(other.number))
        agents = []
        if other.is_doubtful:
            self.report.add(
                Kind.DOUBTFUL, N_("whether this names one body or several is not clear"),
                one.record, field_name="edition_history", value=", ".join(other.issuers), path=path,
            )  # fmt: skip
        else:
            for name in other.issuers:
                agent = SourceAgent(name)
                agents.append(
                    self.describer.agents.agent(agent, one.record, one.tag, "edition_history")
                )
        agents = [path for path in agents if path]
        resource.add("dcterms:creator", *map(thing, agents))
        if len(agents) > 1:
            resource.add("bibo:authorList", f"( {' '.join(map(thing, agents))} )")
        if other.year:
            resource.add("dcterms:issued", typed(str(other.year), "xsd:gYear"))
        resource.add("dcterms:isVersionOf", thing(one.work))
        resource.add("dcterms:isReferencedBy", thing(one.path))
        self.stated[path] = one, resource
        self._note(
            one.work,
            _Edition(path, other.number, other.year, set(agents), set(), {}, is_stated=True),
        )
        self.report.counts["stated_editions"] += 1
        return path


def work_resource(path: str, one: Publication) -> Resource:
    """A work with the title that the source gives it, else those of one of its editions."""
    resource = Resource(path, ("pub:Work",))
    had: set[tuple[str, str]] = set()
    titles, subtitles = _titles_of_work(one)
    for name, texts in (("dcterms:title", titles), ("pub:subtitle", subtitles)):
        for each in texts:
            value = tagged(each, one)
            if (name, value.rpartition("@")[2]) not in had:
                had.add((name, value.rpartition("@")[2]))
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


def _title_keys(one: Publication) -> list[tuple[str, str]]:
    """The title with the subtitle, in each language of both."""
    subtitles = {each.language: each.text for each in one.record.subtitles}
    only = next(iter(subtitles.values()), "") if len(subtitles) == 1 else ""
    return [
        (folded(each.text), folded(subtitles.get(each.language, only)))
        for each in one.record.titles
    ]


def _stems(numbers: Iterable[str]) -> dict[str, str]:
    """Document numbers without the year at their end, with that year."""
    return {
        folded(number[: match.start()]): match[1]
        for number in numbers
        if (match := _YEAR_OF_NUMBER.search(number))
    }


def _edition_of(one: Publication) -> _Edition:
    return _Edition(
        one.path, one.number, one.year, one.responsible, set(one.codes),
        _stems(one.record.document_numbers),
    )  # fmt: skip


def _edition_of_known(known: KnownRecord) -> _Edition:
    return _Edition(
        known.path, known.number, known.year, set(known.agents), set(known.languages),
        _stems(known.document_numbers), known.is_stated,
    )  # fmt: skip


def _may_share(one: _Edition, other: _Edition) -> bool:
    """Whether two editions can be of one work, by who is responsible and by their numbers."""
    if one.stems and other.stems and not one.stems.keys() & other.stems.keys():
        return False
    return not (one.agents and other.agents) or bool(one.agents & other.agents)


def _is_distinct(one: _Edition, other: _Edition) -> bool:
    """Whether two are different editions, by number, else by year."""
    if one.number is not None and other.number is not None:
        return one.number != other.number
    if any(other.stems[stem] != year for stem, year in one.stems.items() if stem in other.stems):
        return True
    if one.year is not None and other.year is not None:
        return one.year != other.year
    return False
