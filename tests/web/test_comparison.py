"""Two editions side by side: what differs, for whichever two of a work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from web import page
from web.growing import Growing
from web.page import Page

BASE = {
    "agent/a": '<agent/a#it> a foaf:Organization ; foaf:name "A"@en .',
    "agent/b": '<agent/b#it> a foaf:Organization ; foaf:name "B"@en .',
    "work/w": '<work/w#it> a pub:Work ; dcterms:title "W"@en .',
    "work/alone": '<work/alone#it> a pub:Work ; dcterms:title "Alone"@en .',
    **{
        f"publication/{n}": f'<publication/{n}#it> a pub:Publication ; dcterms:title "W"@en ; '
        f"dcterms:isVersionOf <work/w#it> ; pub:editionNumber {n} ; "
        f'dcterms:issued "{2000 + n}"^^xsd:gYear ; {said} .'
        for n, said in {
            1: "dcterms:creator <agent/a#it>",
            2: "dcterms:creator <agent/a#it> , <agent/b#it> ; dcterms:replaces <publication/1#it>",
            3: 'dcterms:creator <agent/b#it> ; dcterms:abstract "New."@en',
        }.items()
    },
    "publication/alone": '<publication/alone#it> a pub:Publication ; dcterms:title "Alone"@en ; dcterms:isVersionOf <work/alone#it> .',
}  # fmt: skip


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    made = Growing(tmp_path)
    made.load(BASE)
    yield made
    made.close()


def read(growing: Growing, address: str) -> Page:
    response = growing.app.test_client().get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return page.read(f"http://localhost{address}", response.text, "en")


def table(growing: Growing, one: str, other: str) -> dict[str, list[str]]:
    shown = read(growing, f"/compare?one=publication%2F{one}&other=publication%2F{other}&lang=en")
    cells: dict[str, list[str]] = {}
    label = ""
    for element in shown.elements:
        if element.within("table") and element.tag in {"th", "td"}:
            text = " ".join(element.text.split())
            if element.attributes.get("scope") == "row":
                label = text
                cells[label] = []
            elif label:
                cells[label].append(text)
    return cells


@pytest.mark.parametrize(
    ("one", "other", "differing"),
    [
        ("1", "2", {"Author": ["A", "A B"], "Replaces": ["– not stated", "W (2001)"]}),
        ("3", "2", {"Author": ["B", "A B"], "Abstract": ["New.", "– not stated"]}),
        ("3", "1", {"Author": ["B", "A"], "Abstract": ["New.", "– not stated"]}),
    ],
)
def test_of_three_editions_any_two_show_what_differs(
    growing: Growing, one: str, other: str, differing: dict[str, list[str]]
) -> None:
    cells = table(growing, one, other)
    assert cells["Published"] == [f"200{one}", f"200{other}"]
    assert cells["Edition number"] == [one, other]
    assert "Work" not in cells
    assert "Title" not in cells
    for label, values in differing.items():
        found = cells[label]
        assert found == values


def test_what_only_one_side_has_is_marked(growing: Growing) -> None:
    shown = read(growing, "/compare?one=publication/1&other=publication/2&lang=en")
    marked = [e.text for e in shown.elements if e.tag == "mark"]
    assert "B" in marked
    assert "A" not in marked


@pytest.mark.parametrize(
    ("path", "pair"),
    [
        ("work/w", ["publication/3", "publication/2"]),
        ("publication/2", ["publication/2", "publication/1"]),
        ("publication/1", ["publication/1", "publication/2"]),
    ],
)
def test_works_and_editions_offer_a_comparison_that_begins_here(
    growing: Growing, path: str, pair: list[str]
) -> None:
    shown = read(growing, f"/{path}?lang=en")
    form = [e for e in shown.elements if e.tag == "form" and "compare" in e.attributes["action"]]
    assert len(form) == 1
    options = [e for e in shown.elements if e.tag == "option" and "selected" in e.attributes]
    assert [e.attributes["value"] for e in options] == pair
    assert len([e for e in shown.elements if e.tag == "option"]) == 6


def test_nothing_is_offered_where_there_is_nothing_to_compare(growing: Growing) -> None:
    for path in ("work/alone", "publication/alone"):
        assert not [e for e in read(growing, f"/{path}?lang=en").elements if e.tag == "option"]


@pytest.mark.parametrize(
    "query", ["", "?one=publication/1", "?one=publication/1&other=agent/a", "?one=x&other=%00"]
)
def test_what_is_no_edition_is_not_found(growing: Growing, query: str) -> None:
    response = growing.app.test_client().get(f"/compare{query}", headers={"Accept": "text/html"})
    assert response.status_code == 404
