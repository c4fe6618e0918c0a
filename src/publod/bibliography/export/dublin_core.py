"""Dublin Core: the fifteen elements that every OAI-PMH repository must offer; and with qualifiers.

https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm#dublincore and
https://www.dublincore.org/specifications/dublin-core/dc-xml/. The container of the qualified
schemas has no namespace of its own, and without one it cannot stand in an OAI-PMH answer. It is
used here in the namespace that OCLC gave it by inclusion, as the schema foresees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.description import BibliographicDescription
from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import (
    XSI,
    MetadataFormat,
    Xml,
    element,
    leaf,
    root_attributes,
)
from publod.bibliography.identifiers import is_absolute
from publod.bibliography.subjects import LOCAL
from publod.bibliography.titles_and_labels import Text

DC = "http://purl.org/dc/elements/1.1/"
NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_ROOT = root_attributes(NAMESPACE, SCHEMA, {"oai_dc": NAMESPACE, "dc": DC})


def write(entry: Entry) -> bytes:
    """The publication in the fifteen elements."""
    return element("oai_dc:dc", _elements(BibliographicDescription(entry)), _ROOT)


def _elements(description: BibliographicDescription) -> Iterator[Xml]:
    titles = description.titles
    for title in (titles.proper, *titles.parallel):
        yield leaf("dc:title", title.display, {"xml:lang": title.tag})
    yield from texts("dc:title", titles.alternative)
    yield from names(description)
    yield from texts("dc:subject", subjects(description))
    yield from texts("dc:description", description.abstracts)
    yield from texts("dc:description", others(description))
    yield leaf("dc:date", description.issued.best)
    yield from texts("dc:type", [genre.term for genre in description.genres])
    yield leaf("dc:type", "Text")
    yield leaf("dc:type", f"info:eu-repo/semantics/{description.kind.eprint}")
    yield from formats(description)
    yield leaf("dc:format", description.extent)
    for identifier in description.identifiers:
        yield leaf("dc:identifier", identifier.as_iri)
    for file in description.files:
        yield leaf("dc:identifier", file.url)
    for language in description.languages:
        yield leaf("dc:language", language.code)
    for relation in description.relations:
        name = "dc:source" if relation.kind == "based on" else "dc:relation"
        yield leaf(name, relation.url or relation.display)
    for page in description.pages:
        yield leaf("dc:relation", page)
    yield from coverage(description)
    yield from texts("dc:rights", description.rights.statements)
    yield leaf("dc:rights", description.rights.licence)


def texts(name: str, values: Iterable[Text]) -> Iterator[Xml]:
    """Each text in an element, with its language."""
    for text, tag in values:
        yield leaf(name, text, {"xml:lang": tag})


def subjects(description: BibliographicDescription) -> list[Text]:
    """The subjects by all their names, the words that others have for them, and keywords."""
    theirs = (h.term for h in description.subjects if h.vocabulary is not LOCAL)
    return list(dict.fromkeys([*description.subject_labels, *theirs, *description.keywords]))


def others(description: BibliographicDescription) -> list[Text]:
    """What is said of it besides an abstract."""
    notes = [description.edition, *description.history, *description.source_descriptions]
    return [*notes, description.status]


def formats(description: BibliographicDescription) -> Iterator[Xml]:
    """The media types of the files."""
    for media_type in description.media_types:
        yield leaf("dc:format", media_type)


def coverage(description: BibliographicDescription) -> Iterator[Xml]:
    """The places and the periods that it is about."""
    for place in description.places:
        name = leaf("dc:coverage", place.name.text, {"xml:lang": place.name.tag})
        yield name or leaf("dc:coverage", place.iri)
    for period in description.periods:
        yield leaf("dc:coverage", period)


def names(description: BibliographicDescription) -> Iterator[Xml]:
    """Each name in the elements of its roles."""
    for element_name, names_of_role in (
        ("dc:creator", description.creators),
        ("dc:contributor", description.contributors),
        ("dc:publisher", description.publishers),
    ):
        for name in names_of_role:
            yield leaf(element_name, name.heading)


FORMAT = MetadataFormat(
    prefix="oai_dc",
    namespace=NAMESPACE,
    schema=SCHEMA,
    media_type="application/xml",
    profile=NAMESPACE,
    label="Dublin Core",
    write=write,
)


DCTERMS = "http://purl.org/dc/terms/"
QUALIFIED_NAMESPACE = "http://worldcat.org/xmlschemas/qdc-1.0/"
QUALIFIED_SCHEMA = "http://worldcat.org/xmlschemas/qdc/1.0/qdc-1.0.xsd"
_QUALIFIED_ROOT = root_attributes(
    QUALIFIED_NAMESPACE,
    QUALIFIED_SCHEMA,
    {"qdc": QUALIFIED_NAMESPACE, "dc": DC, "dcterms": DCTERMS, "xsi": XSI},
)
_RELATIONS = {
    "work": "dcterms:isVersionOf",
    "of edition": "dcterms:isVersionOf",
    "host": "dcterms:isPartOf",
    "part": "dcterms:hasPart",
    "basis of": "dc:relation",
    "amends": "dc:relation",
    "amended by": "dc:relation",
    "corrects": "dc:relation",
    "corrected by": "dc:relation",
    "supplements": "dc:relation",
    "supplemented by": "dc:relation",
    "other format": "dcterms:isFormatOf",
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


def write_qualified(entry: Entry) -> bytes:
    """The publication in Dublin Core Terms."""
    return element(
        "qdc:qualifieddc", _qualified_elements(BibliographicDescription(entry)), _QUALIFIED_ROOT
    )


def _qualified_elements(description: BibliographicDescription) -> Iterator[Xml]:
    titles = description.titles
    yield leaf("dc:title", titles.proper.display, {"xml:lang": titles.proper.tag})
    for title in titles.parallel:
        yield leaf("dcterms:alternative", title.display, {"xml:lang": title.tag})
    yield from texts("dcterms:alternative", titles.alternative)
    yield from names(description)
    yield from texts("dc:subject", subjects(description))
    yield from texts("dcterms:abstract", description.abstracts)
    yield from texts("dc:description", others(description))
    yield from texts("dcterms:audience", description.audiences)
    yield leaf(
        "dcterms:issued", description.issued.best, _W3CDTF if description.issued.w3cdtf else {}
    )
    yield from texts("dc:type", [genre.term for genre in description.genres])
    yield leaf("dc:type", "Text", {"xsi:type": "dcterms:DCMIType"})
    for file in description.files:
        yield leaf("dc:format", file.media_type, {"xsi:type": "dcterms:IMT"})
    yield leaf("dcterms:extent", description.extent)
    for medium in description.entry.media:
        yield leaf("dcterms:medium", medium, _URI if is_absolute(medium) else {})
    for identifier in description.identifiers:
        is_iri = identifier.kind not in {"local", "strn", "report", "registration"}
        yield leaf("dc:identifier", identifier.as_iri, _URI if is_iri else {})
    for file in description.files:
        yield leaf("dc:identifier", file.url, _URI)
    for language in description.languages:
        is_in_part_2 = language.scheme == "iso639-2b"
        scheme = {"xsi:type": "dcterms:ISO639-2"} if is_in_part_2 else {}
        yield leaf("dc:language", language.code, scheme)
    for relation in description.relations:
        name = _RELATIONS[relation.kind]
        yield leaf(name, relation.url, _URI) or leaf(name, relation.display)
    for page in description.pages:
        yield leaf("dcterms:isReferencedBy", page, _URI)
    for place in description.places:
        yield leaf("dcterms:spatial", place.name.text, {"xml:lang": place.name.tag})
        yield leaf("dcterms:spatial", place.iri, _URI)
    for period in description.periods:
        yield leaf("dcterms:temporal", period)
    yield from texts("dc:rights", description.rights.statements)
    yield leaf("dcterms:license", description.rights.licence, _URI)


QUALIFIED = MetadataFormat(
    prefix="oai_qdc",
    namespace=QUALIFIED_NAMESPACE,
    schema=QUALIFIED_SCHEMA,
    media_type="application/xml",
    profile=DCTERMS,
    label="Qualified Dublin Core",
    write=write_qualified,
)
