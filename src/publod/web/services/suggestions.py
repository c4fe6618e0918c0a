"""Suggestions while somebody types: for browsers, and for the script of our own pages.

Browsers read OpenSearch Suggestions (https://github.com/dewitt/opensearch): the text, then the
completions, what they are, and where they lead. Our script asks for ``application/json`` and gets
an object for each, with its language and a path.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, g, request

from publod.errors import NotAcceptable
from publod.formats import Format
from publod.search.protocol import Suggestion
from publod.web.http.etag_and_cache_control import LANGUAGE, Caching, conditional
from publod.web.http.interface_language import language_of_request
from publod.web.http.links import relative
from publod.web.http.negotiation import choose
from publod.web.lists.search_request import clean
from publod.web.records.property_labels import KINDS
from publod.web.site import site

blueprint = Blueprint("suggest", __name__)

#: Characters of what was typed that are read, and suggestions that are made.
_LONGEST, _MOST = 100, 8
#: How long a suggestion may be shown without asking again, in seconds: typing goes back and forth.
_AGE = 60
_FOR_BROWSERS = Format(
    "suggestions", "OpenSearch Suggestions", "application/x-suggestions+json", "json"
)
_FOR_SCRIPTS = Format("json", "JSON", "application/json", "json")


@blueprint.get("/suggest")
def suggest() -> Response:
    """Names that go on from ``q``; none where nothing was typed. Raises SearchError."""
    try:
        chosen = choose(request.headers.get("Accept"), (_FOR_BROWSERS, _FOR_SCRIPTS))
    except NotAcceptable:  # somebody looks at it in a browser
        chosen = _FOR_BROWSERS
    g.language = language_of_request()
    typed = clean(request.args.get("q", ""))[:_LONGEST]
    tag = "-".join((site().search.version or "none", chosen.name, g.language, site().build))

    def make() -> Response:
        found = site().search.suggest(typed, g.language, _MOST) if typed else []
        body = _for_browsers(typed, found) if chosen is _FOR_BROWSERS else _for_scripts(found)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return Response(text, content_type=chosen.content_type)

    caching = Caching(tag, vary=("Accept", *LANGUAGE), control=f"max-age={_AGE}")
    return conditional(caching, make)


def _for_browsers(typed: str, found: list[Suggestion]) -> list[object]:
    return [
        typed,
        [one.name for one in found],
        [str(KINDS.get(one.kind, one.kind)) for one in found],
        # A browser shows these anywhere, so they are whole.
        [site().base_url + relative(one.path, "").removeprefix("./") for one in found],
    ]


def _for_scripts(found: list[Suggestion]) -> list[dict[str, str]]:
    return [
        {
            "name": one.name,
            "language": one.language,
            "kind": one.kind,
            "label": str(KINDS.get(one.kind, one.kind)),
            "path": relative(one.path, "").removeprefix("./"),
        }
        for one in found
    ]
