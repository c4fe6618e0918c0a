"""The description of our search for browsers and other clients, OpenSearch 1.1.

https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md. Its templates name the
catalogue's base URL, since a client keeps the document and forgets where it came from.
"""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext

from publod.bibliography.triple_index import pick
from publod.formats import ATOM, HTML
from publod.web.http.etag_and_cache_control import LANGUAGE, Caching, conditional
from publod.web.http.interface_language import LANGUAGES, language_of_request
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
            "opensearch.xml", base=site().base_url, long=_cut(name), spoken=LANGUAGES, html=HTML,
            about=gettext("Publications with their authors, subjects and earlier editions."),
            short=name if len(name) <= _SHORT else "publod", atom=ATOM,
        )  # fmt: skip
        return Response(body, content_type=MEDIA_TYPE)

    return conditional(Caching(tag, vary=LANGUAGE), make)


def _cut(name: str) -> str:
    """A name that is not longer than may be, cut where a word ends."""
    return name if len(name) <= _LONG else name[: _LONG - 1].rpartition(" ")[0] + "…"
