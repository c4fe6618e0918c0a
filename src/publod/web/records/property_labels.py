"""What properties and kinds are called on pages, in which order, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import URIRef
from rdflib.term import Node

from publod.vocabulary import (
    ADMS,
    BIBO,
    DCAT,
    DCTERMS,
    FOAF,
    MARCREL,
    ORG,
    OWL,
    PUB,
    RDFS,
    SCHEMA,
    SKOS,
)  # fmt: skip

PROPERTIES: dict[URIRef, LazyString] = {
    DCTERMS.creator: _("Author"),
    MARCREL.trl: _("Translator"),
    MARCREL.edt: _("Editor"),
    MARCREL.ill: _("Illustrator"),
    MARCREL.pht: _("Photographer"),
    MARCREL.aui: _("Author of the introduction"),
    MARCREL.aft: _("Author of the afterword"),
    MARCREL.com: _("Compiler"),
    MARCREL.trc: _("Transcriber"),
    MARCREL.nrt: _("Narrator"),
    MARCREL.cmm: _("Commentator"),
    MARCREL.rev: _("Reviewer"),
    MARCREL.fnd: _("Funder"),
    MARCREL.his: _("Host institution"),
    MARCREL.isb: _("Issuing body"),
    MARCREL.res: _("Researcher"),
    MARCREL.dgs: _("Degree supervisor"),
    MARCREL.ths: _("Thesis advisor"),
    DCTERMS.contributor: _("Contributor"),
    DCTERMS.publisher: _("Publisher"),
    PUB.placeOfPublication: _("Place of publication"),
    DCTERMS.issued: _("Published"),
    ADMS.status: _("Status"),
    DCTERMS.valid: _("Validity"),
    DCTERMS.type: _("Type"),
    DCTERMS.language: _("Language"),
    PUB.announcedLanguage: _("Announced in"),
    PUB.documentNumber: _("Document number"),
    PUB.registrationNumber: _("Registration number"),
    PUB.edition: _("Edition"),
    PUB.editionNumber: _("Edition number"),
    PUB.editionHistory: _("Edition history"),
    PUB.ofEdition: _("Of the edition"),
    DCTERMS.isVersionOf: _("Work"),
    DCTERMS.replaces: _("Replaces"),
    DCTERMS.isReplacedBy: _("Replaced by"),
    SCHEMA.isBasedOn: _("Reworked from"),
    SCHEMA.translationOfWork: _("Translation of"),
    SCHEMA.workTranslation: _("Translated as"),
    PUB.amends: _("Amends"),
    PUB.corrects: _("Corrects"),
    PUB.supplements: _("Supplements"),
    PUB.amendedBy: _("Amended by"),
    PUB.correctedBy: _("Corrected by"),
    PUB.supplementedBy: _("Supplemented by"),
    DCTERMS.isFormatOf: _("Another form of"),
    DCTERMS.hasFormat: _("Has another form"),
    DCTERMS.isReferencedBy: _("Stated in"),
    DCTERMS.temporal: _("Period covered"),
    DCTERMS.spatial: _("Place"),
    DCTERMS.isPartOf: _("Part of"),
    PUB.numberInSeries: _("Number in the series"),
    # Translators: the year of a journal, as a number
    BIBO.volume: _("Volume"),
    # Translators: the number of a journal within its volume
    BIBO.issue: _("Issue"),
    # Translators: where in a journal or a book an article stands
    BIBO.pageStart: _("Pages"),
    BIBO.pageEnd: _("Last page"),
    SCHEMA.position: _("Place among the parts"),
    DCTERMS.hasPart: _("Parts"),
    DCTERMS.extent: _("Extent"),
    BIBO.numPages: _("Extent"),
    # Translators: whether it is printed, online, spoken …
    DCTERMS.medium: _("Form"),
    DCTERMS.subject: _("Subject"),
    SCHEMA.keywords: _("Keywords"),
    PUB.classification: _("Classification"),
    PUB.sourceDescription: _("So it is described in its source"),
    DCTERMS.audience: _("Audience"),
    DCAT.distribution: _("Files"),
    PUB.isbn: _("ISBN"),
    PUB.issn: _("ISSN"),
    PUB.doi: _("DOI"),
    SKOS.altLabel: _("Also called"),
    DCTERMS.alternative: _("Also called"),
    SKOS.definition: _("Definition"),
    # Translators: what a subject takes in, and what it does not
    SKOS.scopeNote: _("Scope"),
    SKOS.broader: _("Broader"),
    SKOS.narrower: _("Narrower"),
    SKOS.related: _("Related"),
    SKOS.topConceptOf: _("Vocabulary"),
    SKOS.inScheme: _("Vocabulary"),
    SKOS.exactMatch: _("The same elsewhere"),
    SKOS.closeMatch: _("Nearly the same elsewhere"),
    SKOS.broadMatch: _("Broader elsewhere"),
    SKOS.narrowMatch: _("Narrower elsewhere"),
    SKOS.relatedMatch: _("Related elsewhere"),
    DCTERMS.identifier: _("Identifier"),
    FOAF.homepage: _("Website"),
    ORG.subOrganizationOf: _("Part of the organisation"),
    ORG.hasSubOrganization: _("Has the parts"),
    # Translators: stands before the organisation that a person belongs to
    ORG.memberOf: _("Works at"),
    SCHEMA.jobTitle: _("Title of office"),
    OWL.sameAs: _("The same elsewhere"),
    SCHEMA.mentions: _("Mentions"),
    SCHEMA.name: _("Name"),
    SCHEMA.telephone: _("Telephone"),
    SCHEMA.contactType: _("Contact"),
    FOAF.phone: _("Telephone"),
    DCTERMS.title: _("Title"),
    DCTERMS.description: _("Description"),
    DCAT.dataset: _("Data set"),
    DCAT.service: _("Service"),
    DCAT.themeTaxonomy: _("Vocabularies"),
    DCAT.theme: _("Subject"),
    DCAT.endpointURL: _("Address"),
    DCAT.accessURL: _("Address"),
    DCAT.downloadURL: _("Download"),
    DCAT.mediaType: _("Media type"),
    DCAT.byteSize: _("Bytes"),
    DCAT.accessService: _("Service"),
    # Translators: stands before the data that a service gives access to
    DCAT.servesDataset: _("Serves"),
    DCTERMS.conformsTo: _("Conforms to"),
    DCTERMS.license: _("Licence"),
    DCTERMS.rights: _("Rights"),
    FOAF.page: _("Web page"),
    DCTERMS.source: _("Source"),
    RDFS.seeAlso: _("See also"),
    SKOS.note: _("Note"),
    SKOS.notation: _("Code"),
}
#: What some are called of a place.
OF_PLACES: dict[URIRef, LazyString] = {DCTERMS.isPartOf: _("Lies within")}

#: Statements that are one where they have the same value, with the label of that one.
MERGED: dict[URIRef, tuple[URIRef, LazyString]] = {
    DCTERMS.replaces: (SCHEMA.isBasedOn, _("Replaces and is reworked from")),
    SKOS.topConceptOf: (SKOS.inScheme, _("Vocabulary")),
}

KINDS: dict[str, LazyString] = {
    "publication": _("Publication"),
    "work": _("Work"),
    "edition": _("Edition"),
    "agent": _("Organisation or person"),
    "place": _("Place"),
    "subject": _("Subject"),
    "type": _("Type of publication"),
    "audience": _("Audience"),
    "concept": _("Concept"),
    "scheme": _("Vocabulary"),
    "catalog": _("Catalogue"),
    # Translators: a record of a class that has no name here
    "thing": _("Thing"),
}

#: What an agent is, by the class that tells most.
AGENT_KINDS: dict[URIRef, LazyString] = {
    FOAF.Person: _("Person"),
    SCHEMA.GovernmentOrganization: _("Public agency"),
    FOAF.Organization: _("Organisation"),
}

LISTS: dict[str, LazyString] = {
    "publications": _("Publications"),
    "works": _("Works"),
    "agents": _("Organisations and people"),
    "places": _("Places"),
    "subjects": _("Subjects"),
}

#: What lists of the records that refer to a record are headed by.
PLURALS: dict[str, LazyString] = {
    "publication": _("Publications"),
    "part": _("Parts"),
    "edition": _("Editions"),
    "place": _("Places"),
    "subject": _("Subjects"),
    "type": _("Types of publication"),
    "audience": _("Audiences"),
    "concept": _("Concepts"),
}


EXPLANATIONS: dict[URIRef, LazyString] = {
    PUB.announcedLanguage: _(
        "A version in this language was promised when the edition came out. Nobody has described "
        "it here yet."
    ),
    PUB.edition: _("What the publication itself says about which edition it is."),
    PUB.editionNumber: _(
        "The place of the edition among those of its work. Numbers may be missing: an edition "
        "that nobody has described or mentioned has no record."
    ),
    PUB.editionHistory: _(
        "What the edition says about those before it: when they came and who produced them. All "
        "that the catalogue says of earlier editions goes back to this."
    ),
    DCTERMS.isVersionOf: _(
        "What all editions of a text have in common, whatever their year and language. Its page "
        "lists them all."
    ),
    DCTERMS.isReferencedBy: _(
        "The publication that tells of this edition. Nothing more is known about it than what is "
        "said there."
    ),
    DCTERMS.isReplacedBy: _(
        "A newer publication has taken its place. That is what has been stated; it "
        "is not concluded from numbers or years."
    ),
    SCHEMA.isBasedOn: _(
        "An earlier text that this one was made from, often by another body. It is a work of its "
        "own."
    ),
    SCHEMA.translationOfWork: _("The edition whose text this is in another language."),
    DCTERMS.temporal: _(
        "The time that the content is about. A report on one year often comes out in the next."
    ),
    DCTERMS.isPartOf: _(
        "The series, journal, issue or larger whole that it belongs to. Its page lists the others."
    ),
    ADMS.status: _(
        "Whether the edition is in force, has been superseded or withdrawn, or is a draft. What is "
        "not in force is never called the latest edition."
    ),
    PUB.documentNumber: _("The number by which the publication is cited, as it is printed."),
    PUB.registrationNumber: _("The number of the case in the register of the body that issued it."),
    PUB.ofEdition: _(
        "The edition as a whole. Its publications, in several languages perhaps, have equal "
        "standing."
    ),
    PUB.placeOfPublication: _("As in the imprint."),
    DCTERMS.extent: _("How many pages it has, as it is printed."),
    DCTERMS.medium: _("Whether it is a printed volume or can be read online."),
    SCHEMA.keywords: _("Words that the publication or its source uses itself."),
    PUB.classification: _("Codes of classifications that libraries arrange their shelves by."),
    PUB.sourceDescription: _(
        "In the words of the source that the record was made from. The abstract is that of the "
        "catalogue."
    ),
    DCTERMS.audience: _("Those whom the publication was written for, or who will find it of use."),
    DCTERMS.spatial: _("The place that the content is about."),
    OWL.sameAs: _("The same body or person in other registers."),
    SKOS.exactMatch: _("The same idea in other vocabularies."),
    SKOS.closeMatch: _("Nearly the same idea in other vocabularies."),
}


#: Explanations of what is said of other things than publications, editions and works.
_OF_OTHERS: dict[URIRef, frozenset[URIRef]] = {
    OWL.sameAs: frozenset({FOAF.Person, FOAF.Organization, FOAF.Agent}),
    SKOS.exactMatch: frozenset({SKOS.Concept}),
    SKOS.closeMatch: frozenset({SKOS.Concept}),
}
_PUBLISHED = frozenset({PUB.Publication, PUB.Work, PUB.Edition, PUB.StatedEdition})


def term_id(predicate: URIRef, classes: Iterable[Node]) -> str:
    """The id of the explanation of a property, on a page of a thing of these classes.

    '' if there is none, or none that fits such a thing.
    """
    if predicate not in EXPLANATIONS:
        return ""
    if not _OF_OTHERS.get(predicate, _PUBLISHED).intersection(classes):
        return ""
    return _id(predicate)


def _id(predicate: URIRef) -> str:
    return "page-about-" + str(predicate).replace("#", "/").rpartition("/")[2].lower()


#: The explanations by their ids.
EXPLAINED: dict[str, LazyString] = {_id(p): text for p, text in EXPLANATIONS.items()}
