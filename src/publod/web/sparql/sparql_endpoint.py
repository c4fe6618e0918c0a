"""``/sparql``: the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), query operation.

Without a query it is a page to work in, or, for whoever asks for RDF, the service's description.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote_plus

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import NotFound

from publod.errors import NotAcceptable, PublodError
from publod.formats import HTML, QUERY_GRAPHS, Format
from publod.messages import N_
from publod.store.oxigraph.query_execution import Exchange
from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.store_interface import Answer, Query, QueryService
from publod.store.text_match import mentions_text_match
from publod.web.http.client_connection import Client, client_of
from publod.web.http.compression import complete
from publod.web.http.error_status_codes import finished, respond
from publod.web.http.etag_and_cache_control import LANGUAGE, REVALIDATE, Caching, mark, unchanged
from publod.web.http.headers import RequestError
from publod.web.http.interface_language import language_of_request, remember_language
from publod.web.http.negotiation import Preferences, choose
from publod.web.http.response_cache import ResponseCache, Wsgi
from publod.web.http.streaming import Spool, send_spool
from publod.web.services.health_and_metrics import counter
from publod.web.site import site
from publod.web.sparql import full_text, graphml, service_description
from publod.web.sparql.query_page import PAGE, answered, form_page
from publod.web.sparql.query_request import (
    Formats,
    QueryRequest,
    iri_of,
    requested_format_name,
    requested_query,
)

blueprint = Blueprint("sparql", __name__)

#: An answer that is whole so soon, in seconds, is sent with its length.
_SOON = 0.005


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one, show the page or describe the service."""
    query = requested_query()
    if query is None and requested_format_name() != PAGE:
        chosen = choose(request.headers.get("Accept"), (HTML, *service_description.FORMATS))
        if chosen is not HTML:
            return service_description.describe(chosen)
    if query is None or requested_format_name() == PAGE:
        return _page(query)
    return answer(query)


def answer(query: Query) -> Response:
    """The answer to a query, in the format that the request asks for. Raises NotAcceptable."""
    formats, is_safe = Formats(requested_format_name()), request.method != "POST"
    chosen = formats.choose(Preferences.of(request.environ))
    client = client_of(request.environ, site().proxies)
    query_request = QueryRequest(query, formats, *chosen, client, is_safe)
    queries = site().queries
    if is_safe and (known := unchanged(query_request.caching(queries.version))) is not None:
        return known
    result, _ = full_text.ask(site(), query_request.query, **query_request.options)
    g.storable = query_request.storable(result)
    return response_to(query_request, result)


def response_to(query_request: QueryRequest, result: Answer) -> Response:
    """An answer on its way to a client."""
    chosen = query_request.chosen(result)
    if chosen.name == graphml.NAME:
        result = graphml.converted(result)
    response = Response(result.body, headers=query_request.fields(result, chosen))
    if result.body is None:
        _stream(
            response,
            Spool(result.chunks, query_request.client, site().disk_quota),
            query_request.client,
        )
    return response


def _stream(response: Response, spool: Spool, client: Client) -> None:
    """Send a long answer as it comes, or whole where it could not be broken off visibly.

    In HTTP/1.0 the end of a connection is the end of an answer, and with some servers nobody
    knows the connection. Then what is stopped on the way gets its 503, after some waiting.
    """
    breakable = client.is_known and request.environ["SERVER_PROTOCOL"] not in {"HTTP/1", "HTTP/1.0"}
    try:
        length = spool.wait(_SOON if breakable else None)
    except BaseException:
        spool.close()
        raise
    if length is not None:
        response.content_length = length
    send_spool(response, spool)


def _page(query: Query | None) -> Response:
    """The form, with the answer where there is a query. It names no commit: nobody may keep it."""
    g.language = language_of_request()
    if query is None:
        page = form_page()
    else:
        page = form_page(
            query.text,
            answer=answered(site(), query, g.language, client_of(request.environ, site().proxies)),
        )
    response = Response(page, content_type=HTML.content_type)
    if query is None:
        mark(response, Caching(vary=("Accept", *LANGUAGE), control=""))
    else:
        mark(response, Caching(vary=LANGUAGE, control=REVALIDATE))
    return remember_language(response)


Environ = dict[str, Any]

#: The view whose requests these are, for counting, and its formats where the address names none.
_VIEW, _ANY = "sparql.sparql", Formats()
#: How long a turn, and then an answer, is waited for without a thread, in seconds.
_PATIENCE = 0.05
#: What an Accept field may be long here, in characters: what it comes to is remembered.
_LONGEST_ACCEPT = 1 << 10
#: And a query string: the event loop reads it, which takes less than a millisecond.
_LONGEST_ASKED = 8 << 10


class FastLookups:
    """How the endpoint answers ``GET /sparql?query=…`` with nothing else in the address.

    What turns out to be long or wrong goes on through the framework, without being asked again.
    As a WSGI application (PEP 3333) it stands before ``inner``, which answers all else. ``cache``,
    which stands before this, may store the answers. Where it is not open, ``inner`` answers all.
    """

    cache: ResponseCache

    def __init__(
        self, app: Flask, inner: Wsgi, queries: QueryService, proxies: int = 0, *, is_open: bool
    ) -> None:
        self._is_open = is_open
        self._app = app
        self._inner = inner
        self._queries = queries
        #: The service, if it can begin a query without waiting for it.
        self._eager = queries if isinstance(queries, QueryPool) else None
        self._proxies = proxies
        self._count = counter(_VIEW)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer, or let the application do it."""
        query_request = self._read(environ)
        if query_request is None:
            return self._inner(environ, start_response)
        return self._answer(
            lambda: self._queries.query(query_request.query, **query_request.options),
            query_request, environ, start_response,
        )  # fmt: skip

    async def begin(self, environ: Environ) -> tuple[Wsgi, bool]:
        """What will answer a request, and whether that may take waiting, and so a thread.

        The query runs meanwhile, and is waited for by the event loop as long as small ones take.
        """
        query_request = self._read(environ) if self._eager is not None else None
        if query_request is None or self._eager is None:
            return self, True
        try:
            begun = await self._eager.begin(
                query_request.query, seconds=_PATIENCE, **query_request.options
            )
        except PublodError as error:
            return finished(self._app, partial(respond, error)), False
        if begun is None:
            return self, True
        try:
            is_answered = await _is_answered(begun, _PATIENCE)
        except BaseException:
            begun.leave(healthy=False)
            raise
        return partial(self._finish, begun, query_request), not is_answered

    def _read(self, environ: Environ) -> QueryRequest | None:
        query = _plain(environ) if self._is_open else None
        if query is None:
            return None
        try:
            chosen = _formats(environ.get("HTTP_ACCEPT"))
        except NotAcceptable:
            return None
        return QueryRequest(query, _ANY, *chosen, client_of(environ, self._proxies))

    def _finish(
        self, begun: Exchange, query_request: QueryRequest, environ: Environ, start_response: Any
    ) -> Iterable[bytes]:
        def find() -> Answer:
            answer = self._eager.finish(begun) if self._eager is not None else None
            return answer or self._queries.query(query_request.query, **query_request.options)

        return self._answer(find, query_request, environ, start_response)

    def _answer(
        self,
        find: Callable[[], Answer],
        query_request: QueryRequest,
        environ: Environ,
        start_response: Any,
    ) -> Iterable[bytes]:
        try:
            result = find()
        except PublodError as error:
            return finished(self._app, partial(respond, error))(environ, start_response)
        chosen, body = query_request.chosen(result), result.body
        if body is None or chosen.name == graphml.NAME:
            return finished(self._app, partial(response_to, query_request, result))(
                environ, start_response
            )
        fields, body = complete(
            query_request.fields(result, chosen), body, environ.get("HTTP_ACCEPT_ENCODING")
        )
        self.cache.store(environ, query_request.storable(result), _VIEW, fields, body)
        self._count(200)
        start_response("200 OK", fields)
        return [body]


async def _is_answered(begun: Exchange, seconds: float) -> bool:
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
    # What searches in texts reads the index and the ledger first, which may take a while.
    return Query(text) if text.strip() and not mentions_text_match(text) else None


@lru_cache(512)
def _formats(accept: str | None) -> tuple[Format, Format]:
    return _ANY.choose(Preferences(accept))


@blueprint.get("/graphs")
def graphs() -> Response:
    """One graph, ``?graph=IRI``, or all that there are as one, ``?default``. Raises NotFound."""
    named = request.args.getlist("graph")
    if len(named) + ("default" in request.args) != 1:
        raise RequestError(400, N_("say which graph: ?default, or ?graph= with one IRI"))
    choose(request.headers.get("Accept"), QUERY_GRAPHS)  # raises before anything is asked
    if not named:
        return answer(Query("CONSTRUCT WHERE { ?s ?p ?o }"))
    iri = iri_of(named[0])
    there = site().queries.query(
        Query(f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"),
        results="csv",
        asker=client_of(request.environ, site().proxies),
    )
    if there.read().strip() != b"true":
        raise NotFound
    return answer(Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"))
