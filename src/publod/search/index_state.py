"""Whether the files of the index are as they were written: for whoever looks after it.

Each file of a segment ends in a footer: JSON with the CRC-32 of what is before it, then the length
of that JSON and a number that says so, both in four bytes (tantivy's ``directory/footer.rs``).
"""

from __future__ import annotations

import json
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from publod.errors import SearchDamaged, SearchError
from publod.search.state import META, stamp, state_of, unreadable

_END = struct.Struct("<II")
_MAGIC = 1337
_PIECE = 1 << 20
#: Where readers report damage: the stamp of the state in which they met it.
_REPORT = "damaged"

_File = tuple[str, int, int]


class Examination:
    """Examines the index in ``folder`` again and again, and remembers which files were sound."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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
        state_of(self._folder)
        for name, size, _ in files - self._sound:
            if not _is_sound(self._folder / name, size) and stamp(self._folder) == now:
                raise unreadable(ValueError(f"the checksum of {name} is wrong"), SearchDamaged)
        self._sound, self._stamp = files, now
        if reported:  # by mistake, or while a file was about to go
            with suppress(OSError):
                (self._folder / _REPORT).unlink()

    def _files(self) -> frozenset[_File]:
        """The files of the segments that the index has now: name, size, time of change."""
        found = set()
        try:
            meta = json.loads((self._folder / META).read_bytes())
            segments = {one["segment_id"].replace("-", "") for one in meta["segments"]}
            for file in self._folder.iterdir():
                if file.name.partition(".")[0] in segments:
                    about = file.stat()
                    found.add((file.name, about.st_size, about.st_mtime_ns))
        except FileNotFoundError:  # the writer has just removed it: the next look will see all
            return frozenset()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise unreadable(error, SearchDamaged) from error
        return frozenset(found)


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
