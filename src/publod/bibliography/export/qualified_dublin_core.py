"""Dublin Core with qualifiers (https://www.dublincore.org/specifications/dublin-core/dc-xml/).

The container of the Dublin Core schemas has no namespace of its own, and without one it cannot
stand in an OAI-PMH answer. It is used here in the namespace that OCLC gave it by inclusion, as
the schema foresees; harvesters know it from there.
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.dates import issued_of
from publod.bibliography.entry import Entry
from publod.bibliography.export.dublin_core import DC, names, told
from publod.bibliography.export.metadata_format import XSI, MetadataFormat, root_attributes
from publod.bibliography.export.xml_writer import Xml, element, leaf
from publod.bibliography.identifiers import files_of, identifiers_of, pages_of
from publod.bibliography.licence import rights_of
from publod.bibliography.relations import history_of, relations_of
from publod.bibliography.resource_types import genres_of
from publod.bibliography.subjects import (
    abstracts_of,
    audience_labels,
    periods_of,
    places_of,
    subject_labels,
)
from publod.bibliography.titles import edition_of, languages_in, titles_of

DCTERMS = "http://purl.org/dc/terms/"
NAMESPACE = "http://worldcat.org/xmlschemas/qdc-1.0/"
SCHEMA = "http://worldcat.org/xmlschemas/qdc/1.0/qdc-1.0.xsd"
_ROOT = root_attributes(
    NAMESPACE, SCHEMA, {"qdc": NAMESPACE, "dc": DC, "dcterms": DCTERMS, "xsi": XSI}
)
_RELATIONS = {
    "work": "dcterms:isVersionOf",
    "series": "dcterms:isPartOf",
    "replaces": "dcterms:replaces",
    "replaced by": "dcterms:isReplacedBy",
    "based on": "dc:source",
    "translation of": "dcterms:isVersionOf",
    "translated as": "dcterms:hasVersion",
    "edition": "dc:relation",
}
_URI = {"xsi:type": "dcterms:URI"}
_W3CDTF = {"xsi:type": "dcterms:W3CDTF"}


def write(entry: Entry) -> bytes:
    """The publication in Dublin Core Terms."""
    return element("qdc:qualifieddc", _elements(entry), _ROOT)


def _elements(entry: Entry) -> Iterator[Xml]:
    titles = titles_of(entry)
    yield leaf("dc:title", titles.proper.display, {"xml:lang": titles.proper.tag})
    for title in titles.parallel:
        yield leaf("dcterms:alternative", title.display, {"xml:lang": title.tag})
    yield from told("dcterms:alternative", titles.alternative)
    yield from names(entry)
    yield from told("dc:subject", subject_labels(entry))
    yield from told("dcterms:abstract", abstracts_of(entry))
    yield from told("dc:description", [edition_of(entry), *history_of(entry)])
    yield from told("dcterms:audience", audience_labels(entry))
    issued = issued_of(entry.issued)
    yield leaf("dcterms:issued", issued.best, _W3CDTF if issued.w3cdtf else {})
    yield from told("dc:type", [genre.term for genre in genres_of(entry)])
    yield leaf("dc:type", "Text", {"xsi:type": "dcterms:DCMIType"})
    files = files_of(entry)
    for file in files:
        yield leaf("dc:format", file.media_type, {"xsi:type": "dcterms:IMT"})
        yield leaf("dcterms:extent", f"{file.size} B" if file.size is not None else "")
    for identifier in identifiers_of(entry):
        is_local = identifier.kind == "local"
        yield leaf("dc:identifier", identifier.as_iri, {} if is_local else _URI)
    for file in files:
        yield leaf("dc:identifier", file.url, _URI)
    for language in languages_in(entry):
        is_in_part_2 = language.scheme == "iso639-2b"
        scheme = {"xsi:type": "dcterms:ISO639-2"} if is_in_part_2 else {}
        yield leaf("dc:language", language.code, scheme)
    for relation in relations_of(entry):
        name = _RELATIONS[relation.kind]
        yield leaf(name, relation.url, _URI) or leaf(name, relation.display)
    for page in pages_of(entry):
        yield leaf("dcterms:isReferencedBy", page, _URI)
    for place in places_of(entry):
        yield leaf("dcterms:spatial", place.iri, _URI)
    for period in periods_of(entry):
        yield leaf("dcterms:temporal", period)
    rights = rights_of(entry)
    yield from told("dc:rights", rights.statements)
    yield leaf("dcterms:license", rights.licence, _URI)


FORMAT = MetadataFormat(
    prefix="oai_qdc",
    namespace=NAMESPACE,
    schema=SCHEMA,
    media_type="application/xml",
    profile=DCTERMS,
    label="Qualified Dublin Core",
    write=write,
)
