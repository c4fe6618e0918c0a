"""The languages and scripts of what stands in MARC 21 records, and where their links lead."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from importing.folders import catalogue
from importing.marc import import_marc, loaded_as_marc, marc_record
from publod.importing import marc21_reader
from publod.importing.source_record import SourceRecord
from publod.web.templating import direction

PERSIAN = """\
001 1
008 160407s1995    ir |||||||||||||||||per||
040    $aDLC$beng$cDLC
100 1  $6880-01$aNūrī, ʻAbd Allāh,$d1949-
245 10 $6880-02$aJāmiʻah-ʼi madanī :$bguftārhā /$cʻAbd Allāh Nūrī.
250    $6880-03$aChāp-i 1.
260    $6880-04$aTihrān :$bṬarḥ-i Naw,$c1995.
300    $a375 p. ;$c22 cm.
490 0  $6880-05$aFarhang-i ʻumūmī ;$v3
500    $aIn Persian.
520    $aOn civil society.
653    $aDemocracy$aجامعه
880 1  $6100-01/(3/r$aنوری، عبدالله
880 10 $6245-02/(3/r$aجامعه مدنی :$bگفتارها /$cعبدالله نوری.
880    $6250-03/(3/r$aچاپ ۱.
880    $6260-04/(3/r$aتهران :$bطرح نو
880 0  $6490-05/(3/r$aفرهنگ عمومی
880    $6500-00/(3/r$aیادداشت
"""


def read(lines: str) -> SourceRecord:
    stream = io.BytesIO(marc_record(lines).as_marc())
    [record] = marc21_reader.read_iso2709(stream, "books.mrc")
    assert isinstance(record, SourceRecord)
    return record


def texts(*values: object) -> list[str]:
    return [f"{getattr(one, 'text', '')}@{getattr(one, 'language', '')}" for one in values if one]


def test_each_text_is_in_the_language_of_whoever_wrote_it(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    done = import_marc(folder, PERSIAN)
    [path] = done.paths("publication")
    said = done.triples(path)
    assert said["title"] == ['"Jāmiʻah-ʼi madanī"@fa-latn', '"جامعه مدنی"@fa']
    assert said["subtitle"] == ['"guftārhā"@fa-latn', '"گفتارها"@fa']
    assert said["edition"] == ['"Chāp-i 1."@fa-latn']
    assert said["extent"] == ['"375 p. ; 22 cm."@en']
    assert said["note"] == ['"In Persian."@en']
    assert said["abstract"] == ['"On civil society."@en']
    assert said["keywords"] == ['"Democracy"@en', '"جامعه"@fa']
    [nuri] = [p for p in done.paths("agent") if "nuri" in p]
    assert done.triples(nuri)["name"] == ['"ʻAbd Allāh Nūrī"@fa-latn']
    assert done.triples(nuri)["altLabel"] == ['"عبدالله نوری"@fa']
    [series] = [p for p in done.paths("work") if "farhang" in p]
    assert done.triples(series)["title"] == ['"Farhang-i ʻumūmī"@fa-latn', '"فرهنگ عمومی"@fa']
    # What is kept as something else is told by its field; the rest is one finding, with $6.
    findings = [(f.kind.value, f.column) for f in done.report.findings if f.column[:3] == "880"]
    assert sorted(findings) == [
        ("left-out", "880"),
        ("read-as", "880 (100)"),
        ("read-as", "880 (490)"),
    ]
    assert not [f for f in done.report.findings if f.column.endswith("$6")]
    [back] = loaded_as_marc(folder).values()
    assert [line for line in back if line[:3] in {"245", "246", "880"}] == [
        "245 10 $6880-01$aJāmiʻah-ʼi madanī :$bguftārhā /$cʻAbd Allāh Nūrī.",
        "880 10 $6245-01/(3/r$aجامعه مدنی :$bگفتارها.",
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("fa", "rtl"), ("fa-Latn", "ltr"), ("az-Arab", "rtl"), ("und-Hebr", "rtl"), ("en-GB", "ltr"),
     ("he-IL", "rtl"), ("sv", "ltr"), ("yi-latn", "ltr")],
)  # fmt: skip
def test_the_script_of_a_tag_decides_its_direction(tag: str, expected: str) -> None:
    assert direction(tag) == expected


HEAD = "008 160407s1995    xx |||||||||||||||||{language}||\n040    $b{cataloguing}\n"


@pytest.mark.parametrize(
    ("language", "cataloguing", "statement", "expected"),
    [
        ("tib", "eng", "1st ed.", "en"), ("rus", "eng", "2-e izd.", "ru-Latn"),
        ("rus", "eng", "Izd. 2., dop.", "ru-Latn"), ("spa", "eng", "2.a ed.", "es"),
        ("spa", "eng", "2nd ed.", "en"), ("ger", "eng", "3., unveränderte Aufl.", "de"),
        ("ger", "eng", "1st ed.", "en"), ("eng", "swe", "2nd ed.", "en"),
        ("swe", "eng", "2. uppl.", "sv"), ("eng", "ger", "2. Aufl.", "de"),
        ("chi", "eng", "第1版.", "zh"), ("chi", "eng", "Di 1 ban.", "zh-Latn"),
    ],
)  # fmt: skip
def test_a_statement_of_edition_is_transcribed_or_the_cataloguers(
    language: str, cataloguing: str, statement: str, expected: str
) -> None:
    head = HEAD.format(language=language, cataloguing=cataloguing)
    record = read(f"001 1\n{head}245 10 $aX\n250    $a{statement}")
    assert texts(record.edition) == [f"{statement}@{expected}"]


@pytest.mark.parametrize(
    ("language", "fields", "titles"),
    [
        ("rus", "245 10 $6880-01$aVoĭna i mir\n880 10 $6245-01/(N$aВойна и мир",
         ["Voĭna i mir@ru-Latn", "Война и мир@ru"]),
        ("chi", "245 10 $6880-01$aHong lou meng\n880 10 $6245-01/$1$a红楼梦",
         ["Hong lou meng@zh-Latn", "红楼梦@zh"]),
        ("jpn", "245 10 $6880-01$aKonbini ningen\n880 10 $6245-01/$1$aコンビニ人間",
         ["Konbini ningen@ja-Latn", "コンビニ人間@ja"]),
        # Of two languages the one that is written so; of none the script alone is known.
        ("eng", "041 1  $aeng$hgre\n245 10 $6880-01$aOdysseia\n880 10 $6245-01/(S$aΟδύσσεια",
         ["Odysseia@en", "Οδύσσεια@el"]),
        ("eng", "245 10 $6880-01$aDacha\n880 10 $6245-01/(N$aДача", ["Dacha@en", "Дача@und-Cyrl"]),
        # The text may be in original script, and 880 romanised.
        ("rus", "245 10 $6880-01$aДача\n880 10 $6245-01/(B$aDacha", ["Дача@ru", "Dacha@ru-Latn"]),
        ("rus", "245 10 $aDacha\n880 10 $6245-00/(N$aДача", ["Dacha@ru-Latn"]),
    ],
)  # fmt: skip
def test_titles_in_original_script(language: str, fields: str, titles: list[str]) -> None:
    record = read(f"001 1\n{HEAD.format(language=language, cataloguing='eng')}{fields}")
    assert texts(*record.titles) == titles


@pytest.mark.parametrize(
    ("fields", "titles", "subtitles", "others"),
    [
        ("245 00 $aVattnet och folket =$bThe water and the people /",
         ["Vattnet och folket@sv", "The water and the people@en"], [], []),
        ("245 00 $aVattnet :$ben bok = The water of the people : a book",
         ["Vattnet@sv", "The water of the people@en"], ["en bok@sv", "a book@en"], []),
        ("245 00 $aVattnet$b= Das Wasser und die Menschen = L'eau et les gens",
         ["Vattnet@sv", "Das Wasser und die Menschen@de", "L'eau et les gens@fr"], [], []),
        ("041 0  $aswe$afin\n245 00 $aVattnet =$bVesi", ["Vattnet@sv", "Vesi@fi"], [], []),
        ("041 1  $aswe$hice\n245 00 $aVattnet =$bVatnið", ["Vattnet@sv", "Vatnið@is"], [], []),
        # Nothing tells the language of one word.
        ("245 00 $aVattnet =$bAqua", ["Vattnet@sv"], [], ["Aqua@"]),
        ("041 0  $aswe$afin$aeng\n245 00 $aVattnet =$bAqua", ["Vattnet@sv"], [], ["Aqua@"]),
        # It stands in 246 as well, which says the same once more.
        ("245 00 $aVattnet =$bThe water of the land\n246 31 $aThe water of the land",
         ["Vattnet@sv", "The water of the land@en"], [], []),
        ("245 00 $aFormeln E=mc2 :$ben bok", ["Formeln E=mc2@sv"], ["en bok@sv"], []),
    ],
)  # fmt: skip
def test_what_stands_behind_an_equals_sign_is_a_parallel_title(
    fields: str, titles: list[str], subtitles: list[str], others: list[str]
) -> None:
    record = read(f"001 1\n{HEAD.format(language='swe', cataloguing='swe')}{fields}")
    assert texts(*record.titles) == titles
    assert texts(*record.subtitles) == subtitles
    assert texts(*record.alternative_titles) == others


def test_a_parallel_title_comes_back_behind_an_equals_sign(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    head = HEAD.format(language="swe", cataloguing="swe")
    import_marc(folder, f"001 1\n{head}245 00 $aVattnet :$ben bok = The water of the land : a book")
    [back] = loaded_as_marc(folder).values()
    assert [line for line in back if line[:3] in {"245", "246"}] == [
        "245 00 $aVattnet :$ben bok = The water of the land : a book.",
        "246 31 $aThe water of the land :$ba book",
    ]


LINKS = """\
001 {number}
008 160407s2010    gw |||||||||||||||||ger||
040    $bger
245 00 $aBuch {number}
300    $aXII, 375 S.
856 {fields}
"""


@pytest.mark.parametrize(
    ("fields", "back", "is_online", "reported"),
    [
        # A table of contents is not the text; nor is the book online for its sake.
        ("42 $3Inhaltsverzeichnis$uhttps://d.example/04.pdf$qapplication/pdf",
         "42 $uhttps://d.example/04.pdf$3Webbsida", False, ["Inhaltsverzeichnis"]),
        ("41 $3Table of contents only$uhttp://l.example/toc.html",
         "42 $uhttp://l.example/toc.html$3Webbsida", False, ["Table of contents only"]),
        ("41 $uhttps://e.example/book$zFull text", "41 $uhttps://e.example/book$yFull text", False, []),
        ("41 $uhttps://e.example/b.pdf", "41 $uhttps://e.example/b.pdf$qapplication/pdf", False, []),
        ("40 $uhttps://e.example/b.pdf", "40 $uhttps://e.example/b.pdf$qapplication/pdf", True, []),
        ("40 $uhttps://e.example/book", "40 $uhttps://e.example/book", True, []),
        ("42 $uhttps://e.example/about$3Webbsida",
         "42 $uhttps://e.example/about$3Webbsida", False, []),
    ],
)  # fmt: skip
def test_links_come_back_with_what_they_are(
    tmp_path: Path, fields: str, back: str, is_online: bool, reported: list[str]
) -> None:
    folder = catalogue(tmp_path / "catalogue")
    done = import_marc(folder, LINKS.format(number=1, fields=fields))
    assert [value for _, column, value in done.findings("unmapped") if column[:3] == "856"] == (
        reported
    )
    [lines] = loaded_as_marc(folder).values()
    own = [line[4:] for line in lines if line.startswith("856") and "data.example.se" not in line]
    assert own == [back]
    assert any(line.startswith("506") for line in lines) is is_online
    [extent] = [line for line in lines if line.startswith("300")]
    assert ("onlineresurs" in extent) is is_online
