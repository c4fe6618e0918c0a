"""Reconciliation without HTTP: how titles are read, candidates weighed, identifiers found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publod.bibliography.record_summary import Summary
from publod.search.schema import identifier_key
from publod.services.reconciliation.candidates import path_of
from publod.services.reconciliation.scoring import EXACT, NameScore, Rated, readings
from publod.services.reconciliation.types_and_properties import (
    TYPES,
    kind_of,
    properties,
    property_of,
)
from search.books import book, build

BASE = "https://data.example.se/"


@pytest.mark.parametrize(
    ("text", "rest", "year", "edition"),
    [
        ("Lägesrapport (2018)", "Lägesrapport", 2018, None),
        ("Lägesrapport, 2018.", "Lägesrapport", 2018, None),
        ("Lägesrapport 2018", "Lägesrapport", 2018, None),
        ("Handbok, 3 uppl., 2014", "Handbok", 2014, 3),
        ("Handbok (2014), 3:e upplagan", "Handbok", 2014, 3),
        ("Handbok – tredje omarbetade upplagan", "Handbok", None, 3),
        ("Handbok, andra reviderade och utökade upplagan", "Handbok", None, 2),
        ("Handbook, 2nd ed.", "Handbook", None, 2),
        ("Handbook. Second revised edition", "Handbook", None, 2),
        ("Handbok, utgåva 4", "Handbok", None, 4),
        ("Handbook [edition 12]", "Handbook", None, 12),
    ],
)
def test_a_year_and_an_edition_are_read_at_the_end(
    text: str, rest: str, year: int | None, edition: int | None
) -> None:
    whole, stripped = readings(text)
    assert (whole.text, whole.year, whole.edition) == (text, None, None)
    assert (stripped.text, stripped.year, stripped.edition) == (rest, year, edition)


@pytest.mark.parametrize(
    "text",
    [
        "2018",
        "1984 och annat",
        "Agenda 2030-målen",
        "Rapport 123",
        "upplagan",
        "Expedition",
        "",
        "(",
    ],
)
def test_what_is_no_year_and_no_edition_stays_in_the_title(text: str) -> None:
    assert [(r.text, r.year, r.edition) for r in readings(text)] == [(text, None, None)]


def test_a_subtitle_may_be_parted_from_its_title_in_many_ways() -> None:
    for parting in (": ", "; ", " – ", " — ", " - ", ". ", " / ", " | "):
        assert readings(f"Att gå{parting}En studie")[0].heads == (("Att gå", "En studie"),), parting
    assert readings("Om J. Alm")[0].heads == ()
    assert readings("Stöd- och skydd")[0].heads == ()
    assert readings("A: B: C")[0].heads == (("A", "B: C"), ("A: B", "C"))


def test_reading_takes_no_time_for_texts_that_nobody_wrote() -> None:
    for text in ("(" * 100_000, "1 " * 50_000, ": " * 50_000, "rev. " * 20_000, "a" * 100_000):
        assert len(readings(text)[0].text) <= 300


SUMMARY = Summary(
    kind="publication",
    label={"sv": "Handbok", "en": "Handbook"},
    subtitle={"sv": "Stöd till offer"},
    year=2018,
    edition=3,
)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("handbok", 1, 1),
        ("HANDBOOK", 1, 1),
        ("Handbok: Stöd till offer", 1, 1),
        ("Handbok – stod till offer", EXACT, EXACT),
        ("Handbok (2018)", 1, 1),
        ("Handbok, 3 uppl.", 1, 1),
        ("Handbok (2017)", 0.7, 0.9),
        ("Handbok, 2 uppl.", 0.7, 0.9),
        ("Handbok: Något helt annat", 0.7, 0.9),
        ("Handboken", 0.8, 0.95),
        ("Vattenvård i länet", 0, 0.4),
    ],
)
def test_how_much_a_name_is_a_text(text: str, least: float, most: float) -> None:
    assert least <= NameScore(text).of(SUMMARY, {}) <= most


def test_other_names_count_as_the_index_found_them() -> None:
    assert NameScore("IOM").of(SUMMARY, {"IOM": 1.0}) == 1.0
    assert NameScore("IOM").of(SUMMARY, {"WHO": 1.0}) < 0.5


def test_a_value_that_another_has_lowers_and_forbids() -> None:
    def rated(**agreement: float | None) -> Rated:
        return Rated("a/b", SUMMARY, 1.0, agreement=dict(agreement))

    assert rated().score == 100
    assert rated(year=1.0).score == 100
    assert rated(year=0.0).score < rated(year=None).score < 100
    assert rated(year=None).is_certain
    assert not rated(year=0.0).is_certain
    assert not rated(year=1.0, creator=0.9).is_certain
    assert Rated("a/b", SUMMARY, 0.1, is_identified=True).score == 100
    assert not Rated("a/b", SUMMARY, None, agreement={"year": 1.0}).is_certain
    assert not Rated("a/b", SUMMARY, 1.0, factor=0.9).is_certain


def test_types_and_properties_have_ids_of_their_own() -> None:
    ids = [p.id for p in properties()]
    assert len(set(ids)) == len(ids)
    assert {p.id: property_of(p.id) for p in properties()} == {p.id: p for p in properties()}
    assert {name: kind_of(name) for name in TYPES} == TYPES
    assert {kind for p in properties() for kind in (*p.kinds, *p.targets)} <= set(TYPES.values())
    for name, expected in (
        ("author", "creator"),
        ("schema:author", "creator"),
        ("ISBN", "isbn"),
        ("isbn", "isbn"),
    ):
        found = property_of(name)
        assert found is not None
        assert found.id == expected
    assert property_of("https://elsewhere.example/author") is None
    assert kind_of("Planet") == kind_of("") == ""


@pytest.mark.parametrize(
    ("text", "base_path"),
    [
        ("agent/iom", "agent/iom"),
        (f" {BASE}agent/iom#it ", "agent/iom"),
        ("https://other.example/agent/iom", "https://other.example/agent/iom"),
        ("agent/\0iom\ud800", "agent/iom"),
        ("", ""),
    ],
)
def test_a_record_is_named_by_its_path_or_by_an_iri(text: str, base_path: str) -> None:
    assert path_of(text, BASE) == base_path


def test_identifiers_are_one_however_they_are_written() -> None:
    for same in (
        ("978-91-0-012345-6", "9789100123456", "ISBN 978 91 0 012345 6", "urn:isbn:9789100123456"),
        ("202100-0555", "2021000555"),
        (
            "Q6971056",
            "http://www.wikidata.org/entity/Q6971056",
            "https://www.wikidata.org/wiki/Q6971056",
        ),
        ("10.1000/ABC.1", "https://doi.org/10.1000/abc.1", "doi:10.1000/abc.1"),
        (
            "0000 0004 0511 9852",
            "https://isni.org/isni/0000000405119852",
            "https://www.isni.org/0000000405119852",
        ),
        ("https://ror.org/01v4pc162", "01v4pc162"),
        ("http://eurovoc.europa.eu/5933", "https://eurovoc.europa.eu/5933/"),
    ):
        assert len({identifier_key(text) for text in same}) == 1, same
    assert identifier_key("10.1000/a-b") != identifier_key("10.1000/ab")
    assert identifier_key(" - ") == identifier_key("https://") == identifier_key("\0") == ""


def test_records_are_found_by_their_identifiers_and_by_nothing_else(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            book("a", "Alfa", kind="agent", identifiers=("202100-0555", "http://www.wikidata.org/entity/Q1")),
            book("b", "Q1", kind="agent", identifiers=("Q2",)),
            book("c", "Alfa", names=("Q1", "202100-0555")),
            book("d", "Delta", identifiers=("", "-", "978-91-0-012345-6")),
        ],
    )  # fmt: skip
    kinds = ("agent", "publication")
    assert index.identified("q1", kinds, 9) == ["agent/a"]
    assert index.identified("2021000555", kinds, 9) == ["agent/a"]
    assert index.identified("2021000555", ["work"], 9) == []
    assert index.identified("9789100123456", kinds, 9) == ["publication/d"]
    for nothing in ("", "-", "Q", "2021", "\x01q1", "\ud800", "\0"):
        assert index.identified(nothing, kinds, 9) == []
    # They are no beginnings of names.
    assert index.suggest("978", "sv") == []
    assert index.suggest("\x01q1", "sv") == [s for s in index.suggest("q1", "sv") if s]
    assert [s.path for s in index.suggest("q", "sv")] == ["agent/b"]


def test_names_can_be_looked_up_alone_and_in_a_year(tmp_path: Path) -> None:
    books = [book(f"{n:03}", "Lägesrapport", year=1900 + n) for n in range(100)]
    index = build(tmp_path, [*books, book("other", "Lägesrapporten", year=1999)])
    assert index.match("lagesrapport", ["publication"], 9, year=1999, alike=False) == [
        ("publication/099", EXACT)
    ]
    assert len(index.match("Lägesrapport", ["publication"], 200, alike=False)) == 100
    assert index.match("Lägesrapporter", ["publication"], 9, alike=False) == []
    found = dict(index.match("Lägesraport", ["publication"], 9, year=1999))
    assert set(found) == {"publication/099", "publication/other"}


def test_the_likest_names_are_found_whatever_is_looked_at_first(tmp_path: Path) -> None:
    """Names whose likeness cannot be high enough are not compared; none of the best may be lost."""
    names = [f"{a} om {b} i {c}" for a in ("Rapport", "Raport", "Rapporter") for b in ("barn", "bran", "brand") for c in ("norr", "nord", "norra")]  # fmt: skip
    index = build(tmp_path, [book(f"{n:02}", name) for n, name in enumerate(names)])
    everything = index.match("Rapport om barn i nor", ["publication"], 60)
    assert len(everything) == len(names)
    for limit in (1, 3, 10):
        assert index.match("Rapport om barn i nor", ["publication"], limit) == everything[:limit]


def test_every_type_and_property_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reconciliation.md").read_text("utf-8")
    table = text.partition("## Properties")[2].partition("\nThey are known")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    documented = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(documented) == sorted(p.id for p in properties())
    assert all(f"*{name}*" in text for name in TYPES)
