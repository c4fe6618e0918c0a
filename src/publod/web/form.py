"""The SPARQL form as a page: empty, with an answer, or with what was wrong."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug.exceptions import HTTPException

from publod.vocabulary import PREFIXES

#: What ``format`` is called when the answer is to be a page.
PAGE = "html"


def form_page(query: str = "", **shown: Any) -> str:
    """The form with a query in it, and above it what the query led to."""
    chosen = request.args.get("format") or _posted("format") or PAGE
    return render_template(
        "sparql.html", query=query, chosen=chosen, prefixes=PREFIXES, path="sparql", alternates=(),
        **shown,
    )  # fmt: skip


def asked_query() -> str:
    """The text that a form sent as the query, however wrong; '' if there is none."""
    return request.args.get("query") or _posted("query")


def _posted(name: str) -> str:
    try:
        return request.form.get(name, "")
    except HTTPException:  # too large to be read
        return ""
