"""The column of MARC 21, read by pymarc."""

from __future__ import annotations

import re
from dataclasses import replace

import pymarc
import pytest
from hypothesis import HealthCheck, given, settings

from bibliography.entries import BARE, FULL, MORE, entries
from bibliography.reading import fields, marc
from bibliography.seed import seed
from publod.bibliography.description import BibliographicDescription
from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry
from publod.bibliography.export import marc21
from publod.bibliography.export.marc21_control_fields import fixed_length

AT = "https://data.example.se/"
_PATIENT = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def test_everything_in_fields() -> None:
    assert fields(marc(marc21.write(FULL))) == [
        "001 publication/full",
        "003 SE-Xx",
        "005 20260102030405.0",
        "006 m    |o  d |      ",
        "007 cr |||||||||||",
        "008 260102e20190517xx |||||o|||||||| ||swe d",
        "020 ## $z9789175555021",
        f"024 7# $a{AT}publication/full$2uri",
        "024 7# $a10.1234/AB.c$2doi",
        "024 7# $aurn:nbn:se:x-1$2urn",
        "024 8# $a2019-5-17",
        "024 7# $ahttps://e.example/x$2uri",
        "040 ## $aSE-Xx$bswe$cSE-Xx",
        "041 1# $aswe$aeng$bswe$beng$hger",
        "043 ## $ae-sw---",
        "110 2# $aSocialstyrelsen$4aut$1https://ror.org/01v4pc162"
        "$1http://www.wikidata.org/entity/Q6971056",
        "240 10 $aVerket.",
        "245 13 $aEn bok :$bmed undertitel = A book : with subtitle /$cSocialstyrelsen, Ann Ek.",
        "246 31 $aA book :$bwith subtitle",
        "246 3# $aBoken",
        "250 ## $atredje utgåvan.",
        "264 #1 $a[S.l.] :$bFörlaget,$c2019-05-17.",
        "300 ## $a1 onlineresurs",
        "336 ## $atext$btxt$2rdacontent",
        "337 ## $adator$bc$2rdamedia",
        "338 ## $aonlineresurs$bcr$2rdacarrier",
        "347 ## $atextfil$bapplication/pdf$c123456 B",
        "490 1# $aEn serie,$x1234-5679 ;$v19",
        "500 ## $aDen första kom 2014.",
        "500 ## $aISSN 1100-2808.",
        "506 0# $fUnrestricted online access$2star",
        "520 3# $aOm <allt> & inget.",
        "520 3# $aOn everything.",
        "521 ## $amyndigheter.",
        "540 ## $aFri att använda$uhttps://creativecommons.org/licenses/by/4.0/",
        "546 ## $aText på svenska och engelska.",
        "648 #4 $a2017",
        f"650 #7 $amänniskohandel$2local$0{AT}subject/trafficking#it"
        "$0http://id.loc.gov/authorities/subjects/sh2006002629",
        f"650 #7 $astödprocess$2local$0{AT}subject/x#it",
        "651 #7 $aSverige$2geonames$0https://sws.geonames.org/2661886/",
        "655 #7 $aHandböcker, manualer etc.$2saogf"
        "$0https://id.kb.se/term/saogf/Handb%C3%B6cker%2C%20manualer%20etc.",
        "655 #4 $amanual",
        "700 1# $aEk, Ann$4aut$1https://orcid.org/0000-0002-1825-0097",
        f"710 2# $aFörlaget$4ctb$4pbl$1{AT}agent/press#it",
        f"758 ## $iUtgåva av:$aVerket$4http://id.loc.gov/ontologies/bibframe/expressionOf$1{AT}work/w#it",
        f"765 0# $tBuch$o{AT}publication/de",
        f"767 0# $tكتاب$o{AT}publication/ar",
        f"775 08 $iAnnan utgåva:$tAnnan$d2018$o{AT}publication/other",
        f"780 02 $tGammal$d2016$o{AT}publication/old",
        f"785 02 $tNy$d2021$o{AT}publication/new",
        f"787 08 $iBygger på:$tGammal$d2016$o{AT}publication/old",
        "830 #3 $aEn serie,$x1234-5679 ;$v19.",
        "856 40 $uhttps://e.example/full.pdf$qapplication/pdf$s123456$yHela boken",
        f"856 42 $u{AT}publication/full$3Katalogpost",
        "856 42 $uhttps://e.example/page$3Webbsida",
    ]


def test_an_article_on_paper_with_all_kinds_of_numbers_and_relations() -> None:
    record = marc(marc21.write(MORE))
    assert str(record.leader) == "00000cab a22000003i 4500"
    assert fields(record) == [
        "001 publication/more",
        "003 SE-Xx",
        "005 20260102030405.0",
        "007 ta",
        "008 231114s2020    xy || || ||||||   ||und d",
        f"024 7# $a{AT}publication/more$2uri",
        "024 8# $a2020/17$qdiarienummer",
        "027 ## $aISRN XY/A--04/2--SE",
        "040 ## $aSE-Xx$bswe$cSE-Xx",
        "080 ## $a025.17",
        "082 04 $a025.1714",
        "084 ## $aOe$2kssb",
        "088 ## $aRapport 12",
        "245 00 $aMer.",
        "264 #1 $aStaden :$b[s.n.],$c2020.",
        "300 ## $axii, 112 s.",
        "336 ## $atext$btxt$2rdacontent",
        "337 ## $aomedierad$bn$2rdamedia",
        "338 ## $avolym$bnc$2rdacarrier",
        "500 ## $aStatus: ersatt.",
        "520 8# $aSå säger källan.",
        "653 ## $agallring",
        "700 1# $aEk, Ann,$eöversättare.$4trl$1https://orcid.org/0000-0002-1825-0097",
        "710 2# $aSocialstyrelsen,$eredaktör.$4edt$1https://ror.org/01v4pc162"
        "$1http://www.wikidata.org/entity/Q6971056",
        "758 ## $iPublikation av utgåvan:$aMer$4http://id.loc.gov/ontologies/bibframe/instanceOf"
        f"$1{AT}edition/e#it",
        f"770 0# $tSupplement$w(SE-Xx)publication/supplement$o{AT}publication/supplement",
        f"772 0# $tSupplemented$w(SE-Xx)publication/supplemented$o{AT}publication/supplemented",
        "773 0# $aSocialstyrelsen$tIssue$gs. 3-17"
        f"$w(SE-Xx)publication/issue$o{AT}publication/issue",
        "773 0# $tEn tidskrift$gVol. 12, nr 3 (2020), s. 3-17$q12:3<3$x1234-5679"
        f"$o{AT}work/journal",
        f"774 0# $tChapter$rKapitel 1$w(SE-Xx)publication/chapter$o{AT}publication/chapter",
        "776 08 $iElektronisk version:$tOnline$z9789175555021$w(SE-Xx)publication/online"
        f"$o{AT}publication/online",
        f"787 08 $iBygger på:$tBase$w(SE-Xx)publication/base$o{AT}publication/base",
        f"787 08 $iOmarbetad till:$tReworked$w(SE-Xx)publication/reworked$o{AT}publication/reworked",
        f"787 08 $iÄndrar:$tAmended$w(SE-Xx)publication/amended$o{AT}publication/amended",
        f"787 08 $iÄndrad genom:$tAmending$w(SE-Xx)publication/amending$o{AT}publication/amending",
        f"787 08 $iRättar:$tCorrected$w(SE-Xx)publication/corrected$o{AT}publication/corrected",
        f"787 08 $iRättad genom:$tCorrecting$w(SE-Xx)publication/correcting$o{AT}publication/correcting",
        f"856 42 $u{AT}publication/more$3Katalogpost",
    ]


def test_a_record_of_which_nothing_is_known() -> None:
    assert fields(marc(marc21.write(BARE))) == [
        "001 publication/bare",
        "003 data.example.se",
        "008 000000nuuuuuuuuxx |||||||||||||| ||und d",
        f"024 7# $a{AT}publication/bare$2uri",
        "040 ## $bswe",
        "245 00 $a[Utan titel]",
        "264 #1 $a[S.l.] :$b[s.n.],$c[s.a.]",
        "336 ## $atext$btxt$2rdacontent",
        f"856 42 $u{AT}publication/bare$3Katalogpost",
    ]


@given(entries)
@_PATIENT
def test_records_survive_being_packed_and_read_again(entry: Entry) -> None:
    record = marc(marc21.write(entry))
    again = pymarc.Record(data=_packed(record))
    assert fields(again) == fields(record)
    assert re.fullmatch("00000[nc]a[mab] a22000003i 4500", str(record.leader))
    assert len(record["008"].data or "") == 40
    assert [f.tag[0] for f in record.fields] == sorted(f.tag[0] for f in record.fields)
    assert len(record.get_fields("245")) == 1
    assert len(record.get_fields("100", "110")) <= 1


def _packed(record: pymarc.Record) -> bytes:
    """ISO 2709; its lengths have five digits, so long texts are cut for it."""
    for field in record.fields:
        if not field.control_field:
            field.subfields = [
                pymarc.Subfield(code, value[:200]) for code, value in field.subfields
            ]
    return bytes(record.as_marc())


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("2019", "s2019    "), ("2019-05", "e201905  "), ("2019-05-17", "e20190517"),
        ("", "nuuuuuuuu"), ("[2019?]", "nuuuuuuuu"), ("0000", "nuuuuuuuu"),
    ],
)  # fmt: skip
def test_dates_in_008(issued: str, expected: str) -> None:
    assert fixed_length(BibliographicDescription(replace(BARE, issued=issued)))[6:15] == expected


@pytest.mark.parametrize(
    ("languages", "title", "fixed", "coded"),
    [
        (("SWE",), {"sv": "T"}, "swe", []),
        (("ARA", "SWE"), {"sv": "T"}, "swe", ["041 0# $aswe$aara"]),
        (("RON", "SRP"), {}, "rum", ["041 0# $arum$asrp"]),
        (("RMY",), {}, "und", ["041 07 $army$2iso639-3"]),
        (("SWE", "RMY"), {"sv": "T"}, "swe", ["041 0# $aswe", "041 07 $army$2iso639-3"]),
        (("nonsense",), {}, "und", []),
    ],
)
def test_languages(
    languages: tuple[str, ...], title: dict[str, str], fixed: str, coded: list[str]
) -> None:
    entry = replace(BARE, languages=languages, title=title)
    assert fixed_length(BibliographicDescription(entry))[35:38] == fixed
    assert [ln for ln in fields(marc(marc21.write(entry))) if ln.startswith("041")] == coded


def test_a_translation_names_the_language_that_it_is_from() -> None:
    original = BibliographicResource("https://e.example/o#it", {"sv": "O"}, languages=("SWE",))
    entry = replace(BARE, languages=("ENG",), translation_of=(original,))
    assert "041 1# $aeng$hswe" in fields(marc(marc21.write(entry)))


@pytest.mark.parametrize(
    ("title", "subtitle", "makers", "expected"),
    [
        ("A", "", (), "245 00 $aA."),
        ("A", "B", (), "245 00 $aA :$bB."),
        ("A", "", ("X",), "245 10 $aA /$cX."),
        ("A", "B", ("X", "Y"), "245 10 $aA :$bB /$cX, Y."),
        ("Varför?", "", (), "245 00 $aVarför?"),
        ("A", "B!", (), "245 00 $aA :$bB!"),
        ("[A]", "", ("X",), "245 10 $a[A] /$cX."),
    ],
)
def test_punctuation_of_the_title_statement(
    title: str, subtitle: str, makers: tuple[str, ...], expected: str
) -> None:
    agents = tuple(Agent(f"https://e.example/{name}#it", {"sv": name}) for name in makers)
    entry = replace(BARE, title={"sv": title}, subtitle={"sv": subtitle}, creators=agents)
    assert expected in fields(marc(marc21.write(entry)))


def test_a_publisher_alone_is_an_added_entry() -> None:
    press = Agent("https://e.example/p#it", {"sv": "P"})
    found = fields(marc(marc21.write(replace(BARE, publishers=(press,)))))
    assert [ln[:6] for ln in found if ln[1:3] in {"00", "10"}] == ["710 2#"]
    assert "264 #1 $a[S.l.] :$bP,$c[s.a.]" in found


def test_persons_with_and_without_a_surname() -> None:
    known = Agent("https://e.example/1#it", {"sv": "Ann Ek"}, (), True, "Ann", "Ek")
    plain = Agent("https://e.example/2#it", {"sv": "Ann Ek"}, (), True)
    found = fields(marc(marc21.write(replace(BARE, creators=(plain, known)))))
    assert [ln[:14] for ln in found if ln[1:3] == "00"][-2:] == ["100 0# $aAnn E", "700 1# $aEk, A"]


def test_the_brochure_in_many_languages() -> None:
    [many] = [entry for entry in seed().values() if len(entry.languages) == 8]
    found = fields(marc(marc21.write(many)))
    [coded] = [ln for ln in found if ln.startswith("041")]
    assert coded.startswith("041 0# $aswe$a")
    assert coded.count("$a") == 8
    assert "$arum" in coded
    [note] = [ln for ln in found if ln.startswith("546")]
    assert note.startswith("546 ## $aText på svenska, ")
    assert " och " in note
    assert all(name in note for name in ("engelska", "rumänska", "arabiska"))


GENRES = "http://id.loc.gov/vocabulary/marcgt/"


@pytest.mark.parametrize(
    ("matches", "classes", "contents"),
    [
        ((("exactMatch", GENRES + "han"),), (), "f   "),
        ((("broadMatch", GENRES + "ter"), ("closeMatch", GENRES + "sta")), (), "ts  "),
        ((("relatedMatch", GENRES + "han"),), (), "||||"),
        ((("exactMatch", GENRES + "web"),), ("https://schema.org/Report",), "||||"),
        ((), ("https://schema.org/Thesis",), "m   "),
        ((("exactMatch", GENRES + "the"),), ("https://schema.org/Thesis",), "m   "),
    ],
)
def test_contents_are_coded_by_the_type(
    matches: tuple[tuple[str, str], ...], classes: tuple[str, ...], contents: str
) -> None:
    typed = Concept("https://e.example/t#it", matches=matches, classes=classes)
    assert _fixed(replace(BARE, types=(typed,)))[24:28] == contents


def test_a_publication_of_government_is_one_where_that_is_said() -> None:
    agency = Agent("https://e.example/a#it", {"sv": "Verket"}, is_government=True)
    body = replace(agency, is_government=False)
    assert _fixed(replace(BARE, creators=(agency,)))[28] == "o"
    assert _fixed(replace(BARE, publishers=(agency,)))[28] == "o"
    assert _fixed(replace(BARE, creators=(body,), contributors=(agency,)))[28] == "|"


def test_the_date_of_entry_and_what_has_changed_since() -> None:
    new = replace(BARE, created=1_700_000_000, modified=1_700_000_000)
    changed = replace(new, modified=1_767_323_045)
    unknown = replace(changed, created=0)
    for entry, entered, status in (
        (new, "231114", "n"), (changed, "231114", "c"), (unknown, "260102", "n"),
    ):  # fmt: skip
        record = marc(marc21.write(entry))
        assert (_fixed(entry)[:6], str(record.leader)[5]) == (entered, status)
    assert (marc(marc21.write(changed))["005"].data or "")[:8] == "20260102"


def _fixed(entry: Entry) -> str:
    return fixed_length(BibliographicDescription(entry))


@pytest.mark.parametrize(
    ("number", "tag"),
    [
        ("ISRN KTH/NA/R--79/04--SE", "027"), ("PB--2019/12", "027"), ("OIML R 49-1", "088"),
        ("Lägesrapport 19", "088"), ("NISTIR 8100", "088"), ("--", "088"),
    ],
)  # fmt: skip
def test_only_a_standard_number_is_a_standard_technical_report_number(
    number: str, tag: str
) -> None:
    found = fields(marc(marc21.write(replace(BARE, document_numbers=(number,)))))
    assert [line for line in found if line[:3] in {"027", "088"}] == [f"{tag} ## $a{number}"]


@pytest.mark.parametrize(
    ("own", "series", "expected"),
    [
        (("1234-5679",), ("",), ["490 1# $aS,$x1234-5679", "830 #0 $aS,$x1234-5679."]),
        (("1234-5679",), ("1234-5679",), ["490 1# $aS,$x1234-5679", "830 #0 $aS,$x1234-5679."]),
        (("1100-2808",), ("1234-5679",), ["490 1# $aS,$x1234-5679", "500 ## $aISSN 1100-2808.", "830 #0 $aS,$x1234-5679."]),
        (("1234-5679",), ("", ""), ["490 1# $aS", "490 1# $aS", "500 ## $aISSN 1234-5679.", "830 #0 $aS.", "830 #0 $aS."]),
        (("1234-5679",), (), ["500 ## $aISSN 1234-5679."]),
    ],
)  # fmt: skip
def test_an_issn_is_that_of_the_series(
    own: tuple[str, ...], series: tuple[str, ...], expected: list[str]
) -> None:
    works = tuple(
        BibliographicResource(
            f"https://e.example/{n}#it", {"sv": "S"}, issn=(issn,) if issn else ()
        )
        for n, issn in enumerate(series)
    )
    found = fields(marc(marc21.write(replace(BARE, issn=own, series=works))))
    assert [line for line in found if line[:3] in {"022", "490", "500", "830"}] == expected
