"""What properties and kinds are called on pages, in the order in which pages show them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import URIRef

from publod.vocabulary import DCAT, DCTERMS, FOAF, ORG, OWL, PUB, RDFS, SCHEMA, SKOS

PROPERTIES: dict[URIRef, LazyString] = {
    DCTERMS.creator: _("Author"),
    DCTERMS.contributor: _("Contributor"),
    DCTERMS.publisher: _("Publisher"),
    DCTERMS.issued: _("Published"),
    DCTERMS.type: _("Type"),
    DCTERMS.language: _("Language"),
    PUB.announcedLanguage: _("Announced in"),
    PUB.edition: _("Edition"),
    PUB.editionNumber: _("Edition number"),
    PUB.editionHistory: _("Edition history"),
    DCTERMS.isVersionOf: _("Work"),
    DCTERMS.replaces: _("Replaces"),
    DCTERMS.isReplacedBy: _("Replaced by"),
    SCHEMA.isBasedOn: _("Reworked from"),
    SCHEMA.translationOfWork: _("Translation of"),
    SCHEMA.workTranslation: _("Translated as"),
    DCTERMS.isReferencedBy: _("Stated in"),
    DCTERMS.temporal: _("Period covered"),
    DCTERMS.spatial: _("Place"),
    DCTERMS.isPartOf: _("Part of"),
    PUB.numberInSeries: _("Number in the series"),
    DCTERMS.hasPart: _("Parts"),
    DCTERMS.subject: _("Subject"),
    DCTERMS.audience: _("Audience"),
    DCAT.distribution: _("Files"),
    PUB.isbn: _("ISBN"),
    PUB.issn: _("ISSN"),
    PUB.doi: _("DOI"),
    SKOS.altLabel: _("Also called"),
    DCTERMS.alternative: _("Also called"),
    SKOS.definition: _("Definition"),
    SKOS.scopeNote: _("Scope"),
    SKOS.broader: _("Broader"),
    SKOS.narrower: _("Narrower"),
    SKOS.related: _("Related"),
    SKOS.topConceptOf: _("Top of"),
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
    DCAT.servesDataset: _("Serves"),
    DCTERMS.conformsTo: _("Conforms to"),
    DCTERMS.license: _("Licence"),
    DCTERMS.rights: _("Rights"),
    FOAF.page: _("Web page"),
    DCTERMS.source: _("Source"),
    RDFS.seeAlso: _("See also"),
    SKOS.note: _("Note"),
}

#: Statements that are one where they have the same value, with the label of that one.
MERGED: dict[URIRef, tuple[URIRef, LazyString]] = {
    DCTERMS.replaces: (SCHEMA.isBasedOn, _("Replaces and is reworked from")),
    SKOS.topConceptOf: (SKOS.inScheme, _("At the top of")),
}

KINDS: dict[str, LazyString] = {
    "publication": _("Publication"),
    "work": _("Work"),
    "edition": _("Stated edition"),
    "agent": _("Agent"),
    "subject": _("Subject"),
    "type": _("Type of publication"),
    "audience": _("Audience"),
    "concept": _("Concept"),
    "scheme": _("Vocabulary"),
    "catalog": _("Catalogue"),
    "thing": _("Thing"),
}

LISTS: dict[str, LazyString] = {
    "publications": _("Publications"),
    "works": _("Works"),
    "agents": _("Agents"),
    "subjects": _("Subjects"),
}

#: What lists of the records that refer to a record are headed by.
PLURALS: dict[str, LazyString] = {
    "publication": _("Publications"),
    "part": _("Parts"),
    "edition": _("Stated editions"),
    "subject": _("Subjects"),
    "type": _("Types of publication"),
    "audience": _("Audiences"),
    "concept": _("Concepts"),
}
