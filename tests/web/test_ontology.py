"""The page of the ontology: every term, counted, with queries that run and give what it says."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from publod.messages import languages_brought
from publod.read_model.statistics import Statistics
from publod.validation import Shapes
from publod.vocabulary import PUB
from publod.web.ontology.ontology_terms import examples, spelled, use_of, uses_query
from publod.web.site import Vocabulary
from web import page
from web.ontology_page import HTML, OWN, queries, read, rows, sections, words
from web.servers import ROOT


def test_every_own_term_has_its_section_at_the_fragment_of_its_iri(client: FlaskClient) -> None:
    shown = read(client)
    assert sorted(sections(shown)) == OWN
    for name, section in sections(shown).items():
        assert f"{PUB.iri}{name}" in section.text
        assert f"pub:{name}" in section.text


@pytest.mark.parametrize(
    ("language", "label", "definition", "kind"),
    [
        (
            "sv",
            "utgåvans nummer",
            "Utgåvans plats i ordningen",
            "Egenskap med en text eller ett tal",
        ),
        ("en", "edition number", "The place of the edition", "Property with a text or a number"),
    ],
)
def test_a_term_is_explained_in_the_readers_language(
    client: FlaskClient, language: str, label: str, definition: str, kind: str
) -> None:
    told = sections(read(client, language))["editionNumber"].text
    for text in (label, definition, kind, "dcterms:BibliographicResource", "xsd:integer",
                 "bf:editionEnumeration", "schema:version"):  # fmt: skip
        assert text in told


def test_a_term_leads_to_the_rules_that_name_it(client: FlaskClient) -> None:
    shown = read(client)
    shapes = page.read(
        "http://localhost/shapes", client.get("/shapes?lang=en", headers=HTML).text, "en"
    )
    there = {e.attributes["id"] for e in shapes.elements if "id" in e.attributes}
    led = {target.partition("#")[2] for _, target in shown.links if "/shapes#" in target}
    assert led <= there
    assert {"Publication", "EditionNumber", "Publication-editionNumber", "Work-subtitle"} <= led


def test_counts_are_those_of_the_store(client: FlaskClient) -> None:
    told = {name: words(section) for name, section in sections(read(client)).items()}
    assert "Used9 things" in told["Publication"]
    assert "Used1 statement:" in told["announcedLanguage"]
    assert "Usednot used in this catalogue" in told["isbn"]
    for name in OWN:
        term = f"pub:{name}"
        pattern = f"?s a {term}" if name[0].isupper() else f"?s {term} ?o"
        [[count]] = rows(client, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        assert (f"Used{count} " in told[name]) == (count != "0"), name


def test_each_count_leads_to_a_query_that_gives_as_many(client: FlaskClient) -> None:
    numbers = 0
    for element, query in queries(read(client)):
        number = element.text.split(" ")[0].replace(",", "")
        if number.isdecimal():
            assert len(rows(client, query)) == min(int(number), 200), query
            numbers += 1
    assert numbers > 80


def test_all_that_is_used_of_other_vocabularies_is_there_and_nothing_else(
    client: FlaskClient,
) -> None:
    shown = read(client)
    told = {
        target
        for element, target in shown.links
        if element.within("th") and element.within("table")
    }
    used = {
        iri
        for query in ("SELECT DISTINCT ?c { ?s a ?c }", "SELECT DISTINCT ?p { ?s ?p ?o }")
        for [iri] in rows(client, query)
    }
    assert told == {iri for iri in used if not iri.startswith(PUB.iri)}


def test_every_own_term_has_an_example_in_each_language() -> None:
    assert sorted(examples()) == OWN
    for name, example in examples().items():
        said = {example.about.text(language) for language in languages_brought()}
        assert len(said) == len(languages_brought()), name
        assert f"pub:{name}" in example.text
        assert "LIMIT" in example.text


@pytest.mark.parametrize("name", OWN)
def test_an_example_runs_and_finds_something_where_the_term_is_used(
    client: FlaskClient, name: str
) -> None:
    use = uses_query(f"pub:{name}", is_class=name[0].isupper())
    found = rows(client, examples()[name].text)
    assert bool(found) == bool(rows(client, use))


def test_an_example_on_the_page_is_what_its_button_runs(client: FlaskClient) -> None:
    shown = read(client, "sv")
    texts = [element.text for element in shown.all("pre")]
    run = [query for element, query in queries(shown) if element.text.startswith("Ställ frågan")]
    assert texts == run
    assert sorted(run) == sorted(example.text for example in examples().values())
    assert "Vilka verk har kommit ut i flest utgåvor?" in shown.one("main").text


@pytest.mark.parametrize(
    ("iri", "text"),
    [
        ("http://purl.org/dc/terms/title", "dcterms:title"),
        ("http://purl.org/dc/terms/a.b", "<http://purl.org/dc/terms/a.b>"),
        ("http://purl.org/dc/terms/", "<http://purl.org/dc/terms/>"),
        ("https://example.org/ns#x", "<https://example.org/ns#x>"),
        ("https://example.org/> } DROP ALL #", "<https://example.org/%3E%20%7D%20DROP%20ALL%20#>"),
        ("urn:å", "<urn:å>"),
    ],
)
def test_a_term_is_spelled_as_sparql_has_it(iri: str, text: str) -> None:
    assert spelled(iri) == text


def test_what_nobody_counted_is_not_told_to_be_unused() -> None:
    def use(counts: Statistics) -> tuple[int | None, str]:
        found = use_of("urn:x", is_class=False, counts=counts, language="sv")
        return found.count, found.number

    assert use(Statistics(classes={"urn:c": 1})) == (None, "")
    assert use(Statistics(properties={"urn:y": 1})) == (0, "0")
    assert use(Statistics(properties={"urn:x": 12345})) == (12345, "12\u00a0345")


@pytest.mark.parametrize("folder", ["shapes", "ontology"])
def test_all_processes_name_a_version_alike(folder: str) -> None:
    """Also where blank nodes have other labels in each."""
    graphs = (Shapes.load(ROOT / folder).graph for _ in range(2))
    one, other = (Vocabulary(folder, str(PUB), graph, graph).version for graph in graphs)
    assert one == other
