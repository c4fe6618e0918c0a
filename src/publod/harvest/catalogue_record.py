"""What the record of the catalogue says of it, for descriptions of the catalogue as a data set.

The record is that of the address ``catalog``. There need not be one; what it does not say is then
said in general terms, which hold for every catalogue of this service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef

from publod.repository import Repository
from publod.syntax import graph_of, triples_of
from publod.vocabulary import CC0, DCAT, DCTERMS, RDF

_PATH = "catalog"
_TITLES = ("Publikationer", "Publications")
_DESCRIPTIONS = (
    "Skrifter från myndigheter beskrivna som länkade data: verk, utgåvor, aktörer och ämnen.",
    "What agencies have published, described as linked data: works, editions, agents, subjects.",
)
_CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/([0-9.]+)(?:/.*)?"
)


@dataclass(frozen=True)
class CatalogueRecord:
    """The graph of the record, and the IRIs of the catalogue and of the one data set in it."""

    graph: Graph
    catalog: URIRef
    dataset: URIRef

    def titles(self) -> list[Literal]:
        """What the catalogue is called."""
        return self.texts(self.catalog, DCTERMS.title) or both(_TITLES)

    def descriptions(self, node: URIRef) -> list[Literal]:
        """What the catalogue, or its data set, is about."""
        return (
            self.texts(node, DCTERMS.description)
            or self.texts(self.catalog, DCTERMS.description)
            or both(_DESCRIPTIONS)
        )

    def licence(self) -> URIRef:
        """The licence of the descriptions."""
        for node in (self.dataset, self.catalog):
            if found := self.iris(node, DCTERMS.license):
                return found[0]
        return CC0

    def texts(self, node: URIRef, predicate: URIRef) -> list[Literal]:
        """The literals that a node has, sorted."""
        return sorted(o for o in self.graph.objects(node, predicate) if isinstance(o, Literal))

    def iris(self, node: URIRef, predicate: URIRef) -> list[URIRef]:
        """The IRIs that a node has, sorted."""
        return sorted(o for o in self.graph.objects(node, predicate) if isinstance(o, URIRef))


def read(repository: Repository) -> CatalogueRecord:
    """The record of the catalogue, as far as there is one."""
    document = repository.base_url + _PATH
    text = repository.holdings.graphs([_PATH]).get(_PATH, "")
    graph = graph_of(triples_of(text))
    catalogs = sorted(
        s for s in graph.subjects(RDF.type, DCAT.Catalog)
        if isinstance(s, URIRef) and s.partition("#")[0] == document
    )  # fmt: skip
    usual = URIRef(f"{document}#it")
    catalog = usual if usual in catalogs or not catalogs else catalogs[0]
    named = {
        o for o in graph.objects(catalog, DCAT.dataset)
        if isinstance(o, URIRef) and o.startswith(repository.base_url)
    }  # fmt: skip
    dataset = URIRef(f"{document}#dataset")
    if named and dataset not in named:
        dataset = min(named)
    return CatalogueRecord(graph, catalog, dataset)


def both(texts: Iterable[str]) -> list[Literal]:
    """A text in Swedish and in English."""
    return [Literal(text, lang=tag) for text, tag in zip(texts, ("sv", "en"), strict=True)]


def known_licence(licence: URIRef) -> URIRef:
    """A licence of Creative Commons by the one name that the European portals know it by."""
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if found is None:
        return licence
    return URIRef("http://creativecommons.org/{}/{}/{}/".format(*found.groups()))
