"""A short way to small answers, past the framework.

Programs ask thousands of small lookups, each of which takes the engine some tens of microseconds.
Routing, contexts and header objects would take four times that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, cast
from urllib.parse import parse_qsl

from flask import Flask, Response

from publod.errors import NotAcceptable, PublodError
from publod.representation.format import Format
from publod.store.protocol import Answer, Query, QueryService
from publod.web.choice import choose
from publod.web.compression import LEAST, packed, takes_gzip
from publod.web.errors import respond
from publod.web.fields import EVERYWHERE, EXPOSED
from publod.web.metrics import counted
from publod.web.sparql.client import Client, client_of
from publod.web.sparql.endpoint import COMMIT, sent
from publod.web.sparql.formats import GRAPHS, RESULTS
from publod.web.sparql.validators import is_constant, mark, tag_of

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
_Formats = tuple[Format | None, Format | None]


class ShortWay:
    """A WSGI application (PEP 3333) before an application of Flask's.

    It answers ``GET /sparql?query=…`` with nothing else in the address, as the view would. What
    turns out to be long or wrong goes on through the framework, without being asked again.
    """

    def __init__(self, app: Flask, inner: Wsgi, queries: QueryService) -> None:
        self._app = app
        self._inner = inner
        self._queries = queries
        self._count = counted("sparql.sparql", "200")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer, or let the application do it."""
        query = _plain(environ)
        if query is None:
            return self._inner(environ, start_response)
        results, graphs = formats = _formats(environ.get("HTTP_ACCEPT"))
        if results is None and graphs is None:
            return self._inner(environ, start_response)
        client = client_of(environ)
        try:
            version = self._queries.version
            found = self._queries.query(
                query,
                results=cast(Any, (results or RESULTS[0]).name),
                graphs=cast(Any, (graphs or GRAPHS[0]).name),
                asker=client,
            )
            tag = tag_of(query, formats, version) if is_constant(query.text) else ""
            if self._queries.version != version:
                tag = ""
        except PublodError as error:
            return self._through(environ, start_response, _refusal(error))
        chosen = graphs if found.kind == "graph" else results
        if found.body is None or chosen is None:
            return self._through(environ, start_response, _long(found, chosen, client, tag))
        self._count()
        return _send(environ, start_response, found, chosen, tag)

    def _through(
        self, environ: dict[str, Any], start_response: Any, make: Callable[[], Response]
    ) -> Iterable[bytes]:
        """Let the framework finish an answer that is made within a request of its."""
        with self._app.request_context(environ):
            try:
                response = make()
            except PublodError as error:
                response = respond(error)
            response = self._app.process_response(response)
            return response(environ, start_response)


def _plain(environ: dict[str, Any]) -> Query | None:
    """The query of a request that holds nothing else, and asks whether nothing has changed."""
    if (
        environ["PATH_INFO"] != "/sparql"
        or environ["REQUEST_METHOD"] != "GET"
        or "HTTP_IF_NONE_MATCH" in environ
    ):
        return None
    try:
        pairs = parse_qsl(environ.get("QUERY_STRING", ""), errors="strict", max_num_fields=2)
    except ValueError:
        return None
    if len(pairs) != 1 or pairs[0][0] != "query" or not pairs[0][1].strip():
        return None
    return Query(pairs[0][1])


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
    environ: dict[str, Any], start_response: Any, found: Answer, chosen: Format, tag: str
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
