"""An ISBN that two publications have is told, however it is written and whenever they came."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue import Home, Records, small, turtle
from publod.vocabulary import SH, SHAPES


def with_isbns(**isbns: str) -> Records:
    """The small catalogue, whose publications have these ISBNs."""
    records = small()
    for name, isbn in isbns.items():
        records[f"publication/{name}"]["pub:isbn"] = [f'"{isbn}"']
    return records


def told(home: Home, records: Records) -> dict[str, str]:
    """By path, what a check says in English of the ISBNs that records share."""
    report = home.check(home.file(turtle(records), "check.ttl")).report
    assert report.conforms
    return {
        v.record.removeprefix("https://data.example.se/"): v.messages["en"]
        for v in report.results
        if v.shape == SHAPES + "Isbn-unique" and v.severity == str(SH.Warning) and v.line
    }


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("9780306406157", "9780306406157"),
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "978 0 306 40615 7"),
        ("080442957X", "9780804429573"),
    ],
)
def test_two_new_publications_with_one_isbn(home: Home, one: str, other: str) -> None:
    found = told(home, with_isbns(p1=one, p4=other))
    assert found.keys() == {"publication/p1", "publication/p4"}
    assert found["publication/p1"].startswith("publication/p4 has the same ISBN")


def test_one_that_is_loaded_already(home: Home) -> None:
    home.load(home.file(turtle(with_isbns(p1="0-306-40615-2"))))
    new = with_isbns(p4="9780306406157")
    new = {path: record for path, record in new.items() if path == "publication/p4"}
    assert told(home, new) == {
        "publication/p4": "publication/p1 has the same ISBN: check which of them it belongs to."
    }


def test_one_that_gets_another_isbn_in_the_same_load(home: Home) -> None:
    home.load(home.file(turtle(with_isbns(p1="0-306-40615-2"))))
    assert told(home, with_isbns(p1="9780804429573", p4="9780306406157")) == {}


def test_isbns_of_their_own(home: Home) -> None:
    # 979-10-… is no ISBN of ten digits, whatever comes after it.
    assert told(home, with_isbns(p1="979-0-306-40615-6", p4="0-306-40615-2")) == {}


@pytest.mark.parametrize("name", ["bibo:isbn", "bibo:isbn10", "bibo:isbn13", "schema:isbn"])
def test_an_isbn_by_the_property_of_another_vocabulary(home: Home, name: str) -> None:
    records = with_isbns(p1="9780306406157")
    records["publication/p4"][name] = ['"978-0-306-40615-7"']
    assert told(home, records).keys() == {"publication/p1", "publication/p4"}
