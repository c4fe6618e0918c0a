"""A short way to small answers, past the framework.

Programs ask thousands of small lookups, each of which takes the engine some tens of microseconds.
Routing, contexts and header objects would take four times that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from flask import Flask, Response

from publod.errors import NotAcceptable, PublodError
from publod.formats import Format
from publod.store.protocol import Answer, Begun, EagerQueries, Query, QueryService
from publod.web.http.client_connection import Client, client_of
from publod.web.http.compression import LEAST, packed, takes_gzip
from publod.web.http.headers import EVERYWHERE, EXPOSED
from publod.web.http.negotiation import choose
from publod.web.http.problems import finished, respond
from publod.web.pages.metrics import counted
from publod.web.sparql.endpoint import COMMIT, sent
from publod.web.sparql.protocol import GRAPHS, RESULTS
from publod.web.sparql.validators import is_constant, mark, tag_of

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]
_Formats = tuple[Format | None, Format | None]

#: How long a turn, and then an answer, is waited for without a thread, in seconds.
_SOON = 0.05
#: What an Accept field may be long here, in characters: what it comes to is remembered.
_LONGEST_ACCEPT = 1 << 10
#: And a query string: the event loop reads it, which takes less than a millisecond.
_LONGEST_ASKED = 8 << 10


class Lookup(NamedTuple):
    """A query that may take the short way; of the formats one at least is not None."""

    query: Query
    results: Format | None
    graphs: Format | None
    client: Client

    @property
    def asked(self) -> dict[str, Any]:
        """How a query service is asked for the answer, beside the query itself."""
        return {
            "results": (self.results or RESULTS[0]).name,
            "graphs": (self.graphs or GRAPHS[0]).name,
            "asker": self.client,
        }

    def tag(self, version: str) -> str:
        """The entity tag of the answer from one state of the store, if it may have one."""
        if not is_constant(self.query.text):
            return ""
        return tag_of(self.query, (self.results, self.graphs), version)


class ShortWay:
    """A WSGI application (PEP 3333) before an application of Flask's.

    It answers ``GET /sparql?query=…`` with nothing else in the address, as the view would. What
    turns out to be long or wrong goes on through the framework, without being asked again.
    """

    def __init__(self, app: Flask, inner: Wsgi, queries: QueryService, proxies: int = 0) -> None:
        self._app = app
        self._proxies = proxies
        self._inner = inner
        self._queries = queries
        self._eager: EagerQueries[Any] | None = (
            queries if isinstance(queries, EagerQueries) else None
        )
        self._count = counted("sparql.sparql", "200")

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer, or let the application do it."""
        lookup = self._lookup(environ)
        if lookup is None:
            return self._inner(environ, start_response)
        return self._told(
            lambda: self._queries.query(lookup.query, **lookup.asked),
            lookup, environ, start_response,
        )  # fmt: skip

    async def quick(self, environ: Environ) -> tuple[Wsgi, bool]:
        """What will answer a request, and whether that may take waiting, and so a thread.

        The query runs meanwhile, and is waited for by the event loop as long as small ones take.
        """
        lookup = self._lookup(environ) if self._eager is not None else None
        if lookup is None or self._eager is None:
            return self, True
        try:
            begun = await self._eager.begin(lookup.query, seconds=_SOON, **lookup.asked)
        except PublodError as error:
            return finished(self._app, _refusal(error)), False
        if begun is None:
            return self, True
        try:
            is_answered = await _is_answered(begun, _SOON)
        except BaseException:
            begun.leave(healthy=False)
            raise
        return partial(self._finish, begun, lookup), not is_answered

    def _lookup(self, environ: Environ) -> Lookup | None:
        query = _plain(environ)
        if query is None:
            return None
        results, graphs = _formats(environ.get("HTTP_ACCEPT"))
        if results is None and graphs is None:
            return None
        return Lookup(query, results, graphs, client_of(environ, self._proxies))

    def _finish(
        self, begun: Begun, lookup: Lookup, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        def found() -> Answer:
            answer = self._eager.finish(begun) if self._eager is not None else None
            return answer or self._queries.query(lookup.query, **lookup.asked)

        return self._told(found, lookup, environ, start_response)

    def _told(
        self, find: Callable[[], Answer], lookup: Lookup, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        try:
            found = find()
        except PublodError as error:
            return finished(self._app, _refusal(error))(environ, start_response)
        tag = lookup.tag(found.version)
        chosen = lookup.graphs if found.kind == "graph" else lookup.results
        if found.body is None or chosen is None:
            make = _long(found, chosen, lookup.client, tag)
            return finished(self._app, make)(environ, start_response)
        self._count()
        return _send(environ, start_response, found, chosen, tag)


async def _is_answered(begun: Begun, seconds: float) -> bool:
    """Wait until an answer is here, so long at most; False when it is a long one, or not here."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not begun.is_answered():
        left = until - loop.time()
        descriptor = begun.fileno()
        if left <= 0 or descriptor < 0:
            return False
        news: asyncio.Future[None] = loop.create_future()
        loop.add_reader(descriptor, _tell, news)
        late = loop.call_later(left, _tell, news)
        try:
            await news
        finally:
            late.cancel()
            loop.remove_reader(descriptor)
        if begun.is_begun():
            return False
    return True


def _tell(news: asyncio.Future[None]) -> None:
    if not news.done():
        news.set_result(None)


def _plain(environ: Environ) -> Query | None:
    """The query of a request that holds nothing else, and asks whether nothing has changed."""
    if (
        environ["PATH_INFO"] != "/sparql"
        or environ["REQUEST_METHOD"] != "GET"
        or "HTTP_IF_NONE_MATCH" in environ
        or len(environ.get("HTTP_ACCEPT", "")) > _LONGEST_ACCEPT
        or len(environ.get("QUERY_STRING", "")) > _LONGEST_ASKED
    ):
        return None
    name, _, value = environ.get("QUERY_STRING", "").partition("=")
    if name != "query" or "&" in value:
        return None
    try:
        text = unquote_plus(value, errors="strict")
    except ValueError:
        return None
    return Query(text) if text.strip() else None


@lru_cache(512)
def _formats(accept: str | None) -> _Formats:
    return _format(accept, RESULTS), _format(accept, GRAPHS)


def _format(accept: str | None, offered: tuple[Format, ...]) -> Format | None:
    try:
        return choose(accept, offered)
    except NotAcceptable:
        return None


def _refusal(error: PublodError) -> Callable[[], Response]:
    return lambda: respond(error)


def _long(found: Answer, chosen: Format | None, client: Client, tag: str) -> Callable[[], Response]:
    def make() -> Response:
        response = sent(found, chosen, client)
        response.headers["Vary"] = "Accept"
        return mark(response, tag)

    return make


def _send(
    environ: Environ, start_response: Any, found: Answer, chosen: Format, tag: str
) -> Iterable[bytes]:
    body = found.body or b""
    fields = [
        ("Content-Type", chosen.content_type),
        (COMMIT, str(found.commit)),
        ("Vary", "Accept, Accept-Encoding"),
        ("Cache-Control", "no-cache" if tag else "no-store"),
        *EVERYWHERE,
        EXPOSED,
    ]
    if tag:
        fields.append(("ETag", f'W/"{tag}"'))
    if len(body) >= LEAST and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING")):
        body = packed(body)
        fields.append(("Content-Encoding", "gzip"))
    fields.append(("Content-Length", str(len(body))))
    start_response("200 OK", fields)
    return [body]
