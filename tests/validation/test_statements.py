"""Statement by statement: texts of datatypes, terms of vocabularies, and nothing in itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from ingest.catalogue import PREFIXES, Home, ref, small, turtle
from publod import vocabulary
from publod.rdf import Triple
from publod.validation import StatementRules, Violation
from publod.validation.vocabulary_terms import is_known
from publod.vocabulary import (
    ADMS,
    BIBO,
    DCTERMS,
    EU_LANGUAGE,
    MARCREL,
    OWL,
    PUB,
    RDF,
    SCHEMA,
    SH,
    SHAPES,
    SKOS,
    XSD,
)
from validation.plain import shapes

A, B = "<https://data.example.se/a#it>", "<https://data.example.se/b#it>"
TYPE = f"<{RDF.type}>"


def found(predicate: str, value: str, subject: str = A) -> list[tuple[str, str]]:
    """The rules that a statement breaks, each with its severity."""
    triple: Triple = (subject, predicate, value)
    rules = StatementRules()
    broken = [
        (v.shape.removeprefix(SHAPES), v.severity.removeprefix(SH.iri))
        for v in rules.broken(triple)
    ]
    assert [(v.focus, v.value) for v in rules.broken(triple)] == [
        (subject.strip("<>"), value)
    ] * len(broken)
    return broken


@pytest.mark.parametrize(
    ("predicate", "value", "rule", "severity"),
    [
        (f"<{DCTERMS.issued}>", f'"abc"^^<{XSD.gYear}>', "datatype", "Violation"),
        (f"<{DCTERMS.issued}>", f'"2019"^^<{XSD.iri}gyear>', "datatype", "Violation"),
        (f"<{DCTERMS.issued}>", f'"x"^^<{PUB.iri}year>', "datatype", "Violation"),
        (f"<{PUB.iri}subtitel>", '"x"', "property", "Violation"),
        (f"<{PUB.Work}>", '"x"', "property", "Violation"),
        (TYPE, f"<{PUB.iri}Publikation>", "class", "Violation"),
        (TYPE, f"<{PUB.subtitle}>", "class", "Violation"),
        (f"<{DCTERMS.type}>", f"<{PUB.iri}Publikation>", "class", "Violation"),
        (f"<{DCTERMS.iri}subjekt>", '"x"', "property", "Warning"),
        (f"<{DCTERMS.iri}subjekt>", B, "property", "Warning"),
        ("<http://schema.org/name>", '"x"', "property", "Warning"),
        (f"<{RDF.iri}_x>", '"x"', "property", "Warning"),
        (TYPE, f"<{SKOS.iri}Koncept>", "class", "Warning"),
        (f"<{SCHEMA.translationOfWork}>", A, "itself", "Violation"),
        (f"<{DCTERMS.isPartOf}>", A, "itself", "Violation"),
        (f"<{ADMS.iri}stauts>", B, "property", "Warning"),
        (f"<{BIBO.iri}volym>", '"3"', "property", "Warning"),
        (f"<{MARCREL.iri}xxx>", B, "property", "Warning"),
        (TYPE, f"<{BIBO.iri}Boook>", "class", "Warning"),
        (f"<{DCTERMS.language}>", f"<{EU_LANGUAGE}XQX>", "language", "Violation"),
        (f"<{PUB.announcedLanguage}>", f"<{EU_LANGUAGE}swe>", "language", "Violation"),
        (f"<{PUB.isbn}>", '"978-91-0-012345-6"', "check-digit", "Warning"),
        (f"<{PUB.isbn}>", '"0-306-40615-3"', "check-digit", "Warning"),
        (f"<{PUB.issn}>", '"1234-567X"', "check-digit", "Warning"),
        (f"<{DCTERMS.identifier}>", '"urn:isbn:9780306406158"', "check-digit", "Warning"),
        (f"<{DCTERMS.identifier}>", '"ISSN 0378-5954"', "check-digit", "Warning"),
        (f"<{SCHEMA.identifier}>", '"ISNI 0000 0004 0511 9853"', "check-digit", "Warning"),
        (f"<{OWL.sameAs}>", "<urn:isbn:9780306406158>", "check-digit", "Warning"),
        (f"<{OWL.sameAs}>", "<https://orcid.org/0000-0002-1825-0098>", "check-digit", "Violation"),
        (f"<{OWL.sameAs}>", "<https://isni.org/isni/0000000405119853>", "check-digit", "Violation"),
        (f"<{SKOS.exactMatch}>", "<http://www.isni.org/0000000405119853>", "check-digit",
         "Violation"),
        (f"<{DCTERMS.replaces}>", A, "itself", "Violation"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule(predicate: str, value: str, rule: str, severity: str) -> None:
    assert found(predicate, value) == [(f"Statement-{rule}", severity)]


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (f"<{DCTERMS.issued}>", f'"2019"^^<{XSD.gYear}>'), (f"<{DCTERMS.title}>", '"x"@sv'),
        (f"<{DCTERMS.title}>", '"x"^^<http://e.example/t>'), ("<http://e.example/p>", '"x"'),
        (TYPE, "<http://e.example/C>"), (TYPE, "_:b"), (TYPE, f"<{PUB.Publication}>"),
        (f"<{RDF.iri}_12>", '"x"'), (f"<{DCTERMS.isPartOf}>", B), (f"<{DCTERMS.iri}relation>", A),
        (f"<{DCTERMS.iri}conformsTo>", f"<{PUB.iri}>"), ("<http://www.w3.org/ns/dcat#inSeries>", B),
        (f"<{ADMS.status}>", B), (f"<{BIBO.iri}shortTitle>", '"x"'), (f"<{MARCREL.iri}aut>", B),
        (TYPE, f"<{BIBO.iri}AcademicArticle>"),
        *((f"<{DCTERMS.language}>", f"<{EU_LANGUAGE}{code}>")
          for code in ("SWE", "SMJ", "SMI", "RMY", "MUL", "UND", "MIS", "ZXX", "MOL")),
        (f"<{PUB.isbn}>", '"978-0-306-40615-7"'), (f"<{PUB.isbn}>", '"0-306-40615-2"'),
        (f"<{PUB.isbn}>", '"080442957x"'), (f"<{PUB.issn}>", '"2434-561X"'),
        (f"<{PUB.isbn}>", '"97891001234"'), (f"<{DCTERMS.identifier}>", '"202100-0555"'),
        (f"<{OWL.sameAs}>", "<https://orcid.org/0000-0002-1694-233X>"),
        (f"<{OWL.sameAs}>", "<https://isni.org/isni/0000000405119852>"),
        (f"<{DCTERMS.relation}>", "<https://orcid.org/signin>"), ("<http://www.w3.org/2006/vcard/ns#fn>", '"x"'),
    ],
)  # fmt: skip
def test_what_does_not(predicate: str, value: str) -> None:
    assert found(predicate, value) == []


@pytest.mark.parametrize(
    ("predicate", "value", "meant"),
    [
        (f"<{DCTERMS.iri}subjekt>", '"x"', "dcterms:subject"),
        (f"<{PUB.iri}subtitel>", '"x"', "pub:subtitle"),
        (TYPE, f"<{PUB.iri}Publikation>", "pub:Publication"),
        (TYPE, "<http://schema.org/Book>", "schema:Book"),
    ],
)
def test_what_was_probably_meant_is_said(predicate: str, value: str, meant: str) -> None:
    (violation,) = StatementRules().broken((A, predicate, value))
    assert violation.messages["sv"].endswith(f"Menas {meant}?")
    assert violation.messages["en"].endswith(f"Is {meant} meant?")


@pytest.mark.parametrize(
    ("value", "right"),
    [('"978-91-0-012345-6"', "1"), ('"91-0-012345-8"', "5"), ('"080442957-1"', "X")],
)
def test_what_the_check_digit_should_be_is_said(value: str, right: str) -> None:
    (violation,) = StatementRules().broken((A, f"<{PUB.isbn}>", value))
    assert f"kontrollsiffran {right}." in violation.messages["sv"]
    assert f"check digit {right}." in violation.messages["en"]


@pytest.mark.parametrize(("code", "right"), [("GER", "DEU"), ("SV", "SWE")])
def test_the_code_of_the_language_that_was_meant_is_said(code: str, right: str) -> None:
    (violation,) = StatementRules().broken((A, f"<{DCTERMS.language}>", f"<{EU_LANGUAGE}{code}>"))
    assert violation.messages["sv"].endswith(f"Menas {right}?")
    assert violation.messages["en"].endswith(f"Is {right} meant?")


@pytest.mark.parametrize("words", vocabulary.VOCABULARIES, ids=lambda words: words.prefix)
def test_every_term_that_is_used_here_is_known(words: vocabulary.Vocabulary) -> None:
    assert [str(term) for term in words if not is_known(str(term))] == []


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.load(made.file(turtle(small())))
    return made


def report(
    home: Home, text: str, name: str = "b.ttl", *, prune: bool = False
) -> set[tuple[str, str, int]]:
    """The rules besides SHACL's that a file breaks: each with its thing, and with the line."""
    results = home.check(home.file(PREFIXES + text, name), prune=prune).report.results
    first = PREFIXES.count("\n")
    return {
        (
            v.shape.removeprefix(SHAPES),
            v.focus.removeprefix("https://data.example.se/"),
            v.line - first,
        )
        for v in results
        if v.shape.removeprefix(SHAPES).startswith(("Statement", "Reference", "Record"))
    }


def test_all_faults_of_all_files_are_reported_with_their_lines(home: Home) -> None:
    text = (
        "<work/x#it> a pub:Work ; dcterms:title 'x'@sv ;\n"
        '  dcterms:created "abc"^^xsd:gYear ,\n'
        '    ""^^xsd:gYear ;\n'
        "  dcterms:subjekt 'y' .\n"
        "<work/y#it> a pub:Wrok .\n"
        "<work/z#it> dcterms:title 'z'@sv ; dcat:distribution [\n"
        '  dcat:byteSize "x"^^xsd:nonNegativeInteger ] .'
    )
    assert report(home, text) == {
        ("Statement-datatype", "work/x#it", 2), ("Statement-datatype", "work/x#it", 3),
        ("Statement-property", "work/x#it", 4), ("Statement-class", "work/y#it", 5),
        ("Record-class", "work/z#it", 6), ("Statement-datatype", "_:b1", 7),
    }  # fmt: skip


def test_a_value_that_a_shape_judges_is_not_judged_twice(home: Home) -> None:
    text = turtle(
        {"publication/p0": {**small()["publication/p0"], "pub:editionNumber": ['"x"^^xsd:integer']}}
    )
    results = home.check(home.file(text)).report.violations
    shapes_of = {v.shape.removeprefix(SHAPES) for v in results if v.value.startswith('"x"')}
    assert shapes_of == {"Publication-editionNumber"}


@pytest.mark.parametrize(
    "issued",
    [
        '"99999"^^xsd:gYear',
        '"0000"^^xsd:gYear',
        '"2019Z"^^xsd:gYear',
        '"2020-04-30+02:00"^^xsd:date',
    ],
)
def test_a_date_of_publication_has_four_digits_of_a_year_and_no_zone(
    home: Home, issued: str
) -> None:
    text = turtle({"publication/p8": {**small()["publication/p8"], "dcterms:issued": [issued]}})
    results = home.check(home.file(text)).report.violations
    assert [v.shape.removeprefix(SHAPES) for v in results] == ["Publication-issued"]


def test_references_to_no_record_are_refused(home: Home) -> None:
    text = (
        "<work/x#it> a pub:Work ; dcterms:title 'x'@sv ;\n"
        "  skos:related <work/nothing#it> ;\n"
        "  foaf:page <files/x.pdf> ; dcterms:relation <sparql> , <work/w0#it> , <work/y#it> ,\n"
        "    <work/gone> .\n"
        "<work/y#it> a pub:Work ; dcterms:title 'y'@sv ; dcterms:relation [ dcterms:relation <work/w> ] ."
    )
    assert report(home, text) == {
        ("Reference-exists", "work/x#it", 2), ("Reference-exists", "work/x#it", 4),
        ("Reference-exists", "_:", 5),
    }  # fmt: skip


def test_a_record_that_others_refer_to_is_not_withdrawn(home: Home) -> None:
    records = small()
    records["work/w0"]["dcterms:relation"] = [ref("subject/s4")]
    home.load(home.file(turtle(records)))
    del records["subject/s4"]
    for publication in records.values():
        publication["dcterms:subject"] = [
            s for s in publication.get("dcterms:subject", []) if s != ref("subject/s4")
        ]
        if not publication["dcterms:subject"]:
            del publication["dcterms:subject"]
    results = home.check(home.file(turtle(records)), prune=True).report.violations
    assert [(v.shape.removeprefix(SHAPES), v.record) for v in results] == [
        ("Reference-exists", "https://data.example.se/work/w0")
    ]


def test_circles_are_refused_whoever_closes_them(home: Home) -> None:
    def series(name: str, of: str) -> str:
        return f"<work/{name}#it> a pub:Work ; dcterms:title 'x'@sv ;\n  dcterms:isPartOf <work/{of}#it> .\n"

    home.load(
        home.file(PREFIXES + series("c", "w0") + series("b", "c") + series("a", "b"), "c.ttl")
    )
    assert report(home, series("c", "d") + series("d", "w0")) == set()
    # Below the circle stands "above", which is not in it.
    closing = series("c", "a") + series("above", "c")
    assert report(home, closing) == {("Reference-ends", "work/c#it", 2)}
    both = turtle(
        {
            **small(),
            "publication/p6": {
                **small()["publication/p6"],
                "schema:translationOfWork": [ref("publication/p7")],
            },
        }
    )
    circular = home.check(home.file(both)).report.violations
    assert {
        v.record.rpartition("/")[2] for v in circular if v.shape.endswith("Reference-ends")
    } == {"p6"}


def test_the_rules_are_named_and_explained_beside_the_shapes() -> None:
    names = [
        "Statement-datatype", "Statement-property", "Statement-class", "Statement-itself",
        "Statement-characters", "Record-class", "Reference-exists", "Reference-ends",
    ]  # fmt: skip
    graph = shapes().graph
    for name in names:
        for predicate in (vocabulary.RDFS.label, vocabulary.RDFS.comment):
            texts = graph.objects(rdflib.URIRef(SHAPES + name), predicate)
            assert {t.language for t in texts if isinstance(t, rdflib.Literal)} == {"sv", "en"}


def test_messages_are_in_both_languages() -> None:
    (one,) = StatementRules().broken((A, f"<{DCTERMS.issued}>", f'"300"^^<{XSD.iri}unsignedByte>'))
    assert isinstance(one, Violation)
    assert one.messages == {
        "sv": 'Skriv värdet som xsd:unsignedByte kräver, till exempel "1" (0 till 255), eller ge det en annan datatyp.',
        "en": 'Write the value as xsd:unsignedByte requires, for example "1" (0 to 255), or give it another datatype.',
    }
