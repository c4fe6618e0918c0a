"""Publications as a table that spreadsheets read and that nothing in it can run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry, File
from publod.bibliography.export.csv_table import BETWEEN, COLUMNS, harmless, unescaped, write_many

FULL = Entry(
    iri="https://x.example/publication/p#it",
    title={"sv": "Kvinnor, män", "en": "Women, men"},
    subtitle={"sv": 'En "kartläggning"'},
    creators=(Agent("https://x.example/a", {"sv": "Åmyndigheten"}), Agent("https://x.example/b")),
    publishers=(Agent("https://x.example/a", {"sv": "Åmyndigheten"}),),
    issued="2018-05",
    languages=("SWE", "ENG"),
    types=(Concept("https://x.example/t", {"sv": "rapport", "en": "report"}),),
    subjects=(Concept("https://x.example/s", {"sv": "polis", "en": "police"}),),
    edition={"sv": "tredje utgåvan"},
    edition_number=3,
    series=(BibliographicResource("https://x.example/w", {"sv": "Rapportserie"}),),
    number_in_series="2018:5",
    replaced_by=(BibliographicResource("https://x.example/q"),),
    identifiers=("A-1", "=1+1"),
    files=(File("", "https://x.example/p.pdf"),),
    licence="https://creativecommons.org/licenses/by/4.0/",
    abstract={"sv": "Första raden.\r\nAndra raden."},
)


def rows(*entries: Entry, language: str = "sv") -> list[dict[str, str]]:
    text = b"".join(write_many(entries, language)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_all_columns_of_a_publication() -> None:
    (row,) = rows(FULL)
    assert {name: value for name, value in row.items() if value} == {
        "uri": "https://x.example/publication/p#it",
        "title": "Kvinnor, män",
        "title_language": "sv",
        "subtitle": 'En "kartläggning"',
        "creators": "Åmyndigheten | https://x.example/b",
        "publishers": "Åmyndigheten",
        "issued": "2018-05",
        "type": "rapport",
        "languages": "swe | eng",
        "edition": "tredje utgåvan",
        "edition_number": "3",
        "replaced_by": "https://x.example/q",
        "series": "Rapportserie",
        "number_in_series": "2018:5",
        "subjects": "polis",
        "abstract": "Första raden.\nAndra raden.",
        "identifiers": "A-1 | =1+1",
        "files": "https://x.example/p.pdf",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_the_text_is_that_of_the_readers_language() -> None:
    (row,) = rows(FULL, language="en")
    assert (row["title"], row["title_language"]) == ("Women, men", "en")
    assert (row["type"], row["subjects"]) == ("report", "police")
    assert row["creators"].startswith("Åmyndigheten")


def test_the_bytes_are_what_the_specification_asks_for() -> None:
    body = b"".join(write_many([FULL], "sv"))
    assert body.startswith(b"\xef\xbb\xbfuri,title,title_language,")
    assert body.endswith(b"\r\n")
    first, rest = body.decode().split("\r\n", 1)
    assert first.removeprefix("\ufeff").split(",") == [name for name, _ in COLUMNS]
    assert '"En ""kartläggning"""' in rest
    assert "\r" not in rest.replace("\r\n", "")


def test_an_empty_list_has_its_columns() -> None:
    assert b"".join(write_many([], "sv")).count(b"\r\n") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+46 8", "'+46 8"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\r\n=1", "'\n=1"),
        ("\x00=1", "'=1"),
        ("a=1", "a=1"),
        ("2018-05", "2018-05"),
        ("", ""),
        ("–1", "–1"),
        ("a\rb\r\nc", "a\nb\nc"),
        ("'=1", "''=1"),
        ("'a", "'a"),
    ],
)
def test_no_cell_is_a_formula(text: str, expected: str) -> None:
    assert harmless(text) == expected


@given(st.text("'= \u00a0a-", max_size=6))
def test_a_text_comes_back(text: str) -> None:
    assert unescaped(harmless(text)) == text


@settings(deadline=None)
@given(st.text())
def test_any_title_comes_back(title: str) -> None:
    (row,) = rows(Entry("https://x.example/p#it", title={"sv": title}))
    assert row["title"] == harmless(title)
    beginning = row["title"].lstrip(" \u00a0\n")[:1]
    assert beginning not in set("=+-@\t") or not title.strip()  # blanks are no formula


@settings(deadline=None)
@given(st.lists(st.text('ab|, "\n=', max_size=5), min_size=1, max_size=4))
def test_values_stand_apart(names: list[str]) -> None:
    agents = tuple(Agent(f"https://x.example/{n}", {"sv": name}) for n, name in enumerate(names))
    (row,) = rows(Entry("https://x.example/p#it", creators=agents))
    expected = BETWEEN.join(n or f"https://x.example/{i}" for i, n in enumerate(names))
    assert row["creators"] == harmless(expected)
