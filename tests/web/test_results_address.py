"""The address of a result says all that was asked for, and says it in one way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.urls import iri_to_uri

from publod.web.http.headers import RequestError
from publod.web.lists.search_request import (
    LONGEST_TEXT,
    Query,
    is_as_sent,
    query_of,
    year_range,
    years_of,
)

_NAMES = ("q", "subject", "type", "agent", "language", "audience", "file", "year", "sort")
_PAIRS = st.lists(st.tuples(st.sampled_from(_NAMES), st.text(max_size=30)), max_size=12)


def asked(text: str) -> Query:
    pairs = [part.partition("=") for part in text.split("&")]
    return query_of(MultiDict([(name, value) for name, _, value in pairs]))


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        ("q=", ""),
        ("q=police", "?q=police"),
        ("q=  a \x00 b\t", "?q=a+b"),
        ("type=b&subject=z&subject=a&q=x", "?q=x&subject=a&subject=z&type=b"),
        ("subject=a&subject=a", "?subject=a"),
        ("subject=", ""),
        ("subject=scheme/x", "?subject=scheme%2Fx"),
        ("language=SWE", "?language=swe"),
        ("year=2018", "?year=2018"),
        ("year=2018-2015", "?year=2015-2018"),
        ("year=2015–2018", "?year=2015-2018"),
        ("year=2015-", "?year=2015-"),
        ("year=-2018", "?year=-2018"),
        ("year=2018-2018", "?year=2018"),
        ("year=0-9999", "?year=0-9999"),
        ("year=0200", "?year=200"),
        ("year=soon", "?year=soon"),
        ("from=2015&to=2018", "?year=2015-2018"),
        ("from=2018&to=", "?year=2018-"),
        ("from=&to=2018", "?year=-2018"),
        ("from=&to=", ""),
        ("from=2018&to=2018", "?year=2018"),
        ("year=1999&from=2015&to=", "?year=2015-"),
        ("year=1999&from=&to=", "?year=1999"),
        ("sort=newest", ""),
        ("sort=title", "?sort=title"),
        ("sort=nonsense", ""),
        ("sort=relevance", ""),
        ("q=x&sort=relevance", "?q=x"),
        ("q=x&sort=newest", "?q=x&sort=newest"),
        ("page=1", ""),
        ("page=3", "?page=3"),
        ("page=03", "?page=3"),
        ("utm_source=x&page=2", "?page=2"),
    ],
)
def test_equal_questions_have_one_address(sent: str, canonical: str) -> None:
    assert str(asked(sent)) == canonical


@pytest.mark.parametrize("page", ["0", "-1", "1e9", "9999999999", "²", "abc", "1.0", " 2"])
def test_what_is_no_page_number_is_no_page(page: str) -> None:
    with pytest.raises(NotFound):
        asked(f"page={page}")


def test_nobody_chooses_so_much() -> None:
    with pytest.raises(RequestError) as refusal:
        asked("&".join(f"subject={n}" for n in range(41)))
    assert refusal.value.status == 414


def test_a_long_text_is_cut() -> None:
    assert len(asked("q=" + "a" * 10_000).text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018", (2018, 2018)),
        ("1", (1, 1)),
        ("2015-2018", (2015, 2018)),
        ("2015 - 2018", (2015, 2018)),
        ("2015-", (2015, 9999)),
        ("-2015", (0, 2015)),
        ("", None),
        ("-", None),
        ("99999999999", None),
        ("2015-99999", None),
        ("2015 2018", None),
        ("20152018", None),
        ("2015--2018", None),
        ("2015-2018-2020", None),
        ("٢٠١٨", None),
        ("1e3", None),
    ],
)
def test_years(text: str, expected: tuple[int, int] | None) -> None:
    assert year_range(text) == expected


def test_years_that_are_none_are_told() -> None:
    assert years_of(asked("year=2015-2018&year=soon&year=2020")) == (
        [(2015, 2018), (2020, 2020)],
        ["soon"],
    )


@pytest.mark.parametrize(
    ("sent", "is_raw"),
    [
        ("q=&subject=a", True),
        ("q=x&from=2015", True),
        ("q=x&to=", True),
        ("q=x&page=", True),
        ("q=x&subject=a&sort=title&page=2", False),
        ("subject=b&subject=a", False),
        ("other=", False),
    ],
)
def test_what_a_form_sends_is_told_from_an_address(sent: str, is_raw: bool) -> None:
    pairs = [part.partition("=") for part in sent.split("&")]
    assert is_as_sent(MultiDict([(name, value) for name, _, value in pairs])) is is_raw


@settings(deadline=None)
@given(_PAIRS)
def test_a_canonical_address_is_its_own(pairs: list[tuple[str, str]]) -> None:
    query = query_of(MultiDict(pairs))
    again = query_of(MultiDict(query.parameters()))
    assert again == query
    assert str(query) == iri_to_uri(str(query))
    assert not is_as_sent(MultiDict(query.parameters()))


@settings(deadline=None)
@given(_PAIRS, st.sampled_from(["subject", "type", "agent"]), st.text("ab/ö", min_size=1))
def test_what_is_chosen_can_be_given_up(
    pairs: list[tuple[str, str]], name: str, value: str
) -> None:
    query = query_of(MultiDict(pairs)).minus(name, value).turned(1)
    assert query.plus(name, value).minus(name, value) == query
    assert query.only(name, value).values(name) == (value,)
    assert query.plus(name, value).plus(name, value) == query.plus(name, value)
