"""A lineage drawn on a scale of years that runs downwards: where everything goes.

Each edition has a row, so labels never meet. Lanes stand for languages and for other works. Years
are as far apart as they are, but a year with several editions is as tall as their labels, and
what has no year stands where its number puts it, or below all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from publod.bibliography.entry import Edition
from publod.bibliography.lineage import Gap, Lineage, Step, is_version
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
    def time(self) -> tuple[int, str] | None:
        """When it was issued: the year, and as exactly as is known; None without a year."""
        return (self.year, self.edition.issued) if self.edition and self.year is not None else None

    @property
    def has_number(self) -> bool:
        """Whether it is an edition with a number."""
        return self.edition is not None and self.edition.edition_number is not None

    @property
    def sign(self) -> str:
        """How it is marked."""
        if self.edition is None:
            return "missing"
        return "stated" if self.edition.is_stated_only or self.edition.is_level else "described"


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
    ordered = [row for row in own if row.gap or row.time or row.has_number]
    # What has no time takes that of the one before it, or else of the first that has one.
    time = next((row.time for row in ordered if row.time), (0, ""))
    times = [time := row.time or time for row in ordered]
    dated = [row for row in others if row.time]
    times += [row.time for row in others if row.time]
    pairs = sorted(zip(times, [*ordered, *dated], strict=True), key=itemgetter(0))
    placed = [row for _, row in pairs]
    loose = [row for row in own if row not in placed]
    loose += [row for row in others if not row.time and not _beside(row, placed)]
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
        if row.iri in (*known.edition.replaced_by, *known.edition.reworked_as):
            placed.insert(number + 1, row)
            return True
    return False


def strokes(lineage: Lineage, rows: Sequence[Row], marks: Sequence[Mark]) -> Iterator[Link]:
    """All lines between the marks of rows."""
    by_iri = {row.iri: mark for row, mark in zip(rows, marks, strict=True) if row.iri}
    for step in lineage.editions:
        by_iri |= dict.fromkeys(step.forms, by_iri[step.edition.iri])
    by_gap = {row.gap: mark for row, mark in zip(rows, marks, strict=True) if row.gap}
    yield from _missing(lineage, by_iri, by_gap, marks)
    drawn: set[tuple[str, str]] = set()
    for edition in lineage.known.values():
        for older, newer, look in _relations(edition, lineage.known):
            if older in by_iri and newer in by_iri and older != newer:
                is_drawn = (older, newer) in drawn or by_iri[older] == by_iri[newer]
                if not is_drawn:
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
    for source in (*edition.amends, *edition.corrects, *edition.supplements):
        yield source, edition.iri, "amends"


def is_branching(lineage: Lineage) -> bool:
    """Whether editions stand beside each other, so that a list does not show which follow which.

    That is where one has versions or additions, or has several before or after it. What another
    work's edition was made into, or from, may be at the ends of a line that does not branch.
    """
    own = {form: step.edition.iri for step in lineage.editions for form in step.forms}
    known = lineage.known
    pairs = set(pairwise(step.edition.iri for step in lineage.editions))
    for edition in known.values():
        pairs |= {
            (own.get(older, older), own.get(newer, newer))
            for older, newer, _ in _relations(edition, known)
            if older in known and newer in known
        }
    pairs = {(older, newer) for older, newer in pairs if older != newer}
    ends = (*Counter(o for o, _ in pairs).values(), *Counter(n for _, n in pairs).values())
    return (
        any(count > 1 for count in ends)
        or any(edition.is_addition for edition in known.values())
        or any(is_version(a.edition, b.edition) for a, b in pairwise(lineage.editions))
    )


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
    texts = [_set(gaps[row.gap] if row.gap else labels[row.iri], column) for row in rows]
    ys, height = _place(rows, len(ordered), [_height(made) for made, _ in texts])
    marks = tuple(
        _mark(row, x[row.lane], y, text, labels, here)
        for row, y, text in zip(rows, ys, texts, strict=True)
    )
    years = [(row.year, y) for row, y in zip(rows, ys, strict=True) if row.year is not None]
    return Drawing(
        width=WIDTH,
        height=height,
        axis=(_AXIS - 4.0, years[0][1], years[-1][1]) if years else None,
        marks=marks,
        links=tuple(strokes(lineage, rows, marks)),
        ticks=tuple(_ticks(years)),
        # The years that have editions, each once, at its first.
        years=tuple(
            Line(str(year), _AXIS - 12.0, y + 5.0, 15.0, "year", anchor="end")
            for year, y in dict(reversed(years)).items()
        )[::-1],
        lanes=tuple(_guides(marks)),
        heading=tuple(
            Line(text, 0.0, y - 26.0, 13.0, "by")
            for y in ys[len(ordered) :][:1]
            for text in lines(undated, 13.0, WIDTH, 1)[0]
            if ordered
        ),
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
    rows: Sequence[Row], ordered: int, heights: Sequence[float]
) -> tuple[list[float], float]:
    """How far down each mark is, and how tall all of it is."""
    spaces = _spaces(rows[:ordered])
    ys: list[float] = []
    y = 0.0
    for number, height in enumerate(heights):
        if number == ordered and ordered:
            y += 40.0
        ys.append(round(y + _MARGIN, 1))
        y = ys[-1] + height + _GAP + spaces.get(number, 0.0)
    return ys, y


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
    x: float,
    y: float,
    text: tuple[tuple[Line, ...], bool],
    labels: Mapping[str, Label],
    here: str,
) -> Mark:
    made, whole = text
    label = labels[row.iri] if row.iri else Label(())
    return Mark(
        sign=row.sign,
        x=x,
        y=y,
        lines=tuple(replace(line, y=round(line.y + y, 1)) for line in made),
        lead=made[0].x - 6.0 if made else x,
        here=bool(row.iri) and row.iri == here,
        target=label.target,
        full="" if whole else " · ".join(words.text for words in label.words),
    )


def _ticks(years: Sequence[tuple[int, float]]) -> list[tuple[float, bool]]:
    """Years without editions, at their place between those that have some; decades are longer."""
    ticks: list[tuple[float, bool]] = []
    for (year, y), (later, below) in pairwise(years):
        if later <= year:
            continue
        scale = (below - y) / (later - year)
        step = next((s for s in (1, 5, 10, 50, 100) if s * scale >= _CLOSEST), 1000)
        first = (year // step + 1) * step
        ticks += [
            (round(y + (tick - year) * scale, 1), tick % (10 if step < 10 else step * 10) == 0)
            for tick in range(first, later, step)
        ]
    return ticks


def _guides(marks: Sequence[Mark]) -> list[tuple[float, float, float]]:
    """Lanes, from their first mark to their last."""
    lanes: dict[float, list[float]] = {}
    for mark in marks:
        lanes.setdefault(mark.x, []).append(mark.y)
    return [(x, ys[0], ys[-1]) for x, ys in lanes.items() if len(ys) > 1]
