"""The search index on Tantivy: what readers ask, and its one writer."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path
from time import monotonic

import tantivy
from tantivy import Query

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.errors import SearchError, SearchOutdated, SearchTooVaried
from publod.search import name_search
from publod.search.edition_folding import Folded, folded, number_of_works
from publod.search.facet_definitions import FacetDefinition
from publod.search.facets import counts, years_by_type
from publod.search.index_state import (
    State,
    empty_state,
    is_reported,
    report,
    search_errors,
    stamp,
    state_of,
)
from publod.search.languages import asking_in
from publod.search.query_builder import Question, anywhere, chosen, every, question, some
from publod.search.ranking import best_matches, page
from publod.search.reading import Reading, lacking, reading_of
from publod.search.schema import STATE, clean_path, document, fields_of, schema, state_document
from publod.search.search_interface import (
    Change,
    Hit,
    IndexedFields,
    Name,
    Results,
    SearchRequest,
    Suggestion,
)
from publod.search.snippets import snippets, wanted_of
from publod.search.typed_text import LONGEST, Unit, read

#: Publications that `TantivyIndex.paths` finds at a time.
_AT_ONCE = 4000
#: Of a text with so many units it is told which of them each hit lacks.
_MOST_COMPARED = 12
#: How often a process reports faults, in seconds: for each, all files are read.
_REPORT_INTERVAL = 60.0


class TantivyIndex:
    """Reads the index in a folder; see `SearchIndex`.

    Nothing is opened before the first question, so that a server may fork after making it. Each
    question is answered from one state, whatever is written meanwhile.
    """

    def __init__(self, folder: Path, facets: Sequence[FacetDefinition] = ()) -> None:
        """An index with further ``facets`` of a catalogue's own."""
        self._folder = folder
        self._languages = catalogue_languages()
        self._facets = facets
        self._seen: tuple[object, State] | None = None
        self._pinned: State | None = None
        self._lock = threading.Lock()
        self._next_report = 0.0

    @property
    def version(self) -> str:
        """See `SearchIndex.version`."""
        return self._state().version

    def snapshot(self) -> TantivyIndex:
        """See `SearchIndex.snapshot`."""
        pinned = copy(self)
        pinned._pinned = self._state()
        return pinned

    @property
    def stamp(self) -> object:
        """See `SearchIndex.stamp`."""
        return stamp(self._folder)

    def search(
        self,
        request: SearchRequest,
        offset: int,
        limit: int,
        *,
        facets: bool = True,
        fold: bool = False,
    ) -> Results:
        """See `SearchIndex.search`."""
        state = self._state()
        with self._asking():
            request = replace(request, text=request.text[:LONGEST])
            reading = reading_of(state, request.text)
            what = reading.question(state, chosen(request))
            key = _key(request)
            total = _total(state, request, what)
            start, size = max(0, offset), min(max(0, limit), max(0, total - offset))
            best = page(state, request, what, key, start, size) if size else []
            works, folds = None, Folded(tuple(best))
            if fold and reading.typed.units and request.sort == "relevance":
                works = state.cached((key, "works"), lambda: number_of_works(state, what, total))
                folds = folded(state, what, best)
            missing = state.cached((key, "missing"), lambda: _missing(state, reading, what))
            hits = _hits(state, reading, folds, missing, request.reader)
            values: Mapping[str, Mapping[str, int]] = {}
            years: Mapping[int, int] = {}
            if facets:
                text = reading.question(state, Query.all_query()).fits
                values, years = state.cached(
                    (key, "facets"), lambda: counts(state, request, text, total)
                )
        return Results(
            total, hits, values, years, reading.text, state.version, works, folds.heads,
            reading.instead, reading.is_partial, tuple(unit.typed for unit in missing),
        )  # fmt: skip

    def years_by_type(self, request: SearchRequest) -> Mapping[str, Mapping[int, int]]:
        """See `SearchIndex.years_by_type`."""
        state = self._state()
        with self._asking():
            return years_by_type(state, chosen(request))

    def paths(self, request: SearchRequest) -> Iterator[str]:
        """See `SearchIndex.paths`."""
        state = self._state()
        with self._asking():
            request = replace(request, text=request.text[:LONGEST])
            what = reading_of(state, request.text).question(state, chosen(request))
        offset = 0
        while True:
            with self._asking():
                hits = page(state, request, what, _key(request), offset, _AT_ONCE)
            yield from (path for path, _ in hits)
            offset += len(hits)
            if len(hits) < _AT_ONCE:
                return

    def matches(self, text: str, limit: int) -> tuple[int, list[tuple[str, float]]]:
        """See `SearchIndex.matches`."""
        state = self._state()
        with self._asking():
            request = SearchRequest(text=text[:LONGEST])
            what = question(state, read(request.text), chosen(request))
            total = _total(state, request, what)
            if not total:
                return 0, []
            return total, best_matches(state, what, _key(request), min(limit, total))

    def suggest(self, typed: str, reader: str, limit: int = 8) -> list[Suggestion]:
        """See `SearchIndex.suggest`."""
        state = self._state()
        with self._asking():
            return name_search.suggest(state, typed, reader, limit)

    def named(self, text: str, limit: int) -> list[Name]:
        """See `SearchIndex.named`."""
        state = self._state()
        with self._asking():
            return name_search.named(state, text, limit)

    def match(
        self,
        text: str,
        kinds: Iterable[str],
        limit: int,
        *,
        year: int | None = None,
        alike: bool = True,
    ) -> list[tuple[str, float]]:
        """See `SearchIndex.match`."""
        state = self._state()
        with self._asking():
            return name_search.match(state, text, kinds, limit, year=year, alike=alike)

    def identified(self, identifier: str, kinds: Iterable[str], limit: int) -> list[str]:
        """See `SearchIndex.identified`."""
        state = self._state()
        with self._asking():
            return name_search.identified(state, identifier, kinds, limit)

    @property
    def damage_is_reported(self) -> bool:
        """See `SearchIndex.damage_is_reported`."""
        return is_reported(self._folder)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Have faults of the engine told, also to whoever looks after the index."""
        try:
            with search_errors(), asking_in(self._languages):
                yield
        except SearchTooVaried:
            raise
        except SearchError:
            if monotonic() >= self._next_report:
                self._next_report = monotonic() + _REPORT_INTERVAL
                report(self._folder)
            raise

    def _state(self) -> State:
        """The state that was committed last; looking costs one question to the file system."""
        if self._pinned is not None:
            return self._pinned
        now = stamp(self._folder)
        seen = self._seen
        if seen is None or seen[0] != now:
            with self._lock:
                seen = self._seen
                if seen is None or seen[0] != now:
                    # Opened after the look: what is newer than the stamp is opened once more.
                    with self._asking():
                        state = (
                            empty_state() if now is None else state_of(self._folder, self._facets)
                        )
                    seen = (now, state)
                    self._seen = seen
        return seen[1]


def _missing(state: State, reading: Reading, what: Question) -> tuple[Unit, ...]:
    """What was typed and none of the hits has."""
    if reading.least is None:
        return reading.dropped
    return (*reading.dropped, *lacking(state, what.fits, reading.typed.units))


def _hits(
    state: State,
    reading: Reading,
    folds: Folded,
    missing: Collection[Unit],
    reader: str,
) -> tuple[Hit, ...]:
    """A page of what was found, with snippets, and with the words that each lacks."""
    wanted = wanted_of(state, reading.typed) if reading.typed.units else None
    best = folds.hits
    lacks: dict[str, list[str]] = {path: [] for path, _ in best}
    if reading.least is not None and best and len(reading.typed.units) <= _MOST_COMPARED:
        here = some(
            [Query.term_query(schema(), "path", clean_path(path), "basic") for path in lacks]
        )
        for unit in reading.typed.units:
            if unit not in missing:
                found = state.hits(every([here, anywhere(state, unit)]), len(best)).documents
                has = {(address.segment_ord, address.doc) for _, address in found}
                for path, address in best:
                    if (address.segment_ord, address.doc) not in has:
                        lacks[path].append(unit.typed)
    return tuple(
        Hit(
            path,
            snippets(state.stored(address), wanted, reader) if wanted else (),
            folds.editions.get(path, ()),
            tuple(lacks[path]),
        )
        for path, address in best
    )


def _total(state: State, request: SearchRequest, what: Question) -> int:
    return state.cached((_key(request), "total"), lambda: state.count(what.fits))


def _key(request: SearchRequest) -> SearchRequest:
    """What two questions share that find the same: all but the order and the reader."""
    return replace(request, sort="relevance", reader="")


#: Memory for documents that are not yet on disk, in bytes, and the threads that write them. More
#: memory makes fewer and larger segments; a second thread wins nothing, as Python feeds them.
_HEAP = 128 << 20
_THREADS = 1


class TantivyWriter:
    """Writes the index in a folder; see `SearchWriter`.

    ``fresh`` gives up what the folder held, if only because it cannot be read: readers go on with
    it until the first commit where it can. An index that another version of publod made, or that
    has other ``facets`` of a catalogue's own, is given up in any case: nothing in it is lost that
    could not be made again. Raises SearchError.
    """

    def __init__(
        self, folder: Path, facets: Iterable[FacetDefinition] = (), *, fresh: bool = False
    ) -> None:
        self._folder = folder
        self._languages = catalogue_languages()
        self._facets = tuple(facets)
        self._forget = False
        try:
            with asking_in(self._languages):
                self._state = self._present()
        except SearchError as error:
            if not fresh and not isinstance(error, SearchOutdated):
                raise
            folder.unlink() if folder.is_file() else shutil.rmtree(folder)
            with asking_in(self._languages):
                self._state = empty_state()
        if fresh:
            self.reset()

    @property
    def version(self) -> str:
        """The ledger's name of the commit that has been indexed; '' for none."""
        return "" if self._forget else self._state.version

    @property
    def facets(self) -> tuple[FacetDefinition, ...]:
        """See `SearchWriter.facets`."""
        return self._facets

    @property
    def commit(self) -> int:
        """The number of that commit; 0 for none."""
        return 0 if self._forget else self._state.commit

    def reset(self) -> None:
        """Forget everything, as of the next `apply`."""
        self._forget = True

    def apply(self, commit: int, version: str, changes: Iterable[Change]) -> None:
        """Put changes in place, all at once; see `SearchWriter.apply`."""
        with asking_in(self._languages):
            self._apply(commit, version, changes)

    def _apply(self, commit: int, version: str, changes: Iterable[Change]) -> None:
        with search_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            index = tantivy.Index(schema(), str(self._folder))
            writer = index.writer(_HEAP, _THREADS)
            # What a killed writer has left behind may have a name that is about to be given.
            writer.garbage_collect_files()
        try:
            if self._forget:
                writer.delete_all_documents()
            for path, record in changes:  # whose own faults are told as they are
                with search_errors():
                    writer.delete_documents_by_term("path", clean_path(path))
                    if record is not None:
                        fields = record if isinstance(record, IndexedFields) else fields_of(record)
                        writer.add_document(document(fields))
            with search_errors():
                writer.delete_documents_by_term("path", STATE)
                writer.add_document(state_document(commit, version, self._facets))
                writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._forget = False
        self._state = self._present()

    def _present(self) -> State:
        if stamp(self._folder) is None:
            return empty_state()
        return state_of(self._folder, self._facets)
