"""DataCite 4 (https://datacite-metadata-schema.readthedocs.io/), and what OpenAIRE shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.agent_names_and_roles import Name, names_of
from publod.bibliography.dates import issued_of
from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import (
    MetadataFormat,
    Xml,
    branch,
    element,
    leaf,
    root_attributes,
)
from publod.bibliography.identifiers import Identifier, files_of, identifiers_of
from publod.bibliography.licence import rights_of
from publod.bibliography.relations import Relation, history_of, relations_of
from publod.bibliography.subjects import (
    abstracts_of,
    kind_of,
    labels_of,
    periods_of,
    places_of,
    subject_headings,
)
from publod.bibliography.titles_and_labels import Text, Titles, edition_of, languages_in, titles_of

KERNEL = "http://datacite.org/schema/kernel-4"
#: Not available, and possibly unknown (appendix 3 of the DataCite documentation).
UNAVAILABLE = ":unav"


class Kernel:
    """Writes elements of the kernel under a prefix: '' in DataCite, ``datacite:`` in OpenAIRE."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def titles(self, titles: Titles) -> Xml:
        """The title proper with its subtitle, parallel titles, other titles."""
        p = self.prefix
        return branch(p + "titles", self._titles(titles))

    def creators(self, names: Iterable[Name]) -> Xml:
        """The creators in their printed order; ":unav" where there is none."""
        p = self.prefix
        found = [
            branch(p + "creator", self._name("creatorName", name))
            for name in names
            if "aut" in name.roles
        ]
        nobody = branch(p + "creator", [leaf(p + "creatorName", UNAVAILABLE)])
        return branch(p + "creators", found or [nobody])

    def contributors(self, names: Iterable[Name]) -> Xml:
        """Contributors; what they contributed is not recorded."""
        p = self.prefix
        return branch(
            p + "contributors",
            (
                branch(
                    p + "contributor",
                    self._name("contributorName", name),
                    {"contributorType": "Other"},
                )
                for name in names
                if "ctb" in name.roles
            ),
        )

    def subjects(self, entry: Entry) -> Xml:
        """Headings with their vocabulary, else keywords."""
        p = self.prefix
        return branch(
            p + "subjects",
            (
                leaf(
                    p + "subject",
                    term.text,
                    {
                        "xml:lang": term.tag,
                        "subjectScheme": vocabulary.label if vocabulary else "",
                        "schemeURI": vocabulary.namespace if vocabulary else "",
                        "valueURI": iri,
                    },
                )
                for term, vocabulary, iri, _ in subject_headings(entry)
            ),
        )

    def related(self, relations: Iterable[Relation], types: dict[str, str]) -> Xml:
        """Related things by their addresses, with the relation types of a table."""
        p = self.prefix
        return branch(
            p + "relatedIdentifiers",
            (
                leaf(
                    p + "relatedIdentifier",
                    relation.url,
                    {"relatedIdentifierType": "URL", "relationType": types[relation.kind]},
                )
                for relation in relations
            ),
        )

    def identifier(self, identifiers: list[Identifier]) -> Xml:
        """The DOI, else the address."""
        main = _main(identifiers)
        return leaf(self.prefix + "identifier", main.value, {"identifierType": _type_of(main)})

    def alternates(self, identifiers: list[Identifier]) -> Xml:
        """All the others."""
        p, main = self.prefix, _main(identifiers)
        return branch(
            p + "alternateIdentifiers",
            (
                leaf(p + "alternateIdentifier", i.value, {"alternateIdentifierType": _type_of(i)})
                for i in identifiers
                if i != main
            ),
        )

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
        kind = "Personal" if name.is_person else "Organizational"
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


def _main(identifiers: list[Identifier]) -> Identifier:
    return next((i for i in identifiers if i.kind == "doi"), identifiers[0])


def _type_of(identifier: Identifier) -> str:
    return "URL" if identifier.kind == "uri" else identifier.kind.upper()


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
