"""The one writer of the embedded SPARQL store: Oxigraph, on local disk.

::

    <folder>/writer.lock        held while a writer is open
    <folder>/live/state.json    which commit the live store shows, and whether one is half applied
    <folder>/live/db            the live store, which only the writer opens
    <folder>/generations, current    what readers open: see publod.store.oxigraph.generations

Order is what makes it survive a crash anywhere. Before the first change of a commit, the state
says that one is being applied; after the last, the engine is flushed and the state says that it
is whole. So a half-applied commit is never published, and applying it again mends it.

Nobody changes anything in a generation. So a file that differs from what it was when the
generation was made is damage, which `Examination` sees without reading it. What that does not show
is met by readers, who report it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pyoxigraph import NamedNode, RdfFormat, Store

from publod.errors import StoreError
from publod.messages import N_, Message
from publod.store.oxigraph import generations
from publod.store.oxigraph.generations import (
    CURRENT,
    DATABASE,
    LIVE,
    LOCK,
    SHELF,
    State,
    current_generation,
    damaged,
    hold,
    is_reported,
    is_whole,
    lock_for_writing,
    name_of,
    sweep,
    sweep_remains,
)
from publod.store.store_interface import GraphChange

#: The file of a generation that tells what the others were like.
_RECORD = "files.json"

_Files = frozenset[tuple[str, int, int]]


class Examination:
    """Examines the store in ``folder`` again and again, and remembers what it was like."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = ""
        self._files: _Files = frozenset()

    def look(self) -> None:
        """Examine the current generation; it costs little when nothing has changed.

        Raises StoreDamaged when it cannot be opened, when a file has changed since it was made,
        and when a reader has met a checksum that was wrong (see `report`). Raises StoreError when
        nothing is published.
        """
        path = current_generation(self._folder).path
        held = hold(path)
        if held is None:  # it has just been replaced, or is lost: that is for `shows` to tell
            return
        try:
            files = _files_of(Path(path, DATABASE))
            known = self._files if path == self._path else _recorded(path)
            if known is not None and not _agree(files, known):
                self._path = ""
                raise damaged(Path(path), N_("its files have changed since they were written"))
            if path != self._path:
                _open(path)
            self._path, self._files = path, files
            if is_reported(self._folder, path):
                self._path = ""
                raise damaged(Path(path), N_("a checksum in it is wrong"))
        finally:
            os.close(held)


def record(generation: Path) -> None:
    """Record in a generation that is being made what its files are like."""
    files = sorted(_files_of(generation / DATABASE))
    (generation / _RECORD).write_text(json.dumps(files), encoding="utf-8")


def _recorded(path: str) -> _Files | None:
    """What the files of a generation were like when it was made; None where that is not known."""
    try:
        found = json.loads(Path(path, _RECORD).read_bytes())
        return frozenset((str(name), int(size), int(time)) for name, size, time in found)
    except (OSError, ValueError, TypeError):
        return None


def _agree(files: _Files, known: _Files) -> bool:
    """Whether files are what they were: all times may differ, as in a copy, but not some."""
    if {file[:2] for file in files} != {file[:2] for file in known}:
        return False
    return len(files & known) in {0, len(known)}


def _open(path: str) -> None:
    try:
        next(iter(Store.read_only(f"{path}/{DATABASE}")), None)
    except (OSError, RuntimeError, ValueError) as error:
        raise damaged(Path(path), error) from error


def _files_of(folder: Path) -> _Files:
    found = set()
    with contextlib.suppress(FileNotFoundError):
        for file in os.scandir(folder):
            about = file.stat()
            found.add((file.name, about.st_size, about.st_mtime_ns))
    return frozenset(found)


#: Up to this size a change goes through the engine's transaction; above it, through its bulk
#: loader, which is twice as fast but leaves new files on disk each time.
_BULK = 1 << 20
#: How much is held in memory at once while a large commit is applied, in bytes.
_BATCH = 64 << 20

#: What the engine raises: RuntimeError is how it tells of damaged files.
_ENGINE_ERRORS = (OSError, RuntimeError, SyntaxError, ValueError)


class EmbeddedStore:
    """The writing side of the store in ``folder``, which is created when it is missing.

    Raises StoreError when another writer has it open, and when the live store is damaged (the
    message then says how to rebuild it). ``fresh`` starts from an empty live store, however
    damaged the old one is. Use it as a context manager, or close it.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self._folder = folder
        self._live = folder / LIVE
        (folder / SHELF).mkdir(parents=True, exist_ok=True)
        self._lock = lock_for_writing(folder / "writer.lock")
        try:
            sweep_remains(folder)
            if fresh:
                self._set_aside()
            _remove_all(folder.glob(".live-*"))
            self._store, self._state = self._open()
            sweep(folder)
        except BaseException:
            os.close(self._lock)
            raise

    @property
    def commit(self) -> int:
        """The last commit that was applied whole and durably; 0 before any."""
        return self._state.commit

    @property
    def origin(self) -> str:
        """What the ledger called that commit; '' before any."""
        return self._state.origin

    @property
    def is_published(self) -> bool:
        """Whether readers see exactly what was applied last."""
        try:
            path = current_generation(self._folder).path
        except StoreError:
            return False
        state = self._state
        is_last = not state.applying and Path(path).name == name_of(state.commit, state.token)
        return is_last and is_whole(path)

    def apply(self, commit: int, changes: Iterable[GraphChange], origin: str = "") -> None:
        """Replace what the store has in the graphs of ``changes``, and remember ``commit``.

        Nothing is visible to readers before ``publish``. After an error or a crash on the way the
        same call must be made again, and puts everything right.
        """
        self._remember(self._state._replace(applying=True))
        written = 0
        for batch in _batches(changes):
            quads = b"".join(change.quads for change in batch if change.quads)
            with self._trouble(N_("write")):
                self._clear(graph for change in batch for graph in change.graphs)
                self._insert(quads)
            written += len(quads)
        with self._trouble(N_("write")):
            if written > _BATCH:
                # Many files that overlap make lookups half as fast; merging them takes a twentieth
                # of the time that it took to write them.
                self._store.optimize()
            self._store.flush()
        self._remember(State(commit, secrets.token_hex(8), applying=False, origin=origin))

    def publish(self) -> None:
        """Copy the live store into a generation (by hard links: milliseconds), and make it current.

        Publishing the same state twice does nothing. StoreError when a commit is half applied.
        """
        if self._state.applying:
            raise StoreError(
                N_(
                    "a commit after %(commit)s is only half applied to the SPARQL "
                    "store: apply it again before publishing",
                    commit=self.commit,
                )
            )
        if not self.is_published:
            name = name_of(self._state.commit, self._state.token)
            broken = self._folder / SHELF / name
            if broken.exists() and not is_whole(str(broken)):
                # Readers may have parts of it open under that name: the new one gets another.
                self._remember(self._state._replace(token=secrets.token_hex(8)))
                name = name_of(self._state.commit, self._state.token)
            with self._trouble(N_("publish")):
                # Held until it is current, so that no reader sweeps it away as an old one.
                lock = hold(str(self._folder / SHELF / name))
                if lock is None:
                    lock = self._copy_to(name)
                try:
                    generations.point(self._folder / CURRENT, f"{SHELF}/{name}")
                finally:
                    os.close(lock)
        sweep(self._folder)

    def reset(self) -> None:
        """Empty the live store, at once and durably. Readers keep what is published."""
        del self._store
        self._set_aside()
        self._store, self._state = self._open()

    def close(self) -> None:
        """Let another writer in. Safe to call twice."""
        if self._lock >= 0:
            del self._store
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> tuple[Store, State]:
        database = self._live / DATABASE
        self._live.mkdir(exist_ok=True)
        state = State.read(self._live)
        if state is not None and not (database / "CURRENT").exists():
            raise damaged(database, N_("its files are missing"))
        try:
            store = Store(database)
            is_empty = next(iter(store), None) is None
        except _ENGINE_ERRORS as error:
            raise damaged(database, error) from error
        if state is None:
            # All is new, or a killed process never came to its first commit.
            state = State(0, "empty", applying=not is_empty)
            state.write(self._live)
        return store, state

    def _remember(self, state: State) -> None:
        if state != self._state:
            state.write(self._live)
            self._state = state

    def _clear(self, graphs: Iterable[str]) -> None:
        for graph in graphs:
            node = NamedNode(graph)
            if self._store.contains_named_graph(node):  # four times cheaper than clearing nothing
                self._store.remove_graph(node)

    def _insert(self, quads: bytes) -> None:
        # Lenient: the ledger only holds IRIs that were checked when they came in.
        if len(quads) > _BULK:
            self._store.bulk_load(quads, RdfFormat.N_QUADS, lenient=True)
        elif quads:
            self._store.load(quads, RdfFormat.N_QUADS, lenient=True)

    def _copy_to(self, name: str) -> int:
        """Make a generation of the live store; gives the lock that holds it."""
        draft = self._folder / SHELF / f".new-{name}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        self._store.backup(draft / DATABASE)
        (draft / LOCK).touch()
        record(draft)
        generations.sync_folder(draft)
        lock = hold(str(draft))
        if lock is None:
            raise StoreError(N_("%(draft)s vanished while it was being made", draft=draft))
        draft.rename(self._folder / SHELF / name)
        generations.sync_folder(self._folder / SHELF)
        return lock

    def _set_aside(self) -> None:
        if self._live.exists():
            aside = self._folder / f".live-{secrets.token_hex(4)}"
            self._live.rename(aside)
            generations.sync_folder(self._folder)
            _remove_all([aside])

    @contextmanager
    def _trouble(self, doing: Message) -> Iterator[None]:
        try:
            yield
        except _ENGINE_ERRORS as error:
            if "corruption" in str(error).lower():
                raise damaged(self._live / DATABASE, error) from error
            raise StoreError(
                N_(
                    "the SPARQL store in %(folder)s could not %(doing)s: %(error)s. If "
                    "this does not pass, `publod rebuild` makes it anew from the ledger",
                    folder=self._folder,
                    doing=doing,
                    error=error,
                )
            ) from error


def _batches(changes: Iterable[GraphChange]) -> Iterator[list[GraphChange]]:
    """Cut a commit into parts that fit in memory and in which no graph comes twice."""
    batch: list[GraphChange] = []
    graphs: set[str] = set()
    size = 0
    for change in changes:
        if batch and (size > _BATCH or not graphs.isdisjoint(change.graphs)):
            yield batch
            batch, graphs, size = [], set(), 0
        batch.append(change)
        graphs.update(change.graphs)
        size += len(change.quads or b"")
    if batch:
        yield batch


def _remove_all(paths: Iterable[Path]) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
