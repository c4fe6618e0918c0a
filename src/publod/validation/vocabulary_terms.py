"""Which terms the vocabularies have that catalogues use, and which was probably meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from rdflib import Graph, URIRef
from rdflib import namespace as ns
from rdflib.namespace import DefinedNamespace

from publod.vocabulary import ADMS, BIBO, MARCREL, PUB

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
#: https://www.dublincore.org/specifications/bibo/bibo/, version 1.3
_BIBO = (
    "AcademicArticle Article AudioDocument AudioVisualDocument Bill Book BookSection Brief "
    "Chapter Code CollectedDocument Collection Conference CourtReporter Document DocumentPart "
    "DocumentStatus EditedBook Email Event Excerpt Film Hearing Image Interview Issue Journal "
    "LegalCaseDocument LegalDecision LegalDocument Legislation Letter Magazine Manual "
    "Manuscript Map MultiVolumeBook Newspaper Note Patent Performance Periodical "
    "PersonalCommunication PersonalCommunicationDocument Proceedings Quote ReferenceSource "
    "Report Series Slide Slideshow Specification Standard Statute Thesis ThesisDegree Webpage "
    "Website Workshop abstract affirmedBy annotates argued asin authorList chapter citedBy "
    "cites coden content contributorList court degree director distributor doi eanucc13 edition "
    "editor editorList eissn gtin14 handle identifier interviewee interviewer isbn isbn10 "
    "isbn13 issn issue issuer lccn locator number numPages numVolumes oclcnum organizer owner "
    "pageEnd pageStart pages performer pmid prefixName presentedAt presents producer recipient "
    "reproducedIn reversedBy reviewOf section shortDescription shortTitle sici status "
    "subsequentLegalDecision suffixName transcriptOf translationOf translator upc uri volume"
)
#: https://id.loc.gov/vocabulary/relators, as of 2026
_MARC_RELATORS = (
    "abr acp act adi adp aft anc anl anm ann ant ape apl app aqt arc ard arr art asg asn ato "
    "att auc aud aue aui aup aus aut bdd bjd bka bkd bkp blw bnd bpd brd brl bsl cad cas ccp "
    "chr cli cll clr clt cmm cmp cmt cnd cng cns coe col com con cop cor cos cot cou cov cpc "
    "cpe cph cpl cpt cre crp crr crt csl csp cst ctb cte ctg ctr cts ctt cur cwt dbd dbp dfd "
    "dfe dft dgc dgg dgs dis djo dln dnc dnr dpc dpt drm drt dsr dst dtc dte dtm dto dub edc "
    "edd edm edt egr elg elt eng enj etr evp exp fac fds fld flm fmd fmk fmo fmp fnd fon fpy "
    "frg gdv gis grt his hnr hst ill ilu ink ins inv isb itr ive ivr jud jug lbr lbt ldr led "
    "lee lel len let lgd lie lil lit lsa lse lso ltg ltr lyr mcp mdc med mfp mfr mka mod mon "
    "mrb mrk msd mte mtk mup mus mxe nan nrt onp opn org orm osp oth own pad pan pat pbd pbl "
    "pdr pfr pht plt pma pmn pnc pop ppm ppt pra prc prd pre prf prg prm prn pro prp prs prt "
    "prv pta pte ptf pth ptt pup rap rbr rcd rce rcp rdd red ren res rev rps rpt rpy rse rsg "
    "rsp rsr rst rth rtm rxa sad sce scl scr sde sds sec sfx sgd sgn sht sll sng spk spn spy "
    "srv std stg stl stm stn str swd tad tau tcd tch ths tld tlg tlh tlp trc trl tyd tyg uvp "
    "vac vdg vfx voc wac wal wam wat waw wdc wde wfs wfw win wit wpr wst wts"
)
#: By which it is told that a term is a class or a property.
_CLASSES = (ns.OWL.Class, ns.RDFS.Class)
_PROPERTIES = (
    ns.RDF.Property, ns.OWL.DatatypeProperty, ns.OWL.ObjectProperty, ns.OWL.AnnotationProperty,
)  # fmt: skip
#: Namespaces that people take for those that are used here.
_MISTAKEN = {
    "http://schema.org/": "https://schema.org/",
    "https://purl.org/dc/terms/": "http://purl.org/dc/terms/",
    "http://purl.org/dc/terms#": "http://purl.org/dc/terms/",
    "https://www.w3.org/2004/02/skos/core#": "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/2004/02/skos/core/": "http://www.w3.org/2004/02/skos/core#",
    "https://xmlns.com/foaf/0.1/": "http://xmlns.com/foaf/0.1/",
    "https://www.w3.org/ns/dcat#": "http://www.w3.org/ns/dcat#",
    "https://www.w3.org/ns/adms#": "http://www.w3.org/ns/adms#",
    "https://purl.org/ontology/bibo/": "http://purl.org/ontology/bibo/",
    "https://id.loc.gov/vocabulary/relators/": "http://id.loc.gov/vocabulary/relators/",
}


@cache
def _vocabularies() -> dict[str, frozenset[str]]:
    terms = {
        str(defined): frozenset(
            name
            for one in defined.__mro__
            if issubclass(one, DefinedNamespace)
            for name in (*one.__annotations__, *one._extras)
            if not name.startswith("_")
        )
        for defined in _DEFINED
    }
    terms[str(ns.DCAT)] |= set(_DCAT_3.split())
    terms[str(ns.SH)] |= {"conformanceDisallows"}  # of SHACL 1.2
    terms[ADMS.iri] = frozenset(_ADMS.split())
    terms[BIBO.iri] = frozenset(_BIBO.split())
    terms[MARCREL.iri] = frozenset(_MARC_RELATORS.split())
    terms[PUB.iri] = frozenset(term.removeprefix(PUB.iri) for term in PUB)
    return terms


@dataclass(frozen=True, slots=True)
class _Own:
    """The terms of a catalogue's own, by namespace: all, and classes; and which are whole.

    Those are the namespaces that are declared to be an ontology.
    """

    names: Mapping[str, frozenset[str]]
    classes: Mapping[str, frozenset[str]]
    whole: frozenset[str]


_own = _Own({}, {}, frozenset())


def use_own(terms: Graph) -> None:
    """Judge by a catalogue's own terms as well, from here on, in this process.

    A namespace in which a property or a class is defined has the terms that are defined in it, and
    no others. Namespaces that are known here stay as they are.
    """
    global _own  # noqa: PLW0603 (like the languages of the catalogue, it holds for the process)
    subjects = {str(s) for s in terms.subjects() if isinstance(s, URIRef)}
    classes = {str(s) for c in _CLASSES for s in terms.subjects(ns.RDF.type, c)}
    properties = {str(s) for c in _PROPERTIES for s in terms.subjects(ns.RDF.type, c)}
    namespaces = {_split(iri)[0] for iri in properties | classes} - _vocabularies().keys()

    def by_namespace(iris: set[str]) -> dict[str, frozenset[str]]:
        return {
            namespace: frozenset(name for start, name in map(_split, iris) if start == namespace)
            for namespace in namespaces
        }

    ontologies = {str(s).rstrip("#/") for s in terms.subjects(ns.RDF.type, ns.OWL.Ontology)}
    whole = frozenset(one for one in namespaces if one.rstrip("#/") in ontologies)
    _own = _Own(by_namespace(subjects), by_namespace(classes), whole)
    is_known.cache_clear()
    meant.cache_clear()


def is_of_own(iri: str) -> bool:
    """Whether a term that there is not is one of publod's or of the catalogue's own."""
    return is_of_publod(iri) or _namespace(iri) in _own.names


def is_refused(iri: str) -> bool:
    """Whether a term that there is not is more than a warning: its vocabulary is all here."""
    return is_of_publod(iri) or _namespace(iri) in _own.whole


def is_of_publod(iri: str) -> bool:
    """Whether a term is in publod's namespace."""
    return iri.startswith(PUB.iri)


def is_missing_value(iri: str) -> bool:
    """Whether a value is none of the catalogue's own terms, though its namespace is for these."""
    return bool(_own.names) and iri.partition("#")[0] + "#" in _own.names and not is_known(iri)


def _split(iri: str) -> tuple[str, str]:
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


@lru_cache(maxsize=4096)
def is_known(iri: str) -> bool:
    """Whether a vocabulary has a term; True for a vocabulary whose terms are not known here."""
    namespace, name = _split(iri)
    if namespace in _MISTAKEN or _with_other_scheme(namespace) in _own.names:
        return False
    names = _own.names.get(namespace) or _vocabularies().get(namespace)
    if names is None or not name or name in names:
        return True
    return namespace == str(ns.RDF) and name[:1] == "_" and name[1:].isdigit()


def is_own_class(iri: str) -> bool:
    """Whether a term of publod's own vocabulary is a class; the others are properties."""
    name = iri.removeprefix(PUB.iri)
    return name != iri and name[:1].isupper() and name in _vocabularies()[PUB.iri]


def _namespace(iri: str) -> str:
    """The namespace of a term, or the known one that it was probably taken for."""
    namespace = _split(iri)[0]
    other = _with_other_scheme(namespace)
    return _MISTAKEN.get(namespace, other if other in _own.names else namespace)


def _with_other_scheme(namespace: str) -> str:
    scheme, separator, rest = namespace.partition("://")
    return {"http": "https", "https": "http"}.get(scheme, scheme) + separator + rest


@lru_cache(maxsize=4096)
def meant(iri: str, *, class_: bool) -> str:
    """The term that was probably meant by one that there is not; '' if there is none like it."""
    name, namespace = _split(iri)[1], _namespace(iri)
    names = _own.names.get(namespace) or _vocabularies().get(namespace, frozenset())
    if name in names:
        return namespace + name
    classes = _own.classes.get(namespace, {n for n in names if n[:1].isupper()})
    alike = [n for n in names if (n in classes) == class_]
    return next((namespace + match for match in get_close_matches(name, alike, 1)), "")
