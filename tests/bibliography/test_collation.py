"""Alphabets."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.bibliography.collation import LONGEST_KEY, article_of, letter_of, sort_key


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


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("et", "saar šokk zoo žanr tuul vald õis äike öö ülikool"),
        ("cs", "cena čas had chata iris řeka sova škola zima žena"),
        ("cy", "cadw chwech dawn ddoe ffa lolfa llyfr"),
        ("nb", "alt zoo ærlig øl Ålesund"), ("fi", "wau yö zen åbo ärtsy öljy"), ("hu", "cukor csak zab zseb"),
        ("pl", "lato łaska nos ósmy sto środa zima źle żaba"), ("uk", "гора ґава дім єдність їжак йод"),
        ("ru", "ёлка ель жук игра йод кот"), ("de", "Aal Äpfel Ast Öl Ort"), ("pt-BR", "água alto ótimo"),
    ],
)  # fmt: skip
def test_any_language_has_the_alphabet_of_its_dictionaries(language: str, expected: str) -> None:
    words = expected.split()
    assert sorted(words, key=lambda word: sort_key(word, language)) == words


@pytest.mark.parametrize(
    ("word", "language", "letter"),
    [("šokk", "et", "š"), ("Chata", "cs", "ch"), ("Åre", "sv", "å"), ("Été", "fr", "e"), ("ґава", "uk", "ґ"), ("7", "et", "7")],
)  # fmt: skip
def test_a_key_tells_the_letter_that_its_text_begins_with(
    word: str, language: str, letter: str
) -> None:
    assert letter_of(sort_key(word, language)[:1], language) == letter


def test_alphabets_have_each_letter_once_and_keys_in_order() -> None:
    folder = resources.files("publod.bibliography")
    for language, described in tomllib.loads(folder.joinpath("alphabets.toml").read_text()).items():
        letters = described.get("letters", "").split()
        keys = [sort_key(letter, language) for letter in letters]
        assert keys == sorted(set(keys)), language
        assert set(described.get("counted", {})).isdisjoint(letters)


@pytest.mark.parametrize(
    ("title", "language", "article"),
    [
        ("Der Bericht", "de", "Der "), ("Les écoles", "fr", "Les "), ("L’école", "fr", "L’"), ("«La scuola»", "it", "«La "),
        ("Y Bont", "cy", "Y "), ("En bok", "sv", "En "), ("De som kom", "sv", ""), ("Raport", "et", ""), ("Derrick", "de-AT", ""),
        ("The", "en", ""), ("The report", "en-GB", "The "),
    ],
)  # fmt: skip
def test_articles_are_those_of_the_language(title: str, language: str, article: str) -> None:
    assert article_of(title, language) == article
