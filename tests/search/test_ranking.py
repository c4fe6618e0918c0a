"""The order of what is found: the same however the index came about, and on every page."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.search import schema
from publod.search.search_interface import IndexedRecord, SearchRequest

from .books import book, build, found


def test_a_title_comes_before_a_subtitle_names_and_an_abstract(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            book("abstract", "Ett", abstract="Om handel, handel och åter handel", year=2024),
            book("names", "Två", names=("handel",), year=2023),
            book("subtitle", "Tre", subtitle="Handel", year=2022),
            book("inflected", "Handelns väg", year=2021),
            book("title", "Vägen till handel", year=2020),
            book("whole", "Handel", year=2019),
        ],
    )  # fmt: skip
    expected = ["whole", "title", "inflected", "subtitle", "names", "abstract"]
    assert found(index, "handel") == expected


def test_as_written_comes_before_folded(tmp_path: Path) -> None:
    books = [book("folded", "Om aterresa", year=2024), book("written", "Om återresa", year=2000)]
    index = build(tmp_path, books)
    assert found(index, "återresa") == ["written", "folded"]
    assert found(index, "aterresa") == ["folded", "written"]


def test_equals_stand_with_the_newest_first_and_then_by_path(tmp_path: Path) -> None:
    years = {"a": 2001, "b": None, "c": 2003, "d": 2003, "e": 2001}
    books = [book(name, "Barn i Sverige", year=year) for name, year in years.items()]
    index = build(tmp_path, books[::-1])
    assert found(index, "barn") == found(index, "") == list("cdaeb")
    assert found(index, "", sort="newest") == list("cdaeb")
    assert found(index, "", sort="oldest") == list("aecdb")


def test_titles_stand_in_the_alphabet_of_the_reader(tmp_path: Path) -> None:
    titles = ("Öga", "Ål", "Zebra", "”Ärr”", "apa", "")
    index = build(tmp_path, [book(str(n), title) for n, title in enumerate(titles)])
    assert found(index, "", sort="title", reader="sv") == list("542130")
    assert found(index, "", sort="title", reader="en") == list("514302")
    assert found(index, "", sort="title", reader="xx") == list("514302")


def test_types_stand_in_the_alphabet_of_the_reader_too(tmp_path: Path) -> None:
    types = ("ab", "ba", None, "ab", "ba")
    index = build(tmp_path, [book(str(n), type=type_) for n, type_ in enumerate(types)])
    assert found(index, "", sort="type", reader="sv") == list("20314")
    assert found(index, "", sort="type", reader="en") == list("21403")


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "title", "type"])
@pytest.mark.parametrize("text", ["", "handel", "ett två tre fyra fem sex"])
def test_pages_of_any_size_make_the_whole(tmp_path: Path, sort: str, text: str) -> None:
    """With many equals, which the engine would leave in the order in which they came."""
    chance = random.Random(7)
    names = [f"lika-{chance.randrange(10**6)}-{n:03}" for n in range(300)]
    words = "ett två tre fyra fem sex handel".split()
    for commit in (1, 2, 3):  # several segments
        index = build(
            tmp_path,
            [
                book(
                    name,
                    chance.choice(("Handel", "Handel med barn", "Ett annat")),
                    abstract=" ".join(chance.sample(words, 5)),
                    year=chance.choice((2001, 2002)),
                    type=chance.choice(("x", "y")),
                )
                for name in names[commit - 1 :: 3]
            ],
            commit,
        )
    asked = SearchRequest(text, sort=sort)  # type: ignore[arg-type]
    whole = list(index.paths(asked))
    total = index.search(asked, 0, 0).total
    assert len(whole) == len(set(whole)) == total > 100
    for size in (7, 50, 1000):
        pages = [
            hit.path
            for offset in range(0, total + size, size)
            for hit in index.search(asked, offset, size, facets=False).hits
        ]
        assert pages == whole
    assert list(build(tmp_path, [], 4).paths(asked)) == whole


TEXTS = st.text(st.sampled_from("ab-z09 {|}åÅ:\U0001f600'"), max_size=14)


@given(TEXTS, TEXTS)
def test_a_greater_text_never_has_a_smaller_place(one: str, other: str) -> None:
    low, high = sorted((one, other))
    assert schema.of_text(low) <= schema.of_text(high) < 1 << 63
    for prefix in ("publication/", "", "rapport/", "a/"):
        paths = sorted((prefix + one, "publication/" + other))
        assert schema.of_path(paths[0]) <= schema.of_path(paths[1]) < 1 << 63


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.sampled_from([None, -5, 0, 1999, 2000, 99999])), max_size=12))
def test_orders_are_those_of_a_plain_sort(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, int | None]]
) -> None:
    books = [
        IndexedRecord(f"publication/{n}", "publication", title_order={"sv": key}, year=year)
        for n, (key, year) in enumerate(told)
    ]
    index = build(tmp_path_factory.mktemp("index"), books)

    def by_year(book: IndexedRecord, sign: int) -> tuple[bool, int, str]:
        year = min(max(book.year or 0, 0), 4094)
        return book.year is None, sign * year, book.path

    assert list(index.paths(SearchRequest(sort="title", reader="sv"))) == [
        b.path for b in sorted(books, key=lambda b: (b.title_order["sv"], b.path))
    ]
    newest = sorted(books, key=lambda b: by_year(b, -1))
    oldest = sorted(books, key=lambda b: by_year(b, 1))
    assert list(index.paths(SearchRequest(sort="newest"))) == [b.path for b in newest]
    assert list(index.paths(SearchRequest(sort="oldest"))) == [b.path for b in oldest]
