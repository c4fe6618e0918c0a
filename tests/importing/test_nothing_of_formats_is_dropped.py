"""Whatever a record of a library or of a reference manager says is read, or left to be reported."""

from __future__ import annotations

import io
import json
import re

import pymarc
import pytest

from importing.test_own_exports import Reader, texts
from publod.importing import csl_json_reader, marc21_reader, mods_reader, schema_org_reader
from publod.importing.source_record import SourceRecord

MODS = """<mods xmlns="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">
<titleInfo><title>Wa</title></titleInfo><name><namePart>Wb</namePart>
<namePart type="termsOfAddress">Wc</namePart><namePart type="date">Wd</namePart>
<role><roleTerm type="text">We</roleTerm></role></name>
<originInfo eventType="manufacture"><publisher>Wf</publisher></originInfo>
<originInfo><publisher>Wg</publisher><frequency>Wh</frequency></originInfo>
<relatedItem type="host"><titleInfo><title>Wi</title><partNumber>Wj</partNumber></titleInfo>
<part><detail type="chapter"><number>Wk</number></detail></part></relatedItem>
<relatedItem type="series"><titleInfo><title>Wl</title></titleInfo>
<identifier type="local">Wm</identifier></relatedItem>
<relatedItem xlink:href="https://wn.example/"/><tableOfContents>Wo</tableOfContents></mods>"""
CSL = [{
    "type": "book", "title": "Wa", "author": [{"family": "Wb", "given": "Wc", "suffix": "Wd"}],
    "custom": {"files": ["https://we.example/1.pdf"]}, "archive": "Wf", "original-title": "Wg",
}]  # fmt: skip
SCHEMA = {
    "@context": "https://schema.org", "@type": "Report", "name": "Wa",
    "author": {"@type": "Person", "name": "Wb", "affiliation": {"name": "Wc"}},
    "contributor": {"@type": "Role", "roleName": "Wd", "contributor": {"name": "We"}},
    "license": ["https://wf.example/", "Wg"], "encoding": {"contentUrl": "https://wh.example/",
    "name": "Wi"}, "isPartOf": [{"@type": "BookSeries", "name": "Wj"}, {"name": "Wk"}],
}  # fmt: skip


#: Several codes in one text, and an introduction that the link makes again.
ELSEWHERE = {"q041aq", "q041bq", "q758iq"}


def words_of(record: SourceRecord) -> set[str]:
    return set(re.findall(r"\bw[a-z]\b", " ".join(texts(record)).lower()))


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (mods_reader.read, MODS),
        (csl_json_reader.read, json.dumps(CSL)),
        (schema_org_reader.read, json.dumps(SCHEMA)),
    ],
)
def test_every_value_is_told(read: Reader, content: str) -> None:
    [record] = read(io.BytesIO(content.encode()), "source")
    assert isinstance(record, SourceRecord)
    assert words_of(record) >= set(re.findall(r"\bw[a-z]\b", content.lower()))


@pytest.mark.parametrize("hundred", range(10))
def test_every_subfield_of_marc_is_told(hundred: int) -> None:
    """All fields of a hundred from 010 on, each with all subfields of letters."""
    codes = "abcdefghijklmnopqrstuvxyz"
    tags = [f"{hundred}{number:02}" for number in range(100) if hundred or number > 9]
    marc = pymarc.Record(force_utf8=True)
    for tag in tags:
        subfields = [pymarc.Subfield(code, f"q{tag}{code}q") for code in codes]
        field = pymarc.Field(tag, pymarc.Indicators(" ", " "), subfields)
        marc.add_field(field)  # type: ignore[no-untyped-call]
    [record] = marc21_reader.read_iso2709(io.BytesIO(marc.as_marc()), "source")
    assert isinstance(record, SourceRecord)
    told = set(re.findall(r"q[0-9]{3}[a-z]q", " ".join(texts(record))))
    assert {f"q{tag}{code}q" for tag in tags for code in codes} - told <= ELSEWHERE
