"""A lineage drawn on a scale of years that runs downwards: where everything goes.

Each edition has a row, so labels never meet. Lanes stand for languages and for other works. Years
are as far apart as they are, but a year with several editions is as tall as their labels, and
what has no year stands where its number puts it, or below all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from publod.bibliography.entry import Edition
from publod.bibliography.lineage import Gap, Lineage, Step
from publod.web.records.timeline_shapes import Drawing, Line, Link, Mark, lines, link_between


@dataclass(frozen=True, eq=False)
class Row:
    """An edition or a gap. ``lane`` names a language of the work's own, or another work."""

    lane: str
    edition: Edition | None = None
    gap: Gap | None = None
    is_other: bool = False

    @property
    def iri(self) -> str:
        """The edition's; '' for a gap."""
        return self.edition.iri if self.edition else ""

    @property
    def year(self) -> int | None:
        """When it was issued, if that is known."""
        return self.edition.year if self.edition else None

    @property
    def sign(self) -> str:
        """How it is marked."""
        if self.edition is None:
            return "missing"
        return "stated" if self.edition.is_stated_only else "described"


def rows_of(lineage: Lineage) -> tuple[list[Row], list[Row]]:
    """The rows that have a place in time or by number, and those that have none.

    What has a year goes by that. A gap, and an edition with a number and no year, goes after the
    one that it follows by number. An edition of another work without a year goes beside the one
    that it replaces or that replaces it.
    """
    own = _own(lineage)
    others = [
        Row(f"<{edition.works[0] if edition.works else edition.iri}>", edition, is_other=True)
        for edition in lineage.others.values()
    ]
    placed = sorted(
        (row for row in (*own, *others) if row.year is not None),
        key=lambda row: (row.year or 0, row.edition.issued if row.edition else ""),
    )
    for number, row in enumerate(own):
        if row.gap or (row.year is None and row.edition and row.edition.edition_number is not None):
            _insert(row, own[:number], own[number + 1 :], placed)
    loose = [row for row in own if row not in placed]
    loose += [row for row in others if row.year is None and not _beside(row, placed)]
    return (placed, loose) if placed else (loose, [])


def _own(lineage: Lineage) -> list[Row]:
    originals = [s.edition for s in lineage.editions if not s.translation_of] or [
        s.edition for s in lineage.editions
    ]
    main = next((e.languages[0] for e in originals if e.languages), "")
    return [_row(step, main) for step in lineage.steps]


def _row(step: Step | Gap, main: str) -> Row:
    if isinstance(step, Gap):
        return Row(main, gap=step)
    languages = step.edition.languages
    return Row(main if not languages or main in languages else languages[0], step.edition)


def _insert(row: Row, before: list[Row], after: list[Row], placed: list[Row]) -> None:
    """Put a row after the nearest that it follows, or before the nearest that follows it."""
    for earlier in reversed(before):
        if earlier in placed:
            placed.insert(placed.index(earlier) + 1, row)
            return
    for later in after:
        if later in placed:
            placed.insert(placed.index(later), row)
            return
    placed.append(row)


def _beside(row: Row, placed: list[Row]) -> bool:
    """Put an edition of another work where it belongs; whether there was such a place."""
    for number, known in enumerate(placed):
        if row.edition is None or known.edition is None:
            continue
        if known.iri in row.edition.replaced_by or row.iri in (
            *known.edition.replaces, *known.edition.based_on, *known.edition.translation_of
        ):  # fmt: skip
            placed.insert(number, row)
            return True
        if row.iri in known.edition.replaced_by:
            placed.insert(number + 1, row)
            return True
    return False


def strokes(lineage: Lineage, rows: Sequence[Row], marks: Sequence[Mark]) -> Iterator[Link]:
    """All lines between the marks of rows."""
    by_iri = {row.iri: mark for row, mark in zip(rows, marks, strict=True) if row.iri}
    by_gap = {row.gap: mark for row, mark in zip(rows, marks, strict=True) if row.gap}
    yield from _missing(lineage, by_iri, by_gap, marks)
    drawn: set[tuple[str, str]] = set()
    for edition in lineage.known.values():
        for older, newer, look in _relations(edition, lineage.known):
            if older in by_iri and newer in by_iri and older != newer:
                if (older, newer) not in drawn:
                    yield link_between(by_iri[older], by_iri[newer], look, marks)
                drawn.add((older, newer))


def _relations(edition: Edition, known: Mapping[str, Edition]) -> Iterator[tuple[str, str, str]]:
    """Pairs of an older and a newer edition, and how the line between them looks."""
    for older in edition.replaces:
        yield older, edition.iri, "reworked" if older in edition.based_on else ""
    for newer in edition.replaced_by:
        reworked = newer in known and edition.iri in known[newer].based_on
        yield edition.iri, newer, "reworked" if reworked else ""
    for source in edition.based_on:
        yield source, edition.iri, "reworked"
    for source in edition.translation_of:
        yield source, edition.iri, "translation"


def _missing(
    lineage: Lineage,
    by_iri: Mapping[str, Mark],
    by_gap: Mapping[Gap, Mark],
    marks: Sequence[Mark],
) -> Iterator[Link]:
    steps = lineage.steps
    for number, step in enumerate(steps):
        if not isinstance(step, Gap):
            continue
        for neighbour in (*steps[max(0, number - 1) : number], *steps[number + 1 : number + 2]):
            if isinstance(neighbour, Gap):
                continue
            pair = by_iri[neighbour.edition.iri], by_gap[step]
            upper, lower = sorted(pair, key=lambda mark: mark.y)
            yield link_between(upper, lower, "missing", marks)


WIDTH = 340.0
_AXIS = 48.0
_FIRST_LANE, _LANES, _LANE = 24.0, 88.0, 22.0
_MARGIN, _LEADING, _GAP = 14.0, 4.0, 10.0
#: How far apart empty years are at most, and how much room all of them get together.
_YEAR, _YEARS = 12.0, 300.0
_CLOSEST = 4.0
#: By look: the size that the text is reckoned with, and how many lines it may have.
_LOOKS = {
    "name": (15.0, 2),
    "title": (13.0, 2),
    "by": (13.0, 2),
    "gap": (13.0, 2),
    "remark": (13.0, 1),
}


@dataclass(frozen=True)
class Words:
    """A piece of a label. ``look`` is ``name``, ``title``, ``by``, ``remark`` or ``gap``.

    ``language`` is '' for that of the page.
    """

    text: str
    look: str = "name"
    language: str = ""
    rtl: bool = False


@dataclass(frozen=True)
class Label:
    """What stands beside a mark, and where the mark leads."""

    words: tuple[Words, ...]
    target: str = ""


@dataclass
class _Plan:
    """Where rows have come to be; ``y`` is that of their marks."""

    rows: Sequence[Row]
    x: Mapping[str, float]
    y: dict[int, float] = field(default_factory=dict)
    height: float = 0.0
    undated: float | None = None


def timeline(
    lineage: Lineage,
    here: str,
    labels: Mapping[str, Label],
    gaps: Mapping[Gap, Label],
    undated: str,
) -> Drawing:
    """Draw a lineage for the page of the edition ``here``.

    ``labels`` are by the editions' IRIs; ``undated`` is the heading of what could not be placed.
    """
    ordered, loose = rows_of(lineage)
    rows = [*ordered, *loose]
    dated = any(row.year is not None for row in rows)
    start = _FIRST_LANE + (_AXIS if dated else 0.0)
    x = _lanes(rows, start)
    column = max(x.values(), default=start) + 22.0
    told = [_set(gaps[row.gap] if row.gap else labels[row.iri], column) for row in rows]
    plan = _place(rows, len(ordered), x, [_height(texts) for texts, _ in told])
    marks = tuple(
        _mark(row, plan, number, told[number], labels, here) for number, row in enumerate(rows)
    )
    return Drawing(
        width=WIDTH,
        height=plan.height,
        axis=_axis(plan) if dated else None,
        marks=marks,
        links=tuple(strokes(lineage, rows, marks)),
        ticks=tuple(_ticks(plan)),
        years=tuple(_years(plan)),
        lanes=tuple(_guides(plan)),
        heading=tuple(_heading(undated, plan)),
    )


def _lanes(rows: Sequence[Row], start: float) -> dict[str, float]:
    keys = list(dict.fromkeys(row.lane for row in rows))
    # The work's own lanes come first, those of other works after them.
    keys.sort(key=lambda key: next(row.is_other for row in rows if row.lane == key))
    step = min(_LANE, _LANES / max(1, len(keys) - 1))
    return {key: round(start + number * step, 1) for number, key in enumerate(keys)}


def _set(label: Label, column: float) -> tuple[tuple[Line, ...], bool]:
    """A label in lines, as if its mark stood at 0, and whether all of it is there."""
    made: list[Line] = []
    whole = True
    y = 0.0
    for words in label.words:
        size, most = _LOOKS[words.look]
        texts, complete = lines(words.text, size, WIDTH - column, most)
        whole &= complete
        for text in texts:
            y += size + _LEADING if made else 5.0
            made.append(Line(text, column, y, size, words.look, words.language, words.rtl))
    return tuple(made), whole


def _height(label: Sequence[Line]) -> float:
    """How much room a row needs from its mark downwards."""
    return max(14.0, label[-1].y + 4.0 if label else 0.0)


def _place(
    rows: Sequence[Row], ordered: int, x: Mapping[str, float], heights: Sequence[float]
) -> _Plan:
    plan = _Plan(rows, x)
    spaces = _spaces(rows[:ordered])
    y = 0.0
    for number, height in enumerate(heights):
        if number == ordered and ordered:
            plan.undated = y + _GAP + 18.0
            y += 40.0
        plan.y[number] = round(y + _MARGIN, 1)
        y = plan.y[number] + height + _GAP + spaces.get(number, 0.0)
    plan.height = y
    return plan


def _spaces(rows: Sequence[Row]) -> dict[int, float]:
    """How much room is left below rows for the years that pass without any edition."""
    dated = [(number, row.year) for number, row in enumerate(rows) if row.year is not None]
    passing = [
        (number, below, max(0, later - year - 1))
        for (number, year), (below, later) in pairwise(dated)
    ]
    unit = min(_YEAR, _YEARS / max(1, sum(empty for *_, empty in passing)))
    return {
        row: empty * unit / (below - number)
        for number, below, empty in passing
        for row in range(number, below)
    }


def _mark(
    row: Row,
    plan: _Plan,
    number: int,
    label: tuple[tuple[Line, ...], bool],
    labels: Mapping[str, Label],
    here: str,
) -> Mark:
    texts, whole = label
    y = plan.y[number]
    told = labels[row.iri] if row.iri else None
    full = "" if whole or told is None else " · ".join(words.text for words in told.words)
    return Mark(
        sign=row.sign,
        x=plan.x[row.lane],
        y=y,
        lines=tuple(replace(line, y=round(line.y + y, 1)) for line in texts),
        lead=texts[0].x - 6.0 if texts else plan.x[row.lane],
        here=bool(row.iri) and row.iri == here,
        target=told.target if told else "",
        full=full,
    )


def _dated(plan: _Plan) -> list[tuple[int, float]]:
    return [
        (row.year, plan.y[number]) for number, row in enumerate(plan.rows) if row.year is not None
    ]


def _axis(plan: _Plan) -> tuple[float, float, float]:
    found = [y for _, y in _dated(plan)]
    return _AXIS - 4.0, found[0], found[-1]


def _years(plan: _Plan) -> list[Line]:
    """The years that have editions, each once."""
    made: list[Line] = []
    before = None
    for year, y in _dated(plan):
        if year != before:
            made.append(Line(str(year), _AXIS - 12.0, y + 5.0, 15.0, "year", anchor="end"))
        before = year
    return made


def _ticks(plan: _Plan) -> list[tuple[float, bool]]:
    """Years without editions, at their place between those that have some; decades are longer."""
    found: list[tuple[float, bool]] = []
    dated = _dated(plan)
    for (year, y), (later, below) in pairwise(dated):
        if later <= year:
            continue
        scale = (below - y) / (later - year)
        step = next((s for s in (1, 5, 10, 50, 100) if s * scale >= _CLOSEST), 1000)
        first = (year // step + 1) * step
        found += [
            (round(y + (tick - year) * scale, 1), tick % (10 if step < 10 else step * 10) == 0)
            for tick in range(first, later, step)
        ]
    return found


def _heading(undated: str, plan: _Plan) -> list[Line]:
    if plan.undated is None:
        return []
    texts, _ = lines(undated, 13.0, WIDTH, 1)
    return [Line(text, 0.0, plan.undated, 13.0, "by") for text in texts]


def _guides(plan: _Plan) -> list[tuple[float, float, float]]:
    """Lanes, from their first mark to their last."""
    reach: dict[str, list[float]] = {}
    for number, row in enumerate(plan.rows):
        reach.setdefault(row.lane, []).append(plan.y[number])
    return [(plan.x[lane], ys[0], ys[-1]) for lane, ys in reach.items() if len(ys) > 1]
