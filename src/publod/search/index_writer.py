"""The one writer of the index."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import tantivy

from publod.errors import SearchError, SearchOutdated
from publod.search.index_state import State, empty_state, stamp, state_of, told
from publod.search.schema import STATE, clean_path, document, schema, state_document
from publod.search.search_interface import IndexedRecord

#: Memory for documents that are not yet on disk, in bytes, and the threads that write them. More
#: memory makes fewer and larger segments; a second thread wins nothing, as Python feeds them.
_HEAP = 128 << 20
_THREADS = 1


class TantivyWriter:
    """Writes the index in a folder; see `publod.search.search_interface.SearchWriter`.

    ``fresh`` gives up what the folder held, if only because it cannot be read: readers go on with
    it until the first commit where it can. An index that another version of publod made is given
    up in any case: nothing in it is lost that could not be made again. Raises SearchError.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self._folder = folder
        self._forget = False
        try:
            self._state = _present(folder)
        except SearchError as error:
            if not fresh and not isinstance(error, SearchOutdated):
                raise
            folder.unlink() if folder.is_file() else shutil.rmtree(folder)
            self._state = empty_state()
        if fresh:
            self.reset()

    @property
    def version(self) -> str:
        """The ledger's name of the commit that has been indexed; '' for none."""
        return "" if self._forget else self._state.version

    @property
    def commit(self) -> int:
        """The number of that commit; 0 for none."""
        return 0 if self._forget else self._state.commit

    def reset(self) -> None:
        """Forget everything, as of the next `apply`."""
        self._forget = True

    def apply(
        self, commit: int, version: str, changes: Iterable[tuple[str, IndexedRecord | None]]
    ) -> None:
        """Put changes in place, all at once; see `SearchWriter.apply`."""
        with told():
            self._folder.mkdir(parents=True, exist_ok=True)
            index = tantivy.Index(schema(), str(self._folder))
            writer = index.writer(_HEAP, _THREADS)
            # What a killed writer has left behind may have a name that is about to be given.
            writer.garbage_collect_files()
        try:
            if self._forget:
                writer.delete_all_documents()
            for path, record in changes:  # whose own faults are told as they are
                with told():
                    writer.delete_documents_by_term("path", clean_path(path))
                    if record is not None:
                        writer.add_document(document(record))
            with told():
                writer.delete_documents_by_term("path", STATE)
                writer.add_document(state_document(commit, version))
                writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._forget = False
        self._state = state_of(self._folder)


def _present(folder: Path) -> State:
    return empty_state() if stamp(folder) is None else state_of(folder)
