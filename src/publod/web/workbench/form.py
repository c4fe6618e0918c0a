"""The SPARQL form as a page: empty, with an answer, or with what was wrong."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from flask import g, render_template, request
from werkzeug.exceptions import HTTPException

from publod.store.protocol import Kind
from publod.store.query_guard import MAX_LENGTH
from publod.vocabulary import PREFIXES
from publod.web.site import site
from publod.web.workbench import code_snippets, completion

#: What ``format`` is called when the answer is to be a page.
PAGE = "html"
#: A query whose address would be longer than this, in characters, has none to pass on: servers
#: and mail programs cut long ones.
_LONGEST_ADDRESS = 8000
_PLACE = re.compile(r"line (\d+), column (\d+)")


def form_page(query: str = "", **shown: Any) -> str:
    """The form with a query in it, and below it what the query led to."""
    chosen = request.args.get("format") or _posted("format") or PAGE
    language = getattr(g, "language", site().language)
    text = query or completion.first(language)
    answer = shown.get("answer")
    kind: Kind = answer.kind if answer else "bindings"
    problem = shown.get("problem")
    place = _PLACE.match(str(problem.detail)) if problem else None
    address = address_of(text)
    return render_template(
        # One that is too long for the endpoint is not repeated: a page is no multiple of a request.
        "sparql.html", query=text if len(text) <= MAX_LENGTH else "",
        chosen=chosen, prefixes=PREFIXES, path="sparql", alternates=(),
        groups=completion.groups(), address=address, address_of=address_of, place=place,
        has_editor=has_editor(),
        # For the links to the page in other languages.
        asked={"query": query, "format": PAGE} if query and address else {},
        programs=code_snippets.programs(text, f"{site().base_url}sparql", kind) if address else (),
        **shown,
    )  # fmt: skip


def address_of(query: str) -> str:
    """What follows ``/sparql?`` in an address that carries a query; '' where it is too long."""
    text = urlencode({"query": query, "format": PAGE})
    return text if len(text) <= _LONGEST_ADDRESS else ""


@cache
def has_editor() -> bool:
    """Whether the editor was built into this installation; without it the form is a plain one."""
    return files("publod.web").joinpath("static", "built", "editor.js").is_file()


def asked_query() -> str:
    """The text that a form sent as the query, however wrong; '' if there is none."""
    return request.args.get("query") or _posted("query")


def _posted(name: str) -> str:
    try:
        return request.form.get(name, "")
    except HTTPException:  # too large to be read
        return ""
