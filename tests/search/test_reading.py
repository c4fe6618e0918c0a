"""What is found where not all of what was typed fits, and what the answer says of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from publod.search.index import TantivyIndex
from publod.search.search_interface import Results

from .books import book, build, found, request


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    books = [
        book("a", "Människohandel", subtitle="Stöd till offer", year=2018, type="type/r"),
        book("b", "Skuldrådgivning", names=("Jämställdhetsmyndigheten",), year=2019),
        book("c", "Hälso- och sjukvård i Västernorrland", year=2015),
        book("d", "Rådgivning om skulder", abstract="Handlingsplan 2018 för råd", year=2021),
        book("e", "Lägesrapport 19", names=("prostitution", "1995-2022"), year=1999, identifiers=("1995-2022",)),
        book("f", "Barn i tiggeri", abstract="Vård av barn i Europa och 2030-talet", year=2020),
    ]  # fmt: skip
    return build(tmp_path_factory.mktemp("index"), books)


def answer(index: TantivyIndex, text: str, **asked: Any) -> Results:
    return index.search(request(text, **asked), 0, 10)


def names(results: Results) -> list[str]:
    return [hit.path.partition("/")[2] for hit in results.hits]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2018", "ad"),  # the year before the word
        ("2015-2018", "ac"),
        ("2015–2018", "ac"),
        ("2015 - 2018", "ac"),
        ("människohandel 2018", "a"),
        ("rådgivning 2018", "d"),
        ("lägesrapport 19", "e"),
        ("19", "e"),
        ("2030", "f"),  # no publication's year
        ("1995-2022", "e"),  # a number of that name: no years
    ],
)
def test_a_typed_year_is_the_year(index: TantivyIndex, typed: str, expected: str) -> None:
    assert found(index, typed) == list(expected)
    assert answer(index, typed).corrected == ""


@pytest.mark.parametrize(
    ("typed", "instead", "expected"),
    [
        ("jämställdhetsmyn", "jämställdhetsmyn…", "b"),
        ("Jämställdhetsmyndighe", "jämställdhetsmyndighe…", "b"),
        ("jamstalldhetsmyn", "jamstalldhetsmyn…", "b"),
        ("prostitu", "prostitu…", "e"),
        ("prostitu 1999", "prostitu… 1999", "e"),
        ("norrland", "…norrland", "c"),
        ("människohandelsoffer", "människohandel offer", "a"),
        ("hälsovård", "", "c"),
        ("barntiggeri", "barn tiggeri", "f"),
        ("manniskohandl", "människohandel", "a"),
        ("pro", "pro…", "e"),
        ("prostituerade", "prostitution", "e"),  # its ending is another
        ("tiggare", "tiggeri", "f"),
        ("människohandlare", "människohandel", "a"),  # not the stems "människ" and "handl"
        ("manniskohandelsoffret", "människohandel offer", "a"),  # the form that stands somewhere
        ("tiggeribarnet", "tiggeri barn", "f"),
    ],
)
def test_what_stands_in_for_unknown_words(
    index: TantivyIndex, typed: str, instead: str, expected: str
) -> None:
    results = answer(index, typed)
    assert (results.corrected, names(results)) == (instead, list(expected))
    assert not results.is_partial
    assert found(index, typed) == list(expected)


def test_the_end_of_a_compound_is_found_below_the_word_itself(index: TantivyIndex) -> None:
    results = answer(index, "rådgivning")
    assert (names(results), results.corrected) == (["d", "b"], "")
    assert found(index, "ålder") == []  # "skulder" has nothing known before it


@pytest.mark.parametrize(
    ("typed", "expected", "missing"),
    [
        ("människohandel xyzzyx", "a", ("xyzzyx",)),
        ("Xyzzyx människohandel stöd", "a", ("Xyzzyx",)),
        ("och xyzzyx offer", "a", ("xyzzyx",)),
        ("barn människohandel offer", "a", ("barn",)),
        ("barn människohandel", "fa", ()),
    ],
)
def test_the_best_partial_hits_say_what_is_missing(
    index: TantivyIndex, typed: str, expected: str, missing: tuple[str, ...]
) -> None:
    results = answer(index, typed)
    assert (names(results), results.missing) == (list(expected), missing)
    assert results.is_partial
    assert found(index, typed) == list(expected)


def test_each_hit_says_what_it_lacks(index: TantivyIndex) -> None:
    results = answer(index, "barn människohandel xyzzyx")
    assert [(hit.path, hit.missing) for hit in results.hits] == [
        ("publication/f", ("människohandel",)),
        ("publication/a", ("barn",)),
    ]
    assert results.missing == ("xyzzyx",)


def test_rare_words_weigh_more_where_not_all_fit(tmp_path: Path) -> None:
    books = [book(str(n), "Stöd", year=2000 + n) for n in range(8)]
    index = build(tmp_path, [*books, book("rare", "Något", abstract="koppleri", year=1950)])
    assert found(index, "stöd koppleri")[0] == "rare"


def test_facets_hold_where_not_all_fits(index: TantivyIndex) -> None:
    results = answer(index, "människohandel xyzzyx", type=("type/r",))
    assert names(results) == ["a"]
    assert names(answer(index, "barn xyzzyx", type=("type/r",))) == []
    both = answer(index, "barn människohandel")
    assert both.facets["type"] == {"type/r": 1}
    assert names(answer(index, "barn människohandel", type=("type/r",))) == ["a"]


@pytest.mark.parametrize(
    "typed", ["xyzzyx", "pr", "202", "prospekt", "handlare", '"handel barn"', "qwrtp zxcvb", "och"]
)
def test_where_no_word_is_known_nothing_is_found(index: TantivyIndex, typed: str) -> None:
    results = answer(index, typed)
    assert (results.corrected, results.missing) == ("", ())
    assert results.total == (2 if typed == "och" else 0)


def test_a_pasted_text_finds_what_has_the_most_of_it(index: TantivyIndex) -> None:
    text = "Xyzzyx qwrtp blaha bloho " * 30 + "människohandel offer stödjs " + "zxcvb plupp " * 50
    results = answer(index, text)
    assert names(results)[0] == "a"
    assert "qwrtp" in results.missing


def test_nonsense_is_answered_fast(index: TantivyIndex) -> None:
    letters = "bcdfghjklmnpqrstvwxz"
    text = " ".join(letters[n % 20] * 3 + letters[n % 19] * 4 + str(n) for n in range(250))[:2000]
    started = time.process_time()
    assert answer(index, text).total == 0
    assert time.process_time() - started < 1


def test_a_word_is_found_at_the_end_of_many_compounds(tmp_path: Path) -> None:
    """Not only of the commonest few: a catalogue has hundreds of kinds of "vård"."""
    starts = [f"{a}{b}" for a in ("barn", "skol", "tand", "krig", "mun") for b in "aehijklmopqu"]
    books = [book(start, f"{start} och {start}vård") for start in starts]
    index = build(tmp_path, books)
    assert len(found(index, "vård")) == len(books)
