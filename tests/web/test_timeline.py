"""Where things stand in the drawing of a lineage: apart from each other, inside, and in time."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.bibliography.entry import Edition
from publod.bibliography.lineage import Gap, Lineage, lineage_of
from publod.web.records.timeline_layout import WIDTH, Label, Words, timeline
from publod.web.records.timeline_shapes import Drawing, Line, Mark, lines, width


class Box(NamedTuple):
    """A rectangle, for telling whether things overlap."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have anything in common but an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def box(line: Line) -> Box:
    """The room that a line of text takes."""
    wide = width(line.text, line.size)
    left = line.x - wide if line.anchor == "end" else line.x
    return Box(left, line.y - 0.8 * line.size, left + wide, line.y + 0.25 * line.size)


def texts_in(drawing: Drawing) -> list[Line]:
    """Every line of text in a drawing."""
    labels = (line for mark in drawing.marks for line in mark.lines)
    return [*drawing.years, *drawing.heading, *labels]


BASE = "https://data.example.se/"
LONG = "Nationella samordningsfunktionen mot prostitution och människohandel vid Länsstyrelsen"


def edition(name: str, number: int | None = None, issued: str = "", **more: object) -> Edition:
    told = {key: value for key, value in more.items() if key in Edition.__dataclass_fields__}
    return Edition(name, {"sv": name}, {}, number, issued, **told)  # type: ignore[arg-type]


def drawn(
    lineage: Lineage, here: str = "", names: dict[str, tuple[Words, ...]] | None = None
) -> Drawing:
    labels = {
        iri: Label((names or {}).get(iri, (Words(iri), Words("SCB", "by"))), f"publication/{iri}")
        for iri in lineage.known
    }
    gaps = {g: Label((Words("missing", "gap"),)) for g in lineage.steps if isinstance(g, Gap)}
    return timeline(lineage, here, labels, gaps, "Undated")


def marks(drawing: Drawing) -> dict[str, Mark]:
    """The marks by the first words of their labels."""
    return {mark.lines[0].text: mark for mark in drawing.marks}


# Properties of all drawings

texts = st.one_of(
    st.text(min_size=1, max_size=120),
    st.sampled_from(
        [
            LONG,
            LONG.replace(" ", ""),
            "دليل التعاون في حالات الاتجار",
            "人身売買対策",
            "W" * 90,
            "i",
        ]
    ),
).filter(lambda text: bool(text.strip()))
words = st.lists(
    st.builds(Words, texts, st.sampled_from(["name", "title", "by", "remark"]), rtl=st.booleans()),
    min_size=1, max_size=4,
).map(tuple)  # fmt: skip


@st.composite
def lineages(draw: st.DrawFn) -> tuple[Lineage, dict[str, tuple[Words, ...]]]:
    """Any editions, whatever contradicts whatever, some of them of other works."""
    count = draw(st.integers(1, 14))
    iris = [f"e{n}" for n in range(count)]
    some = st.lists(st.sampled_from([*iris, "x0", "x1", "x2"]), max_size=2, unique=True).map(tuple)
    languages = st.lists(
        st.sampled_from(["SWE", "ENG", "ARA", "SPA", "RON", "BUL"]), max_size=2, unique=True
    )
    issued = st.one_of(
        st.just(""), st.integers(1990, 2030).map(str), st.integers(1, 9999).map("{:04}".format),
        st.sampled_from(["2018-05", "2018-05-01", "nyss", "20"]),
    )  # fmt: skip

    def one(iri: str) -> Edition:
        return Edition(
            iri=iri,
            edition_number=draw(st.one_of(st.none(), st.integers(0, 12))),
            issued=draw(issued),
            is_stated_only=draw(st.booleans()),
            languages=tuple(draw(languages)),
            works=draw(st.sampled_from([(), ("w1",), ("w2",)])),
            replaces=draw(some),
            based_on=draw(some),
            translation_of=draw(some),
        )

    lineage = lineage_of("w", [one(iri) for iri in iris])
    others = {f"x{n}": one(f"x{n}") for n in range(draw(st.integers(0, 3)))}
    lineage = Lineage("w", lineage.steps, others)
    return lineage, {iri: draw(words) for iri in lineage.known}


@settings(deadline=None, max_examples=60)
@given(lineages(), st.data())
def test_nothing_overlaps_and_nothing_is_outside(
    told: tuple[Lineage, dict[str, tuple[Words, ...]]], data: st.DataObject
) -> None:
    lineage, names = told
    here = data.draw(st.sampled_from(sorted(names)))
    drawing = drawn(lineage, here, names)
    boxes = [box(line) for line in texts_in(drawing)]
    assert [(a, b) for a, b in combinations(boxes, 2) if a.meets(b)] == []
    nodes = [Box(m.x - m.reach, m.y - m.reach, m.x + m.reach, m.y + m.reach) for m in drawing.marks]
    assert [(n, b) for n in nodes for b in boxes if n.meets(b)] == []
    frame = Box(0, 0, drawing.width, drawing.height)
    assert all(
        frame.left <= b.left and b.right <= frame.right and frame.top <= b.top and b.bottom <= frame.bottom
        for b in (*boxes, *nodes)
    )  # fmt: skip
    # All that the lineage has is there, once, and no two marks are in one place.
    assert len(drawing.marks) == len(lineage.steps) + len(lineage.others)
    assert len({(mark.x, mark.y) for mark in drawing.marks}) == len(drawing.marks)
    assert sum(mark.here for mark in drawing.marks) == 1
    # Time runs downwards, and the scale is one: later years are never above earlier ones.
    years = [int(line.text) for line in drawing.years]
    assert years == sorted(set(years))
    assert [y for y, _ in drawing.ticks] == sorted(y for y, _ in drawing.ticks)


@settings(deadline=None)
@given(texts, st.floats(40, 300), st.integers(1, 3))
def test_lines_fit_and_tell_when_they_leave_out(text: str, room: float, most: int) -> None:
    made, whole = lines(text, 13, room, most)
    assert 1 <= len(made) <= most
    assert all(width(line, 13) <= room for line in made)
    squeezed = "".join(text.split())
    if whole:
        assert "".join("".join(made).split()) == squeezed
    else:
        assert made[-1].endswith("…")
        assert squeezed.startswith("".join("".join(made)[:-1].split()))


# Examples


def test_a_gap_is_dotted_and_nothing_is_drawn_across_it() -> None:
    lineage = lineage_of(
        "w", [edition("one", 1, "2014", is_stated_only=True), edition("three", 3, "2019")]
    )
    drawing = drawn(lineage, "three")
    found = marks(drawing)
    assert [found[n].sign for n in ("one", "missing", "three")] == [
        "stated",
        "missing",
        "described",
    ]
    assert found["one"].y < found["missing"].y < found["three"].y
    assert [link.look for link in drawing.links] == ["missing", "missing"]
    assert not any(link.head for link in drawing.links)
    assert [line.text for line in drawing.years] == ["2014", "2019"]
    assert len(drawing.ticks) == 4


def test_years_are_as_far_apart_as_they_are() -> None:
    lineage = lineage_of(
        "w", [edition("a", 1, "2000"), edition("b", 2, "2004"), edition("c", 3, "2014")]
    )
    found = marks(drawn(lineage))
    near, far = found["b"].y - found["a"].y, found["c"].y - found["b"].y
    assert far - near == pytest.approx(6 * 12.0)
    ticks = drawn(lineage).ticks
    assert len(ticks) == 3 + 9
    assert [long for _, long in ticks].count(True) == 1  # 2010


def test_a_long_time_does_not_make_a_long_drawing() -> None:
    drawing = drawn(lineage_of("w", [edition("a", 1, "0001"), edition("b", 2, "9999")]))
    assert drawing.height < 500
    assert len(drawing.ticks) < 120


def test_what_has_no_year_stands_by_its_number_or_below() -> None:
    lineage = lineage_of(
        "w", [edition("a", 1, "2000"), edition("b", 2), edition("c", 3, "2004"), edition("z")]
    )
    drawing = drawn(lineage)
    found = marks(drawing)
    assert found["a"].y < found["b"].y < found["c"].y < drawing.heading[0].y < found["z"].y
    assert [line.text for line in drawing.heading] == ["Undated"]
    # With no year at all there is no scale, and no area beside it.
    bare = drawn(lineage_of("w", [edition("a", 1), edition("b", 2)]))
    assert (bare.axis, bare.years, bare.heading, bare.ticks) == (None, (), (), ())


def test_languages_and_other_works_have_lanes_of_their_own() -> None:
    lineage = lineage_of("w", [
        edition("one", 1, "2016", languages=("SWE",), replaces=("old",), based_on=("old",)),
        edition("two", 2, "2019", languages=("SWE",), replaces=("one",)),
        edition("english", 2, "2020", languages=("ENG",), translation_of=("two",)),
    ])  # fmt: skip
    lineage = Lineage("w", lineage.steps, {"old": edition("old", None, "2010", works=("v",))})
    drawing = drawn(lineage, "two")
    found = marks(drawing)
    assert found["one"].x == found["two"].x < found["english"].x < found["old"].x
    assert sorted((link.look, bool(link.head)) for link in drawing.links) == [
        ("", True), ("reworked", True), ("translation", False),
    ]  # fmt: skip
    assert found["two"].here
    assert found["english"].target == "publication/english"


def test_a_line_that_skips_an_edition_goes_around_it() -> None:
    lineage = lineage_of("w", [
        edition("a", 1, "2000"), edition("b", 2, "2001"), edition("c", 3, "2002", replaces=("a",)),
    ])  # fmt: skip
    (link,) = drawn(lineage).links
    assert "C" in link.path
    (direct,) = drawn(
        lineage_of("w", [edition("a", 1, "2000"), edition("b", 2, "2001", replaces=("a",))])
    ).links
    assert "V" in direct.path


def test_what_does_not_fit_is_told_in_full_elsewhere() -> None:
    lineage = lineage_of("w", [edition("a", 1, "2000")])
    named = drawn(lineage, names={"a": (Words("Edition 1"), Words(LONG * 2, "by"))})
    assert named.marks[0].full == f"Edition 1 · {LONG * 2}"
    assert named.marks[0].lines[-1].text.endswith("…")
    assert drawn(lineage).marks[0].full == ""


@pytest.mark.parametrize("count", [1, 2, 8, 40])
def test_works_of_any_size_have_a_drawing(count: int) -> None:
    editions = [
        edition(f"e{n}", n, str(1980 + n), replaces=(f"e{n - 1}",) if n > 1 else ())
        for n in range(1, count + 1)
    ]
    drawing = drawn(lineage_of("w", editions), "e1")
    assert len(drawing.links) == count - 1
    assert all(a.y < b.y for a, b in pairwise(drawing.marks))


def test_thirty_translations_fit_side_by_side() -> None:
    codes = [f"L{n:02}" for n in range(30)]
    original = edition("original", 1, "2019", languages=("SWE",))
    translations = [
        edition(code, 1, "2019", languages=(code,), translation_of=("original",)) for code in codes
    ]
    drawing = drawn(lineage_of("w", [original, *translations]), "original")
    assert len({mark.x for mark in drawing.marks}) == 31
    assert all(box(line).right <= WIDTH for line in texts_in(drawing))
    assert len([link for link in drawing.links if link.look == "translation"]) == 30
