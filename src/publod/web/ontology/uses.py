"""How often each term is used in this catalogue, and the addresses of queries that list where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from publod.services.dumps.tally import Counts
from publod.validation.report import shortened
from publod.vocabulary import PREFIXES
from publod.web.ontology.examples import uses_query
from publod.web.results.record_names import numeral

#: The titles of vocabularies, by prefix; a title is not translated.
TITLES = {
    "dcterms": "Dublin Core Terms", "schema": "schema.org", "skos": "SKOS", "foaf": "FOAF",
    "dcat": "DCAT", "org": "The Organization Ontology", "bibo": "Bibliographic Ontology",
    "owl": "OWL", "rdf": "RDF", "rdfs": "RDF Schema", "hydra": "Hydra", "void": "VoID",
    "sh": "SHACL", "xsd": "XML Schema",
}  # fmt: skip
#: What a prefixed name may have after its colon, of all that SPARQL §19.8 allows (PN_LOCAL).
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
#: What an IRI may not have (SPARQL §19.8, IRIREF).
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


@dataclass(frozen=True, slots=True)
class Use:
    """A term and how often it is used.

    ``count`` is the number of things of a class, or of statements with a property; None where
    nobody has counted. ``number`` is that for reading, and ``query`` what follows ``sparql?`` in
    the address of a list of them, '' where there is none.
    """

    iri: str
    name: str
    is_class: bool
    count: int | None
    number: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The terms of one vocabulary; ``prefix`` is '' for those of all that have no known one."""

    prefix: str
    title: str
    namespace: str
    uses: tuple[Use, ...]


def use_of(iri: str, *, is_class: bool, counts: Counts, language: str) -> Use:
    """A term with its number, which is 0 only if its like were counted and it was not found."""
    told = counts.classes if is_class else counts.properties
    count = told.get(iri, 0) if told else None
    name = shortened(iri)
    query = address(uses_query(spelled(iri), is_class=is_class)) if count else ""
    number = numeral(count, language) if count is not None else ""
    return Use(iri, name, is_class, count, number, query)


def others(counts: Counts, own: str, language: str) -> tuple[Section, ...]:
    """The terms in use of other vocabularies than that of the namespace ``own``.

    In the order in which people read vocabularies, classes first.
    """
    found: dict[str, list[Use]] = {}
    for told, is_class in ((counts.classes, True), (counts.properties, False)):
        for iri in sorted(told):
            if not iri.startswith(own):
                prefix = next((p for p, start in PREFIXES.items() if iri.startswith(start)), "")
                use = use_of(iri, is_class=is_class, counts=counts, language=language)
                found.setdefault(prefix, []).append(use)
    return tuple(
        Section(prefix, TITLES.get(prefix, prefix), PREFIXES.get(prefix, ""), tuple(found[prefix]))
        for prefix in (*PREFIXES, "")
        if prefix in found
    )


def spelled(iri: str) -> str:
    """An IRI as a query has it: with a prefix that needs no declaration, or else whole."""
    prefix, _, local = shortened(iri).partition(":")
    if prefix in PREFIXES and _LOCAL.fullmatch(local):
        return f"{prefix}:{local}"
    return "<" + _NOT_IN_IRI.sub(lambda found: f"%{ord(found[0]):02X}", iri) + ">"


def address(query: str) -> str:
    """What follows ``sparql?`` in the address of a page with the answer to a query."""
    return urlencode({"query": query, "format": "html"})
