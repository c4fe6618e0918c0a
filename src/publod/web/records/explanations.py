"""What labels mean, for readers who are no librarians: a sentence or two, after the ontology."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import URIRef

from publod.vocabulary import DCTERMS, OWL, PUB, SCHEMA, SKOS

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
    DCTERMS.isPartOf: _("The series that the publication came out in. Its page lists the others."),
    DCTERMS.audience: _("Those whom the publication was written for, or who will find it of use."),
    DCTERMS.spatial: _("The place that the content is about."),
    OWL.sameAs: _("The same body or person in other registers."),
    SKOS.exactMatch: _("The same idea in other vocabularies."),
    SKOS.closeMatch: _("Nearly the same idea in other vocabularies."),
}


def term_id(predicate: URIRef) -> str:
    """The id that the explanation of a property has on a page; '' if there is none."""
    if predicate not in EXPLANATIONS:
        return ""
    return "page-about-" + str(predicate).replace("#", "/").rpartition("/")[2].lower()


#: The explanations by their ids.
EXPLAINED: dict[str, LazyString] = {term_id(p): text for p, text in EXPLANATIONS.items()}
