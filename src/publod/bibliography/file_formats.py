"""Formats of files: their names, by which media type, file type or name of a file says them."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

#: Media types (https://www.iana.org/assignments/media-types/) by the names that people know.
_NAMES = {
    "application/pdf": "PDF",
    "application/epub+zip": "EPUB",
    "application/zip": "ZIP",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "audio/mpeg": "MP3",
    "video/mp4": "MP4",
    "image/gif": "GIF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/svg+xml": "SVG",
    "image/webp": "WebP",
    "text/html": "HTML",
    "text/csv": "CSV",
    "text/plain": "TXT",
}
#: The media type that a suffix stands for. None of another kind may be sent under such a name.
_SUFFIXES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "gif": "image/gif",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
#: The names of formats by which files can be looked for, as addresses have them.
BY_CODE = {name.lower(): name for name in _NAMES.values()}


def media_name(media_type: str) -> str:
    """A media type or a file type, given as such or by its IRI, by the name that people know."""
    short = "/".join(media_type.rsplit("/", 2)[-2:]).lower()
    if short in _NAMES:
        return _NAMES[short]
    if short.startswith("file-type/"):
        code = media_type.rpartition("/")[2].upper()
        return _NAMES.get(_SUFFIXES.get(code.lower(), ""), code)
    return short


def media_type_of(name: str) -> str:
    """The media type that the suffix of a file's name stands for; '' for none that is known."""
    return _SUFFIXES.get(PurePosixPath(name).suffix[1:].lower(), "")


def format_name(media_type: str, file_types: tuple[str, ...], url: str) -> str:
    """What a file's format is called: as is stated, else as the end of its address says."""
    for stated in (media_type, *file_types):
        if stated:
            return media_name(stated)
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    return _NAMES.get(media_type_of(path), "")
