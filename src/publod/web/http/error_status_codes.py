"""Errors are negotiated too: a person gets a page, a program gets problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from cachetools import TTLCache
from flask import Flask, Response, g, render_template, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException, NotFound

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
    ReconciliationError,
    RecordNotFound,
    RecordWithdrawn,
    SearchError,
    SearchTooVaried,
    StoreError,
    TooManyQueries,
)
from publod.formats import HTML, Format
from publod.messages import N_, Message, Numeral
from publod.rdf.document import NotRepresentable
from publod.web.http.etag_and_cache_control import LANGUAGE, NO_STORE, Caching, mark
from publod.web.http.headers import (
    DEEPEST_PATH,
    LONGEST_BODY,
    LONGEST_PATH,
    BodyTooLong,
    OverBudget,
    RequestError,
)
from publod.web.http.interface_language import language_of_request, remember_language
from publod.web.http.negotiation import choose
from publod.web.lists.address_words import Offers, offers_for
from publod.web.record_names import Value
from publod.web.records.withdrawn_page import withdrawn_page
from publod.web.routes import LISTS
from publod.web.site import site
from publod.web.sparql.query_page import form_page, requested_query

log = logging.getLogger(__name__)

_PROBLEM = Format(
    "problem", "Problem details", "application/problem+json", "json", accepts=("application/json",)
)


@dataclass(frozen=True)
class Problem:
    """What went wrong, for whoever asked."""

    status: int
    title: LazyString
    detail: LazyString | Message
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def sentences(self, language: str) -> list[Value]:
        """The detail for a person: in the page's language, or marked as English."""
        if isinstance(self.detail, LazyString):
            return [Value(str(self.detail))]
        parts = [Value(*part) for part in self.detail.parts(language)]
        if parts and not parts[0].language:
            parts[0] = Value(parts[0].text[:1].upper() + parts[0].text[1:])
        if parts and not self.detail.is_foreign and not parts[-1].text.endswith((".", "!", "?")):
            parts.append(Value("."))
        return parts


_UNAVAILABLE, _NOT_NOW = _("Not available in that format"), _("Not available now")
_NOBODY_WAITS = _("Nobody waits for the answer any more")
_UNANSWERED = _("The request cannot be answered")
#: The status and the title of each error; the first class that fits is the one that counts.
_STATUS: dict[type[Exception], tuple[int, LazyString]] = {
    RecordWithdrawn: (410, _("Withdrawn")),
    RecordNotFound: (404, _("Not found")),
    NotFound: (404, _("Not found")),
    NotAcceptable: (406, _UNAVAILABLE),
    NotRepresentable: (406, _UNAVAILABLE),
    QuerySyntaxError: (400, _("The query has a fault")),
    QueryRefused: (403, _("The query is not allowed")),
    QueryTimeout: (503, _("The query took too long")),
    AnswerTooLarge: (503, _("The answer is too long")),
    QueryTooLarge: (503, _("The query needs too much memory")),
    QueryAbandoned: (503, _NOBODY_WAITS),
    QueryOverload: (503, _("Too many queries")),
    Abandoned: (503, _NOBODY_WAITS),
    OverBudget: (429, _("Too much for one client")),
    Overload: (503, _("Too much at once")),
    StoreError: (503, _NOT_NOW),
    SearchError: (503, _NOT_NOW),
    LedgerError: (503, _NOT_NOW),
    TooManyQueries: (413, _("The request is too large")),
    ReconciliationError: (400, _("The request has a fault")),
}
#: The titles of other refusals, by their status.
_TITLES = {
    400: _("The request has a fault"),
    405: _("Not possible here"),
    408: _("The request took too long to come"),
    410: _("Removed"),
    413: _("The request is too large"),
    414: _("The address is too long"),
    415: _("The request is in a format that is not read here"),
    503: _NOT_NOW,
}
#: What a visitor reads instead of the error's own message.
_DETAILS: dict[type[Exception], Message] = {
    RecordWithdrawn: N_("What was described here has been withdrawn from the catalogue."),
    RecordNotFound: N_("Nothing has ever been described here."),
    NotFound: N_("Nothing has ever been described here."),
    NotAcceptable: N_("Ask for one of the formats that there are."),
}
#: What the public reads of an error whose message is not for it; that goes to the log.
_FAILURES: dict[type[Exception], Message] = {
    StoreError: N_("The SPARQL store cannot be read now. Try again in a moment."),
    SearchError: N_("The search index cannot be read now. Try again in a moment."),
    LedgerError: N_(
        "What is asked for cannot be read now. The reason has been written to the log."
    ),
}
#: What Werkzeug says of its own accord, by status.
_WERKZEUG = {
    400: N_("The browser (or proxy) sent a request that this server could not understand."),
    405: N_("The method is not allowed for the requested URL."),
    413: BodyTooLong(LONGEST_BODY).message,
    415: N_("The server does not support the media type transmitted in the request."),
}
_NO_SUCH_PAGE = N_("There is no such page in the list.")
#: Reasons that were logged within the last minute.
_LOGGED: TTLCache[str, bool] = TTLCache(64, 60)


def problem_of(error: Exception) -> Problem:
    """What a client is answered of an error. One that is not known is 500, never 404 or 200."""
    if isinstance(error, RequestError):
        return Problem(error.status, _TITLES.get(error.status, _UNANSWERED), error.message)
    for kind, (status, title) in _STATUS.items():
        if isinstance(error, kind):
            return Problem(status, title, _detail_of(error), *_particulars(error))
    if isinstance(error, HTTPException):
        return _of_werkzeug(error)
    return Problem(500, _("Something went wrong"), N_("It has been written to the log."))


def _detail_of(error: Exception) -> Message:
    if isinstance(error, NotFound) and _is_list(request.path):
        return _NO_SUCH_PAGE
    texts = _DETAILS
    if isinstance(error, PublodError) and not error.is_public:
        _log_once(str(error))
        texts = _FAILURES
    return next(
        (text for kind, text in texts.items() if isinstance(error, kind)), Message.of(error)
    )


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
        name: value
        for name, value in error.get_headers()
        if name in {"Allow", "Content-Range", "Retry-After"}
    }
    title = _TITLES.get(status, _UNANSWERED)
    detail: LazyString | Message | None = None
    if isinstance(error.description, LazyString):
        detail = error.description
    elif status == 413 or error.description == type(error).description:
        detail = _WERKZEUG.get(status)
    return Problem(status, title, detail or Message.of(error.description or ""), {}, headers)


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
        body = withdrawn_page(error) if isinstance(error, RecordWithdrawn) else _page(problem)
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


def refusal(app: Flask, error: RequestError | OverBudget) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that answers why a request is not received."""

    def refuse() -> Response:
        response = respond(error)
        if isinstance(error, RequestError) and error.status == 503:
            response.headers["Retry-After"] = "1"
        return response

    return finished(app, refuse)


def _page(problem: Problem) -> str:
    """The page of an error; for a query that failed, the form with the query still in it."""
    sentences = problem.sentences(g.language)
    if _is_too_long(request.path):  # each link of a page with a menu would repeat its depth
        return render_template("error_bare.html", problem=problem, sentences=sentences)
    if request.path == "/sparql" and (query := requested_query()):
        return form_page(query, problem=problem, sentences=sentences)
    return render_template(
        "error.html",
        problem=problem,
        sentences=sentences,
        path=quote(request.path.lstrip("/")),
        alternates=(),
        offers=_offers(problem),
    )


def _offers(problem: Problem) -> Offers:
    """What the words of an address find at which nothing is; pages of lists have no words."""
    if problem.status != 404 or _is_list(request.path) or request.method not in {"GET", "HEAD"}:
        return Offers()
    with suppress(LedgerError):
        return offers_for(site(), request.path, g.language)
    return Offers()


def _is_too_long(path: str) -> bool:
    return len(path) > LONGEST_PATH or path.count("/") > DEEPEST_PATH


def _refuse_long_paths() -> None:
    """Raises 414 (RFC 9110 §15.5.15): nothing is at such a path, and pages repeat it."""
    if _is_too_long(request.path):
        raise RequestError(
            414,
            N_(
                "a path may have %(length)s characters and %(levels)s levels, and this one has "
                "more: nothing is there",
                length=Numeral(LONGEST_PATH),
                levels=DEEPEST_PATH,
            ),
        )


def register(app: Flask) -> None:
    """Let the application answer every error in this way."""
    app.before_request(_refuse_long_paths)
    for kind in (PublodError, HTTPException, Exception):
        app.register_error_handler(kind, respond)
