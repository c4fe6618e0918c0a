"""The class diagram: drawn from the data, and all of it in the table."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from time import process_time

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from examples import is_thorough
from publod.bibliography.record_summary import KINDS
from publod.rdf import iri_of
from publod.read_model.statistics import Link
from publod.vocabulary import FOAF, PUB, SKOS, shortened
from publod.web.ontology.class_diagram import MOST_ARROWS, MOST_OTHERS, Diagram, diagram_of
from publod.web.site import KEY
from web import page
from web.servers import DATA, EXAMPLE

WORK, PUBLICATION, CONCEPT = str(PUB.Work), str(PUB.Publication), str(SKOS.Concept)
TITLE = "urn:p"


@pytest.fixture
def draw(app: Flask) -> Iterator[Callable[..., Diagram | None]]:
    with app.test_request_context("/ontology"):
        g.language = "en"
        yield diagram_of


def authored() -> Counter[tuple[str, str, str]]:
    """What the files of the seed say, counted from these and without what follows.

    A thing that another record describes counts as of one class, that of its record's kind.
    """
    graph = Graph()
    for file in DATA.rglob("*.ttl"):
        graph.parse(file, publicID=EXAMPLE)
    known = [iri_of(term) for term in KINDS]

    def targets(subject: Node, value: URIRef | BNode) -> list[str]:
        classes = [str(c) for c in graph.objects(value, RDF.type)]
        if isinstance(value, BNode) or value.split("#")[0] == str(subject).split("#")[0]:
            return classes
        return sorted(set(known).intersection(classes), key=known.index)[:1]

    return Counter(
        (str(source), str(predicate), target)
        for subject, predicate, value in graph
        if predicate != RDF.type and isinstance(value, URIRef | BNode)
        for source in graph.objects(subject, RDF.type)
        for target in targets(subject, value)
    )


def test_the_links_are_those_of_the_files(app: Flask) -> None:
    found = app.extensions[KEY].repository.statistics().links
    assert {tuple(link[:3]): link.uses for link in found} == dict(authored())
    assert len(found) > 20


def assert_sound(drawn: Diagram) -> None:
    """Each class is there once, and arrows, one for each pair, begin and end at classes."""
    boxes = set(drawn.classes)
    assert len(boxes) == len(drawn.classes)
    ends = [(arrow.source, arrow.target) for arrow in drawn.arrows]
    assert len(set(ends)) == len(ends)
    assert {box for pair in ends for box in pair} <= boxes
    assert all(arrow.texts for arrow in drawn.arrows)
    # What is drawn is all of it: each arrow is at its class, and no class is left out.
    shown = [arrow for _, arrows in drawn.groups for arrow in arrows]
    assert sorted(map(repr, shown)) == sorted(map(repr, drawn.arrows))
    assert {box for box, _ in drawn.groups} | {arrow.target for arrow in shown} == boxes
    assert all(arrow.source == box for box, arrows in drawn.groups for arrow in arrows)


def test_the_seed_is_drawn_whole(app: Flask, draw: Callable[..., Diagram | None]) -> None:
    found = app.extensions[KEY].repository.statistics().links
    drawn = draw(found, {WORK: 11, PUBLICATION: 9}, "en")
    assert drawn is not None
    assert_sound(drawn)
    assert {"Work · 11", "Publication · 9", "Concept"} <= {shown.name for shown in drawn.classes}
    pairs = {(link.source, link.target) for link in found}
    assert len(drawn.arrows) == len(pairs)
    texts = {text for arrow in drawn.arrows for text in arrow.texts}
    assert {"dcterms:isVersionOf 9", "dcterms:subject 58", "skos:broader 16"} <= texts
    rows = {(row.source, row.property, row.target, row.number) for row in drawn.rows}
    assert len(rows) == len(found)
    assert ("pub:StatedEdition", "dcterms:isVersionOf", "pub:Work", "4") in rows


@pytest.mark.parametrize("seed", range(12 if is_thorough() else 4))
def test_whatever_is_joined_is_drawn_within_bounds(
    seed: int, draw: Callable[..., Diagram | None]
) -> None:
    rng = random.Random(seed)
    known = [WORK, PUBLICATION, CONCEPT, str(FOAF.Person), str(FOAF.Organization)]
    classes = known + [f"https://example.org/{'långt' * rng.randrange(9)}#C{n}" for n in range(12)]
    found = sorted(
        {
            (rng.choice(classes), f"urn:p:{'x' * rng.randrange(40)}", rng.choice(classes))
            for _ in range(rng.randrange(90))
        }
    )
    given = [Link(*link, rng.choice((1, 12, 123456789))) for link in found]
    counts = {iri: rng.randrange(10**9) for iri in classes if rng.random() < 0.7}
    drawn = draw(given, counts, "sv")
    assert drawn is not None
    assert_sound(drawn)
    assert drawn == draw(reversed(given), counts, "sv")
    assert len(drawn.arrows) <= MOST_ARROWS
    assert len(drawn.classes) <= len(known) + MOST_OTHERS
    assert len(drawn.rows) == len(given)


def test_a_thing_may_be_joined_to_its_own_class_and_both_ways(
    draw: Callable[..., Diagram | None],
) -> None:
    both = [
        Link(WORK, TITLE, PUBLICATION, 1), Link(PUBLICATION, TITLE, WORK, 2),
        Link(WORK, TITLE, WORK, 3),
    ]  # fmt: skip
    drawn = draw(both, {}, "en")
    assert drawn is not None
    assert_sound(drawn)
    assert [(arrow.source.name, arrow.target.name, arrow.texts) for arrow in drawn.arrows] == [
        ("Work", "Work", ("urn:p 3",)),
        ("Publication", "Work", ("urn:p 2",)),
        ("Work", "Publication", ("urn:p 1",)),
    ]


def test_where_there_are_no_classes_there_is_no_drawing(
    draw: Callable[..., Diagram | None],
) -> None:
    assert draw([], {}, "en") is None
    assert draw([], {"urn:unknown": 3}, "en") is None
    alone = draw([], {WORK: 1}, "en")
    assert alone is not None
    assert [shown.name for shown in alone.classes] == ["Work · 1"]
    assert_sound(alone)


def test_the_largest_catalogue_is_drawn_in_moments(draw: Callable[..., Diagram | None]) -> None:
    classes = [f"urn:c:{n}" for n in range(40)]
    found = [Link(s, f"urn:p{i}", t, 1) for s in classes for t in classes for i in range(2)]
    start = process_time()
    drawn = draw(found, {}, "en")
    assert process_time() - start < 5
    assert drawn is not None
    assert_sound(drawn)
    assert len(drawn.classes) == MOST_OTHERS


def test_the_page_shows_the_drawing_and_the_table(client: FlaskClient) -> None:
    response = client.get("/ontology?lang=sv", headers={"Accept": "text/html"})
    shown = page.read("http://localhost/ontology", response.text, "sv")
    drawing = next(e for e in shown.elements if e.attributes.get("class") == "diagram")
    assert "dcterms:isVersionOf 9" in drawing.text
    assert "Publikation · 9" in drawing.text
    assert drawing.attributes["role"] == "img"
    assert drawing.attributes["aria-label"].startswith("Klassdiagram med 17 klasser och 26 pilar")
    assert not [e for e in shown.elements if "style" in e.attributes]
    table = next(e for e in shown.all("table") if "Från" in e.text)
    cells = " ".join(table.text.split())
    for link in authored():
        assert "".join(map(shortened, link)) in cells
