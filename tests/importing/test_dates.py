"""Dates as sources write them, and the one form that a column of a table has."""

from __future__ import annotations

from pathlib import Path

import pytest

from importing.folders import catalogue, import_table, mapping
from publod.importing.dates import DateRead, form_of, imprint_date, read_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2018", "2018"), ("2018-05", "2018-05"), ("2018-05-31", "2018-05-31"), ("2018/3", "2018-03"),
        ("2018-5-3", "2018-05-03"), ("20180531", "2018-05-31"), ("2018-05-31T10:00:00Z", "2018-05-31"),
        ("[2015]", "2015"), ("2018.", "2018"), ("May 2018", "2018-05"), ("31 May 2018", "2018-05-31"),
        ("May 31, 2018", "2018-05-31"), ("1st March 2019", "2019-03-01"), ("31-May-18", "2018-05-31"),
        ("Sept. 2004", "2004-09"), ("31 maj 2018", "2018-05-31"), ("3. März 2020", "2020-03-03"),
        ("1er mars 2019", "2019-03-01"), ("5 de mayo de 2018", "2018-05-05"),
        ("1. toukokuuta 2019", "2019-05-01"), ("Bealtaine 2018", "2018-05"),
    ],
)  # fmt: skip
def test_dates_that_say_themselves_what_they_are(text: str, date: str) -> None:
    assert read_date(text) == DateRead(date)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("c2021", "2021"), ("©2021", "2021"), ("cop. 2015", "2015"), ("[2018?]", "2018"),
        ("2019?", "2019"), ("ca 2015", "2015"), ("2018-19", "2018"), ("2018–2019", "2018"),
        ("2018/19", "2018"), ("2015-", "2015"), ("2015, c2014", "2015"), ("Spring 2019", "2019"),
        ("Q1 2019", "2019"), ("maj-juni 2018", "2018"), ("2018-03/2018-05", "2018-03"),
    ],
)  # fmt: skip
def test_dates_that_say_less_than_is_written(text: str, date: str) -> None:
    assert read_date(text) == DateRead(date, is_whole=False)


@pytest.mark.parametrize(
    "text",
    ["n.d.", "s.a.", "u.å.", "in press", "2018-13", "2018-02-31", "2018-19-01", "31 February 2018",
     "31/5/2018", "99/99/9999", "201-?", "0000", "43251", "Mar-19", ""],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["31/5/2018", "1/2/2019"], "%d/%m/%Y"),
        (["5/31/2018", "1/2/2019", "n.d.", "2018"], "%m/%d/%Y"),
        (["31/2/2018", "1/2/2019"], "%d/%m/%Y"),
        (["31.5.2018", "1.2.2019"], "%d.%m.%Y"),
        (["1.2.2019"], "%d.%m.%Y"),
        (["31-12-2018"], "%d-%m-%Y"),
        (["31/05/18", "01/02/19"], "%d/%m/%y"),
        (["31/5/2018 00:00", "1/2/2019 00:00"], "%d/%m/%Y"),
        (["43251", "43252", ""], "excel"),
        (["2018-19", "2011-12"], "years"),
        (["2018-05", "2011-12"], ""),
        (["2018", "c2021", "May 2018"], ""),
        ([f"{day}/5/2018" for day in range(1, 32)] + ["5/31/2018"], "%d/%m/%Y"),
    ],
)
def test_the_form_of_a_column_is_told_by_all_of_its_values(values: list[str], form: str) -> None:
    found = form_of(values)
    assert (found.form, found.doubt) == (form, "")


@pytest.mark.parametrize("values", [["3/5/2018", "1/2/2019"], ["31/5/2018", "5/31/2018"]])
def test_a_form_that_nothing_tells_is_doubtful(values: list[str]) -> None:
    found = form_of(values)
    assert found.form == ""
    assert found.doubt


@pytest.mark.parametrize(
    ("form", "cell", "issued"),
    [
        ("%d/%m/%Y", "31/5/2018", "2018-05-31"),
        ("%m/%d/%Y", "5/6/2018", "2018-05-06"),
        ("excel", "43251", "2018-05-31"),
        ("years", "2011-12", "2011"),
        ("%d/%m/%Y", "May 2018", "2018-05"),
        ("%B %Y", "May 2018", "2018-05"),
    ],
)
def test_the_form_of_a_mapping_is_followed(
    tmp_path: Path, form: str, cell: str, issued: str
) -> None:
    columns = {"Titel": "title", "Datum": {"field": "issued", "date": form}}
    row = {"Titel": "Bo bra", "Datum": cell}
    done = import_table(catalogue(tmp_path / "c"), [row], mapping(columns=columns))
    [path] = done.paths("publication")
    assert done.triples(path)["issued"][0].startswith(f'"{issued}"')


def test_dates_are_reported_unless_all_of_them_is_kept(tmp_path: Path) -> None:
    cells = ["n.d.", "5/31/2018", "2018-02-31", "c2021", "2019?", "2018-19", "2018"]
    rows = [{"Titel": f"Bo bra {number}", "Datum": cell} for number, cell in enumerate(cells)]
    columns = {"Titel": "title", "Datum": {"field": "issued", "date": "%d/%m/%Y"}}
    done = import_table(catalogue(tmp_path / "c"), rows, mapping(columns=columns))
    assert done.findings("unmapped") == [
        (3, "Datum", "5/31/2018"), (4, "Datum", "2018-02-31"),
    ]  # fmt: skip
    assert done.findings("read-as") == [
        (2, "Datum", "n.d."), (5, "Datum", "c2021"), (6, "Datum", "2019?"), (7, "Datum", "2018-19"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "fixed", "iso", "is_doubtful"),
    [
        (["1373 [1994 or 1995]"], "s1994    ", "1994", False),
        (["1373 [1994 or 1995]"], "", "1994", False),
        (["1365-   [1986-      ]"], "m19869999", "1986", False),
        (["1365- [1986- ]"], "", "1986", False),
        (["[1213 or 1504]."], "q15041504", "1504", False),
        (["-1984"], "c19669999", "1966", True),
        (["1997-2011", "1903-1939"], "c19039999", "1903", False),
        (["about 1465-1480]."], "q14661467", "1466", True),
        (["ca. 1480?]"], "q14651480", "1480", False),
        (["2008."], "s2009    ", "2009", True),
        (["1946."], "r19851946", "1985", True),
        (["c1999"], "t20001999", "1999", False),
        (["2018-05"], "s2018    ", "2018-05", False),
        (["[192-?]", "1925"], "s192u    ", "1925", False),
        (["1925"], "nuuuuuuuu", "1925", False),
        (["2018"], "|||||||||", "2018", False),
    ],
)
def test_years_of_an_imprint_and_of_008(
    texts: list[str], fixed: str, iso: str, is_doubtful: bool
) -> None:
    date = imprint_date(texts, fixed)
    assert date is not None
    assert (date.iso, date.is_doubtful) == (iso, is_doubtful)
