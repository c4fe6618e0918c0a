"""The folder of files (``PUBLOD_FILES``): names are paths below it, and nothing else is reached."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import quote, unquote

from publod.bibliography.file_formats import media_type_of

#: What stands in a path as it is (RFC 3986 §3.3).
_IN_PATHS = "/-._~!$&'()*+,;=:@"
#: The first segment of the addresses of files.
SEGMENT = "files"
#: Bytes of a segment of a name; no file system has more (POSIX: NAME_MAX is 255 as a rule).
_LONGEST_SEGMENT = 255
#: A symbolic link is not followed, and a pipe that nobody writes into is not waited for.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
#: What files begin with, by media type. Many formats are ZIP files, which only the suffix tells.
_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
)
#: PDF readers find the header anywhere in the first kilobyte (ISO 32000-1, annex H, note 13).
_HEADER = 1024


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that is open for reading. Close it, or leave the block.

    ``size`` is in bytes, ``modified`` in nanoseconds of the UTC epoch.
    """

    name: str
    stream: BinaryIO
    size: int
    modified: int

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    @property
    def media_type(self) -> str:
        """What it is by its beginning or, where that does not say, by its suffix; '' if neither."""
        beginning = os.pread(self.stream.fileno(), _HEADER, 0)
        by_name = media_type_of(self.name)
        for signature, media_type in _BEGINNINGS:
            if beginning.startswith(signature):
                is_packed = media_type == "application/zip" and by_name not in _WITH_SIGNATURE
                return by_name if is_packed and by_name else media_type
        if b"%PDF-" in beginning:
            return "application/pdf"
        return "" if by_name in _WITH_SIGNATURE else by_name


#: What begins with something else is none of these, whatever its name.
_WITH_SIGNATURE = frozenset(media_type for _, media_type in _BEGINNINGS)


@dataclass(frozen=True, slots=True)
class FileFolder:
    """A folder of files, each by its name: a relative path, ``reports/2019.pdf``.

    No name leads out of the folder: neither dots nor symbolic links are followed. What is hidden,
    with a name that begins with a dot, is not there.
    """

    path: Path

    def open(self, name: str) -> OpenFile:
        """Open a regular file. Raises FileNotFoundError where there is none of that name."""
        try:
            descriptor = self._descriptor(_segments(name))
        except OSError as error:  # a link, a device, no permission: for others it is not there
            raise FileNotFoundError(errno.ENOENT, error.strerror, name) from None
        stream = os.fdopen(descriptor, "rb")
        status = os.fstat(descriptor)
        return OpenFile(name, stream, status.st_size, status.st_mtime_ns)

    def _descriptor(self, segments: list[str]) -> int:
        """Open the file, folder by folder: each is looked up in the one that is open."""
        here = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for segment in segments:
            try:
                below = os.open(segment, _FLAGS, dir_fd=here)
            finally:
                os.close(here)
            here = below
        if stat.S_ISREG(os.fstat(here).st_mode):
            return here
        os.close(here)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def _segments(name: str) -> list[str]:
    """The parts of a name. Raises FileNotFoundError for one that no file can have."""
    segments = name.split("/")
    with suppress(UnicodeEncodeError):
        if all(
            segment
            and segment[0] != "."
            and segment.isprintable()
            and len(segment.encode()) <= _LONGEST_SEGMENT
            for segment in segments
        ):
            return segments
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)


def name_at(path: str) -> str | None:
    """The name of the file at a path below the base URL, as IRIs have it; None for other paths."""
    if not path.startswith(f"{SEGMENT}/") or "?" in path or "#" in path:
        return None
    return unquote(path.removeprefix(f"{SEGMENT}/"), errors="replace")


def paths_of(name: str) -> list[str]:
    """The paths that IRIs have of a file as a rule: percent-encoded, or only where they must be."""
    plain = f"{SEGMENT}/{name}"
    least = "".join(quote(c, safe=_IN_PATHS) if c.isascii() else c for c in plain)
    return list(dict.fromkeys((least, quote(plain, safe=_IN_PATHS))))
