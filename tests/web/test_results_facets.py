"""What a result can be narrowed by: which values are shown, below which, and the bars of years."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from publod.web.lists.result_facets import Node, histogram_of, tree_of
from publod.web.lists.search_request import Query

_PATHS = st.sampled_from([f"subject/{n}" for n in range(12)])
_TALLY = st.dictionaries(_PATHS, st.integers(0, 9))
_BROADER = st.dictionaries(_PATHS, st.lists(_PATHS, max_size=3).map(tuple))


def drawn(nodes: Sequence[Node]) -> list[object]:
    """A tree as nested lists; what leads to something chosen has a plus."""
    return [
        (node.path + "+" * node.leads_to_chosen, drawn(node.inner)) if node.inner
        else node.path + "+" * node.leads_to_chosen
        for node in nodes
    ]  # fmt: skip


ANIMALS = {"animal": 9, "dog": 4, "cat": 3, "poodle": 1, "stone": 2, "granite": 1}
ABOVE = {"dog": ("animal",), "cat": ("animal",), "poodle": ("dog",), "granite": ("stone",)}


def test_the_top_values_come_first() -> None:
    assert drawn(tree_of(ANIMALS, ABOVE, set(), 50)) == ["animal", "stone"]


def test_what_is_narrower_than_the_chosen_is_shown() -> None:
    assert drawn(tree_of(ANIMALS, ABOVE, {"animal"}, 50)) == [("animal", ["dog", "cat"]), "stone"]


def test_the_chosen_is_shown_where_it_belongs() -> None:
    assert drawn(tree_of(ANIMALS, ABOVE, {"poodle"}, 50)) == [
        ("animal+", [("dog+", ["poodle"]), "cat"]),
        "stone",
    ]


def test_one_top_alone_is_open() -> None:
    assert drawn(tree_of({"a": 2, "b": 1}, {"b": ("a",)}, set(), 50)) == [("a", ["b"])]


def test_what_leads_to_the_chosen_is_shown_however_rare() -> None:
    tally = {f"s{n}": 100 - n for n in range(99)} | {"top": 1, "deep": 1}
    found = drawn(tree_of(tally, {"deep": ("top",)}, {"deep"}, 10))
    assert found[-1] == ("top+", ["deep"])
    assert len(found) == 11


def test_of_a_cycle_one_is_at_the_top() -> None:
    broader = {"a": ("b",), "b": ("c",), "c": ("a",), "d": ("d",)}
    tally = {"a": 1, "b": 3, "c": 2, "d": 1}
    assert drawn(tree_of(tally, broader, set(), 50)) == ["b", "d"]


def test_what_is_not_in_the_result_is_no_place_to_hang() -> None:
    assert drawn(tree_of({"a": 1}, {"a": ("elsewhere",)}, set(), 50)) == ["a"]


@settings(deadline=None)
@given(_TALLY, _BROADER, st.sets(_PATHS, max_size=3))
def test_all_that_is_chosen_is_shown(
    tally: dict[str, int], broader: dict[str, tuple[str, ...]], chosen: set[str]
) -> None:
    tally |= dict.fromkeys(chosen, 0)
    nodes = tree_of(tally, broader, chosen, 3)
    shown: list[str] = []
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        shown.append(node.path)
        waiting += node.inner
    assert chosen <= set(shown)
    assert set(shown) <= set(tally)
    assert len(shown) < 400


def test_bars_follow_the_numbers() -> None:
    drawing = histogram_of(Query(), {2017: 1, 2018: 4, 2020: 2})
    assert drawing is not None
    assert [(b.years, b.count, b.link, b.height) for b in drawing.bars] == [
        ("2017", 1, "?year=2017", 16),
        ("2018", 4, "?year=2018", 64),
        ("2020", 2, "?year=2020", 32),
    ]
    assert (drawing.first, drawing.last) == ("2017", "2020")


def test_long_spans_are_counted_by_decades_and_centuries() -> None:
    drawing = histogram_of(Query(), {1899: 1, 1901: 2, 1909: 3, 2020: 1})
    assert drawing is not None
    assert [(b.years, b.count) for b in drawing.bars] == [
        ("1890–1899", 1),
        ("1900–1909", 5),
        ("2020–2029", 1),
    ]
    assert drawing.bars[1].link == "?year=1900-1909"
    oldest = histogram_of(Query(), {0: 1, 9999: 1})
    assert oldest is not None
    assert len(oldest.bars) == 2


def test_the_chosen_years_are_marked_and_in_the_form() -> None:
    query = Query(chosen=(("year", "2018-"),))
    drawing = histogram_of(query, {2017: 1, 2018: 4, 2020: 2})
    assert drawing is not None
    assert [bar.is_chosen for bar in drawing.bars] == [False, True, True]
    assert (drawing.start, drawing.end) == ("2018", "")
    one = histogram_of(Query(chosen=(("year", "2017"),)), {2017: 1, 2018: 4})
    assert one is not None
    assert [(bar.is_only, bar.link) for bar in one.bars] == [(True, ""), (False, "?year=2018")]


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 9999), st.integers(1, 10**6), max_size=40))
def test_any_years_can_be_drawn(years: dict[int, int]) -> None:
    drawing = histogram_of(Query(), years)
    if not years:
        assert drawing is None
        return
    assert drawing is not None
    assert sum(bar.count for bar in drawing.bars) == sum(years.values())
    for bar in drawing.bars:
        assert 0 <= float(bar.x[:-1]) <= 100 - float(bar.width[:-1]) + 0.01
        assert 0 < bar.height <= bar.y + bar.height <= 72
