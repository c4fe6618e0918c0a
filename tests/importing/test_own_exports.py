"""What publod writes for libraries and reference managers, read back: nothing is lost on the way."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import IO, Any

import pytest

from bibliography.entries import FULL
from bibliography.seed import seed
from publod.bibliography.entry import Entry
from publod.bibliography.export import bibtex, csl_json, marc21, mods, ris
from publod.bibliography.export.iso2709 import write_many as iso2709
from publod.importing import (
    bibtex_reader,
    csl_json_reader,
    marc21_reader,
    mods_reader,
    ris_reader,
)
from publod.importing.source_record import SourceFault, SourceRecord

Reader = Callable[[IO[bytes], str], Iterator[SourceRecord | SourceFault]]
FORMATS: dict[str, tuple[Callable[[Entry], bytes], Reader]] = {
    "marcxml": (marc21.write, marc21_reader.read_marcxml),
    "iso2709": (lambda entry: b"".join(iso2709([entry])), marc21_reader.read_iso2709),
    "mods": (mods.write, mods_reader.read),
    "bibtex": (lambda entry: b"".join(bibtex.write_many([entry])), bibtex_reader.read),
    "ris": (lambda entry: b"".join(ris.write_many([entry])), ris_reader.read),
    "csl": (lambda entry: b"".join(csl_json.write_many([entry])), csl_json_reader.read),
}


def read_back(entry: Entry, name: str) -> SourceRecord:
    write, read = FORMATS[name]
    [record] = read(io.BytesIO(write(entry)), "export")
    assert isinstance(record, SourceRecord)
    return record


def texts(value: Any) -> Iterator[str]:
    """All texts in a record."""
    if is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif value not in (None, "", False):
        yield str(value)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("entry", [*seed().values(), FULL], ids=lambda e: e.iri.rpartition("/")[2])
def test_the_essentials_come_back(entry: Entry, name: str) -> None:
    record = read_back(entry, name)
    whole = " ".join(texts(record))
    assert record.titles[0].text in entry.title.values() or any(
        title in whole for title in entry.title.values()
    )
    assert record.issued
    assert entry.issued.startswith(record.issued)
    creators = [agent.name for agent in record.agents if agent.role == "aut"]
    assert len(creators) == len(entry.creators)
    assert [name for name, agent in zip(creators, entry.creators, strict=True)
            if name not in agent.name.values()] == []  # fmt: skip
    assert entry.edition_number == record.edition_number or name in {"ris", "csl", "bibtex"}
    for isbn in entry.isbn:
        assert isbn.replace("-", "") in whole.replace("-", "")
    if name in {"marcxml", "iso2709"} and entry is not FULL:
        assert [field.name for field in record.unmapped if not field.is_of_copy] == []


@pytest.mark.parametrize("name", ["marcxml", "iso2709", "mods"])
def test_all_that_libraries_get_comes_back(name: str) -> None:
    record = read_back(FULL, name)
    assert (record.series.text if record.series else "") == "En serie"
    assert record.series_number == "19"
    assert record.doi == "10.1234/ab.c"
    assert record.licence == FULL.licence
    assert [file.url for file in record.files] == ["https://e.example/full.pdf"]
    assert {relation.kind for relation in record.relations} >= {"replaces", "replaced_by"}
    assert {subject.label for subject in record.subjects} >= {"människohandel", "stödprocess"}
    assert set(record.languages) == {"swe", "eng"}
    assert record.edition_history is not None
    assert "2014" in record.edition_history.text
    assert record.isbn[0].replace("-", "") == "9789175555021"


@pytest.mark.parametrize("name", ["marcxml", "iso2709", "mods"])
@pytest.mark.parametrize(
    "history", ["Denna utgåva är en omarbetning.", "The editions before it were for schools alone."]
)
def test_an_edition_history_is_one_also_where_it_is_not_understood(name: str, history: str) -> None:
    record = read_back(replace(FULL, edition_history={"sv": history}), name)
    assert record.edition_history is not None
    assert record.edition_history.text == history
