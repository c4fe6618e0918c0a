"""What Swepub makes of a record: its own stylesheet is run, where a copy of it is at hand.

That is ``resources/mods_to_xjsonld.xsl`` of https://github.com/libris/swepub-redux with the two
files that it reads, in the folder ``SWEPUB_STYLESHEETS`` or in ``../shared/swepub``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from bibliography.entries import ANN, BARE, FULL, MORE, entries
from bibliography.seed import seed
from publod.bibliography.entry import Agent, Concept, Entry
from publod.bibliography.export import mods, swepub

FOLDER = Path(
    os.environ.get("SWEPUB_STYLESHEETS") or Path(__file__).parents[3] / "shared" / "swepub"
)
pytestmark = pytest.mark.skipif(
    not (FOLDER / "mods_to_xjsonld.xsl").exists(),
    reason="NOT TESTED: Swepub's stylesheet is not at hand: name its folder in SWEPUB_STYLESHEETS",
)
BORN_WITH_ONE_NAME = Agent("https://e.example/a#it", {"sv": "Sokrates"}, is_person=True)


@cache
def _stylesheet() -> etree.XSLT:
    return etree.XSLT(etree.parse(str(FOLDER / "mods_to_xjsonld.xsl")))


def converted(document: bytes) -> dict[str, Any]:
    """The record as Swepub keeps it."""
    result: dict[str, Any] = _value(_stylesheet()(etree.fromstring(document)).getroot())
    return result


def _value(node: Any) -> Any:
    if node.tag == "dict":
        return {child.get("key"): _value(child) for child in node}
    if node.tag == "array":
        return [_value(child) for child in node]
    return "".join(node.itertext())


def nameless(value: Any, path: str = "") -> Iterator[str]:
    """Where something has no name or nothing in it; the address of the whole is added later."""
    if isinstance(value, dict):
        kind = value.get("@type")
        if kind == "Topic" and not _label(value):
            yield path + " topic"
        if kind in {"Person", "Organization"} and not {"name", "familyName", "givenName"} & set(
            value
        ):
            yield path + " agent"
        for key, below in value.items():
            if not key:
                yield path + " property"
            yield from nameless(below, f"{path}/{key}")
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from nameless(below, f"{path}[{number}]")
    elif not value.strip() and path != "/@id":
        yield path


def _label(topic: dict[str, Any]) -> str:
    by_language: dict[str, str] = topic.get("prefLabelByLang", {})
    return "".join(by_language.values()) or str(topic.get("prefLabel", ""))


@pytest.mark.parametrize("name", ["full", "more", "bare", *seed()])
def test_nothing_loses_its_name(name: str) -> None:
    entry = {"full": FULL, "more": MORE, "bare": BARE, **seed()}[name]
    assert list(nameless(converted(swepub.write(entry)))) == []


def test_without_care_names_would_be_lost() -> None:
    """The test above sees what it is there for: plain MODS loses places, periods and names."""
    lost = list(nameless(converted(mods.write(replace(FULL, creators=(BORN_WITH_ONE_NAME,))))))
    assert [where.rpartition(" ")[2] for where in lost].count("topic") == 3
    assert "/instanceOf/contribution[0]/agent agent" in lost


@given(entries)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_awkward_records_lose_no_name(entry: Entry) -> None:
    assert list(nameless(converted(swepub.write(entry)))) == []


def test_a_single_name_of_a_person_stays() -> None:
    entry = replace(FULL, creators=(BORN_WITH_ONE_NAME, ANN))
    people = [c["agent"] for c in converted(swepub.write(entry))["instanceOf"]["contribution"]]
    assert [(who.get("familyName"), who.get("givenName")) for who in people[:2]] == [
        (None, "Sokrates"),
        ("Ek", "Ann"),
    ]


def test_there_is_one_main_title() -> None:
    titles = converted(swepub.write(FULL))["instanceOf"]["hasTitle"]
    assert [(title["@type"], title["mainTitle"]) for title in titles] == [
        ("Title", "En bok"),
        ("VariantTitle", "A book"),
        ("VariantTitle", "Boken"),
    ]


def test_extent_place_numbers_classes_and_journal_arrive() -> None:
    record = converted(swepub.write(MORE))
    assert record["extent"]["label"] == "xii, 112 s."
    assert record["publication"][0]["place"]["label"] == "Staden"
    assert record["carrierType"]["label"] == "print"
    assert {(i["@type"], i["value"]) for i in record["identifiedBy"]} == {
        ("URI", MORE.document), ("Local", "Rapport 12"), ("Local", "ISRN XY/A--04/2--SE"),
        ("Local", "2020/17"),
    }  # fmt: skip
    assert [c["code"] for c in record["instanceOf"]["classification"]] == [
        "025.1714",
        "Oe",
        "025.17",
    ]
    [_issue, journal] = record["isPartOf"]
    assert journal["hasTitle"][0] == {
        "@type": "Title", "volumeNumber": "12", "issueNumber": "3", "mainTitle": "En tidskrift",
    }  # fmt: skip
    assert journal["hasInstance"]["extent"][0]["label"] == "3-17"


def test_the_deliverer_is_the_assigner() -> None:
    assert converted(swepub.write(FULL))["meta"]["assigner"]["label"] == "xx"


@pytest.mark.parametrize(
    ("class_", "with_journal", "alone"),
    [
        ("ScholarlyArticle", "publication/journal-article", "publication/other"),
        ("Article", "publication/magazine-article", "publication/other"),
        ("Report", "publication/report", "publication/report"),
    ],
)
def test_articles_are_articles_where_the_journal_is_known(
    class_: str, with_journal: str, alone: str
) -> None:
    typed = replace(
        MORE, types=(Concept("https://e.example/t#it", classes=("https://schema.org/" + class_,)),)
    )
    for entry, output in ((typed, with_journal), (replace(typed, hosts=()), alone)):
        record = converted(swepub.write(entry))
        genres = {genre["@id"] for genre in record["instanceOf"]["genreForm"]}
        assert f"https://id.kb.se/term/swepub/output/{output}" in genres
        assert ("isPartOf" in record) == (bool(entry.hosts) and class_ != "Report")
