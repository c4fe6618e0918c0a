"""Which facts of a record its page has shown already, in its head or in its lineage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import ngettext
from rdflib import URIRef
from rdflib.term import Node

from publod.bibliography.entry import Entry
from publod.bibliography.lineage import Lineage
from publod.bibliography.triple_index import Lens
from publod.vocabulary import ADMS, BIBO, DCAT, DCTERMS, FOAF, PUB, SCHEMA
from publod.web.records.file_links import Access
from publod.web.records.property_labels import PROPERTIES
from publod.web.records.publication_header import FILE_PROPERTIES, PublicationHeader

#: What the lineage says of an edition and those that it has to do with.
_OF_LINEAGE = (
    DCTERMS.replaces, DCTERMS.isReplacedBy, SCHEMA.isBasedOn, SCHEMA.translationOfWork,
    SCHEMA.workTranslation, PUB.ofEdition, DCTERMS.isFormatOf, DCTERMS.hasFormat,
)  # fmt: skip
#: What the head says of those that change or complete others.
_OF_HEAD = (
    PUB.amends, PUB.corrects, PUB.supplements, PUB.amendedBy, PUB.correctedBy, PUB.supplementedBy,
)  # fmt: skip


def shown_above(
    entry: Entry,
    head: PublicationHeader,
    lens: Lens,
    ways: Sequence[Access],
    lineage: Lineage | None,
) -> frozenset[URIRef]:
    """The properties of an edition of which the rows below would say nothing more.

    ``lens`` is on its graph; ``ways`` are those to the text, and ``lineage`` is None where the page
    does not show it.
    """
    of_files = {text for way in ways for link in way.links for text in link.about}
    files = _objects(lens, DCAT.distribution)
    shown = {
        DCTERMS.creator: _are_links(lens, DCTERMS.creator, {a.iri for a in entry.creators}),
        DCTERMS.issued: bool(head.issued.text),
        DCTERMS.language: bool(head.languages),
        PUB.announcedLanguage: bool(head.promised),
        DCTERMS.type: _are_links(lens, DCTERMS.type, {c.iri for c in entry.types}),
        PUB.editionNumber: bool(head.edition.text),
        PUB.documentNumber: bool(head.number),
        ADMS.status: bool(head.status),
        DCTERMS.valid: bool(head.status and head.valid),
        DCTERMS.isReferencedBy: head.is_stated,
        DCTERMS.source: head.is_stated,
        DCTERMS.extent: of_files.issuperset(entry.extent.values()),
        BIBO.numPages: entry.page_count is not None
        and ngettext("%(num)s page", "%(num)s pages", entry.page_count) in of_files,
        DCAT.distribution: bool(ways) and all(_is_plain(lens, file) for file in files),
        FOAF.page: bool(ways) and _are_links(lens, FOAF.page, set(entry.pages)),
    }
    shown |= dict.fromkeys(_OF_HEAD, True)
    wholes = {one.iri for one in (*entry.series, *entry.hosts[:1])}
    shown[DCTERMS.isPartOf] = _are_links(lens, DCTERMS.isPartOf, wholes)
    shown[PUB.numberInSeries] = bool(entry.series and entry.number_in_series)
    forms = {form.iri for form in entry.formats}
    shown |= {
        p: _are_links(lens, p, forms) for p in (DCTERMS.isFormatOf, DCTERMS.hasFormat)
    }  # fmt: skip
    if lineage is not None:
        known = set(lineage.known)
        shown |= {p: shown.get(p, False) or _are_links(lens, p, known) for p in _OF_LINEAGE}
    return frozenset(predicate for predicate, is_shown in shown.items() if is_shown)


def _are_links(lens: Lens, predicate: URIRef, shown: Iterable[str]) -> bool:
    """Whether all objects are among these, and none is described on this page alone."""
    document = str(lens.node).partition("#")[0]
    links = set(map(URIRef, shown))
    return all(
        o in links and str(o).partition("#")[0] != document for o in _objects(lens, predicate)
    )


def _objects(lens: Lens, predicate: URIRef) -> Iterable[Node]:
    return lens.graph.objects(lens.node, predicate)


def _is_plain(lens: Lens, file: Node) -> bool:
    """Whether nothing is said of a file but what its link says."""
    said = set(lens.graph.predicates(file)) & PROPERTIES.keys()
    return said <= FILE_PROPERTIES
