"""Which terms a vocabulary has: publod's own, and those that catalogues use most.

The lists are rdflib's, with what has come since. A namespace that is not here is not judged.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache, lru_cache

from rdflib import namespace as ns
from rdflib.namespace import DefinedNamespace

from publod.vocabulary import PUB

_DEFINED: tuple[type[DefinedNamespace], ...] = (
    ns.DC, ns.DCAT, ns.DCMITYPE, ns.DCTERMS, ns.FOAF, ns.ORG, ns.OWL, ns.PROV, ns.RDF, ns.RDFS,
    ns.SDO, ns.SH, ns.SKOS, ns.VOID,
)  # fmt: skip
#: https://www.w3.org/TR/vocab-dcat-3/, where rdflib has version 2.
_DCAT_3 = (
    "DatasetSeries first hasCurrentVersion hasVersion inSeries isVersionOf last next nextVersion "
    "prev previousVersion resource seriesMember version"
)
#: https://www.w3.org/TR/vocab-adms/
_ADMS = (
    "Asset AssetDistribution AssetRepository Identifier identifier includedAsset "
    "interoperabilityLevel last next prev representationTechnique sample schemaAgency status "
    "supportedSchema translation versionNotes"
)
#: Namespaces that people take for those that are used here.
_MISTAKEN = {
    "http://schema.org/": "https://schema.org/",
    "https://purl.org/dc/terms/": "http://purl.org/dc/terms/",
    "http://purl.org/dc/terms#": "http://purl.org/dc/terms/",
    "https://www.w3.org/2004/02/skos/core#": "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/2004/02/skos/core/": "http://www.w3.org/2004/02/skos/core#",
    "https://xmlns.com/foaf/0.1/": "http://xmlns.com/foaf/0.1/",
    "https://www.w3.org/ns/dcat#": "http://www.w3.org/ns/dcat#",
}


@cache
def _vocabularies() -> dict[str, frozenset[str]]:
    found = {
        str(defined): frozenset(
            name
            for one in defined.__mro__
            if issubclass(one, DefinedNamespace)
            for name in (*one.__annotations__, *one._extras)
            if not name.startswith("_")
        )
        for defined in _DEFINED
    }
    found[str(ns.DCAT)] |= set(_DCAT_3.split())
    found["http://www.w3.org/ns/adms#"] = frozenset(_ADMS.split())
    found[PUB.iri] = frozenset(term.removeprefix(PUB.iri) for term in PUB)
    return found


def _split(iri: str) -> tuple[str, str]:
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


@lru_cache(maxsize=4096)
def is_known(iri: str) -> bool:
    """Whether a vocabulary has a term; True for a vocabulary whose terms are not known here."""
    namespace, name = _split(iri)
    if namespace in _MISTAKEN:
        return False
    names = _vocabularies().get(namespace)
    if names is None or not name or name in names:
        return True
    return namespace == str(ns.RDF) and name[:1] == "_" and name[1:].isdigit()


def is_own_class(iri: str) -> bool:
    """Whether a term of publod's own vocabulary is a class; the others are properties."""
    name = iri.removeprefix(PUB.iri)
    return name != iri and name[:1].isupper() and name in _vocabularies()[PUB.iri]


@lru_cache(maxsize=4096)
def meant(iri: str, *, class_: bool) -> str:
    """The term that was probably meant by one that there is not; '' if there is none like it."""
    namespace, name = _split(iri)
    namespace = _MISTAKEN.get(namespace, namespace)
    names = _vocabularies().get(namespace, frozenset())
    if name in names:
        return namespace + name
    alike = [n for n in names if n[:1].isupper() == class_]
    return next((namespace + found for found in get_close_matches(name, alike, 1)), "")
