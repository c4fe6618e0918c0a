"""How to cite a publication: this edition, and the latest one where that is another."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from publod.bibliography.citation import STYLES, Citation, cite
from publod.bibliography.entry import Entry
from publod.bibliography.export.csl_json import item_of
from publod.bibliography.lineage import Lineage
from publod.bibliography.reference import reference_of
from publod.formats import Format
from publod.registry import CITING
from publod.web.site import Site


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
    """The citations on the page of an edition.

    ``latest`` are the latest editions, if this is not one itself; ``is_latest`` tells whether it
    is, as far as this catalogue describes them, and is None where it cannot tell.
    ``is_replaced_elsewhere`` if they are editions of another work, which may have later ones.
    """

    own: Cited
    latest: tuple[Cited, ...] = ()
    is_latest: bool | None = None
    is_replaced_elsewhere: bool = False
    formats: tuple[Format, ...] = CITING


def citing(site: Site, entry: Entry, language: str, lineage: Lineage | None = None) -> Citing:
    """How to cite a publication, for a page in a language.

    ``lineage`` is that of its work, where the page has read it already.
    """
    if lineage is None and entry.works:
        lineage = site.repository.lineage(entry.works[0].iri)
    own = _cited(site, entry, language)
    if lineage is None or entry.iri not in lineage.known:
        return Citing(own)
    elsewhere, found = _latest(entry, lineage)
    if entry.iri in found:
        return Citing(own, is_latest=True)
    paths = [iri.partition("#")[0].removeprefix(site.base_url) for iri in found]
    latest = [_cited(site, other, language) for _, other in site.repository.entries(paths)]
    return Citing(own, tuple(latest), False if latest else None, elsewhere)


def _latest(entry: Entry, lineage: Lineage) -> tuple[bool, list[str]]:
    """The latest editions by their IRIs, and whether they are of another work.

    What replaces this one in another work goes first: somebody says so. Within the work it is the
    last that is described, whether or not the ones between are known. Of its language versions
    those count that share a language with this one, if there are any.
    """
    own = {step.edition.iri for step in lineage.editions}
    ends = [iri for iri in lineage.latest_after(entry.iri) if _is_described(iri, lineage)]
    elsewhere = [iri for iri in ends if iri not in own]
    found = elsewhere or [step.edition.iri for step in lineage.editions if step.current]
    shared = [iri for iri in found if {*lineage.known[iri].languages} & {*entry.languages}]
    return bool(elsewhere), shared or found


def _is_described(iri: str, lineage: Lineage) -> bool:
    return iri in lineage.known and not lineage.known[iri].is_stated_only


def _cited(site: Site, entry: Entry, language: str) -> Cited:
    reference = reference_of(entry, language)
    item = item_of(reference)
    return Cited(
        path=entry.document.removeprefix(site.base_url),
        language=reference.language,
        citations=tuple(
            Formatted(style.name, style.title, _html(cite(item, style, language)))
            for style in STYLES
        ),
    )


def _html(citation: Citation) -> Markup:
    return Markup("").join(
        Markup("<i>{}</i>").format(text) if is_italic else escape(text)
        for text, is_italic in citation.pieces
    )
