"""Answers to queries that were just asked, given again without asking anything.

The same lookups come again and again, from pages and programs that are built on the endpoint. An
answer is good for as long as the store shows the commit that it was made from, and to find it
costs a small part of what a query, or even Flask, does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

from cachetools import LRUCache

from publod.errors import StoreError
from publod.store.protocol import QueryService
from publod.web.http.compression import takes_gzip
from publod.web.pages.metrics import KEPT
from publod.web.sparql.endpoint import COMMIT
from publod.web.sparql.fast_lookups import ShortWay, Wsgi

_Key = tuple[str, str, str | None, bool]
_Fields = list[tuple[str, str]]

#: An answer longer than this is not kept, in bytes.
_LONGEST = 64 << 10
#: Nor one to a question longer than this, in characters.
_LONGEST_ASKED = 8 << 10


class Kept(NamedTuple):
    """An answer, and the ``room`` that it takes, in bytes: about, and with what was asked."""

    fields: _Fields
    body: bytes
    room: int


class KeptAnswers:
    """A WSGI application (PEP 3333) around another: what it keeps, it sends as it was sent before.

    Only whole answers to ``GET /sparql?…`` are kept, by what they depend on: the state of the
    store, the query string, the Accept field, and whether the client takes gzip. Pages are not,
    since they depend on more, nor are answers to queries that ask for the time or for chance.
    ``capacity`` is in bytes, for each process.
    """

    def __init__(self, inner: ShortWay, queries: QueryService, capacity: int) -> None:
        self._inner = inner
        self._queries = queries
        self._answers: LRUCache[_Key, Kept] = LRUCache(capacity, _room)
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Send a kept answer, or let the application answer and keep that."""
        key = self._key(environ)
        if key is None:
            return self._inner(environ, start_response)
        with self._lock:
            kept = self._answers.get(key)
        if kept is None:
            return self._ask(key, environ, start_response, self._inner)
        return _send(kept, environ, start_response)

    async def quick(self, environ: dict[str, Any]) -> tuple[Wsgi, bool]:
        """What will answer a request, and whether that may take waiting, and so a thread."""
        key = self._key(environ)
        if key is None:
            return self._inner, True
        with self._lock:
            kept = self._answers.get(key)
        if kept is not None:
            return partial(_send, kept), False
        inner, waits = await self._inner.quick(environ)
        return partial(self._ask, key, inner=inner), waits

    def _key(self, environ: dict[str, Any]) -> _Key | None:
        if environ["PATH_INFO"] != "/sparql" or environ["REQUEST_METHOD"] != "GET":
            return None
        asked, accept = environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT")
        if len(asked) + len(accept or "") > _LONGEST_ASKED:
            return None
        try:
            version = self._queries.version
        except StoreError:  # the view will tell
            return None
        coded = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING"))
        return version, asked, accept, coded

    def _ask(
        self, key: _Key, environ: dict[str, Any], start_response: Any, inner: Wsgi
    ) -> Iterable[bytes]:
        begun: list[tuple[str, _Fields]] = []

        def start(status: str, fields: _Fields, *problem: Any) -> Any:
            begun.append((status, fields))
            return start_response(status, fields, *problem)

        parts = inner(environ, start)
        if self._is_to_keep(key, begun):
            body = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
            with self._lock:
                room = len(body) + len(key[1]) + len(key[2] or "") + 2048
                self._answers[key] = Kept(begun[-1][1], body, room)
            return [body]
        return parts

    def _is_to_keep(self, key: _Key, begun: list[tuple[str, _Fields]]) -> bool:
        """Whether an answer is short, always the same, and of the state it was asked of."""
        if not begun or not begun[-1][0].startswith("200"):
            return False
        found = {name.lower(): value for name, value in begun[-1][1]}
        length = found.get("content-length", "")
        return (
            COMMIT.lower() in found
            and not found.get("content-type", "").startswith("text/html")
            and length.isdigit()
            and int(length) <= _LONGEST
            and "etag" in found
            and self._queries.version == key[0]
        )


def _send(kept: Kept, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    KEPT.inc()
    fields = kept.fields
    if _is_known(environ.get("HTTP_IF_NONE_MATCH"), fields):
        start_response("304 Not Modified", [f for f in fields if not _is_of_body(f[0])])
        return []
    start_response("200 OK", list(fields))
    return [kept.body]


def _is_known(asked: str | None, fields: _Fields) -> bool:
    """Whether the client has just this answer (RFC 9110 §13.1.2: compared weakly)."""
    if not asked:
        return False
    tag = next((value for name, value in fields if name.lower() == "etag"), "")
    return bool(tag) and tag.removeprefix("W/") in asked


def _is_of_body(name: str) -> bool:
    return name.lower() in {"content-length", "content-type", "content-encoding"}


def _room(kept: Kept) -> int:
    return kept.room
