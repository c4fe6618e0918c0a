"""What is known of the files in the folder: sizes, pages and covers, kept in one file of the home.

These are facts about files and no statements of the catalogue: pages show them, data does not. The
file can be lost and made again; it is replaced whole, so readers see one state of it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from publod.files.folder import FileFolder, name_at

#: Raised when facts are found otherwise, or covers are drawn otherwise: all is then made anew.
FORMAT = 1
#: Widths of covers in pixels: for a page, and the same for screens with twice as many.
WIDTHS = (320, 640)


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page of a PDF as images, named after the content of the file.

    ``height`` is that of the image which is 320 pixels wide.
    """

    name: str
    height: int

    @property
    def images(self) -> dict[int, str]:
        """The names of the images by their width in pixels."""
        return {width: f"{self.name}-{width}.webp" for width in WIDTHS}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it was when it was last looked at.

    ``size`` is in bytes, ``modified`` in nanoseconds; ``digest`` is the SHA-256 of the content.
    ``pages`` and ``cover`` are those of a PDF that could be read; ``paths`` are those by which
    records name it, below the base URL.
    """

    size: int
    modified: int
    digest: str
    media_type: str = ""
    pages: int | None = None
    cover: Cover | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactsTable:
    """The facts by the name of the file; ``commit`` is the version of the ledger's commit.

    ``version`` differs when any fact does.
    """

    files: Mapping[str, FileFacts] = field(default_factory=dict)
    commit: str = ""
    version: str = ""


def read_table(home: Path) -> FactsTable:
    """The table in a home; an empty one where there is none that can be read."""
    try:
        stored = json.loads(_file(home).read_text("utf-8"))
        if stored["format"] != FORMAT:
            return FactsTable()
        files = {name: _facts(one) for name, one in stored["files"].items()}
        return FactsTable(files, stored["commit"], stored["version"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return FactsTable()


def write_table(home: Path, files: Mapping[str, FileFacts], commit: str) -> FactsTable:
    """Put a table in place of the one before. Raises OSError."""
    listed = {name: asdict(files[name]) for name in sorted(files)}
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    version = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=5).hexdigest()
    stored = {"format": FORMAT, "commit": commit, "version": version, "files": listed}
    draft = _file(home).with_suffix(".draft")
    draft.write_text(json.dumps(stored, ensure_ascii=False), "utf-8")
    draft.replace(_file(home))
    return FactsTable(dict(files), commit, version)


def cover_folder(home: Path) -> Path:
    """The folder of the images of covers."""
    return home / "covers"


def _file(home: Path) -> Path:
    return home / "files.json"


def _facts(stored: dict[str, Any]) -> FileFacts:
    cover = stored.pop("cover")
    paths = tuple(stored.pop("paths"))
    return FileFacts(**stored, cover=Cover(**cover) if cover else None, paths=paths)


class FilesAtHand:
    """The folder with the facts about its files, for readers. Safe to share between threads."""

    def __init__(self, folder: FileFolder, home: Path) -> None:
        self.folder = folder
        self.covers = cover_folder(home)
        self._home = home
        self._lock = Lock()
        self._read: tuple[object, FactsTable] = (None, FactsTable())

    @property
    def stamp(self) -> object:
        """Differs whenever the table does; cheap enough for every request."""
        try:
            status = os.stat(_file(self._home))  # noqa: PTH116 (a third of the time)
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    @property
    def table(self) -> FactsTable:
        """The table as it is now."""
        stamp = self.stamp
        if self._read[0] != stamp:
            with self._lock:
                if self._read[0] != stamp:
                    self._read = stamp, read_table(self._home)
        return self._read[1]

    @property
    def modified(self) -> int:
        """When the table was last made, in UTC epoch seconds."""
        stamp = self.stamp
        return stamp[1] // 10**9 if isinstance(stamp, tuple) else 0

    def at(self, path: str) -> FileFacts | None:
        """The facts about the file at a path below the base URL; None where there is none."""
        name = name_at(path)
        return self.table.files.get(name) if name is not None else None

    def cover_at(self, paths: Iterable[str]) -> Cover | None:
        """The cover of the first of some paths that has one."""
        facts = map(self.at, paths)
        return next((one.cover for one in facts if one is not None and one.cover), None)
