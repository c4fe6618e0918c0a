"""From the paths that a person names to the statements in their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from publod.errors import IngestError
from publod.syntax import Statement, format_of, is_rdf, read


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The RDF files that paths name: files as they are, folders with all that is below them.

    Hidden files and folders are passed over. Raises IngestError for a path that is not there, and
    for a folder without RDF.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            found[path] = None
        elif path.is_dir():
            inside = sorted(file for file in path.rglob("*") if _is_wanted(file, path))
            if not inside:
                raise IngestError(f"there is no RDF file in {path}")
            found.update(dict.fromkeys(inside))
        else:
            raise IngestError(f"there is no file or folder {path}")
    return list(found)


def _is_wanted(file: Path, below: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(below).parts)
    return not hidden and is_rdf(file) and file.is_file()


def statements_of(
    files: Iterable[Path], base: str, progress: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[Statement, str]]:
    """Each statement with the name of its file, telling the bytes of each file when it is done."""
    for file in files:
        name = str(file)
        for statement in read(file, format_of(file), base):
            yield statement, name
        progress(file.stat().st_size)
