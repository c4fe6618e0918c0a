"""The query of a request (https://www.w3.org/TR/sparql11-protocol/#query-operation)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from publod.errors import QueryRefused
from publod.store.protocol import Query
from publod.web.sparql.protocol import iri_of

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
#: What a form may have: a query, and the graphs that it is asked of.
_MOST_PARAMETERS = 1000
_READ_ONLY = "this endpoint is read-only: it answers queries, not updates"


def asked_query() -> Query | None:
    """The query of a request in any of the protocol's three forms; None where there is none.

    Raises QueryRefused for an update, BadRequest or UnsupportedMediaType.
    """
    parameters = request.args
    if "update" in parameters:
        raise QueryRefused(_READ_ONLY)
    if request.method in {"GET", "HEAD"}:
        return _from_parameters(parameters.getlist("query"), parameters)
    kind = request.mimetype
    if kind == _FORM:
        if request.get_data().count(b"&") >= _MOST_PARAMETERS:
            raise BadRequest(f"a form has {_MOST_PARAMETERS:,} parameters at most")
        form = request.form
        if "update" in form:
            raise QueryRefused(_READ_ONLY)
        return _from_parameters(form.getlist("query"), CombinedMultiDict([form, parameters]))
    if kind == _QUERY:
        text = request.get_data(cache=False)
        try:
            return _from_parameters([text.decode()], parameters)
        except UnicodeDecodeError:
            raise BadRequest("a query is sent in UTF-8") from None
    if kind == _UPDATE:
        raise QueryRefused(_READ_ONLY)
    raise UnsupportedMediaType(f"send {_FORM} or {_QUERY}")


def _from_parameters(texts: Sequence[str], parameters: MultiDict[str, str]) -> Query | None:
    if len(texts) > 1:
        raise BadRequest("the protocol allows one query in a request")
    if not texts or not texts[0].strip():
        if request.method == "POST":
            raise BadRequest("there is no query in the request")
        return None
    return Query(
        texts[0],
        tuple(map(iri_of, parameters.getlist("default-graph-uri"))),
        tuple(map(iri_of, parameters.getlist("named-graph-uri"))),
    )
