"""``/sparql``: the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), query operation.

Without a query it is a page to work in, or, for whoever asks for RDF, the service's description.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from publod.errors import NotAcceptable
from publod.formats import HTML
from publod.store.store_interface import Answer, Query
from publod.web.http.client_connection import Client, client_of
from publod.web.http.etag_and_cache_control import LANGUAGE, REVALIDATE, Caching, mark, unchanged
from publod.web.http.interface_language import language_of_request, remember_language
from publod.web.http.negotiation import Preferences, choose
from publod.web.http.spool import Spool
from publod.web.http.streaming import send_spool
from publod.web.site import site
from publod.web.sparql import service_description
from publod.web.sparql.query_page import PAGE, answered, form_page
from publod.web.sparql.query_request import GRAPHS, RESULTS, asked_name, asked_query
from publod.web.sparql.web_sparql_query_request import Formats, QueryRequest

blueprint = Blueprint("sparql", __name__)

#: An answer that is whole so soon, in seconds, is sent with its length.
_SOON = 0.005


@blueprint.route("/sparql", methods=["GET", "POST"])
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
    """The answer to a query, in the format that the request asks for. Raises NotAcceptable."""
    formats, is_safe = Formats(asked_name()), request.method != "POST"
    chosen = formats.choose(Preferences.of(request.environ))
    client = client_of(request.environ, site().proxies)
    asked = QueryRequest(query, formats, *chosen, client, is_safe)
    queries = site().queries
    if is_safe and (known := unchanged(asked.caching(queries.version))) is not None:
        return known
    found = queries.query(asked.query, **asked.options)
    g.storable = asked.storable(found)
    return response_to(asked, found)


def response_to(asked: QueryRequest, found: Answer) -> Response:
    """An answer on its way to a client; NotAcceptable when it takes no format for its kind."""
    chosen = asked.chosen(found)
    if chosen is None:
        _close(found.chunks)
        offered = GRAPHS if found.kind == "graph" else RESULTS
        raise NotAcceptable([f.media_type for f in offered])
    response = Response(found.body, headers=asked.fields(found, chosen))
    if found.body is None:
        _stream(response, Spool(found.chunks, asked.client, site().room), asked.client)
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
    if query is None:
        mark(response, Caching(vary=("Accept", *LANGUAGE), control=""))
    else:
        mark(response, Caching(vary=LANGUAGE, control=REVALIDATE))
    return remember_language(response)


def _close(chunks: Any) -> None:
    if hasattr(chunks, "close"):
        chunks.close()
