"""Subject headings keep the vocabulary that they are from, and the address that they have there."""

from __future__ import annotations

from pathlib import Path

import pytest

from importing.folders import catalogue
from importing.marc import import_marc, loaded_as_marc

RECORD = """\
001 {number}
008 160407s2015    sw |||||||||||||||||swe||
040    $aS$bswe
245 10 $a{title}
264  1 $c2015
"""
#: As they are written, and as they come back where that is not the same.
HEADINGS = {
    "650  0 $aRefugee children$zSweden.": "650 #0 $aRefugee children--Sweden",
    "650  0 $aWar$0http://id.loc.gov/authorities/subjects/sh85145114": "",
    "650  0 $aRoads$0(DLC)sh 85114599": (
        "650 #0 $aRoads$0http://id.loc.gov/authorities/subjects/sh85114599"
    ),
    "650  1 $aBears": "",
    "650  2 $aNoise$0D009622": "650 #2 $aNoise$0http://id.nlm.nih.gov/mesh/D009622",
    "650  7 $aAsylsökande barn$2sao$0https://id.kb.se/term/sao/Asyls%C3%B6kande%20barn": "",
    "650  7 $aSkogar$2sao": "",
    "650  7 $aKrokodiler$2barn": "",
    "650  7 $aoffentlig upphandling$2eurovoc$0http://eurovoc.europa.eu/1910": "",
    "650  7 $abuller$2eurovoc": "",
    "650  7 $aWasser$2gnd$0(DE-588)4064689-0": "650 #7 $aWasser$2gnd$0https://d-nb.info/gnd/4064689-0",
    "650  7 $aNoise pollution$2fast$0(OCoLC)fst01038459": (
        "650 #7 $aNoise pollution$2fast$0http://id.worldcat.org/fast/1038459"
    ),
    "650  7 $aäldreomsorg$2yso/swe$0http://www.yso.fi/onto/yso/p3516": "",
    "650  7 $avanhustyö$2yso/fin": "",
    "650  7 $aEau$2ram$0http://data.bnf.fr/ark:/12148/cb119318385": "",
    "650  4 $aVerklig egen term": "650 #7 $aVerklig egen term$2local$0{own}",
    "610 20 $aSverige.$bRiksdagen$0(SE-LIBR)x1": "650 #0 $aSverige. Riksdagen",
    "651  7 $aNorrbotten$2sao": "",
    "651  0 $aSweden$0http://id.loc.gov/authorities/names/n79063053": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return catalogue(tmp_path_factory.mktemp("headings") / "catalogue")


def test_headings_come_back_with_the_vocabulary_that_they_had(folder: Path) -> None:
    done = import_marc(folder, RECORD.format(number=1, title="Barn") + "\n".join(HEADINGS))
    [lines] = loaded_as_marc(folder).values()
    back = {line for line in lines if line.startswith("65") and not line.startswith("655")}
    own = "https://data.example.se/subject/verklig-egen-term#it"
    wanted = {
        (after or f"{before[:3]} {before[4:6].replace(' ', '#')} {before[7:]}").replace(
            "{own}", own
        )
        for before, after in HEADINGS.items()
    }
    assert back == wanted
    assert done.findings("unmapped") == [(1, "610$0", "(SE-LIBR)x1")]
    assert done.findings("read-as") == [(1, "610$a", "Sverige. Riksdagen")]
    # The words are in the language of their vocabulary, not in that of the book.
    assert done.triples("subject/war")["prefLabel"] == ['"War"@en']
    assert done.triples("subject/wasser")["prefLabel"] == ['"Wasser"@de']
    assert done.triples("subject/vanhustyo")["prefLabel"] == ['"vanhustyö"@fi']
    assert done.triples("subject/buller")["prefLabel"] == ['"buller"@sv']


def test_the_address_of_a_term_decides_whatever_it_is_called(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    head = RECORD.format(number=1, title="Bostäder")
    known = "http://id.loc.gov/authorities/subjects/sh85062500"
    done = import_marc(
        folder, head + f"650  0 $aHousing policy$0{known}\n650  7 $abostäder$2sao$0(DLC)sh85062500"
    )
    assert done.triples("publication/bostader-2015")["subject"] == ["<subject/housing#it>"]
    # The record of the catalogue is a person's: what it does not say is reported, with what to add.
    found = [f for f in done.report.findings if f.kind.value == "unmapped"]
    assert [(f.path, f.value) for f in found] == [
        ("subject/housing", "Housing policy (lcsh)"), ("subject/housing", "bostäder (sao)"),
    ]  # fmt: skip
    first = found[0].reason.text("en")
    assert first.endswith(f'add <{known}> skos:prefLabel "Housing policy"@en')
    second = found[1].reason.text("en")
    statement = second.partition(": add ")[2]
    assert (
        statement == 'skos:notation "bostäder"^^<http://id.loc.gov/vocabulary/subjectSchemes/sao>'
    )
    shared = folder / "shared.ttl"
    shared.write_text(
        shared.read_text("utf-8") + f"<subject/housing#it> {statement} .\n"
        f'<{known}> skos:prefLabel "Housing policy"@en .\n', "utf-8",
    )  # fmt: skip
    again = import_marc(
        folder, head + f"650  0 $aHousing policy$0{known}\n650  7 $abostäder$2sao$0(DLC)sh85062500"
    )
    assert again.findings("unmapped") == []
    [lines] = loaded_as_marc(folder).values()
    assert [line for line in lines if line.startswith("650")] == [
        f"650 #0 $aHousing policy$0{known}", "650 #7 $abostäder$2sao",
    ]  # fmt: skip


def test_one_word_for_two_terms_of_a_vocabulary_is_two_subjects(tmp_path: Path) -> None:
    lcsh = "http://id.loc.gov/authorities/subjects/sh8508391"
    done = import_marc(
        catalogue(tmp_path / "catalogue"),
        RECORD.format(number=1, title="Planeter") + f"650  0 $aMercury$0{lcsh}3",
        RECORD.format(number=2, title="Metaller") + f"650  0 $aMercury$0{lcsh}4",
        RECORD.format(number=3, title="Gift") + "650  7 $aMercury$2mesh$0D008628",
    )
    found = [
        done.triples(f"publication/{slug}-2015").get("subject", [])
        for slug in ("planeter", "metaller", "gift")
    ]
    assert found[:2] == [["<subject/mercury#it>"], ["<subject/mercury-2#it>"]]
    # A third vocabulary does not tell which of the two it means.
    assert found[2] == []
    assert done.findings("doubtful") == [(3, "650", "Mercury")]
