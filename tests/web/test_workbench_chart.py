"""Charts and maps: what is drawn of an answer, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from publod.vocabulary import XSD
from publod.web.record_names import Value
from publod.web.sparql import charts_and_maps
from publod.web.sparql.charts_and_maps import Chart, PlaceMap, chart_of, map_of

WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"


def term(value: object) -> dict[str, str]:
    """A Python value as a term: a whole number, a decimal, a plain text, a year, a point, an IRI."""
    text = str(value)
    if isinstance(value, int):
        return {"type": "literal", "value": text, "datatype": str(XSD.integer)}
    if isinstance(value, float):
        return {"type": "literal", "value": text, "datatype": str(XSD.decimal)}
    if text.startswith("y") and text[1:].isdigit():
        return {"type": "literal", "value": text[1:], "datatype": str(XSD.gYear)}
    if "POINT" in text or "POLYGON" in text:
        return {"type": "literal", "value": text, "datatype": WKT}
    if text.startswith("urn:"):
        return {"type": "uri", "value": text}
    return {"type": "literal", "value": text}


def table(names: str, *rows: tuple[object, ...]) -> tuple[list[str], list[dict[str, Any]]]:
    columns = names.split()
    return columns, [
        {name: term(value) for name, value in zip(columns, row, strict=True) if value is not None}
        for row in rows
    ]


def drawn(names: str, *rows: tuple[object, ...], language: str = "en") -> Chart | None:
    return chart_of(*table(names, *rows), language, lambda t: Value(str(t["value"])))


def mapped(names: str, *rows: tuple[object, ...]) -> PlaceMap | None:
    return map_of(*table(names, *rows), lambda t: Value(str(t["value"])))


def test_names_and_numbers_are_bars() -> None:
    found = drawn("name n", ("a", 4), ("b", 1), ("c", 0))
    assert found
    assert found.measure == "n"
    assert [(b.name.text, b.number, b.width) for b in found.names] == [
        ("a", "4", "100.00%"), ("b", "1", "25.00%"), ("c", "0", "0.00%"),
    ]  # fmt: skip


def test_the_last_number_is_drawn_and_a_text_names_before_an_iri() -> None:
    found = drawn("iri known name latest", ("urn:1", 1, "a", 1200.5), ("urn:2", 2, "b", 3))
    assert found
    assert found.measure == "latest"
    assert [b.name.text for b in found.names] == ["a", "b"]
    assert found.names[0].number == "1,200.5"
    swedish = drawn("iri n", ("urn:1", 1200.5), ("urn:2", 3), language="sv")
    assert swedish
    assert swedish.names[0].number == "1\N{NO-BREAK SPACE}200,5"


def test_years_are_bars_in_their_places() -> None:
    found = drawn("year n", ("y2017", 2), ("y2019", 4), ("y2020", 1))
    assert found
    assert (found.first, found.last, found.is_line) == (2017, 2020, False)
    (series,) = found.series
    assert [(m.name, m.number, m.height) for m in series.marks] == [
        ("2017", "2", 32), ("2019", "4", charts_and_maps.TALLEST), ("2020", "1", 16),
    ]  # fmt: skip
    assert [float(m.x.rstrip("%")) for m in series.marks] == pytest.approx([2.75, 52.75, 77.75])
    for mark in series.marks:
        assert mark.y + mark.height == charts_and_maps.TALLEST
        assert float(mark.x[:-1]) + float(mark.width[:-1]) <= 100


def test_many_years_are_a_line() -> None:
    rows = [(f"y{year}", year - 1900) for year in range(1901, 2001)]
    found = drawn("year n", *rows)
    assert found
    assert found.is_line
    xs = [float(m.x[:-1]) for m in found.series[0].marks]
    assert xs == sorted(xs)
    assert 0 < xs[0] < xs[-1] < 100


def test_each_name_has_its_own_years_the_largest_first() -> None:
    found = drawn("year name n", ("y2017", "a", 1), ("y2018", "b", 5), ("y2018", "a", 1))
    assert found
    assert [(s.name.text, [m.number for m in s.marks]) for s in found.series] == [
        ("b", ["5"]), ("a", ["1", "1"]),
    ]  # fmt: skip
    many = drawn("year name n", *(("y2017", f"n{i}", i + 1) for i in range(20)))
    assert many
    assert (len(many.series), many.left_out) == (
        charts_and_maps.MOST_SERIES,
        20 - charts_and_maps.MOST_SERIES,
    )


def test_rows_are_counted_where_there_are_years_alone() -> None:
    found = drawn("title year", ("a", "y2017"), ("b", "y2017"), ("c", "y2018"))
    assert found
    assert found.measure == ""
    assert [m.number for m in found.series[0].marks] == ["2", "1"]


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        ("name n", [("a", 1)]),
        ("name other", [("a", "b"), ("c", "d")]),
        ("n", [(1,), (2,)]),
        ("name n", [("a", -1), ("b", 2)]),
        ("name n", [("a", 0), ("b", 0)]),
        ("name n", [("a", 1), ("b", "x")]),
        ("name n", [("a", None), ("b", None)]),
        ("lat long", [(1.0, 2.0), (3.0, 4.0)]),
    ],
)
def test_what_is_no_chart(names: str, rows: list[tuple[object, ...]]) -> None:
    assert drawn(names, *rows) is None


def test_numbers_that_nobody_can_draw() -> None:
    endless = {"type": "literal", "value": "INF", "datatype": str(XSD.iri) + "double"}
    rows = [{"a": term("x"), "n": endless}, {"a": term("y"), "n": term(1)}]
    assert chart_of(["a", "n"], rows, "en", lambda t: Value(str(t["value"]))) is None


def test_rows_without_a_value_are_left_out() -> None:
    found = drawn("name n", ("a", 4), (None, 2), ("c", None), ("d", 1))
    assert found
    assert [b.name.text for b in found.names] == ["a", "d"]


def test_places_lie_north_up_and_inside() -> None:
    found = mapped("place lat long", ("north", 66.8, 20.1), ("south", 59.5, 18.3))
    assert found
    north, south = found.points
    assert (north.name.text, south.name.text) == ("north", "south")
    assert 0 < north.y < south.y < found.height
    assert 0 < south.x < north.x < charts_and_maps.WIDTH
    assert charts_and_maps.LEAST <= found.height <= charts_and_maps.GREATEST
    assert north.coordinates == "66.8, 20.1"
    assert {line.is_parallel for line in found.lines} == {True, False}
    for line in found.lines:
        assert 0 <= line.at <= (found.height if line.is_parallel else charts_and_maps.WIDTH)


def test_a_degree_is_as_long_northward_as_the_middle_latitude_says() -> None:
    found = mapped("place lat long", ("a", 60.5, 10.0), ("b", 59.5, 12.0))
    assert found
    a, b = found.points
    assert (b.y - a.y) / (b.x - a.x) == pytest.approx(1 / (2 * 0.5), rel=0.02)


def test_points_in_well_known_text() -> None:
    crs = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (18.1 59.3)"
    found = mapped("place at", ("a", "POINT(11.97 57.7)"), ("b", crs))
    assert found
    assert [p.coordinates for p in found.points] == ["57.7, 11.97", "59.3, 18.1"]
    assert mapped("at", ("POLYGON((1 2, 3 4, 1 2))",)) is None


def test_one_place_and_places_far_apart() -> None:
    one = mapped("place lat long", ("a", 59.3, 18.1))
    assert one
    assert 0 < one.points[0].x < charts_and_maps.WIDTH
    world = mapped("p lat long", ("a", 80.0, -179.0), ("b", -80.0, 179.0))
    assert world
    assert all(0 <= p.x <= charts_and_maps.WIDTH and 0 <= p.y <= world.height for p in world.points)
    assert mapped("place lat long", ("a", 95.0, 18.1)) is None
    assert mapped("place lat", ("a", 59.0)) is None
    assert mapped("place lat long", ("a", "x", "y")) is None


def test_too_many_points_are_told() -> None:
    found = mapped("lat long", *((i / 10, i / 10) for i in range(charts_and_maps.MOST + 5)))
    assert found
    assert (len(found.points), found.left_out) == (charts_and_maps.MOST, 5)
