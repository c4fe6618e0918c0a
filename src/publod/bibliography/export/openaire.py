"""OpenAIRE Guidelines for Literature Repositories 4.0.

https://openaire-guidelines-for-literature-repository-managers.readthedocs.io/en/v4.0.0/
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.agent_names_and_roles import names_of
from publod.bibliography.dates import issued_of
from publod.bibliography.entry import Entry
from publod.bibliography.export.datacite import KERNEL, Kernel
from publod.bibliography.export.dublin_core import DC, DCTERMS, told
from publod.bibliography.export.xml_writer import (
    MetadataFormat,
    Xml,
    branch,
    element,
    leaf,
    root_attributes,
)
from publod.bibliography.identifiers import files_of, identifiers_of
from publod.bibliography.licence import Rights, rights_of
from publod.bibliography.relations import Relation, history_of, relations_of
from publod.bibliography.subjects import (
    abstracts_of,
    audience_labels,
    kind_of,
    periods_of,
    places_of,
)
from publod.bibliography.titles_and_labels import edition_of, languages_in, titles_of

NAMESPACE = "http://namespace.openaire.eu/schema/oaire/"
SCHEMA = "https://www.openaire.eu/schema/repo-lit/4.0/openaire.xsd"
_ROOT = root_attributes(
    NAMESPACE, SCHEMA, {"oaire": NAMESPACE, "datacite": KERNEL, "dc": DC, "dcterms": DCTERMS}
)
_KERNEL = Kernel("datacite:")
# The relation types of DataCite 4.1, which has none for translations.
_RELATIONS = {
    "work": "IsVersionOf",
    "series": "IsPartOf",
    "replaces": "IsNewVersionOf",
    "replaced by": "IsPreviousVersionOf",
    "based on": "IsDerivedFrom",
    "translation of": "IsVariantFormOf",
    "translated as": "IsOriginalFormOf",
    "edition": "IsVariantFormOf",
}
_OPEN = ("open access", "http://purl.org/coar/access_right/c_abf2")
_METADATA_ONLY = ("metadata only access", "http://purl.org/coar/access_right/c_14cb")


def write(entry: Entry) -> bytes:
    """The publication in the application profile of OpenAIRE."""
    return element("oaire:resource", _elements(entry), _ROOT)


def _elements(entry: Entry) -> Iterator[Xml]:
    names, issued, rights = names_of(entry), issued_of(entry.issued), rights_of(entry)
    identifiers, relations = identifiers_of(entry), relations_of(entry)
    yield _KERNEL.titles(titles_of(entry))
    yield _KERNEL.creators(names)
    yield _KERNEL.contributors(names)
    yield _KERNEL.alternates(identifiers)
    yield _KERNEL.related(relations, _RELATIONS)
    for language in languages_in(entry):
        yield leaf("dc:language", language.code)
    for name in names:
        if "pbl" in name.roles:
            yield leaf("dc:publisher", name.direct)
    yield branch("datacite:dates", [leaf("datacite:date", issued.w3cdtf, {"dateType": "Issued"})])
    yield _resource_type(entry)
    yield from told("dc:description", [*abstracts_of(entry), *history_of(entry)])
    files = files_of(entry)
    for media_type in dict.fromkeys(file.media_type for file in files):
        yield leaf("dc:format", media_type)
    yield _KERNEL.identifier(identifiers)
    yield _access(rights)
    yield _KERNEL.subjects(entry)
    for place in places_of(entry):
        yield leaf("dc:coverage", place.name, {"xml:lang": "sv"}) or leaf("dc:coverage", place.iri)
    for period in periods_of(entry):
        yield leaf("dc:coverage", period)
    sizes = (leaf("datacite:size", f"{f.size} B") for f in files if f.size is not None)
    yield branch("datacite:sizes", sizes)
    yield from _citation(entry, relations)
    for file in files:
        access = {"accessRightsURI": _OPEN[1], "objectType": "fulltext"}
        yield leaf("oaire:file", file.url, {"mimeType": file.media_type, **access})
    yield leaf("oaire:licenseCondition", rights.name, {"uri": rights.licence})
    yield from told("dcterms:audience", audience_labels(entry))


def _resource_type(entry: Entry) -> Xml:
    kind = kind_of(entry)
    return leaf(
        "oaire:resourceType",
        kind.coar_label,
        {"resourceTypeGeneral": "literature", "uri": kind.coar},
    )


def _access(rights: Rights) -> Xml:
    label, iri = _OPEN if rights.is_open else _METADATA_ONLY
    return leaf("datacite:rights", label, {"rightsURI": iri})


def _citation(entry: Entry, relations: list[Relation]) -> Iterator[Xml]:
    """The first series with the number in it, since these may not be repeated; the edition."""
    for relation in relations:
        if relation.kind == "series" and relation.title:
            yield leaf("oaire:citationTitle", relation.title.display)
            yield leaf("oaire:citationIssue", relation.number)
            break
    number = entry.edition_number
    yield leaf("oaire:citationEdition", str(number) if number else edition_of(entry).text)


FORMAT = MetadataFormat(
    prefix="oai_openaire",
    namespace=NAMESPACE,
    schema=SCHEMA,
    media_type="application/xml",
    profile=NAMESPACE,
    label="OpenAIRE 4.0",
    write=write,
)
