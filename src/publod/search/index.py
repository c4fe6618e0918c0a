"""The search index on Tantivy: what readers ask."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path
from time import monotonic

from tantivy import Query

from publod.errors import SearchError, SearchTooVaried
from publod.search import name_search
from publod.search.facets import counts
from publod.search.index_state import State, empty_state, is_reported, report, stamp, state_of, told
from publod.search.query_builder import Question, chosen, question
from publod.search.query_parser import LONGEST, Typed, read
from publod.search.ranking import page
from publod.search.search_interface import Asked, Hit, Results, Suggestion
from publod.search.snippets import snippets, stems_of
from publod.search.spelling import corrected

#: Publications that `TantivyIndex.paths` finds at a time.
_AT_ONCE = 4000
#: How often a process reports faults, in seconds: for each, all files are read.
_REPORT_INTERVAL = 60.0


class TantivyIndex:
    """Reads the index in a folder; see `publod.search.search_interface.SearchIndex`.

    Nothing is opened before the first question, so that a server may fork after making it. Each
    question is answered from one state, whatever is written meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[object, State] | None = None
        self._pinned: State | None = None
        self._lock = threading.Lock()
        self._next_report = 0.0

    @property
    def version(self) -> str:
        """See `publod.search.search_interface.SearchIndex.version`."""
        return self._state().version

    def snapshot(self) -> TantivyIndex:
        """See `publod.search.search_interface.SearchIndex.snapshot`."""
        pinned = copy(self)
        pinned._pinned = self._state()
        return pinned

    @property
    def stamp(self) -> object:
        """See `publod.search.search_interface.SearchIndex.stamp`."""
        return stamp(self._folder)

    def search(self, asked: Asked, offset: int, limit: int, *, facets: bool = True) -> Results:
        """See `publod.search.search_interface.SearchIndex.search`."""
        state = self._state()
        with self._asking():
            asked, typed, what, better = _understood(state, asked)
            key = _key(asked)
            total = _total(state, asked, what)
            start, size = max(0, offset), min(max(0, limit), max(0, total - offset))
            found = page(state, asked, what, key, start, size) if size else []
            stems = stems_of(typed)
            hits = tuple(
                Hit(
                    path,
                    snippets(state.stored(address), stems, asked.reader) if typed.units else (),
                )
                for path, address in found
            )
            values: Mapping[str, Mapping[str, int]] = {}
            years: Mapping[int, int] = {}
            if facets:
                text = question(state, typed, Query.all_query()).fits
                values, years = state.kept((key, "facets"), lambda: counts(state, asked, text))
        return Results(total, hits, values, years, better, state.version)

    def paths(self, asked: Asked) -> Iterator[str]:
        """See `publod.search.search_interface.SearchIndex.paths`."""
        state = self._state()
        with self._asking():
            asked, _, what, _ = _understood(state, asked)
        offset = 0
        while True:
            with self._asking():
                found = page(state, asked, what, _key(asked), offset, _AT_ONCE)
            yield from (path for path, _ in found)
            offset += len(found)
            if len(found) < _AT_ONCE:
                return

    def suggest(self, typed: str, reader: str, limit: int = 8) -> list[Suggestion]:
        """See `publod.search.search_interface.SearchIndex.suggest`."""
        state = self._state()
        with self._asking():
            return name_search.suggest(state, typed, reader, limit)

    def match(
        self,
        text: str,
        kinds: Iterable[str],
        limit: int,
        *,
        year: int | None = None,
        alike: bool = True,
    ) -> list[tuple[str, float]]:
        """See `publod.search.search_interface.SearchIndex.match`."""
        state = self._state()
        with self._asking():
            return name_search.match(state, text, kinds, limit, year=year, alike=alike)

    def identified(self, identifier: str, kinds: Iterable[str], limit: int) -> list[str]:
        """See `publod.search.search_interface.SearchIndex.identified`."""
        state = self._state()
        with self._asking():
            return name_search.identified(state, identifier, kinds, limit)

    @property
    def damage_is_reported(self) -> bool:
        """See `publod.search.search_interface.SearchIndex.damage_is_reported`."""
        return is_reported(self._folder)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Have faults of the engine told, also to whoever looks after the index."""
        try:
            with told():
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
                        state = empty_state() if now is None else state_of(self._folder)
                    seen = (now, state)
                    self._seen = seen
        return seen[1]


def _understood(state: State, asked: Asked) -> tuple[Asked, Typed, Question, str]:
    """What is looked for, corrected where nothing has the text as it was written."""
    asked = replace(asked, text=asked.text[:LONGEST])
    typed, better = read(asked.text), ""
    where = chosen(asked)
    what = question(state, typed, where)
    if typed.units and not _total(state, asked, what) and not _finds(state, typed):
        better = state.kept((asked.text, "corrected"), lambda: _better(state, asked.text, typed))
        if better:
            asked, typed = replace(asked, text=better), read(better)
            what = question(state, typed, where)
    return asked, typed, what, better


def _total(state: State, asked: Asked, what: Question) -> int:
    return state.kept((_key(asked), "total"), lambda: state.count(what.fits))


def _finds(state: State, typed: Typed) -> bool:
    everywhere = question(state, typed, chosen(Asked()))
    return bool(state.count(everywhere.fits))


def _better(state: State, text: str, typed: Typed) -> str:
    """A corrected text that finds something; '' if there is none."""
    better = corrected(state, text, typed)
    return better if better and _finds(state, read(better)) else ""


def _key(asked: Asked) -> Asked:
    """What two questions share that find the same: all but the order and the reader."""
    return replace(asked, sort="relevance", reader="")
