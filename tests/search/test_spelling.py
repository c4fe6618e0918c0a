"""A slip is forgiven where it helps, and told."""

from __future__ import annotations

import pytest

from publod.search.index import TantivyIndex
from publod.search.search_interface import SearchRequest
from publod.search.spelling import distance

from .books import book, build, found, request


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    books = [
        book("a", "Människohandel", subtitle="Lägesrapport", type="type/t"),
        book("b", "Samverkan mellan myndigheter", en="Interagency work"),
        book("c", "Samverkas", names=("Polismyndigheten",)),
        book("d", "Om bärn och barn"),
    ]
    return build(tmp_path_factory.mktemp("index"), books)


@pytest.mark.parametrize(
    ("typed", "instead", "expected"),
    [
        ("människohandle", "människohandel", "a"),
        ("manniskohandl", "människohandel", "a"),
        ("Mäniskohandel", "människohandel", "a"),
        ("lägesraport människohandel", "lägesrapport människohandel", "a"),
        ("interagnecy", "interagency", "b"),
        ('"interagency worc"', '"interagency work"', "b"),
        ("polismyndighten", "polismyndigheten", "c"),
    ],
)
def test_a_slip_is_forgiven(index: TantivyIndex, typed: str, instead: str, expected: str) -> None:
    results = index.search(SearchRequest(typed), 0, 10)
    assert results.corrected == instead
    assert [hit.path.partition("/")[2] for hit in results.hits] == [expected]
    assert found(index, typed) == [expected]


@pytest.mark.parametrize(
    "typed",
    [
        "samverkan",  # a neighbour of another word, but found as it is written
        "samverkan människohandel",  # both are found, though never together
        "xyzzy", "arn", "1234567", "samverkan xyzzy",
    ],
)  # fmt: skip
def test_nothing_is_corrected_where_it_would_not_help(index: TantivyIndex, typed: str) -> None:
    assert index.search(SearchRequest(typed), 0, 10).corrected == ""


def test_a_text_that_only_the_facets_exclude_is_not_corrected(index: TantivyIndex) -> None:
    results = index.search(request("samverkan", type=("type/t",)), 0, 10)
    assert (results.total, results.corrected) == (0, "")


def test_finds_as_written_never_mix_with_corrected_ones(index: TantivyIndex) -> None:
    assert found(index, "bärn") == ["d"]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1),
        ("abc", "xbc", 1), ("abc", "cab", 2), ("", "ab", 2), ("ab", "abcde", 3),
    ],
)  # fmt: skip
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == distance(other, one) == slips
