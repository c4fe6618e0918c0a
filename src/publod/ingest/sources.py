"""From the paths that a person names to the statements in their files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from publod.errors import IngestError
from publod.syntax import Statement, format_of, is_rdf, read


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The RDF files that paths name: files as they are, folders with all that is below them.

    Hidden files and folders are passed over; a file that is named twice is read once. Raises
    IngestError for a path that is not there, for a folder without RDF, and for one that cannot be
    read: with ``--prune``, to pass it over would be to withdraw what is in it.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_file():
            inside = [path]
        elif path.is_dir():
            inside = sorted(_below(path))
            if not inside:
                raise IngestError(f"there is no RDF file in {path}")
        else:
            raise IngestError(f"there is no file or folder {path}")
        for file in inside:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            file = Path(here, name)
            if not name.startswith(".") and is_rdf(file) and file.is_file():
                yield file


def _unreadable(error: OSError) -> NoReturn:
    raise IngestError(f"the folder {error.filename} cannot be read: {error.strerror}") from error


def statements_of(
    files: Iterable[Path], base: str, progress: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[Statement, str]]:
    """Each statement with the name of its file, telling the bytes of each file when it is done."""
    for file in files:
        name = str(file)
        for statement in read(file, format_of(file), base):
            yield statement, name
        progress(file.stat().st_size)
