"""Counts are exactly right under every combination, as a plain program counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.errors import SearchOutdated, SearchTooVaried
from publod.search.facet_definitions import FACET_NAMES as FACETS
from publod.search.facet_definitions import own_facet
from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.index_state import search_errors, state_of
from publod.search.query_builder import publications
from publod.search.search_interface import IndexedRecord, SearchRequest

from .books import book, build, request

WORDS = ("alfa", "beta", "gamma", "delta", "kappa", "sigma")
VALUES = {facet: [f"{facet}/{n}" for n in range(3)] for facet in FACETS}
YEARS = st.sampled_from([None, 1999, 2000, 2001, 2005])


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


BOOKS = st.builds(
    lambda words, year, **facets: {
        "abstract": {"sv": " ".join(words)},
        "year": year,
        "facets": facets,
    },
    words=st.lists(st.sampled_from(WORDS), max_size=5),
    year=YEARS,
    type=some(VALUES["type"]).map(lambda found: found[:1]),
    **{facet: some(VALUES[facet]) for facet in FACETS if facet != "type"},
)
ASKED = st.builds(
    request,
    text=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    years=st.lists(
        st.tuples(st.sampled_from([-(10**30), 1999, 2000]), st.sampled_from([1999, 2001, 10**30])),
        max_size=2,
    ).map(tuple),
    **{facet: some(VALUES[facet]) for facet in FACETS},
)


def has(record: IndexedRecord, words: Collection[str]) -> int:
    """How many of some words a publication has."""
    return len(set(words) & set(record.abstract.get("sv", "").split()))


def fits(
    record: IndexedRecord, asked: SearchRequest, every: list[IndexedRecord], *, without: str = ""
) -> bool:
    """The meaning of words and facets, in as few words as it can be said.

    Words that no publication has are left out; of the others the most that one has are enough.
    """
    words = set(asked.text.split())
    most = max((has(one, words) for one in every), default=0)
    return (
        has(record, words) == most >= (1 if words else 0)
        and all(value in record.facets[facet] for facet, value in asked.chosen if facet != "type")
        and (
            without == "type"
            or not asked.values("type")
            or bool(set(asked.values("type")) & set(record.facets["type"]))
        )
        and (
            without == "years"
            or not asked.years
            or any(record.year is not None and a <= record.year <= b for a, b in asked.years)
        )
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(BOOKS, max_size=25), st.lists(ASKED, min_size=1, max_size=8), st.data())
def test_counts_are_those_of_a_plain_program(
    tmp_path_factory: pytest.TempPathFactory,
    said: list[dict[str, object]],
    questions: list[SearchRequest],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("index")
    books = [
        IndexedRecord(f"publication/{n}", "publication", **one)  # type: ignore[arg-type]
        for n, one in enumerate(said)
    ]
    gone = data.draw(st.sets(st.sampled_from([b.path for b in books]), max_size=5)) if books else ()
    writer = TantivyWriter(folder)
    writer.apply(1, "1.x", ((b.path, b) for b in books))
    writer.apply(2, "2.x", ((path, None) for path in gone))
    books = [b for b in books if b.path not in gone]
    index = TantivyIndex(folder)
    for asked in questions:
        results = index.search(asked, 0, 100)
        expected = [b for b in books if fits(b, asked, books)]
        assert results.total == len(expected)
        assert {hit.path for hit in results.hits} == {b.path for b in expected}
        assert set(index.paths(asked)) == {b.path for b in expected}
        for facet in FACETS:
            counted = [b for b in books if fits(b, asked, books, without=facet)]
            assert results.facets[facet] == Counter(
                value for b in counted for value in set(b.facets[facet])
            )
        counted = [b for b in books if fits(b, asked, books, without="years")]
        assert results.years == Counter(b.year for b in counted if b.year is not None)


@pytest.mark.parametrize("share", [lambda n: n % 10 == 0, lambda n: n % 10 != 0])
def test_many_values_are_cut_to_those_with_the_most(
    tmp_path: Path, share: Callable[[int], bool]
) -> None:
    """Whether few publications fit or most: they are counted in different ways."""
    books = [
        book(str(n), "Alfa" if share(n) else "Beta", subject=(f"subject/{n:04}", "subject/all"))
        for n in range(1500)
    ]
    counts = build(tmp_path, books).search(SearchRequest("alfa"), 0, 0).facets["subject"]
    expected = sorted(f"subject/{n:04}" for n in range(1500) if share(n))[:999]
    fitting = sum(map(share, range(1500)))
    assert list(counts.items()) == [("subject/all", fitting), *((s, 1) for s in expected)]


def test_no_catalogue_is_too_varied_to_be_counted(tmp_path: Path) -> None:
    """The engine gives 65,000 values at once, and of a part of the index no more than it is asked."""
    books = [
        book(
            f"{n:04}",
            f"Alle {'Alfa' if n % 10 else 'Beta'} {'Gamma' if n % 2 else 'Delta'}",
            subject=("subject/all", *(f"subject/{(n + k) % 1100:04}" for k in range(3)), *(f"subject/{n}-{k}" for k in range(48))),
            agent=tuple(f"agent/{n}-{k}" for k in range(28)),
            audience=tuple(f"audience/{n}-{k}" for k in range(14)),
            language=("SWE",),
            type=f"type/{n}",
            year=n,
        )
        for n in range(1400)
    ]  # fmt: skip
    build(tmp_path, books[:700])
    index = build(tmp_path, books[700:], 2)
    assert sum(len({v for b in books for v in b.facets[f]}) for f in FACETS) > 120_000
    for word in ("", "alle", "alfa", "beta", "gamma"):
        fitting = [b for b in books if word.title() in b.title["sv"]]
        results = index.search(SearchRequest(word), 0, 0)
        assert results.total == len(fitting)
        for facet in FACETS:
            counts = Counter(value for b in fitting for value in b.facets[facet])
            expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:1000]
            assert list(results.facets[facet].items()) == expected, (word, facet)
        assert results.years == {b.year: 1 for b in fitting}
    assert [hit.path for hit in index.search(SearchRequest(sort="type"), 1390, 3).hits]
    # There is a limit all the same, of memory. That an index be made anew would not help.
    with pytest.raises(SearchTooVaried, match="narrow the search"), search_errors():
        terms = {"terms": {"field": "facet.subject", "size": 66_000}}
        state_of(tmp_path).searcher.aggregate(publications(), {"subject": terms})


def test_a_value_that_nothing_has_finds_nothing(tmp_path: Path) -> None:
    index = build(tmp_path, [book("a", "Alfa", subject=("subject/å", ""), year=2000)])
    for value in ("subject/nowhere", "\ud800", "\0", "x" * 70_000):
        for facet in FACETS:
            assert index.search(SearchRequest(chosen=((facet, value),)), 0, 10).total == 0
    assert index.search(request(subject=("subject/å", "")), 0, 10).total == 1
    assert index.search(SearchRequest(years=((2001, 1999),)), 0, 10).total == 0


def test_facets_of_ones_own_are_counted_beside_the_others_and_combined(tmp_path: Path) -> None:
    own = own_facet("region", "https://example.org/terms#region", {})
    values = {"a": ("region/north", '"2020-01-01T00:00:00Z'), "b": ("region/north",), "c": ('"12',)}
    books = [book(n, "Alfa", language=("SWE",), facets={"region": v}) for n, v in values.items()]
    writer = TantivyWriter(tmp_path, [own])
    writer.apply(1, "1.x", ((b.path, b) for b in books))
    index = TantivyIndex(tmp_path, [own])
    counts = index.search(SearchRequest("alfa"), 0, 0).facets
    assert counts["region"] == {"region/north": 2, '"12': 1, '"2020-01-01T00:00:00Z': 1}
    assert counts["language"] == {"SWE": 3}
    for chosen, expected in {
        ("region/north",): 2, ('"12',): 1, ('"2020-01-01T00:00:00Z',): 1,
        ("region/north", '"2020-01-01T00:00:00Z'): 1, ("12",): 0,
    }.items():  # fmt: skip
        asked = request(language=("SWE",), chosen=tuple(("region", one) for one in chosen))
        assert index.search(asked, 0, 10).total == expected


def test_an_index_with_other_facets_is_never_asked(tmp_path: Path) -> None:
    region = own_facet("region", "https://example.org/terms#region", {})
    TantivyWriter(tmp_path, [region]).apply(1, "1.x", [("publication/a", book("a", "Alfa"))])
    renamed = own_facet("region", "https://example.org/terms#region", {"": "Area"})
    assert TantivyIndex(tmp_path, [renamed]).version == "1.x"  # its label stands on pages alone
    for others in ([], [own_facet("region", "https://example.org/terms#area", {})]):
        with pytest.raises(SearchOutdated, match="other facets than are set now"):
            TantivyIndex(tmp_path, others).search(SearchRequest(), 0, 1)
        assert TantivyWriter(tmp_path, others).commit == 0  # which makes it anew
        TantivyWriter(tmp_path, [region]).apply(1, "1.x", [("publication/a", book("a", "Alfa"))])
