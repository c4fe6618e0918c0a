"""What the record of the catalogue says of it, for descriptions of the catalogue as a data set.

The record is that of the address ``catalog``. There need not be one; what it does not say is then
said in general terms, which hold for every catalogue of this service.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef

from publod.bibliography.licence import (
    CATALOG,
    CREATIVE_COMMONS,
    catalogue_nodes,
    licence_of_metadata,
)
from publod.bibliography.link_safety import is_harmful
from publod.rdf import graph_of, triples_of
from publod.repository import Repository
from publod.vocabulary import DCTERMS

_TITLES = ("Publikationer", "Publications")
_DESCRIPTIONS = (
    "Skrifter från myndigheter beskrivna som länkade data: verk, utgåvor, aktörer och ämnen.",
    "What agencies have published, described as linked data: works, editions, agents, subjects.",
)


@dataclass(frozen=True)
class CatalogueRecord:
    """The graph of the record, and the IRIs of the catalogue and of the one data set in it.

    ``licences`` has that of the descriptions, and is empty where the record states none.
    """

    graph: Graph
    catalog: URIRef
    dataset: URIRef
    licences: tuple[URIRef, ...]

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

    def texts(self, node: URIRef, predicate: URIRef) -> list[Literal]:
        """The literals that a node has, sorted."""
        return sorted(o for o in self.graph.objects(node, predicate) if isinstance(o, Literal))

    def iris(self, node: URIRef, predicate: URIRef) -> list[URIRef]:
        """The IRIs that a node has and portals may be given, sorted."""
        found = (o for o in self.graph.objects(node, predicate) if isinstance(o, URIRef))
        return sorted(o for o in found if not is_harmful(o))


def read(repository: Repository) -> CatalogueRecord:
    """The record of the catalogue, as far as there is one."""
    document = repository.base_url + CATALOG
    triples = list(triples_of(repository.holdings.graphs([CATALOG]).get(CATALOG, "")))
    nodes = catalogue_nodes(document, triples)
    licence = licence_of_metadata(document, triples)
    return CatalogueRecord(
        graph_of(triples),
        URIRef(nodes.catalog),
        URIRef(nodes.dataset),
        (URIRef(licence),) if licence else (),
    )


def both(texts: Iterable[str]) -> list[Literal]:
    """A text in Swedish and in English."""
    return [Literal(text, lang=tag) for text, tag in zip(texts, ("sv", "en"), strict=True)]


def known_licence(licence: URIRef) -> URIRef:
    """A licence of Creative Commons by the one name that the European portals know it by."""
    found = CREATIVE_COMMONS.fullmatch(licence)
    if found is None:
        return licence
    return URIRef("http://creativecommons.org/{}/{}/{}/".format(*found.groups()))
