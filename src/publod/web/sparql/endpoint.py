"""``/sparql``: the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), query operation.

Without a query it is a page to work in, or, for whoever asks for RDF, the service's description.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Response, g, request

from publod.errors import NotAcceptable
from publod.formats import HTML, Format
from publod.store.protocol import Answer, Query
from publod.web.http.client_connection import Client, client_of
from publod.web.http.negotiation import choose
from publod.web.http.resource import LANGUAGE_VARIES, language_of_request, remember_language
from publod.web.http.spool import Spool
from publod.web.http.streaming import send_spool
from publod.web.site import site
from publod.web.sparql import service_description
from publod.web.sparql.protocol import GRAPHS, RESULTS, asked_name, asked_query, wanted
from publod.web.sparql.validators import is_constant, is_known, mark, tag_of
from publod.web.workbench.query_page import PAGE, answered, form_page

#: The header field that tells which commit an answer shows.
COMMIT = "Publod-Commit"
#: An answer that is whole so soon, in seconds, is sent with its length.
_SOON = 0.005


def sparql() -> Response:
    """Answer a query; without one, show the page or describe the service."""
    query = asked_query()
    if query is None and asked_name() != PAGE:
        chosen = choose(request.headers.get("Accept"), (HTML, *service_description.FORMATS))
        if chosen is not HTML:
            return service_description.describe(chosen)
    if query is None or asked_name() == PAGE:
        return _page(query)
    return answer(query)


def answer(query: Query) -> Response:
    """The answer to a query, in the format that the request asks for."""
    results, graphs = wanted(RESULTS), wanted(GRAPHS)
    if results is None and graphs is None:
        raise NotAcceptable([f.media_type for f in (*RESULTS, *GRAPHS)])
    queries, client = site().queries, client_of(request.environ, site().proxies)
    may_be_kept = request.method != "POST" and is_constant(query.text)
    tag = tag_of(query, (results, graphs), queries.version) if may_be_kept else ""
    if is_known(tag):
        response = Response(status=304)
    else:
        found = queries.query(
            query,
            results=cast(Any, (results or RESULTS[0]).name),
            graphs=cast(Any, (graphs or GRAPHS[0]).name),
            asker=client,
        )
        response = sent(found, graphs if found.kind == "graph" else results, client)
        if tag:  # a commit may have come in between
            tag = tag_of(query, (results, graphs), found.version)
    response.headers["Vary"] = "Accept"
    return mark(response, tag)


def sent(found: Answer, chosen: Format | None, client: Client) -> Response:
    """An answer on its way to a client; NotAcceptable when it takes no format for its kind."""
    if chosen is None:
        _close(found.chunks)
        offered = GRAPHS if found.kind == "graph" else RESULTS
        raise NotAcceptable([f.media_type for f in offered])
    response = Response(found.body, content_type=chosen.content_type)
    # Which commit the answer shows: see docs/http.md.
    response.headers[COMMIT] = str(found.commit)
    if found.body is None:
        _stream(response, Spool(found.chunks, client, site().room), client)
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
            answer=answered(
                site().queries,
                query,
                site().base_url,
                g.language,
                client_of(request.environ, site().proxies),
            ),
        )
    response = Response(page, content_type=HTML.content_type)
    response.headers["Vary"] = LANGUAGE_VARIES if query else f"Accept, {LANGUAGE_VARIES}"
    if query is not None:
        response.headers["Cache-Control"] = "no-cache"
    return remember_language(response)


def _close(chunks: Any) -> None:
    if hasattr(chunks, "close"):
        chunks.close()
