"""/files and /covers: publications' files from the operator's folder, and pictures of their covers.

A file is served if a record of the catalogue says that it is fetched here (dcat:downloadURL), and
only what cannot act in a browser is shown there. It is sent as it is read, whole or in part
(RFC 9110 §14), with strong validators, so that a download that broke off can go on.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.datastructures import ContentRange
from werkzeug.exceptions import NotFound, PreconditionFailed, RequestedRangeNotSatisfiable
from werkzeug.http import parse_date, parse_etags, parse_if_range_header

from publod.bibliography.file_formats import media_type_of
from publod.files.folder import OpenFile, paths_of
from publod.services.signposting import uri_of
from publod.vocabulary import DCAT
from publod.web.http.etag_and_cache_control import Caching, for_ever, mark, unchanged
from publod.web.http.links import link
from publod.web.http.streaming import PartOfFile
from publod.web.site import site

blueprint = Blueprint("files", __name__)

_DOWNLOAD = str(DCAT.downloadURL)
#: What a browser may show here by itself. Markup is not among it: it acts in the name of the site.
_SHOWN = frozenset(
    {
        "application/epub+zip", "application/pdf", "image/gif", "image/jpeg", "image/png",
        "image/webp", "text/csv", "text/plain",
    }
)  # fmt: skip
_UNKNOWN = "application/octet-stream"
#: Nothing in a file acts. A PDF may not be in a sandbox: Chromium would not show it.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_READER = "base-uri 'none'; frame-ancestors 'self'"
#: Kept and asked for again each time; not to be changed on the way, so that parts fit together.
_CONTROL = "no-cache, no-transform"
#: One range of bytes (RFC 9110 §14.1.2).
_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)
_COVER = re.compile(r"[0-9a-f]{32}-\d{3}\.webp")
_YEAR = 365 * 24 * 60 * 60
#: Records that a file leads back to.
_MOST_RECORDS = 10


@blueprint.get("/files/<path:name>")
def file(name: str) -> Response:
    """A file that a record names. Raises NotFound."""
    files = site().files
    if files is None:
        raise NotFound
    facts = files.table.files.get(name)
    paths = dict.fromkeys((*paths_of(name), *(facts.paths if facts else ())))
    links = site().repository.links_to(paths, [_DOWNLOAD], _MOST_RECORDS)
    if not links:
        raise NotFound
    try:
        opened = files.folder.open(name)
    except FileNotFoundError:
        raise NotFound from None
    try:
        response = _sent(opened)
    except BaseException:
        opened.stream.close()
        raise
    documents = dict.fromkeys(uri_of(site().base_url + link.source) for link in links)
    response.headers["Link"] = ", ".join(
        link(document, {"rel": "collection", "type": "text/html"}) for document in documents
    )
    return response


def _sent(opened: OpenFile) -> Response:
    """The file, a part of it, or 304; it is closed with the response."""
    caching = Caching(
        f"{opened.modified:x}-{opened.size:x}", opened.modified // 10**9, control=_CONTROL
    )
    _require(caching)
    if (response := unchanged(caching)) is not None:
        opened.stream.close()
        return response
    part = _range(caching, opened.size)
    start, end = part or (0, opened.size)
    body = PartOfFile(opened.stream, start, end - start)
    response = Response(body, 206 if part else 200, direct_passthrough=True)
    if part:
        response.content_range = ContentRange("bytes", start, end, opened.size)
    headers = response.headers
    headers["Content-Length"] = str(end - start)
    headers["Accept-Ranges"] = "bytes"
    media_type = media_type_of(opened.name) or _UNKNOWN
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers["Content-Type"] = media_type + charset
    disposition = "inline" if media_type in _SHOWN else "attachment"
    headers.set("Content-Disposition", disposition, **_named(PurePosixPath(opened.name).name))
    is_pdf = media_type == "application/pdf"
    headers["Content-Security-Policy"] = _READER if is_pdf else _SANDBOX
    return mark(response, caching)


def _named(name: str) -> dict[str, str]:
    """The name that a file is saved under, and what old clients understand (RFC 6266 §4.3)."""
    if name.isascii():
        return {"filename": name}
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _require(caching: Caching) -> None:
    """Raise PreconditionFailed where a part of another state is asked for (RFC 9110 §13.1)."""
    if (match := request.headers.get("If-Match")) is not None:
        tags = parse_etags(match)
        is_same = tags.star_tag or tags.is_strong(caching.tag)
    else:
        since = parse_date(request.headers.get("If-Unmodified-Since"))
        is_same = since is None or (caching.modified or 0) <= since.timestamp()
    if not is_same:
        raise PreconditionFailed


def _range(caching: Caching, size: int) -> tuple[int, int] | None:
    """The part that is asked for: from a byte to before another; None for the whole.

    Several parts at once, another unit, or a part of another state are answered with the whole,
    as they may be (RFC 9110 §14.2). Raises RequestedRangeNotSatisfiable.
    """
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or wanted is None or not _is_of_this(caching):
        return None
    first, last = (int(digits) if digits else None for digits in wanted.groups())
    if first is None:  # the last bytes
        if last is None:
            return None
        start, end = max(0, size - last), size
    else:
        if last is not None and last < first:
            return None
        start, end = first, size if last is None else min(last + 1, size)
    if start >= end:
        raise RequestedRangeNotSatisfiable(size)
    return start, end


def _is_of_this(caching: Caching) -> bool:
    """Whether a part is wanted of this state, as far as If-Range says (RFC 9110 §13.1.5)."""
    condition = parse_if_range_header(request.headers.get("If-Range"))
    if condition.etag is not None:
        return condition.etag == caching.tag and "W/" not in request.headers["If-Range"]
    if condition.date is not None and caching.modified is not None:
        return int(condition.date.timestamp()) == caching.modified
    return True


@blueprint.get("/covers/<name>")
def cover(name: str) -> Response:
    """An image of a cover; its name is of its content, so it never changes. Raises NotFound."""
    files = site().files
    if files is None or not _COVER.fullmatch(name):
        raise NotFound
    try:
        image = (files.covers / name).read_bytes()
    except OSError:
        raise NotFound from None
    caching = Caching(name, control=for_ever(_YEAR))
    return unchanged(caching) or mark(Response(image, content_type="image/webp"), caching)
