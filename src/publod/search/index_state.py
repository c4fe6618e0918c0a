"""One state of the index: a searcher, the name of its commit, and whether its files are whole."""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, BinaryIO, TypeVar

import tantivy
from cachetools import LRUCache
from tantivy import FieldType, Order, Query

from publod.errors import (
    SearchDamaged,
    SearchError,
    SearchOutdated,
    SearchTooVaried,
    is_for_want,
)
from publod.messages import N_, English, Message
from publod.search.facet_definitions import FACET_NAMES, FacetDefinition
from publod.search.schema import SEPARATOR, STATE, format_of_index, properties_of, schema

_END = struct.Struct("<II")
_MAGIC = 1337
_PIECE = 1 << 20
#: Where readers report damage: the stamp of the state in which they met it.
_REPORT = "damaged"

_File = tuple[str, int, int]


class Examination:
    """Examines the index in ``folder`` again and again, and remembers which files were sound."""

    def __init__(self, folder: Path, own: Sequence[FacetDefinition] = ()) -> None:
        self._folder = folder
        self._own = own
        self._sound: frozenset[_File] = frozenset()
        self._stamp: object = None

    def look(self) -> None:
        """Examine the index: what has changed since the last look is read, at the disk's pace.

        When a reader has reported a fault, all is read again. Raises SearchDamaged, and
        SearchOutdated for an index of another version.
        """
        now = stamp(self._folder)
        if now is None:
            self._sound = frozenset()
            return
        files = self._files()
        reported = is_reported(self._folder)
        if reported:
            self._sound = frozenset()
        if files == self._sound and now == self._stamp:
            return
        state_of(self._folder, self._own)
        for name, size, _ in files - self._sound:
            if not _is_sound(self._folder / name, size) and stamp(self._folder) == now:
                raise unreadable(ValueError(f"the checksum of {name} is wrong"), SearchDamaged)
        self._sound, self._stamp = files, now
        if reported:  # by mistake, or while a file was about to go
            with suppress(OSError):
                (self._folder / _REPORT).unlink()

    def _files(self) -> frozenset[_File]:
        """The files of the segments that the index has now: name, size, time of change."""
        files = set()
        try:
            meta = json.loads((self._folder / META).read_bytes())
            segments = {one["segment_id"].replace("-", "") for one in meta["segments"]}
            for file in self._folder.iterdir():
                if file.name.partition(".")[0] in segments:
                    about = file.stat()
                    files.add((file.name, about.st_size, about.st_mtime_ns))
        except FileNotFoundError:  # the writer has just removed it: the next look will see all
            return frozenset()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise unreadable(error, SearchDamaged) from error
        return frozenset(files)


def report(folder: Path) -> None:
    """Report that a reader has met a fault in the present state of the index."""
    with suppress(OSError, SearchError):  # a disk that is full: the next reader reports it again
        (folder / _REPORT).write_text(str(stamp(folder)), encoding="ascii")


def is_reported(folder: Path) -> bool:
    """Whether a reader has met a fault in the present state of the index."""
    try:
        return (folder / _REPORT).read_text(encoding="ascii") == str(stamp(folder))
    except (OSError, ValueError, SearchError):
        return False


def _is_sound(path: Path, size: int) -> bool:
    """Whether the checksum of a file is right; also when it has gone."""
    try:
        with path.open("rb") as file:
            return _checksum_is_right(file, size)
    except FileNotFoundError:
        return True
    except (OSError, ValueError, KeyError):
        return False


def _checksum_is_right(file: BinaryIO, size: int) -> bool:
    file.seek(max(0, size - _END.size))
    length, magic = _END.unpack(file.read(_END.size).rjust(_END.size, b"\0"))
    left = size - _END.size - length
    if magic != _MAGIC or left < 0:
        return False
    file.seek(left)
    expected = json.loads(file.read(length))["crc"]
    file.seek(0)
    crc = 0
    while left:
        piece = file.read(min(left, _PIECE))
        if not piece:
            return False
        crc = zlib.crc32(piece, crc)
        left -= len(piece)
    return bool(crc == expected)


_Value = TypeVar("_Value")
#: Counts that a state keeps for the next page of the same question, and for others.
_MOST_CACHED = 1024
#: How the engine begins to say that a count meets a limit of it, of buckets or of memory.
_UNCOUNTABLE = "Aborting aggregation because"
_OTHER = N_("it was made by another version of publod, or for other languages")
#: The file that names the segments of the present state.
META = "meta.json"


@dataclass(frozen=True)
class Hits:
    """Documents, each with its score or with its text in an order, and how many there are."""

    total: int
    documents: list[tuple[Any, tantivy.DocAddress]]


@dataclass(frozen=True)
class State:
    """What the index held after one commit; ``commit`` is 0 where nothing was indexed.

    ``facets`` are the names of those that can be counted.
    """

    searcher: tantivy.Searcher
    commit: int = 0
    version: str = ""
    facets: tuple[str, ...] = FACET_NAMES
    _cache: LRUCache[object, Any] = field(default_factory=lambda: LRUCache(_MOST_CACHED))
    _lock: Lock = field(default_factory=Lock)

    def cached(self, key: object, make: Callable[[], _Value]) -> _Value:
        """What was made for a key, or is made now. A state never changes, so neither does this."""
        with self._lock:
            if key in self._cache:
                value: _Value = self._cache[key]
                return value
        made = make()
        with self._lock:
            self._cache[key] = made
        return made

    def count(self, query: Query) -> int:
        """How many documents fit."""
        return self.hits(query, 1).total

    def hits(self, query: Query, limit: int, offset: int = 0) -> Hits:
        """Documents by score, equal ones in no order."""
        result = self.searcher.search(query, limit, offset=offset)
        total: int = result.count  # type: ignore[attr-defined]  # the stub leaves it out
        return Hits(total, result.hits)

    def ordered(self, query: Query, order: str, offset: int, limit: int) -> list[Any]:
        """A page in one of `schema.orders`: pairs of a path and the document's address.

        Numbers are sorted first. They find the page, however deep it is, save for documents with
        the number of its first or its last; then texts sort no more than these.
        """
        rough = self.searcher.search(
            query, limit, False, order_by_field=f"place_{order}", offset=offset, order=Order.Asc
        ).hits
        if not rough:
            return []
        first, last = rough[0][0], rough[-1][0]
        before = self.count(both(query, _places(order, None, first - 1))) if offset and first else 0
        exact = self.searcher.search(
            both(query, _places(order, first, last)), limit, False,
            order_by_field=f"order_{order}", offset=offset - before, order=Order.Asc,
        ).hits  # fmt: skip
        return [(text.rpartition(SEPARATOR)[2], address) for text, address in exact]

    def stored(self, address: tantivy.DocAddress) -> dict[str, Any]:
        """What a document keeps to write answers from."""
        fields: dict[str, Any] = json.loads(self.searcher.doc(address).get_first("stored") or "{}")
        return fields


def both(query: Query, other: Query) -> Query:
    """What fits a query and another, whose score does not count."""
    unscored = Query.const_score_query(other, 0.0)
    return Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])


def _places(order: str, first: int | None, last: int) -> Query:
    return Query.range_query(schema(), f"place_{order}", FieldType.Unsigned, first, last)


def stamp(folder: Path) -> object:
    """Differs when another commit has been made; asked before each answer, so it must be cheap."""
    try:
        status = os.stat(f"{folder}/{META}")  # noqa: PTH116 (before each answer)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(error, SearchDamaged) from error
    return status.st_ino, status.st_mtime_ns, status.st_size


@contextmanager
def _openable(folder: Path) -> Iterator[Path]:
    """A folder in which the engine can make its lock, though the index cannot be written."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    with TemporaryDirectory(prefix="publod-index-") as linked:
        for file in folder.iterdir():
            if not file.name.endswith(".lock"):
                Path(linked, file.name).symlink_to(file.absolute())
        yield Path(linked)


def state_of(folder: Path, own: Sequence[FacetDefinition] = ()) -> State:
    """The present state. Raises SearchError when the index cannot be read.

    That is SearchOutdated where nothing is wrong with it but its age, or that it was made with
    other facets than ``own``, and SearchDamaged otherwise.
    """
    names = (*FACET_NAMES, *(facet.name for facet in own))
    with search_errors(SearchDamaged):
        with _openable(folder) as openable:
            index = tantivy.Index.open(str(openable))
            index.config_reader("manual")
            index.reload()
            searcher = index.searcher()  # has all its files open from now on
        if index.schema != schema():
            raise SearchOutdated(_unusable(_OTHER))
        query = Query.term_query(schema(), "path", STATE)
        hits = searcher.search(query, 1).hits
        if not hits:
            if searcher.num_docs:
                raise ValueError("it does not say which commit it shows")
            return State(searcher, facets=names)
        head = json.loads(searcher.doc(hits[0][1]).get_first("stored") or "{}")
        if head.get("format") != format_of_index():
            raise SearchOutdated(_unusable(_OTHER))
        if head["facets"] != properties_of(own):
            raise SearchOutdated(_unusable(N_("it was made with other facets than are set now")))
        return State(searcher, head["commit"], head["version"], names)


def empty_state() -> State:
    """A state in which nothing has been indexed."""
    index = tantivy.Index(schema())
    index.config_reader("manual")
    return State(index.searcher())


@contextmanager
def search_errors(kind: type[SearchError] = SearchError) -> Iterator[None]:
    """Let every fault of the engine be a SearchError of a kind, which says what helps."""
    try:
        yield
    except SearchError:
        raise
    except BaseException as error:
        # A damaged file may make the engine panic, which is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if str(error).startswith(_UNCOUNTABLE):
            raise SearchTooVaried from error
        raise unreadable(error, kind) from error


def unreadable(error: BaseException, kind: type[SearchError] = SearchError) -> SearchError:
    """The error for an index that cannot be used."""
    if is_for_want(error):
        kind = SearchError
    return kind(_unusable(English(" ".join(str(error).split()).rstrip("."))))


def _unusable(reason: Message | str) -> Message:
    return N_(
        "the search index cannot be used (%(reason)s); `publod rebuild` makes it anew",
        reason=reason,
    )
