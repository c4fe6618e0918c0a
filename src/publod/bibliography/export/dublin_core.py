"""Dublin Core: the fifteen elements that every OAI-PMH repository must offer; and with qualifiers.

https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm#dublincore and
https://www.dublincore.org/specifications/dublin-core/dc-xml/. The container of the qualified
schemas has no namespace of its own, and without one it cannot stand in an OAI-PMH answer. It is
used here in the namespace that OCLC gave it by inclusion, as the schema foresees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.agent_names_and_roles import names_of
from publod.bibliography.dates import issued_of
from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import (
    XSI,
    MetadataFormat,
    Xml,
    element,
    leaf,
    root_attributes,
)
from publod.bibliography.identifiers import files_of, identifiers_of, pages_of
from publod.bibliography.licence import rights_of
from publod.bibliography.relations import history_of, relations_of
from publod.bibliography.subjects import (
    abstracts_of,
    audience_labels,
    genres_of,
    kind_of,
    periods_of,
    places_of,
    subject_labels,
)
from publod.bibliography.titles_and_labels import Text, edition_of, languages_in, titles_of

DC = "http://purl.org/dc/elements/1.1/"
NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_ROOT = root_attributes(NAMESPACE, SCHEMA, {"oai_dc": NAMESPACE, "dc": DC})
#: Which element a role of a name is told in.
ROLES = (("aut", "dc:creator"), ("ctb", "dc:contributor"), ("pbl", "dc:publisher"))


def write(entry: Entry) -> bytes:
    """The publication in the fifteen elements."""
    return element("oai_dc:dc", _elements(entry), _ROOT)


def _elements(entry: Entry) -> Iterator[Xml]:
    titles = titles_of(entry)
    for title in (titles.proper, *titles.parallel):
        yield leaf("dc:title", title.display, {"xml:lang": title.tag})
    yield from told("dc:title", titles.alternative)
    yield from names(entry)
    yield from told("dc:subject", subject_labels(entry))
    yield from told("dc:description", abstracts_of(entry))
    yield from told("dc:description", [edition_of(entry), *history_of(entry)])
    yield leaf("dc:date", issued_of(entry.issued).best)
    yield from told("dc:type", [genre.term for genre in genres_of(entry)])
    yield leaf("dc:type", "Text")
    yield leaf("dc:type", f"info:eu-repo/semantics/{kind_of(entry).eprint}")
    files = files_of(entry)
    for media_type in dict.fromkeys(file.media_type for file in files):
        yield leaf("dc:format", media_type)
    for identifier in identifiers_of(entry):
        yield leaf("dc:identifier", identifier.as_iri)
    for file in files:
        yield leaf("dc:identifier", file.url)
    for language in languages_in(entry):
        yield leaf("dc:language", language.code)
    for relation in relations_of(entry):
        name = "dc:source" if relation.kind == "based on" else "dc:relation"
        yield leaf(name, relation.url or relation.display)
    for page in pages_of(entry):
        yield leaf("dc:relation", page)
    for place in places_of(entry):
        yield leaf("dc:coverage", place.name, {"xml:lang": "sv"}) or leaf("dc:coverage", place.iri)
    for period in periods_of(entry):
        yield leaf("dc:coverage", period)
    rights = rights_of(entry)
    yield from told("dc:rights", rights.statements)
    yield leaf("dc:rights", rights.licence)


def told(name: str, texts: Iterable[Text]) -> Iterator[Xml]:
    """Each text in an element, with its language."""
    for text, tag in texts:
        yield leaf(name, text, {"xml:lang": tag})


def names(entry: Entry) -> Iterator[Xml]:
    """Each name in the elements of its roles."""
    everyone = names_of(entry)
    for role, name in ROLES:
        for agent in everyone:
            if role in agent.roles:
                yield leaf(name, agent.heading)


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
    return element("qdc:qualifieddc", _qualified_elements(entry), _QUALIFIED_ROOT)


def _qualified_elements(entry: Entry) -> Iterator[Xml]:
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


QUALIFIED = MetadataFormat(
    prefix="oai_qdc",
    namespace=QUALIFIED_NAMESPACE,
    schema=QUALIFIED_SCHEMA,
    media_type="application/xml",
    profile=DCTERMS,
    label="Qualified Dublin Core",
    write=write_qualified,
)
