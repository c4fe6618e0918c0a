"""What is judged statement by statement, before there is a graph."""

from __future__ import annotations

from publod.bibliography.check_digits import Numbered, numbered
from publod.bibliography.language_codes_and_names import code_meant, is_language
from publod.messages import N_, Message, languages_brought
from publod.rdf import Triple, iri_of, is_blank, is_iri, literal_of, term_of_iri
from publod.rdf.datatypes import (
    DATATYPES,
    LONGEST_MEASURE,
    Datatype,
    is_too_long,
    is_well_typed,
)
from publod.validation.results import Violation
from publod.validation.vocabulary_terms import (
    is_known,
    is_missing_value,
    is_of_own,
    is_own_class,
    is_refused,
    meant,
)
from publod.vocabulary import (
    DCTERMS,
    EU_LANGUAGE,
    ORG,
    PUB,
    RDF,
    SCHEMA,
    SH,
    SHAPES,
    SKOS,
    shortened,
)

_TYPE = term_of_iri(RDF.type)
_OWN = f"<{PUB.iri}"
_LANGUAGE = f"<{EU_LANGUAGE}"
#: What leads from one thing to another one, by definition.
_TO_ANOTHER = frozenset(
    term_of_iri(iri)
    for iri in (
        DCTERMS.isPartOf, DCTERMS.hasPart, DCTERMS.isVersionOf, DCTERMS.hasVersion,
        DCTERMS.replaces, DCTERMS.isReplacedBy, DCTERMS.isFormatOf, DCTERMS.hasFormat,
        PUB.amends, PUB.corrects, PUB.supplements, PUB.ofEdition,
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
        elif value[0] == "<" and is_missing_value(iri_of(value)):
            found.append(_unknown(triple, iri_of(value), class_=False, what=N_("term")))
        elif value.startswith(_LANGUAGE) and value not in self._good:
            found += self._language(triple)
        number = numbered(predicate, value)
        if number is not None and not number.is_right:
            found.append(_misnumbered(triple, number))
        return found

    def _language(self, triple: Triple) -> list[Violation]:
        code = iri_of(triple[2]).removeprefix(EU_LANGUAGE)
        if is_language(code):
            self._good.add(triple[2])
            return []
        message = N_(
            "There is no language with the code %(code)s in the EU language table, whose codes are "
            "those of ISO 639-3; where the language is not known, leave it out.",
            code=code,
        )
        if other := code_meant(code):
            message = N_("%(message)s Is %(other)s meant?", message=message, other=other)
        return [result("Statement-language", triple, str(SH.InConstraintComponent), message)]

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
        messages={language: message.text(language) for language in languages_brought()},
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


def _unknown(triple: Triple, iri: str, *, class_: bool, what: Message | None = None) -> Violation:
    name, other = shortened(iri), shortened(meant(iri, class_=class_))
    what = what or (N_("class") if class_ else N_("property"))
    if is_of_own(iri):
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
        message, warning=not is_refused(iri),
    )  # fmt: skip


def _misnumbered(triple: Triple, number: Numbered) -> Violation:
    """What is printed may be wrong, and is kept; an address with a wrong digit leads to nobody."""
    about = {
        "scheme": number.scheme,
        "number": number.number,
        "digit": number.check_digit,
    }
    if number.is_address:
        message = N_(
            "There is no %(scheme)s %(number)s: after these digits comes the check digit "
            "%(digit)s. Compare it with the register, and correct the wrong digit.",
            **about,
        )
    else:
        message = N_(
            "One character of the %(scheme)s %(number)s is wrong: after these digits comes the "
            "check digit %(digit)s. Compare it with the publication; if it is printed so, leave "
            "it.",
            **about,
        )
    return result(
        "Statement-check-digit", triple, str(SH.PatternConstraintComponent), message,
        warning=not number.is_address,
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
