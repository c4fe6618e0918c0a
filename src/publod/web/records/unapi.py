"""unAPI (https://unapi.info/specs/): how reference managers fetch what a page is about.

Zotero asks here before it reads the page, and takes RIS, which says what the tags of a page
cannot: which authors are organisations, with the abstract and the keywords besides.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from publod.bibliography.export.xml_writer import element, twig
from publod.errors import RecordError
from publod.formats import BIBTEX, RIS, Format
from publod.web.records.record_page import document_of, entry_of
from publod.web.site import site

blueprint = Blueprint("unapi", __name__)

FORMATS: tuple[Format, ...] = (RIS, BIBTEX)


@blueprint.get("/unapi")
def unapi() -> Response:
    """The formats that there are; of a publication; or a publication in one of them (version 1)."""
    identifier, name = request.args.get("id"), request.args.get("format")
    if not identifier:
        return _formats({}, 200) if not name else _refused(400, "An id is needed.")
    path = identifier.partition("#")[0].removeprefix(site().base_url)
    try:
        description = site().repository.describe(site().repository.present(path))
    except RecordError:
        return _refused(404, "There is no such publication.")
    entry = entry_of(site(), description)
    if entry is None:
        return _refused(404, "That is not a publication.")
    if not name:
        return _formats({"id": identifier}, 300)
    chosen = next((form for form in FORMATS if form.name == name), None)
    if chosen is None:
        return _refused(406, f"There are {', '.join(form.name for form in FORMATS)}.")
    return Response(chosen.write(document_of(description), entry), content_type=chosen.content_type)


def _formats(attributes: dict[str, str], status: int) -> Response:
    lines = (twig("format", {"name": form.name, "type": form.media_type}) for form in FORMATS)
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + element("formats", lines, attributes)
    return Response(body + b"\n", status, content_type="application/xml; charset=utf-8")


def _refused(status: int, sentence: str) -> Response:
    return Response(f"{sentence}\n", status, content_type="text/plain; charset=utf-8")
