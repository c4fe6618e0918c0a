"""The rules, as tables: Dublin Core and SKOS on the left, what follows on the right."""

from __future__ import annotations

from publod.vocabulary import DCAT, DCTERMS, FOAF, ORG, OWL, PUB, SCHEMA, SKOS

#: A property and its schema.org counterparts: same subject, same object.
COUNTERPARTS = {
    DCTERMS.title: SCHEMA.name,
    PUB.subtitle: SCHEMA.alternativeHeadline,
    DCTERMS.alternative: SCHEMA.alternateName,
    DCTERMS.creator: SCHEMA.author,
    DCTERMS.contributor: SCHEMA.contributor,
    DCTERMS.publisher: SCHEMA.publisher,
    DCTERMS.issued: SCHEMA.datePublished,
    DCTERMS.abstract: SCHEMA.abstract,
    DCTERMS.description: SCHEMA.description,
    DCTERMS.subject: SCHEMA.about,
    DCTERMS.temporal: SCHEMA.temporalCoverage,
    DCTERMS.spatial: SCHEMA.spatialCoverage,
    DCTERMS.isPartOf: SCHEMA.isPartOf,
    PUB.numberInSeries: SCHEMA.position,
    DCTERMS.identifier: SCHEMA.identifier,
    PUB.doi: SCHEMA.identifier,
    PUB.isbn: SCHEMA.isbn,
    PUB.issn: SCHEMA.issn,
    DCTERMS.license: SCHEMA.license,
    DCTERMS.rights: SCHEMA.copyrightNotice,
    PUB.edition: SCHEMA.version,
    DCTERMS.isVersionOf: SCHEMA.exampleOfWork,
    FOAF.name: SCHEMA.name,
    FOAF.givenName: SCHEMA.givenName,
    FOAF.familyName: SCHEMA.familyName,
    FOAF.homepage: SCHEMA.url,
    OWL.sameAs: SCHEMA.sameAs,
    ORG.subOrganizationOf: SCHEMA.parentOrganization,
    ORG.memberOf: SCHEMA.memberOf,
    SKOS.prefLabel: SCHEMA.name,
    SKOS.altLabel: SCHEMA.alternateName,
    SKOS.definition: SCHEMA.description,
    SKOS.inScheme: SCHEMA.inDefinedTermSet,
    SKOS.notation: SCHEMA.termCode,
    SKOS.exactMatch: SCHEMA.sameAs,
    DCAT.dataset: SCHEMA.dataset,
    DCAT.mediaType: SCHEMA.encodingFormat,
    DCAT.byteSize: SCHEMA.contentSize,
    DCAT.downloadURL: SCHEMA.contentUrl,
}

#: Pairs that say the same from either end; each is the other's inverse.
INVERSES = {
    DCTERMS.isVersionOf: DCTERMS.hasVersion,
    DCTERMS.replaces: DCTERMS.isReplacedBy,
    DCTERMS.isPartOf: DCTERMS.hasPart,
    SCHEMA.exampleOfWork: SCHEMA.workExample,
    SCHEMA.translationOfWork: SCHEMA.workTranslation,
    SCHEMA.isPartOf: SCHEMA.hasPart,
    SCHEMA.parentOrganization: SCHEMA.subOrganization,
    SKOS.broader: SKOS.narrower,
    SKOS.related: SKOS.related,
    SKOS.topConceptOf: SKOS.hasTopConcept,
    ORG.subOrganizationOf: ORG.hasSubOrganization,
}

#: A class and the classes whose members its members also are.
CLASSES = {
    PUB.Work: (SCHEMA.CreativeWork,),
    PUB.Publication: (DCTERMS.BibliographicResource,),
    PUB.StatedEdition: (SCHEMA.CreativeWork,),
    FOAF.Organization: (SCHEMA.Organization,),
    FOAF.Person: (SCHEMA.Person,),
    SKOS.Concept: (SCHEMA.DefinedTerm,),
    SKOS.ConceptScheme: (SCHEMA.DefinedTermSet,),
    DCAT.Catalog: (SCHEMA.DataCatalog,),
    DCAT.Dataset: (SCHEMA.Dataset,),
    DCAT.Distribution: (SCHEMA.MediaObject,),
    DCAT.DataService: (SCHEMA.WebAPI,),
}
