"""How many publications there are of each year: as bars, as a list, and as a form for a range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publod.web.lists.search_request import Query, years_of
from publod.web.web_results_record_names import numeral

#: More years than this are counted by decades, more decades by centuries.
_MOST_BARS = 60
#: Of a bar's share of the width the part that it fills; the height of the tallest, in pixels.
_FILLED, _TALLEST = 0.78, 64
_BASE = 72


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, a decade or a century. ``link`` is the query of the address with just these years.

    ``x`` and ``width`` are in per cent, ``y`` and ``height`` in pixels.
    """

    years: str
    count: int
    number: str
    link: str
    is_chosen: bool
    is_only: bool
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars from the first year on; ``start`` and ``end`` are what the form has in it."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    start: str
    end: str


def histogram_of(query: Query, years: Mapping[int, int], language: str = "en") -> Histogram | None:
    """The years that there are; None where no publication has one."""
    ranges, _ = years_of(query)
    start, end = _in_form(ranges)
    if not years:
        return Histogram((), "", "", start, end) if query.values("year") else None
    first, last = min(years), max(years)
    step = next(s for s in (1, 10, 100, 1000) if last // s - first // s < _MOST_BARS or s == 1000)
    counts: dict[int, int] = {}
    for year, count in years.items():
        counts[year // step] = counts.get(year // step, 0) + count
    slots = last // step - first // step + 1
    top, share = max(counts.values()), 100 / slots
    bars = []
    for slot, count in sorted(counts.items()):
        low, high = slot * step, slot * step + step - 1
        value = str(low) if step == 1 else f"{low}-{high}"
        height = max(3, round(_TALLEST * count / top))
        chosen = any(low <= to and from_ <= high for from_, to in ranges)
        only = query.values("year") == (value,)
        bars.append(
            Bar(
                years=value.replace("-", "\u2013"),
                count=count,
                number=numeral(count, language),
                link=str(query.only("year") if only else query.only("year", value)),
                is_chosen=chosen,
                is_only=only,
                x=_per_cent((slot - first // step) * share + share * (1 - _FILLED) / 2),
                width=_per_cent(share * _FILLED),
                y=_BASE - height,
                height=height,
            )
        )
    return Histogram(tuple(bars), str(first), str(last), start, end)


def _in_form(ranges: list[tuple[int, int]]) -> tuple[str, str]:
    if not ranges:
        return "", ""
    start, end = min(low for low, _ in ranges), max(high for _, high in ranges)
    return str(start) if start > 0 else "", str(end) if end < 9999 else ""


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"
