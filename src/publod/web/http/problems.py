"""Errors are negotiated too: a person gets a page, a program gets problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from cachetools import TTLCache
from flask import Flask, Response, g, render_template, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException, NotFound, RequestURITooLarge, default_exceptions

from publod.errors import (
    Abandoned,
    AnswerTooLarge,
    LedgerError,
    NotAcceptable,
    Overload,
    PublodError,
    QueryAbandoned,
    QueryOverload,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    RecordNotFound,
    RecordWithdrawn,
    SearchError,
    SearchTooVaried,
    StoreError,
)
from publod.formats import HTML, Format
from publod.rdf.document import NotRepresentable
from publod.web.http.conditional import LANGUAGE, NO_STORE, Caching, mark
from publod.web.http.error_messages import is_known, told
from publod.web.http.headers import DEEPEST_PATH, LONGEST_BODY, LONGEST_PATH, too_long
from publod.web.http.negotiation import choose
from publod.web.http.resource import language_of_request, remember_language
from publod.web.names import Value
from publod.web.routes import LISTS
from publod.web.workbench.query_page import asked_query, form_page

log = logging.getLogger(__name__)

_PROBLEM = Format(
    "problem", "Problem details", "application/problem+json", "json", accepts=("application/json",)
)


@dataclass(frozen=True)
class Problem:
    """What went wrong, for whoever asked."""

    status: int
    title: str | LazyString
    detail: str | LazyString = ""
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def sentences(self, language: str) -> list[Value]:
        """The detail for a person: in the page's language, or marked as English."""
        own = isinstance(self.detail, LazyString)
        return [Value(str(self.detail))] if own else told(str(self.detail), language)


_UNAVAILABLE = _("Not available in that format")
#: How each error is told: its status, its title, and a sentence where its own would not do.
_TOLD: dict[type[Exception], tuple[int, LazyString, LazyString | None]] = {
    RecordWithdrawn: (
        410, _("Withdrawn"), _("What was described here has been withdrawn from the catalogue."),
    ),
    RecordNotFound: (404, _("Not found"), _("Nothing has ever been described here.")),
    NotFound: (404, _("Not found"), _("Nothing has ever been described here.")),
    NotAcceptable: (406, _UNAVAILABLE, _("Ask for one of the formats that there are.")),
    NotRepresentable: (406, _UNAVAILABLE, None),
    QuerySyntaxError: (400, _("The query has a fault"), None),
    QueryRefused: (403, _("The query is not allowed"), None),
    QueryTimeout: (503, _("The query took too long"), None),
    AnswerTooLarge: (503, _("The answer is too long"), None),
    QueryTooLarge: (503, _("The query needs too much memory"), None),
    QueryAbandoned: (503, _("Nobody waits for the answer any more"), None),
    QueryOverload: (503, _("Too many queries"), None),
    Abandoned: (503, _("Nobody waits for the answer any more"), None),
    Overload: (503, _("Too much at once"), None),
    StoreError: (503, _("Not available now"), None),
    SearchTooVaried: (503, _("Not available now"), None),
    SearchError: (503, _("Not available now"), None),
    LedgerError: (503, _("Not available now"), None),
}  # fmt: skip

#: What the public is told of what fails here, unless it is a sentence that is for the public: the
#: reason may tell where files lie, and goes to the log.
_FAILURES: dict[type[Exception], LazyString] = {
    StoreError: _("The SPARQL store cannot be read now. Try again in a moment."),
    SearchError: _("The search index cannot be read now. Try again in a moment."),
    LedgerError: _("What is asked for cannot be read now. The reason has been written to the log."),
}
#: Reasons that were logged within the last minute.
_LOGGED: TTLCache[str, bool] = TTLCache(64, 60)

#: Titles of what Werkzeug refuses, by their status.
_TITLES = {
    400: _("The request has a fault"),
    405: _("Not possible here"),
    408: _("The request took too long to come"),
    410: _("Removed"),
    413: _("The request is too large"),
    414: _("The address is too long"),
    415: _("The request is in a format that is not read here"),
    503: _("Not available now"),
}
_NO_SUCH_PAGE = _("There is no such page in the list.")


def problem_of(error: Exception) -> Problem:
    """How an error is told. What is not known here is 500, never 404 and never 200."""
    for kind, (status, title, detail) in _TOLD.items():
        if isinstance(error, kind):
            told_as = _NO_SUCH_PAGE if kind is NotFound and _is_list(request.path) else detail
            if kind in _FAILURES and not is_known(str(error)):
                _log_once(str(error))
                told_as = _FAILURES[kind]
            return Problem(status, title, told_as or str(error), *_particulars(error))
    if isinstance(error, HTTPException):
        return _of_werkzeug(error)
    return Problem(500, _("Something went wrong"), _("It has been written to the log."))


def _log_once(reason: str) -> None:
    """Write a reason to the log, once a minute at most: every request may meet it."""
    if reason not in _LOGGED:
        _LOGGED[reason] = True
        log.warning("%s", reason)


def _particulars(error: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    """What a program can use of an error, and the header fields that belong to it."""
    match error:
        case RecordWithdrawn():
            when = datetime.fromtimestamp(error.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            return {"withdrawn": when, "commit": error.commit}, {}
        case NotAcceptable():
            return {"available": list(error.offered)}, {}
        case QueryTimeout():
            return {"limit": error.seconds}, {}
        case Overload():
            return {}, {"Retry-After": str(error.retry_after)}
        # Where waiting helps: what is too varied now will be in a moment as well.
        case StoreError() | SearchError() | LedgerError() if not isinstance(error, SearchTooVaried):
            return {}, {"Retry-After": "5"}
        case _:
            return {}, {}


def _of_werkzeug(error: HTTPException) -> Problem:
    status = error.code or 500
    headers = {
        name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    }
    title = _TITLES.get(status, _("The request cannot be answered"))
    detail = too_long(LONGEST_BODY) if status == 413 else error.description
    return Problem(status, title, detail or "", {}, headers)


def _is_list(path: str) -> bool:
    """Whether a list is at a path, with or without the suffix of a format."""
    return path.strip("/").partition(".")[0] in LISTS


def respond(error: Exception) -> Response:
    """An error as an answer to the request."""
    g.language = language_of_request()
    problem = problem_of(error)
    if problem.status == 500:
        log.error("%s %s", request.method, request.full_path, exc_info=error)
    try:
        chosen = choose(request.headers.get("Accept"), (_PROBLEM, HTML))
    except NotAcceptable:
        chosen = _PROBLEM
    if chosen is HTML:
        body = _page(problem)
        response = Response(body, problem.status, content_type=HTML.content_type)
    else:
        document = {
            "type": "about:blank",
            "title": str(problem.title),
            "status": problem.status,
            "detail": "".join(part.text for part in problem.sentences(g.language)),
            **({} if _is_too_long(request.path) else {"instance": request.path}),
            **problem.extra,
        }
        text = json.dumps(document, ensure_ascii=False, indent=2)
        response = Response(text, problem.status, content_type=_PROBLEM.media_type)
    response.headers.update(problem.headers)
    mark(response, Caching(vary=("Accept", *LANGUAGE), control=NO_STORE))
    return remember_language(response) if chosen is HTML else response


def finished(app: Flask, make: Callable[[], Response]) -> Callable[..., Iterable[bytes]]:
    """A WSGI application whose answer is made, and then finished, within a request of ``app``."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with app.request_context(environ):
            try:
                response = make()
            except PublodError as error:
                response = respond(error)
            return app.process_response(response)(environ, start_response)

    return answer


def refusal(app: Flask, status: int, reason: str) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that tells why a request is not received; ``status`` is one of HTTP's."""

    def told() -> Response:
        response = respond(default_exceptions[status](reason))
        if status == 503:
            response.headers["Retry-After"] = "1"
        return response

    return finished(app, told)


def _page(problem: Problem) -> str:
    """The page of an error; for a query that failed, the form with the query still in it."""
    sentences = problem.sentences(g.language)
    if _is_too_long(request.path):  # each link of a page with a menu would repeat its depth
        return render_template("error_bare.html", problem=problem, sentences=sentences)
    if request.path == "/sparql" and (query := asked_query()):
        return form_page(query, problem=problem, sentences=sentences)
    return render_template(
        "error.html",
        problem=problem,
        sentences=sentences,
        path=quote(request.path.lstrip("/")),
        alternates=(),
    )


def _is_too_long(path: str) -> bool:
    return len(path) > LONGEST_PATH or path.count("/") > DEEPEST_PATH


def _refuse_long_paths() -> None:
    """Raises 414 (RFC 9110 §15.5.15): nothing is at such a path, and pages repeat it."""
    if _is_too_long(request.path):
        raise RequestURITooLarge(
            f"a path may have {LONGEST_PATH:,} characters and {DEEPEST_PATH} levels, and this one "
            "has more: nothing is there"
        )


def register(app: Flask) -> None:
    """Let the application answer every error in this way."""
    app.before_request(_refuse_long_paths)
    for kind in (PublodError, HTTPException, Exception):
        app.register_error_handler(kind, respond)
