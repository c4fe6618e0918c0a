"""Where the words are in what was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from publod.search.index import TantivyIndex
from publod.search.search_interface import SearchRequest, Snippet

from .books import book, build


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    filling = "Annat sägs också, och det är inte lite. " * 20
    one = book(
        "a", "Myndigheternas <em>ansvar</em>", en="What authorities do",
        subtitle={"sv": "Om ansvar", "en": "On duties"},
        abstract={"sv": f"{filling}Här nämns en återresa med stöd. {filling}", "ar": "دعم 2018:19"},
    )  # fmt: skip
    return build(tmp_path_factory.mktemp("index"), [one])


def snippets(index: TantivyIndex, text: str, reader: str = "sv") -> tuple[Snippet, ...]:
    (hit,) = index.search(SearchRequest(text, reader=reader), 0, 1).hits
    return hit.snippets


def test_finds_are_marked_as_they_are_written(index: TantivyIndex) -> None:
    assert snippets(index, "myndighet ansvar") == (
        Snippet("title", "sv", (
            ("Myndigheternas", True), (" <em>", False), ("ansvar", True), ("</em>", False),
        )),
        Snippet("subtitle", "sv", (("Om ", False), ("ansvar", True))),
    )  # fmt: skip


def test_a_text_in_another_language_is_shown_where_only_that_has_finds(
    index: TantivyIndex,
) -> None:
    assert [(s.field, s.language) for s in snippets(index, "authority", "sv")] == [("title", "en")]
    assert snippets(index, "دعم")[0].language == "ar"


def test_a_phrase_is_marked_whole(index: TantivyIndex) -> None:
    (snippet,) = snippets(index, '"what authorities do"', "en")
    assert snippet.pieces == (("What authorities do", True),)
    (number,) = snippets(index, "2018:19")
    assert number.pieces[-1] == ("2018:19", True)


def test_a_long_text_is_cut_to_a_passage(index: TantivyIndex) -> None:
    (snippet,) = snippets(index, "aterresa")
    text = "".join(piece for piece, _ in snippet.pieces)
    assert [piece for piece, is_find in snippet.pieces if is_find] == ["återresa"]
    assert len(text) < 240
    assert text.startswith("…")
    assert text.endswith("…")
    assert " nämns en återresa med stöd" in text


def test_there_are_none_where_nothing_was_typed(index: TantivyIndex, tmp_path: Path) -> None:
    assert snippets(index, "") == ()
    named = build(tmp_path, [book("a", "Titel", names=("Polisen",))])
    assert snippets(named, "polisen") == ()
