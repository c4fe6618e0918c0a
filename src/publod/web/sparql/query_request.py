"""A query that somebody asks over HTTP: its text, the format and the header fields of its answer.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from publod.errors import NotAcceptable, QueryRefused
from publod.formats import QUERY_FORMAT_NAMES, QUERY_GRAPHS, QUERY_RESULTS, Format
from publod.messages import N_, Numeral
from publod.store.store_interface import Answer, Query
from publod.web.http.client_connection import Client
from publod.web.http.etag_and_cache_control import NO_STORE, REVALIDATE, Caching, header_fields
from publod.web.http.headers import RequestError
from publod.web.http.negotiation import Preferences, choose
from publod.web.http.response_cache import Storable
from publod.web.site import site
from publod.web.sparql import graphml

_NOT_IN_IRI = frozenset('<>"{}|\\^`') | frozenset(map(chr, range(33)))


def iri_of(reference: str) -> str:
    """What a reference means here: it may be relative, as in a query. Raises RequestError.

    SPARQL 1.1 Graph Store HTTP Protocol §4.2, and Protocol §2.1.4 (default-graph-uri).
    """
    try:
        iri = urljoin(site().base_url, reference)
        if reference.endswith("#") and not iri.endswith("#"):
            iri += "#"  # which urljoin takes away, and which names of vocabularies end in
        is_iri = bool(urlsplit(iri).scheme) and not set(iri) & _NOT_IN_IRI
    except ValueError:  # such as brackets that hold no address
        is_iri = False
    if not is_iri:
        raise RequestError(
            400,
            N_("the name of a graph is an IRI, and this is none: %(name)s", name=reference[:100]),
        )
    return iri


def requested_format_name() -> str:
    """The format that the form, or a client of theirs, asks for by name."""
    return request.args.get("format") or request.form.get("format") or ""


@lru_cache(maxsize=512)
def format_of(offered: tuple[Format, ...], name: str, accept: str | None) -> Format | None:
    """The format that a client likes best of those, if it takes any.

    The form asks by name; so do clients that know other endpoints, and those have a correct Accept
    as well, so a name that means nothing here is passed over. What a name cannot be (rows in
    Turtle) is answered in the first format that can.
    """
    named = [f for f in offered if _is_called(f, name)]
    if named:
        return named[0]
    if any(_is_called(f, name) for f in (*QUERY_RESULTS, *QUERY_GRAPHS)):
        return offered[0]
    try:
        return choose(accept, offered)
    except NotAcceptable:
        return None


def _is_called(known: Format, name: str) -> bool:
    return name in {
        known.name,
        known.suffix,
        known.media_type,
        *QUERY_FORMAT_NAMES.get(known.name, ()),
    }


_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
#: What a form may have: a query, and the graphs that it is asked of.
_MOST_PARAMETERS = 1000
_READ_ONLY = N_("this endpoint is read-only: it answers queries, not updates")


def requested_query() -> Query | None:
    """The query of a request in any of the protocol's three forms; None where there is none.

    Raises QueryRefused for an update, and RequestError.
    """
    parameters = request.args
    if "update" in parameters:
        raise QueryRefused(_READ_ONLY)
    if request.method in {"GET", "HEAD"}:
        return _from_parameters(parameters.getlist("query"), parameters)
    kind = request.mimetype
    if kind == _FORM:
        if request.get_data().count(b"&") >= _MOST_PARAMETERS:
            most = Numeral(_MOST_PARAMETERS)
            raise RequestError(400, N_("a form has %(most)s parameters at most", most=most))
        form = request.form
        if "update" in form:
            raise QueryRefused(_READ_ONLY)
        return _from_parameters(form.getlist("query"), CombinedMultiDict([form, parameters]))
    if kind == _QUERY:
        text = request.get_data(cache=False)
        try:
            return _from_parameters([text.decode()], parameters)
        except UnicodeDecodeError:
            raise RequestError(400, N_("a query is sent in UTF-8")) from None
    if kind == _UPDATE:
        raise QueryRefused(_READ_ONLY)
    raise RequestError(415, N_("send %(form)s or %(query)s", form=_FORM, query=_QUERY))


def _from_parameters(texts: Sequence[str], parameters: MultiDict[str, str]) -> Query | None:
    if len(texts) > 1:
        raise RequestError(400, N_("the protocol allows one query in a request"))
    if not texts or not texts[0].strip():
        if request.method == "POST":
            raise RequestError(400, N_("there is no query in the request"))
        return None
    return Query(
        texts[0],
        tuple(map(iri_of, parameters.getlist("default-graph-uri"))),
        tuple(map(iri_of, parameters.getlist("named-graph-uri"))),
    )


#: The header field that tells which commit an answer shows.
COMMIT = "Publod-Commit"
#: What the response cache calls the state of the store.
STORE = "store"
#: SPARQL 1.1 §17.4: functions of the time and of chance; ``\\u`` could spell their names.
_CHANGING = re.compile(r"now|rand|uuid|\\u", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Formats:
    """How the formats of an answer are chosen, where the address asks for one by ``name``."""

    name: str = ""

    def choose(self, preferences: Preferences) -> tuple[Format, Format]:
        """The formats of rows and of graphs. Raises NotAcceptable where neither will do.

        Whoever takes formats of the one kind only gets the other kind in its first format: few
        clients know of which kind the answer to a query is.
        """
        accept = preferences.accept
        results = format_of(QUERY_RESULTS, self.name, accept)
        graphs = format_of(QUERY_GRAPHS, self.name, accept)
        if results is None and graphs is None:
            raise NotAcceptable([f.media_type for f in (*QUERY_RESULTS, *QUERY_GRAPHS)])
        return results or QUERY_RESULTS[0], graphs or QUERY_GRAPHS[0]


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query with the formats that will do; at least one is not None.

    ``is_safe`` is whether the method is (RFC 9110 §9.2.1): only then has the answer validators.
    """

    query: Query
    formats: Formats
    results: Format
    graphs: Format
    client: Client
    is_safe: bool = True

    @property
    def options(self) -> dict[str, Any]:
        """How a query service is asked for the answer, beside the query itself."""
        return {
            "results": self.results.name,
            "graphs": "nt" if self.graphs.name == graphml.NAME else self.graphs.name,
            "asker": self.client,
        }

    def chosen(self, answer: Answer) -> Format:
        """The format of an answer."""
        return self.graphs if answer.kind == "graph" else self.results

    def caching(self, version: str) -> Caching:
        """How the answer from one state of the store may be stored.

        Its tag is weak: rows without ORDER BY come in whatever order the engine finds them. And
        nobody knows that there is an answer before the query has been answered.
        """
        if not self.is_safe or _CHANGING.search(self.query.text):
            return Caching(vary=("Accept",), control=NO_STORE)
        names = [self.results.name, self.graphs.name]
        parts = repr((version, tuple(self.query), names)).encode()
        tag = blake2b(parts, digest_size=9).hexdigest()
        return Caching(tag, None, ("Accept",), REVALIDATE, is_weak=True, is_known=False)

    def fields(self, answer: Answer, chosen: Format) -> list[tuple[str, str]]:
        """The header fields of an answer; those that every response has come besides."""
        # A commit may have come in between: the answer tells of which state it is.
        return [
            ("Content-Type", chosen.content_type),
            (COMMIT, str(answer.commit)),
            *header_fields(self.caching(answer.version)),
        ]

    def storable(self, answer: Answer) -> Storable:
        """How an answer may be stored; one without validators is not."""
        return Storable(self.formats, STORE, answer.version)
