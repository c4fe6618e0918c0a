"""DataCite 4 (https://datacite-metadata-schema.readthedocs.io/).

A record with a DOI can be registered as it is. One without is identified by its address; the schema
allows that, the registration does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.dates import issued_of
from publod.bibliography.entry import Entry
from publod.bibliography.export.datacite_parts import KERNEL, UNAVAILABLE, Kernel
from publod.bibliography.export.metadata_format import MetadataFormat, root_attributes
from publod.bibliography.export.xml_writer import Xml, branch, element, leaf
from publod.bibliography.identifiers import files_of, identifiers_of
from publod.bibliography.names import Name, names_of
from publod.bibliography.relations import history_of, relations_of
from publod.bibliography.resource_types import kind_of
from publod.bibliography.rights import rights_of
from publod.bibliography.subjects import abstracts_of, periods_of, places_of
from publod.bibliography.texts import Text
from publod.bibliography.titles import edition_of, languages_in, titles_of
from publod.bibliography.vocabularies import labels_of

SCHEMA = "http://schema.datacite.org/meta/kernel-4/metadata.xsd"
_ROOT = root_attributes(KERNEL, SCHEMA, {"": KERNEL})
_KERNEL = Kernel("")
_RELATIONS = {
    "work": "IsVersionOf",
    "series": "IsPartOf",
    "replaces": "IsNewVersionOf",
    "replaced by": "IsPreviousVersionOf",
    "based on": "IsDerivedFrom",
    "translation of": "IsTranslationOf",
    "translated as": "HasTranslation",
    "edition": "IsVariantFormOf",
}


def write(entry: Entry) -> bytes:
    """The publication as a DataCite resource."""
    return element("resource", _elements(entry), _ROOT)


def _elements(entry: Entry) -> Iterator[Xml]:
    names, kind, issued = names_of(entry), kind_of(entry), issued_of(entry.issued)
    identifiers = identifiers_of(entry)
    yield _KERNEL.identifier(identifiers)
    yield _KERNEL.creators(names)
    yield _KERNEL.titles(titles_of(entry))
    yield _publisher(names)
    yield leaf("publicationYear", issued.year or "0000")
    label = next((text for concept in entry.types for text, _ in labels_of(concept)), "")
    yield leaf("resourceType", label or kind.coar_label, {"resourceTypeGeneral": kind.datacite})
    yield _KERNEL.subjects(entry)
    yield _KERNEL.contributors(names)
    dates = [leaf("date", issued.w3cdtf, {"dateType": "Issued"})]
    dates += [leaf("date", period, {"dateType": "Coverage"}) for period in periods_of(entry)]
    yield branch("dates", dates)
    yield leaf("language", languages_in(entry)[0].tag)
    yield _KERNEL.alternates(identifiers)
    yield _KERNEL.related(relations_of(entry), _RELATIONS)
    files = files_of(entry)
    sizes = (leaf("size", f"{file.size} B") for file in files if file.size is not None)
    yield branch("sizes", sizes)
    media_types = dict.fromkeys(file.media_type for file in files)
    yield branch("formats", (leaf("format", media_type) for media_type in media_types))
    yield leaf("version", edition_of(entry).text)
    yield branch("rightsList", _rights(entry))
    yield branch("descriptions", _descriptions(entry))
    yield branch(
        "geoLocations",
        (
            branch("geoLocation", [leaf("geoLocationPlace", place.name or place.iri)])
            for place in places_of(entry)
        ),
    )


def _publisher(names: list[Name]) -> Xml:
    """The first publisher, since the kernel has room for one."""
    name = next((name for name in names if "pbl" in name.roles), None)
    if not name:
        return leaf("publisher", UNAVAILABLE)
    source = name.authority
    if source.code == "local":
        return leaf("publisher", name.direct)
    return leaf(
        "publisher",
        name.direct,
        {
            "publisherIdentifier": source.iri,
            "publisherIdentifierScheme": source.label,
            "schemeURI": source.scheme,
        },
    )


def _rights(entry: Entry) -> Iterator[Xml]:
    rights = rights_of(entry)
    yield leaf("rights", rights.name, {"rightsURI": rights.licence})
    for text, tag in rights.statements:
        yield leaf("rights", text, {"xml:lang": tag})


def _descriptions(entry: Entry) -> Iterator[Xml]:
    series = [Text(one.display) for one in relations_of(entry) if one.kind == "series"]
    for kind, texts in (
        ("Abstract", abstracts_of(entry)),
        ("SeriesInformation", series),
        ("Other", history_of(entry)),
    ):
        for text, tag in texts:
            yield leaf("description", text, {"descriptionType": kind, "xml:lang": tag})


FORMAT = MetadataFormat(
    prefix="datacite",
    namespace=KERNEL,
    schema=SCHEMA,
    media_type="application/vnd.datacite.datacite+xml",
    profile=KERNEL,
    label="DataCite 4",
    write=write,
)
