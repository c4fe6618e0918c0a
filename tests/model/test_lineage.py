"""Editions in order, with honest gaps, and which of them are current."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import rdflib
from rdflib import RDF, Literal, URIRef

from publod.model.lens import Edition
from publod.model.lineage import Gap, Step, lineage_of
from publod.vocabulary import DCTERMS, PUB, SCHEMA

BASE = "https://data.example.se/"


@dataclass
class Told:
    """What is known of an edition."""

    number: str = ""
    issued: str = ""
    stated: bool = False
    replaces: list[str] = field(default_factory=list)
    translation_of: list[str] = field(default_factory=list)
    replaced_by: list[str] = field(default_factory=list)


def edition(name: str, told: Told) -> Edition:
    graph, node = rdflib.Graph(), URIRef(BASE + name)
    graph.add((node, RDF.type, PUB.StatedEdition if told.stated else PUB.Publication))
    if told.number:
        graph.add((node, PUB.editionNumber, Literal(told.number)))
    if told.issued:
        graph.add((node, DCTERMS.issued, Literal(told.issued)))
    for predicate, names in (
        (DCTERMS.replaces, told.replaces),
        (DCTERMS.isReplacedBy, told.replaced_by),
        (SCHEMA.translationOfWork, told.translation_of),
    ):
        for other in names:
            graph.add((node, predicate, URIRef(BASE + other)))
    return Edition(graph, str(node))


def steps(**editions: Told) -> list[str]:
    """A lineage in words: names, ``!`` after those that are current, and the gaps."""
    lineage = lineage_of(BASE + "w", [edition(name, told) for name, told in editions.items()])
    return [
        f"{s.first}-{s.last}"
        if isinstance(s, Gap)
        else s.edition.iri.removeprefix(BASE) + ("!" if s.current else "")
        for s in lineage.steps
    ]


@pytest.mark.parametrize(
    ("editions", "expected"),
    [
        ({}, []),
        ({"a": Told()}, ["a!"]),
        ({"b": Told("2"), "a": Told("1")}, ["a", "b!"]),
        # The third tells of the first; the second is nowhere described.
        ({"c": Told("3", "2019"), "a": Told("1", "2014", stated=True)}, ["a", "2-2", "c!"]),
        ({"d": Told("5")}, ["1-4", "d!"]),
        ({"a": Told("2"), "b": Told("6")}, ["1-1", "a", "3-5", "b!"]),
        # Without numbers, the years tell; without either, last.
        ({"b": Told("", "2012"), "a": Told("", "2010-05")}, ["a", "b!"]),
        ({"z": Told(), "b": Told("2", "2012"), "a": Told("1", "2010")}, ["a", "b", "z!"]),
        ({"m": Told("", "2011"), "b": Told("2", "2012"), "a": Told("1", "2010")}, ["a", "m", "b!"]),
        # Numbers that are none are passed over.
        ({"a": Told("ett"), "b": Told("1")}, ["b", "a!"]),
        ({"a": Told("²"), "b": Told("1")}, ["b", "a!"]),
        # Language versions of the last edition are all current.
        (
            {"a": Told("1"), "sv": Told("2"), "en": Told("2", translation_of=["sv"])},
            ["a", "en!", "sv!"],
        ),
        # What is replaced is not current, whoever says so, whatever the numbers say.
        ({"a": Told("2"), "b": Told("1", replaces=["a"])}, ["b!", "a"]),
        ({"a": Told("1"), "b": Told("2", replaced_by=["x"])}, ["a!", "b"]),
        ({"a": Told("1", stated=True)}, ["a"]),
        # Two that replace each other: neither is current, and there is an end.
        ({"a": Told("1", replaces=["b"]), "b": Told("2", replaces=["a"])}, ["a", "b"]),
    ],
)
def test_editions_are_put_in_order(editions: dict[str, Told], expected: list[str]) -> None:
    assert steps(**editions) == expected
    assert steps(**dict(reversed(editions.items()))) == expected


def test_what_replaces_what_is_what_is_said() -> None:
    """Never concluded from numbers, and never across a gap."""
    first, third, fourth = (
        edition("a", Told("1")),
        edition("c", Told("3")),
        edition("d", Told("4", replaces=["c"])),
    )
    lineage = lineage_of(BASE + "w", [first, third, fourth])
    assert [(s.replaces, s.replaced_by) for s in lineage.editions] == [
        ((), ()), ((), (BASE + "d",)), ((BASE + "c",), ()),
    ]  # fmt: skip
    assert lineage.steps[1] == Gap(2, 2)
    assert isinstance(lineage.steps[0], Step)


def test_the_printed_order_of_creators() -> None:
    def creators(order: str) -> list[str]:
        graph = rdflib.Graph().parse(
            data=f"<e> <{DCTERMS.creator}> <a> , <b> , <c> . {order}",
            format="turtle",
            publicID=BASE,
        )
        return [iri.removeprefix(BASE) for iri in Edition(graph, BASE + "e").creators]

    property_ = "<http://purl.org/ontology/bibo/authorList>"
    assert creators("") == ["a", "b", "c"]
    assert creators(f"<e> {property_} ( <c> <a> <b> ) .") == ["c", "a", "b"]
    assert creators(f"<e> {property_} ( <c> ) .") == ["c", "a", "b"]
    assert creators(f"<e> {property_} 'c, a, b' .") == ["a", "b", "c"]
    first, rest = f"<{RDF.first}>", f"<{RDF.rest}>"
    assert creators(f"<e> {property_} _:l . _:l {first} <c> ; {rest} _:l .") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("editions", "expected"),
    [
        ({}, False),
        ({"a": Told("1")}, False),
        ({"a": Told()}, False),
        ({"a": Told("2")}, True),  # a gap before it
        ({"a": Told("1", replaces=["x"])}, True),
        ({"a": Told("1", replaced_by=["x"])}, True),
        ({"a": Told("1", translation_of=["x"])}, True),
        ({"a": Told("1"), "b": Told()}, True),
    ],
)
def test_whether_there_is_more_to_tell(editions: dict[str, Told], expected: bool) -> None:
    lineage = lineage_of(BASE + "w", [edition(name, told) for name, told in editions.items()])
    assert lineage.tells_more is expected
