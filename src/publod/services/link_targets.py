"""Data sets elsewhere that this one links to, for the linksets of VoID (§5 there)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from publod.rdf import Triple, iri_of, is_iri


class LinkTarget(NamedTuple):
    """A data set. ``name`` is for addresses, ``space`` is how the IRIs of its things begin."""

    name: str
    title: str
    space: str
    homepage: str


#: Where one space lies within another, the longer one comes first.
TARGETS: tuple[LinkTarget, ...] = (
    LinkTarget("wikidata", "Wikidata", "http://www.wikidata.org/entity/", "https://www.wikidata.org/"),
    LinkTarget("geonames", "GeoNames", "https://sws.geonames.org/", "https://www.geonames.org/"),
    LinkTarget("geonames-http", "GeoNames", "http://sws.geonames.org/", "https://www.geonames.org/"),
    LinkTarget(
        "lcsh", "Library of Congress Subject Headings", "http://id.loc.gov/authorities/subjects/",
        "https://id.loc.gov/authorities/subjects.html",
    ),
    LinkTarget(
        "lc-names", "Library of Congress Names", "http://id.loc.gov/authorities/names/",
        "https://id.loc.gov/authorities/names.html",
    ),
    LinkTarget(
        "lc-vocabularies", "Vocabularies of the Library of Congress", "http://id.loc.gov/vocabulary/",
        "https://id.loc.gov/",
    ),
    LinkTarget("eurovoc", "EuroVoc", "http://eurovoc.europa.eu/", "https://op.europa.eu/en/web/eu-vocabularies/dataset/-/resource?uri=http://publications.europa.eu/resource/dataset/eurovoc"),
    LinkTarget("yso", "General Finnish Ontology (YSO)", "http://www.yso.fi/onto/yso/", "https://finto.fi/yso/"),
    LinkTarget(
        "eu-languages", "EU authority table of languages",
        "http://publications.europa.eu/resource/authority/language/",
        "https://op.europa.eu/en/web/eu-vocabularies/authority-tables",
    ),
    LinkTarget(
        "eu-tables", "EU authority tables", "http://publications.europa.eu/resource/authority/",
        "https://op.europa.eu/en/web/eu-vocabularies/authority-tables",
    ),
    LinkTarget("kb-terms", "id.kb.se", "https://id.kb.se/term/", "https://id.kb.se/"),
    LinkTarget("ror", "ROR", "https://ror.org/", "https://ror.org/"),
    LinkTarget("isni", "ISNI", "https://isni.org/isni/", "https://isni.org/"),
    LinkTarget("orcid", "ORCID", "https://orcid.org/", "https://orcid.org/"),
    LinkTarget("viaf", "VIAF", "http://viaf.org/viaf/", "https://viaf.org/"),
)  # fmt: skip

#: Numbers of statements by the name of a target and the IRI of a property.
Links = Mapping[str, Mapping[str, int]]


class LinkCounts:
    """Counts the statements by which things of the catalogue lead to things of the targets."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def add(self, triples: Iterable[Triple]) -> None:
        """Count those of the triples that lead to a target."""
        for _, predicate, value in triples:
            if is_iri(value) and (target := _target_of(value)):
                self._counts.setdefault(target.name, Counter())[predicate] += 1

    def links(self) -> Links:
        """What has been counted so far."""
        return {
            target: {iri_of(term): count for term, count in sorted(counts.items())}
            for target, counts in sorted(self._counts.items())
        }


def _target_of(term: str) -> LinkTarget | None:
    return next((target for target in TARGETS if term.startswith(target.space, 1)), None)
