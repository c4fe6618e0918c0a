"""The publications of a subject or an agent by year and type, from the index and without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from web.growing import Growing
from web.test_record_page import read


def book(name: str, year: int | None, kind: str) -> tuple[str, str]:
    issued = f'; dcterms:issued "{year}"^^xsd:gYear ' if year else ""
    return f"publication/{name}", (
        f'<publication/{name}#it> a pub:Publication ; dcterms:title "{name}"@en ; '
        f"dcterms:creator <agent/a#it> ; dcterms:subject <subject/low#it> ; "
        f"dcterms:type <type/{kind}#it> {issued}."
    )


BASE = dict(
    [
        ("agent/a", '<agent/a#it> a foaf:Organization ; foaf:name "A"@en .'),
        ("agent/b", '<agent/b#it> a foaf:Organization ; foaf:name "B"@en .'),
        ("subject/top", '<subject/top#it> a skos:Concept ; skos:prefLabel "top"@en .'),
        (
            "subject/low",
            '<subject/low#it> a skos:Concept ; skos:prefLabel "low"@en ; skos:broader <subject/top#it> .',
        ),
        ("type/report", '<type/report#it> a skos:Concept ; skos:prefLabel "report"@en .'),
        (
            "type/annual",
            '<type/annual#it> a skos:Concept ; skos:prefLabel "annual report"@en ; skos:broader <type/report#it> .',
        ),
        ("type/law", '<type/law#it> a skos:Concept ; skos:prefLabel "law"@en .'),
        book("one", 2018, "report"),
        book("two", 2018, "annual"),
        book("three", 2017, "law"),
        book("four", 2017, "annual"),
        book("five", None, "annual"),
    ]
)


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    made = Growing(tmp_path)
    yield made
    made.close()


def table(growing: Growing, path: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for element in read(growing.app.test_client(), f"/{path}").elements:
        if element.within("table"):
            if element.tag == "tr":
                rows.append([])
            elif element.tag in {"th", "td"}:
                rows[-1].append(" ".join(element.text.split()))
    return rows


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize("path", ["agent/a", "subject/low", "subject/top"])
def test_years_and_types_are_counted_together(growing: Growing, path: str, indexed: bool) -> None:
    """Types count their narrower ones, subjects as well; what has no year is in no row."""
    growing.load(BASE, indexed=indexed)
    assert table(growing, path) == [
        ["Year", "Report", "Law"],
        ["2018", "2", ""],
        ["2017", "1", "1"],
    ]


def test_few_publications_and_many_years(growing: Growing) -> None:
    few = {
        path: text
        for path, text in BASE.items()
        if path not in {"publication/two", "publication/one"}
    }
    growing.load(few)
    assert table(growing, "agent/a") == []
    many = dict(book(f"y{year}", year, "law") for year in range(1971, 2000))
    growing.load({**BASE, **many})
    rows = table(growing, "agent/a")
    assert rows[0] == ["Year", "Law", "Report"]
    assert rows[1:] == [
        ["2010–2019", "1", "3"],
        ["1990–1999", "10", ""],
        ["1980–1989", "10", ""],
        ["1970–1979", "9", ""],
    ]
    assert table(growing, "agent/b") == []
