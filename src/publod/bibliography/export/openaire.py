"""OpenAIRE Guidelines for Literature Repositories 4.0.

https://openaire-guidelines-for-literature-repository-managers.readthedocs.io/en/v4.0.0/
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.description import BibliographicDescription
from publod.bibliography.entry import Entry
from publod.bibliography.export.datacite import CONTRIBUTORS, KERNEL, RELATIONS, Kernel
from publod.bibliography.export.dublin_core import DC, DCTERMS, coverage, formats, texts
from publod.bibliography.export.xml_writer import (
    MetadataFormat,
    Xml,
    branch,
    element,
    leaf,
    root_attributes,
)

NAMESPACE = "http://namespace.openaire.eu/schema/oaire/"
SCHEMA = "https://www.openaire.eu/schema/repo-lit/4.0/openaire.xsd"
_ROOT = root_attributes(
    NAMESPACE, SCHEMA, {"oaire": NAMESPACE, "datacite": KERNEL, "dc": DC, "dcterms": DCTERMS}
)
_KERNEL = Kernel("datacite:", CONTRIBUTORS)
# The relation types of DataCite 4.1, which has none for translations.
_RELATIONS = {
    **RELATIONS,
    "translation of": "IsVariantFormOf",
    "translated as": "IsOriginalFormOf",
}
_OPEN = ("open access", "http://purl.org/coar/access_right/c_abf2")
_METADATA_ONLY = ("metadata only access", "http://purl.org/coar/access_right/c_14cb")


def write(entry: Entry) -> bytes:
    """The publication in the application profile of OpenAIRE."""
    return element("oaire:resource", _elements(BibliographicDescription(entry)), _ROOT)


def _elements(description: BibliographicDescription) -> Iterator[Xml]:
    yield _KERNEL.titles(description)
    yield _KERNEL.creators(description)
    yield _KERNEL.contributors(description)
    yield _KERNEL.alternates(description)
    yield _KERNEL.related(description, lambda _, relation: (_RELATIONS[relation.kind],))
    for language in description.languages:
        yield leaf("dc:language", language.code)
    for name in description.publishers:
        yield leaf("dc:publisher", name.direct)
    yield branch(
        "datacite:dates", [leaf("datacite:date", description.issued.w3cdtf, {"dateType": "Issued"})]
    )
    yield _resource_type(description)
    descriptions = (*description.abstracts, *description.history, *description.source_descriptions)
    yield from texts("dc:description", descriptions)
    yield from formats(description)
    yield _KERNEL.identifier(description)
    yield _access(description)
    yield _KERNEL.subjects(description)
    yield from coverage(description)
    sizes = (description.extent, *description.sizes)
    yield branch("datacite:sizes", (leaf("datacite:size", size) for size in sizes))
    yield from _citation(description)
    for file in description.files:
        access = {"accessRightsURI": _OPEN[1], "objectType": "fulltext"}
        yield leaf("oaire:file", file.url, {"mimeType": file.media_type, **access})
    yield leaf(
        "oaire:licenseCondition", description.rights.name, {"uri": description.rights.licence}
    )
    yield from texts("dcterms:audience", description.audiences)


def _resource_type(description: BibliographicDescription) -> Xml:
    kind = description.kind
    return leaf(
        "oaire:resourceType",
        kind.coar_label,
        {"resourceTypeGeneral": "literature", "uri": kind.coar},
    )


def _access(description: BibliographicDescription) -> Xml:
    label, iri = _OPEN if description.rights.is_open else _METADATA_ONLY
    return leaf("datacite:rights", label, {"rightsURI": iri})


def _citation(description: BibliographicDescription) -> Iterator[Xml]:
    """The first series or journal with the place in it, since these may not be repeated; edition.

    An article is cited by its journal, the last of what it is in.
    """
    wholes = [*reversed(description.related("host")), *description.related("series")]
    for whole in wholes:
        if whole.title:
            yield leaf("oaire:citationTitle", whole.title.display)
            yield leaf("oaire:citationVolume", whole.volume)
            yield leaf("oaire:citationIssue", whole.issue or whole.number)
            yield leaf("oaire:citationStartPage", whole.pages[0])
            yield leaf("oaire:citationEndPage", whole.pages[1])
            break
    number = description.entry.edition_number
    yield leaf("oaire:citationEdition", str(number) if number else description.edition.text)


FORMAT = MetadataFormat(
    prefix="oai_openaire",
    namespace=NAMESPACE,
    schema=SCHEMA,
    media_type="application/xml",
    profile=NAMESPACE,
    label="OpenAIRE 4.0",
    write=write,
)
