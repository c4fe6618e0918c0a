"""Errors are negotiated too: a person gets a page, a program gets problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, render_template, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.http import HTTP_STATUS_CODES

from publod.errors import (
    LedgerError,
    NotAcceptable,
    PublodError,
    QueryOverload,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    RecordNotFound,
    RecordWithdrawn,
    StoreError,
)
from publod.representation.format import Format, NotRepresentable
from publod.representation.registry import HTML
from publod.web.choice import choose
from publod.web.resource import Outdated, language_of_request

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
    QueryTooLarge: (503, _("The query needs too much memory"), None),
    QueryOverload: (503, _("Too many queries"), None),
    StoreError: (503, _("Not available now"), None),
    LedgerError: (503, _("Not available now"), None),
    Outdated: (503, _("Not available now"), _("The catalogue is being changed. Try again.")),
}  # fmt: skip


def problem_of(error: Exception) -> Problem:
    """How an error is told. What is not known here is 500, never 404 and never 200."""
    for kind, (status, title, detail) in _TOLD.items():
        if isinstance(error, kind):
            return Problem(status, title, detail or str(error), *_particulars(error))
    if isinstance(error, HTTPException):
        return _of_werkzeug(error)
    return Problem(500, _("Something went wrong"), _("It has been written to the log."))


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
        case QueryOverload():
            return {}, {"Retry-After": str(error.retry_after)}
        case StoreError() | LedgerError() | Outdated():
            return {}, {"Retry-After": "5"}
        case _:
            return {}, {}


def _of_werkzeug(error: HTTPException) -> Problem:
    status = error.code or 500
    headers = {
        name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    }
    return Problem(
        status, HTTP_STATUS_CODES.get(status, "Error"), error.description or "", {}, headers
    )


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
        body = render_template(
            "error.html", problem=problem, path=quote(request.path.lstrip("/")), alternates=()
        )
        response = Response(body, problem.status, content_type=HTML.content_type)
    else:
        document = {
            "type": "about:blank",
            "title": str(problem.title),
            "status": problem.status,
            "detail": str(problem.detail),
            "instance": request.path,
            **problem.extra,
        }
        text = json.dumps(document, ensure_ascii=False, indent=2)
        response = Response(text, problem.status, content_type=_PROBLEM.media_type)
    response.headers.update(problem.headers)
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Let the application answer every error in this way."""
    for kind in (PublodError, HTTPException, Exception):
        app.register_error_handler(kind, respond)
