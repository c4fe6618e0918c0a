"""Related publications on the page of one: which they are, why, and that no page of them is old."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publod.ledger import related_queries
from publod.web.site import KEY
from web.growing import Growing
from web.test_record_page import read, told

HTML = {"Accept": "text/html", "Accept-Language": "en"}


def book(name: str, year: int, *said: str) -> tuple[str, str]:
    more = "".join(f" ; {one}" for one in said)
    return f"publication/{name}", (
        f'<publication/{name}#it> a pub:Publication ; dcterms:title "Title {name}"@en ; '
        f'dcterms:issued "{year}"^^xsd:gYear{more} .'
    )


def on(*subjects: str) -> str:
    return "dcterms:subject " + " , ".join(f"<subject/{one}#it>" for one in subjects)


BASE = dict(
    [
        ("work/series", '<work/series#it> a pub:Work ; dcterms:title "The series"@en .'),
        ("work/w", '<work/w#it> a pub:Work ; dcterms:title "W"@en .'),
        ("work/v", '<work/v#it> a pub:Work ; dcterms:title "V"@en .'),
        *(
            (f"subject/{n}", f'<subject/{n}#it> a skos:Concept ; skos:prefLabel "about {n}"@en .')
            for n in ("rare", "common")
        ),
        book(
            "own", 2018, "dcterms:isPartOf <work/series#it>", on("rare", "common"),
            "dcterms:isVersionOf <work/w#it>", 'pub:numberInSeries "7"',
        ),
        book("edition", 2019, "dcterms:isVersionOf <work/w#it>", on("rare", "common")),
        book("near", 2017, "dcterms:isPartOf <work/series#it>", on("common")),
        book("far", 1990, "dcterms:isPartOf <work/series#it>"),
        book("v1", 2001, "dcterms:isVersionOf <work/v#it>", on("rare", "common")),
        book("v2", 2003, "dcterms:isVersionOf <work/v#it>", on("rare", "common")),
        book("other", 2010, on("common")),
        book("none", 2018),
    ]
)  # fmt: skip


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    made = Growing(tmp_path)
    made.load(BASE)
    yield made
    made.close()


def related(growing: Growing, name: str = "own", language: str = "en") -> list[str]:
    shown = read(growing.app.test_client(), f"/publication/{name}", language)
    return [
        " ".join(element.text.split())
        for element in shown.elements
        if element.tag == "li"
        and (around := element.within("section"))
        and around.attributes.get("aria-labelledby") == "page-related"
    ]


def test_parts_of_the_same_series_come_first_then_the_narrowest_subjects(growing: Growing) -> None:
    assert related(growing) == [
        "Title near 2017Same series: The series",
        "Title far 1990Same series: The series",
        "Title v2 2003Same subjects: about rare, about common",
        "Title other 2010Same subject: about common",
    ]
    assert related(growing, "none") == []
    assert "Samma serie: The series" in related(growing, language="sv")[0]


def test_the_head_links_the_series_with_the_number_in_it(growing: Growing) -> None:
    shown = read(growing.app.test_client(), "/publication/own", "en")
    assert "Part of: The series 7" in told(shown, "versions")
    assert [e.text for e in shown.elements if e.tag == "dt"].count("Part of") == 0


def test_a_subject_that_many_have_relates_nothing(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related_queries, "_NARROW", 3)
    assert [line.partition("Same")[2] for line in related(growing)] == [
        " series: The series",
        " series: The series",
        " subject: about rare",
    ]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param({"publication/other": None}, id="withdrawn"),
        pytest.param(
            {"publication/v2": BASE["publication/v2"].replace("Title v2", "New")}, id="retitled"
        ),
        pytest.param(dict([book("added", 2020, on("rare"))]), id="added"),
        pytest.param(dict([book("far", 1990)]), id="out of the series"),
    ],
)
def test_a_page_is_never_older_than_what_it_shows_of_others(
    growing: Growing, edit: dict[str, str | None]
) -> None:
    """The page changes with what is related; the data, which does not have that, stays."""
    client = growing.app.test_client()
    growing.app.extensions[KEY].built = 0  # or the code is newer than any of these commits
    page, data = client.get("/publication/own", headers=HTML), client.get("/publication/own.ttl")
    changed = {p: text for p, text in {**BASE, **edit}.items() if text is not None}
    before = related(growing)
    growing.load(changed)
    for name in ("ETag", "Last-Modified"):
        condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[name]
        again = client.get("/publication/own", headers={**HTML, condition: page.headers[name]})
        assert again.status_code == 200, name
        assert again.text != page.text
    if "publication/far" not in edit:  # it is the series that the record links to
        kept = client.get("/publication/own.ttl")
        assert kept.headers["ETag"] == data.headers["ETag"]
    assert related(growing) != before


def test_a_page_stays_the_same_when_something_else_changes(growing: Growing) -> None:
    client = growing.app.test_client()
    page = client.get("/publication/own", headers=HTML)
    growing.load(dict([*BASE.items(), book("further", 2020)]))
    again = client.get("/publication/own", headers={**HTML, "If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
