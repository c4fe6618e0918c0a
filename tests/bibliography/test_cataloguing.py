"""The examples of the data model, catalogued by hand, and what is written of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from bibliography.reading import fields, lines, marc
from bibliography.seed import Files
from publod.bibliography.entry import Entry
from publod.bibliography.export import bibframe, datacite, dublin_core, marc21, mods

EXAMPLES = Path(__file__).parents[1] / "examples"
AT = "https://example.org/"


@cache
def example(name: str) -> dict[str, Entry]:
    """The publications of an example of `tests/examples/`, by the last part of their address."""
    return Files([EXAMPLES / "common.ttl", EXAMPLES / f"{name}.ttl"], AT).entries()


def catalogued(entry: Entry, *tags: str) -> list[str]:
    found = fields(marc(marc21.write(entry)))
    return [line for line in found if not tags or line[:3] in tags]


def test_a_printed_report_with_everything() -> None:
    report = example("Publication/valid/report-with-everything")["example"]
    assert str(marc(marc21.write(report)).leader) == "00000cam a22000003i 4500"
    assert catalogued(report) == [
        "001 publication/example",
        "003 example.org",
        "005 20260102030405.0",
        "007 ta",
        "008 251224s2020    xx ||||| |||||||| ||swe d",
        f"024 7# $a{AT}publication/example$2uri",
        "024 8# $a2020/17$qdiarienummer",
        "040 ## $bswe",
        "082 04 $a025.1714",
        "088 ## $aRapport 12",
        "088 ## $aEX 4",
        f"110 2# $aExempelmyndigheten$4aut$1{AT}agent/agency#it",
        "245 10 $aÅrsredovisning /$cExempelmyndigheten.",
        "264 #1 $aExempelstad :$b[s.n.],$c2020.",
        "300 ## $axii, 112 s.",
        "336 ## $atext$btxt$2rdacontent",
        "337 ## $aomedierad$bn$2rdamedia",
        "338 ## $avolym$bnc$2rdacarrier",
        "500 ## $aStatus: gällande.",
        "520 8# $aMyndighetens redovisning av året.",
        "648 #4 $a2019",
        f"651 #7 $aExempelstad$2local$0{AT}place/city#it",
        "653 ## $agallring",
        "653 ## $aleveransplikt",
        "655 #4 $arapport",
        f"700 0# $aKarin Ek,$eöversättare.$4trl$1{AT}agent/person#it",
        "758 ## $iUtgåva av:$aÅrsredovisning$4http://id.loc.gov/ontologies/bibframe/expressionOf"
        f"$1{AT}work/annual-report#it",
        "787 08 $iRättar:$aExempelmyndigheten$tHandbok$d2018$w(example.org)publication/handbook-2018"
        f"$o{AT}publication/handbook-2018",
        f"856 42 $u{AT}publication/example$3Katalogpost",
    ]


def test_the_other_end_of_a_correction() -> None:
    handbook = example("Publication/valid/report-with-everything")["handbook-2018"]
    assert catalogued(handbook, "787") == [
        "787 08 $iRättad genom:$aExempelmyndigheten$tÅrsredovisning$d2020$rRapport 12"
        f"$w(example.org)publication/example$o{AT}publication/example"
    ]


def test_print_and_online_lead_to_each_other() -> None:
    pair = example("Publication/valid/print-and-online")
    assert catalogued(pair["print"], "006", "007", "300", "338", "776") == [
        "007 ta",
        "338 ## $avolym$bnc$2rdacarrier",
        "776 08 $iElektronisk version:$aExempelmyndigheten$tÅrsredovisning$d2020"
        f"$w(example.org)publication/online$o{AT}publication/online",
    ]
    assert catalogued(pair["online"], "006", "007", "300", "338", "776") == [
        "006 m    |o  d |      ",
        "007 cr |||||||||||",
        "300 ## $a1 onlineresurs",
        "338 ## $aonlineresurs$bcr$2rdacarrier",
        "776 08 $iTryckt version:$aExempelmyndigheten$tÅrsredovisning$d2020"
        f"$w(example.org)publication/print$o{AT}publication/print",
    ]
    for name, other in (("print", "online"), ("online", "print")):
        entry = pair[name]
        assert catalogued(entry, "775") == [], "the other form is no other edition"
        assert f"dcterms:isFormatOf @xsi:type=dcterms:URI = {AT}publication/{other}" in lines(
            dublin_core.write_qualified(entry)
        )
        assert any(
            line.endswith(f"@relationType=IsVariantFormOf = {AT}publication/{other}")
            for line in lines(datacite.write(entry))
        )
        assert any(
            line.startswith("mods:relatedItem @type=otherFormat")
            for line in lines(mods.write(entry))
        )


def test_the_extent_of_what_is_online_and_pages_that_are_counted() -> None:
    pair = example("Publication/valid/print-and-online")
    for name, expected in (("print", "112 s."), ("online", "1 onlineresurs (112 s.)")):
        entry = replace(pair[name], page_count=112)
        assert catalogued(entry, "300") == [f"300 ## $a{expected}"]
        assert "mods:physicalDescription/mods:extent = 112 s." in lines(mods.write(entry))


def test_an_article_is_in_its_issue_which_has_its_contents() -> None:
    both = example("Publication/valid/article")
    record = marc(marc21.write(both["article"]))
    assert str(record.leader)[7] == "b"
    assert catalogued(both["article"], "490", "773") == [
        "773 0# $aExempelmyndigheten$tÅrsredovisning$d2020$gVol. 12, nr 3 (2020), s. 3-17$q12:3<3"
        f"$w(example.org)publication/issue$o{AT}publication/issue"
    ]
    assert catalogued(both["issue"], "774") == [
        "774 0# $aExempelmyndigheten$tÅrsredovisning$d2020$w(example.org)publication/article"
        f"$o{AT}publication/article"
    ]
    assert [line.partition("/mods:part/")[2] for line in lines(mods.write(both["article"])) if "mods:part/" in line] == [
        "mods:detail @type=volume/mods:number = 12",
        "mods:detail @type=issue/mods:number = 3",
        "mods:extent @unit=page/mods:start = 3",
        "mods:extent @unit=page/mods:end = 17",
    ]  # fmt: skip


def test_publications_of_one_edition_bear_its_number_and_lead_to_each_other() -> None:
    both = example("OfEdition/valid/two-languages")
    assert catalogued(both["swedish"], "088", "758", "775") == [
        "088 ## $aR 2:2020",
        "758 ## $iUtgåva av:$aÅrsredovisning$4http://id.loc.gov/ontologies/bibframe/expressionOf"
        f"$1{AT}work/annual-report#it",
        "758 ## $iPublikation av utgåvan:$aR 2:2020"
        "$4http://id.loc.gov/ontologies/bibframe/instanceOf"
        f"$1{AT}edition/second#it",
        "775 08 $iAnnan språkversion:$aExempelmyndigheten$tAnnual Report$d2020$rR 2:2020"
        f"$w(example.org)publication/english$o{AT}publication/english",
    ]
    assert f'<bf:Work rdf:about="{AT}edition/second#it">'.encode() in bibframe.write(
        both["swedish"]
    )


def test_a_series_has_the_issn_and_no_record_to_lead_to() -> None:
    report = example("Publication/valid/full")["example"]
    assert catalogued(report, "022") == []
    assert all("$w" not in line for line in catalogued(report, "490", "830"))
