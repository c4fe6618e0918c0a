"""Whether the published generation is as it was made: for whoever looks after the store.

Readers change nothing in a generation, and the writer does not either. So a file that differs from
what it was when the generation was made is damage, and nothing needs to be read to see it. What
that does not show is met by readers, who report it.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from pyoxigraph import Store

from publod.messages import N_
from publod.store.oxigraph.generations import DATABASE, current_generation, hold
from publod.store.oxigraph.writer_state import damaged, is_reported

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
