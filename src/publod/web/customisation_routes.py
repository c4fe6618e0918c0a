"""The addresses of what is a catalogue's own: /theme/… and /page/…; and parts that are left out."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, current_app, g, render_template, request
from werkzeug.exceptions import NotFound

from publod.formats import HTML, Format
from publod.web.http.etag_and_cache_control import Caching, conditional
from publod.web.http.negotiated_resource import Resource, catalogue_resource, serve
from publod.web.own_pages import nearest_page
from publod.web.site import site
from publod.web.theme_files import TYPES

blueprint = Blueprint("own", __name__)

#: The style sheet of the tokens that are set.
TOKENS = "tokens.css"


@blueprint.before_app_request
def leave_out() -> None:
    """Answer what belongs to a part that is left out as what is not there. Raises NotFound."""
    if site().customisation.is_closed(request.path):
        raise NotFound


@blueprint.get("/static/icon.svg")
def icon() -> Response:
    """The icon of the catalogue, at the address that harvesters and clients are told."""
    if site().customisation.file("icon.svg"):
        return theme("icon.svg")
    return current_app.send_static_file("icon.svg")


@blueprint.get("/theme/<path:name>")
def theme(name: str) -> Response:
    """A file of the theme, or its tokens. Raises NotFound."""
    own = site().customisation
    if name == TOKENS and own.theme.css:
        body, media_type = own.theme.css.encode(), TYPES[".css"]
    else:
        file = own.file(name)
        inside = (
            file is not None
            and own.files is not None
            and file.resolve().is_relative_to(own.files.resolve())
        )
        if file is None or not inside or file.suffix not in TYPES:
            raise NotFound
        body, media_type = file.read_bytes(), TYPES[file.suffix]
    tag = hashlib.blake2b(body, digest_size=8).hexdigest()
    return conditional(Caching(tag), lambda: Response(body, content_type=media_type))


@blueprint.get("/page/<name>")
def page(name: str) -> Response:
    """A page of the catalogue's own, in the reader's language as far as there is one.

    Raises NotFound.
    """
    own = site().customisation.pages.get(name)
    if own is None:
        raise NotFound
    path = f"page/{name}"

    def render(_chosen: Format) -> bytes:
        shown = nearest_page(own, g.language, *site().ranked_languages)
        return render_template("own_page.html", page=shown, path=path, alternates=(HTML,)).encode()

    resource: Resource = catalogue_resource(site(), path, (HTML,), render)
    return serve(resource, None)
