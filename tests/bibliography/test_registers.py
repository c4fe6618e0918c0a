"""Registers of a catalogue's own beside those that publod knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from publod.bibliography.agent_names_and_roles import name_of
from publod.bibliography.entry import Agent, Concept
from publod.bibliography.registers import registers, use_registers
from publod.bibliography.subjects import subject_headings
from publod.errors import SettingsError
from publod.search.schema import identifier_keys
from publod.services.link_targets import LinkCounts
from publod.web.lists.concept_lists import register_of

from .entries import BARE

OWN = """
without = ["kb.se", "wikidata", "lcsh"]
[[agents]]
code = "nlw"
label = "Llyfrgell"
scheme = "https://authorities.example/"
pattern = 'https://authorities\\.example/agent/(\\d+)'
is_thing = true
[[subjects]]
code = "termau"
label = "Termau"
namespace = "https://termau.example/"
in_iri = true
language = "cy"
[[links]]
code = "nlw"
title = "Llyfrgell"
space = "https://authorities.example/"
homepage = "https://library.example/"
[[names]]
start = "authorities.example/agent/"
label = "Llyfrgell"
is_looked_up = true
"""


@pytest.fixture(autouse=True)
def brought() -> Iterator[None]:
    yield
    use_registers(None)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "registers.toml"
    file.write_text(OWN, "utf-8")
    return file


def agent(*same: str) -> Agent:
    return Agent("https://data.example/agent/a#it", {"cy": "Asiantaeth"}, same_as=same)


def test_a_register_of_one_s_own_comes_first_and_others_can_be_left_out(own: Path) -> None:
    same = ("https://www.wikidata.org/entity/Q1", "https://ror.org/0abc", "https://authorities.example/agent/17")  # fmt: skip
    assert [one.code for one in name_of(agent(*same)).authorities] == ["ror", "wikidata"]
    use_registers(own)
    assert [(one.code, one.identifier) for one in name_of(agent(*same)).authorities] == [("nlw", "17"), ("ror", "0abc")]  # fmt: skip
    assert register_of("https://authorities.example/agent/17") == "Llyfrgell"
    assert identifier_keys("https://authorities.example/agent/17")[1:] == ("17",)
    counts = LinkCounts()
    counts.add([("<a>", "<http://www.w3.org/2002/07/owl#sameAs>", f"<{iri}>") for iri in same])
    assert sorted(counts.links()) == ["nlw", "ror"]


def test_subjects_are_from_vocabularies_of_one_s_own(own: Path) -> None:
    concept = Concept(
        "https://data.example/subject/s#it", {"cy": "Tai"},
        matches=(("exactMatch", "https://termau.example/Tai"),),
    )  # fmt: skip
    assert [one.source for one in subject_headings(replace(BARE, subjects=(concept,)))] == ["local"]
    use_registers(own)
    again = replace(concept)
    assert [one.source for one in subject_headings(replace(BARE, subjects=(again,)))] == ["termau"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "registers.toml"), ("[[agent]]\n", "there is no table agent"), ("[[links]]\ncode = 'x'\n", "missing"),
        ("[[agents]]\ncode = 'x'\nlabel = ''\nscheme = ''\npattern = 'x'\n", "no parentheses"),
        ("[[agents]]\ncode = 'x'\nlabel = ''\nscheme = ''\npattern = '('\n", "unterminated"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "registers.toml"
    file.write_text(text, "utf-8")
    before = registers()
    with pytest.raises(SettingsError, match=said):
        use_registers(file)
    assert registers() == before


@pytest.mark.parametrize(
    "iri",
    ["http://www.yso.fi/onto/yso/p1", "http://eurovoc.europa.eu/p1", "https://sws.geonames.org/p1/", "https://libris.kb.se/p1"],
)  # fmt: skip
def test_a_record_is_found_by_its_number_in_a_register(iri: str) -> None:
    assert identifier_keys(iri)[1:] == ("p1",)
