"""BIBFRAME 2 (https://id.loc.gov/ontologies/bibframe.html), in RDF/XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.agent_names_and_roles import Name
from publod.bibliography.catalogue_languages import word
from publod.bibliography.dates import stamp
from publod.bibliography.description import ONLINE, VOLUME, BibliographicDescription
from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import (
    NOTHING,
    MetadataFormat,
    Xml,
    branch,
    element,
    leaf,
    twig,
)
from publod.bibliography.identifiers import REGISTRATION_NUMBER, Identifier, is_absolute
from publod.bibliography.subjects import Heading
from publod.bibliography.titles_and_labels import Text, Title

BF = "http://id.loc.gov/ontologies/bibframe/"


def node(kind: str, iri: str, properties: Iterable[Xml], *, always: bool = False) -> Xml:
    """A node of a class; blank where the IRI is '' or none.

    Nothing where it has no properties; with ``always``, an IRI is enough.
    """
    about = {"rdf:about": iri} if is_absolute(iri) else {}
    made = branch("bf:" + kind, properties, about)
    return made or (twig("bf:" + kind, about) if always else NOTHING)


def prop(name: str, inside: Xml) -> Xml:
    """A property that leads to a node; nothing where that is nothing."""
    return branch("bf:" + name, [inside])


def linked(name: str, iri: str) -> Xml:
    """A property that leads to an IRI."""
    return twig(name, {"rdf:resource": iri} if is_absolute(iri) else {})


def labelled(kind: str, labels: Iterable[Text], iri: str = "") -> Xml:
    """A node of which labels are known, or its IRI alone."""
    elements = (leaf("rdfs:label", text, {"xml:lang": tag}) for text, tag in labels)
    return node(kind, iri, elements, always=True)


def title_node(kind: str, title: Title) -> Xml:
    """A title with its subtitle."""
    tag = {"xml:lang": title.tag}
    elements = [leaf("bf:mainTitle", title.main, tag), leaf("bf:subtitle", title.sub, tag)]
    return node(kind, "", elements)


def agent_node(name: Name) -> Xml:
    """An agent with its name and its IRIs elsewhere."""
    same = (linked("owl:sameAs", a.iri) for a in name.authorities if a.code != "local")
    label = leaf("rdfs:label", name.heading)
    kind = {True: "Person", False: "Organization", None: "Agent"}[name.is_person]
    return node(kind, name.iri, [label, *same])


_ROOT = {
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xmlns:owl": "http://www.w3.org/2002/07/owl#",
    "xmlns:bf": BF,
}
_RELATORS = "http://id.loc.gov/vocabulary/relators/"
_LANGUAGES = {
    "iso639-2b": "http://id.loc.gov/vocabulary/languages/",
    "iso639-3": "https://iso639-3.sil.org/code/",
}
_EDTF = {"rdf:datatype": "http://id.loc.gov/datatypes/edtf"}
_DATE_TIME = {"rdf:datatype": "http://www.w3.org/2001/XMLSchema#dateTime"}
_IDENTIFIERS = {
    "doi": "Doi",
    "isbn": "Isbn",
    "issn": "Issn",
    "urn": "Urn",
    "strn": "Strn",
    "report": "ReportNumber",
    "registration": "Local",
    "local": "Local",
}
_CARRIERS = {
    ONLINE: "http://id.loc.gov/vocabulary/carriers/cr",
    VOLUME: "http://id.loc.gov/vocabulary/carriers/nc",
}
_CLASSES = {"ddc": "ClassificationDdc", "udc": "ClassificationUdc"}
_CLASS_SCHEMES = "http://id.loc.gov/vocabulary/classSchemes/"
_RELATIONS = {
    "series": "hasSeries",
    "replaces": "replacementOf",
    "replaced by": "replacedBy",
    "host": "partOf",
    "part": "hasPart",
    "based on": "derivativeOf",
    "basis of": "hasDerivative",
    "amends": "relatedTo",
    "amended by": "relatedTo",
    "corrects": "relatedTo",
    "corrected by": "relatedTo",
    "supplements": "supplementTo",
    "supplemented by": "supplement",
    "other format": "otherPhysicalFormat",
    "translation of": "translationOf",
    "translated as": "translation",
    "edition": "otherEdition",
}


def write(entry: Entry) -> bytes:
    """The publication as an instance with its work."""
    return element(
        "rdf:RDF", [node("Instance", entry.iri, _instance(BibliographicDescription(entry)))], _ROOT
    )


def _instance(description: BibliographicDescription) -> Iterator[Xml]:
    titles = description.titles
    yield prop("title", title_node("Title", titles.proper))
    for parallel in titles.parallel:
        yield prop("title", title_node("ParallelTitle", parallel))
    for text, tag in titles.alternative:
        name = leaf("bf:mainTitle", text, {"xml:lang": tag})
        yield prop("title", node("VariantTitle", "", [name]))
    creators = ", ".join(name.direct for name in description.creators)
    yield leaf("bf:responsibilityStatement", creators)
    yield prop("provisionActivity", _publication(description))
    statement = description.edition
    yield leaf("bf:editionStatement", statement.text, {"xml:lang": statement.tag})
    for identifier in description.identifiers:
        yield prop("identifiedBy", _identifier(identifier))
    for file in description.files:
        yield linked("bf:electronicLocator", file.url)
    for relation in description.relations:
        if relation.kind in _RELATIONS:
            yield linked("bf:" + _RELATIONS[relation.kind], relation.iri)
        if relation.kind == "series":
            yield leaf("bf:seriesStatement", relation.title.display if relation.title else "")
            yield leaf("bf:seriesEnumeration", relation.number)
    yield from _rights(description)
    yield from _carrier(description)
    yield from _notes(description)
    yield prop("adminMetadata", _description(description))
    levels = description.related("of edition")
    iri = levels[0].iri if levels else ""
    yield prop("instanceOf", node("Work", iri, _work(description)))


def _rights(description: BibliographicDescription) -> Iterator[Xml]:
    rights = description.rights
    if rights.licence:
        policy = labelled("UsePolicy", [Text(rights.name)], rights.licence)
        yield prop("usageAndAccessPolicy", policy)
    for statement in rights.statements:
        yield prop("usageAndAccessPolicy", labelled("UsePolicy", [statement]))


def _carrier(description: BibliographicDescription) -> Iterator[Xml]:
    """Whether it is online or printed, and its extent."""
    if description.is_online:
        yield linked("rdf:type", BF + "Electronic")
    elif description.is_volume:
        yield linked("rdf:type", BF + "Print")
    for medium in description.entry.media:
        yield linked("bf:carrier", _CARRIERS.get(medium, medium))
    if description.extent:
        yield prop("extent", labelled("Extent", [Text(description.extent)]))


def _notes(description: BibliographicDescription) -> Iterator[Xml]:
    for note in (*description.history, *description.source_descriptions):
        yield prop("note", labelled("Note", [note]))
    if status := description.status:
        yield prop("note", labelled("Note", [Text(f"Status: {status.text}", status.tag)]))


def _work(description: BibliographicDescription) -> Iterator[Xml]:
    yield linked("rdf:type", BF + "Text")
    for work in description.related("work"):
        title = [prop("title", title_node("Title", work.title))] if work.title else []
        yield prop("expressionOf", node("Hub", work.iri, title, always=True))
    yield from _contributions(description)
    for language in description.languages:
        yield linked("bf:language", _LANGUAGES[language.scheme] + language.code)
    yield from _about(description)
    for heading in description.genres:
        yield prop("genreForm", _term("GenreForm", heading))
    for text in description.abstracts:
        yield prop("summary", labelled("Summary", [text]))
    for text in description.audiences:
        yield prop("intendedAudience", labelled("IntendedAudience", [text]))


def _contributions(description: BibliographicDescription) -> Iterator[Xml]:
    is_first = True
    for name in description.names:
        roles = [role for role in name.roles if role != "pbl"]
        if roles:
            kind = "PrimaryContribution" if is_first and "aut" in roles else "Contribution"
            is_first = False
            links = [linked("bf:role", _RELATORS + role) for role in roles]
            yield prop("contribution", node(kind, "", [prop("agent", agent_node(name)), *links]))


def _about(description: BibliographicDescription) -> Iterator[Xml]:
    for heading in description.subjects:
        yield prop("subject", _term("Topic", heading))
        for iri in heading.same:
            yield linked("bf:subject", iri)
    for keyword in description.keywords:
        yield prop("subject", labelled("Topic", [keyword]))
    for code, scheme in description.classifications:
        yield prop("classification", _classification(code, scheme))
    for period in description.periods:
        yield leaf("bf:temporalCoverage", period)
    for place in description.places:
        yield prop("geographicCoverage", labelled("Place", [place.name], place.iri))


def _publication(description: BibliographicDescription) -> Xml:
    publishers = [prop("agent", agent_node(name)) for name in description.publishers]
    places = [
        prop("place", labelled("Place", [place.name], place.iri))
        for place in description.places_of_publication
    ]
    date = leaf("bf:date", description.issued.best, _EDTF if description.issued.w3cdtf else {})
    return node("Publication", "", [*places, *publishers, date])


def _identifier(identifier: Identifier) -> Xml:
    kind = _IDENTIFIERS.get(identifier.kind, "Identifier")
    is_registration = identifier.kind == "registration"
    qualifier = leaf("bf:qualifier", word(REGISTRATION_NUMBER) if is_registration else "")
    return node(kind, "", [leaf("rdf:value", identifier.value), qualifier])


def _classification(code: str, scheme: str) -> Xml:
    kind = _CLASSES.get(scheme, "Classification")
    source = "" if scheme in _CLASSES else _CLASS_SCHEMES + scheme
    return node(
        kind,
        "",
        [leaf("bf:classificationPortion", code), linked("bf:source", source)],
    )


def _term(kind: str, heading: Heading) -> Xml:
    term, vocabulary, iri, _ = heading
    elements = [leaf("rdfs:label", term.text, {"xml:lang": term.tag})]
    if vocabulary:
        source = labelled("Source", [Text(vocabulary.label)], vocabulary.namespace)
        elements.append(prop("source", source) if vocabulary.label else NOTHING)
    return node(kind, iri, elements)


def _description(description: BibliographicDescription) -> Xml:
    """About the record, not the publication."""
    changed = stamp(description.entry.modified, "%Y-%m-%dT%H:%M:%SZ")
    created = stamp(description.entry.created, "%Y-%m-%dT%H:%M:%SZ")
    return node(
        "AdminMetadata",
        description.entry.document,
        [
            leaf("bf:creationDate", created, _DATE_TIME),
            leaf("bf:changeDate", changed, _DATE_TIME),
            prop("source", labelled("Source", [Text(description.host)])),
        ],
    )


FORMAT = MetadataFormat(
    prefix="bibframe",
    namespace=_ROOT["xmlns:rdf"],
    schema="http://www.openarchives.org/OAI/2.0/rdf.xsd",
    media_type="application/rdf+xml",
    profile=BF,
    label="BIBFRAME 2",
    write=write,
)
