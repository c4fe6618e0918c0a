"""Records as libraries and reference managers write them, not as publod does."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import IO

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.entries import FULL
from importing.marc import marc_record
from importing.test_own_exports import texts
from publod.bibliography.export import mods
from publod.errors import SourceUnreadable
from publod.importing import (
    bibtex_reader,
    csl_json_reader,
    marc21_reader,
    mods_reader,
    ris_reader,
    schema_org_reader,
)
from publod.importing.field_values import page_count
from publod.importing.source_record import SourceFault, SourceRecord

#: A handbook as a national library catalogues it, with one field that no rule takes.
MARC = """\
001 12345678
008 160407s2015    sw |||||||||||||||||swe||
020    $a978-91-7555-312-6$q(hft.)
041 1  $aswe$heng
100 1  $aBerg, Åsa,$d1950-$4aut
245 10 $aBarn i asylprocessen :$ben handbok för socialtjänsten /$cÅsa Berg & Per Ek.
250    $a2., omarb. och utök. uppl.
264  1 $aStockholm :$bSocialstyrelsen,$c[2015]
300    $a212 s. :$bill. ;$c25 cm
490 1  $aArtikelnr / Socialstyrelsen,$x1100-2808 ;$v2015-3-12
500    $a1. uppl. utgavs 2009 av Socialstyrelsen
520    $aOm barn som söker asyl.
650  7 $aAsylsökande barn$2sao$0https://id.kb.se/term/sao/Asyls%C3%B6kande%20barn
650  0 $aRefugee children$zSweden.
651  7 $aSverige$2sao
655  7 $aHandböcker$2saogf
700 1  $aEk, Per$4aut$4edt
700 1  $aMalm, Eva,$eöversättare
773 0  $tSocialvetenskaplig tidskrift$x1104-1420$g22(2015):3, s. 45-67
775 08 $iTidigare utgåva:$tBarn i asylprocessen$z9789175551111
830  0 $aArtikelnr / Socialstyrelsen,$x1100-2808 ;$v2015-3-12
856 40 $uhttps://www.example.se/barn.pdf$yLadda ner
856 42 $uhttps://www.example.se/barn
966    $xlokal uppgift
"""


def publications(records: Iterable[SourceRecord | SourceFault]) -> list[SourceRecord]:
    """Records, none of which is a fault."""
    read = [*records]
    assert not [fault for fault in read if isinstance(fault, SourceFault)]
    return [record for record in read if isinstance(record, SourceRecord)]


def only(records: Iterable[SourceRecord | SourceFault]) -> SourceRecord:
    [record] = publications(records)
    return record


def test_marc_as_libraries_write_it() -> None:
    stream = io.BytesIO(marc_record(MARC).as_marc())
    record = only(marc21_reader.read_iso2709(stream, "books.mrc"))
    assert record.place == "books.mrc, 1 (12345678)"
    assert record.titles[0].text == "Barn i asylprocessen"
    assert record.titles[0].language == "sv"
    assert record.subtitles[0].text == "en handbok för socialtjänsten"
    assert [(a.name, a.role, a.is_person) for a in record.agents] == [
        ("Åsa Berg", "aut", True),
        ("Per Ek", "aut", True),
        ("Per Ek", "edt", True),
        ("Eva Malm", "trl", True),
        ("Socialstyrelsen", "pbl", False),
    ]
    assert (record.issued, record.place_of_publication) == ("2015", ("Stockholm",))
    assert record.isbn == ("978-91-7555-312-6",)
    assert record.languages == ("swe",)
    assert record.edition_number == 2
    assert record.edition_history is not None
    assert record.edition_history.text == "1. uppl. utgavs 2009 av Socialstyrelsen"
    assert record.series is not None
    assert record.series.text == "Artikelnr / Socialstyrelsen"
    assert (record.series_number, record.series_issn) == ("2015-3-12", "1100-2808")
    assert record.page_count == 212
    assert [(s.label, s.scheme) for s in record.subjects] == [
        ("Asylsökande barn", "sao"),
        ("Refugee children--Sweden", "lcsh"),
    ]
    assert [place.label for place in record.places] == ["Sverige"]
    assert record.host is not None
    assert (record.volume, record.issue) == ("22", "3")
    assert (record.page_start, record.page_end) == ("45", "67")
    assert [(r.kind, r.identifiers) for r in record.relations] == [
        ("edition_of_same", ("9789175551111",))
    ]
    assert [file.url for file in record.files] == ["https://www.example.se/barn.pdf"]
    assert record.pages == ("https://www.example.se/barn",)
    assert [(f.name, f.value) for f in record.unmapped if not f.is_of_copy] == [
        ("041$h", "eng"),
        ("100$d", "1950-"),
    ]


def test_a_record_that_is_broken_costs_itself_alone() -> None:
    one = marc_record(MARC).as_marc()
    records = [
        one, b"0x123" + one[5:], one, b"\n" + one[:12] + b"00000" + one[17:], b"\r\n" + one,
        one[:-400],
    ]  # fmt: skip
    read = list(marc21_reader.read_iso2709(io.BytesIO(b"".join(records) + b"\n"), "x"))
    assert [(r.number, isinstance(r, SourceFault)) for r in read] == [
        (1, False), (2, False), (3, False), (4, False), (5, False), (6, True),
    ]  # fmt: skip


def test_numbers_and_keywords_of_other_cataloguing_rules() -> None:
    record = only(
        marc21_reader.read_iso2709(
            io.BytesIO(
                marc_record(
                    "001 610\n003 PT-X\n245 10 $aSeca\n653    $aseca$acheias\n"
                    "773 0  $tRevista$gVol. 3, n.º 2 (2016), p. 10-19\n780 00 $w(PT-X)609"
                ).as_marc()
            ),
            "x",
        )
    )
    assert [one.text for one in record.keywords] == ["seca", "cheias"]
    assert (record.volume, record.issue, record.page_start) == ("3", "2", "10")
    assert record.relations[0].control_numbers == ("609",)


def test_a_deleted_record_is_deleted() -> None:
    record = marc_record(MARC)
    record.leader = pymarc.Leader("00000dam a2200000 i 4500")
    assert only(marc21_reader.read_iso2709(io.BytesIO(record.as_marc()), "x")).is_deleted


def test_authorities_and_holdings_are_passed_over() -> None:
    record = marc_record(MARC)
    record.leader = pymarc.Leader("00000nz  a2200000n  4500")
    assert [*marc21_reader.read_iso2709(io.BytesIO(record.as_marc()), "x")] == []


def test_a_broken_record_is_reported_and_the_next_is_read() -> None:
    good = marc_record(MARC).as_marc()
    broken = good[:24] + b"x" * 60 + good[84:]
    records = [*marc21_reader.read_iso2709(io.BytesIO(good + broken + good), "x")]
    assert [type(record) for record in records] == [SourceRecord, SourceFault, SourceRecord]
    assert records[1].number == 2


_TEXT = st.text(st.characters(categories=["L", "Nd"], include_characters=" -"), min_size=1).filter(
    lambda text: text.strip(" -")
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("020 100 245 246 250 264 300 490 500 650 700 773 787 856 999".split()),
            st.lists(st.tuples(st.sampled_from("abctuvxz"), _TEXT), min_size=1, max_size=4),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_subfield_of_marc_is_lost(fields: list[tuple[str, list[tuple[str, str]]]]) -> None:
    record = pymarc.Record(force_utf8=True)
    add: Callable[[pymarc.Field], None] = record.add_field
    for tag, parts in fields:
        subfields = [pymarc.Subfield(code, text) for code, text in parts]
        add(pymarc.Field(tag, pymarc.Indicators(" ", "1"), subfields))
    read = only(marc21_reader.read_iso2709(io.BytesIO(record.as_marc()), "x"))
    shown = bare(" ".join(texts(read)))
    for tag, parts in fields:
        if tag == "245" and any(code == "c" for code, _ in parts):
            continue  # the statement of responsibility repeats the agents
        for _, text in parts:
            for word in text.split():
                assert bare(word) in shown, (tag, text)


def bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


BIBTEX = r"""
@comment{made by hand}
@string{sos = "Socialstyrelsen"}
@book{berg2015,
  author = {Berg, {\AA}sa and Ek, Per and {Save the Children}},
  title = {Barn i asylprocessen: {En} handbok},
  edition = {2},
  publisher = sos, address = {Stockholm}, year = 2015, month = mar,
  isbn = {978-91-7555-312-6}, language = {swedish}, keywords = {barn, asyl},
  url = {https://www.example.se/barn.pdf}, shelf = {Hylla 3}
}
@article{ek2018, author = {Per Ek}, title = {Om asyl}, journal = {Tidskrift f\"or r\"att},
  volume = 12, number = 3, pages = {45--67}, date = {2018-03-14}, doi = {10.1234/ABC.5},
  note = {F{\"o}rst utgiven 2009 av Socialstyrelsen} }
@techreport{sos19, title = {Rapport}, institution = {Socialstyrelsen}, number = {2018:19}, year = {2018},
  series = {Rapporter} }
@book{broken, title = {Utan slut
"""


def test_bibtex_as_reference_managers_write_it() -> None:
    *entries, broken = bibtex_reader.read(io.BytesIO(BIBTEX.encode()), "x.bib")
    book, article, report = publications(entries)
    assert [(a.name, a.role, a.is_person) for a in book.agents] == [
        ("Åsa Berg", "aut", True),
        ("Per Ek", "aut", True),
        ("Save the Children", "aut", False),
        ("Socialstyrelsen", "pbl", False),
    ]
    assert (book.titles[0].text, book.subtitles[0].text) == ("Barn i asylprocessen", "En handbok")
    assert (book.issued, book.edition_number) == ("2015-03", 2)
    assert [file.url for file in book.files] == ["https://www.example.se/barn.pdf"]
    assert [(f.name, f.value, f.is_read) for f in book.unmapped] == [
        ("title", "Barn i asylprocessen: En handbok", True),
        ("shelf", "Hylla 3", False),
    ]
    assert article.host is not None
    assert article.host.text == "Tidskrift för rätt"
    assert (article.volume, article.issue, article.page_start, article.page_end) == (
        "12",
        "3",
        "45",
        "67",
    )
    assert (article.issued, article.doi) == ("2018-03-14", "10.1234/abc.5")
    assert article.edition_history is not None
    assert (report.series_number, report.issued) == ("2018:19", "2018")
    assert isinstance(broken, SourceFault)
    assert "Utan slut" in broken.text


def test_further_authors_of_bibtex_are_no_author() -> None:
    entry = "@book{a, author = {Berg, Åsa and others}, title = {Bo}}"
    record = only(bibtex_reader.read(io.BytesIO(entry.encode()), "x.bib"))
    assert [agent.name for agent in record.agents] == ["Åsa Berg"]
    assert [(f.name, f.value) for f in record.unmapped] == [("author (more)", "others")]


RIS = """\
TY  - BOOK\r
AU  - Berg, Åsa\r
AU  - Socialstyrelsen\r
TI  - Barn i asylprocessen: en handbok\r
ET  - 2., omarb. uppl.\r
PB  - Socialstyrelsen\r
CY  - Stockholm\r
PY  - 2015\r
DA  - 2015/03/14/\r
SN  - 978-91-7555-312-6\r
T3  - Artikelnr\r
M1  - 2015-3-12\r
KW  - barn\r
KW  - asyl\r
UR  - https://www.example.se/barn.pdf\r
LA  - sv\r
AB  - Om barn.\r
XX  - hemligt\r
ER  - \r
\r
TY  - JOUR\r
A1  - Ek, Per\r
T1  - Om asyl\r
JF  - Tidskrift för rätt\r
VL  - 12\r
IS  - 3\r
SP  - 45\r
EP  - 67\r
Y1  - 2018\r
SN  - 1104-1420\r
DO  - https://doi.org/10.1234/ABC.5\r
ER  - \r
"""


def test_ris_as_reference_managers_write_it() -> None:
    book, article = ris_reader.read(io.BytesIO(RIS.encode()), "x.ris")
    assert isinstance(book, SourceRecord)
    assert isinstance(article, SourceRecord)
    assert [(a.name, a.role) for a in book.agents] == [
        ("Åsa Berg", "aut"),
        ("Socialstyrelsen", "aut"),
        ("Socialstyrelsen", "pbl"),
    ]
    assert (book.titles[0].text, book.subtitles[0].text) == ("Barn i asylprocessen", "en handbok")
    assert (book.issued, book.edition_number, book.languages) == ("2015-03-14", 2, ("sv",))
    assert book.isbn == ("978-91-7555-312-6",)
    assert book.series is not None
    assert [file.url for file in book.files] == ["https://www.example.se/barn.pdf"]
    assert ("XX", "hemligt") in {(f.name, f.value) for f in book.unmapped}
    assert article.host is not None
    assert article.host.text == "Tidskrift för rätt"
    assert article.host_identifiers == ("1104-1420",)
    assert (article.volume, article.issue, article.page_start, article.page_end) == (
        "12",
        "3",
        "45",
        "67",
    )
    assert (article.issued, article.doi) == ("2018", "10.1234/abc.5")


CSL = {
    "id": "zotero-2732949/ABCD",
    "type": "article-journal",
    "title": "Om asyl: en översikt",
    "container-title": "Tidskrift för rätt",
    "author": [
        {"family": "Ek", "given": "Per", "ORCID": "https://orcid.org/0000-0002-1825-0097"},
        {"family": "Berg", "given": "Åsa", "non-dropping-particle": "af"},
        {"literal": "Socialstyrelsen"},
    ],
    "issued": {"date-parts": [["2018", 3]]},
    "volume": "12",
    "issue": "3",
    "page": "45-67",
    "DOI": "10.1234/ABC.5",
    "ISSN": "1104-1420",
    "language": "sv",
    "call-number": "Hylla 3",
}


def test_csl_json_as_zotero_writes_it() -> None:
    record = only(csl_json_reader.read(io.BytesIO(json.dumps([CSL]).encode()), "x.json"))
    assert [(a.name, a.is_person) for a in record.agents] == [
        ("Per Ek", True),
        ("Åsa af Berg", True),
        ("Socialstyrelsen", False),
    ]
    assert record.agents[0].identifiers == ("https://orcid.org/0000-0002-1825-0097",)
    assert (record.issued, record.doi, record.languages) == ("2018-03", "10.1234/abc.5", ("sv",))
    assert record.host is not None
    assert (record.volume, record.issue, record.page_start, record.page_end) == (
        "12",
        "3",
        "45",
        "67",
    )
    assert [(f.name, f.value) for f in record.unmapped if not f.is_read] == [
        ("call-number", "Hylla 3")
    ]


MODS = """\
<modsCollection xmlns="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">
<mods>
  <titleInfo lang="swe"><nonSort>En</nonSort><title>handbok om asyl</title><subTitle>för alla</subTitle></titleInfo>
  <titleInfo type="alternative" lang="eng"><title>A handbook</title></titleInfo>
  <name type="personal" authority="kth"><namePart type="family">Ek</namePart><namePart type="given">Per</namePart>
    <role><roleTerm type="code" authority="marcrelator">aut</roleTerm></role></name>
  <name type="corporate"><namePart>Socialstyrelsen</namePart><namePart>Enheten för barn</namePart>
    <role><roleTerm>publisher</roleTerm></role></name>
  <originInfo><place><placeTerm>Stockholm</placeTerm></place><dateIssued>2018</dateIssued><edition>3</edition></originInfo>
  <language><languageTerm type="code" authority="iso639-2b">swe</languageTerm></language>
  <physicalDescription><form authority="marcform">print</form><extent>120 s.</extent></physicalDescription>
  <identifier type="isbn">9789175553126</identifier><identifier type="diva2">diva2:12345</identifier>
  <subject lang="swe" authority="hsv"><topic>Samhällsvetenskap</topic><topic>Socialt arbete</topic></subject>
  <relatedItem type="series"><titleInfo><title>Rapport</title><partNumber>19</partNumber></titleInfo>
    <identifier type="issn">1100-2808</identifier></relatedItem>
  <location><url access="raw object" displayLabel="fulltext">https://www.example.se/fil</url></location>
  <accessCondition xlink:href="https://creativecommons.org/licenses/by/4.0/">CC BY</accessCondition>
  <note type="venue">Lund</note>
  <recordInfo><recordIdentifier>diva2:12345</recordIdentifier></recordInfo>
</mods></modsCollection>
"""


def test_mods_as_repositories_write_it() -> None:
    record = only(mods_reader.read(io.BytesIO(MODS.encode()), "x.xml"))
    assert (record.titles[0].text, record.subtitles[0].text) == ("En handbok om asyl", "för alla")
    assert [(a.name, a.role, a.is_person) for a in record.agents] == [
        ("Per Ek", "aut", True),
        ("Socialstyrelsen. Enheten för barn", "pbl", False),
    ]
    assert (record.issued, record.languages, record.page_count) == ("2018", ("swe",), 120)
    assert [subject.label for subject in record.subjects] == ["Samhällsvetenskap--Socialt arbete"]
    assert record.series is not None
    assert (record.series_number, record.series_issn) == ("19", "1100-2808")
    assert record.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert [(f.name, f.value) for f in record.unmapped] == [("physicalDescription/form", "print")]


PAGE = """<!doctype html><html><head><title>x</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "name": "Byrån"},
 {"@type": ["Report", "CreativeWork"], "@id": "https://www.example.ie/r/1", "name": "Children and asylum",
  "alternateName": "Asylum", "author": [{"@type": "Person", "name": "Per Ek", "sameAs": "https://orcid.org/0000-0002-1825-0097"}],
  "publisher": {"@type": "Organization", "name": "The Bureau"}, "datePublished": "2018-03-14", "inLanguage": "en",
  "isPartOf": {"@type": "CreativeWorkSeries", "name": "Reports", "issn": "1100-2808"}, "position": 19,
  "encoding": {"@type": "MediaObject", "contentUrl": "https://www.example.ie/r/1.pdf", "encodingFormat": "application/pdf"},
  "license": "https://creativecommons.org/licenses/by/4.0/", "keywords": "children, asylum", "funder": "EU"}]}
</script></head><body><p>{"@type": "Book"}</p></body></html>"""


def test_schema_org_in_a_web_page() -> None:
    record = only(schema_org_reader.read(io.BytesIO(PAGE.encode()), "page.html"))
    assert record.titles[0].text == "Children and asylum"
    assert record.titles[0].language == "en"
    assert [(a.name, a.role, a.is_person) for a in record.agents] == [
        ("Per Ek", "aut", True),
        ("The Bureau", "pbl", False),
    ]
    assert record.agents[0].identifiers == ("https://orcid.org/0000-0002-1825-0097",)
    assert record.series is not None
    assert (record.series.text, record.series_number) == ("Reports", "19")
    assert record.files[0].media_type == "application/pdf"
    assert [(f.name, f.value) for f in record.unmapped] == [("funder", "EU")]


Reader = Callable[[IO[bytes], str], Iterator[SourceRecord | SourceFault]]


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (mods_reader.read, b"<mods xmlns='http://www.loc.gov/mods/v3'><titleInfo>"),
        (marc21_reader.read_marcxml, b"no XML"),
        (csl_json_reader.read, b"{"),
        (csl_json_reader.read, b"[" * 100_000),
        (schema_org_reader.read, b"<html><body>nothing</body></html>"),
    ],
)
def test_what_is_no_source_is_refused(read: Reader, content: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="source.x"):
        list(read(io.BytesIO(content), "source.x"))


def test_entities_that_multiply_are_refused() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "{"x" * 500}">{levels}]><r>&e8;</r>'
    with pytest.raises(SourceUnreadable):
        list(mods_reader.read(io.BytesIO(bomb.encode()), "bomb.xml"))


@pytest.mark.parametrize(
    ("extent", "count"),
    [
        ("xii, 112 p.", 112),
        ("212 s.", 212),
        ("48 sidor", 48),
        ("2 vol.", None),
        ("1 s., 2 s.", None),
    ],
)
def test_page_counts(extent: str, count: int | None) -> None:
    assert page_count(extent) == count


def test_an_invalid_isbn_of_mods_is_that_of_the_publication() -> None:
    wrong, cancelled = "9789175553120", "9789175553016"
    text = MODS.replace(
        '<identifier type="isbn">9789175553126</identifier>',
        "".join(
            f'<identifier type="isbn" invalid="yes">{isbn}</identifier>'
            for isbn in (wrong, cancelled)
        ),
    )
    record = only(mods_reader.read(io.BytesIO(text.encode()), "x.xml"))
    assert record.isbn == (wrong,)
    invalid = replace(FULL, isbn=(wrong,))
    assert b'<identifier type="isbn" invalid="yes">9789175553120</identifier>' in mods.write(
        invalid
    )
