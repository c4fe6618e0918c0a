"""Editions of one work as one hit: each publication stands on one page, as a hit or under one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.search_interface import Results, SearchRequest

from .books import book, build


def folded(index: TantivyIndex, text: str, offset: int = 0, limit: int = 25) -> Results:
    return index.search(SearchRequest(text), offset, limit, facets=False, fold=True)


def hits(results: Results) -> list[tuple[str, list[str]]]:
    """The names of the hits, each with those of the editions under it."""

    def name(path: str) -> str:
        return path.partition("/")[2]

    return [(name(hit.path), [*map(name, hit.editions)]) for hit in results.hits]


def test_the_edition_that_ranks_highest_stands_for_its_work(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            book("first", "Handel", year=2001, work="work/handel"),
            book("second", "Handel", year=2005, work="work/handel"),
            book("third", "Tredje", abstract="Handel", year=2024, work="work/handel"),
            book("other", "Om handel", year=2023, work="work/other"),
            book("alone", "Om handel", year=2003),
        ],
    )
    results = folded(index, "handel")
    assert hits(results) == [("second", ["first", "third"]), ("other", []), ("alone", [])]
    assert (results.total, results.works, results.heads) == (5, 3, ())
    # What does not fit is under nothing.
    assert hits(folded(index, "tredje")) == [("third", [])]


def test_a_page_says_where_what_is_left_out_of_it_stands(tmp_path: Path) -> None:
    books = [book(f"{n}", "Handel", year=2000 + n, work="work/w") for n in range(6)]
    index = build(tmp_path, books)
    assert hits(folded(index, "handel", 0, 3)) == [("5", ["4", "3", "2", "1", "0"])]
    beyond = folded(index, "handel", 3, 3)
    assert (beyond.hits, beyond.heads, beyond.total) == ((), ("publication/5",), 6)


def test_other_orders_and_formats_fold_nothing(tmp_path: Path) -> None:
    books = [book(f"{n}", "Handel", year=2000 + n, work="work/w") for n in range(3)]
    index = build(tmp_path, books)
    for request in (SearchRequest("handel", sort="newest"), SearchRequest("")):
        results = index.search(request, 0, 25, fold=True)
        assert hits(results) == [("2", []), ("1", []), ("0", [])]
        assert results.works is None
    assert len(index.search(SearchRequest("handel"), 0, 25).hits) == 3


WORDS = "ett två tre fyra fem sex handel".split()
BOOKS = st.lists(
    st.tuples(
        st.sampled_from(["Handel", "Handel med barn", "Ett annat", "Handeln"]),
        st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
        st.sampled_from([None, 2001, 2002]),
        st.sampled_from(["", "work/a", "work/b", "work/c", "https://elsewhere.example/w"]),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(
    BOOKS,
    st.sampled_from(["handel", "barn", " ".join(WORDS), "ett", "barn fem xyzzy"]),
    st.integers(1, 9),
)
def test_every_match_stands_once(
    tmp_path_factory: pytest.TempPathFactory,
    told: list[tuple[str, str, int | None, str]],
    text: str,
    size: int,
) -> None:
    books = {
        f"publication/{n:02}": book(f"{n:02}", title, abstract=abstract, year=year, work=work)
        for n, (title, abstract, year, work) in enumerate(told)
    }
    folder = tmp_path_factory.mktemp("index")
    for commit, some in enumerate((list(books.items())[::2], list(books.items())[1::2]), 1):
        TantivyWriter(folder).apply(commit, f"{commit}.x", some)  # two segments
    index = TantivyIndex(folder)
    order = list(index.paths(SearchRequest(text)))
    works = [books[path].work or path for path in order]
    pages = [folded(index, text, offset, size) for offset in range(0, len(order) + size, size)]
    assert {page.works for page in pages} == {len(set(works))}
    shown = [hit for page in pages for hit in page.hits]
    assert [hit.path for hit in shown] == [
        path for n, path in enumerate(order) if works[n] not in works[:n]
    ]
    for hit in shown:
        own = works[order.index(hit.path)]
        assert (hit.path, *hit.editions) == tuple(
            path for path, work in zip(order, works, strict=True) if work == own
        )
    for number, page in enumerate(pages):
        ranked = range(number * size, min((number + 1) * size, len(order)))
        firsts = dict.fromkeys(order[works.index(works[n])] for n in ranked)
        on_page = [hit.path for hit in page.hits]
        assert page.heads == tuple(path for path in firsts if path not in on_page)


def test_an_earlier_edition_stands_for_its_work_where_the_later_do_not_fit(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            book("1", "Handbok", abstract="Om barn.", year=2015, work="work/w"),
            book("2", "Handbok", abstract="Om vatten.", year=2018, work="work/w"),
            book("3", "Handbok", abstract="Om skola.", year=2020, work="work/w"),
        ],
    )
    assert hits(folded(index, "handbok")) == [("3", ["2", "1"])]
    assert hits(folded(index, "handbok barn")) == [("1", [])]
    assert hits(folded(index, "handbok 2018")) == [("2", [])]
    chosen = SearchRequest("handbok", years=((2000, 2016),))
    assert hits(index.search(chosen, 0, 25, facets=False, fold=True)) == [("1", [])]
