"""Periods of years as people write them, in each language that has words for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.search.typed_periods import period_in


@pytest.mark.parametrize(
    ("text", "first", "last", "rest"),
    [
        ("rapport före 2018", None, 2017, "rapport"),
        ("före 2018", None, 2017, ""),
        ("Innan 2018 barn", None, 2017, "barn"),
        ("t.o.m. 2018", None, 2018, ""),
        ("barn efter 2018 skola", 2019, None, "barn skola"),
        ("sedan 2018", 2018, None, ""),
        ("2018 och senare", 2018, None, ""),
        ("mellan 2015 och 2018", 2015, 2018, ""),
        ("mellan 2018 och 2015", 2015, 2018, ""),
        ("barn 2015–2018", 2015, 2018, "barn"),
        ("2015 - 2018 barn", 2015, 2018, "barn"),
        ("från 2015 till 2018", 2015, 2018, ""),
        ("reports BEFORE 2018", None, 2017, "reports"),
        ("since  2018", 2018, None, ""),
        ("between 2015 and 2018", 2015, 2018, ""),
        ("2015 to 2018", 2015, 2018, ""),
    ],
)
def test_a_period_is_read(text: str, first: int | None, last: int | None, rest: str) -> None:
    period = period_in(text)
    assert period is not None
    assert (period.first, period.last, period.rest) == (first, last, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2018",
        "rapport från 2018",  # that is, of 2018
        "report from 2018",
        "1404-2584",  # an ISSN
        "2018:19",
        "978-91-2018-2019-2",
        "SOU 2015-20187",
        "x2015-2018",
        "före 20181",
        "före detta",
        '"före 2018"',
        "“2015–2018”",
        "före 3018",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert period_in(text) is None


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    period = period_in(text)
    assert period is None or len(period.rest) < len(text)
