"""What an answer to a query depends on, so that who has it is not sent it again (RFC 9110 §8.8)."""

from __future__ import annotations

import re
from hashlib import blake2b

from flask import Response, request

from publod.formats import Format
from publod.store.protocol import Query

#: SPARQL 1.1 §17.4: functions of the time and of chance; ``\\u`` could spell their names.
_CHANGING = re.compile(r"now|rand|uuid|\\u", re.IGNORECASE)


def is_constant(text: str) -> bool:
    """Whether a query gives the same each time that it is asked of the same statements."""
    return not _CHANGING.search(text)


def tag_of(query: Query, formats: tuple[Format | None, Format | None], version: str) -> str:
    """An entity tag for the answer from one state of the store.

    It is used as a weak one: rows without ORDER BY come in whatever order the engine finds them.
    """
    names = [found.name if found else "" for found in formats]
    parts = repr((version, tuple(query), names)).encode()
    return blake2b(parts, digest_size=9).hexdigest()


def is_known(tag: str) -> bool:
    """Whether the client says that it has the answer with a tag.

    ``*`` says that it has any, which nobody knows to exist before the query has been answered.
    """
    asked = request.if_none_match
    return bool(tag) and not asked.star_tag and asked.contains_weak(tag)


def mark(response: Response, tag: str) -> Response:
    """Say whether an answer may be kept, and how to ask whether it is still good."""
    if tag:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
