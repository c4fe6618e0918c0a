"""What the National Library of Sweden would turn away is never offered to it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from bibliography.entries import BARE, BOARD, FULL, PRESS, entries
from bibliography.reading import lines
from bibliography.seed import seed
from bibliography.swepub_level import violations
from publod.bibliography.entry import Agent, Concept, Entry
from publod.bibliography.export import mods, swepub

NAMED = replace(BARE, title={"sv": "T"}, creators=(Agent("https://e.example/a#it", {"sv": "A"}),))


def test_the_seed_is_taken() -> None:
    for path, entry in seed().items():
        assert violations(swepub.write(entry)) == [], path


def subjects(document: bytes) -> list[ET.Element]:
    return ET.fromstring(document).findall("{http://www.loc.gov/mods/v3}subject")


def test_no_subject_loses_its_name_in_the_library_s_conversion() -> None:
    """It takes the last topic of each subject for its name, and nothing else."""
    assert len(subjects(mods.write(FULL))) == 5
    for path, entry in {"full": FULL, **seed()}.items():
        for subject in subjects(swepub.write(entry)):
            topics = subject.findall("{http://www.loc.gov/mods/v3}topic")
            assert topics, path
            assert topics[-1].text, path
    assert len(subjects(swepub.write(FULL))) == 2


@given(entries)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_has_a_title_a_maker_and_a_date_is_taken(entry: Entry) -> None:
    valid = replace(
        entry, title={**entry.title, "sv": "Titel"}, creators=(BOARD, *entry.creators),
        issued="2019",
    )  # fmt: skip
    assert violations(swepub.write(valid)) == []


@pytest.mark.parametrize(
    ("entry", "broken"),
    [
        (replace(NAMED, issued="2019"), []),
        (NAMED, ["publicationDate"]),
        (replace(NAMED, creators=(), issued="2019"), ["name"]),
        (replace(NAMED, creators=(), contributors=(PRESS,), issued="2019"), ["name"]),
        (replace(NAMED, creators=(), publishers=(PRESS,), issued="2019"), []),
        (replace(NAMED, title={"sv": "…?!"}, issued="2019"), []),
        (replace(NAMED, title={"sv": "?!"}, issued="2019"), ["title"]),
    ],
)
def test_the_rules_themselves(entry: Entry, broken: list[str]) -> None:
    assert violations(swepub.write(entry)) == broken


def test_plain_mods_lacks_the_genres_that_swepub_demands() -> None:
    assert violations(mods.write(FULL)) == ["publicationOrOutputType", "contentType"]
    nameless = mods.write(replace(FULL, catalogued_by=""))
    assert "recordContentSource" in violations(nameless)


@pytest.mark.parametrize(
    ("classes", "genres"),
    [
        (("https://schema.org/Report",), ["publication/report", "rap", "pop"]),
        (("https://schema.org/Book",), ["publication/book", "bok", "pop"]),
        (("https://schema.org/Thesis",), ["publication/other", "ovr", "vet"]),
        (("https://schema.org/ScholarlyArticle",), ["publication/other", "ovr", "vet"]),
        ((), ["publication/other", "ovr", "pop"]),
    ],
)
def test_genres_are_those_of_the_kind(classes: tuple[str, ...], genres: list[str]) -> None:
    typed = replace(
        NAMED, types=(Concept("https://e.example/t#it", classes=classes),), issued="2019"
    )
    document = swepub.write(typed)
    assert violations(document) == []
    assert [ln.partition(" = ")[2] for ln in lines(document) if "mods:genre" in ln] == genres


def test_the_source_is_the_code_that_the_library_gave() -> None:
    source = "mods:recordInfo/mods:recordContentSource = "
    assert source + "xx" in lines(swepub.write(FULL))
    assert source + "data.example.se" in lines(swepub.write(replace(FULL, swepub_code="")))
