"""The dumps that can be fetched, each file as a distribution of the data set.

DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/#Class:Distribution), with SPDX checksums (§6.8.23).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rdflib import Graph, Literal, URIRef

from publod.repository import Repository
from publod.services import catalogue_record
from publod.services.dataset_terms import MEDIA_TYPES, SPDX
from publod.services.dumps.dump_writer import COMPRESSED, Dump
from publod.vocabulary import DCAT, DCTERMS, RDF, XSD


def describe(repository: Repository, dumps: Iterable[Dump]) -> Graph:
    """The distributions, with the IRIs of their files. The checksum's node is in the list."""
    base = repository.base_url
    record = catalogue_record.read(repository)
    graph = Graph(bind_namespaces="none")
    graph.add((record.dataset, RDF.type, DCAT.Dataset))
    for dump in dumps:
        stamp = datetime.fromtimestamp(dump.commit.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for file in dump.files:
            node, checksum = URIRef(f"{base}dumps/{file.name}"), URIRef(f"{base}dumps#{file.name}")
            graph.add((record.dataset, DCAT.distribution, node))
            graph.add((node, RDF.type, DCAT.Distribution))
            graph.add((node, DCTERMS.title, Literal(file.name)))
            for licence in record.licences:
                graph.add((node, DCTERMS.license, licence))
            graph.add((node, DCTERMS.issued, Literal(stamp, datatype=XSD.dateTime)))
            graph.add((node, DCAT.accessURL, URIRef(f"{base}dumps")))
            graph.add((node, DCAT.downloadURL, node))
            graph.add((node, DCAT.mediaType, URIRef(MEDIA_TYPES + file.form.media_type)))
            graph.add((node, DCAT.compressFormat, URIRef(MEDIA_TYPES + COMPRESSED)))
            size = Literal(str(file.size), datatype=XSD.nonNegativeInteger)
            graph.add((node, DCAT.byteSize, size))
            graph.add((node, SPDX.checksum, checksum))
            graph.add((checksum, RDF.type, SPDX.Checksum))
            graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
            digits = Literal(file.sha256, datatype=URIRef(XSD.iri + "hexBinary"), normalize=False)
            graph.add((checksum, SPDX.checksumValue, digits))
    return graph
