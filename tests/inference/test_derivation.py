"""What follows from what was authored: once, for every reader, and about nobody else's things."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import rdflib
from rdflib import URIRef

from ingest.catalogue import BASE, PREFIXES, Home, edited, small, turtle
from publod.bibliography.language_codes_and_names import TWO_LETTERS
from publod.inference import (
    CLASSES,
    COUNTERPARTS,
    INVERSES,
    WITH_INVERSE,
    Derivation,
    derived_graph,
    label_graph,
    label_triples,
)
from publod.rdf import Triple, graph_of, literal_of, triples_of
from publod.record_repository import Repository
from publod.vocabulary import DCAT, DCTERMS, FOAF, PUB, RDF, RDFS, SCHEMA, SKOS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
DOCUMENT = BASE + "publication/x"
IT = f"<{DOCUMENT}#it>"
DERIVATION = Derivation(BASE, lambda concept: ["<https://schema.org/Book>"] if "book" in concept else [])  # fmt: skip


def derived(*triples: Triple) -> set[Triple]:
    """What follows, but for what is said of every document."""
    found = DERIVATION.of(DOCUMENT, f"{DOCUMENT}#it", triples, 0)
    assert found == sorted(found)
    return {triple for triple in found if triple[0] != f"<{DOCUMENT}>"}


def test_every_rule_leads_to_schema_org_or_back() -> None:
    """No term is both derived and derived from, so one pass is enough."""
    assert not set(COUNTERPARTS) & set(COUNTERPARTS.values())
    assert {str(term).startswith(SCHEMA.iri) for term in COUNTERPARTS.values()} == {True}
    for also in CLASSES.values():
        assert {further for c in also for further in CLASSES.get(c, ())} <= set(also)


def test_classes_are_those_that_the_shapes_and_the_ontology_have() -> None:
    """A plain SHACL processor has the data and no axioms."""
    for file in (*ROOT.glob("shapes/*.ttl"), *ROOT.glob("ontology/*.ttl")):
        for child, parent in rdflib.Graph().parse(file).subject_objects(RDFS.subClassOf):
            if str(child) != str(PUB.Publication) or not str(parent).startswith(SCHEMA.iri):
                assert parent in CLASSES[URIRef(str(child))], (child, parent)


@pytest.mark.parametrize(
    ("authored", "positions"),
    [
        (['numberInSeries "19"'], {'"19"^^<http://www.w3.org/2001/XMLSchema#integer>'}),
        (['numberInSeries "2018:4"'], {'"2018:4"'}),
        (['numberInSeries "19"', 'numberInSeries "20"'], set()),
        (['numberInSeries "19"', "position 3"], set()),
    ],
)
def test_a_number_in_a_series_is_a_place_where_it_is_one(
    authored: list[str], positions: set[str]
) -> None:
    terms = {"numberInSeries": f"<{PUB.numberInSeries}>", "position": f"<{SCHEMA.position}>"}
    pairs = (statement.split(" ") for statement in authored)
    found = derived(*((IT, terms[name], value) for name, value in pairs))
    assert {o for _, p, o in found if p == terms["position"]} == positions


def test_a_data_set_has_its_distributions_in_schema_org() -> None:
    part = f"<{DOCUMENT}#file>"
    said = [
        (IT, f"<{DCAT.distribution}>", part),
        (part, f"<{RDF.type}>", f"<{DCAT.Distribution}>"),
    ]
    of_data = derived((IT, f"<{RDF.type}>", f"<{DCAT.Dataset}>"), *said)
    assert (IT, f"<{SCHEMA.distribution}>", part) in of_data
    assert (part, f"<{RDF.type}>", f"<{SCHEMA.DataDownload}>") in of_data
    of_publication = derived((IT, f"<{RDF.type}>", f"<{PUB.Publication}>"), *said)
    assert not {p for _, p, _ in of_publication} & {f"<{SCHEMA.distribution}>"}


def test_inverses_are_pairs() -> None:
    """A term that were in two pairs would have two inverses."""
    both = [*INVERSES, *(q for p, q in INVERSES.items() if q != p)]
    assert len(both) == len(set(both))
    for predicate, counterpart in COUNTERPARTS.items():
        if predicate in INVERSES and counterpart in INVERSES:
            assert INVERSES[predicate] != INVERSES[counterpart]


def test_the_properties_that_readers_ask_for_are_those_with_an_inverse() -> None:
    assert {str(p) for p in INVERSES} | {str(q) for q in INVERSES.values()} <= set(WITH_INVERSE)
    for predicate in WITH_INVERSE:
        statement = (f"<{BASE}other#it>", f"<{predicate}>", IT)
        assert DERIVATION.incoming(DOCUMENT, [statement]), predicate


def test_language_codes_are_told_apart() -> None:
    assert {len(code) for code in TWO_LETTERS} == {3}
    assert {len(code) for code in TWO_LETTERS.values()} == {2}
    # Norwegian has two codes, and Serbo-Croatian's are its languages'.
    assert len(set(TWO_LETTERS.values())) == len(TWO_LETTERS)


@pytest.mark.parametrize(("code", "tag"), [("SWE", "sv"), ("RON", "ro"), ("ROM", "rom")])
def test_a_language_gets_the_tag_that_the_web_uses(code: str, tag: str) -> None:
    language = f"<http://publications.europa.eu/resource/authority/language/{code}>"
    assert derived((IT, f"<{DCTERMS.language}>", language)) == {
        (IT, f"<{SCHEMA.inLanguage}>", f'"{tag}"')
    }


def test_a_publication_gets_the_class_of_its_type() -> None:
    publication = (IT, f"<{RDF.type}>", f"<{PUB.Publication}>")
    type_ = (IT, f"<{DCTERMS.type}>", f"<{BASE}type/book#it>")
    resource = (IT, f"<{RDF.type}>", f"<{DCTERMS.BibliographicResource}>")
    plain = (IT, f"<{RDF.type}>", f"<{SCHEMA.CreativeWork}>")
    assert derived(publication, type_) == {resource, (IT, f"<{RDF.type}>", f"<{SCHEMA.Book}>")}
    assert derived(publication) == {resource, plain}
    assert derived(type_) == set()  # only of a publication


def test_what_links_tell_the_other_end_is_told() -> None:
    other = f"<{BASE}publication/y#it>"
    assert derived((IT, f"<{DCTERMS.replaces}>", other)) == {
        (other, f"<{DCTERMS.isReplacedBy}>", IT)
    }
    assert derived((IT, f"<{DCTERMS.isPartOf}>", other)) == {
        (IT, f"<{SCHEMA.isPartOf}>", other), (other, f"<{DCTERMS.hasPart}>", IT),
        (other, f"<{SCHEMA.hasPart}>", IT),
    }  # fmt: skip


def test_nothing_is_claimed_of_foreign_things() -> None:
    foreign = "<http://elsewhere.example/y>"
    assert derived((IT, f"<{DCTERMS.replaces}>", foreign)) == set()
    for triple in (
        (foreign, f"<{DCTERMS.title}>", '"x"'), (foreign, f"<{DCTERMS.replaces}>", IT),
        (foreign, f"<{RDF.type}>", f"<{FOAF.Person}>"),
    ):  # fmt: skip
        assert derived(triple) == set()


def test_a_blank_node_is_the_record_s_own() -> None:
    assert derived(("_:b", f"<{DCTERMS.title}>", '"x"')) == {("_:b", f"<{SCHEMA.name}>", '"x"')}
    # … but no other document could name it.
    other = f"<{BASE}publication/y#it>"
    assert derived(("_:b", f"<{SKOS.broader}>", other)) == set()


def test_what_is_said_of_every_document() -> None:
    licensed = Derivation(BASE, lambda _: (), "https://creativecommons.org/publicdomain/zero/1.0/")
    found = licensed.of(DOCUMENT, f"{DOCUMENT}#it", [], 86_400)
    unlicensed = DERIVATION.of(DOCUMENT, f"{DOCUMENT}#it", [], 86_400)
    assert unlicensed == [triple for triple in found if triple[1] != f"<{DCTERMS.license}>"]
    assert found == [
        (f"<{DOCUMENT}>", "<http://purl.org/dc/terms/license>",
         "<https://creativecommons.org/publicdomain/zero/1.0/>"),
        (f"<{DOCUMENT}>", "<http://purl.org/dc/terms/modified>",
         '"1970-01-02T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
        (f"<{DOCUMENT}>", f"<{RDF.type}>", f"<{FOAF.Document}>"),
        (f"<{DOCUMENT}>", f"<{FOAF.primaryTopic}>", f"<{DOCUMENT}#it>"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ['a "b" \\ c', "line\nline\r\ttab", "\\n", ""])
def test_a_name_survives_being_told(text: str) -> None:
    (triple,) = label_triples(f"{BASE}a#it", {"sv": text})
    assert (literal_of(triple[2]).text, literal_of(triple[2]).language) == (text, "sv")


@pytest.fixture(scope="module", params=["real", *range(4)])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The real catalogue, and some that were edited at random and refer to nothing missing."""
    made = Home(tmp_path_factory.mktemp("home"))
    if request.param == "real":
        made.load(DATA)
        return made
    records = small() | edited(random.Random(request.param), small(), 20)
    extra = PREFIXES + (
        "<agent/b#it> a foaf:Organization ; foaf:page <http://e.example/> , "
        "[ dcterms:title 'x'@sv ; dcterms:isPartOf <work/w0#it> ] ; dcterms:isPartOf <agent/b> ."
        "<http://e.example/> dcterms:title 'y' ; dcterms:isPartOf <work/w1#it> ."
    )
    made.commit(made.plan_of(made.file(turtle(records), "f/a.ttl"), made.file(extra, "f/b.ttl")))
    return made


def test_deriving_twice_adds_nothing(home: Home) -> None:
    ledger = home.truth
    derivation = Derivation(BASE, lambda _: ["<https://schema.org/Report>"])
    for path, graph in ledger.graphs(ledger.paths()).items():
        document, authored = BASE + path, list(triples_of(graph))
        once = derivation.of(document, f"{document}#it", authored, 0)
        assert not set(once) & set(authored)
        own = [t for t in once if t[0].startswith(("_", f"<{document}#"))]
        assert derivation.of(document, f"{document}#it", [*authored, *own], 0) == sorted(
            set(once) - set(own)
        )


def test_everything_derived_is_about_something_local(home: Home) -> None:
    for name, text in Repository(home.truth).documents(derived=True):
        if name.endswith("#derived"):
            assert name == derived_graph(name.removesuffix("#derived"))
            for subject, _, _ in triples_of(text):
                assert subject.startswith(("_:", f"<{BASE}")), subject


def test_all_documents_together_say_what_all_graphs_say(home: Home) -> None:
    repository = Repository(home.truth)
    graphs = dict(repository.documents(derived=True))
    del graphs[label_graph(BASE)]  # of things that no document is about
    in_graphs: set[Triple] = {
        (str(s), str(p), str(o)) for text in graphs.values() for s, p, o in triples_of(text)
    }
    told: set[Triple] = set()
    for path in home.truth.paths():
        description = repository.describe(repository.present(path))
        names = graph_of(
            triple
            for iri, summary in description.names.items()
            if iri.split("#")[0] != description.document
            for triple in label_triples(iri, summary.label)
        )
        told |= {(s.n3(), p.n3(), lexical(o)) for s, p, o in description.graph - names}
    assert without_blanks(told) == without_blanks(in_graphs)
    assert len([t for t in told if "_:" in t[0] + t[2]]) <= len(
        [t for t in in_graphs if "_:" in t[0] + t[2]]
    )


def lexical(node: rdflib.term.Node) -> str:
    if not isinstance(node, rdflib.Literal):
        return node.n3()
    text = str(node).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    if node.language:
        return f'"{text}"@{node.language}'
    return f'"{text}"^^<{node.datatype}>' if node.datatype else f'"{text}"'


def without_blanks(triples: set[Triple]) -> set[Triple]:
    return {(s, p, o) for s, p, o in triples if not s.startswith("_") and not o.startswith("_")}


def test_what_has_numbered_parts_is_a_series() -> None:
    series, other = f"<{BASE}work/series#it>", f"<{BASE}work/set#it>"
    part = f"<{BASE}publication/1#it>"
    of_part = {(part, f"<{DCTERMS.isPartOf}>", series), (part, f"<{PUB.numberInSeries}>", '"19"')}
    kind = (series, f"<{RDF.type}>", f"<{SCHEMA.CreativeWorkSeries}>")
    derivation = Derivation(BASE, lambda _: ())
    assert kind in derivation.of(f"{BASE}publication/1", part[1:-1], of_part, 0)
    assert kind in derivation.incoming(f"{BASE}work/series", of_part)
    plain = {(part, f"<{DCTERMS.isPartOf}>", other)}
    inferred = derivation.of(f"{BASE}publication/1", part[1:-1], plain, 0)
    assert not [t for t in inferred if t[2] == kind[2]]


def test_books_have_editions_and_others_versions() -> None:
    book = f"<{BASE}publication/1#it>"
    stated = {
        (book, f"<{RDF.type}>", f"<{PUB.Publication}>"), (book, f"<{PUB.edition}>", '"2 uppl."@sv'),
        (book, f"<{DCTERMS.type}>", f"<{BASE}type/x#it>"),
    }  # fmt: skip
    for name, is_book in (("Book", True), ("Report", False)):
        classes = {f"<{BASE}type/x#it>": [f"<{SCHEMA.iri}{name}>"]}
        derivation = Derivation(BASE, classes.__getitem__)
        inferred = derivation.of(f"{BASE}publication/1", book[1:-1], stated, 0)
        assert ((book, f"<{SCHEMA.bookEdition}>", '"2 uppl."@sv') in inferred) == is_book
        assert (book, f"<{SCHEMA.version}>", '"2 uppl."@sv') in inferred


def test_an_audience_is_one_in_schema_org() -> None:
    audience, thing = f"<{BASE}audience/a#it>", f"<{BASE}publication/1#it>"
    stated = (thing, f"<{DCTERMS.audience}>", audience)
    derivation = Derivation(BASE, lambda _: ())
    inferred = derivation.of(f"{BASE}publication/1", thing[1:-1], [stated], 0)
    kind = (audience, f"<{RDF.type}>", f"<{SCHEMA.Audience}>")
    assert {(thing, f"<{SCHEMA.audience}>", audience), kind} <= set(inferred)
    assert derivation.incoming(f"{BASE}audience/a", [stated]) == {kind}
