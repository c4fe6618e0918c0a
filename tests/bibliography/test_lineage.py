"""Editions in order, with honest gaps, and which of them are current."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from publod.bibliography.entry import Edition
from publod.bibliography.entry_reader import edition_of
from publod.bibliography.lineage import Gap, Lineage, Step, lineage_of
from publod.bibliography.triple_index import Statements
from publod.rdf import Triple
from publod.vocabulary import BIBO, DCTERMS, PUB, RDF, SCHEMA

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
    node = f"<{BASE}{name}>"
    kind = PUB.StatedEdition if told.stated else PUB.Publication
    triples: list[Triple] = [(node, f"<{RDF.type}>", f"<{kind}>")]
    if told.number:
        triples.append((node, f"<{PUB.editionNumber}>", f'"{told.number}"'))
    if told.issued:
        triples.append((node, f"<{DCTERMS.issued}>", f'"{told.issued}"'))
    for predicate, names in (
        (DCTERMS.replaces, told.replaces),
        (DCTERMS.isReplacedBy, told.replaced_by),
        (SCHEMA.translationOfWork, told.translation_of),
    ):
        triples += [(node, f"<{predicate}>", f"<{BASE}{other}>") for other in names]
    return edition_of(BASE + name, Statements(triples))


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
        ({"z": Told(), "b": Told("2", "2012"), "a": Told("1", "2010")}, ["a", "b!", "z"]),
        ({"m": Told("", "2011"), "b": Told("2", "2012"), "a": Told("1", "2010")}, ["a", "m", "b!"]),
        # Numbers that are none are passed over.
        ({"a": Told("ett"), "b": Told("1")}, ["b!", "a"]),
        ({"a": Told("²"), "b": Told("1")}, ["b!", "a"]),
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


@pytest.mark.parametrize("told_by", [PUB.edition, SCHEMA.version])
def test_no_gap_where_an_edition_without_a_number_may_fill_it(told_by: str) -> None:
    numbered = [edition("b", Told("2", "2012")), edition("e", Told("5", "2020"))]
    node = f"<{BASE}a>"
    stated = [(node, f"<{told_by}>", '"1. izd."'), (node, f"<{DCTERMS.issued}>", '"2008"')]
    unread = edition_of(BASE + "a", Statements(stated))
    assert any(isinstance(step, Gap) for step in lineage_of(BASE + "w", numbered).steps)
    lineage = lineage_of(BASE + "w", [*numbered, unread])
    assert [step.edition.iri[-1] for step in lineage.editions] == ["a", "b", "e"]
    assert not any(isinstance(step, Gap) for step in lineage.steps)


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
    def creators(*order: tuple[str, str, str]) -> list[str]:
        said = [("<e>", f"<{DCTERMS.creator}>", f"<{name}>") for name in "abc"]
        names = {"list": f"<{BIBO.authorList}>", "first": f"<{RDF.first}>", "rest": f"<{RDF.rest}>"}
        said += [(s, names[p], o) for s, p, o in order]
        return list(edition_of("e", Statements(said)).creators)

    def listed(*items: str) -> list[tuple[str, str, str]]:
        cells = [f"_:{n}" for n in range(len(items))] + [f"<{RDF.nil}>"]
        return [("<e>", "list", cells[0])] + [
            triple
            for n, item in enumerate(items)
            for triple in ((cells[n], "first", f"<{item}>"), (cells[n], "rest", cells[n + 1]))
        ]

    assert creators() == ["a", "b", "c"]
    assert creators(*listed("c", "a", "b")) == ["c", "a", "b"]
    assert creators(*listed("c")) == ["c", "a", "b"]
    assert creators(("<e>", "list", '"c, a, b"')) == ["a", "b", "c"]
    # A list that leads back into itself is read as far as it goes.
    loop = [("<e>", "list", "_:l"), ("_:l", "first", "<c>"), ("_:l", "rest", "_:l")]
    assert creators(*loop) == ["c", "a", "b"]


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


@pytest.mark.parametrize(
    ("editions", "start", "expected"),
    [
        ({"a": Told("1")}, "a", []),
        ({"a": Told("1"), "b": Told("2", replaces=["a"])}, "a", ["b"]),
        ({"a": Told("1"), "b": Told("2", replaces=["a"])}, "b", []),
        (
            {"a": Told("1"), "b": Told("2", replaces=["a"]), "c": Told("3", replaces=["b"])},
            "a", ["c"],
        ),
        # Two of them replace it, or two ways lead to one.
        (
            {"a": Told("1"), "b": Told("2", replaces=["a"]), "c": Told("2", replaces=["a"])},
            "a", ["b", "c"],
        ),
        # Never across a gap, and never by numbers.
        ({"a": Told("1"), "c": Told("3")}, "a", []),
        # There is an end, whatever replaces whatever.
        ({"a": Told("1", replaces=["b"]), "b": Told("2", replaces=["a"])}, "a", []),
        # What nobody describes is where one arrives all the same.
        ({"a": Told("1", replaced_by=["x"])}, "a", ["x"]),
    ],
)  # fmt: skip
def test_where_replacements_lead(
    editions: dict[str, Told], start: str, expected: list[str]
) -> None:
    lineage = lineage_of(BASE + "w", [edition(name, told) for name, told in editions.items()])
    assert [i.removeprefix(BASE) for i in lineage.latest_after(BASE + start)] == expected


def test_replacements_lead_through_other_works() -> None:
    own, other = edition("a", Told("1", replaced_by=["x"])), edition("x", Told(replaced_by=["y"]))
    lineage = Lineage("w", (Step(own),), {other.iri: other})
    assert lineage.latest_after(BASE + "a") == [BASE + "y"]
    assert list(lineage.known) == [BASE + "x", BASE + "a"]


def test_what_another_catalogue_describes_can_be_the_latest() -> None:
    elsewhere = "https://elsewhere.example/b"
    one = Edition(BASE + "a", edition_number=1, replaced_by=(elsewhere,))
    assert lineage_of(BASE + "w", [one]).latest_edition(one.iri).editions == (elsewhere,)


def test_a_correction_of_an_edition_in_print_and_online_is_told_once() -> None:
    def known(name: str, **fields: Any) -> Edition:
        return Edition(BASE + name, is_edition=True, edition_number=2, **fields)

    online = known("online", formats=(BASE + "print",), of_edition=(BASE + "level",))
    corrections = [
        Edition(BASE + name, is_edition=True, corrects=(BASE + corrected,), is_addition=True)
        for name, corrected in (("of-the-edition", "level"), ("of-the-files", "online"))
    ]
    lineage = lineage_of(
        BASE + "w",
        [
            known("level", is_level=True),
            known("print", of_edition=(BASE + "level",)),
            online,
            *corrections,
        ],
    )
    told = {step.edition.iri.removeprefix(BASE): step.edition for step in lineage.editions}
    assert told["of-the-edition"].corrects == (BASE + "print",)
    assert told["of-the-files"].corrects == (BASE + "online",)
    assert set(told["print"].corrected_by) == {c.iri for c in corrections}
