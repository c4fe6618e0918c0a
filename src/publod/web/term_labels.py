"""What terms, and things that the catalogue does not describe, are called."""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef

from publod.bibliography.external_labels import external_label
from publod.vocabulary import DCTERMS, RDFS, SKOS
from publod.web.record_names import Value, nearest, short_url

#: What a term is called by; the first that it has counts.
NAMES_OF_TERMS = (RDFS.label, SKOS.prefLabel, DCTERMS.title)


def text_of(graph: Graph, thing: URIRef, predicate: URIRef, language: str) -> Value:
    """One of the texts of a thing, in the reader's language if there is one in it."""
    texts = {
        value.language or "": str(value)
        for value in graph.objects(thing, predicate)
        if isinstance(value, Literal)
    }
    return nearest(texts, language) if texts else Value("")


def label_of(terms: Graph, iri: str, language: str) -> Value:
    """What the vocabularies that a catalogue is written in call a term; '' where they do not."""
    texts = (text_of(terms, URIRef(iri), predicate, language) for predicate in NAMES_OF_TERMS)
    return next((text for text in texts if text.text), Value(""))


def name_of_iri(terms: Graph, iri: str, language: str) -> Value:
    """A thing of elsewhere by the name that registers or ``terms`` have for it, or its address."""
    if known := external_label(iri).get(language):
        return Value(known)
    label = label_of(terms, iri, language)
    return label if label.text else Value(short_url(iri))
