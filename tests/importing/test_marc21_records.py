"""Dates, abstracts and links of MARC 21 records as libraries write them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from importing.folders import catalogue, import_table
from importing.marc import import_marc, loaded_as_marc, marc_record
from publod.errors import SourceUnreadable
from publod.importing import marc21_reader
from publod.importing.source_record import SourceRecord

HEAD = "001 1\n008 160407{fixed}    sw |||||||||||||||||swe||\n245 10 $aBo bra\n"


def read(lines: str) -> SourceRecord:
    stream = io.BytesIO(marc_record(lines).as_marc())
    [record] = marc21_reader.read_iso2709(stream, "books.mrc")
    assert isinstance(record, SourceRecord)
    return record


def remarks(record: SourceRecord) -> list[tuple[str, str, str]]:
    """What is reported of a record, each with its kind, but for what is about descriptions."""
    return [
        (f.name, f.value, "read" if f.is_read else "doubt" if f.is_doubtful else "left")
        for f in record.unmapped
        if not f.is_of_copy
    ]


@pytest.mark.parametrize(
    ("written", "fixed", "issued", "reported"),
    [
        # There is none, and nothing else says one: that is understood, and comes back as [s.a.].
        ("[s.d.]", "nuuuu", "", []), ("[u.å.]", "nuuuu", "", []), ("[б.г.]", "|    ", "", []),
        ("[Date of publication not identified]", "nuuuu", "", []),
        # 008 knows more than the imprint: the year is taken, and the report says so.
        ("[n.d.]", "s2014", "2014", [("264$c", "[n.d.]", "read")]),
        ("[2015?]", "s2015", "2015", [("264$c", "[2015?]", "read")]),
        ("c2015.", "s2015", "2015", [("264$c", "c2015.", "read")]),
        ("2015-", "c2015", "2015", [("264$c", "2015-", "read")]),
        ("1967 [i.e. 1976]", "s1976", "1976", [("264$c", "1967 [i.e. 1976]", "read")]),
        ("1435 [2014]", "s2014", "2014", [("264$c", "1435 [2014]", "read")]),
        ("[201-?]", "s201u", "", [("264$c", "[201-?]", "left"), ("008/07-10", "201u", "left")]),
        ("", "q20102019", "2010", [("008/07-14", "2010-2019", "read")]),
        ("", "c20159999", "2015", [("008/07-14", "2015-", "read")]),
        ("", "r20151967", "2015", []),
        ("", "e20150531", "2015-05-31", []),
    ],
)  # fmt: skip
def test_dates_of_imprints(
    written: str, fixed: str, issued: str, reported: list[tuple[str, str, str]]
) -> None:
    imprint = f"264  1 $c{written}\n" if written else ""
    record = read(HEAD.format(fixed=f"{fixed:<9}"[:9]).replace("    sw", "sw") + imprint)
    assert record.issued == issued
    assert sorted(remarks(record)) == sorted(reported)


def test_a_copyright_date_is_reported_where_it_is_another_year() -> None:
    head = HEAD.format(fixed="s2015") + "264  1 $c2015\n264  4 $c©"
    assert remarks(read(head + "2015")) == []
    assert remarks(read(head + "2013")) == [("264$c", "©2013", "left")]


SWEDISH = "520    $aRapporten redovisar hur det har gått för barn som söker asyl.\n"
ENGLISH = "520 3  $aWhat has happened to the children who apply for asylum in the country.\n"
RUSSIAN = "520    $aО книге.\n"
FINNISH = "520    $aLyhyt.\n"


@pytest.mark.parametrize(
    ("fields", "languages", "reported"),
    [
        # The codes are in the order of the alphabet, the abstracts are not.
        ("041 0  $aswe$beng$bswe\n" + SWEDISH + ENGLISH, ["sv", "en"], []),
        ("041 0  $aswe$bengswe\n" + ENGLISH + SWEDISH, ["en", "sv"], []),
        # Only the other language is said.
        ("041 0  $aswe$beng\n" + SWEDISH + ENGLISH, ["sv", "en"], []),
        ("041 0  $aswe$beng\n" + ENGLISH, ["en"], []),
        ("041 0  $aswe$beng$brus\n" + RUSSIAN + ENGLISH, ["ru", "en"], []),
        (SWEDISH + ENGLISH, ["sv", "en"], []),
        ("041 0  $aswe$brus$bfin\n" + RUSSIAN + FINNISH, ["ru", "fi"],
         [("520$a", "О книге.", "doubt"), ("520$a", "Lyhyt.", "doubt")]),
        (RUSSIAN + ENGLISH, ["und", "en"], [("520$a", "О книге.", "doubt")]),
        ("041 0  $aswe$beng$brus\n" + ENGLISH, ["en"], [("041$b", "eng", "left"), ("041$b", "rus", "left")]),
        ("041 0  $aswe$beng\n", [], [("041$b", "eng", "left")]),
        (SWEDISH, ["sv"], []),
        ("040    $bger\n520    $aO.\n", ["de"], []),
    ],
)  # fmt: skip
def test_each_abstract_has_its_language(
    fields: str, languages: list[str], reported: list[tuple[str, str, str]]
) -> None:
    record = read(HEAD.format(fixed="s2015") + fields)
    assert [one.language for one in record.abstracts] == languages
    assert remarks(record) == reported


def test_abstracts_come_back_with_their_languages(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    lines = "041 0  $aswe$beng$bswe\n" + SWEDISH + ENGLISH
    done = import_marc(folder, HEAD.format(fixed="s2015") + lines)
    assert not [f for f in done.report.findings if f.kind.value in {"doubtful", "unmapped"}]
    [back] = loaded_as_marc(folder).values()
    assert "041 0# $aswe$beng$bswe" in back or "041 0# $aswe$bswe$beng" in back
    codes = next(line for line in back if line.startswith("041")).split("$b")[1:]
    texts = [line for line in back if line.startswith("520")]
    assert [code == "eng" for code in codes] == ["children" in text for text in texts]


BOOK = """\
001 {number}
003 SE-X
008 160407s{year}    sw |||||||||||||||||swe||
020    $a{isbn}
100 1  $aBerg, Åsa
245 10 $a{title}
264  1 $c{year}
"""
FIRST = BOOK.format(number=1, year=2015, isbn="9789175553009", title="Bo bra")
SECOND = (
    BOOK.format(number=2, year=2018, isbn="9789175553016", title="Bo bra") + "250    $a2. uppl.\n"
)
THIRD = BOOK.format(number=3, year=2018, isbn="9789175553023", title="Bo väl")


@pytest.mark.parametrize(
    ("link", "property_", "to", "reported"),
    [
        # The number of the record decides where the title does not.
        ("780 00 $aBerg, Åsa$tBo bra$w(SE-X)1", "replaces", "bo-bra-2015", []),
        ("780 00 $tBo bra$w(OCoLC)9", None, "", ["Bo bra (OCoLC)9"]),
        ("780 00 $tBo bra$d2015", "replaces", "bo-bra-2015", []),
        ("773 0  $tBo bra$w(SE-X)2$gs. 3-9", "isPartOf", "bo-bra-2018", []),
        ("773 0  $tBo bra$w(SE-X)2$z9789175553016", "isPartOf", "bo-bra-2018", []),
        # It is a number of a record here with its code, and with a title only if it is that.
        ("773 0  $tHelt annan bok$w(SE-X)2", "isPartOf", "", ["2"]),
        ("780 00 $w(SE-Y)1", None, "", ["(SE-Y)1"]),
        ("776 08 $iPrint:$tBo bra$z9789175553009", "isFormatOf", "bo-bra-2015", []),
        # An ISBN that nobody has is of none of those that have others, whatever they are called.
        ("776 08 $iOnline:$tBo väl$z9789175553993", None, "", ["Bo väl 9789175553993"]),
        ("776 08 $iOnline:$tBo bra$z9789175553993", None, "", ["Bo bra 9789175553993"]),
        ("780 00 $tBo väl$z9789175553993", None, "", ["Bo väl 9789175553993"]),
        # Without one, another form is of the same year.
        ("776 08 $iOnline:$tBo bra", None, "", ["Bo bra"]),
        ("765 0  $tBo väl", "translationOfWork", "bo-val-2018", []),
        ("765 0  $tBo väl$w(OCoLC)9", "translationOfWork", "bo-val-2018", ["(OCoLC)9"]),
    ],
)  # fmt: skip
def test_linking_entries_lead_to_the_record_that_they_name(
    tmp_path: Path, link: str, property_: str | None, to: str, reported: list[str]
) -> None:
    own = "001 7\n003 SE-X\n008 160407s2020    sw |||||||||||||||||swe||\n245 10 $aArtikeln\n264  1 $c2020\n"
    done = import_marc(catalogue(tmp_path / "catalogue"), FIRST, SECOND, THIRD, own + link)
    said = done.triples("publication/artikeln-2020")
    properties = {"replaces", "isPartOf", "isFormatOf", "translationOfWork"}
    linked = {name: said[name] for name in properties & said.keys()}
    if property_ == "isPartOf" and not to:  # a book that the source does not have
        assert linked == {"isPartOf": ["<work/helt-annan-bok#it>"]}
    else:
        assert linked == ({property_: [f"<publication/{to}#it>"]} if property_ else {})
    kinds = {"doubtful", "unmapped"}
    assert [
        f.value for f in done.report.findings if f.kind.value in kinds and f.number == 4
    ] == reported


def test_records_without_a_type_are_one_finding_with_the_way_out(tmp_path: Path) -> None:
    records = [HEAD.format(fixed="s2015").replace("001 1", f"001 {n}") for n in range(1, 6)]
    done = import_marc(catalogue(tmp_path / "catalogue"), *records, default_type="")
    lines = done.report.text("en").splitlines()
    assert [line for line in lines if "--type" in line] == [
        "  books.mrc, field 655, 5 records (1, 2, 3 …): it has no type: say which with --type; "
        "nothing was written"
    ]
    rows = [{"Titel": f"Bok {n}", "År": "2018"} for n in range(5)]
    table = import_table(catalogue(tmp_path / "other"), rows, default_type="").report.text("en")
    [line] = [line for line in table.splitlines() if "--type" in line]
    assert line.startswith("  lista.csv, 5 rows (2, 3, 4 …): it has no type")


@pytest.mark.parametrize("name", ["books.mrc", "books.xml", "books"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b" \n")
    with pytest.raises(SourceUnreadable, match="it is empty"):
        import_table(catalogue(tmp_path / "catalogue"), file)


def test_an_invalid_isbn_comes_back_as_one(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "data")
    record = FIRST.replace("020    $a9789175553009", "020    $z9789175553000")
    cancelled = SECOND.replace("020    $a9789175553016", "020    $z9789175553016")
    done = import_marc(folder, record, cancelled)
    assert [value for _, column, value in done.findings("unmapped") if column == "020$z"] == [
        "9789175553016"
    ]
    fields = loaded_as_marc(folder)
    numbers = [line for lines in fields.values() for line in lines if line.startswith("020")]
    assert numbers == ["020 ## $z9789175553000"]


@pytest.mark.parametrize(
    ("field", "places", "said"),
    [
        ("260    $aLondon? :$bX", ["London"], [("260$a", "London? :")]),
        ("260    $a[Paris :$bX]", ["Paris"], []),
        ("264  1 $a[Lund?] :$bX", ["Lund"], [("264$a", "[Lund?] :")]),
        ("260    $aParis ; New York :$bX", ["Paris", "New York"], []),
        ("260    $abetween 15--? and 16--? :$bX", [], [("260$a", "between 15--? and 16--? :")]),
        ("260    $aCambridge, Mass. :$bX", ["Cambridge, Mass."], []),
    ],
)
def test_places_are_without_the_doubts_of_whoever_catalogued(
    field: str, places: list[str], said: list[tuple[str, str]]
) -> None:
    record = read(f"008 160407s2015    sw |||||||||||||||||swe||\n245 10 $aTitel\n{field}")
    assert list(record.place_of_publication) == places
    found = [(name, value) for name, value, _ in remarks(record) if name.endswith("$a")]
    assert found == said
