"""Alphabets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.bibliography.collation import LONGEST_KEY, sort_key


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["apa", "éclair", "Ekman", "yster", "zebra", "åka", "Ärende", "öl", "Östersund"]),
        ("en", ["åka", "apa", "Ärende", "éclair", "Ekman", "öl", "Östersund", "yster", "zebra"]),
    ],
)
def test_words_stand_as_in_the_language_s_dictionary(language: str, expected: list[str]) -> None:
    keys = [sort_key(word, language) for word in expected]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("foreign", "swedish"), [("æra", "ära"), ("øl", "öl"), ("Müller", "myller")]
)
def test_foreign_letters_count_to_those_that_they_sound_like(foreign: str, swedish: str) -> None:
    assert sort_key(foreign, "sv") == sort_key(swedish, "sv")


@pytest.mark.parametrize(
    "text", ["“De kan alltid hitta mig”", "De kan alltid hitta mig", "DE KAN…"]
)
def test_case_and_quotation_marks_do_not_count(text: str) -> None:
    assert sort_key(text, "sv").startswith("de kan")


@given(st.text(), st.sampled_from(["sv", "en"]))
def test_any_text_has_a_place(text: str, language: str) -> None:
    assert sort_key(text, language) == sort_key(text.casefold(), language)


def test_a_key_is_no_longer_than_databases_index() -> None:
    assert sort_key("å" * 1_000_000, "sv") == "{" * LONGEST_KEY
