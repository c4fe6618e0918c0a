"""What is judged statement by statement, before there is a graph, and which terms are known."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache, lru_cache

from rdflib import namespace as ns
from rdflib.namespace import DefinedNamespace

from publod.messages import N_, Message
from publod.rdf import Triple, iri_of, is_blank, is_iri, literal_of, term_of_iri
from publod.rdf.datatypes import (
    DATATYPES,
    LONGEST_MEASURE,
    Datatype,
    is_too_long,
    is_well_typed,
)
from publod.validation.report import Violation, shortened
from publod.vocabulary import DCTERMS, ORG, PUB, RDF, SCHEMA, SH, SHAPES, SKOS

_TYPE = term_of_iri(RDF.type)
_OWN = f"<{PUB.iri}"
#: What leads from one thing to another one, by definition.
_TO_ANOTHER = frozenset(
    term_of_iri(iri)
    for iri in (
        DCTERMS.isPartOf, DCTERMS.hasPart, DCTERMS.isVersionOf, DCTERMS.hasVersion,
        DCTERMS.replaces, DCTERMS.isReplacedBy,
        SCHEMA.translationOfWork, SCHEMA.workTranslation, SCHEMA.isBasedOn, SCHEMA.exampleOfWork,
        SCHEMA.workExample, SCHEMA.isPartOf, SCHEMA.hasPart, SCHEMA.supersededBy,
        SKOS.broader, SKOS.narrower, SKOS.related,
        ORG.subOrganizationOf, ORG.hasSubOrganization, ORG.memberOf,
    )
)  # fmt: skip


class StatementRules:
    """Judges statements; what it has found in order once it does not look up again."""

    def __init__(self) -> None:
        self._good: set[str] = set()

    def broken(self, triple: Triple) -> list[Violation]:
        """What is wrong with a statement: nothing, as a rule."""
        subject, predicate, value = triple
        found: list[Violation] = []
        if predicate not in self._good:
            found += self._property(triple)
        if value[0] == '"':
            if value[-1] == ">" and not is_well_typed(value):
                found.append(_ill_typed(triple))
        elif predicate == _TYPE:
            if value not in self._good:
                found += self._class(triple)
        elif value == subject and predicate in _TO_ANOTHER:
            found.append(_itself(triple))
        elif value.startswith(_OWN) and not is_known(iri_of(value)):
            found.append(_unknown(triple, iri_of(value), class_=value[len(_OWN)].isupper()))
        return found

    def _property(self, triple: Triple) -> list[Violation]:
        iri = iri_of(triple[1])
        if is_known(iri) and not is_own_class(iri):
            self._good.add(triple[1])
            return []
        return [_unknown(triple, iri, class_=False)]

    def _class(self, triple: Triple) -> list[Violation]:
        if not is_iri(triple[2]):
            return []
        iri = iri_of(triple[2])
        if is_known(iri) and (not iri.startswith(PUB.iri) or is_own_class(iri)):
            self._good.add(triple[2])
            return []
        return [_unknown(triple, iri, class_=True)]


def result(
    rule: str,
    triple: Triple,
    component: str,
    message: Message,
    *,
    warning: bool = False,
) -> Violation:
    """What a rule, by its name among the shapes, says of a statement."""
    subject, predicate, value = triple
    return Violation(
        focus=subject if is_blank(subject) else iri_of(subject),
        path=iri_of(predicate),
        value=value,
        component=component,
        shape=SHAPES + rule,
        messages={language: message.text(language) for language in ("sv", "en")},
        severity=str(SH.Warning if warning else SH.Violation),
    )


def _ill_typed(triple: Triple) -> Violation:
    text, iri, _ = literal_of(triple[2])
    name, known = shortened(iri), DATATYPES.get(iri)
    component = str(SH.DatatypeConstraintComponent)
    if known is None:
        return result(
            "Statement-datatype", triple, component,
            N_("There is no datatype %(name)s: correct its name, or leave it out.", name=name),
        )  # fmt: skip
    if is_too_long(text, iri):
        return result(
            "Statement-datatype", triple, component,
            N_(
                "A number, a date or a duration has at most %(most)s characters.",
                most=LONGEST_MEASURE,
            ),
        )  # fmt: skip
    example: Message | str = f'"{known.example}"'
    if span := _range(known):
        example = Message("%(example)s (%(span)s)", example=example, span=span)
    return result(
        "Statement-datatype", triple, component,
        N_(
            "Write the value as %(name)s requires, for example %(example)s, or give it another "
            "datatype.",
            name=name, example=example,
        ),
    )  # fmt: skip


def _range(known: Datatype) -> Message | None:
    """The ends of an integer's range, in words."""
    least, most = known.least, known.most
    if least is not None and most is not None:
        return N_("%(least)s to %(most)s", least=least, most=most)
    if least is not None:
        return N_("at least %(least)s", least=least)
    return N_("at most %(most)s", most=most) if most is not None else None


def _unknown(triple: Triple, iri: str, *, class_: bool) -> Violation:
    own = iri.startswith(PUB.iri)
    name, other = shortened(iri), shortened(meant(iri, class_=class_))
    what = N_("class") if class_ else N_("property")
    if own:
        message = N_(
            "There is no %(what)s %(name)s in the catalogue's own vocabulary (/ontology).",
            what=what, name=name,
        )  # fmt: skip
    else:
        message = N_(
            "The vocabulary has no %(what)s %(name)s; nobody who reads it understands it.",
            what=what, name=name,
        )  # fmt: skip
    if other:
        message = N_("%(message)s Is %(other)s meant?", message=message, other=other)
    return result(
        "Statement-class" if class_ else "Statement-property", triple,
        str(SH.InConstraintComponent if class_ else SH.ClosedConstraintComponent),
        message, warning=not own,
    )  # fmt: skip


def _itself(triple: Triple) -> Violation:
    name = shortened(iri_of(triple[1]))
    return result(
        "Statement-itself", triple, str(SH.NotConstraintComponent),
        N_(
            "%(name)s leads to something else than the thing itself: correct the address, or "
            "remove the statement.",
            name=name,
        ),
    )  # fmt: skip


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
