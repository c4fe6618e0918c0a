"""Who publishes the catalogue and whom to write to, as DCAT-AP-SE wants to be told.

https://docs.dataportal.se/dcat/docs/harvesting/ says how agencies are named, so that what one has
published is found together wherever it was harvested from.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from rdflib import Graph, Literal, URIRef

from publod.bibliography.link_safety import is_harmful
from publod.rdf import graph_of, triples_of
from publod.repository import Repository
from publod.services.catalogue_record import CatalogueRecord
from publod.services.dataset_terms import VCARD
from publod.vocabulary import DCTERMS, FOAF, RDF, SKOS

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
    said = _said(repository, named)
    agent = next(
        (
            URIRef(_ORGANISATION + number)
            for value in sorted(map(str, said.objects(named, DCTERMS.identifier)))
            if (number := organisation_number(value))
        ),
        named,
    )
    graph.add((agent, RDF.type, FOAF.Agent))
    names = [
        name
        for predicate in (FOAF.name, SKOS.prefLabel)
        for name in said.objects(named, predicate)
        if isinstance(name, Literal)
    ]
    for name in names or [Literal(urlsplit(named).hostname or named)]:
        graph.add((agent, FOAF.name, name))
    for page in said.objects(named, FOAF.homepage):
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
    names = sorted(graph.objects(publisher, FOAF.name), key=_swedish_first)
    graph.add((contact, VCARD.fn, names[0]))
    graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{email}")))
    graph.add((contact, VCARD.hasURL, URIRef(f"{repository.base_url}about")))
    return contact


def organisation_number(text: str) -> str:
    """The ten digits of a Swedish organisation number; '' for what is none.

    The third digit is 2 at least, and the last is a check digit (Skatteverket, SKV 709).
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return ""
    digits = found[1] + found[2]
    doubled = (int(d) * (2 - place % 2) for place, d in enumerate(digits))
    valid = sum(n // 10 + n % 10 for n in doubled) % 10 == 0
    return digits if valid and digits[2] >= "2" else ""


def _said(repository: Repository, agent: URIRef) -> Graph:
    """What the record of an agent says; nothing of one that is described elsewhere."""
    path = agent.partition("#")[0].removeprefix(repository.base_url)
    return graph_of(triples_of(repository.holdings.graphs([path]).get(path, "")))


def _swedish_first(name: object) -> tuple[bool, str]:
    return not (isinstance(name, Literal) and name.language == "sv"), str(name)
