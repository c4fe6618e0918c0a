"""What the record of the catalogue says of it and of its publisher, for descriptions of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from rdflib import Graph, Literal, URIRef

from publod.bibliography.catalogue_languages import catalogue_languages, in_page_languages
from publod.bibliography.dates import timestamp
from publod.bibliography.licence import (
    CATALOG,
    CREATIVE_COMMONS,
    catalogue_nodes,
    licence_of_metadata,
)
from publod.bibliography.link_safety import is_harmful, may_be_link
from publod.bibliography.record_summary import record_path_of
from publod.messages import N_, Message
from publod.rdf import graph_of, triples_of
from publod.record_repository import Repository
from publod.vocabulary import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Vocabulary

_TITLE = N_("Publications")
_DESCRIPTION = N_(
    "What agencies have published, described as linked data: works, editions, agents, subjects."
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
        return self.texts(self.catalog, DCTERMS.title) or literals(_TITLE)

    def descriptions(self, node: URIRef) -> list[Literal]:
        """What the catalogue, or its data set, is about."""
        return (
            self.texts(node, DCTERMS.description)
            or self.texts(self.catalog, DCTERMS.description)
            or literals(_DESCRIPTION)
        )

    def texts(self, node: URIRef, predicate: URIRef) -> list[Literal]:
        """The literals that a node has, sorted."""
        return sorted(o for o in self.graph.objects(node, predicate) if isinstance(o, Literal))

    def iris(self, node: URIRef, predicate: URIRef) -> list[URIRef]:
        """The IRIs that a node has and portals may be given, sorted."""
        iris = (o for o in self.graph.objects(node, predicate) if isinstance(o, URIRef))
        return sorted(o for o in iris if not is_harmful(o))


def read(repository: Repository) -> CatalogueRecord:
    """The record of the catalogue, as far as there is one."""
    document = repository.base_url + CATALOG
    triples = list(triples_of(repository.graphs([CATALOG]).get(CATALOG, "")))
    nodes = catalogue_nodes(document, triples)
    licence = licence_of_metadata(document, triples)
    return CatalogueRecord(
        graph_of(triples),
        URIRef(nodes.catalog),
        URIRef(nodes.dataset),
        (URIRef(licence),) if licence else (),
    )


def literals(message: Message) -> list[Literal]:
    """A text of publod's own in the languages of the catalogue's pages."""
    return [Literal(text, lang=tag) for tag, text in in_page_languages(message).items()]


def time_literal(seconds: int) -> Literal:
    """UTC epoch seconds as an ``xsd:dateTime``."""
    return Literal(timestamp(seconds), datatype=XSD.dateTime, normalize=False)


def known_licence(licence: URIRef) -> URIRef:
    """A licence of Creative Commons by the one name that the European portals know it by."""
    match = CREATIVE_COMMONS.fullmatch(licence)
    if match is None:
        return licence
    return URIRef("http://creativecommons.org/{}/{}/{}/".format(*match.groups()))


@dataclass(frozen=True)
class Responsible:
    """Who publishes the catalogue, or whom to ask about it: names by language.

    ``iri`` names them, ``path`` is that of their record here, if there is one; ``address`` is a
    web page or a ``mailto:`` address. Each is '' where the record of the catalogue has none.
    """

    names: Mapping[str, str]
    iri: str = ""
    path: str = ""
    address: str = ""


def responsible(
    repository: Repository,
) -> tuple[tuple[Responsible, ...], tuple[Responsible, ...]]:
    """The publishers (``dcterms:publisher``) and the contacts (``dcat:contactPoint``)."""
    record = read(repository)
    publishers = (
        _responsible(repository, record, iri, (FOAF.homepage,))
        for iri in record.iris(record.catalog, DCTERMS.publisher)
    )
    contacts = (
        _responsible(repository, record, iri, (VCARD.hasEmail, VCARD.hasURL, FOAF.homepage))
        for iri in record.iris(record.catalog, DCAT.contactPoint)
    )
    return tuple(filter(None, publishers)), tuple(filter(None, contacts))


def _responsible(
    repository: Repository, record: CatalogueRecord, iri: URIRef, addresses: Iterable[URIRef]
) -> Responsible | None:
    """None for what should be described in this catalogue and is not."""
    path = record_path_of(iri, repository.base_url)
    is_own = path == CATALOG  # a contact may be described in the record of the catalogue itself
    graph = record.graph if is_own else _graph_of_agent(repository, iri)
    names = {
        name.language or "": str(name)
        for predicate in (SKOS.prefLabel, VCARD.fn, FOAF.name)
        for name in graph.objects(iri, predicate)
        if isinstance(name, Literal)
    }
    found = [
        str(address)
        for predicate in addresses
        for address in sorted(graph.objects(iri, predicate), key=str)
        if may_be_link(str(address)) and ":" in str(address)
    ]
    if not (found or names) and iri.startswith(repository.base_url):
        return None
    if not (found or names) and may_be_link(iri):
        found = [str(iri)]  # such as mailto:…
    return Responsible(names, str(iri), path if graph and not is_own else "", next(iter(found), ""))


_ORGANISATION = "http://dataportal.se/organisation/SE"
_NUMBER = re.compile(r"(?:SE|16)?(\d{6})-?(\d{4})")


def add_publisher(graph: Graph, repository: Repository, record: CatalogueRecord) -> URIRef:
    """Describe the publisher; returns the IRI under which the portals know it.

    Where the record names none, it is whoever has the host of the base URL.
    """
    stated = record.iris(record.catalog, DCTERMS.publisher)
    stated = stated or record.iris(record.dataset, DCTERMS.publisher)
    base = repository.base_url
    host = Literal(urlsplit(base).hostname or base)
    if not stated:
        agent = URIRef(f"{base}datasets/dcat#publisher")
        graph.add((agent, RDF.type, FOAF.Agent))
        graph.add((agent, FOAF.name, host))
        return agent
    named = stated[0]
    agent_graph = _graph_of_agent(repository, named)
    agent = next(
        (
            URIRef(_ORGANISATION + number)
            for value in sorted(map(str, agent_graph.objects(named, DCTERMS.identifier)))
            if (number := organisation_number(value))
        ),
        named,
    )
    graph.add((agent, RDF.type, FOAF.Agent))
    names = [
        name
        for predicate in (FOAF.name, SKOS.prefLabel)
        for name in agent_graph.objects(named, predicate)
        if isinstance(name, Literal)
    ]
    for name in names or [Literal(urlsplit(named).hostname or named)]:
        graph.add((agent, FOAF.name, name))
    for page in agent_graph.objects(named, FOAF.homepage):
        if isinstance(page, URIRef) and not is_harmful(page):
            graph.add((agent, FOAF.homepage, page))
            graph.add((page, RDF.type, FOAF.Document))
    return agent


def add_contact(graph: Graph, repository: Repository, publisher: URIRef, email: str) -> URIRef:
    """Describe the contact, which is never the publisher itself; ``email`` is an address."""
    contact = URIRef(f"{repository.base_url}datasets/dcat#contact")
    # DCAT-AP asks for the first class, DCAT-AP-SE for the second.
    graph.add((contact, RDF.type, VCARD.Kind))
    graph.add((contact, RDF.type, VCARD.Organization))
    # One name: vCard (RFC 6350 §6.2.1) would take several for several ways to write it.
    names = sorted(graph.objects(publisher, FOAF.name), key=_rank)
    graph.add((contact, VCARD.fn, names[0]))
    graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{email}")))
    graph.add((contact, VCARD.hasURL, URIRef(f"{repository.base_url}about")))
    return contact


def organisation_number(text: str) -> str:
    """The ten digits of a Swedish organisation number; '' for what is none.

    The third digit is 2 at least, and the last is a check digit (Skatteverket, SKV 709).
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return ""
    digits = match[1] + match[2]
    doubled = (int(d) * (2 - place % 2) for place, d in enumerate(digits))
    valid = sum(n // 10 + n % 10 for n in doubled) % 10 == 0
    return digits if valid and digits[2] >= "2" else ""


def _graph_of_agent(repository: Repository, agent: URIRef) -> Graph:
    """What the record of an agent says; nothing of one that is described elsewhere."""
    path = record_path_of(agent, repository.base_url)
    return graph_of(triples_of(repository.graphs([path]).get(path, "")))


def _rank(name: object) -> tuple[int, str]:
    """The order of names, those in the languages that the catalogue prefers first."""
    order = catalogue_languages().headings
    language = name.language if isinstance(name, Literal) else None
    return order.index(language) if language in order else len(order), str(name)


ACCESS = Vocabulary("dcterms", "http://purl.org/dc/terms/", "accessRights")
VCARD = Vocabulary(
    "vcard", "http://www.w3.org/2006/vcard/ns#", "Kind Organization fn hasEmail hasURL"
)
SPDX = Vocabulary(
    "spdx", "http://spdx.org/rdf/terms#", "Checksum algorithm checksumValue checksum "
    "checksumAlgorithm_sha256",
)  # fmt: skip
#: What VoID (https://www.w3.org/TR/void/) counts.
VOID_COUNTS = Vocabulary(
    "void", "http://rdfs.org/ns/void#",
    "DatasetDescription distinctSubjects properties classes documents "
    "classPartition propertyPartition class property",
)  # fmt: skip
#: … and what leads from one data set to another.
VOID_LINKS = Vocabulary(
    "void", "http://rdfs.org/ns/void#",
    "Linkset subset subjectsTarget objectsTarget linkPredicate",
)  # fmt: skip
#: What DCAT-AP has of its own (https://semiceu.github.io/DCAT-AP/releases/3.0.1/).
DCAT_AP = Vocabulary("dcatap", "http://data.europa.eu/r5r/", "availability")
#: EU authority tables (https://op.europa.eu/en/web/eu-vocabularies/authority-tables).
EU = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
