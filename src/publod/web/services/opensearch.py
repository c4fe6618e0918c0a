"""The description of our search for browsers and other clients, OpenSearch 1.1.

https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md. Its templates name the
catalogue's base URL, since a client keeps the document and forgets where it came from.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext

from publod.bibliography.triple_index import pick
from publod.errors import NotAcceptable
from publod.formats import ATOM, HTML, Format
from publod.search.facet_definitions import clean
from publod.web.http.etag_and_cache_control import LANGUAGE, Caching, conditional
from publod.web.http.interface_language import language_of_request
from publod.web.http.links import absolute
from publod.web.http.negotiation import choose
from publod.web.lists.suggestion_lines import SuggestionLine, suggestion_lines
from publod.web.record_names import Value
from publod.web.site import site

blueprint = Blueprint("opensearch", __name__)

MEDIA_TYPE = "application/opensearchdescription+xml"
_CATALOG = "catalog"
#: What the specification allows of a name and of a description, in characters.
_SHORT, _LONG = 16, 48


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """How this catalogue is searched, in the language of the request."""
    g.language = language_of_request()
    catalog = site().repository.present_records([_CATALOG]).get(_CATALOG)
    tag = "-".join((catalog.version if catalog else "none", g.language, site().build))

    def make() -> Response:
        name = pick(catalog.summary.label, g.language)[0] if catalog else "publod"
        body = render_template(
            "opensearch.xml", base=site().base_url, long=_cut(name), html=HTML,
            spoken=site().languages,
            about=gettext("Publications with their authors, subjects and earlier editions."),
            short=name if len(name) <= _SHORT else "publod", atom=ATOM,
        )  # fmt: skip
        return Response(body, content_type=MEDIA_TYPE)

    return conditional(Caching(tag, vary=LANGUAGE), make)


def _cut(name: str) -> str:
    """A name that is not longer than may be, cut where a word ends."""
    return name if len(name) <= _LONG else name[: _LONG - 1].rpartition(" ")[0] + "…"


suggest_blueprint = Blueprint("suggest", __name__)

#: Characters of what was typed that are read, and suggestions that are made.
_LONGEST, _MOST = 100, 8
#: How long a suggestion may be shown without asking again, in seconds: typing goes back and forth.
_AGE = 60
_FOR_BROWSERS = Format(
    "suggestions", "OpenSearch Suggestions", "application/x-suggestions+json", "json"
)
_FOR_SCRIPTS = Format("json", "JSON", "application/json", "json")


@suggest_blueprint.get("/suggest")
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
        served = site()
        suggestions = served.search.suggest(typed, g.language, _MOST) if typed else []
        lines = suggestion_lines(served, suggestions, g.language)
        body = _for_browsers(typed, lines) if chosen is _FOR_BROWSERS else _for_scripts(lines)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return Response(text, content_type=chosen.content_type)

    caching = Caching(tag, vary=("Accept", *LANGUAGE), control=f"max-age={_AGE}")
    return conditional(caching, make)


def _for_browsers(typed: str, lines: list[SuggestionLine]) -> list[object]:
    # A browser shows the texts alone, and puts the one that is chosen in its field.
    distinct = {one.text: one for one in reversed(lines)}
    shown = [(one.text, one) for one in lines if distinct[one.text] is one]
    return [
        typed,
        [text for text, _ in shown],
        [str(one.label) for _, one in shown],
        # A browser shows these anywhere, so they are whole.
        [absolute(site().base_url, one.name.target) for _, one in shown],
    ]


def _for_scripts(lines: list[SuggestionLine]) -> list[dict[str, str]]:
    return [
        {
            "name": one.name.text,
            "language": one.name.language or g.language,
            "kind": one.kind,
            "label": str(one.label),
            "path": absolute("", one.name.target),
            **_text("typed", one.typed),
            **_text("detail", one.detail),
        }
        for one in lines
    ]


def _text(name: str, value: Value) -> dict[str, str]:
    """A text with its language, where there is one."""
    if not value.text:
        return {}
    return {name: value.text, f"{name}Language": value.language or g.language}
