"""MARC 21 in ISO 2709, read by pymarc and by yaz-marcdump."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pymarc
import pytest
from hypothesis import HealthCheck, given, settings

from bibliography.entries import BARE, FULL, entries
from bibliography.reading import fields, marc
from bibliography.seed import seed
from publod.bibliography.entry import Entry
from publod.bibliography.export import iso2709, marc21
from publod.formats import MARC
from publod.rdf.document import NotRepresentable


def packed(data: bytes) -> list[pymarc.Record]:
    """The records in a file; pymarc gives None for what it cannot read."""
    found = list(pymarc.MARCReader(BytesIO(data)))
    assert all(found), "a record cannot be read"
    return [record for record in found if record]


def test_the_fields_are_those_of_marcxml() -> None:
    for entry in (FULL, BARE, *seed().values()):
        [record] = packed(iso2709.write(entry))
        assert fields(record) == fields(marc(marc21.write(entry)))
        assert record.leader[9] == "a"
        assert int(str(record.leader)[:5]) == len(iso2709.write(entry))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(entries)
def test_whatever_the_fields_hold(entry: Entry) -> None:
    record = marc(marc21.write(entry))
    for field in record.fields:
        if not field.control_field:
            field.subfields = [pymarc.Subfield(code, text[:200]) for code, text in field.subfields]
    short = pymarc.record_to_xml(record, namespace=True)  # type: ignore[no-untyped-call]
    [found] = packed(iso2709.from_marcxml(short))
    # A line break or a tab has no place in a field; it parts words all the same.
    assert [line.split() for line in fields(found)] == [line.split() for line in fields(record)]


@pytest.mark.parametrize("word", ["ord ", "människa ", "å", "漢字"])
def test_a_long_note_goes_on_in_further_fields(word: str) -> None:
    text = word * (30_000 // len(word.encode()))
    entry = replace(FULL, abstract={"sv": text})
    data = iso2709.write(entry)
    [record] = packed(data)
    notes = record.get_fields("520")
    assert len(notes) >= 3
    assert all(len(note.as_marc("utf-8")) <= 9_999 for note in notes)
    whole = (" " if " " in word else "").join(note["a"] for note in notes)
    assert whole == marc(marc21.write(entry))["520"]["a"]
    assert {note.indicators for note in notes} == {notes[0].indicators}


def test_what_does_not_fit_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    long_title = replace(FULL, title={"sv": "ord " * 4000})
    with pytest.raises(NotRepresentable, match="field 245 has 16,0"):
        iso2709.write(long_title)
    long_record = replace(FULL, abstract={"sv": "ord " * 25_000})
    with pytest.raises(NotRepresentable, match="room for 99,999 bytes"):
        iso2709.write(long_record)
    with caplog.at_level(logging.WARNING):
        written = b"".join(MARC.write_many([FULL, long_title, long_record, BARE]))
    assert [record["001"].data for record in packed(written)] == [
        "publication/full", "publication/bare",
    ]  # fmt: skip
    assert [message.split()[0] for message in caplog.messages] == [FULL.document] * 2


def test_the_longest_record_that_fits_is_written() -> None:
    def written(length: int) -> int:
        return len(iso2709.write(replace(FULL, abstract={"sv": "x" * length})))

    room = iso2709.LONGEST_RECORD - written(80_000)
    longest = 80_000 + room - 200  # the fields that are added have entries in the directory
    while written(longest) < iso2709.LONGEST_RECORD:
        longest += 1
    assert written(longest) == 99_999
    with pytest.raises(NotRepresentable):
        written(longest + 1)


def test_yaz_reads_the_same(tmp_path: Path) -> None:
    yaz = shutil.which("yaz-marcdump") or ""
    if not yaz:
        missing = "NOT TESTED: yaz-marcdump is missing (Debian: yaz)"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    some = [FULL, BARE, replace(FULL, abstract={"sv": "å" * 30_000}), *seed().values()]
    file = tmp_path / "some.mrc"
    file.write_bytes(b"".join(MARC.write_many(some)))
    read = subprocess.run(
        [yaz, "-i", "marc", "-o", "marcxml", "-f", "utf-8", "-t", "utf-8", str(file)],
        capture_output=True,
        check=True,
    )
    assert not read.stderr
    told = list(pymarc.parse_xml_to_array(BytesIO(read.stdout)))  # type: ignore[no-untyped-call]
    assert list(map(fields, told)) == list(map(fields, packed(file.read_bytes())))
    assert len(told) == len(some)
