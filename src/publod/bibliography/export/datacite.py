"""DataCite 4 (https://datacite-metadata-schema.readthedocs.io/), and what OpenAIRE shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from publod.bibliography.agent_names_and_roles import Name
from publod.bibliography.description import BibliographicDescription
from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import (
    MetadataFormat,
    Xml,
    branch,
    element,
    leaf,
    root_attributes,
)
from publod.bibliography.identifiers import Identifier
from publod.bibliography.relations import Relation
from publod.bibliography.subjects import Heading, labels_of
from publod.bibliography.titles_and_labels import Text, Titles

KERNEL = "http://datacite.org/schema/kernel-4"
#: Not available, and possibly unknown (appendix 3 of the DataCite documentation).
UNAVAILABLE = ":unav"

#: Gives the types of a relation; none where the kernel has no word for it.
RelationTypes = Callable[[BibliographicDescription, Relation], Iterable[str]]
#: Types of contributors that all versions of the kernel have.
CONTRIBUTORS = {
    "edt": "Editor",
    "res": "Researcher",
    "dgs": "Supervisor",
    "ths": "Supervisor",
    "his": "HostingInstitution",
    "fnd": "Sponsor",
}


class Kernel:
    """Writes elements of the kernel under a prefix: '' in DataCite, ``datacite:`` in OpenAIRE.

    ``contributors`` are the types of contributors by their MARC relator codes.
    """

    def __init__(self, prefix: str, contributors: Mapping[str, str]) -> None:
        self.prefix = prefix
        self._contributors = contributors

    def titles(self, description: BibliographicDescription) -> Xml:
        """The title proper with its subtitle, parallel titles, other titles."""
        return branch(self.prefix + "titles", self._titles(description.titles))

    def creators(self, description: BibliographicDescription) -> Xml:
        """The creators in their printed order; ":unav" where there is none."""
        p = self.prefix
        creators = [
            branch(p + "creator", self._name("creatorName", name)) for name in description.creators
        ]
        nobody = branch(p + "creator", [leaf(p + "creatorName", UNAVAILABLE)])
        return branch(p + "creators", creators or [nobody])

    def contributors(self, description: BibliographicDescription) -> Xml:
        """Contributors, by the first of their roles that DataCite has a type for."""
        p = self.prefix
        return branch(
            p + "contributors",
            (
                branch(
                    p + "contributor",
                    self._name("contributorName", name),
                    {"contributorType": self._contributor_type(name)},
                )
                for name in description.contributors
            ),
        )

    def subjects(self, description: BibliographicDescription) -> Xml:
        """Headings with their vocabulary, else keywords."""
        p = self.prefix
        return branch(
            p + "subjects",
            (
                leaf(
                    p + "subject",
                    heading.term.text,
                    {
                        "xml:lang": heading.term.tag,
                        "subjectScheme": heading.vocabulary.label if heading.vocabulary else "",
                        "schemeURI": heading.vocabulary.namespace if heading.vocabulary else "",
                        "valueURI": heading.iri,
                    },
                )
                for heading in (*description.subjects, *map(Heading, description.keywords))
            ),
        )

    def related(self, description: BibliographicDescription, types: RelationTypes) -> Xml:
        """Related things by their addresses, with the types of their relations."""
        p = self.prefix
        return branch(
            p + "relatedIdentifiers",
            (
                leaf(
                    p + "relatedIdentifier",
                    relation.url,
                    {"relatedIdentifierType": "URL", "relationType": kind},
                )
                for relation in description.relations
                for kind in types(description, relation)
            ),
        )

    def identifier(self, description: BibliographicDescription) -> Xml:
        """The DOI, else the address."""
        main = description.main_identifier
        return leaf(self.prefix + "identifier", main.value, {"identifierType": _type_of(main)})

    def alternates(self, description: BibliographicDescription) -> Xml:
        """All the others."""
        p = self.prefix
        return branch(
            p + "alternateIdentifiers",
            (
                leaf(p + "alternateIdentifier", i.value, {"alternateIdentifierType": _type_of(i)})
                for i in description.identifiers
                if i != description.main_identifier
            ),
        )

    def _contributor_type(self, name: Name) -> str:
        return next((self._contributors[r] for r in name.roles if r in self._contributors), "Other")

    def _titles(self, titles: Titles) -> Iterator[Xml]:
        name = self.prefix + "title"
        for title, kind in (
            (titles.proper, ""),
            *((parallel, "TranslatedTitle") for parallel in titles.parallel),
        ):
            yield leaf(name, title.main, {"titleType": kind, "xml:lang": title.tag})
            yield leaf(name, title.sub, {"titleType": "Subtitle", "xml:lang": title.tag})
        for text, tag in titles.alternative:
            yield leaf(name, text, {"titleType": "AlternativeTitle", "xml:lang": tag})

    def _name(self, element: str, name: Name) -> Iterator[Xml]:
        p = self.prefix
        kind = {True: "Personal", False: "Organizational", None: ""}[name.is_person]
        yield leaf(p + element, name.heading, {"nameType": kind})
        yield leaf(p + "givenName", name.given)
        yield leaf(p + "familyName", name.family)
        for source in name.authorities:
            if source.code != "local":
                yield leaf(
                    p + "nameIdentifier",
                    source.iri,
                    {"nameIdentifierScheme": source.label, "schemeURI": source.scheme},
                )


def _type_of(identifier: Identifier) -> str:
    names = {"uri": "URL", "report": "Report number", "registration": "Registration number"}
    return names.get(identifier.kind, identifier.kind.upper())


SCHEMA = "http://schema.datacite.org/meta/kernel-4/metadata.xsd"
_ROOT = root_attributes(KERNEL, SCHEMA, {"": KERNEL})
_KERNEL = Kernel("", {**CONTRIBUTORS, "trl": "Translator"})
#: Types of relations that all versions of the kernel have.
RELATIONS = {
    "work": "IsVersionOf",
    "of edition": "IsVersionOf",
    "series": "IsPartOf",
    "host": "IsPartOf",
    "part": "HasPart",
    "basis of": "IsSourceOf",
    "amends": "References",
    "amended by": "IsReferencedBy",
    "corrects": "References",
    "corrected by": "IsReferencedBy",
    "supplements": "IsSupplementTo",
    "supplemented by": "IsSupplementedBy",
    "other format": "IsVariantFormOf",
    "replaces": "IsNewVersionOf",
    "replaced by": "IsPreviousVersionOf",
    "based on": "IsDerivedFrom",
    "edition": "IsVariantFormOf",
}
_RELATIONS = {
    **RELATIONS,
    "translation of": "IsTranslationOf",
    "translated as": "HasTranslation",
}
#: What replaces something of another work is no version of that.
_OF_OTHER_WORKS = {"replaces": "Obsoletes", "replaced by": "IsObsoletedBy"}


def _types(description: BibliographicDescription, relation: Relation) -> Iterator[str]:
    entry = description.entry
    versions = {edition.iri for edition in entry.editions}
    if entry.works and relation.kind in _OF_OTHER_WORKS and relation.iri not in versions:
        yield _OF_OTHER_WORKS[relation.kind]
    else:
        yield _RELATIONS[relation.kind]


def write(entry: Entry) -> bytes:
    """The publication as a DataCite resource."""
    return element("resource", _elements(BibliographicDescription(entry)), _ROOT)


def _elements(description: BibliographicDescription) -> Iterator[Xml]:
    kind = description.kind
    yield _KERNEL.identifier(description)
    yield _KERNEL.creators(description)
    yield _KERNEL.titles(description)
    yield _publisher(description)
    yield leaf("publicationYear", description.issued.year or "0000")
    label = next(
        (text for concept in description.entry.types for text, _ in labels_of(concept)), ""
    )
    yield leaf("resourceType", label or kind.coar_label, {"resourceTypeGeneral": kind.datacite})
    yield _KERNEL.subjects(description)
    yield _KERNEL.contributors(description)
    dates = [leaf("date", description.issued.w3cdtf, {"dateType": "Issued"})]
    dates += [leaf("date", period, {"dateType": "Coverage"}) for period in description.periods]
    yield branch("dates", dates)
    yield leaf("language", description.languages[0].tag)
    yield _KERNEL.alternates(description)
    yield _KERNEL.related(description, _types)
    sizes = (description.extent, *description.sizes)
    yield branch("sizes", (leaf("size", size) for size in sizes))
    yield branch("formats", (leaf("format", media_type) for media_type in description.media_types))
    yield leaf("version", description.edition.text)
    yield branch("rightsList", _rights(description))
    yield branch("descriptions", _descriptions(description))
    yield branch(
        "geoLocations",
        (
            branch("geoLocation", [leaf("geoLocationPlace", place.name.text or place.iri)])
            for place in description.places
        ),
    )


def _publisher(description: BibliographicDescription) -> Xml:
    """The first publisher, since the kernel has room for one."""
    if not description.publishers:
        return leaf("publisher", UNAVAILABLE)
    name = description.publishers[0]
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


def _rights(description: BibliographicDescription) -> Iterator[Xml]:
    rights = description.rights
    yield leaf("rights", rights.name, {"rightsURI": rights.licence})
    for text, tag in rights.statements:
        yield leaf("rights", text, {"xml:lang": tag})


def _descriptions(description: BibliographicDescription) -> Iterator[Xml]:
    series = [Text(series.display) for series in description.related("series")]
    for kind, texts in (
        ("Abstract", description.abstracts),
        ("SeriesInformation", series),
        ("Other", [*description.history, *description.source_descriptions, description.status]),
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
