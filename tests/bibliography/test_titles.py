"""Which title a record stands under, and what does not count in the alphabet."""

from __future__ import annotations

import pytest

from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.titles_and_labels import (
    Text,
    Title,
    all_of,
    edition_of,
    one_of,
    tidy,
    titles_of,
)


def entry(**fields: object) -> Entry:
    return Entry("https://e.example/a#it", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("titles", "languages", "proper", "parallel"),
    [
        ({"sv": "S", "en": "E"}, ("SWE",), "S", ["E"]),
        ({"sv": "S", "en": "E"}, ("ENG",), "E", ["S"]),
        ({"sv": "S", "en": "E"}, ("ENG", "SWE"), "S", ["E"]),
        ({"sv": "S", "en-GB": "E"}, ("ENG",), "E", ["S"]),
        ({"sv": "S", "en": "E"}, ("ARA",), "S", ["E"]),
        ({"": "N"}, ("SWE",), "N", []),
        ({"ar": "A", "": "N"}, (), "N", ["A"]),
        ({"sv": " \x00 ", "en": "E"}, ("SWE",), "E", []),
        ({}, ("SWE",), "[Utan titel]", []),
        ({"sv": ""}, (), "[Utan titel]", []),
    ],
)
def test_the_title_proper_is_in_a_language_of_the_publication(
    titles: dict[str, str], languages: tuple[str, ...], proper: str, parallel: list[str]
) -> None:
    found = titles_of(entry(title=titles, languages=languages))
    assert found.proper.main == proper
    assert [title.main for title in found.parallel] == parallel


def test_a_subtitle_goes_with_the_title_in_its_language() -> None:
    found = titles_of(entry(title={"sv": "S", "en": "E"}, subtitle={"en": "sub"}))
    assert (found.proper.display, found.parallel[0].display) == ("S", "E : sub")
    assert titles_of(entry(title={"sv": "S"}, subtitle={"": "sub"})).proper.display == "S : sub"


@pytest.mark.parametrize(
    ("work", "expected"),
    [({"sv": "S"}, None), ({"sv": "W"}, "W"), ({"en": "S"}, None), ({}, None)],
)
def test_the_title_of_the_work_is_told_where_it_is_another(
    work: dict[str, str], expected: str | None
) -> None:
    found = titles_of(
        entry(title={"sv": "S"}, works=(BibliographicResource("https://e.example/w#it", work),))
    )
    assert (found.work and found.work.main) == expected


@pytest.mark.parametrize(
    ("title", "tag", "expected"),
    [
        ("En bok", "sv", 3), ("Ett hus", "sv", 4), ("Den sista", "sv-FI", 4), ("EN BOK", "sv", 3),
        ("The end", "en", 4), ("A book", "en", 2), ("An apple", "en-GB", 3),
        ("”En bok”", "sv", 4), ('"The end"', "en", 5),
        ("En bok", "en", 0), ("The end", "sv", 0), ("A book", "", 0), ("Den", "sv", 0),
        ("En ", "sv", 0), ("Energi", "sv", 0), ("Andra", "en", 0), ("Theory", "en", 0),
        ("”De kan alltid hitta mig”", "sv", 0), ("Det var en gång", "sv", 0),
        ("”””””””””En bok", "sv", 0), ("", "sv", 0), ("Der Hund", "de", 4),
    ],
)  # fmt: skip
def test_articles_do_not_count_in_the_alphabet_of_their_language(
    title: str, tag: str, expected: int
) -> None:
    assert Title(title, "", tag).non_filing == expected


def test_an_edition_is_told_as_printed_and_else_supplied() -> None:
    printed = {"en": "third edition", "sv": "tredje utgåvan"}
    assert edition_of(entry(edition=printed, languages=("ENG",))) == Text("third edition", "en")
    assert edition_of(entry(edition=printed)) == Text("tredje utgåvan", "sv")
    assert edition_of(entry(edition={"sv": " "}, edition_number=3)).text == "[Utgåva 3]"
    assert edition_of(entry(edition_number=3)).text == "[Utgåva 3]"
    assert not edition_of(entry())


def test_texts_are_tidied_told_once_and_in_preferred_languages_first() -> None:
    assert tidy(" a\r\n b\t\x00c\ufffe\u00a0d ") == "a b c\u00a0d"
    texts = [("ar", "x"), ("", "y"), ("en", "e"), ("sv", "s"), ("sv", "s "), ("not a tag", "z")]
    assert all_of(texts) == [("s", "sv"), ("e", "en"), ("y", ""), ("z", ""), ("x", "ar")]
    assert one_of({"ar": "x", "en": "e"}, "ar") == ("x", "ar")
    assert one_of({"ar": "x", "ru": "z"}) == ("x", "ar")
