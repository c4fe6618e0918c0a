"""How to cite an edition: in one style on its page, in all styles in a view of their own.

To make a citation takes the processor longer than anything else on the page, and few readers want
more than one. So the others are made when somebody looks at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import g, render_template
from markupsafe import Markup, escape

from publod.bibliography.citations import STYLES, Citation, Style, cite
from publod.bibliography.entry import Entry
from publod.bibliography.export.csl_json import item_of
from publod.bibliography.record_summary import record_path_of
from publod.bibliography.reference import reference_of
from publod.formats import CITING, HTML, Format
from publod.ledger import Record
from publod.web.http.negotiated_resource import Resource
from publod.web.record_names import Value, full_name
from publod.web.records.edition_versions import versions_around
from publod.web.records.lineage_labels import Naming
from publod.web.site import Site

#: The value of the parameter ``view`` for all styles.
VIEW = "citations"


@dataclass(frozen=True, slots=True)
class Formatted:
    """A citation in a style: ``title`` is the style's, ``html`` has no elements but ``<i>``."""

    name: str
    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Cited:
    """An edition with its citations. ``path`` is its record's, ``language`` its title's."""

    path: str
    language: str
    citations: tuple[Formatted, ...]


@dataclass(frozen=True, slots=True)
class Citing:
    """How to cite an edition, and the latest one.

    ``latest`` are links to the latest editions, if this is not one itself; ``is_latest`` tells
    whether it is, as far as this catalogue describes them, and is None where it cannot tell.
    ``is_replaced_elsewhere`` tells that they are editions of another work, which may have later
    ones. ``others`` are the styles that it could be cited in besides.
    """

    own: Cited
    latest: tuple[Value, ...] = ()
    is_latest: bool | None = None
    is_replaced_elsewhere: bool = False
    others: tuple[Style, ...] = ()
    formats: tuple[Format, ...] = CITING


def citing(
    site: Site, entry: Entry, naming: Naming, styles: Sequence[Style] = STYLES[:1]
) -> Citing:
    """How to cite a publication in some styles. ``naming`` is that of its work's lineage."""
    own = _cited(site, entry, naming.language, styles)
    others = tuple(style for style in STYLES if style not in styles)
    return replace(_latest(naming, entry.iri, own), others=others)


def _latest(naming: Naming, iri: str, own: Cited) -> Citing:
    lineage = naming.lineage
    if iri not in lineage.known:
        return Citing(own)
    latest = lineage.latest_edition(iri)
    if iri in latest.editions:
        return Citing(own, is_latest=True)
    if not lineage.known[iri].is_in_force and not versions_around(lineage, iri).is_later:
        return Citing(own)  # it is withdrawn, or a draft, and what is the latest came before it
    links = tuple(
        replace(naming.titled(lineage.known[other]), target=record_path_of(other, naming.base_url))
        for other in latest.editions
        if lineage.is_described(other)
    )
    return Citing(own, links, False if links else None, latest.is_of_other_work)


def citations_resource(site: Site, record: Record) -> Resource:
    """All styles for a publication, at the address of its record with ``view=citations``."""

    def render(_chosen: Format) -> bytes:
        entry = site.repository.entry(record)
        naming = Naming(site.repository.lineage_of(record), site.base_url, g.language)
        return render_template(
            "citations.html",
            citing=citing(site, entry, naming, STYLES),
            name=full_name(record.summary, g.language, record.path),
            path=record.path,
            alternates=(HTML,),
        ).encode()

    return Resource(
        record.path,
        f"{record.version}c",
        (HTML,),
        render,
        modified=record.time,
        parameters={"view": VIEW},
        exact=True,
        headers={"X-Robots-Tag": "noindex"},
    )


def _cited(site: Site, entry: Entry, language: str, styles: Sequence[Style]) -> Cited:
    reference = reference_of(entry, language)
    item = item_of(reference)
    return Cited(
        path=entry.document.removeprefix(site.base_url),
        language=reference.language,
        citations=tuple(
            Formatted(style.name, style.title, _html(cite(item, style, language)))
            for style in styles
        ),
    )


def _html(citation: Citation) -> Markup:
    return Markup("").join(
        Markup("<i>{}</i>").format(text) if is_italic else escape(text)
        for text, is_italic in citation.pieces
    )
