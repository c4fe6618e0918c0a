"""Licences: what they are called, that of the metadata, and what may be done with a publication."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from publod.bibliography.entry import Entry
from publod.bibliography.identifiers import files_of, is_absolute
from publod.bibliography.titles_and_labels import Text, all_of
from publod.bibliography.triple_index import Statements
from publod.rdf import Triple, iri_of, term_of_iri
from publod.vocabulary import DCAT, DCTERMS, RDF

#: The path of the catalogue's own record.
CATALOG = "catalog"
#: Licences of Creative Commons: the deed, a translation of it, or the legal code.
CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z+-]+)/([\d.]+)(?:/.*)?"
)
_PUBLIC_DOMAIN = {"zero": "CC0", "mark": "Public Domain Mark"}
#: What other well-known licences of data and of publications are called.
_NAMES = {
    "http://data.europa.eu/eli/dec_impl/2017/863/oj": "EUPL 1.2",
    "http://publications.europa.eu/resource/authority/licence/COM_REUSE": "Commission reuse notice",
    "https://data.norge.no/nlod/no/2.0": "NLOD 2.0",
    "https://opendatacommons.org/licenses/by/1-0/": "ODC-By 1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/": "ODbL 1.0",
    "https://opendatacommons.org/licenses/pddl/1-0/": "PDDL 1.0",
    "https://www.govdata.de/dl-de/by-2-0": "dl-de/by-2-0",
    "https://www.govdata.de/dl-de/zero-2-0": "dl-de/zero-2-0",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/": "OGL UK 3.0",
}
_TYPE, _CATALOG_CLASS = term_of_iri(RDF.type), term_of_iri(DCAT.Catalog)


class CatalogueNodes(NamedTuple):
    """The IRIs of the catalogue and of the data set of its descriptions."""

    catalog: str
    dataset: str


def catalogue_nodes(document: str, triples: Iterable[Triple]) -> CatalogueNodes:
    """What the record ``document`` of a catalogue describes; the usual IRIs where it names none."""
    triples = list(triples)
    catalogs = sorted(
        iri_of(s)
        for s, p, o in triples
        if (p, o) == (_TYPE, _CATALOG_CLASS) and s.startswith((f"<{document}>", f"<{document}#"))
    )
    usual = f"{document}#it"
    catalog = usual if usual in catalogs or not catalogs else catalogs[0]
    base = document.removesuffix(CATALOG)
    datasets = Statements(triples).iris(term_of_iri(catalog), DCAT.dataset)
    named = {iri for iri in datasets if iri.startswith(base)}
    usual = f"{document}#dataset"
    return CatalogueNodes(catalog, min(named) if named and usual not in named else usual)


def licence_of_metadata(document: str, triples: Iterable[Triple]) -> str:
    """The IRI of the licence of all descriptions, by the record of the catalogue; '' for none."""
    triples = list(triples)
    nodes, statements = catalogue_nodes(document, triples), Statements(triples)
    for node in (nodes.dataset, nodes.catalog):
        if stated := statements.iris(term_of_iri(node), DCTERMS.license):
            return min(stated)
    return ""


def name_of_licence(iri: str) -> str:
    """What a well-known licence is called, such as ``CC BY 4.0``; '' for any other IRI."""
    if match := CREATIVE_COMMONS.fullmatch(iri):
        name = _PUBLIC_DOMAIN.get(match[2]) if match[1] == "publicdomain" else None
        return f"{name or 'CC ' + match[2].upper()} {match[3]}"
    return _NAMES.get(iri) or _NAMES.get(iri.rstrip("/") + "/", "")


@dataclass(frozen=True, slots=True)
class Rights:
    """The licence as an IRI and its name, and what is said of rights in words.

    ``is_open``: the catalogue leads to a file that anyone can fetch. Nothing more is concluded; a
    publication without a file here may well be open elsewhere.
    """

    licence: str
    name: str
    statements: tuple[Text, ...]
    is_open: bool


def rights_of(entry: Entry) -> Rights:
    """The rights of a publication; those of its description are the catalogue's."""
    licence = entry.licence if is_absolute(entry.licence) else ""
    name = name_of_licence(licence) or licence
    return Rights(licence, name, tuple(all_of(entry.rights)), bool(files_of(entry)))
