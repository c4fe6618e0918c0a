"""Suggestions while somebody types, and names for reconciliation."""

from __future__ import annotations

from pathlib import Path

import pytest

from publod.search.index import TantivyIndex
from publod.search.search_interface import Suggestion

from .books import book, build


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    books = [
        book("police", "polis", en="police", kind="subject", alternative=(("sv", "ordningsmakt"),)),
        book("pm", "Polismyndigheten", en="Swedish Police Authority", kind="agent",
             alternative=(("en", "Police"), ("", "SPA"))),
        book("first", "Polisens arbete", en="Police work", year=2001, work="work/pa"),
        book("second", "Polisens arbete", en="Police work", year=2002, work="work/pa"),
        book("north", "Om polisen i norr", en="On police"),
        book("w", "Polisens verk", kind="work"),
        book("t", "Polistyp", kind="type"),
        book("eu", en="Återvändande Europe", kind="agent"),
    ]  # fmt: skip
    return build(tmp_path_factory.mktemp("index"), books)


def names(index: TantivyIndex, typed: str, reader: str, limit: int = 8) -> list[str]:
    return [suggestion.name for suggestion in index.suggest(typed, reader, limit)]


def test_names_in_the_readers_language_come_first_and_headings_before_titles(
    index: TantivyIndex,
) -> None:
    assert names(index, "polis", "sv") == [
        "polis", "Polismyndigheten", "Polisens arbete", "Om polisen i norr",
    ]  # fmt: skip
    assert names(index, "Police", "en") == ["police", "Police", "Police work", "On police"]
    assert names(index, "police", "sv") == ["police", "Police", "Police work", "On police"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ORDN", ["ordningsmakt"]),
        ("swedish pol", ["Swedish Police Authority"]),
        ("authority", ["Swedish Police Authority"]),
        ("authority sw", ["Swedish Police Authority"]),
        ("atervand", ["Återvändande Europe"]),
        ("polic swedish", []),
        ("", []), ("?", []), ("xyzzy", []),
    ],
)  # fmt: skip
def test_any_word_may_be_begun(index: TantivyIndex, typed: str, expected: list[str]) -> None:
    assert names(index, typed, "en") == expected


def test_a_suggestion_tells_what_it_leads_to(index: TantivyIndex) -> None:
    assert index.suggest("spa", "sv") == [
        Suggestion("agent", "agent/pm", "SPA", "", "Polismyndigheten", "sv")
    ]
    assert index.suggest("ordning", "en") == [
        Suggestion("subject", "subject/police", "ordningsmakt", "sv", "police", "en")
    ]
    assert len(index.suggest("polis", "sv", 2)) == 2
    assert index.suggest("polis", "sv", 0) == []


def test_a_stated_edition_is_suggested_by_its_work_and_year_after_publications(
    tmp_path: Path,
) -> None:
    books = [
        book("old", "Handbok (1999)", kind="edition", year=1999),
        book("new", "Handbok", year=2019),
    ]
    index = build(tmp_path, books)
    assert [(s.kind, s.name) for s in index.suggest("handbok", "sv")] == [
        ("publication", "Handbok"),
        ("edition", "Handbok (1999)"),
    ]
    assert [s.path for s in index.suggest("handbok 1999", "sv")] == ["edition/old"]


def test_many_editions_do_not_crowd_out_other_titles(tmp_path: Path) -> None:
    books = [book(f"{n:03}", "Rapport om barn") for n in range(100)]
    index = build(tmp_path, [*books, book("other", "Rapport om vatten")])
    assert names(index, "rapport", "sv") == ["Rapport om barn", "Rapport om vatten"]


def test_a_name_that_is_the_text_scores_1(index: TantivyIndex) -> None:
    assert index.match("POLISMYNDIGHETEN", ["agent"], 3)[0] == ("agent/pm", 1.0)
    assert index.match("spa", ["agent", "work"], 3)[0] == ("agent/pm", 1.0)
    assert index.match("polis", ["agent"], 3)[0][1] < 1
    scores = dict(index.match("Aterv\u00e4ndande europe", ["agent"], 3))
    assert 0.95 < scores["agent/eu"] < 1


def test_names_that_are_nearly_the_text_are_matched(index: TantivyIndex) -> None:
    for text in ("Polismyndighet", "Polismynigheten", "The Swedish Police Authority"):
        path, score = index.match(text, ["agent"], 3)[0]
        assert path == "agent/pm"
        assert 0.8 < score < 1
    assert index.match("xyzzy", ["agent"], 3) == []


def test_only_the_kinds_that_are_asked_for_are_matched(index: TantivyIndex) -> None:
    assert [path for path, _ in index.match("Polisens verk", ["work"], 5)] == ["work/w"]
    assert [path for path, _ in index.match("Polistyp", ["type"], 5)] == ["type/t"]
    assert index.match("Polistyp", [], 5) == []
    assert len(index.match("Polisens arbete", ["publication"], 1)) == 1


def test_the_exact_name_is_found_among_many_alike(tmp_path: Path) -> None:
    books = [book(f"{n:04}", f"Rapport {n}") for n in range(500)]
    index = build(tmp_path, books)
    assert index.match("rapport 377", ["publication"], 2)[0] == ("publication/0377", 1.0)


def test_preferred_names_come_before_other_forms(tmp_path: Path) -> None:
    books = [
        book("a", "Arbetsgrupp", kind="agent", alternative=(("sv", "Handel"),)),
        book("b", "Handel", kind="subject"),
        book("c", "Annat", kind="subject", hidden=(("sv", "Handell"),)),
        book("d", "Handel med barn"),
    ]
    index = build(tmp_path, books)
    found = index.suggest("handel", "sv")
    assert [one.path.partition("/")[2] for one in found] == ["b", "a", "d", "c"]
    assert [(one.name, one.preferred, one.is_hidden) for one in found] == [
        ("Handel", "", False),
        ("Handel", "Arbetsgrupp", False),
        ("Handel med barn", "", False),
        ("Handell", "Annat", True),
    ]


def test_works_of_one_title_are_apart_and_editions_of_one_together(tmp_path: Path) -> None:
    works = [("information", 1), ("manual", 2), ("", 1), ("", 1)]
    books = [
        book(f"{n}-{edition}", "Programmet", subtitle=subtitle or {}, year=2010 + n, edition=edition,
             work=f"work/{n}", creators=({"sv": "Verket"},))
        for n, (subtitle, editions) in enumerate(works) for edition in range(1, editions + 1)
    ]  # fmt: skip
    index = build(tmp_path, books)
    found = index.suggest("programmet", "sv")
    assert [(one.subtitle, one.year, one.creators, one.work) for one in found] == [
        ("information", 2010, "Verket", ""),
        ("manual", 2011, "Verket", "work/1"),
        ("", 2012, "Verket", ""),
        ("", 2013, "Verket", ""),
    ]


def test_one_title_leaves_room_for_others(tmp_path: Path) -> None:
    books = [book(f"{n:02}", "Rapport", year=1950 + n, work=f"work/{n}") for n in range(20)]
    index = build(tmp_path, [*books, book("x", "Rapport om vatten", work="work/x")])
    assert names(index, "rapport", "sv", 4) == [*["Rapport"] * 3, "Rapport om vatten"]
    assert names(index, "rapport", "sv") == [
        *["Rapport"] * 3,
        "Rapport om vatten",
        *["Rapport"] * 4,
    ]


def named(index: TantivyIndex, text: str, limit: int = 3) -> list[tuple[int, list[str], int]]:
    return [
        (one.start, [record.path for record in one.records], one.total)
        for one in index.named(text, limit)
    ]


def test_the_names_in_a_text_are_those_of_records(index: TantivyIndex, tmp_path: Path) -> None:
    assert named(index, "polis") == [(0, ["subject/police"], 1)]
    assert named(index, "Police") == [(0, ["subject/police", "agent/pm"], 2)]
    assert named(index, "Police", 1) == [(0, ["subject/police"], 2)]
    # The longest name takes its words from the others; punctuation and marks are no matter.
    assert named(index, "om \"swedish POLICE authority\", polis 2018") == [
        (1, ["agent/pm"], 1), (4, ["subject/police"], 1),
    ]  # fmt: skip
    assert named(index, "atervandande europe") == [(0, ["agent/eu"], 1)]
    assert index.named("om om", 3) == []
    assert named(index, "polisen") == named(index, "") == named(index, "?") == []
    (spa,) = index.named("spa", 3)
    assert (spa.records[0].name, spa.records[0].is_preferred) == ("SPA", False)
    long = "Ett namn på ett organ som är längre än sex ord"
    other = build(tmp_path, [book("l", long, kind="agent", hidden=(("", "KL"),))])
    assert named(other, long) == [(0, ["agent/l"], 1)]
    assert named(other, f"{long} i år") == []
    assert other.named("kl", 3)[0].records[0].name == ""
