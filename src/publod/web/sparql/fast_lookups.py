"""Answering small queries before the framework, where the endpoint can.

Programs ask thousands of small lookups, each of which takes the engine some tens of microseconds.
Routing, contexts and header objects would take four times that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote_plus

from flask import Flask

from publod.errors import NotAcceptable, PublodError
from publod.formats import Format
from publod.store.store_interface import Answer, Begun, EagerQueries, Query, QueryService
from publod.web.http.client_connection import client_of
from publod.web.http.compression import complete
from publod.web.http.error_responses import finished, respond
from publod.web.http.negotiation import Preferences
from publod.web.http.response_cache import ResponseCache
from publod.web.services.metrics import counter
from publod.web.sparql.sparql_endpoint import response_to
from publod.web.sparql.web_sparql_query_request import Formats, QueryRequest

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

#: The view whose requests these are, for counting, and its formats where the address names none.
_VIEW, _ANY = "sparql.sparql", Formats()
#: How long a turn, and then an answer, is waited for without a thread, in seconds.
_SOON = 0.05
#: What an Accept field may be long here, in characters: what it comes to is remembered.
_LONGEST_ACCEPT = 1 << 10
#: And a query string: the event loop reads it, which takes less than a millisecond.
_LONGEST_ASKED = 8 << 10


class FastLookups:
    """How the endpoint answers ``GET /sparql?query=…`` with nothing else in the address.

    What turns out to be long or wrong goes on through the framework, without being asked again.
    As a WSGI application (PEP 3333) it stands before ``inner``, which answers all else.
    """

    def __init__(self, app: Flask, inner: Wsgi, queries: QueryService, proxies: int = 0) -> None:
        self._app = app
        self._inner = inner
        self._queries = queries
        self._eager: EagerQueries[Any] | None = (
            queries if isinstance(queries, EagerQueries) else None
        )
        self._proxies = proxies
        self._count = counter(_VIEW)
        #: What may store the answers.
        self.cache: ResponseCache | None = None

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer, or let the application do it."""
        asked = self._read(environ)
        if asked is None:
            return self._inner(environ, start_response)
        return self._answer(
            lambda: self._queries.query(asked.query, **asked.options),
            asked, environ, start_response,
        )  # fmt: skip

    async def begin(self, environ: Environ) -> tuple[Wsgi, bool]:
        """What will answer a request, and whether that may take waiting, and so a thread.

        The query runs meanwhile, and is waited for by the event loop as long as small ones take.
        """
        asked = self._read(environ) if self._eager is not None else None
        if asked is None or self._eager is None:
            return self, True
        try:
            begun = await self._eager.begin(asked.query, seconds=_SOON, **asked.options)
        except PublodError as error:
            return finished(self._app, partial(respond, error)), False
        if begun is None:
            return self, True
        try:
            is_answered = await _is_answered(begun, _SOON)
        except BaseException:
            begun.leave(healthy=False)
            raise
        return partial(self._finish, begun, asked), not is_answered

    def _read(self, environ: Environ) -> QueryRequest | None:
        query = _plain(environ)
        if query is None:
            return None
        try:
            chosen = _formats(environ.get("HTTP_ACCEPT"))
        except NotAcceptable:
            return None
        return QueryRequest(query, _ANY, *chosen, client_of(environ, self._proxies))

    def _finish(
        self, begun: Begun, asked: QueryRequest, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        def find() -> Answer:
            answer = self._eager.finish(begun) if self._eager is not None else None
            return answer or self._queries.query(asked.query, **asked.options)

        return self._answer(find, asked, environ, start_response)

    def _answer(
        self,
        find: Callable[[], Answer],
        asked: QueryRequest,
        environ: Environ,
        start_response: Any,
    ) -> Iterable[bytes]:
        try:
            found = find()
        except PublodError as error:
            return finished(self._app, partial(respond, error))(environ, start_response)
        chosen, body = asked.chosen(found), found.body
        if body is None or chosen is None:
            return finished(self._app, partial(response_to, asked, found))(environ, start_response)
        fields, body = complete(
            asked.fields(found, chosen), body, environ.get("HTTP_ACCEPT_ENCODING")
        )
        if self.cache is not None:
            self.cache.store(environ, asked.storable(found), _VIEW, fields, body)
        self._count(200)
        start_response("200 OK", fields)
        return [body]


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
def _formats(accept: str | None) -> tuple[Format | None, Format | None]:
    return _ANY.choose(Preferences(accept))
