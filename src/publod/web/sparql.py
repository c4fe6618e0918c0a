"""The SPARQL 1.1 Protocol, query operation (https://www.w3.org/TR/sparql11-protocol/#query-operation)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, cast

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.wsgi import wrap_file

from publod.errors import NotAcceptable, QueryTooLarge
from publod.representation.format import Format
from publod.representation.registry import HTML
from publod.store.protocol import Query
from publod.web.answers import answered
from publod.web.choice import choose
from publod.web.form import PAGE, form_page
from publod.web.resource import LANGUAGE_VARIES, language_of_request, remember_language
from publod.web.site import site

blueprint = Blueprint("sparql", __name__)

#: How rows and truth values are written (https://www.w3.org/TR/sparql11-overview/).
RESULTS = (
    Format(
        "json", "JSON", "application/sparql-results+json", "srj", accepts=("application/json",)
    ),
    Format(
        "xml", "XML", "application/sparql-results+xml", "srx",
        accepts=("application/xml", "text/xml"),
    ),
    Format("csv", "CSV", "text/csv", "csv", charset=True),
    Format("tsv", "TSV", "text/tab-separated-values", "tsv", charset=True),
)  # fmt: skip
#: How constructed graphs are written.
GRAPHS = (
    Format("ttl", "Turtle", "text/turtle", "ttl", charset=True, accepts=("application/x-turtle",)),
    Format("nt", "N-Triples", "application/n-triples", "nt", accepts=("text/plain",)),
    Format("rdfxml", "RDF/XML", "application/rdf+xml", "rdf", accepts=("application/xml",)),
    Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", accepts=("application/json",)),
)
#: What ``format=`` may call a format besides its name, suffix and media type.
_NAMES = {
    "json": ("jsonld",),
    "xml": ("rdfxml",),
    "ttl": ("turtle", "n3"),
    "nt": ("ntriples", "n-triples"),
    "rdfxml": ("xml", "rdf+xml"),
    "jsonld": ("json", "json-ld"),
}
#: The header field that tells which commit an answer shows.
COMMIT = "Publod-Commit"
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
#: A query longer than this is no query that a person or a program of theirs wrote; in bytes.
LONGEST = 1 << 20
#: The longest answer, in bytes; it is kept in the folder for temporary files while it is sent.
LARGEST = 256 << 20


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one, show the form."""
    query = _query()
    if query is None or _format() == PAGE:
        return _page(query)
    results, graphs = _wanted(RESULTS), _wanted(GRAPHS)
    if results is None and graphs is None:
        raise NotAcceptable([f.media_type for f in (*RESULTS, *GRAPHS)])
    answer = site().queries.query(
        query,
        results=cast(Any, (results or RESULTS[0]).name),
        graphs=cast(Any, (graphs or GRAPHS[0]).name),
    )
    offered = GRAPHS if answer.kind == "graph" else RESULTS
    chosen = graphs if answer.kind == "graph" else results
    if chosen is None:
        _close(answer.chunks)
        raise NotAcceptable([f.media_type for f in offered])
    response = Response(answer.body, content_type=chosen.content_type)
    if answer.body is None:
        _fill(response, answer.chunks)
    response.headers["Vary"] = "Accept"
    # Which commit the answer shows: see docs/http.md.
    response.headers[COMMIT] = str(answer.commit)
    return response


def _page(query: Query | None) -> Response:
    """The form, with the answer where there is a query. It names no commit: nobody may keep it."""
    g.language = language_of_request()
    if query is None:
        page = form_page()
    else:
        answer = answered(site().queries, query, site().base_url, g.language)
        page = form_page(query.text, answer=answer)
    response = Response(page, content_type=HTML.content_type)
    response.headers["Vary"] = LANGUAGE_VARIES
    if query is not None:
        response.headers["Cache-Control"] = "no-cache"
    return remember_language(response)


def _format() -> str:
    """The format that the form, or a client of theirs, asks for by name."""
    return request.args.get("format") or request.form.get("format") or ""


def _query() -> Query | None:
    """The query of a request in any of the protocol's three forms. Raises 400 or 415."""
    parameters = request.args
    if request.method in {"GET", "HEAD"}:
        return _from_parameters(parameters.getlist("query"), parameters)
    kind = request.mimetype
    if (request.content_length or 0) > LONGEST:
        raise BadRequest(f"a query has at most {LONGEST} bytes")
    if kind == _FORM:
        form = request.form
        if "update" in form:
            raise BadRequest("this endpoint is read-only: it answers queries, not updates")
        return _from_parameters(form.getlist("query"), form)
    if kind == _QUERY:
        text = request.get_data(cache=False)
        try:
            return _from_parameters([text.decode()], parameters)
        except UnicodeDecodeError:
            raise BadRequest("a query is sent in UTF-8") from None
    if kind == _UPDATE:
        raise BadRequest("this endpoint is read-only: it answers queries, not updates")
    raise UnsupportedMediaType(f"send {_FORM} or {_QUERY}")


def _from_parameters(texts: Sequence[str], parameters: Any) -> Query | None:
    if len(texts) > 1:
        raise BadRequest("the protocol allows one query in a request")
    if not texts or not texts[0].strip():
        if request.method == "POST":
            raise BadRequest("there is no query in the request")
        return None
    return Query(
        texts[0],
        tuple(parameters.getlist("default-graph-uri")),
        tuple(parameters.getlist("named-graph-uri")),
    )


def _wanted(offered: tuple[Format, ...]) -> Format | None:
    """The format that the client likes best of those, if it takes any.

    The form asks by name; so do clients that know other endpoints, and those have a correct Accept
    as well, so a name that means nothing here is passed over. What a name cannot be (rows in
    Turtle) is answered in the first format that can.
    """
    asked = _format()
    named = [f for f in offered if _is_called(f, asked)]
    if named:
        return named[0]
    if any(_is_called(f, asked) for f in (*RESULTS, *GRAPHS)):
        return offered[0]
    try:
        return choose(request.headers.get("Accept"), offered)
    except NotAcceptable:
        return None


def _is_called(known: Format, name: str) -> bool:
    return name in {known.name, known.suffix, known.media_type, *_NAMES.get(known.name, ())}


def _fill(response: Response, chunks: Iterator[bytes]) -> None:
    """Give a response a long answer, once it is whole, with its length.

    Not every server can break a connection off (granian ends the answer of a failed iterator as if
    it were complete), and HTTP/1.0 has no way to tell. So what is stopped on the way gets its 503,
    and a reader that is slow keeps no worker. Raises what stopped the query, or QueryTooLarge.
    """
    file = TemporaryFile()  # noqa: SIM115 (closed with the response)
    try:
        for chunk in chunks:
            file.write(chunk)
            if file.tell() > LARGEST:
                raise QueryTooLarge(
                    f"the answer is longer than {LARGEST >> 20} MiB: ask for it in parts, with "
                    "ORDER BY, LIMIT and OFFSET"
                )
    except BaseException:
        file.close()
        _close(chunks)
        raise
    response.content_length = file.tell()
    file.seek(0)
    response.response = wrap_file(request.environ, cast(IO[bytes], file), 1 << 16)
    response.direct_passthrough = True
    response.call_on_close(file.close)


def _close(chunks: Any) -> None:
    if hasattr(chunks, "close"):
        chunks.close()
