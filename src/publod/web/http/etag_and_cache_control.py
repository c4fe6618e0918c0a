"""Validators and conditional requests (RFC 9110 §8.8, §13), and how long a response is fresh.

Every response is marked here: views say what is true of theirs with a `Caching`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, request
from werkzeug.http import http_date, parse_date, parse_etags, quote_etag

#: The fields of a request that the language of a page may depend on, for ``Vary``.
LANGUAGE = ("Accept-Language", "Cookie")
#: Values of ``Cache-Control`` (RFC 9111 §5.2): ask again each time, and do not store at all.
REVALIDATE, NO_STORE = "no-cache", "no-store"
#: What is left out of a 304 (RFC 9110 §15.4.5): it describes a body.
_OF_BODY = frozenset(
    {b"content-length", b"content-type", b"content-encoding", b"last-modified", b"link"}
)


def for_ever(seconds: int) -> str:
    """The ``Cache-Control`` of what never changes, to be asked for again after so long."""
    return f"public, max-age={seconds}, immutable"


@dataclass(frozen=True, slots=True)
class Caching:
    """How a response may be stored, and be asked for again.

    ``tag`` is an entity tag without its quotes, '' for none; ``modified`` a time in UTC epoch
    seconds. ``vary`` are the request fields that the response was chosen by, and ``control`` is
    ``Cache-Control``. ``is_known`` is whether there is anything at the address, which ``*`` in
    ``If-None-Match`` asks.
    """

    tag: str = ""
    modified: int | None = None
    vary: tuple[str, ...] = ()
    control: str = REVALIDATE
    is_weak: bool = False
    is_known: bool = True


def conditional(
    caching: Caching,
    make: Callable[[], Response],
    is_ambiguous: Callable[[int], bool] = lambda _: False,
) -> Response:
    """The response to the request, marked, or 304 without making one; see `unchanged`."""
    return unchanged(caching, is_ambiguous) or mark(make(), caching)


def unchanged(
    caching: Caching, is_ambiguous: Callable[[int], bool] = lambda _: False
) -> Response | None:
    """The response 304 where the client has what it asks for already.

    ``is_ambiguous`` is whether something else was there at the same second, so that a date does
    not say which of the two the client has.
    """
    if request.method not in {"GET", "HEAD"} or not caching.tag:
        return None
    none_match = request.headers.get("If-None-Match")
    if none_match is not None:  # §13.2.2: it decides alone, however malformed
        is_same = tag_matches(none_match, caching.tag, is_known=caching.is_known)
    else:
        since = parse_date(request.headers.get("If-Modified-Since"))
        is_same = (
            since is not None
            and caching.modified is not None
            and datetime.fromtimestamp(caching.modified, UTC) <= since
            and not is_ambiguous(caching.modified)
        )
    return mark(Response(status=304), caching) if is_same else None


def mark(response: Response, caching: Caching) -> Response:
    """Set the validators of a response, ``Vary`` and ``Cache-Control``."""
    for name, value in header_fields(caching):
        response.headers[name] = value
    return response


def header_fields(caching: Caching) -> list[tuple[str, str]]:
    """The validators of a response, ``Vary`` and ``Cache-Control``."""
    fields = []
    if caching.tag:
        fields.append(("ETag", quote_etag(caching.tag, weak=caching.is_weak)))
    if caching.modified is not None:
        fields.append(("Last-Modified", http_date(caching.modified)))
    if caching.control:
        fields.append(("Cache-Control", caching.control))
    if caching.vary:
        fields.append(("Vary", ", ".join(caching.vary)))
    return fields


def tag_matches(none_match: str, tag: str, *, is_known: bool = True) -> bool:
    """Whether an ``If-None-Match`` names a tag (§13.1.2: compared weakly)."""
    tags = parse_etags(none_match)
    return is_known if tags.star_tag else tags.contains_weak(tag)


def of_unchanged(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Of the fields of a 200, in lower case, those that a 304 has as well."""
    return [field for field in fields if field[0] not in _OF_BODY]
