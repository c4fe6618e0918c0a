"""``/graphs``: the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/), reading.

A record's authored statements are a graph that has the address of its document, so they are
identified directly too (§4.1 there): ``/publication/x?view=authored`` gives the same.
"""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import NotFound

from publod.messages import N_
from publod.store.store_interface import Query
from publod.web.http.client_connection import client_of
from publod.web.http.headers import RequestError
from publod.web.http.negotiation import choose
from publod.web.site import site
from publod.web.sparql.query_request import GRAPHS, iri_of
from publod.web.sparql.sparql_endpoint import answer, blueprint


@blueprint.get("/graphs")
def graphs() -> Response:
    """One graph, ``?graph=IRI``, or all that there are as one, ``?default``. Raises NotFound."""
    named = request.args.getlist("graph")
    if len(named) + ("default" in request.args) != 1:
        raise RequestError(400, N_("say which graph: ?default, or ?graph= with one IRI"))
    choose(request.headers.get("Accept"), GRAPHS)  # raises before anything is asked
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
